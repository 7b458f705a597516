"""`hikma eval calibrate`: how well a judge agrees with people, per language."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.progress import meter
from app.cli.terminal import DONE, PARTLY, Terminal, terminal

if TYPE_CHECKING:
    from evals.judges.calibrations import Calibration, Figures
    from evals.judges.judge import Judge
    from evals.judges.labels import Labels

NAMED = 5
"""Bad rows that are shown one by one."""


def calibrate(
    context: typer.Context,
    judge: Annotated[str, typer.Option(help="floor, particulars, embedded or none.")] = "embedded",
    labels: Annotated[
        Path | None,
        typer.Option(help="Labelled claims: JSON lines, or a folder of the known sets."),
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Only claims in this language; repeatable.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=2, help="Only so many claims of each set and language.")
    ] = None,
) -> int:
    """Measure a judge on labelled claims; without --labels, show what was measured before."""
    from evals.judges.calibrations import as_rows, read_calibrations
    from evals.judges.judge import load_judge
    from evals.judges.label_files import read_labels
    from evals.judges.labels import of_languages

    here = terminal(context)
    settings = here.settings()
    if labels is None:
        stored = list(read_calibrations(settings.data, _known(judge)).values())
        told = as_text(judge, stored) if stored else _nothing(judge)
        here.emit({"judge": judge, "calibrations": as_rows(stored)}, told)
        return DONE
    rows = read_labels(labels)
    if language:
        rows = of_languages(rows, language)
    for fault in rows.faults[:NAMED]:
        here.note(f"{fault['file']}, line {fault['line']}: {fault['message']}")
    if len(rows.faults) > NAMED:
        here.note(f"… and {len(rows.faults) - NAMED} more lines that are no labelled claim.")
    loaded = load_judge(judge, data=settings.data, model_roots=settings.model_roots)
    made = _run(here, loaded, rows, labels, settings.data, limit)
    document = {
        "judge": judge,
        "data": str(settings.data),
        "faults": list(rows.faults),
        "calibrations": as_rows(made),
    }
    here.emit(document, as_text(judge, made))
    failed = rows.faults or any(form.figures.faults for one in made for form in one.forms)
    return PARTLY if failed else DONE


def _run(
    here: Terminal,
    judge: "Judge",
    rows: "Labels",
    source: Path,
    data: Path,
    limit: int | None,
) -> "tuple[Calibration, ...]":
    from datetime import UTC, datetime

    from evals.calibrate import calibrate as measure
    from evals.run import SEED

    try:
        with meter(here) as shown:
            return measure(
                judge,
                rows,
                source,
                data,
                limit=limit,
                now=lambda: datetime.now(UTC),
                seed=SEED,
                notify=lambda done, total: shown.show("claims", done, total),
            )
    except KeyboardInterrupt:
        here.note("What was judged so far is kept; run the command again to go on.")
        raise


def as_text(judge: str, calibrations: "Collection[Calibration]") -> str:
    """A table per set and language, the floor below each row; then who may gate, and why not."""
    head = ("set", "language", "judge", "n", "unchecked", "balanced accuracy", "AUROC", "kappa",
            "sensitivity", "specificity", "right over wrong", "numbers P / R")  # fmt: skip
    rows = [
        (of.set, one.language, name, *_cells(figures))
        for one in calibrations
        for of in one.sets
        for name, figures in ((judge, of.judge), ("floor", of.floor))
        if (name, judge) != ("floor", "floor") or figures is of.floor
    ]
    rows = list(dict.fromkeys(rows))
    widths = [max(map(len, column)) for column in zip(head, *rows)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
        for row in (head, tuple("-" * width for width in widths), *rows)
    ]
    return "\n".join([*lines, "", *(line for one in calibrations for line in _standing(one))])


def _cells(figures: "Figures") -> tuple[str, ...]:
    return (
        str(figures.n),
        str(figures.unchecked),
        _with_interval(figures.balanced_accuracy, figures.balanced_accuracy_interval),
        _number(figures.auroc),
        _number(figures.kappa),
        _number(figures.sensitivity),
        _number(figures.specificity),
        _with_interval(figures.pair_accuracy, figures.pair_accuracy_interval),
        f"{_number(figures.number_precision)} / {_number(figures.number_recall)}",
    )


def _standing(one: "Calibration") -> list[str]:
    lines = []
    for form in one.forms:
        chosen = "none" if form.threshold is None else f"{form.threshold:.3f}"
        standing = "may gate" if form.trusted else "advisory"
        lines.append(
            f"{one.language}, {form.form}s: {standing} (kappa {_number(form.figures.kappa)}, "
            f"threshold {chosen} from {form.tuned_on} claims)."
        )
        if form.figures.fault:
            lines.append(
                f"  The judge failed on {form.figures.faults} claim(s): "
                f"{form.figures.fault['message']}"
            )
    return lines


def _with_interval(value: float | None, interval: tuple[float, float] | None) -> str:
    if value is None or interval is None:
        return _number(value)
    return f"{value:.2f} ({interval[0]:.2f} to {interval[1]:.2f})"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _nothing(judge: str) -> str:
    return (
        f"The judge {judge} was not calibrated here. "
        f"Run: hikma eval calibrate --judge {judge} --labels FOLDER_OR_FILE"
    )


def _known(judge: str) -> str:
    """The name, if there is such a judge. Raises `SettingsError`."""
    from evals.judges.judge import JUDGES
    from ingest.errors import SettingsError

    if judge not in JUDGES:
        raise SettingsError(
            f"There is no judge {judge!r}.", hint=f"Use one of {', '.join(JUDGES)}."
        )
    return judge
