"""Citations and grounding: by the verdicts of a judge that is a table."""

from collections.abc import Sequence

import pytest

from evals.judged import judged
from evals.metrics import (
    citation_precision,
    citation_recall,
    cited_span_precision,
    grounding,
    out_of_range_labels,
    uncited_sentences,
)
from evals.records import GoldEvidence, Located, Outcome, Verdict
from tests.evals.builders import answer, case, citation, outcome, passage
from tutor.answers import Answer, Sentence, Support

QUOTES = {1: "模型甲", 2: "ب", 3: "gamma"}
"""What is cited, by label."""


class TableJudge:
    """Supports a claim where its quotes are among those that it is told; complains of others."""

    def __init__(self, **known: Sequence[set[int]]) -> None:
        self.known, self.asked = known, list[tuple[str, tuple[str, ...]]]()

    def verdict(self, claim: str, quotes: Sequence[str], language: str) -> Verdict:
        self.asked.append((claim, tuple(quotes)))
        labels = {label for label, quote in QUOTES.items() if quote in quotes}
        if claim not in self.known:
            return Verdict(support="unchecked")
        supported = any(enough <= labels for enough in self.known[claim])
        return Verdict(support="supported" if supported else "unsupported", score=float(supported))


def said(*sentences: tuple[str, tuple[int, ...]], **fields: object) -> Answer:
    """An answer of these sentences with their labels; 1 to 3 are citations."""
    made = tuple(
        Sentence(text=text, start=0, end=len(text), support="supported", citations=labels)
        for text, labels in sentences
    )
    cited = tuple(
        citation("d", label, label + 1, quote).model_copy(update={"label": label})
        for label, quote in QUOTES.items()
    )
    return answer("x", sentences=made, citations=cited, **fields)


def outcome_of(given: Answer, judge: TableJudge) -> Outcome:
    return Outcome(answer=given, verdicts=judged(given, judge))


def scores(given: Answer, judge: TableJudge) -> tuple[float | None, float | None]:
    """Citation recall and precision."""
    made = outcome_of(given, judge)
    return citation_recall.score(case(), made), citation_precision.score(case(), made)


@pytest.mark.parametrize(
    ("labels", "enough", "expected"),
    [
        ((1,), [{1}], (1.0, 1.0)),
        ((1,), [{2}], (0.0, 0.0)),
        ((), [{1}], (0.0, 0.0)),  # cites nothing: no support, and no good citation
        ((1, 2), [{1, 2}], (1.0, 1.0)),  # only together
        ((1, 2), [{1}, {2}], (1.0, 1.0)),  # each alone
        ((1, 2), [{1}], (1.0, 0.5)),  # 2 does not support, and 1 does without it
        ((1, 2, 3), [{1, 2}], (1.0, pytest.approx(2 / 3))),  # 3 is not needed
        ((1, 2), [{3}], (0.0, 0.0)),
        ((1, 1, 2), [{1}], (1.0, 0.5)),  # twice the same is one
        ((1, 9), [{1}], (0.0, 0.0)),  # out of range, as in ALCE
    ],
)
def test_a_sentence_is_supported_by_all_it_cites_and_a_citation_by_being_needed(
    labels: tuple[int, ...], enough: list[set[int]], expected: tuple[float, float]
) -> None:
    assert scores(said(("甲", labels)), TableJudge(甲=enough)) == expected


def test_recall_is_over_sentences_and_precision_over_citations() -> None:
    judge = TableJudge(甲=[{1}], ب=[{2}], third=[{1}])
    given = said(("甲", (1, 2)), ("ب", (3,)), ("third", (1,)), ("unknown", ()))
    # Supported: 甲 and third, of 4. Precise: 1 of 甲, 1 of third; of 2 + 1 + 1 citations.
    assert scores(given, judge) == (0.5, 0.5)
    # A label out of range takes its sentence with it: 1 of 2 supported, 1 of 1 precise.
    assert scores(said(("甲", (1,)), ("ب", (2, 9))), judge) == (0.5, 1.0)


