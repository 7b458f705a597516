"""A file of thresholds against a report: what must hold before a change is let in.

The end of the interval that is worse for the score is held against the bound, not the score
itself: ten cases prove little. What cannot be judged (too few cases, too many unscored ones, a
judge that does not agree with people, a run cut short) fails, and says so; it never passes.

    n_min = 30              # fewer cases cannot be judged; 20 where nothing is said
    max_unscored = 0.05     # nor can more unscored ones than this share; 0.05
    max_unchecked = 0.2     # nor what rests on a judge that left more claims unchecked; 0.2

    [[gate]]                # for `hikma eval run`
    metric = "gold_in_answer"
    language = "ar"         # `all` where nothing is said; `each` for every language by itself
    at_least = 0.6

    [[change]]              # for `hikma eval compare`
    metric = "*"            # every metric; seconds and tokens only where they are named
    worse_by_at_most = 0.02
"""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from evals.compare import Difference
from evals.records import EvalReport, MetricRow
from evals.report import ALL
from ingest.documents import Record
from ingest.errors import InputError, NoSuchPath

COVERAGE = "grounding_coverage"
EACH = "each"
ANY = "*"
HINT = "See the top of evals/gate.py for the form."
Why = Literal["missed", "cannot be judged"]


class Gate(Record):
    """A bound on a metric of one run."""

    metric: str
    language: str = ALL
    passages: str = ""
    """Language of the gold passage, for retrieval by direction."""
    at_least: float | None = None
    at_most: float | None = None
    n_min: int | None = Field(default=None, ge=1)
    max_unscored: float | None = Field(default=None, ge=0, le=1)

    @model_validator(mode="after")
    def _bounded(self) -> "Gate":
        if self.at_least is None and self.at_most is None:
            raise ValueError("give at_least or at_most")
        return self


class Change(Record):
    """How much worse than the run before a metric may surely be."""

    metric: str = ANY
    language: str = EACH
    worse_by_at_most: float = Field(default=0.0, ge=0)
    n_min: int | None = Field(default=None, ge=1)
    max_unscored: float | None = Field(default=None, ge=0, le=1)


class Thresholds(Record):
    """A file of thresholds."""

    n_min: int = Field(default=20, ge=1)
    max_unscored: float = Field(default=0.05, ge=0, le=1)
    max_unchecked: float = Field(default=0.2, ge=0, le=1)
    gate: tuple[Gate, ...] = ()
    change: tuple[Change, ...] = ()


class Failure(Record):
    """A gate that did not hold."""

    metric: str
    language: str
    why: Why
    message: str
    value: float | None = None
    """The end of the interval that was held against `bound`."""
    bound: float | None = None


def read_thresholds(path: Path) -> Thresholds:
    """The thresholds in a TOML file. Raises `NoSuchPath`, `InputError`."""
    try:
        return Thresholds.model_validate(tomllib.loads(path.read_text("utf-8")))
    except FileNotFoundError as error:
        raise NoSuchPath(f"There is no file {path}.", hint="Check the path.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).", hint=HINT) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{path}: {where}: {first['msg']}.", hint=HINT) from error
    except ValueError as error:  # not UTF-8, not TOML
        raise InputError(f"{path} is not a TOML file: {error}.", hint=HINT) from error


@dataclass(frozen=True)
class _Judging:
    """What is known of the judge of a run."""

    metrics: frozenset[str]
    """Those that rest on it."""
    judges: Mapping[str, bool]
    """By language, whether it may gate."""
    unjudged: int
    coverage: Mapping[str, float | None]
    """By language, the share of claims that it could check."""

    def unfit(self, name: str, language: str, most: float) -> str | None:
        """Why a metric may not gate in a language; None where it may."""
        if name not in self.metrics:
            return None
        weak = [of for of, may in self.judges.items() if not may and language in (of, ALL)]
        if weak:
            named = ", ".join(sorted(weak))
            return f"The judge is not calibrated, or agrees too little with people, in: {named}."
        if not self.judges or (language != ALL and language not in self.judges):
            return "Nothing is known of the judge in this language: run hikma eval calibrate."
        if self.unjudged:
            return f"The judge failed at {self.unjudged} claim(s)."
        share = self.coverage.get(language)
        # What is held against a bound here is coverage itself, not what rests on it.
        if name != COVERAGE and (share is None or share < 1 - most):
            told = "an unknown share" if share is None else f"{1 - share:.0%}"
            return f"The judge left {told} of the claims unchecked, more than {most:.0%}."
        return None


