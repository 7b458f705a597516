"""Gates that hold an item against its evidence, in words and numbers alone."""

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from tests.tutor.gating import Case, case, found, multiple, single, statement
from tests.tutor.quizzing import draft, rested, source
from tutor.gates.clauses import sentences
from tutor.gates.distractors import distractors, unusable
from tutor.gates.nearest import nearest
from tutor.gates.negation import negation
from tutor.gates.particulars import particulars
from tutor.gates.quantities import same
from tutor.gates.rivals import rivals
from tutor.gates.scene import scene
from tutor.gates.states import opposed, states
from tutor.gates.terms import held_share
from tutor.gates.words import words
from tutor.items import build
from tutor.quizzes import GAP

EN = "A standard snapshot is kept for 35 days, an express one for 7 days."
ZH = "标准快照保留 35 天，快速快照保留 7 天。"
STORES_EN = "MemoryDB, if answers must be fast.\nNeptune, if relations between things matter.\n"
AR = "تُحفظ اللقطة العادية ٣٥ يومًا، واللقطة السريعة سبعة أيام."

# ---- numbers, units, names ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        single("How long is it kept?", "36 days", "8 days", "9 days", quote=EN),
        single("How long is it kept?", "35 hours", "8 days", "9 days", quote=EN),
        single("How long is it kept?", "35 days in Glacier", "8 days", "9 days", quote=EN),
        single("保留多长时间？", "３６天", "8天", "9天", quote=ZH, language="zh-Hans"),
        single("保留多长时间？", "35 小时", "8天", "9天", quote=ZH, language="zh-Hans"),
        single("كم تُحفظ اللقطة؟", "٣٦ يومًا", "8", "9", quote=AR, language="ar"),
        single("كم تُحفظ اللقطة؟", "خمس وثلاثون ساعة", "8", "9", quote=AR, language="ar"),
        single("كم شظية تكفي؟", "سبع شظايا", "8", "9", quote="تكفي خمس شظايا.", language="ar"),
        single("保留多长时间？", "36 天", "8", "9", quote=EN, language="zh-Hans", spoken="en"),
        single("كم تُحفظ؟", "36 يومًا", "8", "9", quote=ZH, language="ar", spoken="zh-Hans"),
        single("Which version?", "TLS 1.3", "TLS 1.0", "TLS 1.1", quote="TLS 1.2 is used."),
        single("Which protocol?", "HTTPS", "FTP", "SSH", quote="HTTP is used."),
        single(
            "哪个协议？",
            "HTTPS",
            "FTP",
            "SSH",
            quote="HTTP is used.",
            language="zh-Hans",
            spoken="en",
        ),
        multiple("Which are kept?", ["7 days", "36 days"], ["8 days"], quote=EN),
        case("cloze", f"A standard snapshot is kept for {GAP} days.", answer=["36"], quote=EN),
        case(
            "cloze",
            f"标准快照保留 {GAP} 天。",
            answer=["36", "三十六"],
            quote=ZH,
            language="zh-Hans",
        ),
        case(
            "short",
            "要等多少天才能再考？",
            answer=["30 天", "30"],
            quote="Wait 14 days.",
            language="zh-Hans",
            spoken="en",
        ),
        case("card", "How long is a snapshot kept?", answer=["For 36 days."], quote=EN),
        single("Which service?", "Glacier", "Lambda", "Athena", quote="It is kept in EFS."),
        single("Which service?", "Vault", "a service", "none", quote="It is kept in EFS."),
        statement("A standard snapshot is kept for 36 days.", true=True, quote=EN),
    ],
    ids=lambda given: f"{given[0].kind} {given[0].right}",
)
def test_a_number_unit_or_name_that_is_not_in_the_evidence_is_turned_away(given: Case) -> None:
    assert found(particulars, given) == "reject"


