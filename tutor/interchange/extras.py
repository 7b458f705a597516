"""What formats have no place of their own for, as one line of JSON that travels beside an item.

Plain ASCII, so that every format holds it. Knows no format: where the line stands is theirs.
An id is kept only where Hikma itself gave it; an edited question is another question.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import regex
from pydantic import BaseModel, ConfigDict, ValidationError

from tutor.quizzes import EvidenceSpan, Kind, Option, QuizItem, Verdict

_ID = r"[^\s\p{C}]{1,64}"
_OWN = regex.compile(rf"hikma-({_ID})|([0-9a-f]{{16}})")
_NOT_SAID = frozenset({"stem", "options", "answer", "explanation"})
"""Every format writes these itself."""
_TAGS = ("exam", "domain", "task", "language")


class Extra(BaseModel):
    """The rest of an item. What a newer Hikma adds is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = ""
    asked: str = ""
    """`asked` of the item as it was written."""
    kind: Kind | None = None
    language: str = ""
    topic: str = ""
    as_of: str = ""
    exam: str | None = None
    domain: str | None = None
    task: str | None = None
    difficulty: float | None = None
    evidence: tuple[EvidenceSpan, ...] = ()
    gates: tuple[Verdict, ...] = ()
    letters: tuple[str, ...] = ()
    """Of the options, where they are not a, b, c, …"""
    texts: tuple[str, ...] = ()
    """Of the options, where the format writes none."""


def pack(item: QuizItem, *, texts: bool = False) -> str:
    """The line of an item; `texts` where the format does not write its options."""
    rest: dict[str, Any] = item.model_dump(
        mode="json", exclude=set(_NOT_SAID), exclude_defaults=True
    )
    rest["asked"] = asked(item.stem, item.options, item.answer)
    for span in rest["evidence"]:
        span.pop("path", None)  # folders of this machine are nobody else's business
    letters = [option.id for option in item.options]
    if letters != [letter(number) for number in range(len(letters))]:
        rest["letters"] = letters
    if texts:
        rest["texts"] = [option.text for option in item.options]
    return json.dumps(rest, separators=(",", ":"))


def unpack(line: str) -> Extra | None:
    """What `pack` wrote; None where it is none, or was spoiled."""
    try:
        return Extra.model_validate_json(line)
    except ValidationError:
        return None


def asked(stem: str, options: Sequence[Option], answer: Iterable[str]) -> str:
    """16 hexadecimal digits that change with what is asked, white space left out of account."""
    content = [
        _plain(stem),
        [[_plain(option.text), option.correct] for option in options],
        [_plain(text) for text in answer],
    ]
    text = json.dumps(content, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def outward(id: str) -> str:
    """An id as other programs see it. The prefix says whose it is, and keeps a spreadsheet from
    reading `12345678901234e5` as a number."""
    return f"hikma-{id}"


def inward(text: str) -> str:
    """The id in `text`; empty where Hikma did not give it, since many banks have a question 17."""
    found = _OWN.fullmatch(text.strip())
    return (found[1] or found[2]) if found else ""


def is_id(text: str) -> bool:
    """Can an item have this id? One that is typed, stored and printed on a line."""
    return regex.fullmatch(_ID, text) is not None


def tags(item: QuizItem) -> list[str]:
    """`exam:aws-mla-c01`, `domain:2`, …, for programs that sort by tags."""
    named = [(name, getattr(item, name)) for name in _TAGS]
    return [f"{name}:{value}" for name, value in named if value]


def from_tags(given: Iterable[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """What `tags` wrote, and the tags that are somebody else's."""
    ours: dict[str, str] = {}
    others = []
    for tag in given:
        name, sign, value = tag.strip().partition(":")
        if sign and name in _TAGS and value.strip():
            ours[name] = value.strip()
        elif tag.strip():
            others.append(tag.strip())
    return ours, tuple(others)


def letter(number: int) -> str:
    """a, b, …, z, aa, ab, …: what option `number`, from 0, is shown with."""
    before, last = divmod(number, 26)
    return (letter(before - 1) if before else "") + chr(ord("a") + last)


def _plain(text: str) -> str:
    # Anki stores NFC, which also changes the order of Arabic marks.
    return " ".join(unicodedata.normalize("NFC", regex.sub(r"\p{C}", " ", text)).split())
