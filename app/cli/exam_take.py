"""`hikma exam take`, `sittings` and `grade`: a mock exam that was drawn, timed.

Every answer is kept before the next question is shown; nothing of a key is shown before the end.
The time is read here for each thing that happens, and the exam's own clock is `tutor.mock.sit`'s.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.quiz_take import stop
from app.cli.quiz_text import as_text
from app.cli.terminal import DONE, Terminal, now, terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.mock.papers import Ledger, MockPaper, Sitting
    from tutor.notebook import Notebook
    from tutor.quizzes import QuizItem
    from tutor.session import StudySession

Sat = Annotated[str, typer.Argument(metavar="ID", help="A mock exam's id, or its beginning.")]
_HELP = """Letters answer; - takes the answer back; + flags, and + again not; Enter goes on, < back;
a number goes to that question; ? shows all; end ends the exam. Ctrl-C leaves; the clock runs on."""


def take(context: typer.Context, id: Sat) -> int:
    """Sit a mock exam, or go on with it. Its clock runs from the first time on."""
    from tutor.mock.keep import questions

    here = terminal(context)
    with here.session() as session:
        paper = session.notebook.paper(id)
        taking = _Taking(here, session.notebook, paper, questions(session.notebook, paper))
        interrupted = False
        try:
            taking.run()
        except KeyboardInterrupt:
            interrupted = True
        sitting = taking.present()
        if sitting.end:
            _emit_report(here, session, paper, sitting)
        else:
            again = f"\n{_clock(sitting)} left. Go on with: hikma exam take {paper.id}"
            here.emit({"exam": paper.id, "left": sitting.left, "end": ""}, again)
    if interrupted:
        stop()
    return DONE


def grade(
    context: typer.Context,
    id: Sat,
    answers: Annotated[
        Path | None, typer.Option(help='JSON: {"item-id": ["a"], "other": null}; ends the exam.')
    ] = None,
) -> int:
    """The report of a mock exam that is over; with a file of answers, sit it at once."""
    from app.cli.quiz_take import answers_in
    from tutor.grade import read_answers, readable
    from tutor.mock import sit
    from tutor.mock.keep import questions

    here = terminal(context)
    with here.session() as session:
        paper = session.notebook.paper(id)
        ledger, items = session.notebook.ledger, questions(session.notebook, paper)
        if answers is not None:
            # What cannot be read is said before anything is kept.
            given = {
                item: readable(_asked(items, item, paper), said)
                for item, said in read_answers(answers_in(answers)).items()
            }
            sit.start(paper, ledger, now=now())
            for item, letters in given.items():
                sit.answer(paper, ledger, items[item], letters, now=now())
            sit.finish(paper, ledger, now=now())
        sitting = sit.present(paper, ledger.events(paper.id), now())
        _emit_report(here, session, paper, sitting)
    return DONE


def sittings(context: typer.Context) -> int:
    """The mock exams that were drawn, the newest first."""
    from tutor.mock.keep import sittings as kept

    here = terminal(context)
    rows: list[dict[str, Any]] = []
    lines: list[str] = []
    with here.session() as session:
        for paper, sitting in kept(session.notebook, now=now()):
            state = {"": "not begun", "early": "over", "time": "over"}[sitting.end]
            if sitting.started and not sitting.end:
                state = f"{_clock(sitting)} left"
            rows.append(
                {"id": paper.id, "exam": paper.exam, "drawn": paper.drawn, "end": sitting.end,
                 "started": sitting.started, "left": sitting.left,
                 "questions": len(paper.questions), "answered": len(sitting.answers)}
            )  # fmt: skip
            answered = f"{len(sitting.answers)}/{len(paper.questions)}"
            lines.append(f"{paper.id}  {paper.drawn}  {paper.exam}  {answered}  {state}")
    here.emit({"sittings": rows}, "\n".join(lines) or "None yet. Run: hikma exam new ID")
    return DONE


@dataclass
class _Taking:
    """One run of `take`."""

    here: Terminal
    notebook: "Notebook"
    paper: "MockPaper"
    items: "Mapping[str, QuizItem]"
    at: int = 0

    def present(self) -> "Sitting":
        from tutor.mock.sit import present

        return present(self.paper, self.ledger.events(self.paper.id), now())

    def run(self) -> None:
        """Until the end, or until the input ends."""
        from tutor.errors import ExamOver
        from tutor.mock.sit import show, start

        sitting = start(self.paper, self.ledger, now=now())
        if sitting.end:
            return
        self.at = next(
            (n for n, q in enumerate(self.paper.questions) if q.item == sitting.shown), 0
        )
        self.here.say(_HELP)
        try:
            while True:
                sitting = show(self.paper, self.ledger, self.item.id, now=now())
                self._ask(sitting)
                line = self._read()
                if line is None or self._done(line):
                    return
        except ExamOver as error:
            self.here.say(f"\n{error.message}")

    @property
    def ledger(self) -> "Ledger":
        return self.notebook.ledger

    @property
    def item(self) -> "QuizItem":
        return self.items[self.paper.questions[self.at].item]

    def _read(self) -> str | None:
        """A line that was typed; None at the end of the input."""
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError:
            self.here.say("That was not UTF-8.")
            return self._read()
        return line.strip() if line else None

    def _ask(self, sitting: "Sitting") -> None:
        flag = "  [+]" if self.item.id in sitting.flagged else ""
        chosen = ", ".join(sitting.answers.get(self.item.id, ()))
        text = as_text(self.item, self.at + 1, len(self.paper.questions), self.here)
        said = f"   = {chosen}" if chosen else ""
        self.here.say(f"\n{_clock(sitting)}{flag}\n{text}{said}")
        self.here.say("> ", end="")

    def _done(self, line: str) -> bool:
        """Do what was typed; True where it ends the exam."""
        from tutor.errors import UnreadableAnswers
        from tutor.exam_terms import western
        from tutor.grade import readable
        from tutor.mock.sit import answer, finish, flag, overview

        last = len(self.paper.questions) - 1
        number = western(line)
        if line.lower() == "end":
            finish(self.paper, self.ledger, now=now())
            return True
        if line == "+":
            on = self.item.id not in self.present().flagged
            flag(self.paper, self.ledger, self.item.id, on=on, now=now())
        elif line in ("?", "？", "؟"):
            self.here.say("\n".join(map(_seat, overview(self.paper, self.present()))))
        elif line in ("", ">", "<"):
            self.at = max(self.at - 1, 0) if line == "<" else min(self.at + 1, last)
        elif number.isdecimal() and 1 <= int(number) <= last + 1:
            self.at = int(number) - 1
        else:
            try:
                letters = () if line == "-" else readable(self.item, line)
                answer(self.paper, self.ledger, self.item, letters, now=now())
                self.at = min(self.at + 1, last)
            except UnreadableAnswers as error:
                self.here.say(f"{error.message} {error.hint}\n{_HELP}")
        return False


def _seat(seat: Any) -> str:
    state = "answered" if seat.answered else "seen" if seat.seen else "not seen"
    return f"{seat.number:4}  {state}{'  [+]' if seat.flagged else ''}"


def _emit_report(
    here: Terminal, session: "StudySession", paper: "MockPaper", sitting: "Sitting"
) -> None:
    """The report, its quotes where the documents have them now; what was answered counts as
    attempts, once however often it is looked at."""
    from app.cli.mock_text import reported
    from app.cli.taking import as_documents_have_them
    from tutor.mock.keep import settle
    from tutor.mock.report import with_items

    found = settle(session.notebook, paper, sitting)
    items = as_documents_have_them(here, session, [each.item for each in found.questions])
    found = found.model_copy(update={"questions": with_items(found.questions, items)})
    here.emit(found.model_dump(mode="json"), reported(found, here))


def _asked(items: "Mapping[str, QuizItem]", id: str, paper: "MockPaper") -> "QuizItem":
    from tutor.errors import UnknownItem

    if id not in items:
        raise UnknownItem(
            f"The mock exam {paper.id} does not ask {id!r}.", hint="Name one of its questions."
        )
    return items[id]


def _clock(sitting: "Sitting") -> str:
    minutes, seconds = divmod(int(sitting.left), 60)
    return f"{minutes}:{seconds:02}"
