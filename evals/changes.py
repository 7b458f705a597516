"""What ran: two runs' settings, code, models and data side by side. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from evals.records import EvalRun

_OF_THE_RUN = {
    *("run", "started", "resumed", "ended", "done", "errors", "unjudged", "judge_fault"),
    *("peak_memory", "complete", "cases", "settings"),
}
"""What tells one run from the next, and decides nothing that it gives."""


def changes(a: EvalRun, b: EvalRun) -> Iterable[tuple[str, str, str]]:
    """What was not the same when `b` ran, as (name, in `a`, in `b`)."""
    left, right = flat(what_ran(a)), flat(what_ran(b))
    for name in left | right:
        before, after = left.get(name, "–"), right.get(name, "–")
        if before != after:
            yield name, before, after


def what_ran(run: EvalRun) -> dict[str, Any]:
    """All that decides what a run gives, without what tells one run from the next."""
    kept = run.model_dump(mode="json", exclude=_OF_THE_RUN)
    return kept | {"library": f"{len(run.library)} document(s), {_short_hash(run.library)}"}


def flat(value: Any, name: str = "") -> dict[str, str]:
    """`{"a": {"b": 1}}` as `{"a.b": "1"}`."""
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        value = {str(at): one for at, one in enumerate(value)}
    if not isinstance(value, dict):
        return {name: "–" if value in (None, "", []) else str(value)}
    found: dict[str, str] = {}
    for key, inner in value.items():
        found |= flat(inner, f"{name}.{key}" if name else str(key))
    return found


def _short_hash(names: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(names).encode("utf-8")).hexdigest()[:12]
