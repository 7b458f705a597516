"""Answers → verdicts. What is right is decided in code; for free text a model says which points of
the reference answer were made, and code counts them.

Points: one right answer gives 1 or 0. Of several, each right option chosen gives its share and each
wrong one takes one away, never below 0, with the verdict `partly`: practice tells how near one
was. (AWS gives nothing for a part; whoever grades as an exam does counts `correct` alone.) Free
text gives the share of points made. Knows nothing of stores and times.
"""

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import regex

from ingest.normalize import fold
from tutor.accepted import compare
from tutor.alike import lists, simplified
from tutor.errors import UnknownItem, UnreadableAnswers
from tutor.feedback import of_chosen, of_points, of_typed, of_ungraded
from tutor.llama_engine import Usage
from tutor.quizzes import CHOSEN, Grade, GradeVerdict, ItemGrade, Option, Quiz, QuizItem
from tutor.rubric import judge
from tutor.wording import plain, size

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Given = str | tuple[str, ...]
"""Free text, or letters of options; empty for no answer."""
FREE_TEXT = 48
"""Letters (a Chinese character counts for three) from which an accepted form is a sentence, which
is graded by its points."""
_FORM = (
    'Write {"item-id": ["a"], "another-id": "in words", "a-third": null}; '
    "hikma quiz show ID lists ids and letters."
)
_SENTENCE = regex.compile(
    r"\S+\s+\S+\s+\S+\s+\S.*[.!?。！？؟]$|\p{Han}{10,}[。！？]$", regex.DOTALL
)
_LETTERS = regex.compile(r"[\s,،、;؛/&+.)）(（]+|\band\b|(?<=\p{Latin})\s*[和与]\s*(?=\p{Latin})")
_OTHER_LETTERS = dict(zip("ابجدهو", "abcdef")) | dict(zip("甲乙丙丁戊己", "abcdef"))
"""How options are lettered in Arabic (أ ب ج د) and Chinese."""


# ---- reading ------------------------------------------------------------------------------------


def read_answers(text: str) -> dict[str, Given]:
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
    return {item: _given(item, value) for item, value in rows.items()}


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UnreadableAnswers(f"The item {twice[0]!r} is answered twice.", hint=_FORM)
    return dict(pairs)


def _given(item: str, value: Any) -> Given:
    if value is None or isinstance(value, str):
        return (value or "").strip()
    if not isinstance(value, list) or not all(isinstance(letter, str) for letter in value):
        raise UnreadableAnswers(
            f"The answer to {item!r} is neither a text, nor a list of letters, nor null.",
            hint=_FORM,
        )
    return tuple(letter for letter in value if letter.strip())


# ---- grading ------------------------------------------------------------------------------------


def grade(
    quiz: Quiz, answers: Mapping[str, Given], *, model: "BaseChatModel | None" = None
) -> Grade:
    """The grade of every item; those without an answer are ungraded, give no points, and their
    key is kept back (`kept_back`).

    Nothing is graded where an answer cannot be read. Raises `UnknownItem`, `UnreadableAnswers`.
    """
    known = {item.id: item for item in quiz.items}
    unknown = [item for item in answers if item not in known]
    if unknown:
        raise UnknownItem(
            f"The quiz {quiz.quiz} has no item {unknown[0]!r}.",
            hint=f"Run: hikma quiz show {quiz.quiz} (it lists the items with their ids).",
        )
    for item, given in answers.items():
        readable(known[item], given)
    each = (grade_item(item, answers.get(item.id, ""), model=model) for item in quiz.items)
    return summed(map(kept_back, each))


def kept_back(of: ItemGrade) -> ItemGrade:
    """The grade; of an item without an answer nothing that tells the key, which is for whoever
    has answered."""
    return of if of.answered else of.model_copy(update={"feedback": "", "evidence": ()})


def summed(items: Iterable[ItemGrade]) -> Grade:
    """The grade of these items together; 0 where there is none to count."""
    every = tuple(items)
    counted = [item.points for item in every if item.verdict != "ungraded" or not item.answered]
    return Grade(score=round(sum(counted) / len(counted), 4) if counted else 0.0, items=every)


