"""How well a judge agrees with people, per language: the nouns, and where they are kept.

`<data>/evals/judges/<judge>/<language>.json`, readable without Hikma. "Supported" is the positive
class: sensitivity is the share of supported claims that the judge calls so.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evals.judges.verdicts import FORMS, Form, Identity
from ingest.documents import Record
from ingest.errors import StoreError
from ingest.languages import primary

FORMAT = 1
GATE = 0.4
"""Least kappa of a judge that may fail a build: "fair" agreement ends here (Landis & Koch 1977)."""
LEAST = 30
"""Claims below which a kappa says too little: its 95% interval is then wider than ± 0.3."""
UNCALIBRATED = 0.5
"""The threshold where none was chosen; such a verdict is advisory."""


class Counts(Record):
    """Claims by label and verdict; those that were not checked are not among them."""

    tp: int = 0
    """Supported, and called so."""
    fn: int = 0
    tn: int = 0
    fp: int = 0


class Bin(Record):
    """Claims of like score: how many people found supported."""

    n: int
    score: float
    """Their mean score."""
    supported: float
    """Share of them that are supported. In a calibrated judge it equals the score."""


class Figures(Record):
    """Agreement of a judge with labels; what cannot be computed is None."""

    n: int
    supported: int
    """Claims labelled so."""
    unchecked: int
    """Claims of `n` that the judge gave no verdict on; not in the figures below."""
    faults: int
    """Claims of `unchecked` on which it failed."""
    fault: dict[str, str] | None = None
    """The first of them."""
    counts: Counts
    sensitivity: float | None
    specificity: float | None
    balanced_accuracy: float | None
    balanced_accuracy_interval: tuple[float, float] | None
    """95%, resampling evidence."""
    kappa: float | None
    """Cohen 1960."""
    auroc: float | None
    pairs: int
    """Pairs of a right and a wrong claim for one question."""
    pair_accuracy: float | None
    """Share of pairs in which the right one scores higher; equal scores count a half."""
    pair_accuracy_interval: tuple[float, float] | None
    """95%, resampling evidence; where all pairs are alike, Wilson's, an evidence counting once."""
    ties: int
    numbers: int
    """Claims that hold a digit."""
    number_precision: float | None
    """Of claims with a digit that it calls unsupported, the share that is."""
    number_recall: float | None
    """Of unsupported claims with a digit, the share that it calls so."""
    curve: tuple[Bin, ...]


class SetFigures(Record):
    """One set of labelled claims, measured on the half that no threshold was chosen on."""

    set: str
    judge: Figures
    floor: Figures
    """The floor on the same claims, its threshold chosen for this set alone, which favours it."""


class FormFigures(Record):
    """One form of claim over all sets: copies are left out, they need no judge."""

    form: Form
    threshold: float | None
    """Least score of a supported claim; None where the labels do not tell."""
    tuned_on: int
    figures: Figures

    @property
    def trusted(self) -> bool:
        """Whether the judge agrees well enough with people to gate."""
        kappa = self.figures.kappa
        return (
            self.threshold is not None
            and kappa is not None
            and kappa >= GATE
            and self.figures.n - self.figures.unchecked >= LEAST
            and not self.figures.faults
        )


class Calibration(Record):
    """What was measured of one judge in one language."""

    format: int = FORMAT
    judge: Identity
    language: str
    """Without script or region."""
    forms: tuple[FormFigures, ...]
    sets: tuple[SetFigures, ...]
    data_sha256: str
    """Of the labelled files."""
    labels: str
    """Their path."""
    limit: int | None
    """Items of a set and language, if not all were judged."""
    n: int
    """Items judged, both halves."""
    made: str
    """RFC 3339 UTC."""

    def of(self, form: Form) -> FormFigures | None:
        return next((found for found in self.forms if found.form == form), None)

    def may_gate(self, forms: Collection[Form] | None = None) -> bool:
        """Whether every one of `forms` is trusted: those that occur, or else all there are."""
        found = [self.of(form) for form in (FORMS if forms is None else forms)]
        return all(one is not None and one.trusted for one in found)


def folder(data: Path, judge: str) -> Path:
    """Where the calibrations of a judge are kept."""
    return data.absolute() / "evals" / "judges" / judge


def read_calibrations(data: Path, judge: Identity | str) -> dict[str, Calibration]:
    """The calibrations of a judge by language; of an `Identity`, those of exactly this judge.

    One that is damaged, of another format or of another judge of the name counts as none.
    """
    name = judge if isinstance(judge, str) else judge.name
    found = {}
    for path in sorted(folder(data, name).glob("*.json")):
        try:
            one = Calibration.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            continue
        if one.format == FORMAT and (isinstance(judge, str) or one.judge == judge):
            found[one.language] = one
    return found


def write_calibration(data: Path, calibration: Calibration) -> Path:
    """Keep it, in place of an earlier one. Raises `StoreError`."""
    path = folder(data, calibration.judge.name) / f"{calibration.language}.json"
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(calibration.model_dump_json(indent=2) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise StoreError(
            f"The calibration cannot be kept in {path.parent} ({error.strerror}).",
            hint="Check free space and the folder's permissions, or name another with --data.",
        ) from error
    return path


def may_gate(
    language: str,
    calibrations: dict[str, Calibration] | Path,
    judge: Identity | str = "embedded",
    forms: Collection[Form] | None = None,
) -> bool:
    """Whether grounding in `language` may fail a build; a folder means what is kept in it."""
    if isinstance(calibrations, Path):
        calibrations = read_calibrations(calibrations, judge)
    found = calibrations.get(primary(language))
    return found is not None and found.may_gate(forms)


def as_rows(calibrations: Collection[Calibration]) -> list[dict[str, Any]]:
    """The calibrations as plain data, for reports and `--json`."""
    return [{**one.model_dump(mode="json"), "may_gate": one.may_gate()} for one in calibrations]
