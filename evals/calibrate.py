"""Labelled claims → a judge's verdicts → how well it agrees with people, kept per language.

What a judge found is kept as it is found: an interrupted calibration goes on where it stopped.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from evals.agreement import Judged, best_threshold, figures
from evals.judges import floor
from evals.judges.calibrations import (
    UNCALIBRATED,
    Calibration,
    Figures,
    FormFigures,
    SetFigures,
    folder,
    write_calibration,
)
from evals.judges.judge import Judge, decide
from evals.judges.labels import Labelled, Labels, halves, sample
from evals.judges.verdicts import FORMS, Finding, Form, Identity
from ingest.documents import Record
from ingest.errors import StoreError

Found = Sequence[tuple[Labelled, Finding]]
Notify = Callable[[int, int], None]
"""Called after each claim with its number and the number of claims."""


class Known(Record):
    """A line of `findings.jsonl`."""

    key: str
    id: str
    finding: Finding


def calibrate(
    judge: Judge,
    labels: Labels,
    source: Path,
    data: Path,
    *,
    limit: int | None = None,
    now: Callable[[], datetime],
    seed: int,
    notify: Notify = lambda done, total: None,
) -> tuple[Calibration, ...]:
    """Measure `judge` on `labels`, which were read from `source`, and keep what was found.

    A calibration replaces the one before it of the same language; languages without labels keep
    theirs. Raises `StoreError`.
    """
    items = sample(labels.items, limit)
    found = list(_judged(judge, items, data, notify))
    beside = [(item, floor.score(item.claim)) for item in items]
    made = []
    for language in dict.fromkeys(item.language for item in items):
        one = Calibration(
            judge=judge.identity,
            language=language,
            **measured(_of(found, language), _of(beside, language), labels, seed),
            data_sha256=labels.sha256,
            labels=str(source.absolute()),
            limit=limit,
            n=len(_of(found, language)),
            made=now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        write_calibration(data, one)
        made.append(one)
    return tuple(made)


def measured(
    found: Found, beside: Found, labels: Labels, seed: int
) -> dict[str, tuple[FormFigures, ...] | tuple[SetFigures, ...]]:
    """Thresholds from one half of the evidence, figures from the other.

    The halves are those of the whole set, so that a larger sample moves nothing across.
    """
    tuning = {(item.set, item.id) for item in halves(labels.items)[0]}
    tune, report = _split(found, tuning)
    thresholds = _thresholds(tune)
    judged = _decided(report, thresholds)
    sets = dict.fromkeys(one.item.set for one in judged)
    return {
        "forms": tuple(
            FormFigures(
                form=form,
                threshold=threshold,
                tuned_on=len(_at_stake(tune, form)),
                figures=figures(
                    [o for o in judged if o.finding.form == form and _at_risk(o.finding)], seed
                ),
            )
            for form, threshold in thresholds.items()
        ),
        "sets": tuple(
            SetFigures(
                set=name,
                judge=figures([one for one in judged if one.item.set == name], seed),
                floor=_floor([(item, f) for item, f in beside if item.set == name], tuning, seed),
            )
            for name in sets
        ),
    }


def _floor(found: Found, tuning: set[tuple[str, str]], seed: int) -> Figures:
    """The floor on one set, its thresholds chosen for this set alone: that favours it."""
    tune, report = _split(found, tuning)
    return figures(_decided(report, _thresholds(tune)), seed)


def _judged(
    judge: Judge, items: Sequence[Labelled], data: Path, notify: Notify
) -> Iterator[tuple[Labelled, Finding]]:
    """Every item with what the judge found, from memory where it was judged before.

    A failure is not remembered: the next calibration tries again.
    """
    path = folder(data, judge.identity.name) / "findings.jsonl"
    known = _read(path)
    for number, item in enumerate(items, start=1):
        key = _key(judge.identity, item)
        finding = known.get(key)
        if finding is None:
            finding = judge.scorer(item.claim)
            if not finding.fault:
                _append(path, Known(key=key, id=item.id, finding=finding))
        notify(number, len(items))
        yield item, finding


def _read(path: Path) -> dict[str, Finding]:
    known: dict[str, Finding] = {}
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return known
    for line in lines:
        try:
            one = Known.model_validate_json(line)
        except ValidationError:
            continue  # the last line of a process that was killed
        known[one.key] = one.finding
    return known


def _append(path: Path, known: Known) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(known.model_dump_json() + "\n")
    except OSError as error:
        raise StoreError(
            f"What the judge found cannot be kept in {path.parent} ({error.strerror}).",
            hint="Check free space and the folder's permissions, or name another with --data.",
        ) from error


def _key(judge: Identity, item: Labelled) -> str:
    made_of = judge.fingerprint() + item.claim.model_dump_json()
    return hashlib.sha256(made_of.encode("utf-8")).hexdigest()[:24]


def _of(found: Found, language: str) -> Found:
    return [(item, finding) for item, finding in found if item.language == language]


def _split(found: Found, tuning: set[tuple[str, str]]) -> tuple[Found, Found]:
    tune = [pair for pair in found if (pair[0].set, pair[0].id) in tuning]
    report = [pair for pair in found if (pair[0].set, pair[0].id) not in tuning]
    return tune, report


def _at_risk(finding: Finding) -> bool:
    """Whether the judge may err: a copy is supported whoever judges."""
    return finding.layer != "verbatim"


def _at_stake(found: Found, form: Form) -> list[tuple[Labelled, Finding, float]]:
    """The claims of a form that have a score to set a threshold on."""
    return [
        (item, finding, finding.score)
        for item, finding in found
        if finding.form == form and finding.score is not None and _at_risk(finding)
    ]


def _thresholds(tune: Found) -> dict[Form, float | None]:
    """By form that occurs."""
    forms = {finding.form for _, finding in tune}
    rows = {form: _at_stake(tune, form) for form in FORMS if form in forms}
    return {
        form: best_threshold([item.label for item, _, _ in of], [score for _, _, score in of])
        for form, of in rows.items()
    }


def _decided(found: Found, thresholds: dict[Form, float | None]) -> list[Judged]:
    def threshold(form: Form) -> float:
        chosen = thresholds.get(form)
        return UNCALIBRATED if chosen is None else chosen

    return [Judged(item, f, decide(f, threshold(f.form))) for item, f in found]