def gate(
    report: EvalReport, file: Path, judges: Mapping[str, bool], judged: frozenset[str] = frozenset()
) -> list[Failure]:
    """The gates of `file` that `report` does not pass; none where all hold.

    `judges` tells by language whether the judge may gate there; `judged` names the metrics that
    rest on it. A language that `judges` does not name may not gate by one.

    Raises `InputError` for a file without gates: it would pass everything.
    """
    thresholds = read_thresholds(file)
    if not thresholds.gate:
        raise InputError(f"{file} holds no [[gate]], so nothing would be checked.", hint=HINT)
    if not report.complete:
        return [unjudgeable(ANY, ALL, f"The run was cut short after {report.cases} case(s).")]
    coverage = {row.language: row.value for row in report.metrics if row.name == COVERAGE}
    judging = _Judging(judged, judges, report.unjudged, coverage)
    return [
        failure for one in thresholds.gate for failure in _gate(one, report, thresholds, judging)
    ]


def _gate(
    one: Gate, report: EvalReport, thresholds: Thresholds, judging: _Judging
) -> Iterator[Failure]:
    found = [row for row in report.metrics if _meant(one, row)]
    if not found:
        names = {row.name for row in report.metrics}
        yield unjudgeable(one.metric, one.language, missing(one.metric, names))
    for row in found:
        weak = unfit(row.n, row.unscored, one, thresholds) or judging.unfit(
            row.name, row.language, thresholds.max_unchecked
        )
        if weak is not None or row.interval is None:
            yield unjudgeable(row.name, row.language, weak or "It has no interval.")
        else:
            yield from _missed(one, row, row.interval)


def _meant(one: Gate, row: MetricRow) -> bool:
    if row.name != one.metric or row.passages != one.passages:
        return False
    return row.language == one.language or (one.language == EACH and row.language != ALL)


def missing(metric: str, names: set[str]) -> str:
    """Why no row is meant."""
    near = difflib.get_close_matches(metric, sorted(names), n=1)
    if metric in names or metric == ANY:
        return "No case is eligible for it in this language."
    return "No case is eligible for it." + (f" Did you mean {near[0]}?" if near else "")


def unfit(n: int, unscored: int, one: Gate | Change, thresholds: Thresholds) -> str | None:
    """Why figures over `n` cases prove nothing; None where they may."""
    n_min = thresholds.n_min if one.n_min is None else one.n_min
    most = thresholds.max_unscored if one.max_unscored is None else one.max_unscored
    if not n:
        return f"No case was scored ({unscored} unscored)."
    if n < n_min:
        return f"{n} case(s) were scored, fewer than {n_min}."
    if unscored > most * (n + unscored):
        return f"{unscored} of {n + unscored} case(s) are unscored, more than {most:.0%}."
    return None


def _missed(one: Gate, row: MetricRow, ends: tuple[float, float]) -> Iterator[Failure]:
    told = "" if row.value is None else f" (value {row.value:g}, n {row.n})"
    if one.at_least is not None and ends[0] < one.at_least:
        message = f"The interval's lower end {ends[0]:g} is under {one.at_least:g}{told}."
        yield failed(row, message, ends[0], one.at_least)
    if one.at_most is not None and ends[1] > one.at_most:
        message = f"The interval's upper end {ends[1]:g} is over {one.at_most:g}{told}."
        yield failed(row, message, ends[1], one.at_most)


def failed(row: MetricRow | Difference, message: str, value: float | None, bound: float) -> Failure:
    """A bound that was missed."""
    return Failure(
        metric=row.name,
        language=row.language,
        why="missed",
        message=message,
        value=value,
        bound=bound,
    )


def unjudgeable(metric: str, language: str, message: str) -> Failure:
    """What cannot be judged does not pass."""
    return Failure(metric=metric, language=language, why="cannot be judged", message=message)