@pytest.mark.parametrize(
    "given",
    [
        single("How long is it kept?", "35 days", "8 days", "9 days", quote=EN),
        single("How long is it kept?", "five weeks", "8 days", "9 days", quote=EN),
        single("كم تُحفظ؟", "35 يومًا", "8", "9", quote=ZH, language="ar", spoken="zh-Hans"),
        single("كم يستمر؟", "سنة واحدة", "8", "9", quote="يستمر حتى سنة.", language="ar"),
        single(
            "要用什么做推理？",
            "GPU",
            "CPU",
            "TPU",
            quote="It does not support GPUs.",
            language="zh-Hans",
            spoken="en",
        ),
        single(
            "ما الخدمة؟",
            "Amazon Polly",
            "Lex",
            "Kendra",
            quote="Polly: من نص إلى كلام.",
            language="ar",
        ),
        single("A job has 4 steps. How many hours?", "4 steps in 35 days", "1", "2", quote=EN),
        case(
            "cloze",
            f"In Amazon S3, of 9 snapshots a standard one is kept {GAP} days.",
            answer=["35", "thirty-five"],
            quote=EN,
        ),
        case(
            "short",
            "要等多少天才能再考？",
            answer=["两周", "14"],
            quote="Wait 14 days.",
            language="zh-Hans",
            spoken="en",
        ),
        statement("A standard snapshot is kept for 36 days.", true=False, quote=EN),
        single("How does it change?", "Unchanged", "Halved", "Doubled", quote="It stays as it is."),
        single("What is its recall?", "Zero", "One", "Half", quote="Its recall is 0."),
        statement(
            "在 Amazon Bedrock 中，日志默认保留 35 天。",
            true=True,
            language="zh-Hans",
            quote="日志默认保留 35 天。",
            around="Bedrock 的日志。{}",
        ),
    ],
    ids=lambda given: f"{given[0].kind} {given[0].right}",
)
def test_what_stands_in_the_evidence_in_any_form_passes(given: Case) -> None:
    verdict = particulars(*given)
    assert (verdict.verdict, verdict.detail) == ("pass", "")


# ---- negation -----------------------------------------------------------------------------------

NOT_EN = "The rules read in jobs of their own, so they do not slow the training down."
BOUND_EN = "The share may not exceed 50%."
BOUND_ZH = "份额不得超过 50%。"
BOUND_AR = "ولا يجوز أن تتجاوز الحصة 50%."
PATH_EN = "The path is named as an option; its default is /opt."
NO_GPU = "Serverless inference does not support GPUs."
OFF_EN = "Logging of invocations is disabled by default. Once enabled, requests are stored."
NOT_ZH = "InMemory 类型的特征组不能同时启用离线存储。"
OFF_ZH = "该设置的默认值是 Off。设为 Auto 会停掉作业。"
NOT_AR = "ولا تنتهي صلاحية السجلات افتراضيًا، فحدّد مدة الاحتفاظ."
STOPS_AR = "وهو يعمل أثناء التدريب فقط، ويُوقَف عند التنبؤ."


