"""Answers: the tutor and the tutorial chain, asked the same questions in turn, warm.

Each side has a process of its own with its models loaded, and was asked about a document of three
sentences first. A first token is compared where both sides wrote one (a declined answer of Hikma's
has none), the whole answer over all questions.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

from evals.bench.arithmetic import compared
from evals.bench.child import Show
from evals.bench.ingest import ensure_library
from evals.bench.plan import SEED, Plan
from evals.bench.results import Count, Row, Section
from evals.bench.sides import Bench, Sides, opened
from evals.bench.targets import judged
from evals.records import EvalCase
from ingest.languages import primary
from tutor.settings import load_settings

NAME = "answers"
MEASURED = "Answers, warm: the tutor against the tutorial chain, each question put to both in turn."
LANGUAGES = ("en", "zh", "ar")
WARMING = {
    "en": "At how many degrees does water boil at the level of the sea?",
    "zh": "在海平面上，水在多少摄氏度沸腾？",
    "ar": "عند كم درجة مئوية يغلي الماء عند مستوى سطح البحر؟",
}
_NOTES = (
    "A first token counts where both wrote one: a declined answer of Hikma's has none.",
    "Hikma's first token is the first that was checked; the chain checks nothing.",
    "The chain's process also holds Hikma's index and its embedding model.",
    "New prompt tokens are those not found in the cache; the chain does not tell.",
)
Said = dict[str, Any] | None
"""What a question took on one side; None where it failed."""


def measure(bench: Bench) -> Section:
    """The section. Raises `PartFailed` where the tutor does not open."""
    cases = chosen(bench.plan)
    ensure_library(bench)
    said: dict[str, list[Said]] = {"hikma": [], "baseline": []}
    with opened(bench, NAME, "chain") as sides:
        _warm(bench, sides)
        started = time.monotonic()
        for number, case in enumerate(cases):
            if number and _over(bench.plan, time.monotonic() - started):
                break
            bench.show("questions", number, len(cases))
            for name, side in sides.both(number):
                said[name].append(sides.attempt(side, case=case.model_dump(mode="json")))
        memory, faults = sides.memory(), tuple(sides.faults)
    asked = cases[: len(said["hikma"])]
    rows = _rows(asked, said["hikma"], said["baseline"] or None)
    short = f"The time was over after {len(asked)} of {len(cases)} questions."
    return Section(
        name=NAME,
        measured=MEASURED,
        rows=rows,
        counts={name: _count(of) for name, of in said.items() if of},
        memory=memory,
        notes=(*_NOTES, *([short] if len(asked) < len(cases) else [])) if rows else (),
        faults=faults,
    )


def _over(plan: Plan, seconds: float) -> bool:
    return plan.seconds is not None and seconds > plan.seconds


def chosen(plan: Plan) -> tuple[EvalCase, ...]:
    """The gold questions that are asked: as many in each language, in turn.

    None that follows up on another; with a part of the corpus only those that a document of it
    in the question's language answers.
    """
    from evals.loaders.named import load_suite
    from evals.loaders.sample import sampled

    suite = load_suite("gold")

    def fits(case: EvalCase | None, language: str) -> bool:
        if case is None or case.history or primary(case.language) != language:
            return False
        paths = {evidence.path for evidence in case.evidence}
        here = {path for path in plan.documents if path.startswith(f"{language}/")}
        return not plan.documents or bool(paths and paths <= here)

    drawn = []
    for language in LANGUAGES:
        rows = tuple(row for row in suite.dataset.rows if fits(row.case, language))
        part = suite.model_copy(update={"dataset": suite.dataset.model_copy(update={"rows": rows})})
        drawn.append(sampled(part, plan.questions, SEED).cases)
    return tuple(case for turn in zip(*drawn) for case in turn)


def _warm(bench: Bench, sides: Sides) -> None:
    languages = list(WARMING.items())[: bench.plan.warming]
    for number, (language, question) in enumerate(languages):
        bench.show("warming up", number, len(languages))
        case = EvalCase(id=language, question=question, language=language, answerable=True)
        for _, side in sides.both(number):
            sides.attempt(
                side, case=case.model_dump(mode="json"), document=str(bench.space.warm_up)
            )


def _rows(
    cases: Sequence[EvalCase], ours: Sequence[Said], theirs: Sequence[Said] | None
) -> tuple[Row, ...]:
    found: list[Row | None] = []
    for measure, unit, key in (
        ("first token", "s", "first"),
        ("whole answer", "s", "seconds"),
        ("new prompt tokens", "tokens", "prompt"),
    ):
        for of in ("", *(LANGUAGES if len(cases) > len(LANGUAGES) else ())):
            kept = [n for n, case in enumerate(cases) if of in ("", primary(case.language))]
            row = compared(
                measure,
                unit,
                [_value(ours[n], key) for n in kept],
                None if theirs is None else [_value(theirs[n], key) for n in kept],
                of=of,
            )
            found.append(row and judged(NAME, row, len(cases)))
    return tuple(row for row in found if row is not None)


def _value(said: Said, key: str) -> float | None:
    return None if said is None else said[key]


def _count(said: Sequence[Said]) -> Count:
    def many(holds: Callable[[dict[str, Any]], bool]) -> int:
        return sum(one is not None and holds(one) for one in said)

    return Count(
        asked=len(said),
        wrote=many(lambda one: one["first"] is not None),
        declined=many(lambda one: one["declined"]),
        failed=sum(one is None for one in said),
    )


class Answering:
    """One system, its models loaded, over the library of this run."""

    def __init__(self, system: str) -> None:
        from evals.systems.table import load_system
        from tutor.session import StudySession

        self._system = load_system(system, StudySession(load_settings({})))

    def step(self, show: Show, *, case: dict[str, Any], document: str = "") -> dict[str, Any]:
        """Seconds to the first token and in all, and what was read, of one question."""
        answer = self._system.answer(EvalCase.model_validate(case), [document] if document else [])
        return {
            "seconds": answer.timings.total,
            "first": answer.timings.first_token,
            "prompt": answer.tokens.prompt - answer.tokens.cached,
            "declined": answer.declined,
        }
