"""Items are asked in a terminal: hints, feedback with citations at once, how sure one is.

What `hikma quiz take` and `hikma review` share. Every attempt is stored before its feedback is
shown: whoever has seen the key has answered. What belongs to an item is said in its language, and
only faults of what was typed in English. Knows nothing of which items are asked, or why.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from app.cli.quiz_text import as_text, indented, shown
from app.cli.terminal import Terminal, now

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from tutor.grade import Given
    from tutor.quizzes import Attempt, ItemGrade, QuizItem
    from tutor.session import StudySession
    from tutor.studied import Held
    from tutor.taking import Confidence, Told

_ASKS = {"multiple": "ask_several", "single": "ask_one", "true-false": "ask_one"}
"""The phrase that asks for an answer, by the item's kind."""
UNGRADED = "Free text is not graded."


@dataclass
class Taking:
    """Items asked one by one of whoever sits at the terminal, from whichever quizzes."""

    here: Terminal
    session: "StudySession"
    asked: "Sequence[Held]"
    """In this order, each with the quiz under which its attempt is recorded."""
    confidence: bool
    """Is the learner asked how sure they are?"""

    def grades(self) -> "Iterator[ItemGrade]":
        """Each item as it is answered, stored at once; ends where the input does."""
        from tutor.grade import kept_back
        from tutor.taking import graded as graded_with

        for number, (quiz, item) in enumerate(self.asked, start=1):
            self._say("\n" + as_text(item, number, len(self.asked), self.here))
            given, hints = self._answer(item)
            if given is None:
                return
            graded = graded_with(item, given, self.session, told_at(self.here, UNGRADED))
            if not graded.answered:
                self._say(self._said("verdict_skipped", item))
                yield kept_back(graded)
                continue
            sure = self._sureness(item) if self.confidence else None
            attempt = attempt_of(quiz, graded, confidence=sure, hints=hints)
            self.session.notebook.record([attempt])
            mark = self._said(f"verdict_{graded.verdict}", item, share=f"{graded.points:.0%}")
            self._say(f"{mark}\n{indented(graded.feedback, self.here)}")
            yield graded

    def _answer(self, item: "QuizItem") -> "tuple[Given | None, int]":
        """What was answered (empty for a bare Enter, None at the end of the input), and how many
        hints were seen."""
        from tutor.errors import UnreadableAnswers
        from tutor.grade import readable
        from tutor.phrases import phrase
        from tutor.taking import hints

        ladder, seen = None, 0
        letters = "/".join(option.id for option in item.options)
        asks = self._said(_ASKS.get(item.kind, "ask_typed"), item, letters=letters)
        while True:
            line = self._read(asks)
            if line is None:
                return None, seen
            if line not in ("?", "？", "؟"):
                try:
                    return readable(item, line), seen
                except UnreadableAnswers as error:
                    self._say(f"{error.message} Type a letter, or Enter to skip. {error.hint}")
                    continue
            ladder = hints(item, self.session) if ladder is None else ladder
            hint = phrase("hint_none", item.language) if seen >= len(ladder) else ladder[seen]
            seen = min(seen + 1, len(ladder))
            self._say(indented(hint, self.here))

    def _sureness(self, item: "QuizItem") -> "Confidence":
        from ingest.normalize import fold

        while True:
            said = fold(self._read(self._said("ask_sure", item)) or "")
            if said in ("", "1", "2", "3"):
                return cast("Confidence", int(said)) if said else None
            self._say(self._said("ask_sure_again", item))

    def _read(self, prompt: str) -> str | None:
        """A line that was typed; None at the end of the input."""
        self.here.say(f"{prompt} ", end="")
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError:
            self._say("That was not UTF-8.")
            return self._read(prompt)
        return line.strip() if line else None

    def _said(self, name: str, item: "QuizItem", **values: str) -> str:
        """A phrase in the item's language."""
        from tutor.phrases import phrase

        return shown(phrase(name, item.language, **values), self.here)

    def _say(self, text: str) -> None:
        self.here.say(text)


# ---- what is kept -------------------------------------------------------------------------------


def as_documents_have_them(
    here: Terminal, session: "StudySession", items: "Iterable[QuizItem]"
) -> "tuple[QuizItem, ...]":
    """The items, their evidence where the documents have it now; a library is not needed."""
    from tutor.taking import placed

    return tuple(placed(tuple(items), session, told_at(here, "Quotes stand where they stood.")))


def chat_model(
    here: Terminal, session: "StudySession", *, lost: str = UNGRADED
) -> "BaseChatModel | None":
    """The chat model; None, with a note of what is `lost`, where it cannot be used: no answer is
    lost for that."""
    from tutor.taking import available

    return available(session, told_at(here, lost))


def told_at(here: Terminal, lost: str) -> "Told":
    """Notes what could not be used, and what is `lost` by that."""
    return lambda error: here.note(f"{error.message} {lost} {error.hint}")


def told(grades: "list[ItemGrade]", language: str) -> str:
    """How much of what was answered is right."""
    from tutor.progress import label

    answered = [graded for graded in grades if graded.answered]
    known = [graded.points for graded in answered if graded.verdict != "ungraded"]
    right = f"{round(sum(known), 4):g}"
    said = label("answered right", language, right=right, count=str(len(known)))
    if left := len(answered) - len(known):
        said += " " + label("not graded", language, count=str(left))
    return said


def attempt_of(
    quiz: str, graded: "ItemGrade", *, confidence: "Confidence" = None, hints: int = 0
) -> "Attempt":
    """What was answered, as the notebook records it under a quiz's id."""
    from tutor.taking import attempt

    return attempt(quiz, graded, confidence=confidence, hints=hints, now=now())