@pytest.mark.parametrize(
    "given",
    [
        single(
            "How do the rules affect the job?",
            "They slow the training down",
            "a",
            "b",
            quote=NOT_EN,
        ),
        single("How is logging set?", "It is enabled", "It is shared", "It is read", quote=OFF_EN),
        single(
            "How is a CSV file laid out?",
            "With a header row",
            "b",
            "c",
            quote="It has no header row.",
        ),
        single("提前停止默认是什么状态？", "默认开启", "b", "c", quote=OFF_ZH, language="zh-Hans"),
        single(
            "推理时怎样处理？",
            "不关闭，仍屏蔽神经元",
            "b",
            "c",
            quote="答：关闭。它只在训练时屏蔽。",
            language="zh-Hans",
        ),
        single(
            "ماذا يحدث للسجلات؟", "تنتهي صلاحيتها افتراضيًا", "b", "c", quote=NOT_AR, language="ar"
        ),
        single(
            "ما حاله عند التنبؤ؟", "لا يُوقَف، فيعطّل الوحدات", "b", "c", quote=STOPS_AR, language="ar"
        ),
        single(
            "كيف يكون التسجيل؟",
            "مفعّلًا للطلبات",
            "b",
            "c",
            quote="التسجيل معطّل افتراضيًا.",
            language="ar",
        ),
        single(
            "What is its default?", "It is switched on", "b", "c", quote=OFF_ZH, spoken="zh-Hans"
        ),
        single(
            "ما حالته الافتراضية؟",
            "مفعّل",
            "b",
            "c",
            quote=OFF_EN.split(". ")[0] + ".",
            language="ar",
            spoken="en",
        ),
        statement(
            "InMemory 类型的特征组可以同时启用离线存储。",
            true=True,
            quote=NOT_ZH,
            language="zh-Hans",
        ),
        statement(
            "InMemory 类型的特征组不能同时启用离线存储。",
            true=False,
            quote=NOT_ZH,
            language="zh-Hans",
        ),
        statement("The rules do not slow the training down.", true=False, quote=NOT_EN),
        statement(
            "无服务器推理支持 GPU。", true=True, quote=NO_GPU, spoken="en", language="zh-Hans"
        ),
        statement(
            "يدعم الاستدلال بلا خوادم وحدات GPU.",
            true=True,
            quote=NO_GPU,
            spoken="en",
            language="ar",
        ),
        single(
            "متى يُحذف المفتاح؟", "يُحذف فورًا", "b", "c", quote="لا يُحذف المفتاح فورًا.", language="ar"
        ),
        single("When is it deleted?", "It is deleted", "b", "c", quote="It is not deleted."),
        case(
            "short", "What do the rules do?", answer=["They slow the training down"], quote=NOT_EN
        ),
        statement("The share may exceed 50%.", true=True, quote=BOUND_EN),
        statement("份额可以超过 50%。", true=True, quote=BOUND_ZH, language="zh-Hans"),
        statement("يجوز أن تتجاوز الحصة 50%.", true=True, quote=BOUND_AR, language="ar"),
        statement("It cannot scale in to zero.", true=True, quote="It can scale in to zero."),
        single(
            "它看什么样的词语？",
            "必须连续的词语",
            "单个词语",
            "相邻词语",
            language="zh-Hans",
            quote="它看按顺序、但不要求连续的词语。",
        ),
        statement(
            "当实例数量加倍时，指标不会减半。",
            true=True,
            quote="实例数量加倍，指标会减半。",
            language="zh-Hans",
        ),
        single(
            "R² 能小於零嗎？",
            "不可以是負數",
            "只在一半時可以",
            "只在一開始可以",
            quote="R² 可以是负数。",
            language="zh-Hant",
            spoken="zh-Hans",
        ),
        single(
            "該工具有什麼？",
            "沒有提供圖表",
            "提供試算表",
            "提供影片",
            quote="该工具提供图表。",
            language="zh-Hant",
            spoken="zh-Hans",
        ),
    ],
    ids=lambda given: f"{given[0].stem} {given[0].right}",
)
def test_a_key_that_says_the_opposite_is_turned_away(given: Case) -> None:
    assert found(negation, given) == "reject"


