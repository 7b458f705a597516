"""Two kept runs → paired differences per metric and language, and the cases that flipped.

The same cases are looked at in both, so that a hard case is hard for both: the interval of a
paired difference is narrower than the two intervals suggest. Intervals are 95%, each by itself:
of twenty rows about one lies outside zero by chance.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from evals.changes import changes as changes  # evals.resume takes it from here
from evals.flips import Flip, Pair, better_by, flips, names_in
from evals.intervals import paired
from evals.kept import Kept
from evals.measure import Metric, metrics
from evals.records import EvalCase, EvalRecord, EvalRun
from evals.report import ALL, DIGITS, cluster_of
from ingest.documents import Record
from ingest.errors import InputError

Verdict = Literal[
    "better",
    "worse",
    "no difference seen",
    "different",
    "too few cases",
    "too few moved",
    "other judge",
]
SEED = 20_250_101
"""Of the bootstrap, unless another is given."""
CHANGED = 6
"""With fewer cases that moved, a bootstrap is surer than it may be: a sign test cannot reach 5%
before six cases moved, all one way (2 · 0.5⁶ = 0.031)."""
FEW_CLUSTERS = 10
"""With fewer documents than this, cases are resampled one by one: an interval from a handful of
clusters is too narrow (Cameron, Gelbach & Miller 2008)."""
_GROUPING = {"kind", "split", "source", "synthetic"}
"""Fields of a case that change neither what is asked nor what is right."""


class Difference(Record):
    """A metric of one language in both runs, over the cases that both scored."""

    name: str
    language: str
    """BCP-47, or `all`."""
    a: float | None
    b: float | None
    difference: float | None
    """`b - a`."""
    interval: tuple[float, float] | None
    n: int
    """Cases that both runs scored."""
    clusters: int
    """Documents that were resampled; 0 where cases were."""
    only_a: int
    """Cases in common that only the first run scored: the other failed or was not eligible."""
    only_b: int
    unscored_a: int
    unscored_b: int
    verdict: Verdict
    """Which side of zero the interval lies on, where `CHANGED` cases moved. `different` where
    neither side is better; `other judge` where the runs were not judged alike."""


class Comparison(Record):
    """What changed from run `a` to run `b`."""

    a: str
    b: str
    cases: int
    """In common."""
    cases_a: int
    cases_b: int
    complete: bool
    """False if one of them was cut short."""
    changes: tuple[tuple[str, str, str], ...]
    """What ran differently: name, in `a`, in `b`."""
    metrics: tuple[Difference, ...]
    flipped: tuple[Flip, ...]


def compare(a: Kept, b: Kept, seed: int = SEED) -> Comparison:
    """Every metric of both runs over the cases in common.

    Raises `InputError` where there are none, where an id means two different cases, and where
    different suites do not hold the same ids.
    """
    cases_a, cases_b = _by_id(a.records), _by_id(b.records)
    pairs = [(cases_a[id], cases_b[id]) for id in cases_a if id in cases_b]
    _check(a.run, b.run, pairs, same_ids=cases_a.keys() == cases_b.keys())
    table = known_metrics(a.run) | known_metrics(b.run)
    alike = _judge(a.run) == _judge(b.run)
    judged = {name for name, metric in table.items() if metric.needs_judge and not alike}
    return Comparison(
        a=a.run.run,
        b=b.run.run,
        cases=len(pairs),
        cases_a=len(cases_a),
        cases_b=len(cases_b),
        complete=a.run.complete and b.run.complete,
        changes=tuple(changes(a.run, b.run)),
        metrics=tuple(
            _not_alike(row) if row.name in judged else row
            for row in _differences(pairs, table, seed)
        ),
        flipped=tuple(flips(pairs, table)),
    )


def known_metrics(run: EvalRun) -> dict[str, Metric]:
    """The metrics of this version of Hikma as `run` names them."""
    retrieval = run.settings_values.get("retrieval")
    k = retrieval.get("passages") if isinstance(retrieval, dict) else None
    return {metric.name: metric for metric in metrics(k if isinstance(k, int) and k > 0 else 1)}


def _judge(run: EvalRun) -> tuple[Any, ...]:
    """What decides a verdict: who judged, and from which score on."""
    return run.judge.name, *(run.judge.identity.get(name) for name in ("fingerprint", "thresholds"))


def _not_alike(row: Difference) -> Difference:
    return row.model_copy(update={"verdict": "other judge"})


def _by_id(records: Sequence[EvalRecord]) -> dict[str, EvalRecord]:
    return {record.case.id: record for record in records if record.case}


def _check(a: EvalRun, b: EvalRun, pairs: Sequence[Pair], *, same_ids: bool) -> None:
    if not pairs:
        raise InputError(
            f"{a.run} and {b.run} have no case in common.", hint="Compare runs of the same file."
        )
    if a.suite != b.suite and not same_ids:
        raise InputError(
            f"{a.run} ran {a.suite!r}, {b.run} ran {b.suite!r}, and their ids are not the same.",
            hint="Compare runs of the same suite.",
        )
    changed = [left.id for left, right in pairs if _asked(left) != _asked(right)]
    if changed:
        named = ", ".join(str(id) for id in changed[:5])
        raise InputError(
            f"{len(changed)} id(s) mean another question or gold answer in {b.run}: {named}.",
            hint="Run one of them again on the other's data file.",
        )


def _asked(record: EvalRecord) -> dict[str, Any]:
    assert isinstance(record.case, EvalCase)
    return record.case.model_dump(exclude=_GROUPING)


def _differences(
    pairs: Sequence[Pair], table: dict[str, Metric], seed: int
) -> Iterable[Difference]:
    languages = dict.fromkeys(left.case.language for left, _ in pairs if left.case)
    for name in names_in(pairs, table):
        for language in [*languages, ALL]:
            of = [pair for pair in pairs if language in (ALL, _language(pair))]
            found = _difference(of, name, language, table.get(name), seed)
            if found.n or found.only_a or found.only_b or found.unscored_a or found.unscored_b:
                yield found


def _language(pair: Pair) -> str:
    return pair[0].case.language if pair[0].case else ALL


def _difference(
    pairs: Sequence[Pair], name: str, language: str, metric: Metric | None, seed: int
) -> Difference:
    scored = [(left.scores.get(name), right.scores.get(name), left) for left, right in pairs]
    both = [(x, y, left) for x, y, left in scored if x is not None and y is not None]
    a, b = [x for x, _, _ in both], [y for _, y, _ in both]
    clusters = _clusters([left for _, _, left in both])
    difference, interval = paired(a, b, seed, clusters) if both else (None, None)
    return Difference(
        name=name,
        language=language,
        a=_mean(a),
        b=_mean(b),
        difference=None if difference is None else round(difference, DIGITS),
        interval=(round(interval[0], DIGITS), round(interval[1], DIGITS)) if interval else None,
        n=len(both),
        clusters=len(set(clusters)) if clusters else 0,
        only_a=sum(x is not None and y is None for x, y, _ in scored),
        only_b=sum(x is None and y is not None for x, y, _ in scored),
        unscored_a=sum(name in left.unscored for left, _ in pairs),
        unscored_b=sum(name in right.unscored for _, right in pairs),
        verdict=_verdict(interval, sum(x != y for x, y in zip(a, b)), metric),
    )


def _clusters(records: Sequence[EvalRecord]) -> list[str] | None:
    """The document that each case is about; None where there are too few documents."""
    names = [cluster_of(record) for record in records]
    return names if FEW_CLUSTERS <= len(set(names)) < len(names) else None


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), DIGITS) if values else None


def _verdict(interval: tuple[float, float] | None, changed: int, metric: Metric | None) -> Verdict:
    if interval is None:
        return "too few cases"
    if interval[0] <= 0 <= interval[1]:
        return "no difference seen"
    if changed < CHANGED:
        return "too few moved"
    better = better_by(interval[0] > 0, metric)
    return "different" if better is None else "better" if better else "worse"
