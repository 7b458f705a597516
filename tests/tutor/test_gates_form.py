"""Schema, language and quotes: is it an item of its kind, in its language, with its evidence?"""

from typing import Any

import pytest

from tests.tutor.gating import Case, case, found, multiple, rests, single, statement
from tests.tutor.quizzing import GOOD, good, rested
from tutor.gates.admit import EVIDENCE, RULES
from tutor.gates.grounds import grounds
from tutor.gates.language import language
from tutor.gates.schema import schema
from tutor.gates.verbatim import verbatim
from tutor.quizzes import GAP


@pytest.mark.parametrize("code", GOOD)
@pytest.mark.parametrize("gate", [*RULES, *EVIDENCE], ids=lambda gate: gate.__name__)
def test_a_good_item_passes_every_gate_in_every_language(gate: Any, code: str) -> None:
    item, source = good(code)
    verdict = gate(item, rested(item, source))
    assert (verdict.verdict, verdict.detail) == ("pass", "")


# ---- schema -------------------------------------------------------------------------------------

SOUND: list[Case] = [
    single("How long is a snapshot kept?", "35 days", "7 days", "90 days"),
    single("Which runtime is used by", "Go", "Rust", "C", "C++", "C#"),  # completed by the options
    single("The default of a snapshot is …", "35 days", "7 days", "90 days"),
    single("Choose the service that stores snapshots.", "Vault", "Glacier", "Outposts"),
    single("快照默认保留多长时间？", "35 天", "7 天", "90 天", language="zh-Hans"),
    single("كم مدة حفظ اللقطة قبل الحذف؟", "35 يوما", "7 أيام", "90 يوما", language="ar"),
    multiple("Which two are stored? (Choose two)", ["a snapshot", "a log"], ["a key", "a cat"]),
    multiple(
        "哪些属于无监督学习？（选择两项）", ["聚类", "降维"], ["分类", "回归"], language="zh-Hans"
    ),
    multiple("أي الآتي خدمة تخزين؟ (اختر اثنين)", ["S3", "EFS"], ["EC2", "SQS"], language="ar"),
    multiple("Which of these are stored?", ["a snapshot"], ["a key", "a log"]),
    statement("A snapshot is kept for 35 days.", true=True),
    statement("快照默认保留 35 天。", true=False, language="zh-Hans"),
    statement("تُحفظ اللقطة 35 يوما.", true=True, language="ar"),
    case("cloze", f"A snapshot is kept for {GAP} days.", answer=["35", "thirty-five"]),
    case("cloze", f"快照默认保留 {GAP} 天，之后删除。", answer=["35"], language="zh-Hans"),
    case("cloze", f"تُحفظ اللقطة {GAP} يوما ثم تحذف.", answer=["35", "٣٥"], language="ar"),
    case("short", "Which service keeps snapshots?", answer=["Vault", "the Vault service"]),
    case("short", "This service keeps snapshots for 35 days. Name it.", answer=["Vault"]),
    case("short", "要等多少天才能再考？", answer=["14 天", "14天", "两周"], language="zh-Hans"),
    case("card", "RPO", answer=["How much data may be lost, as a time."]),
    single("A team must select 3 subnets. Which service does so?", "VPC", "EC2", "SQS"),
    single("团队应选择 3 个子网。由哪项服务完成？", "VPC", "EC2", "SQS", language="zh-Hans"),
    single("على الفريق اختيار 3 شبكات. أي خدمة تفعل ذلك؟", "VPC", "EC2", "SQS", language="ar"),
]