@pytest.mark.parametrize(
    "given",
    [
        single(
            "How do the rules affect the job?", "They do not slow it down", "a", "b", quote=NOT_EN
        ),
        single("How is logging set?", "It is disabled", "It is shared", "It is read", quote=OFF_EN),
        single("Which need cannot be met?", "GPUs", "b", "c", quote="It runs without GPUs."),
        single(
            "What can be done without?", "A header row", "b", "c", quote="It needs no header row."
        ),
        single(
            "提前停止默认是什么状态？",
            "Off，不停掉作业",
            "b",
            "c",
            quote=OFF_ZH,
            language="zh-Hans",
        ),
        single("ما حاله عند التنبؤ؟", "يُوقَف", "b", "c", quote=STOPS_AR, language="ar"),
        single("What is its default?", "It is off", "b", "c", quote=OFF_ZH, spoken="zh-Hans"),
        statement(
            "InMemory 类型的特征组可以同时启用离线存储。",
            true=False,
            quote=NOT_ZH,
            language="zh-Hans",
        ),
        statement(
            "تبقى السجلات بلا أجل تنتهي عنده صلاحيتها.", true=True, quote=NOT_AR, language="ar"
        ),
        statement("Training and inference use different containers.", true=False, quote=NOT_EN),
        single(
            "What is done first?",
            "Remove the header row",
            "b",
            "c",
            quote="It takes no header row.",
        ),
        single("表头怎么办？", "删掉表头", "b", "c", quote="文件没有表头。", language="zh-Hans"),
        single("ما العمل؟", "حذف صف العناوين", "b", "c", quote="بلا صف العناوين.", language="ar"),
        statement("50% is the most that may be used.", true=True, quote=BOUND_EN),
        statement("最多可以使用 50%。", true=True, quote=BOUND_ZH, language="zh-Hans"),
        statement("أكبر حصة يجوز أن تأخذها 50%.", true=True, quote=BOUND_AR, language="ar"),
        statement(
            "无服务器推理不支持 GPU。", true=True, quote=NO_GPU, spoken="en", language="zh-Hans"
        ),
        statement(
            "لا يدعم الاستدلال بلا خوادم وحدات GPU.",
            true=True,
            quote=NO_GPU,
            spoken="en",
            language="ar",
        ),
        case("cloze", f"If no path is named, it is {GAP}.", answer=["/opt"], quote=PATH_EN),
        case(
            "cloze",
            f"如果没有设置路径，就用 {GAP}。",
            answer=["/opt"],
            quote="设置路径是可选的，默认为 /opt。",
            language="zh-Hans",
        ),
        case(
            "cloze",
            f"إذا لم يُحدَّد المسار فهو {GAP}.",
            answer=["/opt"],
            quote="يُحدَّد المسار اختياريًا، وهو /opt.",
            language="ar",
        ),
        statement(
            "ويعني أن المستهلك لا يلحق.",
            true=True,
            quote="ويعني أن المستهلك لا يلحق.",
            language="ar",
        ),
    ],
    ids=lambda given: f"{given[0].stem} {given[0].right}",
)
def test_a_key_that_denies_what_the_evidence_denies_passes(given: Case) -> None:
    verdict = negation(*given)
    assert (verdict.verdict, verdict.detail) == ("pass", "")


def test_states_are_one_in_every_language_and_turned_by_a_negation() -> None:
    on = {("switched on or off", "a")}
    for text, code in [("It is enabled", "en"), ("默认开启", "zh-Hans"), ("不关闭", "zh-Hans"),
                       ("مُفعَّلًا", "ar"), ("is not disabled", "en"), ("لا يُوقَف", "ar")]:  # fmt: skip
        assert states(text, code) == on, text
    assert states("设为 Off", "zh-Hans") == states("معطّل", "ar") == {("switched on or off", "b")}
    assert states("one-off offline offset", "en") == frozenset()
    assert opposed(states("开启", "zh"), states("Off", "ar")) == "switched on or off"
    assert opposed(states("on by default", "en"), states("enabled, then disabled", "en")) == ""


# ---- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (
            single("Which?", "Variance", "Bias", "Noise", quote="It mainly reduces variance."),
            "pass",
        ),
        (
            single("Which?", "Bias", "Variance", "Noise", quote="It mainly reduces variance."),
            "reject",
        ),
        (
            single(
                "哪种？",
                "每个标签各接一个函数",
                "b",
                "c",
                quote="二分类的目标是类别。",
                language="zh-Hans",
            ),
            "reject",
        ),
        (
            single(
                "أي أسلوب؟",
                "تجميد أكثر الأوزان",
                "b",
                "c",
                language="ar",
                quote="يخففه معدل صغير، وتجميد أكثر الأوزان.",
            ),
            "pass",
        ),
        (
            single(
                "أي أسلوب؟", "التعزيز", "b", "c", language="ar", quote="توقف الضعيفة وتعطي القوية."
            ),
            "reject",
        ),
        (single("كم؟", "سنة واحدة", "b", "c", language="ar", quote="يستمر حتى سنة."), "pass"),
        (
            single(
                "哪项服务？",
                "Amazon Textract",
                "b",
                "c",
                language="zh-Hans",
                spoken="en",
                quote="Textract reads forms.",
            ),
            "unchecked",
        ),
        (
            single(
                "哪一項？",
                "測量偏差",
                "b",
                "c",
                language="zh-Hant",
                spoken="zh-Hans",
                quote="测量偏差：标签只是替代。",
            ),
            "unchecked",
        ),
        (
            statement(
                "A forest needs no scaling of its features.",
                true=True,
                quote="Robust methods use the median.",
            ),
            "reject",
        ),
        (
            case(
                "short",
                "What is it called?",
                answer=["CD", "concept drift"],
                quote="Concept drift: the relation changes.",
            ),
            "pass",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value[0].right),
)
def test_a_key_that_shares_no_word_with_its_quote_rests_on_another(
    given: Case, verdict: str
) -> None:
    assert found(words, given) == verdict


