"""A paper is sat: each thing that happens is one more event, and all events are the present.

Pure but for the ledger that is passed in. An answer is kept before anything else happens, may be
changed or taken back until the end, and nothing is told of it before then.

The exam's clock runs whether the program does or not. It counts the steps forward between what
happened, in UTC: a change of time zone is none, a system clock that is put back takes no time
away and gives at most the step that it fell in, and one put ahead counts, since a machine that
slept looks the same. Once the time is over it stays over.
"""

from collections.abc import Sequence
from datetime import datetime

from ingest.errors import InputError
from tutor.errors import ExamOver, UnknownItem, UnreadableAnswers
from tutor.history import instant
from tutor.mock.papers import End, Happened, Ledger, MockEvent, MockPaper, Seat, Sitting
from tutor.quizzes import QuizItem


def start(paper: MockPaper, ledger: Ledger, *, now: str) -> Sitting:
    """Begin the exam, or go on with one that was begun: after a crash its clock has run on.

    Raises what the ledger raises; `InputError` for a time that cannot be read.
    """
    if ledger.events(paper.id):
        return present(paper, ledger.events(paper.id), now)
    return _add(paper, ledger, "started", now)


def show(paper: MockPaper, ledger: Ledger, item: str, *, now: str) -> Sitting:
    """Note that a question is shown. Raises `ExamOver`, `UnknownItem`."""
    _require_question(paper, item)
    return _add(paper, ledger, "shown", now, item)


def answer(
    paper: MockPaper, ledger: Ledger, item: QuizItem, chosen: Sequence[str], *, now: str
) -> Sitting:
    """Keep an answer in place of an earlier one; no letter at all takes it back.

    Raises `ExamOver`, `UnknownItem`, `UnreadableAnswers` for a letter that no option has.
    """
    _require_question(paper, item.id)
    known = [option.id for option in item.options]
    letters = tuple(sorted(set(chosen)))
    if unknown := [letter for letter in letters if letter not in known]:
        raise UnreadableAnswers(
            f"The question has no option {unknown[0]!r}.",
            hint=f"Its options are {', '.join(known)}.",
        )
    if len(letters) > 1 and item.kind != "multiple":
        raise UnreadableAnswers("The question has one right option.", hint="Choose one letter.")
    return _add(paper, ledger, "answered", now, item.id, letters)


def flag(paper: MockPaper, ledger: Ledger, item: str, *, on: bool, now: str) -> Sitting:
    """Mark a question to be looked at again, or no longer. Raises `ExamOver`, `UnknownItem`."""
    _require_question(paper, item)
    return _add(paper, ledger, "flagged" if on else "unflagged", now, item)


def finish(paper: MockPaper, ledger: Ledger, *, now: str) -> Sitting:
    """End the exam before its time; once it is over this changes nothing."""
    events = ledger.events(paper.id)
    before = present(paper, events, now)
    if before.end:
        _stay_over(paper, ledger, events, now)
        return before
    return _add(paper, ledger, "finished", now)


def present(paper: MockPaper, events: Sequence[MockEvent], now: str | None = None) -> Sitting:
    """The exam as these events, in their order, leave it at `now`, else at the last of them.

    What would have happened after the end did not: two windows may both try.
    """
    ours = [event for event in events if event.paper == paper.id]
    times = [instant(event.at) for event in ours]
    state = _State(paper)
    for event, at in zip(ours, times):
        state.take(event, at)
    if now is not None and ours:
        state.run_until(instant(now))
    return state.sitting(len(ours))


def overview(paper: MockPaper, sitting: Sitting) -> tuple[Seat, ...]:
    """Every question in its order: answered, flagged, seen."""
    return tuple(
        Seat(
            number=number,
            item=question.item,
            answered=question.item in sitting.answers,
            flagged=question.item in sitting.flagged,
            seen=question.item in sitting.seen,
        )
        for number, question in enumerate(paper.questions, start=1)
    )


class _State:
    """What the events up to one of them have made."""

    def __init__(self, paper: MockPaper) -> None:
        self._paper = paper
        self._last: datetime | None = None
        self._used = 0.0
        self._end: End = ""
        self._shown = ""
        self._answers: dict[str, tuple[str, ...]] = {}
        self._answered_at: dict[str, str] = {}
        self._flagged: set[str] = set()
        self._seconds_on: dict[str, float] = {}

    def run_until(self, at: datetime) -> None:
        """Let the clock run; it never runs back, and stops at the end."""
        step = 0.0 if self._last is None else (at - self._last).total_seconds()
        self._last = at
        if self._end:
            return
        step = min(max(step, 0.0), self._paper.seconds - self._used)
        self._used += step
        if self._shown:
            self._seconds_on[self._shown] = self._seconds_on.get(self._shown, 0.0) + step
        if self._used >= self._paper.seconds:
            self._end = "time"

    def take(self, event: MockEvent, at: datetime) -> None:
        """One more event."""
        self.run_until(at)
        if self._end:
            return
        if event.event == "finished":
            self._end = "early"
        elif event.event == "answered":
            self._answered(event)
        elif event.event == "flagged":
            self._flagged.add(event.item)
        elif event.event == "unflagged":
            self._flagged.discard(event.item)
        elif event.event == "shown":
            self._seconds_on.setdefault(event.item, 0.0)
            self._shown = event.item

    def _answered(self, event: MockEvent) -> None:
        self._seconds_on.setdefault(event.item, 0.0)
        self._answers.pop(event.item, None)
        self._answered_at.pop(event.item, None)
        if event.chosen:
            self._answers[event.item] = event.chosen
            self._answered_at[event.item] = event.at

    def sitting(self, events: int) -> Sitting:
        return Sitting(
            paper=self._paper.id,
            started=events > 0,
            used=self._used,
            left=0.0 if self._end else self._paper.seconds - self._used,
            end=self._end,
            answers=self._answers,
            answered_at=self._answered_at,
            flagged=frozenset(self._flagged),
            seen=frozenset(self._seconds_on),
            seconds_on=self._seconds_on,
            shown=self._shown,
            events=events,
        )


def _add(
    paper: MockPaper,
    ledger: Ledger,
    happened: Happened,
    now: str,
    item: str = "",
    chosen: tuple[str, ...] = (),
) -> Sitting:
    """Keep one more event; gives the present after it."""
    events = ledger.events(paper.id)
    before = present(paper, events, now)
    if before.end:
        _stay_over(paper, ledger, events, now)
        why = "Its time is up" if before.end == "time" else "It was ended"
        raise ExamOver(f"{why}: no answer changes any more.", hint="Look at its report.")
    if happened != "started" and not before.started:
        raise InputError("The mock exam has not begun.", hint="Start it first.")
    event = MockEvent(
        paper=paper.id,
        number=before.events,
        event=happened,
        item=item,
        chosen=chosen,
        at=_written(now),
    )
    ledger.add(event)
    return present(paper, [*events, event])


def _stay_over(paper: MockPaper, ledger: Ledger, events: Sequence[MockEvent], now: str) -> None:
    """Keep that the time was over, which no event says yet: else the exam would go on as soon as
    the system clock is put back."""
    so_far = present(paper, events)
    if not so_far.end:
        at = _written(now)
        ledger.add(MockEvent(paper=paper.id, number=so_far.events, event="finished", at=at))


def _written(now: str) -> str:
    return instant(now).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _require_question(paper: MockPaper, item: str) -> None:
    if all(question.item != item for question in paper.questions):
        raise UnknownItem(
            f"The mock exam {paper.id} does not ask {item!r}.", hint="Name one of its questions."
        )
