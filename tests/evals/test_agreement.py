"""Measures of agreement by hand-made examples, and the correction for a judge's errors."""

import pytest

from evals.agreement import best_threshold, clustered, curve, figures
from evals.correction import corrected, rogan_gladen
from evals.judges.calibrations import Counts, FormFigures
from evals.judges.verdicts import Verdict
from tests.evals.judging import calibration, judged, verdict
from tests.evals.judging import figures as built

FOUR = [
    judged("a", 0.9, label=True),
    judged("b", 0.8, label=True),
    judged("c", 0.3, label=True),
    judged("d", 0.7, label=False),
    judged("e", 0.2, label=False),
    judged("f", 0.1, label=False),
    judged("g", 0.1, label=False),
]


def test_the_figures_are_those_of_the_textbooks() -> None:
    found = figures(FOUR, seed=1)
    assert found.counts == Counts(tp=2, fn=1, tn=3, fp=1)
    assert found.sensitivity == pytest.approx(2 / 3, abs=1e-4)
    assert found.specificity == 0.75
    assert found.balanced_accuracy == pytest.approx((2 / 3 + 3 / 4) / 2, abs=1e-4)
    # Observed 5/7; by chance 3/7·3/7 + 4/7·4/7 = 25/49; kappa (35 − 25) / (49 − 25).
    assert found.kappa == pytest.approx(10 / 24, abs=1e-4)
    # Of 12 pairs of a supported and an unsupported claim, 0.3 < 0.7 alone is wrong.
    assert found.auroc == pytest.approx(11 / 12, abs=1e-4)


def test_what_was_not_checked_is_counted_and_is_in_no_figure() -> None:
    down = [judged(f"x{n}", None, label=True) for n in range(5)]
    found, without = figures([*FOUR, *down], seed=1), figures(FOUR, seed=1)
    assert (found.n, found.unchecked, found.faults) == (12, 5, 5)
    assert found.fault is not None
    assert found.fault["message"] == "It is down."
    assert found.sensitivity == without.sensitivity


def test_one_class_alone_gives_no_figure_instead_of_a_perfect_one() -> None:
    found = figures([judged("a", 0.9, label=True), judged("b", 0.8, label=True)], seed=1)
    assert found.sensitivity == 1
    assert (found.specificity, found.balanced_accuracy) == (None, None)
    assert (found.kappa, found.auroc, found.balanced_accuracy_interval) == (None, None, None)
    assert figures([], seed=1).curve == ()


def test_pairs_are_won_by_the_right_claim_and_equal_scores_count_a_half() -> None:
    rows = [
        judged("1", 0.9, label=True, pair="p"),
        judged("2", 0.1, label=False, pair="p"),
        judged("3", 0.6, label=True, pair="q"),
        judged("4", 0.6, label=False, pair="q"),
        judged("5", 0.2, label=True, pair="r"),
        judged("6", 0.3, label=False, pair="r"),
        judged("7", None, label=True, pair="s"),
        judged("8", 0.3, label=False, pair="s"),
        judged("9", 0.3, label=False, pair="alone"),
    ]
    found = figures(rows, seed=1)
    assert (found.pairs, found.ties) == (4, 2)
    assert found.pair_accuracy == pytest.approx((1 + 0.5 + 0 + 0.5) / 4)
    low, high = found.pair_accuracy_interval or (0, 0)
    assert low < 0.5 < high


def test_pairs_that_are_all_won_have_an_interval_that_grows_with_their_number() -> None:
    def won(count: int) -> float:
        rows = [
            judged(f"{n}-{label}", 0.9 if label else 0.1, label=label, pair=str(n), evidence=str(n))
            for n in range(count)
            for label in (True, False)
        ]
        low, high = figures(rows, seed=1).pair_accuracy_interval or (0, 0)
        assert high == 1
        return low

    # Wilson: n / (n + 1.96²).
    assert won(4) == pytest.approx(4 / (4 + 3.8415), abs=1e-4)
    assert won(40) == pytest.approx(40 / (40 + 3.8415), abs=1e-4)


def test_numbers_are_told_in_every_script_and_only_flagged_ones_count_for_precision() -> None:
    rows = [
        judged("1", 0.1, label=False, text="٤٨ ساعة"),
        judged("2", 0.9, label=False, text="４８小时"),
        judged("3", 0.1, label=True, text="48 hours"),
        judged("4", 0.1, label=False, text="hours"),
    ]
    found = figures(rows, seed=1)
    assert found.numbers == 3
    assert (found.number_precision, found.number_recall) == (0.5, 0.5)


def test_the_threshold_lies_between_two_scores_and_is_none_without_both_labels() -> None:
    assert best_threshold([True, True, False, False], [0.9, 0.8, 0.4, 0.2]) == pytest.approx(0.6)
    assert best_threshold([True, True], [0.9, 0.8]) is None
    assert best_threshold([True, False], [0.5, 0.5]) is None