def test_arabic_words_are_found_with_and_without_what_is_written_onto_them() -> None:
    for held in ("وبالبيانات", "للبيانات", "فالبيانات", "البيانات", "بيانات"):
        assert held_share("بيانات", held, "ar") == held_share("والبيانات", held, "ar") == 1.0
    assert held_share("كلفة", "لفة", "ar") == 1.0  # the price of it: a letter may be a preposition
    assert held_share("بيانات", "خوادم", "ar") == 0.0


# ---- the right option is another one ------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        single("How long is an express snapshot kept?", "35 days", "7 days", "1 day", quote=EN),
        single("快速快照保留多长时间？", "35 天", "7 天", "1 天", quote=ZH, language="zh-Hans"),
        single("كم تُحفظ اللقطة السريعة؟", "35 يومًا", "سبعة أيام", "يوم", quote=AR, language="ar"),
        single(
            "How is a CSV file laid out?",
            "Target in the last column",
            "Target in the first column",
            "Target in a file",
            quote="CSV files have the target in the first column.",
        ),
        single(
            "What does bagging reduce?",
            "Bias",
            "Variance",
            "Noise",
            quote="Bagging reduces variance.",
        ),
        single(
            "如何编码 1,000 个值？",
            "1,000 列",
            "10 列",
            "1 列",
            language="zh-Hans",
            spoken="en",
            quote="Binary encoding needs only 10 columns for 1,000 values.",
        ),
        # What is said of an option stands behind a comma, in another cell, in a bracket.
        single(
            "Which store fits where relations between things matter?",
            "MemoryDB",
            "Neptune",
            "DocumentDB",
            quote=STORES_EN,
        ),
        single(
            "ما الذي يتعلّمه التعلّم الذاتي؟",
            "سياسة تجمع المكافآت",
            "جزء محجوب من المثال",
            "شرائح العملاء",
            language="ar",
            quote="| ذاتي | نصوص | جزء محجوب من المثال |\n| معزز | بيئة | سياسة تجمع المكافآت |",
        ),
        single(
            "哪种方法用另一个模型来学习怎样组合输出？",
            "提升（boosting）",
            "堆叠（stacking）",
            "装袋（bagging）",
            language="zh-Hans",
            quote="装袋并行训练；提升依次训练；堆叠用另一个模型学习怎样组合输出。",
        ),
        single(
            "采用 WARM_START_SAME 时，新作业可以改什么？",
            "算法镜像",
            "超参数的范围",
            "训练数据",
            language="zh-Hans",
            quote="WARM_START_SAME：数据都相同，可以修改超参数的范围。\n迁移：算法镜像也可以不同。",
        ),
    ],
    ids=lambda given: given[0].stem,
)
def test_a_key_beside_the_right_option_is_turned_away(given: Case) -> None:
    assert found(rivals, given) == "reject"


