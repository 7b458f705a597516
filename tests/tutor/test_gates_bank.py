"""What is asked twice, in any language; and what a quiz shows as a whole."""

from collections.abc import Sequence

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st
from langchain_core.embeddings import Embeddings

from ingest.embed import FakeEmbeddings
from tests.tutor.gating import Case, case, multiple, single, statement
from tutor.gates.duplicates import Remembered, duplicates, likeness, same_key
from tutor.gates.quiz_level import at_least, key_lengths, key_positions, pick_longest, quiz_level
from tutor.quizzes import GAP, EvidenceSpan, Option, QuizItem


def placed(given: Case, start: int, document: str = "d" * 16) -> QuizItem:
    """An item whose evidence lies at `start` of a document, ten characters long."""
    item, _ = given
    span = EvidenceSpan(
        document=document, title="D", path="/x/d.md", page=1, start=start, end=start + 10,
        quote="x" * 10, language=item.language,
    )  # fmt: skip
    return item.model_copy(update={"id": f"{item.id} {start}", "evidence": (span,)})


WAIT_EN = single("How long must one wait after a failed exam?", "14 days", "7 days", "30 days")
WAIT_ZH = case(
    "short", "考试没有通过，要等多少天才能再考？", answer=["14 天", "两周"], language="zh-Hans"
)
WAIT_AR = single(
    "كم ينتظر الراسب قبل إعادة الامتحان؟", "14 يومًا", "7 أيام", "30 يومًا", language="ar"
)


@pytest.mark.parametrize("first", [WAIT_EN, WAIT_ZH, WAIT_AR])
@pytest.mark.parametrize("second", [WAIT_EN, WAIT_ZH, WAIT_AR])
def test_one_key_from_the_same_words_is_asked_once_in_whatever_language(
    first: Case, second: Case
) -> None:
    there, here = placed(first, 100), placed(second, 105)
    elsewhere = placed(second, 200)
    assert same_key(here, there)
    assert duplicates(here, [there]).verdict == "reject"
    assert duplicates(elsewhere, [placed(WAIT_EN, 0, "e" * 16)]).verdict in ("pass", "reject")
    if first is not second:
        assert duplicates(elsewhere, [there]).verdict == "pass"


def test_the_same_sentence_can_be_asked_about_twice() -> None:
    cost = single("What does a second attempt cost?", "the full fee", "half the fee", "nothing")
    assert duplicates(placed(cost, 100), [placed(WAIT_EN, 100)]).verdict == "pass"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Which version of TLS is used?", "Which version of TLS is used??"),
        ("كَمْ مُدَّةُ حِفْظِ اللُّقْطَة؟", "كم مدة حفظ اللقطة؟"),
        ("快照默认保留多长时间？", "快照默认保留 多长时间?"),
    ],
)
def test_the_same_letters_are_one_question_but_for_another_key(one: str, other: str) -> None:
    first = placed(single(one, "TLS 1.2", "a", "b"), 0)
    again = placed(single(other, "TLS 1.2", "a", "b"), 500)
    changed = placed(single(other, "TLS 1.3", "a", "b"), 500)
    assert duplicates(again, [first]).verdict == "reject"
    assert likeness(again, first) > 0.8
    verdict = duplicates(changed, [first])
    assert verdict.verdict == "flag"
    assert "another key" in verdict.detail


def test_keys_are_compared_by_amount_name_and_word() -> None:
    def key(text: str, language: str = "en") -> QuizItem:
        return single("Which?", text, "a", "b", language=language)[0]

    assert same_key(key("300 seconds"), key("خمس دقائق", "ar"))
    assert same_key(key("Amazon Polly", "zh-Hans"), key("Amazon Polly", "ar"))
    assert same_key(key("concept drift"), key("Concept drift."))
    assert same_key(key("drift of concepts"), key("concept drift"))
    assert not same_key(key("300 seconds"), key("300 GB"))
    assert not same_key(key("TLS 1.2"), key("TLS 1.3"))
    assert not same_key(key("Amazon Polly", "ar"), key("Amazon Lex", "ar"))
    assert not same_key(key("variance"), key("bias"))
    assert not same_key(key("概念漂移", "zh-Hans"), key("انحراف المفهوم", "ar"))  # cannot be told
    gap = case("cloze", f"It waits for {GAP} seconds then.", answer=["300", "three hundred"])[0]
    assert same_key(gap, key("300 ثانية", "ar"))
    many = multiple("Which?", ["S3", "EFS"], ["EC2"])[0]
    assert same_key(many, many)
    assert not same_key(many, key("S3"))
    assert not same_key(many, multiple("Which?", ["S3"], ["EC2", "EFS"])[0])


class Near(Embeddings):
    """Embeddings that find some texts alike, and remember what they were asked."""

    def __init__(self, *alike: str) -> None:
        self.alike, self.asked = alike, list[str]()

    def embed_query(self, text: str) -> list[float]:
        self.asked.append(text)
        return [1.0, 0.0] if any(part in text for part in self.alike) else [0.0, 1.0]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]


