"""A grounding rate corrected for the errors of the judge that measured it.

Rogan & Gladen 1978: (rate + specificity − 1) / (sensitivity + specificity − 1). Each form of claim
is corrected by what was measured on that form; copies need no correction. It rests on the judge
erring on these claims as often as on those it was calibrated on: that nobody knows.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evals.agreement import DIGITS, resampled
from evals.intervals import RESAMPLES
from evals.judges.calibrations import Calibration, Counts
from evals.judges.verdicts import FORMS, Form
from evals.records import Verdict
from ingest.documents import Record

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STRATA = ("verbatim", *FORMS)


class Corrected(Record):
    """The share of supported claims among those checked."""

    raw: float | None
    """As the judge has it."""
    value: float | None
    """Corrected, between 0 and 1; None where the judge was not measured on a form of claim that
    occurs, or was no better than chance."""
    interval: tuple[float, float] | None
    """95% of `value`: documents are resampled, and the counts of the calibration redrawn."""
    n: int
    unchecked: int
    """Claims without a verdict, besides `n`."""
    advisory: bool
    """True where a form of claim that occurs was not calibrated, or agreement was too small."""


def rogan_gladen(rate: float, sensitivity: float, specificity: float) -> float | None:
    """The corrected rate, clipped to 0..1; None for a judge no better than chance."""
    skill = sensitivity + specificity - 1
    if skill <= 0:
        return None
    return min(1.0, max(0.0, (rate + specificity - 1) / skill))


def corrected(
    judged: Sequence[tuple[str, Verdict]], calibration: Calibration | None, seed: int
) -> Corrected:
    """Correct the verdicts on claims, each with the document (or case) it belongs to."""
    checked = [(cluster, one) for cluster, one in judged if one.support != "unchecked"]
    supported = sum(one.support == "supported" for _, one in checked)
    counts = _counts(calibration)
    needed = forms_judged(one for _, one in checked)
    known = needed <= set(counts)
    value = _point(checked, counts) if checked and known else None
    return Corrected(
        raw=round(supported / len(checked), DIGITS) if checked else None,
        value=None if value is None else round(value, DIGITS),
        interval=None if value is None else _interval(checked, counts, seed),
        n=len(checked),
        unchecked=len(judged) - len(checked),
        advisory=not trusted(needed, calibration),
    )


def forms_judged(verdicts: Iterable[Verdict]) -> set[Form]:
    """The forms of the claims that a judge could have erred on."""
    return {one.form for one in verdicts if one.support != "unchecked" and one.layer != "verbatim"}


def trusted(forms: set[Form], calibration: Calibration | None) -> bool:
    """Whether what was said of claims of these forms may be built on."""
    return not forms or (calibration is not None and calibration.may_gate(forms))


def _counts(calibration: Calibration | None) -> dict[Form, Counts]:
    """By form, where both classes were seen and a threshold was chosen."""
    if calibration is None:
        return {}
    return {
        found.form: found.figures.counts
        for found in calibration.forms
        if found.figures.sensitivity is not None
        and found.figures.specificity is not None
        and found.threshold is not None
    }


def _row(verdict: Verdict) -> list[float]:
    """Supported and all, for each stratum."""
    stratum = "verbatim" if verdict.layer == "verbatim" else verdict.form
    yes = float(verdict.support == "supported")
    return [part for name in _STRATA for part in ((yes, 1.0) if name == stratum else (0.0, 0.0))]


def _point(checked: Sequence[tuple[str, Verdict]], counts: Mapping[Form, Counts]) -> float | None:
    total = 0.0
    sums = [sum(column) for column in zip(*(_row(one) for _, one in checked))]
    for number, name in enumerate(_STRATA):
        yes, n = sums[2 * number], sums[2 * number + 1]
        if name == "verbatim" or not n:
            total += yes
            continue
        table = counts["answer" if name == "answer" else "statement"]
        value = rogan_gladen(
            yes / n, table.tp / (table.tp + table.fn), table.tn / (table.tn + table.fp)
        )
        if value is None:
            return None
        total += value * n
    return total / len(checked)


def _interval(
    checked: Sequence[tuple[str, Verdict]], counts: Mapping[Form, Counts], seed: int
) -> tuple[float, float] | None:
    import numpy as np

    sums = resampled([cluster for cluster, _ in checked], [_row(one) for _, one in checked], seed)
    if sums is None:
        return None
    source = np.random.default_rng(seed + 1)
    total = sums[:, 0].copy()
    for number, form in enumerate(FORMS, start=1):
        yes, n = sums[:, 2 * number], sums[:, 2 * number + 1]
        if n.any():
            total += n * _drawn(yes / np.maximum(n, 1), counts[form], source)
    low, high = np.percentile(total / sums[:, 1::2].sum(axis=1), [2.5, 97.5])
    return round(float(low), DIGITS), round(float(high), DIGITS)


def _drawn(rates: "NDArray[Any]", table: Counts, source: Any) -> "NDArray[Any]":
    """Corrected rates, each by a sensitivity and specificity drawn anew.

    From Beta(hits + ½, misses + ½), as a resampling of a perfect score would only ever give a
    perfect score. A draw that is no better than chance says nothing: 0 and 1 in turn.
    """
    import numpy as np

    sensitivity = source.beta(table.tp + 0.5, table.fn + 0.5, RESAMPLES)
    specificity = source.beta(table.tn + 0.5, table.fp + 0.5, RESAMPLES)
    skill = sensitivity + specificity - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.clip((rates + specificity - 1) / skill, 0.0, 1.0)
    drawn: NDArray[Any] = np.where(skill > 0, values, np.arange(RESAMPLES) % 2)
    return drawn