@pytest.mark.parametrize(
    "given",
    [
        single("How long is an express snapshot kept?", "7 days", "35 days", "1 day", quote=EN),
        single(
            "ما المقياس الذي يُظهر الطلبات النادرة البطيئة جدًا؟",
            "المئين p99",
            "المتوسط",
            "أصغر قيمة",
            language="ar",
            quote="فالمئين p99 يكشف الطلبات القليلة الشديدة البطء التي يخفيها المتوسط.",
        ),
        single("How long is a standard snapshot kept?", "35 days", "7 days", "1 day", quote=EN),
        single("快速快照保留多长时间？", "7 天", "35 天", "1 天", quote=ZH, language="zh-Hans"),
        single("كم تُحفظ اللقطة السريعة؟", "سبعة أيام", "35 يومًا", "يوم", quote=AR, language="ar"),
        single(
            "ما أطول مدة لسير عمل Standard؟",
            "سنة واحدة",
            "خمس دقائق",
            "يوم",
            language="ar",
            quote="سير عمل Standard يستمر حتى سنة، وسير عمل Express لا يتجاوز خمس دقائق.",
        ),
        single(
            "Which algorithm needs scaled features?",
            "k-nearest neighbours",
            "Random forest",
            "C4.5",
            quote="Scaling matters for k-nearest neighbours. Random forest does not need scaling.",
        ),
        single(
            "كم شظية تكفي؟",
            "خمس شظايا",
            "ثلاث شظايا",
            "ثماني شظايا",
            language="ar",
            quote="لحمل 3,000 سجل تكفي خمس شظايا.",
        ),
        single(
            "كم يدوم التنفيذ الواحد؟",
            "سنة واحدة",
            "خمس دقائق",
            "أسبوع",
            language="ar",
            quote="سير عمل Standard يستمر حتى سنة، وسير عمل Express لا يتجاوز خمس دقائق.",
        ),
        single(
            "How many columns do 1,000 values need?",
            "10",
            "1,000",
            "100",
            quote="Binary encoding needs ten columns for the same 1,000 values, as 2^10 is 1,024.",
        ),
        single(
            "1,000 个取值需要几列？",
            "10",
            "1,000",
            "100",
            language="zh-Hans",
            quote="同样的 1,000 个取值，二进制编码只需要 10 列。",
        ),
        single(
            "كم عمودًا تحتاج 1,000 قيمة؟",
            "10",
            "1,000",
            "100",
            language="ar",
            quote="يحتاج الترميز الثنائي 10 أعمدة للقيم نفسها وعددها 1,000.",
        ),
        single(
            "Which store fits where relations between things matter?",
            "Neptune",
            "MemoryDB",
            "DocumentDB",
            quote=STORES_EN,
        ),
        single(
            "Which forecast must a model for series beat?",
            "A seasonal naive forecast",
            "A classical statistical forecast",
            "A neural forecast of series",
            quote='For series, a seasonal naive forecast ("as last week") is what must be beaten; '
            "one short series is served by a classical statistical model.",
        ),
        multiple(
            "Which are supervised?",
            ["regression"],
            ["clustering"],
            quote="Regression is supervised.",
        ),
    ],
    ids=lambda given: given[0].stem,
)
def test_a_sibling_of_the_key_in_the_evidence_is_no_rival(given: Case) -> None:
    verdict = rivals(*given)
    assert (verdict.verdict, verdict.detail) == ("pass", "")


# ---- a second right option ----------------------------------------------------------------------

LIST_EN = "Classification, regression and forecasting are supervised: they need known answers."
LIST_AR = "يخفّفه معدل تعلّم صغير، وخلط شيء من البيانات العامة، وتجميد أكثر الأوزان."
LIST_ZH = "无监督学习的用途有聚类、降维和异常检测。"