@pytest.mark.parametrize("given", SOUND, ids=lambda given: given[0].stem)
def test_items_of_every_kind_are_items(given: Case) -> None:
    verdict = schema(*given)
    assert (verdict.verdict, verdict.detail) == ("pass", "")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (single("How?", "35", "7", "8"), "too short"),
        (single("…？", "35", "7", "8", language="zh-Hans"), "empty"),
        (single("Why " + "very " * 250 + "long?", "35", "7", "8"), "too long"),
        (single("The snapshot is kept for some days.", "35", "7", "8"), "not a question"),
        (single("快照默认保留一段时间。", "35", "7", "8", language="zh-Hans"), "not a question"),
        (single("تُحفظ اللقطة مدة معلومة لديهم.", "35", "7", "8", language="ar"), "not a question"),
        (single(f"How long is {GAP} kept there?", "35", "7", "8"), "gap"),
        (single("How long is it kept there?", "35", "7"), "2 usable"),
        (single("How long is it kept there?", "35", "7", "７", "٧"), "the same"),
        (single("كم مدة حفظ اللقطة؟", "35", "سَبْعَةُ أَيَّامٍ", "سبعه ايام", language="ar"), "the same"),
        (single("How long is it kept there?", "35", "", "7"), "empty"),
        (single("How long is it kept there?", "35", "x" * 301, "7"), "too long"),
        (single("How long is it kept there?", "a. 35", "b. 7", "c. 8"), "letters of their own"),
        (single("Which two are kept? (Choose two)", "35", "7", "8"), "more than one"),
        (multiple("Which are kept there at night?", ["a", "b", "c"], []), "3 of 3"),
        (multiple("Which are kept there at night?", [], ["a", "b", "c"]), "0 of 3"),
        (multiple("Which are kept? Choose three.", ["a", "b"], ["c", "d"]), "3 options are asked"),
        (multiple("Which are kept? Please select 3.", ["a", "b"], ["c", "d"]), "3 options"),
        (
            multiple("哪些被保留？（选出三项）", ["a", "b"], ["c", "d"], language="zh-Hans"),
            "3 options",
        ),
        (
            multiple("أيها يُحفظ هنا؟ (اختر ثلاثة)", ["a", "b"], ["c", "d"], language="ar"),
            "3 options",
        ),
        (statement("Is a snapshot kept for 35 days?", true=True), "a question"),
        (
            case("true-false", "It is kept for days.", options=[("False", True), ("True", False)]),
            "false comes first",
        ),
        (
            case(
                "true-false",
                "快照默认保留 35 天。",
                options=[("真的", True), ("假的", False)],
                language="zh-Hans",
            ),
            "words for true and false",
        ),
        (case("true-false", "It is kept for days.", options=[("True", True)]), "not two options"),
        (case("cloze", "A snapshot is kept for days.", answer=["35"]), "0 gaps"),
        (case("cloze", f"From {GAP} to {GAP} days is it kept.", answer=["35"]), "2 gaps"),
        (case("cloze", f"A snapshot is kept for {GAP}__ days.", answer=["35"]), "gap"),
        (case("cloze", f"A snapshot is kept for {GAP} days.", answer=[]), "no answer"),
        (case("short", "Which service keeps snapshots?", answer=["Vault", " "]), "empty"),
        (case("short", "Which service keeps snapshots?", answer=["Vault", "Vault"]), "the same"),
        (case("short", "Which service keeps snapshots?", options=[("Vault", True)]), "no options"),
        (case("card", "Vault", answer=["vault."]), "what it shows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_item_of_its_kind_is_turned_away(given: Case, says: str) -> None:
    verdict = schema(*given)
    assert verdict.verdict == "reject"
    assert says in verdict.detail


def test_a_stem_that_says_little_is_flagged() -> None:
    assert found(schema, single("Its default is:", "35", "7", "8")) == "flag"


def test_languages_that_differ_in_a_sign_are_distinct_options() -> None:
    assert found(schema, single("Which language is compiled?", "C", "C++", "C#")) == "pass"


# ---- language -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        single(
            "How long is a snapshot kept by default?", "35 天", "7 天", "90 天", language="zh-Hans"
        ),
        single("快照默认保留多长时间？", "35 天", "seven days", "90 天", language="zh-Hans"),
        single("How long is a snapshot kept by default?", "سبعة", "تسعة", "ستة", language="ar"),
        single("كم مدة حفظ اللقطة؟", "شهران", "fourteen days", "سنة كاملة", language="ar"),
        single("快照默认保留多长时间？", "35", "7", "90", language="ar"),
        single("快照默认保留多长时间？", "35 days", "7 days", "90 days"),
        single("How long is it kept?", "٧ أيام", "14 days", "60 days"),
        case("short", "要等多少天才能再考一次？", answer=["two whole weeks"], language="zh-Hans"),
        case("cloze", f"A snapshot is kept for {GAP} days.", answer=["三十五"]),
        single("SageMaker S3?", "35", "7", "8"),
        single("哪一项会下降？", "方差", "bias", "noise", "recall", language="zh-Hans"),
        single(
            "Welche Frist gilt für die Aufbewahrung der Sicherungen im Archiv des Kunden?",
            "fünfunddreißig Tage",
            "sieben Tage",
            "neunzig Tage",
        ),
    ],
    ids=lambda given: given[0].stem,
)
def test_a_stem_or_option_in_another_language_is_turned_away(given: Case) -> None:
    assert found(language, given) == "reject"


