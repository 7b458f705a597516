"""Each gate lets good items through, and turns away the fault it is there for."""

from typing import Any

import pytest

from tests.tutor.quizzing import GOOD, draft, good, letters, scripted, source
from tutor.gates.blind import blind, confidence, orders, unaided
from tutor.gates.flaws import flaws
from tutor.gates.form import language, schema
from tutor.gates.grounds import distractors, evidence
from tutor.gates.repeats import repeats
from tutor.items import build
from tutor.quizzes import Option

ALL = [schema, language, evidence, distractors, flaws]


@pytest.mark.parametrize("code", GOOD)
@pytest.mark.parametrize("gate", ALL, ids=lambda gate: gate.__name__)
def test_a_good_item_passes_every_gate_in_every_language(gate: Any, code: str) -> None:
    verdict = gate(*good(code))
    assert (verdict.verdict, verdict.detail) == ("pass", "")


@pytest.mark.parametrize(
    ("code", "spoiled", "says"),
    [
        ("en", {"question": "How long?"}, "too short"),
        ("en", {"question": "The snapshot is kept for some days."}, "not a question"),
        ("zh-Hans", {"question": "快照默认保留一段时间。"}, "not a question"),
        ("ar", {"question": "تُحفظ اللقطة مدة معلومة."}, "not a question"),
        ("en", {"question": "Why " + "very " * 120 + "long?"}, "too long"),
        ("en", {"wrong": ["7 Days.", "7 days", "７ days"]}, "the same"),
        ("zh-Hans", {"wrong": ["7天", "７天", "7天。"]}, "the same"),
        ("ar", {"wrong": ["سبعة أيام", "سَبْعَةُ أَيَّامٍ", "سبعه ايام"]}, "the same"),
        ("en", {"wrong": ["35 DAYS", "35 days.", "35  days"]}, "the same"),
        ("en", {"wrong": [" ", ".", "—"]}, "empty"),
        ("en", {"wrong": ["a. 7 days", "b. 8 days", "c. 9 days"]}, "letters of their own"),
        ("en", {"wrong": ["7 days" + " and nights" * 30, "8 days", "9 days"]}, "too long"),
    ],
)
def test_what_is_no_item_is_turned_away(code: str, spoiled: dict[str, Any], says: str) -> None:
    verdict = schema(*good(code, **spoiled))
    assert verdict.verdict == "reject"
    assert says in verdict.detail


def test_languages_that_differ_in_a_sign_are_distinct_options() -> None:
    item, found = good("en", wrong=["C", "C++", "C#"], answer="35")
    assert schema(item, found).verdict == "pass"


@pytest.mark.parametrize(
    ("code", "spoiled"),
    [
        ("zh-Hans", {"question": "How long is a snapshot kept by default?"}),
        ("zh-Hans", {"wrong": ["seven days", "14天", "60天"]}),
        ("ar", {"question": "How long is a snapshot kept by default؟"}),
        ("ar", {"wrong": ["سبعة أيام", "fourteen days", "شهران"]}),
        ("en", {"question": "快照默认保留多长时间？"}),
        ("en", {"wrong": ["٧ أيام", "14 days", "60 days"]}),
        ("ar", {"question": "快照默认保留多长时间？"}),
    ],
)
def test_a_stem_or_option_in_another_language_is_turned_away(
    code: str, spoiled: dict[str, Any]
) -> None:
    assert language(*good(code, **spoiled)).verdict == "reject"


@pytest.mark.parametrize(
    ("code", "spoiled"),
    [
        ("zh-Hans", {"wrong": ["Amazon SageMaker", "C#", "S3"]}),
        ("ar", {"question": "كم مدة حفظ اللقطة في Amazon SageMaker Model Monitor؟"}),
        ("ar", {"wrong": ["Amazon EC2", "C#", "Kinesis"]}),
        ("ar", {"answer": "analysis.json", "wrong": ["data.csv", "report.txt", "notes.pdf"]}),
        ("en", {"wrong": ["7", "14", "60"]}),
    ],
)
def test_service_names_and_numbers_are_in_every_language(
    code: str, spoiled: dict[str, Any]
) -> None:
    assert language(*good(code, **spoiled)).verdict == "pass"