def grade_item(
    item: QuizItem,
    given: Given,
    *,
    model: "BaseChatModel | None" = None,
    usage: Usage | None = None,
    cancel: threading.Event | None = None,
) -> ItemGrade:
    """The grade of one answer. Without a model free text stays ungraded.

    Raises `UnreadableAnswers` (a letter that no option has, letters for a typed item), and of
    the model `ModelError`s and `Cancelled`.
    """
    answer = readable(item, given)
    if not answer:
        feedback = of_chosen(item, ()) if item.kind in CHOSEN else of_typed(item, None, "")
        return _grade(item, "ungraded", 0.0, feedback)
    if isinstance(answer, tuple):
        return _of_chosen(item, answer)
    known = " ".join([item.explanation, *(span.quote for span in item.evidence)])
    match = compare(answer, item.answer, item.language, stem=item.stem, known=known)
    if match.accepted or not is_free_text(item):
        verdict: GradeVerdict = "correct" if match.accepted else "wrong"
        feedback = of_typed(item, match, answer)
        return _grade(item, verdict, float(match.accepted), feedback, text=answer)
    if model is None:
        return _grade(item, "ungraded", 0.0, of_ungraded(item), text=answer)
    usage = usage or Usage()
    found = judge(
        answer, item.answer[0], item.language, model,
        question=item.stem, usage=usage, cancel=cancel,
    )  # fmt: skip
    share = sum(point.said for point in found) / max(1, len(found))
    verdict = "correct" if share == 1 else "partly" if share else "wrong"
    return _grade(item, verdict, round(share, 4), of_points(item, found), text=answer)


def is_free_text(item: QuizItem) -> bool:
    """Is it answered in sentences, which nobody says in the same words?"""
    return item.kind in ("card", "short") and all(
        size(form) >= FREE_TEXT or _SENTENCE.match(form.strip()) for form in item.answer
    )


def _of_chosen(item: QuizItem, letters: tuple[str, ...]) -> ItemGrade:
    right = {option.id for option in item.keys}
    chosen = set(letters)
    points = max(0, len(chosen & right) - len(chosen - right)) / len(right)
    verdict: GradeVerdict = "correct" if chosen == right else "partly" if points else "wrong"
    if item.kind != "multiple" and verdict == "partly":
        verdict, points = "wrong", 0.0  # both of two answers
    return _grade(item, verdict, round(points, 4), of_chosen(item, letters), chosen=letters)


def _grade(
    item: QuizItem,
    verdict: GradeVerdict,
    points: float,
    feedback: str,
    *,
    chosen: tuple[str, ...] = (),
    text: str = "",
) -> ItemGrade:
    return ItemGrade(
        id=item.id,
        chosen=chosen,
        text=text,
        verdict=verdict,
        points=points,
        feedback=feedback,
        evidence=item.evidence,
    )


# ---- letters ------------------------------------------------------------------------------------


def readable(item: QuizItem, given: Given) -> Given:
    """What was given as the item takes it: letters in order, or a text; empty for no answer.

    Of options a letter may be given, several, or an option's own text. Raises `UnreadableAnswers`.
    """
    if item.kind not in CHOSEN:
        if isinstance(given, tuple) and given:
            raise UnreadableAnswers(
                f"Item {item.id} is answered in words, and letters were given.",
                hint=f'Write its answer as a text: {{"{item.id}": "…"}}',
            )
        return given.strip() if isinstance(given, str) else ""
    parts = (given,) if isinstance(given, str) else given
    letters = {letter for part in parts for letter in _letters(item, part)}
    return tuple(sorted(letters))


def _letters(item: QuizItem, part: str) -> list[str]:
    """The options that a text names: by their letters, or what one of them says."""
    if not part.strip():
        return []
    same = [option.id for option in item.options if _alike(option.text) == _alike(part)]
    if same:
        return same[:1]
    known = {option.id for option in item.options}
    words = [word for word in _LETTERS.split(fold(part)) if word]
    letters = [_OTHER_LETTERS.get(char, char) for word in words for char in word]
    if (
        letters
        and set(letters) <= known
        and (item.kind == "multiple" or len(words) == len(letters))
    ):
        return letters
    truth = _truth(item, part)
    said = [truth] if truth else [o for o in item.options if _says_option(part, o, item)]
    if len(said) == 1:
        return [said[0].id]
    raise UnreadableAnswers(
        f"Item {item.id} has no option {part.strip()[:40]!r}.",
        hint=f"Its options are {', '.join(sorted(known))}.",
    )


def _says_option(text: str, option: Option, item: QuizItem) -> bool:
    return compare(text, [option.text], item.language, stem=item.stem).accepted


def _truth(item: QuizItem, text: str) -> Option | None:
    """The option that says as much of a statement: `t` and `yes` for True."""
    if item.kind != "true-false":
        return None
    for words in lists()["truth"].values():
        folded = {_alike(word) for word in words}
        if _alike(text) in folded:
            return next((o for o in item.options if _alike(o.text) in folded), None)
    return None


def _alike(text: str) -> str:
    return simplified(plain(text))
