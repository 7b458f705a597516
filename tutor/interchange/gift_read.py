"""GIFT → items, by the rules of Moodle's reader (`question/format/gift/format.php`).

Questions are apart by blank lines, so a broken one takes no other with it. Matching, essay and
description have no answer that Hikma could check: they are named and left out.
"""

from collections.abc import Iterator
from typing import NamedTuple

import regex

from ingest.readers.text import decode
from ingest.settings import IngestSettings
from tutor.interchange import moodle
from tutor.interchange.assemble import imported
from tutor.interchange.banks import Found, Imported, Truth, Unread, option
from tutor.interchange.extras import from_tags, unpack
from tutor.interchange.fragments import from_html
from tutor.interchange.gift import TRIMMED
from tutor.interchange.words import with_sources
from tutor.quizzes import GAP, Option, QuizItem

_ESCAPED = regex.compile(r"\\([\\:#={}~n])")
_FORMAT = regex.compile(r"\[(html|plain|markdown|moodle)\]")
_WEIGHT = regex.compile(r"%(-*[0-9]{1,2}\.?[0-9]*)%")
_ID = regex.compile(r"\[id:((?:\\\]|[^\]\p{Cc}])+)\]")
_TAG = regex.compile(r"\[tag:((?:\\\]|[^\]<>`\p{Cc}])+)\]")
_RECORD = "// hikma {"
_HTML = regex.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&#?\w+;", regex.IGNORECASE)


class _Unreadable(Exception):
    """Why a question cannot be read."""


class _Block(NamedTuple):
    """The lines of one question."""

    where: str
    text: str
    mask: str
    """As long as `text`; what is escaped in it acts no more."""
    packed: str
    id: str
    tags: tuple[str, ...]


class _Answer(NamedTuple):
    weight: float
    text: str
    feedback: str


def read(data: bytes, name: str, limits: IngestSettings) -> Imported:
    """The items of a file, in any encoding. Raises `UnknownEncoding`."""
    return imported(_questions(decode(data, name)))


def _questions(text: str) -> Iterator[Found | Unread]:
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            lines.append(line)
        elif lines:
            block = _block(lines, number - len(lines))
            lines = []
            if not block.text or block.text.startswith("$CATEGORY:"):
                continue
            try:
                yield _question(block)
            except _Unreadable as fault:
                yield Unread(where=block.where, detail=str(fault), stem=block.text[:200])


def _block(lines: list[str], start: int) -> _Block:
    comments = [line.strip() for line in lines if line.lstrip().startswith("//")]
    kept = [line for line in lines if not line.lstrip().startswith("//")]
    while kept and kept[0].startswith("$CATEGORY:"):
        del kept[0]
    text = "\n".join(kept).strip(TRIMMED)
    packed = next((line[len(_RECORD) - 1 :] for line in comments if line.startswith(_RECORD)), "")
    marks = " ".join(line for line in comments if not line.startswith(_RECORD))
    found = _ID.search(marks)
    return _Block(
        where=f"line {start}",
        text=text,
        mask=_ESCAPED.sub("\0\0", text),
        packed=packed,
        id=found[1].replace(r"\]", "]") if found else "",
        tags=tuple(tag.replace(r"\]", "]").strip() for tag in _TAG.findall(marks)),
    )


def _question(block: _Block) -> Found:
    text, mask = block.text, block.mask
    if mask.startswith("::") and (end := mask.find("::", 2)) > 0:
        text, mask = text[end + 2 :], mask[end + 2 :]
    start, end = mask.find("{"), mask.find("}")
    if start < 0 and end < 0:
        raise _Unreadable("it has no answers in braces")
    if start < 0 or end < start:
        raise _Unreadable("its braces do not match")
    body, body_mask = text[start + 1 : end], mask[start + 1 : end]
    general = ""
    if (at := body_mask.rfind("####")) >= 0:
        general, body, body_mask = body[at + 4 :], body[:at], body_mask[:at]
    head, tail = text[:start].lstrip(TRIMMED), text[end + 1 :].rstrip(TRIMMED)
    style = "moodle"
    if marker := _FORMAT.match(head):
        style, head = marker[1], head[marker.end() :]
    named, others = from_tags(block.tags)
    reader = _Texts(style, own=bool(block.packed))
    found = Found(where=block.where, extra=block.packed, id=block.id, named=named, tags=others)
    found = _answered(found, body, body_mask, reader)
    gap = bool(tail) or (found.answer and _is_cloze(block.packed) and GAP not in head)
    stem = reader.text(f"{head}{GAP}{tail}" if gap else head.rstrip(TRIMMED), marked=False)
    found = found._replace(stem=stem, explanation=reader.text(general))
    return _without_sources(found._replace(losses=(*found.losses, *dict.fromkeys(reader.lost))))


