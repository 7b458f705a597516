"""The notebook's bank: all items of all quizzes, found, counted and read.

An item that several quizzes hold is in the bank once. Its standing is computed from what happened
to it: here in SQL for many, in `tutor/standing.py` for some; a test compares.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel
from sqlalchemy import (
    ColumnElement,
    Connection,
    case,
    exists,
    func,
    or_,
    select,
    tuple_,
)

from ingest.errors import InputError
from ingest.languages import same_language
from ingest.normalize import fold
from tutor.errors import UnknownItem
from tutor.notebook_events import begun, events_of
from tutor.notebook_quizzes import LIST
from tutor.quizzes import EvidenceSpan, Kind, QuizItem, Standing
from tutor.shelf import AT_ONCE, Shelf, named, parts, storable
from tutor.standing import (
    OPPOSITES,
    BankItem,
    BankPage,
    ItemEvent,
    ItemEvidence,
    present,
)
from tutor.tables import ITEMS, QUIZZES

PAGE = 50
"""Items of a page, unless another number is asked for."""
QUERY_WORDS, WORD_LENGTH = 32, 200
"""What of a query is looked at: the rest of a pasted page only takes time."""


_RETIRED, _STALE = (ITEMS.c.id.in_(begun(event)) for event in OPPOSITES)
_STANDING = case((_RETIRED, "retired"), (_STALE, "stale"), else_="active")
# Said once more as conditions: of one on a CASE a server guesses that it holds for few.
_HAVING: dict[Standing, ColumnElement[bool]] = {
    "retired": _RETIRED,
    "stale": ~_RETIRED & _STALE,
    "active": ~_RETIRED & ~_STALE,
}
_COPIES = ITEMS.alias()
_ONCE = ~exists().where(_COPIES.c.id == ITEMS.c.id, _COPIES.c.quiz > ITEMS.c.quiz)
"""Of an item that several quizzes hold, one."""


class ItemShelf(Shelf):
    """The bank of one learner."""

    def bank(
        self,
        *,
        language: str | None = None,
        document: str | None = None,
        kind: Kind | None = None,
        standing: Standing | None = "active",
        query: str | None = None,
        limit: int = PAGE,
        offset: int = 0,
    ) -> BankPage:
        """Items of this language, document (an id, or the path it was read from), kind and
        standing, in which all words of `query` occur; those of the newest quiz first.

        What was made from an earlier version of a file is found by its path, not by its id. Keys
        and answers are in the items, and are not searched. Raises `NotebookDamaged`, `InputError`.
        """
        if limit < 0 or offset < 0:
            raise InputError("No page begins or ends before the first item.", hint="Use 0 or more.")
        about = [_ONCE, *_of(document), *_saying(query)]
        wanted = _Wanted(language, kind, standing)
        with self._database.reading() as connection:
            groups = _groups(connection, about)
            fitting = [group for group in groups if wanted.fits(group)]
            chosen = [*about, ITEMS.c.language.in_({group.language for group in fitting})]
            chosen += [ITEMS.c.kind == kind] if kind else []
            chosen += [_HAVING[standing]] if standing else []
            items = _page(connection, chosen, limit, offset) if fitting else ()
        return BankPage(
            items=items,
            total=sum(group.number for group in fitting),
            languages=_counts(groups, wanted, "language"),
            kinds=_counts(groups, wanted, "kind"),
            standings=_counts(groups, wanted, "standing"),
        )

    def item(self, name: str) -> BankItem:
        """The item that `name` (an id, or the beginning of one) means, whatever its standing.

        Raises `UnknownItem`, `NotebookDamaged`.
        """
        with self._database.reading() as connection:
            id = named(connection, ITEMS, name, UnknownItem, LIST)
            return _page(connection, [_ONCE, ITEMS.c.id == id], 1, 0)[0]

    def items(self, ids: Iterable[str]) -> dict[str, BankItem]:
        """The items of these ids, whatever their standing; what the bank has not is left out.

        Raises `NotebookDamaged`.
        """
        found: dict[str, BankItem] = {}
        with self._database.reading() as connection:
            for some in parts(ids):
                page = _page(connection, [_ONCE, ITEMS.c.id.in_(some)], len(some), 0)
                found |= {each.item.id: each for each in page}
        return found

    def evidence(self) -> Iterator[ItemEvidence]:
        """What every item rests on, those of one document one after the other."""
        query = select(ITEMS.c.quiz, ITEMS.c.id, ITEMS.c.payload, _STALE).where(_ONCE)
        with self._database.reading() as connection:
            stream = connection.execution_options(yield_per=AT_ONCE)
            ordered = query.order_by(ITEMS.c.document, ITEMS.c.id)
            for quiz, id, payload, is_stale in stream.execute(ordered):
                spans = _Grounds.model_validate_json(payload).evidence
                yield ItemEvidence(quiz=quiz, item=id, evidence=spans, stale=bool(is_stale))


class _Group(NamedTuple):
    """How many items of the bank there are of one language, kind and standing."""

    language: str
    kind: Kind
    standing: Standing
    number: int


class _Wanted(NamedTuple):
    """What language, kind and standing are asked for; None is any."""

    language: str | None
    kind: Kind | None
    standing: Standing | None

    def fits(self, group: _Group, *, whatever: str = "") -> bool:
        """Is the group asked for, `whatever` one property of it is?"""
        spoken = self.language is None or same_language(group.language, self.language)
        return (
            (spoken or whatever == "language")
            and (self.kind in (None, group.kind) or whatever == "kind")
            and (self.standing in (None, group.standing) or whatever == "standing")
        )


class _Grounds(BaseModel):
    """Of an item's payload, the evidence alone."""

    evidence: tuple[EvidenceSpan, ...]


