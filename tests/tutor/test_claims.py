"""What a sentence claims must stand in what it cites, whatever the script."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tutor.claims import Mismatch, mismatches

EN, ZH, AR = "en", "zh-Hans", "ar"
SENTENCES = {
    EN: [
        "Serverless inference does not support GPUs, and it keeps logs for 30 days.",
        "Memory is set in steps of 1 GB, from 1,024 MB to 6,144 MB, as of 31 March 2024.",
        "Amazon SageMaker's ml.p4d.24xlarge writes 2.5 TB to /opt/ml/checkpoints over TLS 1.2.",
        "The \ufb01rst half of C# and C++ code\nwas never over twenty-one years old \U0001f600.",
        "It doesn't increase latency; it decreases cost by 70 percent (½ of $5.50).",
    ],
    ZH: [
        "无服务器推理不支持GPU，日志保留三十天。不仅如此，未来非常好。",
        "内存从1，024 MB到6144 MB，费用降低百分之七十，截至二〇二四年三月三十一日。",
        "第二次世界大战后，Amazon SageMaker 在5分钟内写入 3千亿元的 MLA-C01 《考试指南》。",
        "阿什拉夫·法西赫买了两种、三个、1.5万辆，并非全部😀。",
    ],
    AR: [
        "لا يدعم الاستدلال وحدات GPU، وتُحفظ السجلات ٣٠ يومًا.",
        "الذاكرة من ١٬٠٢٤ ميغابايت إلى ٦٬١٤٤ ميغابايت حتى ٣١ آذار/مارس ٢٠٢٤.",
        "يكتب Amazon SageMaker خلال خمس دقائق ٧٠٪ من MLA-C01 في /opt/ml/checkpoints.",
        "التعلّم غير الخاضع للإشراف ليس أبطأ، ومدته يومان أو نصف ساعة.",
    ],
    "de": ["Der Speicher fasst 1.024,5 GB und kostet nicht mehr als 3,50 € (am 31.03.2024)."],
    "th": ["เก็บบันทึกไว้ ๓๐ วัน โดยใช้ SageMaker"],
    "sw": ["Kumbukumbu huhifadhiwa kwa siku 30 katika SageMaker."],
}
SAID = [(language, text) for language, texts in SENTENCES.items() for text in texts]


def kinds(
    claim: str, evidence: str, language: str, source: str = "", question: str = ""
) -> set[str]:
    found = mismatches(
        claim,
        evidence,
        language=language,
        evidence_language=source or language,
        question=question,
    )
    return {mismatch.kind for mismatch in found}


# ---- what holds for every text -------------------------------------------------------------------


@pytest.mark.parametrize(("language", "text"), SAID)
def test_a_sentence_stands_in_itself(language: str, text: str) -> None:
    assert kinds(text, text, language) == set()
    around = " ".join([*SENTENCES[language], text])
    assert kinds(text, around, language) == set()


@given(text=st.text(max_size=80), language=st.sampled_from([EN, ZH, AR, "de", "ru", "ja"]))
@example(text="100%/0 1/0 3/0/2024 2024-00-00 ½⁄0", language=EN)
@example(text="零分之一 百分之 两点 点五个 〇〇年", language=ZH)
@example(text="٣/٠ ومائة ألف مليون و و نصف", language=AR)
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_compared_and_stands_in_itself(text: str, language: str) -> None:
    assert kinds(text, text, language) == set()


@pytest.mark.parametrize(("language", "text"), SAID)
def test_how_a_text_is_typed_changes_nothing(language: str, text: str) -> None:
    wide = {ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"}
    eastern = {ord(digit): chr(ord(digit) - ord("0") + 0x0660) for digit in "0123456789"}
    typed = [
        text.translate(wide),
        text.translate(eastern),
        text.replace(" ", "  "),
        text.replace("ا", "اـ").replace("د", "دَّ"),
        "\u200f" + text + "\u200e",
    ]
    for other in typed:
        assert kinds(other, text, language) == set()
        assert kinds(text, other, language) == set()


TEMPLATES = [
    (EN, "Logs are kept for {} days in the bucket."),
    (EN, "The {} replicas cost $5."),
    (EN, "Accuracy rose by {}%."),
    (ZH, "日志保留{}天。"),
    (ZH, "共有{}个副本。"),
    (AR, "تُحفظ السجلات {} يومًا."),
    (AR, "بلغت الدقة {}٪ في الاختبار."),
    ("de", "Der Speicher fasst {} GB."),
    ("th", "เก็บบันทึกไว้ {} วัน"),
]


@given(
    template=st.sampled_from(TEMPLATES),
    source=st.sampled_from(TEMPLATES),
    number=st.integers(0, 10**7).map(str) | st.decimals("0.1", "99.9", places=1).map(str),
    data=st.data(),
)
@settings(max_examples=150, deadline=None)
def test_a_changed_digit_is_always_found(
    template: tuple[str, str], source: tuple[str, str], number: str, data: st.DataObject
) -> None:
    at = data.draw(st.sampled_from([i for i, char in enumerate(number) if char.isdigit()]))
    changed = number[:at] + data.draw(st.sampled_from("123456789")) + number[at + 1 :]
    if changed == number or changed.startswith("5.") or changed == "5":
        return  # the $5 of a template
    (language, said), (other, held) = template, source
    assert kinds(said.format(changed), held.format(number), language, other)
    assert not kinds(said.format(number), said.format(number), language)


# ---- amounts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "language", "evidence", "source"),
    [
        ("It waits five minutes.", EN, "它最多等待五分钟。", ZH),
        ("خمس دقائق", AR, "It runs for up to 5 min.", EN),
        ("五分钟", ZH, "حتى خمس دقائق على الأكثر", AR),
        ("٥ دقائق", AR, "５分钟", ZH),
        ("1,024 MB", EN, "1٬024 ميغابايت", AR),
        ("1 024 files", EN, "1,024 files", EN),
        ("1.024,5 kg", "de", "1,024.5 kg", EN),
        ("1024 MB", EN, "1 GB", EN),
        ("60 seconds", EN, "one minute", EN),
        ("within 1 hour", EN, "within an hour", EN),
        ("1 hour", EN, "每小时", ZH),
        ("half an hour", EN, "30分钟", ZH),
        ("نصف ساعة", AR, "30 minutes", EN),
        ("1½ hours", EN, "90 minutes", EN),
        ("يومين", AR, "48小时", ZH),
        ("two weeks", EN, "14 يوما", AR),
        ("12 months", EN, "1年", ZH),
        ("70 percent", EN, "百分之七十", ZH),
        ("70%", EN, "سبعين بالمئة", AR),
        ("70٪", AR, "seventy per cent", EN),
        ("half", EN, "50%", EN),
        ("二分之一", ZH, "50%", EN),
        ("between 5 and 10 minutes", EN, "5–10分钟", ZH),
        ("من 30 إلى 50 ألف نسخة", AR, "30,000 to 50,000 copies", EN),
        ("1.5万辆", ZH, "15,000 cars", EN),
        ("3千亿元", ZH, "300 billion yuan", EN),
        ("مائة مليون", AR, "1亿", ZH),
        ("twenty-one", EN, "واحد وعشرون", AR),
        ("٩٩ نسخة", AR, "九十九个副本", ZH),
        ("$5", EN, "5 美元", ZH),
        ("5 دولارات", AR, "US$5", EN),
        ("第三步", ZH, "the third step", EN),
        ("第二次世界大战", ZH, "World War II", EN),
        ("القرن التاسع عشر", AR, "the 19th century", EN),
        ("20世纪70年代", ZH, "in the 1970s", EN),
        ("128k tokens", EN, "128,000 个词元", ZH),
        ("7B parameters", EN, "70亿参数", ZH),
        ("top 5 accuracy", EN, "top-5 accuracy", EN),
        ("There are two options.", EN, "The options are A and B.", EN),
    ],
)
def test_one_amount_said_in_two_ways_is_one(
    claim: str, language: str, evidence: str, source: str
) -> None:
    assert kinds(claim, evidence, language, source) == set()


@pytest.mark.parametrize(
    ("claim", "language", "evidence", "source", "kind"),
    [
        ("6 minutes", EN, "خمس دقائق", AR, "number"),
        ("ست دقائق", AR, "五分钟", ZH, "number"),
        ("六分钟", ZH, "five minutes", EN, "number"),
        ("5 GB", EN, "5 MB", EN, "unit"),
        ("5 غيغابايت", AR, "5 MB", EN, "unit"),
        ("5秒", ZH, "5 minutes", EN, "unit"),
        ("5 euros", EN, "5 美元", ZH, "unit"),
        ("5 minutes", EN, "5%", EN, "unit"),
        ("13 years", EN, "on 13 March 2024", EN, "number"),
        ("1.5", EN, "15", EN, "number"),
        ("1024", EN, "1.024", EN, "number"),
        ("-1", EN, "1", EN, "number"),
        ("10⁵ rows", EN, "105 rows", EN, "number"),
        ("The 3 replicas run.", EN, "5 replicas run in 3 zones.", EN, "number"),
        ("There are two options.", EN, "There are three options.", EN, "number"),
        ("三百个", ZH, "二百个", ZH, "number"),
        ("5 files", EN, "Use S5 or ml.p5.large.", EN, "number"),
    ],
)
def test_another_amount_is_a_mismatch(
    claim: str, language: str, evidence: str, source: str, kind: str
) -> None:
    assert kind in kinds(claim, evidence, language, source)


def test_a_list_of_numbers_in_chinese_is_not_one_number() -> None:
    text = "共三百，二百人，五，12个。"
    assert kinds("共300200人", text, ZH) == {"number"}
    assert kinds("共三百人，另有二百人和12个", text, ZH) == set()


def test_labels_and_list_numbers_are_no_claims() -> None:
    assert kinds("7. Logs are kept. [9] 【８】", "Logs are kept.", EN) == set()
    assert kinds("（3） 日志保留。", "日志保留。", ZH) == set()


def test_a_mismatch_says_what_the_claim_said() -> None:
    found = mismatches("它等待六分钟。", "It waits 5 min.", language=ZH, evidence_language=EN)
    assert found == (Mismatch(kind="number", text="六分钟"),)


# ---- what the question said ----------------------------------------------------------------------


def test_a_number_of_the_question_is_let_through_where_nothing_speaks_against_it() -> None:
    asked = "Why does it keep 3 replicas?"
    assert kinds("It keeps 3 replicas for safety.", "Replicas are for safety.", EN) == {"number"}
    assert kinds("It keeps 3 replicas.", "Replicas are for safety.", EN, question=asked) == set()


@pytest.mark.parametrize(
    ("question", "claim", "evidence", "language", "kind"),
    [
        ("Is the limit 10 GB?", "The limit is 10 GB.", "The limit is 5 GB.", EN, "number"),
        ("Why 3 replicas?", "It keeps 3 replicas.", "It keeps 2 replicas.", EN, "number"),
        ("上限是10 GB吗？", "上限是10 GB。", "上限是5 GB。", ZH, "number"),
        ("为什么有30个省？", "共有30个省。", "共有31个省。", ZH, "number"),
        ("هل الحد ١٠ دقائق؟", "الحد ١٠ دقائق.", "الحد خمس دقائق.", AR, "number"),
        ("Since March 2023?", "Since March 2023.", "Since April 2024.", EN, "date"),
        ("Why TLS 1.3?", "TLS 1.3 is used.", "TLS 1.2 is used.", EN, "version"),
        ("What is MLA-C01?", "MLA-C01 is an exam.", "MLA-C02 is an exam.", EN, "version"),
    ],
)
def test_a_false_number_does_not_become_true_by_being_asked_about(
    question: str, claim: str, evidence: str, language: str, kind: str
) -> None:
    assert kind in kinds(claim, evidence, language, question=question)


# ---- dates and versions --------------------------------------------------------------------------

DATES = [
    (EN, "2024-03-31"),
    (EN, "31 March 2024"),
    (EN, "the 31st of March, 2024"),
    (EN, "March 31, 2024"),
    (ZH, "2024年3月31日"),
    (ZH, "二〇二四年三月三十一日"),
    (AR, "٣١ مارس ٢٠٢٤"),
    (AR, "31 آذار/مارس 2024"),
    (AR, "٢٠٢٤/٣/٣١"),
    ("de", "31.03.2024"),
    ("de", "31. März 2024"),
]


@pytest.mark.parametrize(("language", "date"), DATES)
def test_a_date_is_the_same_in_every_form_and_at_the_precision_of_the_claim(
    language: str, date: str
) -> None:
    for source, other in DATES:
        assert kinds(date, other, language, source) == set()
    for less in ("March 2024", "in 2024", "on March 31", "2024年3月", "٣١ آذار", "31日"):
        assert kinds(less, date, EN if less.isascii() else ZH, language) == set()
    for wrong in ("March 30, 2024", "31 April 2024", "2023年3月31日", "٣١ أيار", "2024-03-30"):
        assert kinds(wrong, date, EN, language), wrong


def test_the_year_of_a_short_date_may_stand_elsewhere() -> None:
    evidence = "2014年，队员们出发。8月8日，他们到达。"
    assert kinds("2014年8月8日到达", evidence, ZH) == set()
    assert kinds("2015年8月8日到达", evidence, ZH) == {"date"}


def test_a_verb_is_no_month() -> None:
    assert kinds("You may march on.", "You can walk on.", EN) == set()


@pytest.mark.parametrize(
    ("claim", "evidence", "fits"),
    [
        ("TLS 1.2", "TLS 1.2 or later", True),
        ("TLS 1.3", "TLS 1.2 and 1.3", True),
        ("TLS 1.3", "TLS 1.2", False),
        ("TLS 1.3", "TLS 1.2 needs 1.3 seconds", False),
        ("Python 3", "Python 3.12", True),
        ("Python 3.11", "Python 3.12", False),
        ("v2.0", "version 2", True),
        ("v2.0", "v2.1", False),
        ("1.2.3", "1.2.4", False),
        ("Domain 3", "Domains 1 to 4", True),
        ("Domain 5", "Domains 1 to 4 in 5 days", False),
        ("see figure 3.20", "图 3.20", True),
        ("MLA-C01", "MLA-C01, MLS-C01", True),
        ("MLA-C01", "MLA-C02 and MLS-C01", False),
    ],
)
def test_versions_are_those_of_the_same_thing(claim: str, evidence: str, fits: bool) -> None:
    assert (kinds(claim, evidence, EN) == set()) == fits


# ---- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", [EN, ZH, AR])
@pytest.mark.parametrize(
    "name",
    ["SageMaker", "MLA-C01", "F1", "XGBoost", "/opt/ml/checkpoints", "ml.p4d.24xlarge", "C#"],
)
def test_a_code_must_stand_in_the_evidence_in_any_language(name: str, language: str) -> None:
    said = {EN: f"use {name} here", ZH: f"这里使用{name}。", AR: f"استخدم {name} هنا."}[language]
    for source, other in {EN: "use it, C, G2", ZH: "这里使用它", AR: "استخدمه هنا"}.items():
        assert kinds(said, other, language, source) & {"name", "version"}
        assert kinds(said, f"{other} ({name})", language, source) == set()


@pytest.mark.parametrize(
    ("claim", "evidence", "fits"),
    [
        ("It speaks HTTP.", "It speaks HTTPS.", False),
        ("It has APIs.", "It has an API.", True),
        ("Use GPT-4.", "Use GPT 4.", True),
        ("The Denver Broncos won.", "The Carolina Panthers won.", False),
        ("Use Managed Spot Training.", "Use managed spot training.", True),
        ("A German firm.", "A firm in Germany.", True),
        ("Amazon Web Services is used.", "AWS is used.", True),
        ("Measure the AUC.", "Measure the area under the curve.", True),
        ("AI and ML", "Artificial intelligence and machine learning", True),
        ("However, Logs are kept.", "logs are kept", True),
    ],
)
def test_names_are_compared_as_words(claim: str, evidence: str, fits: bool) -> None:
    assert (kinds(claim, evidence, EN) == set()) == fits


def test_names_in_other_scripts_are_compared_within_one_language_only() -> None:
    assert kinds("据《华尔街日报》", "据《南华早报》", ZH) == {"name"}
    assert kinds("据《华尔街日报》", "The Wall Street Journal", ZH, EN) == set()
    assert kinds("阿什拉夫·法西赫说", "穆罕默德·科德说", ZH) == {"name"}


# ---- negations and opposites ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "affirmed", "denied"),
    [
        (EN, "Serverless inference supports GPUs.", "Serverless inference does not support GPUs."),
        (EN, "The job can be resumed later.", "The job can't be resumed later."),
        (
            EN,
            "Model Monitor is open to customers.",
            "Model Monitor is no longer open to customers.",
        ),
        (EN, "Snapshots are always encrypted.", "Snapshots are never encrypted."),
        (ZH, "无服务器推理支持GPU。", "无服务器推理不支持GPU。"),
        (ZH, "该作业可以恢复。", "该作业无法恢复。"),
        (ZH, "模型使用监督信号训练。", "模型未使用监督信号训练。"),
        (AR, "يدعم الاستدلال وحدات GPU.", "لا يدعم الاستدلال وحدات GPU."),
        (AR, "تُشفَّر النسخ تلقائيًا.", "لم تُشفَّر النسخ تلقائيًا."),
        (AR, "تعمل الخدمة مع الشبكة.", "لن تعمل الخدمة مع الشبكة."),
        (AR, "تدعم نقطة نهاية بلا خوادم وحدات GPU.", "لا تدعم نقطة نهاية بلا خوادم وحدات GPU."),
        (AR, "تبقى الأقراص مع خادم.", "تبقى الأقراص بلا خادم."),
        (AR, "تعمل الخدمة مع خادم.", "تعمل الخدمة بدون خادم."),
    ],
)
def test_a_denial_on_one_side_only_is_a_mismatch(language: str, affirmed: str, denied: str) -> None:
    assert kinds(affirmed, denied, language) == {"negation"}
    assert kinds(denied, affirmed, language) == {"negation"}
    assert kinds(denied, denied, language) == set()


@pytest.mark.parametrize(
    ("language", "claim", "evidence"),
    [
        (EN, "It supports GPUs.", "It supports not only GPUs but also CPUs."),
        (EN, "It keeps GPUs busy.", "It keeps GPUs busy and does not support TPUs."),
        (EN, "form partnerships", "Pharmacists cannot form partnerships with physicians."),
        (EN, "Training without labels is possible.", "Training is possible without labels."),
        (ZH, "它支持GPU。", "它不仅支持GPU，还支持CPU。"),
        (ZH, "该服务支持推理。", "该服务支持推理，但不支持训练。"),
        (ZH, "未来使用无监督学习。", "未来使用无监督学习，效果非常好。"),
        (AR, "تعمل الدالة بنداء غير متزامن.", "تعمل الدالة بنداء غير متزامن دائمًا."),
        (AR, "لا بد من التشفير.", "يجب التشفير."),
        (AR, "يدعم الاستدلال المعالجات.", "يدعم الاستدلال المعالجات ولا يدعم وحدات GPU."),
        (EN, "AWS Glue runs ETL jobs.", "AWS Glue runs serverless ETL jobs."),
        (ZH, "AWS Glue 是数据集成服务。", "AWS Glue 是无服务器数据集成服务。"),
        (AR, "تشغّل AWS Glue مهام ETL على خوادم.", "تشغّل AWS Glue مهام ETL بلا خوادم."),
        (AR, "تدعم الحوسبة خوادم Lambda.", "تدعم الحوسبة بدون خوادم Lambda."),
        (AR, "خفض الاستدلال دون خادم الكلفة.", "خفض الاستدلال خادم الكلفة."),
    ],
)
def test_what_only_looks_like_a_contradiction_is_none(
    language: str, claim: str, evidence: str
) -> None:
    assert kinds(claim, evidence, language) == set()


@pytest.mark.parametrize(
    ("language", "claim", "evidence"),
    [
        (EN, "Dropout increases training error.", "Dropout reduces training error."),
        (EN, "Set the maximum number of instances.", "Set the minimum number of instances."),
        (EN, "Evaluate the model before training.", "Evaluate the model after training."),
        (EN, "It uses symmetric encryption.", "It uses asymmetric encryption."),
        (EN, "The call is synchronous here.", "The call is asynchronous here."),
        (ZH, "正则化会提高训练误差。", "正则化会降低训练误差。"),
        (ZH, "实例数的最大值为2。", "实例数的最小值为2。"),
        (ZH, "它使用对称加密。", "它使用非对称加密。"),
        (AR, "الدولار يرتفع أمام اليورو.", "الدولار ينخفض أمام اليورو."),
        (AR, "النداء متزامن في الخدمة.", "النداء غير متزامن في الخدمة."),
    ],
)
def test_an_opposite_beside_the_same_words_is_a_mismatch(
    language: str, claim: str, evidence: str
) -> None:
    assert kinds(claim, evidence, language) == {"negation"}
    assert kinds(evidence, claim, language) == {"negation"}


@pytest.mark.parametrize(
    ("language", "claim", "evidence"),
    [
        (EN, "It increases recall.", "It increases recall and decreases precision."),
        (EN, "Precision falls.", "Lowering the threshold raises recall, so precision falls."),
        (ZH, "召回率提高。", "召回率提高，精确率降低。"),
        (AR, "ترتفع الاستدعاءات.", "ترتفع الاستدعاءات وتنخفض الدقة."),
    ],
)
def test_both_opposites_in_the_evidence_tell_nothing(
    language: str, claim: str, evidence: str
) -> None:
    assert kinds(claim, evidence, language) == set()


def test_negations_are_not_compared_across_languages() -> None:
    assert kinds("It supports GPUs.", "它不支持GPU。", EN, ZH) == set()


def test_a_language_without_word_lists_is_compared_by_numbers_and_names() -> None:
    assert kinds("Huhifadhiwa kwa siku 31.", "Huhifadhiwa kwa siku 30.", "sw") == {"number"}
    assert kinds("เก็บบันทึกไว้ ๓๑ วัน", "30 days", "th", EN) == {"number"}


@pytest.mark.parametrize(
    ("claim", "language"),
    [
        ("Here one 100 is enough.", "en"),
        ("It has two 500 MB disks.", "en"),
        ("ففي الحقبة الواحدة 100 خطوة.", "ar"),
    ],
)
def test_a_number_word_before_digits_is_no_part_of_their_number(claim: str, language: str) -> None:
    assert not mismatches(claim, claim, language=language, evidence_language=language)
    other = claim.replace("100", "300").replace("500", "900")
    assert mismatches(other, claim, language=language, evidence_language=language)


def test_a_date_is_one_with_and_without_spaces_around_its_signs() -> None:
    held = "截至 2026 年 11 月，该服务不再开放；它已于 2026 年 9 月 30 日关闭。"
    claim = "As of November 2026 it is not open; it closed on September {}, 2026."
    for day, wrong in (("30", False), ("29", True)):
        found = mismatches(claim.format(day), held, language="en", evidence_language="zh-Hans")
        assert bool(found) is wrong