@pytest.mark.parametrize(
    ("code", "spoiled", "says"),
    [
        ("en", {"answer": "36 days"}, "36"),
        ("zh-Hans", {"answer": "３６天"}, "36"),
        ("ar", {"answer": "٣٦ يوماً"}, "36"),
        ("en", {"answer": "35 days in SageMaker"}, "sagemaker"),
        ("zh-Hans", {"answer": "Glacier 35天"}, "glacier"),
        ("ar", {"answer": "35 يوماً في Glacier"}, "glacier"),
        ("en", {"answer": "a rather short time"}, "words of the quote"),
        ("zh-Hans", {"answer": "永久归档存储"}, "words of the quote"),
        ("ar", {"answer": "زمناً طويلاً جداً"}, "words of the quote"),
        ("en", {"question": "How long does a company with 500 people keep it?"}, "500"),
    ],
)
def test_a_key_or_scene_that_the_evidence_does_not_hold_is_turned_away(
    code: str, spoiled: dict[str, Any], says: str
) -> None:
    verdict = evidence(*good(code, **spoiled))
    assert verdict.verdict == "reject"
    assert says in verdict.detail


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
        found = source(text, sentence=sentence)
        item, _ = build(written, found, "en")
        assert evidence(item, found).verdict == verdict


def test_arabic_with_marks_and_other_digits_is_the_same_evidence() -> None:
    item, found = good("ar", answer="تحفظ اللقطة 35 يوما")
    assert "تُحفَظُ اللُّقطةُ ٣٥" in item.evidence[0].quote
    assert evidence(item, found).verdict == "pass"


@pytest.mark.parametrize("change", ["quote", "start"])
def test_a_quote_that_is_not_the_documents_text_is_turned_away(change: str) -> None:
    item, found = good("en")
    (span,) = item.evidence
    moved = {"quote": span.quote.replace("35", "36")} if change == "quote" else {"start": 0}
    item = item.model_copy(update={"evidence": (span.model_copy(update=moved),)})
    verdict = evidence(item, found)
    assert (verdict.verdict, verdict.detail) == ("reject", "the quote is not the document's text")


def spoil(item: Any, text: str) -> Any:
    """The item with one of its wrong options replaced."""
    place = next(i for i, option in enumerate(item.options) if not option.correct)
    options = list(item.options)
    options[place] = Option(id=options[place].id, text=text, correct=False)
    return item.model_copy(update={"options": tuple(options)})


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "in the vault service"),
        ("en", "Snapshots"),
        ("zh-Hans", "自动删除"),
        ("zh-Hans", "Amazon S3"),
        ("ar", "اللقطة"),
        ("ar", "٣٥"),
        ("en", "35 days or more"),
        ("zh-Hans", "约35天"),
    ],
)
def test_a_distractor_that_the_evidence_states_is_turned_away(code: str, text: str) -> None:
    item, found = good(code)
    assert distractors(spoil(item, text), found).verdict == "reject"


@pytest.mark.parametrize(
    ("code", "text"),
    [("en", "5 days"), ("en", "3"), ("zh-Hans", "5天"), ("zh-Hans", "S30"), ("ar", "5 يوما")],
)
def test_a_distractor_inside_another_number_or_name_is_not_stated(code: str, text: str) -> None:
    item, found = good(code)
    assert distractors(spoil(item, text), found).verdict == "pass"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "All of the above"),
        ("en", "None of these."),
        ("en", "Both a and b"),
        ("zh-Hans", "以上都不是"),
        ("zh-Hans", "以上选项均正确。"),
        ("zh-Hans", "都正确"),
        ("ar", "جَمِيعُ ما سَبَقَ"),
        ("ar", "لا شيء مما سبق"),
        ("ar", "كل الخيارات"),
    ],
)
def test_all_or_none_of_the_above_is_turned_away(code: str, text: str) -> None:
    item, found = good(code)
    verdict = flaws(spoil(item, text), found)
    assert verdict.verdict == "reject"
    assert "above" in verdict.detail


@pytest.mark.parametrize("text", ["install everything above ground", "None", "Both endpoints"])
def test_an_option_with_an_ordinary_all_or_none_is_not_a_flaw(text: str) -> None:
    item, found = good("en")
    assert flaws(spoil(item, text), found).verdict == "pass"


@pytest.mark.parametrize(
    ("code", "stem"),
    [
        ("en", "Is a snapshot kept for 35 days or longer?"),
        ("zh-Hans", "快照保留３５天，对吗？"),
        ("ar", "هل تُحفظ اللقطة ٣٥ يَوْمًا أم أكثر؟"),
    ],
)
def test_a_stem_that_holds_the_key_is_turned_away(code: str, stem: str) -> None:
    verdict = flaws(*good(code, question=stem))
    assert (verdict.verdict, verdict.detail) == ("reject", "the stem holds the key")


