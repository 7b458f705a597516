"""Does the stem lead to the key without options? Among them it may be the only one that the passage
names, however little the stem asks for it; and what is typed has no options at all."""

from collections.abc import Sequence

from ingest.languages import english_name
from ingest.normalize import one_line
from tutor.accepted import compare
from tutor.cite import numbers
from tutor.gates.grounds import Grounds
from tutor.gates.reader import Reader, numbered
from tutor.gates.terms import held_share
from tutor.gates.verdicts import flagged, passed, quoted, rejected, unchecked
from tutor.prompt import render
from tutor.quizzes import QuizItem, Verdict

NAME = "unaided-solve"
SAME = 0.6
"""Share of a key's terms that an answer in the model's own words must hold."""


def unaided(item: QuizItem, grounds: Grounds, reader: Reader) -> Verdict:
    """Rejected where the model, given passage and stem alone, answers something else to a question
    of its own; if its words are to be trusted, or a gap of Hikma's own is to be filled, to what is
    typed; and if they are to be trusted, a distractor to the rest. Flagged elsewhere."""
    if item.kind in ("true-false", "multiple"):
        return passed(NAME)
    if not grounds.passages:
        return unchecked(NAME, "the passage is not there")
    said = reader.words(
        render(
            "quiz_answer",
            passage=numbered(grounds.sentences),
            question=one_line(item.stem),
            language=english_name(item.language),
        )
    )
    if _says(said, item.right, item):
        return passed(NAME)
    detail = f"given the passage alone, the model answered {quoted(said)}"
    others = [option.text for option in item.options if not option.correct]
    trusted = reader.lines.words
    if item.kind in ("cloze", "short"):
        wrong = trusted or reader.maker is not None
    else:
        wrong = reader.maker == "model" or (trusted and _says(said, others, item))
    return rejected(NAME, detail) if wrong else flagged(NAME, detail)


def _says(said: str, forms: Sequence[str], item: QuizItem) -> bool:
    """Is one of the forms said, in whatever words are around it?"""
    if forms and compare(said, forms, item.language, stem=item.stem).accepted:
        return True
    return any(
        numbers(text) <= numbers(said) and held_share(text, said, item.language) >= SAME
        for text in forms
    )
