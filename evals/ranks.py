"""Passages against gold evidence: at which rank each point of it was found. Pure."""

from evals.locate import holds, touches
from evals.records import EvalCase, Located, Outcome
from evals.wording import plain
from tutor.answers import Passage


def points(case: EvalCase) -> tuple[frozenset[str], ...]:
    """The quotes of each point of the case's evidence; any quote of a point is enough for it.

    A quote that names no point is one, together with quotes of the same words elsewhere.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for gold in case.evidence:
        key = ("words", plain(gold.quote)) if gold.point is None else ("point", str(gold.point))
        found.setdefault(key, set()).add(gold.quote)
    return tuple(frozenset(quotes) for quotes in found.values())


def first_ranks(case: EvalCase, outcome: Outcome) -> tuple[int | None, ...]:
    """For each point the rank, from 1, of the first passage that finds it, or None."""
    passages = sorted(outcome.answer.passages, key=lambda passage: passage.rank)
    return tuple(
        next(
            (
                rank
                for rank, passage in enumerate(passages, start=1)
                if any(finds(passage, gold) for gold in outcome.evidence if gold.quote in quotes)
            ),
            None,
        )
        for quotes in points(case)
    )


def finds(passage: Passage, gold: Located) -> bool:
    """Whether a passage overlaps a gold quote by offsets, or contains it when both are folded."""
    return touches(gold, passage.document, passage.start, passage.end) or holds(
        gold, passage.document, passage.text
    )


def all_located(case: EvalCase, outcome: Outcome) -> bool:
    """Whether each point of the evidence stands somewhere in the library."""
    there = {gold.quote for gold in outcome.evidence}
    return all(quotes & there for quotes in points(case))
