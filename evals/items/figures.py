"""Records of items → recall and precision of the gates, by gate, planted flaw and language.

`recall(FLAW)`        share of the items with that flaw that some gate rejects
`precision(FLAW)`     of these and of the sound items that some gate rejects, the share that has it
`sound_rejected`      share of the sound items that some gate rejects
`twins_found`         of the items that have a twin in another language, the share with one found
`recall(FLAW) by GATE`, `sound_rejected by GATE`   the same for one gate: what catches what
`precision(GATE)`     of the items that the gate rejects, the share that has any flaw

A half is named (`@tune`) where a run holds both: thresholds were chosen on `tune`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from evals.intervals import wilson_clustered
from evals.items.cases import ItemCase
from evals.records import EvalRecord, MetricRow
from evals.report import ALL, DIGITS

TWINS = "twins"
"""What holds an item against its twins in other languages: no gate of admission."""


class Judged(NamedTuple):
    """A case and the gates that rejected it; None where it could not be examined."""

    case: ItemCase
    rejected: frozenset[str] | None
    twin: bool = False
    """Was a twin of it found?"""


def figures(records: Sequence[EvalRecord], cases: Mapping[str, ItemCase]) -> tuple[MetricRow, ...]:
    """All rows, half by half."""
    judged = [_judged(r, cases[r.id]) for r in records if r.id is not None and r.id in cases]
    halves = sorted({each.case.split for each in judged})
    rows: list[MetricRow] = []
    for half in halves:
        of = [each for each in judged if each.case.split == half]
        suffix = f"@{half}" if len(halves) > 1 else ""
        for language in [*dict.fromkeys(each.case.spoken for each in of), ALL]:
            spoken = [each for each in of if language in (ALL, each.case.spoken)]
            rows += _rows(spoken, language, suffix)
    return tuple(sorted(rows, key=lambda row: _order(row.name)))


def _judged(record: EvalRecord, case: ItemCase) -> Judged:
    if record.error:
        return Judged(case, None)
    names = {verdict.name for verdict in record.gates if verdict.verdict == "reject"}
    return Judged(case, frozenset(names - {TWINS}), TWINS in names)


def _rows(judged: Sequence[Judged], language: str, suffix: str) -> Iterator[MetricRow]:
    sound = [each for each in judged if each.case.flaw is None]
    flaws = [flaw for flaw in dict.fromkeys(each.case.flaw for each in judged) if flaw]
    gates = sorted({name for each in judged for name in each.rejected or ()})

    def row(name: str, of: Sequence[Judged], hit: Sequence[bool]) -> MetricRow:
        return _row(f"{name}{suffix}", language, of, hit)

    yield row("sound_rejected", sound, [bool(each.rejected) for each in sound])
    twins = [each for each in sound if each.case.twins]
    if twins:
        yield row("twins_found", twins, [each.twin for each in twins])
    for flaw in flaws:
        flawed = [each for each in judged if each.case.flaw == flaw]
        turned_away = [each for each in (*flawed, *sound) if each.rejected]
        yield row(f"recall({flaw})", flawed, [bool(each.rejected) for each in flawed])
        yield row(
            f"precision({flaw})", turned_away, [each.case.flaw == flaw for each in turned_away]
        )
        for gate in gates:
            caught = [gate in (each.rejected or ()) for each in flawed]
            if any(caught):
                yield row(f"recall({flaw}) by {gate}", flawed, caught)
    for gate in gates:
        rejected = [each for each in judged if gate in (each.rejected or ())]
        yield row(f"precision({gate})", rejected, [each.case.flaw is not None for each in rejected])
        wrongly = [gate in (each.rejected or ()) for each in sound]
        if any(wrongly):
            yield row(f"sound_rejected by {gate}", sound, wrongly)


def _row(name: str, language: str, of: Sequence[Judged], hit: Sequence[bool]) -> MetricRow:
    """A share with its interval; items made from one item are drawn together."""
    pairs = [(float(h), each.case.cluster) for each, h in zip(of, hit) if each.rejected is not None]
    values = [value for value, _ in pairs]
    interval = wilson_clustered(values, [cluster for _, cluster in pairs])
    return MetricRow(
        name=name,
        language=language,
        value=round(sum(values) / len(values), DIGITS) if values else None,
        n=len(values),
        unscored=len(of) - len(values),
        interval=(round(interval[0], DIGITS), round(interval[1], DIGITS)) if interval else None,
    )


def _order(name: str) -> tuple[str, int]:
    """Rows of one measure together; halves and gates apart, the share over all gates first."""
    plain, _, half = name.partition("@")
    kinds = ("sound_rejected", "recall", "precision", "twins")
    kind = next(place for place, begin in enumerate(kinds) if plain.startswith(begin))
    return half, kind + 4 * (" by " in plain)
