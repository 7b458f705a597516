"""What a run's judge said in one language, beside how far it agrees with people there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.correction import Corrected, corrected
from evals.html import plots
from evals.html.words import number, span
from evals.judges.calibrations import GATE, Calibration, Figures
from evals.kept import Kept, calibrations_of
from evals.records import Verdict
from evals.report import cluster_of
from ingest.languages import primary


@dataclass(frozen=True)
class Measured:
    """A judge on one set of labelled claims."""

    name: str
    n: int
    unchecked: int
    accuracy: str
    auroc: str
    kappa: str
    sensitivity: str
    specificity: str
    pairs: str


@dataclass(frozen=True)
class Curve:
    """Score against the share that people found supported, for one form of claim."""

    form: str
    axes: plots.Axes
    text: str


@dataclass(frozen=True)
class Score:
    """What the judge said of one run in one language."""

    run: int
    judge: str
    coverage: str
    """Share of the claims that the judge could check."""
    raw: str
    value: str
    """Corrected; a dash where the judge was not measured on what occurs."""
    interval: str
    notes: tuple[str, ...]
    """What the score may not be used for; see `notes`."""


@dataclass(frozen=True)
class Judge:
    """How far one judge agrees with people in one language."""

    name: str
    forms: tuple[Measured, ...]
    sets: tuple[tuple[Measured, Measured], ...]
    """The judge, and the floor without a model on the same claims."""
    curves: tuple[Curve, ...]


def scores(runs: Sequence[Kept], language: str) -> tuple[Score, ...]:
    """For each run that a judge judged."""
    return tuple(_score(at, kept, language) for at, kept in enumerate(runs) if kept.run.judge.name)


def notes(found: Sequence[Score]) -> tuple[tuple[tuple[int, ...], str], ...]:
    """Each note of the scores once, with the runs that it is about."""
    said = dict.fromkeys(note for one in found for note in one.notes)
    return tuple((tuple(one.run for one in found if note in one.notes), note) for note in said)


def judges(runs: Sequence[Kept], language: str) -> tuple[Judge, ...]:
    """Each judge of the runs that is calibrated in `language`, once."""
    found: list[Calibration] = []
    for kept in runs:
        one = calibrations_of(kept).get(primary(language))
        if one is not None and one not in found:
            found.append(one)
    return tuple(_judge(one) for one in found)


def _score(at: int, kept: Kept, language: str) -> Score:
    calibration = calibrations_of(kept).get(primary(language))
    found = corrected(list(_claims(kept, language)), calibration, kept.run.seed)
    every = found.n + found.unchecked
    return Score(
        run=at,
        judge=kept.run.judge.name,
        coverage=f"{number(found.n / every)} ({found.n} of {every} claims)" if every else "–",
        raw=number(found.raw),
        value=number(found.value),
        interval=span(found.interval) if found.value is not None else "–",
        notes=tuple(_notes(kept, calibration, found)),
    )


def _judge(calibration: Calibration) -> Judge:
    return Judge(
        name=calibration.judge.name,
        forms=tuple(_forms(calibration)),
        sets=tuple(
            (_measured(f"{of.set}, the judge", of.judge), _measured(f"{of.set}, floor", of.floor))
            for of in calibration.sets
        ),
        curves=tuple(_curves(calibration)),
    )


def _notes(kept: Kept, calibration: Calibration | None, score: Corrected) -> Iterator[str]:
    if calibration is None:
        yield "The judge is not calibrated in this language: its score is advisory and cannot gate."
        return
    if score.advisory:
        yield (
            f"Advisory: for a form of claim the judge's kappa with people is under {GATE:g}, or it "
            "was not measured. The score cannot gate."
        )
    times = kept.run.judge.identity.get("calibrated")
    then = times.get(calibration.language) if isinstance(times, dict) else None
    if then != calibration.made:
        yield f"The judge was calibrated again on {calibration.made}, after this run."
    if calibration.limit:
        yield f"Calibrated on a sample of {calibration.limit} claims a set, not on all."


def _claims(kept: Kept, language: str) -> Iterator[tuple[str, Verdict]]:
    """Each claim's verdict with the document that its case is about."""
    for record in kept.records:
        if record.case and record.case.language == language and record.verdicts:
            for found in record.verdicts:
                yield cluster_of(record), found.verdict


def _forms(calibration: Calibration) -> Iterator[Measured]:
    for one in calibration.forms:
        standing = "may gate" if one.trusted else "advisory"
        chosen = "none" if one.threshold is None else f"{one.threshold:.3f}"
        yield _measured(f"{one.form}s: {standing}, threshold {chosen}", one.figures)


def _measured(name: str, of: Figures) -> Measured:
    return Measured(
        name=name,
        n=of.n,
        unchecked=of.unchecked,
        accuracy=_with_span(of.balanced_accuracy, of.balanced_accuracy_interval),
        auroc=number(of.auroc),
        kappa=number(of.kappa),
        sensitivity=number(of.sensitivity),
        specificity=number(of.specificity),
        pairs=_with_span(of.pair_accuracy, of.pair_accuracy_interval),
    )


def _with_span(value: float | None, interval: tuple[float, float] | None) -> str:
    return number(value) if value is None else f"{number(value)} ({span(interval)})"


def _curves(calibration: Calibration) -> Iterator[Curve]:
    for one in calibration.forms:
        bins = one.figures.curve
        if bins:
            told = "; ".join(
                f"score {number(b.score)}: {number(b.supported)} supported, n {b.n}" for b in bins
            )
            axes = plots.calibration([(b.score, b.supported, b.n) for b in bins])
            yield Curve(form=f"{one.form}s", axes=axes, text=told)