def test_what_is_near_in_meaning_counts_only_with_the_same_key() -> None:
    first = placed(single("How long is a failed candidate barred?", "14 days", "a", "b"), 0)
    again = placed(single("When may one try once more?", "14 days", "a", "b"), 500)
    other = placed(single("When may one try once more?", "30 days", "a", "b"), 900)
    near = Near("candidate", "once more")
    assert duplicates(again, [first], near).verdict == "reject"
    assert duplicates(other, [first], near).verdict == "pass"
    assert duplicates(again, [first], Near("candidate")).verdict == "pass"
    assert duplicates(again, [first]).verdict == "pass"


def test_statements_have_no_key_that_would_make_them_one() -> None:
    first = placed(statement("A snapshot is kept for 35 days.", true=True), 0)
    again = placed(statement("A snapshot is kept for 35 days!", true=True), 0)
    other = placed(statement("A log is encrypted at rest.", true=True), 0)
    assert duplicates(again, [first]).verdict == "reject"
    assert duplicates(other, [first], FakeEmbeddings()).verdict == "pass"


def test_a_bank_is_embedded_once() -> None:
    inner = Near("x")
    remembered = Remembered(inner)
    assert remembered.embed_query("x") == remembered.embed_query("x") == [1.0, 0.0]
    assert inner.asked == ["x"]


def test_an_item_is_no_duplicate_of_itself() -> None:
    item = placed(WAIT_EN, 0)
    assert duplicates(item, [item]).verdict == "pass"


# ---- the quiz -----------------------------------------------------------------------------------


def quiz(places: Sequence[int], options: int = 4, texts: str = "abcd") -> list[QuizItem]:
    """Items with their key at these places."""
    return [
        single("Which?", "x", "y")[0].model_copy(
            update={
                "options": tuple(
                    Option(id="abcd"[at], text=texts[at] * 3, correct=at == place)
                    for at in range(options)
                )
            }
        )
        for place in places
    ]


@pytest.mark.parametrize(("items", "flagged_from"), [(40, 18), (65, 26), (100, 36), (200, 66)])
def test_places_are_flagged_from_the_counts_of_the_table(items: int, flagged_from: int) -> None:
    """learning.md, G6: P < 0.01 at one of four."""
    assert (
        at_least(flagged_from, [0.25] * items) < 0.01 < at_least(flagged_from - 1, [0.25] * items)
    )
    rest = items - flagged_from
    others = [1 + at % 3 for at in range(rest)]
    assert key_positions(quiz([0] * flagged_from + others)).verdict == "flag"
    fewer = [0] * (flagged_from - 1) + [1 + at % 3 for at in range(rest + 1)]
    assert key_positions(quiz(fewer)).verdict == "pass"


def test_three_options_have_another_chance_than_four() -> None:
    assert key_positions(quiz([0] * 10 + [1, 2] * 5, options=3)).verdict == "pass"  # P = 0.09
    assert key_positions(quiz([0] * 14 + [1, 2] * 3, options=3)).verdict == "flag"


def test_the_chance_of_so_many_is_that_of_the_binomial() -> None:
    assert at_least(0, []) == 1.0
    assert at_least(1, [0.25, 0.5]) == pytest.approx(1 - 0.75 * 0.5)
    assert at_least(2, [0.25, 0.5]) == pytest.approx(0.125)
    assert at_least(3, [0.25, 0.5]) == 0.0


@settings(deadline=None)
@hypothesis_given(st.lists(st.floats(0, 1), max_size=12), st.integers(0, 13))
def test_a_chance_is_one_and_falls_with_the_count(chances: list[float], count: int) -> None:
    assert 0 <= at_least(count + 1, chances) <= at_least(count, chances) <= 1


def test_keys_that_are_the_longest_or_the_shortest_too_often_are_flagged() -> None:
    long = [single("Which?", "a long right answer", "b", "c", "d")[0]] * 6
    short = [single("Which?", "a", "a long wrong one", "another long one", "a third one")[0]] * 6
    even = [single("Which?", "aaa", "bbb", "ccc", "ddd")[0]] * 6
    assert key_lengths(long).verdict == key_lengths(short).verdict == "flag"
    assert key_lengths(even).verdict == "pass"
    assert key_lengths(long[:3]).verdict == "pass"  # three may be chance: P = 0.016
    assert pick_longest(long) == 1.0
    assert pick_longest(short) == 0.0
    assert pick_longest(even) == 0.25
    assert pick_longest([]) == 0.0


def test_statements_that_are_nearly_all_true_are_flagged() -> None:
    """16 of 20 or more by a coin: P = 0.006."""
    true, false = (statement("It is kept.", true=value)[0] for value in (True, False))
    assert quiz_level([true] * 16 + [false] * 4)[0].verdict == "flag"
    assert quiz_level([true] * 15 + [false] * 5)[0].verdict == "pass"


def test_a_quiz_of_other_kinds_shows_nothing() -> None:
    typed = case("short", "Which service is it?", answer=["S3"])[0]
    assert [v.verdict for v in quiz_level([typed, statement("It is.", true=True)[0]])] == [
        "pass"
    ] * 2
    assert [v.verdict for v in quiz_level([])] == ["pass", "pass"]
