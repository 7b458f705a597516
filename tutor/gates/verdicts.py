"""How a gate says what it found. `reject` keeps an item out, `flag` is shown beside it, and
`unchecked` means that there was nothing to check with: no evidence, no word list, no model."""

from collections.abc import Callable

from tutor.gates.reader import Reader
from tutor.gates.thresholds import ForModel
from tutor.quizzes import Verdict


def passed(name: str, detail: str = "") -> Verdict:
    return Verdict(name=name, verdict="pass", detail=detail)


def flagged(name: str, detail: str) -> Verdict:
    return Verdict(name=name, verdict="flag", detail=detail)


def rejected(name: str, detail: str) -> Verdict:
    return Verdict(name=name, verdict="reject", detail=detail)


def unchecked(name: str, detail: str) -> Verdict:
    return Verdict(name=name, verdict="unchecked", detail=detail)


def by_lines(
    name: str, fault: Callable[[ForModel], str], reader: Reader, detail: str = ""
) -> Verdict:
    """Rejected for a `fault` by the lines that decide, flagged for one by stricter ones alone."""
    if found := fault(reader.lines):
        return rejected(name, found)
    if found := fault(reader.doubts):
        return flagged(name, found)
    return passed(name, detail)


def quoted(text: str, longest: int = 80) -> str:
    """A text as details show it."""
    return repr(text if len(text) <= longest else text[: longest - 1] + "…")
