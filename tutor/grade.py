"""Answers → verdicts, in code alone: no model has a say in what is right.

Knows nothing of stores and times; who keeps attempts passes them on.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ingest.normalize import fold, one_line
from tutor.errors import UnknownItem, UnreadableAnswers
from tutor.quizzes import Grade, GradeVerdict, ItemGrade, Quiz, QuizItem

Chosen = Mapping[str, tuple[str, ...]]
"""Option letters by item id."""
_FORM = 'Write {"item-id": ["a"], "another-id": null}; hikma quiz show ID lists ids and letters.'


def read_answers(text: str) -> dict[str, tuple[str, ...]]:
    """The answers of a JSON file in the contract's form; null means not answered.

    Raises `UnreadableAnswers` with the line.
    """
    try:
        rows = json.loads(text, object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        raise UnreadableAnswers(
            f"The answers are not JSON: line {error.lineno}, column {error.colno}: {error.msg}.",
            hint=_FORM,
        ) from error
    except RecursionError as error:
        raise UnreadableAnswers("The answers are nested too deeply.", hint=_FORM) from error
    if not isinstance(rows, dict):
        raise UnreadableAnswers("The answers are not a JSON object.", hint=_FORM)
    return {item: _letters(item, value) for item, value in rows.items()}


def grade(quiz: Quiz, answers: Chosen) -> Grade:
    """The grade of every item; those without an answer are ungraded and give no points.

    Raises `UnknownItem`, `UnreadableAnswers` (a letter that no option has).
    """
    known = {item.id for item in quiz.items}
    unknown = [item for item in answers if item not in known]
    if unknown:
        raise UnknownItem(
            f"The quiz {quiz.quiz} has no item {unknown[0]!r}.",
            hint=f"Run: hikma quiz show {quiz.quiz} (it lists the items with their ids).",
        )
    graded = tuple(grade_item(item, answers.get(item.id, ())) for item in quiz.items)
    score = sum(item.points for item in graded) / len(graded) if graded else 0.0
    return Grade(score=round(score, 4), items=graded)


def grade_item(item: QuizItem, chosen: Sequence[str]) -> ItemGrade:
    """The grade of one answer. Raises `UnreadableAnswers` for a letter that no option has."""
    letters = tuple(sorted({fold(letter).strip() for letter in chosen}))
    known = {option.id for option in item.options}
    if not set(letters) <= known:
        raise UnreadableAnswers(
            f"Item {item.id} has no option {', '.join(sorted(set(letters) - known))!r}.",
            hint=f"Its options are {', '.join(sorted(known))}.",
        )
    right = {option.id for option in item.options if option.correct}
    verdict: GradeVerdict = "correct" if set(letters) == right else "wrong"
    if not letters:
        verdict = "ungraded"
    return ItemGrade(
        id=item.id,
        chosen=letters,
        verdict=verdict,
        points=1.0 if verdict == "correct" else 0.0,
        feedback=feedback(item),
        evidence=item.evidence,
    )


def feedback(item: QuizItem) -> str:
    """The key, why, and the words of the document that say so, in any language of item."""
    quotes = " ".join(f"“{one_line(span.quote)}”" for span in item.evidence)
    parts = [f"{item.key.id}. {item.key.text}", "—", item.explanation, quotes]
    return " ".join(part for part in parts if part)


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UnreadableAnswers(f"The item {twice[0]!r} is answered twice.", hint=_FORM)
    return dict(pairs)


def _letters(item: str, value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(letter, str) for letter in values):
        raise UnreadableAnswers(
            f"The answer to {item!r} is neither a list of letters nor null.", hint=_FORM
        )
    return tuple(letter for letter in values if letter.strip())