@pytest.mark.parametrize(
    "given",
    [
        single("How long?", "300 seconds", "five minutes", "1 hour"),
        single("كم؟", "300 ثانية", "خمس دقائق", "ساعة", language="ar"),
        single("多久？", "两周", "14 天", "一年", language="zh-Hans"),
        single("How long?", "35 days", "about 35 days", "1 hour"),
        multiple(
            "Which need answers?",
            ["classification", "forecasting"],
            ["regression", "clustering"],
            quote=LIST_EN,
        ),
        single("Which needs answers?", "Classification", "Regression", "Clustering", quote=LIST_EN),
        single(
            "أي إجراء يخففه؟",
            "تجميد أكثر أوزان النموذج",
            "خلط شيء من البيانات العامة",
            "غيره",
            quote=LIST_AR,
            language="ar",
        ),
        single("哪个是用途？", "聚类", "降维", "分类", quote=LIST_ZH, language="zh-Hans"),
    ],
    ids=lambda given: f"{given[0].stem} {given[0].right}",
)
def test_an_option_that_is_as_right_as_the_key_is_turned_away(given: Case) -> None:
    assert found(distractors, given) == "reject"


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (single("How much?", "1 GB", "1,024 MB", "1 MB"), "reject"),
        (single("How many?", "1,000 عمود", "عمود واحد", "10", language="ar"), "pass"),
        (single("كم؟", "سنة واحدة", "ساعة واحدة", "شهر واحد", language="ar"), "pass"),
        (single("How long is it kept?", "35 days", "7 days", "1 day", quote=EN), "flag"),
        (single("How long?", "5 days", "15 days", "1.5 days"), "pass"),
        (single("Which one?", "C", "C#", "C++"), "pass"),
        (single("Which one?", "Amazon S3", "Amazon S3 Glacier", "Amazon EFS"), "pass"),
        (single("Which one?", "supervised learning", "semi-supervised learning", "RL"), "pass"),
        (single("哪种？", "监督学习", "半监督学习", "无监督学习", language="zh-Hans"), "pass"),
        (single("哪种刻度？", "对数刻度", "反对数刻度", "线性刻度", language="zh-Hans"), "pass"),
        (
            single("أي تعلّم؟", "الخاضع للإشراف", "غير الخاضع للإشراف", "المعزَّز", language="ar"),
            "pass",
        ),
        (single("哪种？", "监督学习", "監督學習", "聚类", language="zh-Hans"), "reject"),
        (
            single("أي تعلّم؟", "تعلّم خاضع للإشراف", "التعلم الخاضع للإشراف", "غيره", language="ar"),
            "reject",
        ),
        (
            single(
                "أي مقياس للخدمة؟",
                "OverheadLatency",
                "ModelLatency",
                "Invocations",
                quote="ModelLatency وOverheadLatency: زمن الحاوية وزمن الخدمة.",
                language="ar",
            ),
            "flag",
        ),
        (
            single(
                "Which takes 3 hours?",
                "standard",
                "express",
                "bulk",
                quote="There are express, standard and bulk modes; standard takes 3 hours.",
            ),
            "flag",
        ),
        (
            single(
                "Which is used?", "EFS", "EBS", "S3", quote="It uses EFS, not EBS, and a cache."
            ),
            "flag",
        ),
        (
            single(
                "Which is right for text?",
                "Comprehend",
                "Polly",
                "Lex",
                quote="Comprehend and Polly are for text and speech respectively.",
            ),
            "flag",
        ),
        (
            multiple(
                "缓解过拟合？",
                ["减小 max_depth", "降低 subsample"],
                ["增大 eta"],
                language="zh-Hans",
                quote="减小 max_depth，增大 gamma、alpha，降低 subsample，或者减小 eta。",
            ),
            "pass",
        ),
        (statement("It is kept for 35 days.", true=True), "pass"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value[0].right),
)
def test_neighbours_of_the_key_are_good_distractors(given: Case, verdict: str) -> None:
    assert found(distractors, given) == verdict


@pytest.mark.parametrize(
    ("text", "key", "quote", "language"),
    [
        ("in the Vault", "35 days", "It is 35 days in the Vault.", "en"),
        ("35 DAYS", "35 days", "…", "en"),
        ("约35天", "35天", "…", "zh-Hans"),
        ("٣٥", "35 يوما", "تحفظ 35 يوما", "ar"),
    ],
)
def test_a_draft_cannot_use_what_stands_in_the_sentence_or_the_key(
    text: str, key: str, quote: str, language: str
) -> None:
    assert unusable(text, key, quote, language)
    assert not unusable("7", key, quote, language)


