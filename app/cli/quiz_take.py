"""`hikma quiz take` and `grade`: questions asked one by one, and a file of answers.

Every attempt is stored before its feedback is shown: whoever has seen the key has answered.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn, cast

import typer

from app.cli.quiz_text import as_text, indented
from app.cli.terminal import DONE, INTERRUPTED, Terminal, now, terminal
from ingest.errors import HikmaError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from tutor.grade import Given
    from tutor.quizzes import Attempt, ItemGrade, Quiz, QuizItem
    from tutor.session import StudySession

Confidence = Literal[1, 2, 3] | None
Id = Annotated[str, typer.Argument(metavar="ID", help="A quiz's id, or its beginning.")]
_MARKS = {"correct": "Right.", "wrong": "Wrong.", "ungraded": "Not graded."}
_PROMPTS = {
    "multiple": "{letters}, one or several (? for a hint) ",
    "single": "{letters}? (? for a hint) ",
    "true-false": "{letters}? (? for a hint) ",
}


def take(
    context: typer.Context,
    id: Id,
    confidence: Annotated[
        bool, typer.Option("--confidence", help="Ask how sure you are before each verdict.")
    ] = False,
) -> int:
    """Answer a quiz item by item, with feedback at once. Enter skips, ? gives a hint; Ctrl-C keeps
    what is done."""
    from tutor.grade import summed

    here = terminal(context)
    with here.session() as session:
        taking = _Taking(here, session, quiz_of(here, session, id), confidence)
        grades, interrupted = [], False
        try:
            for graded in taking.grades():
                grades.append(graded)
        except KeyboardInterrupt:
            interrupted = True
    here.emit(summed(grades).model_dump(), "\n" + _told(grades))
    if interrupted:
        stop()
    return DONE


def grade(
    context: typer.Context,
    id: Id,
    answers: Annotated[
        Path, typer.Option(help='JSON: {"item-id": ["a"], "other": "in words", "third": null}.')
    ],
) -> int:
    """Grade a file of answers."""
    from tutor.grade import grade as graded
    from tutor.grade import is_free_text, read_answers

    here = terminal(context)
    with here.session() as session:
        quiz = quiz_of(here, session, id)
        given = read_answers(_read(answers))
        free = any(given.get(item.id) and is_free_text(item) for item in quiz.items)
        # What cannot be read is said before a model is loaded.
        result = graded(quiz, given)
        if free and (model := chat_model(here, session)):
            try:
                result = graded(quiz, given, model=model)
            except HikmaError as error:
                here.note(f"{error.message} {_UNGRADED} {error.hint}")
        session.notebook.record([_attempt(quiz, g) for g in result.items if g.answered])
    lines = [f"{g.id}  {g.verdict}\n{indented(g.feedback, here)}" for g in result.items]
    here.emit(result.model_dump(), "\n".join([*lines, f"Score: {result.score:.0%}"]))
    return DONE


@dataclass
class _Taking:
    """One run of the verb."""

    here: Terminal
    session: "StudySession"
    quiz: "Quiz"
    confidence: bool
    """Is the learner asked how sure they are?"""

    def grades(self) -> "Iterator[ItemGrade]":
        """Each item as it is answered, stored at once; ends where the input does."""
        items = self._asked()
        for number, item in enumerate(items, start=1):
            self._say("\n" + as_text(item, number, len(items), self.here))
            given, hints = self._answer(item)
            if given is None:
                return
            graded = self._graded(item, given)
            if not graded.answered:
                self._say("Skipped.")
                yield graded
                continue
            sure = self._sureness() if self.confidence else None
            attempt = _attempt(self.quiz, graded, confidence=sure, hints=hints)
            self.session.notebook.record([attempt])
            mark = _MARKS.get(graded.verdict) or f"Partly right ({graded.points:.0%})."
            self._say(f"{mark}\n{indented(graded.feedback, self.here)}")
            yield graded

    def _asked(self) -> "list[QuizItem]":
        """The items that are still asked."""
        ids = [item.id for item in self.quiz.items]
        standing = self.session.notebook.standings(ids)
        items = [i for i in self.quiz.items if standing.get(i.id, "active") == "active"]
        if left_out := len(ids) - len(items):
            self._say(f"{left_out} item(s) are stale or retired and are not asked.")
        return items

    def _answer(self, item: "QuizItem") -> "tuple[Given | None, int]":
        """What was answered (empty for a bare Enter, None at the end of the input), and how many
        hints were seen."""
        from tutor.errors import UnreadableAnswers
        from tutor.grade import readable
        from tutor.phrases import phrase

        ladder, seen = None, 0
        letters = "/".join(option.id for option in item.options)
        while True:
            line = self._read(_PROMPTS.get(item.kind, "Your answer? (? for a hint) "), letters)
            if line is None:
                return None, seen
            if line not in ("?", "？", "؟"):
                try:
                    return readable(item, line), seen
                except UnreadableAnswers as error:
                    self._say(f"{error.message} Type a letter, or Enter to skip. {error.hint}")
                    continue
            ladder = self._ladder(item) if ladder is None else ladder
            hint = phrase("hint_none", item.language) if seen >= len(ladder) else ladder[seen]
            seen = min(seen + 1, len(ladder))
            self._say(indented(hint, self.here))

    def _ladder(self, item: "QuizItem") -> tuple[str, ...]:
        from tutor.hints import ladder, sentence_before

        try:
            document = self.session.library.document(item.evidence[0].document)
        except HikmaError:  # gone since: the other hints are left
            return ladder(item)
        return ladder(item, before=sentence_before(document.text, item.evidence[0]))

    def _graded(self, item: "QuizItem", given: "Given") -> "ItemGrade":
        from tutor.grade import grade_item, is_free_text

        model = chat_model(self.here, self.session) if given and is_free_text(item) else None
        try:
            return grade_item(item, given, model=model)
        except HikmaError as error:
            if model is None:
                raise
            self.here.note(f"{error.message} {error.hint}")
            return grade_item(item, given)

    def _sureness(self) -> Confidence:
        from ingest.normalize import fold

        while True:
            line = self._read("How sure? 1 a guess, 2 fairly, 3 certain (Enter: not said) ")
            said = fold(line or "")
            if said in ("", "1", "2", "3"):
                return cast(Confidence, int(said)) if said else None
            self._say("Type 1, 2 or 3, or Enter.")

    def _read(self, prompt: str, letters: str = "") -> str | None:
        """A line that was typed; None at the end of the input."""
        self.here.say(prompt.format(letters=letters), end="")
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError:
            self._say("That was not UTF-8.")
            return self._read(prompt, letters)
        return line.strip() if line else None

    def _say(self, text: str) -> None:
        self.here.say(text)


# ---- what is kept -------------------------------------------------------------------------------


def quiz_of(here: Terminal, session: "StudySession", id: str) -> "Quiz":
    """The quiz, its evidence where the documents have it now; a library is not needed."""
    from ingest.index import Index
    from tutor.bank import located

    quiz = session.notebook.quiz(id)
    if not Index.exists(session.settings.index_folder):
        return quiz
    try:
        return quiz.model_copy(update={"items": tuple(located(quiz.items, session.library))})
    except HikmaError as error:
        here.note(f"{error.message} Quotes stand where they stood. {error.hint}")
        return quiz


_UNGRADED = "Free text is not graded."


def chat_model(
    here: Terminal, session: "StudySession", *, lost: str = _UNGRADED
) -> "BaseChatModel | None":
    """The chat model; None, with a note of what is `lost`, where it cannot be used: no answer is
    lost for that."""
    try:
        return session.chat_model
    except HikmaError as error:
        here.note(f"{error.message} {lost} {error.hint}")
        return None


def stop() -> NoReturn:
    """End as interrupted, the result being told: a status returned would be taken for a Ctrl-C
    that nobody handled, and a second JSON document written about it."""
    sys.exit(INTERRUPTED)


def _told(grades: "list[ItemGrade]") -> str:
    """How much of what was answered is right."""
    answered = [graded for graded in grades if graded.answered]
    known = [graded.points for graded in answered if graded.verdict != "ungraded"]
    told = f"{round(sum(known), 4):g} of {len(known)} answered item(s) right."
    return told + (f" {left} not graded." if (left := len(answered) - len(known)) else "")


def _attempt(
    quiz: "Quiz", graded: "ItemGrade", *, confidence: Confidence = None, hints: int = 0
) -> "Attempt":
    from tutor.quizzes import Attempt

    return Attempt(
        quiz=quiz.quiz,
        item=graded.id,
        chosen=graded.chosen,
        text=graded.text,
        verdict=graded.verdict,
        points=graded.points,
        confidence=confidence,
        hints=hints,
        at=now(),
    )


def _read(path: Path) -> str:
    from ingest.errors import NoSuchPath
    from tutor.errors import UnreadableAnswers

    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise NoSuchPath(f"There is no file {path}.", hint="Check the path.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableAnswers(
            f"{path} cannot be read as UTF-8 text.", hint="Save it as JSON in UTF-8."
        ) from error
