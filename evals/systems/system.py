"""System: whatever answers a case. A run asks one, and every metric looks at its answers alike."""

from collections.abc import Sequence
from typing import Any, Protocol

from evals.records import EvalCase, ModelUsed
from tutor.answers import Answer


class System(Protocol):
    """Answers cases one after the other; opened before the first, closed after the last."""

    name: str
    model: str
    """The chat model, or the system's own name where it has none."""
    models: tuple[ModelUsed, ...]
    values: dict[str, Any]
    """How it is set, beyond the settings of Hikma."""

    def answer(self, case: EvalCase, documents: Sequence[str]) -> Answer:
        """The answer to the case's question from `documents` (ids or paths; none means all).

        Seconds and tokens are those of this question alone. Raises `HikmaError`s.
        """
        ...

    def close(self) -> None:
        """Let go of what it opened for itself."""
        ...
