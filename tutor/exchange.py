"""Items out of the notebook into a file's bytes, and out of a file's bytes into the notebook.

What `hikma export` and `import` do alike with the browser; formats are `tutor/interchange`'s, what
the gates say `tutor/admission.py`'s. Knows no files, only their names and bytes; times are
arguments (RFC 3339 UTC).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from ingest.documents import Record
from ingest.errors import EmptyLibrary, InputError
from ingest.files import document_id, shown
from tutor.admission import gates, relocated, set_aside
from tutor.interchange.audit import audited, checked
from tutor.interchange.banks import Bank, Exported, Imported, Loss, Unread
from tutor.interchange.formats import Format, read
from tutor.notebook import Notebook
from tutor.quizzes import Quiz, QuizItem, Rejected
from tutor.session import StudySession

_STEM = 500
"""Characters of a question that could not be read."""
Told = Callable[[int, int], None]
"""Hears how many items of how many were examined; may raise to stop before anything is kept."""


class Export(Record):
    """A file that was made, and of which quizzes."""

    format: str
    """Its name, as `formats.named` takes it."""
    quizzes: tuple[str, ...]
    written: Exported

    @property
    def left_out(self) -> tuple[Loss, ...]:
        """Items that the format has no place for."""
        return tuple(loss for loss in self.written.losses if loss.whole)

    @property
    def lost(self) -> tuple[Loss, ...]:
        """What the format does not hold of items that are written."""
        return tuple(loss for loss in self.written.losses if not loss.whole)


class Import(Record):
    """A quiz that was made of a file."""

    quiz: Quiz
    unread: tuple[Unread, ...]
    losses: tuple[Loss, ...]
    """What was lost or changed on the way."""
    audited: bool
    """Did the gates look at every item?"""

    def said(self, verdict: str) -> list[dict[str, str]]:
        """What the gates rejected (`reject`) or flagged (`flag`): item, gate and detail."""
        return [
            {"item": item.id, "gate": gate.name, "detail": gate.detail}
            for item in self.quiz.items
            for gate in item.gates
            if gate.verdict == verdict
        ]


def exported(notebook: Notebook, names: Sequence[str], kind: Format, *, now: str) -> Export:
    """The items of the quizzes that are named, of all without a name, each once.

    Raises `UnknownQuiz`, `StoreError`s, and `InputError` where nothing is written.
    """
    quizzes = [notebook.quiz(name) for name in names or [e.quiz for e in notebook.quizzes()]]
    items = each_once(quizzes)
    if not items:
        raise InputError("There is no item to export.", hint="Make some with: hikma quiz new")
    written = kind.write(Bank(title=_title(quizzes), items=tuple(items), at=now))
    if not written.items:
        raise InputError(
            f"{kind.title} has no place for any of these items ({written.losses[0].what}).",
            hint="Try another --format; json holds everything.",
        )
    return Export(format=kind.name, quizzes=tuple(quiz.quiz for quiz in quizzes), written=written)


def imported(
    session: StudySession,
    name: str,
    data: bytes,
    kind: Format,
    *,
    audit: bool,
    now: str,
    told: Told = lambda done, total: None,
) -> Import:
    """Make a quiz of a file's items and store it; what cannot be read is named, the rest is kept.

    With `audit` the gates examine every item, and what they reject is retired. `name`: the file's.
    Raises `TooLarge`, `UnreadableBank`, the format's `ReadError`s, `StoreError`s.
    """
    found = read(kind, data, name, session.settings.ingest)
    items, losses = checked(relocated(found.items, session), _text_of(session))
    if audit:
        examine = gates(items, session)

        def watched() -> Iterable[QuizItem]:
            for number, item in enumerate(items):
                told(number, len(items))
                yield item

        items = audited(watched(), examine)
    quiz = _quiz(name, kind, data, items, found, session, now)
    session.notebook.save(quiz)
    if audit:
        set_aside(quiz, session, now=now)
    return Import(quiz=quiz, unread=found.unread, losses=(*found.losses, *losses), audited=audit)


def counted(losses: Iterable[Loss]) -> list[tuple[str, int]]:
    """What was lost of how many items, the most frequent first."""
    return Counter(loss.what for loss in losses).most_common()


def each_once(quizzes: Sequence[Quiz]) -> list[QuizItem]:
    """The items of all; of one that is in several quizzes the first."""
    items: dict[str, QuizItem] = {}
    for quiz in quizzes:
        for item in quiz.items:
            items.setdefault(item.id, item)
    return list(items.values())


def _title(quizzes: Sequence[Quiz]) -> str:
    topics = dict.fromkeys(quiz.topic for quiz in quizzes if quiz.topic)
    return f"Hikma: {next(iter(topics))}" if len(topics) == 1 else "Hikma"


def _text_of(session: StudySession) -> Callable[[str], str | None]:
    """The text of a document of the library, by its id."""
    try:
        library = session.library
    except EmptyLibrary:
        return lambda id: None

    @lru_cache(maxsize=8)
    def text(id: str) -> str | None:
        return library.document(id).text if library.has(id) else None

    return text


def _quiz(
    name: str,
    kind: Format,
    data: bytes,
    items: Sequence[QuizItem],
    found: Imported,
    session: StudySession,
    now: str,
) -> Quiz:
    """The quiz of a file; its id is a hash of the bytes, so that a second import adds nothing."""
    rejected = [
        Rejected(stem=each.stem[:_STEM], gate="import", detail=f"{each.where}: {each.detail}")
        for each in found.unread
    ]
    return Quiz(
        quiz=document_id(data)[:12],
        language=Counter(item.language for item in items).most_common(1)[0][0],
        topic=shown(name),
        seed=0,
        model=f"import:{kind.name}",
        settings=session.settings.fingerprint(),
        created=now,
        asked=len(items) + len(rejected),
        items=tuple(items),
        rejected=tuple(rejected),
    )
