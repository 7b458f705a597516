"""A quote cut into clauses and listed members, to see which of its parts says what. Pure."""

from collections.abc import Iterator, Sequence

import regex

from ingest.documents import Record
from ingest.languages import primary, sentence_spans
from ingest.normalize import fold
from tutor.wording import size

_CLAUSE = regex.compile(
    r"(?:[;؛](?![0-9])|,(?![0-9])|[،、:|()。؟?]|(?<![0-9])\.(?![0-9])|\s-\s)\s*"
)
"""In folded text: full-width signs have become these."""
_JOINED = {
    "en": regex.compile(r",? \b(?:and|or|as well as|nor)\b "),
    "zh": regex.compile(r"以及|(?<!\p{Latin})[和或与與及跟、](?!其|前|此)"),
    "ar": regex.compile(r"(?<=\s)(?:و|أو|او)(?=\s)|(?<=\s)و(?=\p{L}{3,})"),
}
RESPECTIVELY = regex.compile(
    r"\brespectively\b|分别|分別|依次[为為是]|على التوالي|علي التوالي|بالترتيب"
)
"""In folded text: several things are told, or asked for, at once."""

_ROW = regex.compile(r"^[ \t]*\|.*$", regex.MULTILINE)
NAMED = 24
"""Size of a member before a colon that names something; a longer one says something."""
GLOSS = regex.compile(r"\s*\([^()]*\)")
"""In folded text: what stands in brackets, with the space before it."""
_BREAK = regex.compile(r"[;؛](?![0-9])|[:|()。؟?]|(?<![0-9])\.(?![0-9])|\s-\s")
"""What ends a list; commas and `and` stand between its members."""


class Sentence(Record):
    """A sentence of a quote, folded, with its parts."""

    text: str
    clauses: tuple[str, ...]
    """Between commas, semicolons and colons."""
    lists: tuple[tuple[str, ...], ...]
    """What stands between semicolons, colons and brackets, glosses left out, cut at commas, `and`
    and `or`: members of a list, if it is one."""
    ordered: bool
    """Its lists are read against each other: it says `respectively`, or has one on each side of a
    colon (`ModelLatency and OverheadLatency: of the container and of the service`)."""


def sentences(text: str, language: str) -> tuple[Sentence, ...]:
    """The sentences of a text with their parts, headings and rows of tables among them."""
    spans = [
        (start + begin, start + end)
        for start, block, whole in _blocks(text)
        for begin, end in ([(0, len(block))] if whole else sentence_spans(block, language))
    ]
    return tuple(_sentence(text[begin:end], language) for begin, end in spans or [(0, len(text))])


def _blocks(text: str) -> Iterator[tuple[int, str, bool]]:
    """Rows of tables, each whole: a question mark in a cell ends none. And what is between them."""
    at = 0
    for row in _ROW.finditer(text):
        yield at, text[at : row.start()], False
        yield row.start(), row[0], True
        at = row.end()
    yield at, text[at:], False


def _sentence(text: str, language: str) -> Sentence:
    folded, joined = fold(text), _JOINED.get(primary(language))
    bare = GLOSS.sub("", folded)
    return Sentence(
        text=folded,
        clauses=_clauses(folded),
        lists=tuple(
            members for part in _BREAK.split(bare) if (members := _members(_clauses(part), joined))
        ),
        ordered=bool(RESPECTIVELY.search(folded)) or _has_two_lists(bare, joined),
    )


def _clauses(folded: str) -> tuple[str, ...]:
    return tuple(part for part in _CLAUSE.split(folded) if part and part.strip())


def _members(clauses: Sequence[str], joined: "regex.Pattern[str] | None") -> tuple[str, ...]:
    parts = [part for clause in clauses for part in (joined.split(clause) if joined else [clause])]
    return tuple(part.strip() for part in parts if part and part.strip())


def _has_two_lists(folded: str, joined: "regex.Pattern[str] | None") -> bool:
    """Lists of as many members on both sides of a colon; behind it a clause may follow."""
    before, _, after = folded.partition(":")
    named, clauses = _members(_clauses(before), joined), _clauses(after)
    if len(named) < 2 or any(size(member) > NAMED for member in named):
        return False
    return len(named) in (len(_members(clauses, joined)), len(_members(clauses[:1], joined)))