def test_clauses_and_lists_are_cut_in_every_script() -> None:
    (one,) = sentences("A, B (bee) and C are kept: 1,000 of 2.5 GB.", "en")
    assert one.lists == (("a", "b", "c are kept"), ("1,000 of 2.5 gb",))
    (two,) = sentences("用途有聚类、降维和异常检测；另有分类。", "zh-Hans")
    assert two.lists == (("用途有聚类", "降维", "异常检测"), ("另有分类",))
    (three,) = sentences("معدل صغير، وخلط البيانات، وتجميد الأوزان", "ar")
    assert len(three.lists[0]) == 3
    assert sentences("A and B are for X and Y respectively.", "en")[0].ordered
    assert sentences("在线与离线：低延迟和大批量。", "zh-Hans")[0].ordered
    assert not sentences("Two stores: online and offline.", "en")[0].ordered
    assert not sentences("Sliding window (sliding): spans, as ten minutes.", "en")[0].ordered
    assert not sentences("نافذة منزلقة (sliding): فترات، مثل عشر دقائق.", "ar")[0].ordered
    assert not sentences("装袋（bagging）并行训练；提升依次训练，再组合。", "zh-Hans")[0].ordered
    said = "It is supervised and predicts from the labels of near rows: by vote and by average."
    assert not sentences(said, "en")[0].ordered
    assert len(sentences("| a | who? | b |\n| c | d? | e |\nIt is. They are.", "en")) == 4
    assert sentences("两者的上限依次为 5 GB 和 6 MB。", "zh-Hans")[0].ordered
    # وسائل begins with a letter that elsewhere is `and`.
    assert not sentences("ومن وسائل خفض الكلفة: نموذج أصغر، والتخزين، والدفعات.", "ar")[0].ordered


@settings(deadline=None)
@hypothesis_given(st.sampled_from(["en", "zh-Hans", "ar"]), st.text(max_size=60))
def test_any_text_can_be_cut_into_parts_of_itself(language: str, text: str) -> None:
    for one in sentences(text, language):
        assert all(part in one.text for part in one.clauses)
        glossed = any(sign in one.text for sign in "()")
        assert glossed or all(part in one.text for each in one.lists for part in each)


@settings(deadline=None)
@hypothesis_given(
    st.sampled_from(["en", "zh-Hans", "ar"]), st.text(max_size=30), st.text(max_size=30)
)
def test_the_same_amount_is_the_same_either_way(language: str, a: str, b: str) -> None:
    assert same(a, b, language) == same(b, a, language)


# ---- the sentence and its scene -----------------------------------------------------------------


def test_a_question_about_another_sentence_with_the_same_number_is_turned_away() -> None:
    text = (
        "Retrieval from the Flexible class takes from 5 to 12 hours in bulk mode. "
        "Standard retrieval from Deep Archive is done within 12 hours."
    )
    written = draft(
        question="Within what time is standard retrieval from Deep Archive done?",
        answer="12 hours",
        wrong=["10 hours", "15 hours", "20 hours"],
    )
    for sentence, verdict in ((1, "reject"), (2, "pass")):
        chosen = source(text, sentence=sentence)
        item, _ = build(written, chosen, "en")
        assert nearest(item, rested(item, chosen)).verdict == verdict


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (
            single("How long does a firm with 500 people keep it?", "35 days", "7", "8", quote=EN),
            "reject",
        ),
        (
            single(
                "一家有 500 人的公司保留多久？", "35 天", "7", "8", quote=ZH, language="zh-Hans"
            ),
            "reject",
        ),
        (
            single("شركة فيها ٥٠٠ موظف، كم تحفظها؟", "35", "7", "8", quote=AR, language="ar"),
            "reject",
        ),
        (single("How long is one of 7 days kept?", "35 days", "7", "8", quote=EN), "pass"),
        (
            single(
                "80 of 100 agree; what is kappa?",
                "0.6",
                "1",
                "2",
                quote="(0.80 - 0.50) / 0.50 = 0.6",
                around="Of 100 reviews. {}",
            ),
            "pass",
        ),
        (statement("It is kept for 500 days.", true=False, quote=EN), "pass"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0].stem,
)
def test_a_question_sets_no_scene_with_numbers_of_its_own(given: Case, verdict: str) -> None:
    assert found(scene, given) == verdict
