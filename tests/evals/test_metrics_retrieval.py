"""Retrieval: ranks of gold evidence, with the arithmetic shown and against scikit-learn."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.metrics import hit_at_k, mrr, ndcg_at_10, other_language_passages, recall_at_k
from evals.ranks import first_ranks, points
from evals.records import EvalCase, GoldEvidence, Located, Outcome
from tests.evals.builders import case, outcome, passage
from tutor.answers import Passage

GOLD = (GoldEvidence(path="a.md", quote="within 48 hours"),)
PLACE = (Located(document="a", quote="within 48 hours", start=100, end=115),)
FOLDED = (Located(document="a", quote="خلال ٤٨ ساعة"),)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (passage("a", 0, 101), 1.0),  # 100 < 101: shares the character at 100
        (passage("a", 114, 300), 1.0),  # 114 < 115
        (passage("a", 0, 100), 0.0),  # ends where the quote begins
        (passage("a", 115, 300), 0.0),  # begins where it ends
        (passage("b", 90, 130), 0.0),  # another document
        (passage("a", 900, 999, "again: Within\n48 hours."), 1.0),  # holds the words
        (passage("b", 900, 999, "again: within 48 hours."), 0.0),
    ],
)
def test_a_hit_shares_a_character_with_the_quote_or_holds_its_words(
    found: Passage, expected: float
) -> None:
    result = hit_at_k.score(case(evidence=GOLD), outcome(passages=(found,), evidence=PLACE), 8)
    assert result == expected


def test_a_quote_known_only_in_folded_form_is_hit_by_a_passage_that_holds_it() -> None:
    held = passage("a", 0, 50, "تكتمل خِلالَ 48 ساعة.")
    made = case(evidence=(GoldEvidence(path="a.md", quote="خلال ٤٨ ساعة"),))
    assert hit_at_k.score(made, outcome(passages=(held,), evidence=FOLDED), 8) == 1.0


def test_nothing_found_is_a_miss_and_no_evidence_is_not_eligible() -> None:
    made, none = case(evidence=GOLD), outcome(evidence=PLACE)
    assert hit_at_k.score(made, none, 8) == 0.0
    assert recall_at_k.score(made, none, 8) == 0.0
    assert mrr.score(made, none) == 0.0
    assert ndcg_at_10.score(made, none) == 0.0
    some = outcome(passages=(passage("a", 0, 9),))
    assert hit_at_k.score(case(), some, 8) is None
    assert recall_at_k.score(case(), some, 8) is None
    assert mrr.score(case(), some) is None
    assert ndcg_at_10.score(case(), some) is None


def ranked(*relevant: int, of: int = 8, golds: int = 0) -> tuple[EvalCase, Outcome]:
    """A case with a gold quote for each of the ranks, and `golds` in all; `of` passages."""
    number = max(golds, len(relevant))
    evidence = tuple(GoldEvidence(path="a.md", quote=f"第{n}条" + "甲" * n) for n in range(number))
    places = tuple(
        Located(document="a", quote=gold.quote, start=n * 100, end=n * 100 + 9)
        for n, gold in enumerate(evidence)
    )
    at = {rank: n for n, rank in enumerate(relevant)}
    passages = tuple(
        passage("a", at[rank] * 100, at[rank] * 100 + 50)
        if rank in at
        else passage("b", rank * 100, rank * 100 + 50)
        for rank in range(1, of + 1)
    )
    return case(evidence=evidence), outcome(passages=passages, evidence=places)


def test_recall_is_the_share_of_the_golds_within_k() -> None:
    made, gave = ranked(2, 6, golds=3)
    assert recall_at_k.score(made, gave, 8) == pytest.approx(2 / 3)
    assert recall_at_k.score(made, gave, 5) == pytest.approx(1 / 3)
    assert recall_at_k.score(made, gave, 1) == 0.0
    assert hit_at_k.score(made, gave, 5) == 1.0
    assert hit_at_k.score(made, gave, 1) == 0.0


def test_the_reciprocal_rank_is_that_of_the_first_gold() -> None:
    assert mrr.score(*ranked(3, 5)) == pytest.approx(1 / 3)
    assert mrr.score(*ranked(1)) == 1.0


def test_ndcg_by_hand() -> None:
    # Golds at ranks 1 and 3 of 3: (1 + 1/log2 4) / (1 + 1/log2 3 + 1/log2 4) = 1.5 / 2.1309
    assert ndcg_at_10.score(*ranked(1, 3, golds=3)) == pytest.approx(0.7039, abs=1e-4)
    assert ndcg_at_10.score(*ranked(1, 2, 3)) == 1.0
    assert ndcg_at_10.score(*ranked(11, of=12)) == 0.0  # beyond the tenth


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(1, 14), min_size=1, max_size=6))
def test_ndcg_is_that_of_scikit_learn(relevant: set[int]) -> None:
    from sklearn.metrics import ndcg_score

    truth = [[float(rank in relevant) for rank in range(1, 15)]]
    scores = [[float(-rank) for rank in range(1, 15)]]
    expected = ndcg_score(truth, scores, k=10)
    assert ndcg_at_10.score(*ranked(*sorted(relevant), of=14)) == pytest.approx(expected)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(1, 8), max_size=4), st.integers(1, 8))
def test_recall_never_exceeds_hit_and_is_the_same_for_one_gold(ranks: set[int], k: int) -> None:
    made, gave = ranked(*sorted(ranks), golds=len(ranks) + 1)
    recall, hit = recall_at_k.score(made, gave, k), hit_at_k.score(made, gave, k)
    assert recall is not None
    assert hit is not None
    assert recall <= hit
    if not ranks:
        assert recall == hit == 0.0


def test_one_passage_with_two_golds_is_perfect_and_no_more() -> None:
    evidence = (*GOLD, GoldEvidence(path="a.md", quote="at most"))
    places = (*PLACE, Located(document="a", quote="at most", start=130, end=137))
    found = outcome(passages=(passage("a", 90, 200),), evidence=places)
    made = case(evidence=evidence)
    assert first_ranks(made, found) == (1, 1)
    assert ndcg_at_10.score(made, found) == 1.0
    assert recall_at_k.score(made, found, 1) == 1.0
    late = outcome(passages=(passage("b", 0, 9), passage("a", 90, 200)), evidence=places)
    # Ranks 2 and 3 instead of 1 and 2.
    expected = (1 / math.log2(3) + 1 / 2) / (1 + 1 / math.log2(3))
    assert ndcg_at_10.score(made, late) == pytest.approx(expected)


def test_a_gold_that_is_found_twice_gains_once() -> None:
    twice = outcome(passages=(passage("a", 90, 110), passage("a", 105, 120)), evidence=PLACE)
    assert ndcg_at_10.score(case(evidence=GOLD), twice) == 1.0
    assert recall_at_k.score(case(evidence=GOLD), twice, 2) == 1.0


def test_the_same_words_in_two_documents_are_one_gold_and_so_are_quotes_of_one_point() -> None:
    same = (*GOLD, GoldEvidence(path="b.md", quote="Within\u00a0４８ hours"))
    assert len(points(case(evidence=same))) == 1
    told_alike = (
        GoldEvidence(path="en.md", quote="up to 48 hours", point=1),
        GoldEvidence(path="zh.md", quote="最多 48 小时", point=1),
        GoldEvidence(path="ar.md", quote="٥ ساعات", point=2),
    )
    places = (
        Located(document="en", quote="up to 48 hours", start=0, end=9),
        Located(document="zh", quote="最多 48 小时", start=0, end=8),
        Located(document="ar", quote="٥ ساعات", start=0, end=7),
    )
    made = case(evidence=told_alike)
    found = outcome(passages=(passage("zh", 0, 50),), evidence=places)
    assert first_ranks(made, found) == (1, None)
    assert recall_at_k.score(made, found, 8) == 0.5


def test_ranks_are_those_of_the_passages_whatever_their_order() -> None:
    first = passage("b", 0, 9)
    second = passage("a", 90, 130).model_copy(update={"rank": 2})
    assert mrr.score(case(evidence=GOLD), outcome(passages=(second, first), evidence=PLACE)) == 0.5


def test_passages_in_another_language_are_counted_without_regard_to_script() -> None:
    languages = ("zh-Hant", "en", "ar", "fr")
    found = tuple(
        passage("a", n, n + 1).model_copy(update={"rank": n + 1, "language": language})
        for n, language in enumerate(languages)
    )
    made = case(language="zh-Hans")
    assert other_language_passages.score(made, outcome(passages=found), 8) == 0.75  # all but one
    first_two = other_language_passages.score(made, outcome(passages=found), 2)
    assert first_two == 0.5  # en of zh-Hant, en
    assert other_language_passages.score(made, outcome(), 8) is None
