"""The systems by name."""

import difflib

from evals.errors import UnknownSystem
from evals.systems.system import System
from tutor.session import StudySession

TUTOR = "tutor"
NAMES = (TUTOR, "extractive", "bm25", "dense", "chain")
"""In the order of reports."""


def load_system(name: str, session: StudySession) -> System:
    """The system called `name`, opened.

    Raises `UnknownSystem`, `PackageMissing`, and what its models and the index raise.
    """
    if name in (TUTOR, "extractive"):
        from evals.systems.configured import Tutor

        return Tutor(session, extractive=name == "extractive")
    if name in ("bm25", "dense"):
        from evals.systems.one_leg import OneLeg

        return OneLeg(session, name)
    if name == "chain":
        from evals.systems.chain import Chain

        return Chain(session)
    near = difflib.get_close_matches(name, NAMES, n=1)
    raise UnknownSystem(
        f"There is no system {name!r}.",
        hint=f"Did you mean {near[0]}?" if near else f"Use one of: {', '.join(NAMES)}.",
    )