def test_one_verdict_is_asked_for_one_citation_and_no_more_than_needed_for_several() -> None:
    judge = TableJudge(甲=[{1}])
    judged(said(("甲", (1,))), judge)
    assert judge.asked == [("甲", ("模型甲",))]
    judge = TableJudge(甲=[{1}])
    judged(said(("甲", (1, 2))), judge)
    # Both, each, and 1 without 2; 2 without 1 is not asked for: 1 is enough alone.
    assert [quotes for _, quotes in judge.asked] == [
        ("模型甲", "ب"), ("模型甲",), ("ب",), ("模型甲",),
    ]  # fmt: skip


def test_a_sentence_that_cites_nothing_is_held_against_the_passages_but_not_as_a_citation() -> None:
    found = (passage("d", 0, 9, "模型甲"),)
    given, judge = said(("甲", ()), passages=found), TableJudge(甲=[{1}])
    made = outcome_of(given, judge)
    assert grounding.share(case(), made, "supported") == 1.0
    assert citation_recall.score(case(), made) == 0.0
    nothing = outcome_of(said(("甲", ())), TableJudge(甲=[{1}]))
    assert grounding.share(case(), nothing, "unsupported") == 1.0


def test_what_could_not_be_checked_is_neither_and_lowers_coverage() -> None:
    judge = TableJudge(甲=[{1}], ب=[{1}])
    made = outcome_of(said(("甲", (1,)), ("ب", (2,)), ("?", (3,)), ("??", (3,))), judge)
    kinds: tuple[Support, ...] = ("supported", "unsupported", "unchecked")
    assert [grounding.share(case(), made, kind) for kind in kinds] == [0.25, 0.25, 0.5]
    assert grounding.coverage(case(), made) == 0.5
    assert citation_recall.score(case(), made) == 0.25  # a lower bound


def test_a_declined_answer_and_one_that_nobody_judged_are_not_eligible() -> None:
    declined = Outcome(answer=said(("甲", (1,)), declined=True), verdicts=())
    unjudged = Outcome(answer=said(("甲", (1,))))
    for made in (declined, unjudged):
        assert citation_recall.score(case(), made) is None
        assert citation_precision.score(case(), made) is None
        assert grounding.share(case(), made, "supported") is None
        assert grounding.coverage(case(), made) is None
    assert uncited_sentences.score(case(), declined) is None
    assert out_of_range_labels.score(case(), declined) is None


def test_the_tutors_own_mark_is_not_looked_at() -> None:
    given = said(("甲", (1,)))
    assert given.sentences[0].support == "supported"
    assert scores(given, TableJudge(甲=[])) == (0.0, 0.0)


def test_sentences_without_a_source_are_counted_whatever_label_they_bear() -> None:
    given = said(("甲", (1,)), ("ب", ()), ("c", (9,)), ("d", (9, 2)))
    made = Outcome(answer=given)
    assert uncited_sentences.score(case(), made) == 0.5  # ب and c of 4
    # Labels 1, 9, 9, 2: two of four name nothing.
    assert out_of_range_labels.score(case(), made) == 0.5


def test_labels_that_the_model_made_up_count_also_where_the_tutor_took_them_out() -> None:
    given = said(("甲", (1,)), unresolved=("[7] 模型", "［٨］ نص", "a draft without a label"))
    assert out_of_range_labels.score(case(), Outcome(answer=given)) == pytest.approx(2 / 3)
    no_label = said(("甲", ()), unresolved=("a draft without a label",))
    assert out_of_range_labels.score(case(), Outcome(answer=no_label)) is None


def test_the_share_of_citations_that_touch_the_gold() -> None:
    gold = GoldEvidence(path="a.md", quote="within 48 hours")
    place = (Located(document="a", quote=gold.quote, start=100, end=115),)
    cited = (citation("a", 110, 140), citation("a", 200, 240), citation("b", 100, 115))
    made = case(evidence=(gold,))
    score = cited_span_precision.score(made, outcome("x", citations=cited, evidence=place))
    assert score == pytest.approx(1 / 3)
    assert cited_span_precision.score(made, outcome("x", evidence=place)) is None
    silent = outcome("x", citations=cited, evidence=place, declined=True)
    assert cited_span_precision.score(made, silent) is None
