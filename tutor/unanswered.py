"""An item as a client may see it before the attempt: nothing of the key is in it.

Whatever is sent to a browser, printed or exported before an answer goes through `public`. Fields
are named one by one: a field that items get later is not shown until somebody adds it here.
"""

from ingest.documents import Record
from tutor.quizzes import Kind, QuizItem


class Choice(Record):
    """An option without what tells whether it is right."""

    id: str
    text: str


class Unanswered(Record):
    """A question and its options."""

    id: str
    kind: Kind
    language: str
    stem: str
    options: tuple[Choice, ...] = ()
    exam: str | None = None
    domain: str | None = None
    task: str | None = None
    difficulty: float | None = None


def public(item: QuizItem) -> Unanswered:
    """`item` without key, accepted forms, rationales, explanation, evidence, topic and verdicts of
    gates: headings name what they are about, and a gate says what it compared."""
    return Unanswered(
        id=item.id,
        kind=item.kind,
        language=item.language,
        stem=item.stem,
        options=tuple(Choice(id=option.id, text=option.text) for option in item.options),
        exam=item.exam,
        domain=item.domain,
        task=item.task,
        difficulty=item.difficulty,
    )