@pytest.mark.parametrize(
    ("code", "stem"),
    [
        ("en", "According to the passage, how long is it kept?"),
        ("en", "What is the error for the given values?"),
        ("zh-Hans", "根据本文，快照默认保留多长时间？"),
        ("ar", "وفقًا للفِقرة، كم مدة حفظ اللقطة؟"),
    ],
)
def test_a_stem_that_needs_the_passage_is_turned_away(code: str, stem: str) -> None:
    verdict = flaws(*good(code, question=stem))
    assert verdict.verdict == "reject"
    assert "passage" in verdict.detail


def test_a_key_that_shows_by_its_length_is_flagged_or_turned_away() -> None:
    # 14 letters and digits against 12 letters: 28 / 12 is above 2, 24 is short, 28 / 20 above 1.25.
    long = "for 35 days in the Vault service"  # 26 letters and digits
    flagged = flaws(*good("en", answer=long, wrong=["for " + "x" * 17] * 3))
    assert flagged.verdict == "flag"  # 26 / 20
    assert flaws(*good("en", answer=long, wrong=["in ten months"] * 3)).verdict == "reject"
    assert flaws(*good("en", answer="35 days in the Vault", wrong=["7 days"] * 3)).verdict == "pass"


def test_the_blind_solve_needs_the_key_in_both_orders() -> None:
    item, found = good("en")
    first, second = letters(item)
    assert first != second
    assert blind(item, found, scripted(first, f"The answer is {second}.")).verdict == "pass"
    assert blind(item, found, scripted(first, first)).verdict == "reject"
    assert blind(item, found, scripted(second)).verdict == "reject"
    assert blind(item, found, scripted("I cannot tell")).verdict == "reject"


@pytest.mark.parametrize(
    ("code", "said"),
    [("en", "For 35 days."), ("zh-Hans", "快照保留３５天。"), ("ar", "تُحفظ ٣٥ يومًا")],
)
def test_a_stem_that_leads_to_the_key_without_options_passes(code: str, said: str) -> None:
    assert unaided(*good(code), scripted(said)).verdict == "pass"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "The Vault service"),
        ("en", "36 days"),
        ("zh-Hans", "自动删除"),
        ("zh-Hans", "3５0天"),
        ("ar", "Amazon S3"),
        ("en", ""),
    ],
)
def test_a_stem_that_leads_elsewhere_is_turned_away(code: str, said: str) -> None:
    item, found = good(code)
    model = scripted(said)
    assert unaided(item, found, model).verdict == "reject"
    shown = str(model.asked[0][-1].text)
    assert not any(o.text in shown for o in item.options if not o.correct)


@pytest.mark.parametrize(
    ("probabilities", "verdict"),
    [([0.33, 0.31], "reject"), ([0.65, 0.36], "pass"), ([], "pass")],
)
def test_a_key_that_wins_by_nothing_is_turned_away(
    probabilities: list[float], verdict: str
) -> None:
    assert confidence(probabilities).verdict == verdict


def test_the_blind_solver_is_not_told_the_key() -> None:
    item, found = good("zh-Hans")
    model = scripted(*letters(item))
    assert blind(item, found, model).verdict == "pass"
    for asked in model.asked:
        shown = str(asked[-1].text)
        assert shown.count("35天") == 1
        assert item.stem in shown
        assert item.explanation not in shown


@pytest.mark.parametrize("count", [3, 4])
def test_the_key_changes_its_place_between_the_two_orders(count: int) -> None:
    for key in range(count):
        options = [Option(id=c, text=c, correct=i == key) for i, c in enumerate("abcd"[:count])]
        places = [[o.correct for o in order].index(True) for order in orders(options)]
        assert places[0] != places[1]


def test_the_same_question_is_asked_once() -> None:
    item, _ = good("ar")
    again, _ = good("ar", question="كَمْ مُدَّةُ حِفْظِ اللُّقْطَةِ قَبْلَ الحَذْف؟", explanation="لا")
    other, _ = good("en")
    assert repeats(again, [other, item]).verdict == "reject"
    assert repeats(item, [other]).verdict == "pass"
    assert repeats(item, []).verdict == "pass"


def test_the_same_key_from_the_same_sentence_is_asked_once() -> None:
    item, _ = good("en")
    again, _ = good("en", question="After what time is it deleted again?", answer="35 Days.")
    assert repeats(again, [item]).verdict == "reject"