def test_the_reliability_curve_holds_every_claim_once() -> None:
    rows = [judged(str(n), n / 40, label=n % 2 == 0) for n in range(40)]
    rows += [judged(f"one-{n}", 1.0, label=True) for n in range(20)]
    found = curve(rows)
    assert sum(one.n for one in found) == 60
    assert found[-1].n >= 20, "equal scores are not split"
    assert len(found) > 4
    assert [one.score for one in found] == sorted(one.score for one in found)


def test_claims_of_one_evidence_are_resampled_together() -> None:
    # Ten claims of two documents tell hardly more than two claims.
    values = [(1.0, 1.0)] * 5 + [(0.0, 1.0)] * 5
    together = clustered(["a"] * 5 + ["b"] * 5, values, lambda sums: sums[:, 0] / sums[:, 1], 1)
    apart = clustered(list(range(10)), values, lambda sums: sums[:, 0] / sums[:, 1], 1)
    assert together == (0.0, 1.0)
    assert apart is not None
    assert 0.1 < apart[0] < apart[1] < 0.9
    assert clustered(["a"] * 10, values, lambda sums: sums[:, 0], 1) is None


# ---- correction ---------------------------------------------------------------------------------


def test_rogan_and_gladens_rate() -> None:
    # 60% called supported by a judge that misses 20% and lets 10% pass: (0.6 − 0.1) / 0.7.
    assert rogan_gladen(0.6, 0.8, 0.9) == pytest.approx(5 / 7)
    assert rogan_gladen(0.05, 0.8, 0.9) == 0
    assert rogan_gladen(0.95, 0.8, 0.9) == 1
    assert rogan_gladen(0.6, 0.5, 0.5) is None


def _measured(counts: Counts, kappa: float = 0.7) -> FormFigures:
    sensitivity = counts.tp / (counts.tp + counts.fn)
    specificity = counts.tn / (counts.tn + counts.fp)
    known = built(
        kappa=kappa, counts=counts, sensitivity=sensitivity, specificity=specificity, n=200
    )
    return FormFigures(form="statement", threshold=0.5, tuned_on=200, figures=known)


GOOD = calibration("en", _measured(Counts(tp=80, fn=20, tn=90, fp=10)))
CLAIMS: list[tuple[str, Verdict]] = [
    (f"d{n // 2}", verdict("supported" if n < 60 else "unsupported")) for n in range(100)
]


def test_a_rate_is_corrected_and_its_interval_holds_it() -> None:
    found = corrected(CLAIMS, GOOD, seed=1)
    assert (found.raw, found.n, found.unchecked) == (0.6, 100, 0)
    assert found.value == pytest.approx(5 / 7, abs=1e-4)
    assert found.interval is not None
    assert found.interval[0] < 5 / 7 < found.interval[1]
    assert not found.advisory
    assert corrected(CLAIMS, GOOD, seed=1) == found


def test_a_calibration_on_fewer_claims_gives_a_wider_interval() -> None:
    few = calibration("en", _measured(Counts(tp=8, fn=2, tn=9, fp=1)))
    wide, narrow = (corrected(CLAIMS, c, seed=1).interval or (0, 0) for c in (few, GOOD))
    assert wide[1] - wide[0] > narrow[1] - narrow[0] + 0.1


def test_copies_are_not_corrected() -> None:
    copies = [(cluster, verdict("supported", layer="verbatim")) for cluster, _ in CLAIMS]
    alone = corrected(copies, None, seed=1)
    assert (alone.value, alone.interval, alone.advisory) == (1.0, (1.0, 1.0), False)
    half = corrected([*copies, *CLAIMS], GOOD, seed=1)
    assert half.value == pytest.approx((1 + 5 / 7) / 2, abs=1e-4)


def test_no_calibration_or_a_judge_at_chance_corrects_nothing() -> None:
    chance = calibration("en", _measured(Counts(tp=5, fn=5, tn=5, fp=5), kappa=0.0))
    for known in (None, calibration("en"), chance):
        found = corrected(CLAIMS, known, seed=1)
        assert (found.raw, found.value, found.interval, found.advisory) == (0.6, None, None, True)


def test_unchecked_claims_stand_beside_the_rate() -> None:
    down = [("d0", verdict("unchecked", score=None))] * 30
    found = corrected([*CLAIMS, *down], GOOD, seed=1)
    assert (found.raw, found.n, found.unchecked) == (0.6, 100, 30)
    empty = corrected(down, GOOD, seed=1)
    assert (empty.raw, empty.value, empty.n, empty.unchecked) == (None, None, 0, 30)