def _answered(found: Found, body: str, mask: str, reader: "_Texts") -> Found:
    """With options, or with accepted answers."""
    shift = len(mask) - len(mask.lstrip(TRIMMED))
    body, mask = body[shift:], mask[shift:]
    word = mask.partition("#")[0].strip(TRIMMED)
    if not mask:
        raise _Unreadable("an essay or a description has no answer to check")
    if word in ("T", "TRUE", "F", "FALSE"):
        return found._replace(kind="true-false", truth=_truth(body, mask, word, reader))
    if mask.startswith("#"):
        return found._replace(
            answer=_numbers(body[1:], mask[1:]), losses=("the tolerance of a number was left out",)
        )
    if "~" not in mask and "->" in body:
        raise _Unreadable("a matching question")
    answers = _answers(body, mask, reader)
    if "~" not in mask:
        right = tuple(each.text for each in answers if each.weight == 100)
        found = found._replace(answer=tuple(map(moodle.with_stars, right)))
        partly = ("answers worth part of the points",)
        return found._replace(losses=partly) if len(right) < len(answers) else found
    options, lost = _options(answers, several="=" not in mask)
    return found._replace(
        kind="multiple" if "=" not in mask else "single", options=options, losses=lost
    )


def _options(
    answers: list[_Answer], *, several: bool
) -> tuple[tuple[Option, ...], tuple[str, ...]]:
    if several:
        right = [each.weight > 0 for each in answers]
        return _made(answers, right), ()
    right = [each.weight == 100 for each in answers]
    if sum(right) > 1:
        raise _Unreadable("several options are each right by themselves")
    partly = any(0 < each.weight < 100 for each in answers)
    return _made(answers, right), ("options worth part of the points",) if partly else ()


def _made(answers: list[_Answer], right: list[bool]) -> tuple[Option, ...]:
    return tuple(option(each.text, good, each.feedback) for each, good in zip(answers, right))


def _answers(body: str, mask: str, reader: "_Texts") -> list[_Answer]:
    starts = [at for at, sign in enumerate(mask) if sign in "=~"]
    # Moodle too takes every `=` for the beginning of one more right option.
    pieces = zip(starts, [*starts[1:], len(mask)])
    answers = []
    for start, end in pieces:
        piece = body[start + 1 : end].strip(TRIMMED)
        if not piece and mask[start] == "~" and mask[end : end + 1] == "=":
            continue  # `~=`
        weight = 100.0 if mask[start] == "=" else 0.0
        typed = "~" not in mask
        given = _WEIGHT.match(piece) if mask[start] == "~" or typed else None
        if given:
            weight, piece = _number(given[1]), piece[given.end() :]
        covered = _ESCAPED.sub("\0\0", piece)
        at = covered.find("#")
        text, feedback = (piece, "") if at < 0 else (piece[:at], piece[at + 1 :])
        answers.append(_Answer(weight, reader.text(text, typed=typed), reader.text(feedback)))
    if not answers:
        raise _Unreadable("its answers begin with neither = nor ~")
    return answers


def _truth(body: str, mask: str, word: str, reader: "_Texts") -> Truth:
    cuts = [at for at, sign in enumerate(mask) if sign == "#"][:2]
    parts = [body[a + 1 : b] for a, b in zip(cuts, [*cuts[1:], len(body)])]
    wrong, right = (reader.text(part) for part in (*parts, "", "")[:2])
    if word.startswith("T"):
        return Truth(True, if_true=right, if_false=wrong)
    return Truth(False, if_true=wrong, if_false=right)


def _numbers(body: str, mask: str) -> tuple[str, ...]:
    """The numbers that are wholly right, without their tolerance."""
    found = []
    for piece in regex.split(r"[=~]", body):
        number = piece.partition("#")[0].strip(TRIMMED)
        given = _WEIGHT.match(number)
        if given:
            number = number[given.end() :]
        number = regex.split(r":|\.\.", number)[0].strip(TRIMMED)
        if number and (given is None or _number(given[1]) == 100):
            found.append(number)
    return tuple(found)


def _number(weight: str) -> float:
    return float(weight.lstrip("-")) * (-1 if weight.startswith("-") else 1)


def _is_cloze(packed: str) -> bool:
    extra = unpack(packed) if packed else None
    return extra is not None and extra.kind == "cloze"


def _without_sources(found: Found) -> Found:
    """The explanation without the lines of evidence that Hikma wrote under it."""
    extra = unpack(found.extra) if found.extra else None
    if extra is None or not extra.evidence:
        return found
    item = QuizItem(id="", language=extra.language, stem="", evidence=extra.evidence)
    written = with_sources(item)
    said = found.explanation.removesuffix(written)
    return (
        found
        if said == found.explanation
        else found._replace(explanation=said.removesuffix("\n\n"))
    )


class _Texts:
    """Reads texts in the format of their question, and notes what is lost."""

    def __init__(self, style: str, *, own: bool) -> None:
        self._style, self._own = style, own
        self.lost: list[str] = []

    def text(self, raw: str, *, marked: bool = True, typed: bool = False) -> str:
        """A text as it is meant; `marked`: it may name another format, `typed`: it is no HTML."""
        style, raw = self._style, raw.strip(TRIMMED) if marked else raw
        if marked and (marker := _FORMAT.match(raw)):
            style, raw = marker[1], raw[marker.end() :]
        said = str(_ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], raw))
        is_html = style == "html" or (style == "moodle" and _HTML.search(said))
        if typed or not is_html:
            return said
        text, lost = from_html(said, own=self._own)
        self.lost += lost
        return text