@pytest.mark.parametrize(
    "given",
    [
        single(
            "哪一项是 AWS 的存储服务？", "Amazon S3", "C#", "Amazon SageMaker", language="zh-Hans"
        ),
        single(
            "كم مدة حفظ اللقطة في Amazon SageMaker Model Monitor؟", "35", "7", "8", language="ar"
        ),
        single("أي ملف يكتبه؟ وأين؟", "analysis.json", "data.csv", "notes.pdf", language="ar"),
        single(
            "أي أسلوب يدرّب نماذج متتابعة؟",
            "التعزيز (boosting)",
            "التكديس (stacking)",
            "التصويت (majority voting)",
            language="ar",
        ),
        single(
            "哪种方法逐个训练模型？",
            "提升（boosting）",
            "堆叠（stacking）",
            "投票",
            language="zh-Hans",
        ),
        case("short", "كيف تُشغَّل صورة الحاوية؟", answer=["train"], language="ar"),
        case(
            "short", "要等多少天才能再考一次？", answer=["14 天", "two weeks"], language="zh-Hans"
        ),
        single("¿Cuál es su energía cinética?", "ΔE = mgh", "2 R π", "h/4", language="es"),
        single(
            "Bedrock Agents 里的 action group 是什么？",
            "工具说明",
            "代理",
            "模型",
            language="zh-Hans",
            quote="توصف الأدوات في مجموعات إجراءات (action groups) بمخطط.",
            spoken="ar",
        ),
        single("How long?", "7", "14", "60"),
        single("哪种算法不需要缩放？", "决策树", "k-means", "线性模型", language="zh-Hans"),
        single(
            "ما دالة التنشيط المناسبة؟",
            "الدالة اللوجستية",
            "softmax",
            "الدالة الخطية",
            language="ar",
        ),
    ],
    ids=lambda given: given[0].stem,
)
def test_names_glosses_numbers_and_formulas_are_in_every_language(given: Case) -> None:
    verdict = language(*given)
    assert (verdict.verdict, verdict.detail) == ("pass", "")


def test_one_option_that_is_a_word_of_another_language_is_noted() -> None:
    given = single("输出层应加什么激活函数？", "不用加", "softmax", "tanh", language="zh-Hans",
                   quote="回归不加，多分类接 softmax。")  # fmt: skip
    assert found(language, given) == "flag"


def test_another_script_of_chinese_is_noted() -> None:
    stem = "團隊想預測使用者的滿意度，卻以點擊次數代替滿意度當作標籤。這樣引入的是哪一種偏差？"
    options = ("測量偏差", "抽樣偏差", "倖存者偏差")
    assert found(language, single(stem, *options, language="zh-Hans")) == "flag"
    assert found(language, single(stem, *options, language="zh-Hant")) == "pass"


# ---- quotes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"quote": "It is kept for 36 days."}, {"start": 0}, {"end": 9}])
def test_a_quote_that_is_not_the_documents_text_is_turned_away(change: dict[str, Any]) -> None:
    item, sound = single("How long?", "35 days", "7", "8", quote="It is kept for 35 days.")
    assert verbatim(item, sound).verdict == "pass"
    _, document, passage = rests("It is kept for 35 days.")
    spoiled = item.model_copy(update={"evidence": (item.evidence[0].model_copy(update=change),)})
    assert verbatim(spoiled, grounds(spoiled, [document], [passage])).verdict == "reject"


def test_a_document_that_is_gone_and_no_evidence_at_all_are_told_apart() -> None:
    item, sound = single("How long?", "35 days", "7", "8", quote="It is kept for 35 days.")
    gone = sound.parts[0].model_copy(update={"held": "", "passage": None})
    assert found(verbatim, (item, sound.model_copy(update={"parts": (gone,)}))) == "reject"
    assert found(verbatim, single("How long?", "35 days", "7", "8")) == "unchecked"


def test_gates_of_evidence_say_so_where_there_is_none() -> None:
    bare = single("How long is a snapshot kept?", "35 days", "7 days", "90 days")
    verdicts = {gate.__name__: found(gate, bare) for gate in EVIDENCE}
    assert verdicts.pop("distractors") == "pass"  # equal amounts are seen without evidence
    assert set(verdicts.values()) == {"unchecked"}