def _of(document: str | None) -> list[ColumnElement[bool]]:
    if document is None:
        return []
    return [or_(ITEMS.c.document == storable(document), ITEMS.c.path == storable(document))]


def _saying(query: str | None) -> list[ColumnElement[bool]]:
    # Split before they are folded: folding takes the spaces out of Chinese.
    plain = (query or "").encode("utf-8", "ignore").decode("utf-8").replace("\0", " ")
    words = (fold(word).strip()[:WORD_LENGTH] for word in plain.split())
    said = [word for word in dict.fromkeys(words) if word][:QUERY_WORDS]
    return [ITEMS.c.folded.contains(word, autoescape=True) for word in said]


def _groups(connection: Connection, about: Sequence[ColumnElement[bool]]) -> list[_Group]:
    items = select(ITEMS.c.language, ITEMS.c.kind, _STANDING.label("standing")).where(*about)
    each = items.subquery()
    counted = select(*each.c, func.count().label("number")).group_by(*each.c)
    return [_Group(**row) for row in connection.execute(counted).mappings()]


def _counts(groups: Sequence[_Group], wanted: _Wanted, by: str) -> dict[Any, int]:
    """Items that would be found were nothing asked `by` this property, the most frequent first."""
    counts: dict[str, int] = {}
    for group in groups:
        if wanted.fits(group, whatever=by):
            value = getattr(group, by)
            counts[value] = counts.get(value, 0) + group.number
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _page(
    connection: Connection, chosen: Sequence[ColumnElement[bool]], limit: int, offset: int
) -> tuple[BankItem, ...]:
    newest = (QUIZZES.c.created.desc(), ITEMS.c.quiz, ITEMS.c.position, ITEMS.c.id)
    found = select(ITEMS.c.quiz, ITEMS.c.id).join(QUIZZES, QUIZZES.c.id == ITEMS.c.quiz)
    ordered = found.where(*chosen).order_by(*newest).limit(limit).offset(offset)
    # The payloads afterwards: SQLite would carry those of all items along as it sorts them.
    keys = [(quiz, id) for quiz, id in connection.execute(ordered)]
    payloads: dict[tuple[str, str], str] = {}
    whole = select(ITEMS.c.quiz, ITEMS.c.id, ITEMS.c.payload)
    for some in parts(keys):
        rows = connection.execute(whole.where(tuple_(ITEMS.c.quiz, ITEMS.c.id).in_(some)))
        payloads |= {(quiz, id): payload for quiz, id, payload in rows}
    now = present(events_of(connection, [id for _, id in keys]))
    return tuple(_bank_item(key, payloads[key], *now.get(key[1], ("active", None))) for key in keys)


def _bank_item(
    key: tuple[str, str], payload: str, standing: Standing, made_by: ItemEvent | None
) -> BankItem:
    return BankItem(
        quiz=key[0],
        item=QuizItem.model_validate_json(payload),
        standing=standing,
        reason=made_by.reason if made_by else "",
        since=made_by.at if made_by else "",
    )
