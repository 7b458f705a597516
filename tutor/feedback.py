"""What a learner is told after an answer, in the item's language: the key, why, what was wrong with
the answer, and the words of the documents.

Right or wrong alone teaches next to nothing; explanations do (learning.md, 3.1). Pure; lines, the
quotes verbatim but for their line breaks. How they are shown is the surface's affair.
"""

from collections.abc import Iterator, Sequence

from ingest.normalize import one_line
from tutor.accepted import Match
from tutor.phrases import phrase
from tutor.quizzes import QuizItem
from tutor.rubric import Point

MOST_SAID = 60
"""Characters of an answer up to which it is said back as a whole."""


def of_chosen(item: QuizItem, letters: Sequence[str]) -> str:
    """After options were chosen, or none."""
    return "\n".join([*_keys(item), *_choices(item, letters), *_evidence(item)])


def of_typed(item: QuizItem, match: Match | None, answer: str) -> str:
    """After a short answer was typed, or none."""
    key = phrase("feedback_key", item.language, text=item.answer[0]) if item.answer else ""
    lines = [key, *_fault(item, match, answer), item.explanation, *_evidence(item)]
    return "\n".join(filter(None, lines))


def of_points(item: QuizItem, points: Sequence[Point]) -> str:
    """After free text: which points of the reference answer were made, with the learner's words."""
    lines = [line for point in points for line in _point(item, point)]
    return "\n".join(filter(None, [*lines, item.explanation, *_evidence(item)]))


def of_ungraded(item: QuizItem) -> str:
    """After free text that nobody could grade."""
    told = phrase("feedback_ungraded", item.language, text=item.answer[0])
    return "\n".join(filter(None, [told, item.explanation, *_evidence(item)]))


def _keys(item: QuizItem) -> Iterator[str]:
    right = "; ".join(f"{option.id}. {option.text}" for option in item.keys)
    yield phrase("feedback_key", item.language, text=right)
    if item.explanation:
        yield item.explanation
    else:
        yield from (option.rationale for option in item.keys if option.rationale)


def _choices(item: QuizItem, letters: Sequence[str]) -> Iterator[str]:
    """Every wrong option that was chosen, and of several right ones those that were not."""
    for option in item.options:
        chosen = option.id in letters
        missed = option.correct and item.kind == "multiple" and bool(letters)
        if chosen != option.correct and (chosen or missed):
            name = "feedback_chosen" if chosen else "feedback_missed"
            said = phrase(name, item.language, text=option.text)
            yield f"{said} {option.rationale}".strip()


def _fault(item: QuizItem, match: Match | None, answer: str) -> Iterator[str]:
    """What tells the answer from the accepted form."""
    if match is None or match.accepted:
        return
    if match.fault in ("number", "unit", "name"):
        wrong = answer.strip() if len(answer) <= MOST_SAID else match.said
        yield phrase("feedback_instead", item.language, right=match.form, wrong=wrong)
    elif match.fault == "negation":
        yield phrase("feedback_denied", item.language)
    elif match.fault == "several":
        yield phrase("feedback_several", item.language)


def _point(item: QuizItem, point: Point) -> Iterator[str]:
    if point.said:
        quote = one_line(point.quote)
        yield phrase("feedback_said", item.language, quote=quote, point=point.point)
        return
    yield phrase("feedback_unsaid", item.language, point=point.point)


def _evidence(item: QuizItem) -> Iterator[str]:
    for span in item.evidence:
        page = phrase("hint_page", item.language, number=str(span.page))
        yield f"“{one_line(span.quote)}” — {span.title}, {page}"
