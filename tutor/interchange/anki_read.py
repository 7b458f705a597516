"""Anki notes → items: Hikma's own note types wholly, those of others as flashcards and gaps.

Which side a field of somebody else's note is on, its first card tells, whatever language its
fields are named in.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import regex

from ingest.errors import DamagedFile
from ingest.settings import IngestSettings
from tutor.interchange import anki_cards as cards
from tutor.interchange.anki_collection import Note, NoteType, notes
from tutor.interchange.assemble import imported
from tutor.interchange.banks import Found, Imported, Unread, option
from tutor.interchange.fragments import from_html, parse, text_of
from tutor.quizzes import GAP, Option

_SOUND = regex.compile(r"\[(?:sound|anki):[^\]]*\]")
_CLOZE = regex.compile(r"\{\{c(\d+)::(.*?)(?:::(.*?))?\}\}", regex.DOTALL)


def read(data: bytes, name: str, limits: IngestSettings) -> Imported:
    """The items of a package.

    Raises `UnreadableBank`, `DamagedFile`, `UnsafeFile`, `TooLarge`, `EncryptedFile`.
    """
    return imported(_every(data, name, limits))


def _every(data: bytes, name: str, limits: IngestSettings) -> Iterator[Found | Unread]:
    """What every note holds; where the collection is damaged in the middle, what is before."""
    last = 0
    try:
        for note in notes(data, name, limits):
            last = note.number
            yield from _found(note, note.type)
    except DamagedFile as error:
        if not last:
            raise
        yield Unread(where=f"all after note {last}", detail=error.message)


def _found(note: Note, type: NoteType | None) -> Iterator[Found | Unread]:
    where = f"note {note.number}"
    if type is None:
        yield Unread(where=where, detail="its note type is not in the package")
    elif note.values.get("Hikma") and type.fields == cards.QUESTION_FIELDS:
        yield _question(note, where)
    elif note.values.get("Hikma") and type.fields == cards.CLOZE_FIELDS:
        yield _gap(note, where)
    elif type.is_cloze:
        yield from _gaps(note, type, where)
    else:
        yield _card(note, type, where)


def _question(note: Note, where: str) -> Found:
    options: list[Option] = []
    for line in parse(note.values["Options"]).iter("li"):
        shown, reason = _marked(line, "text"), _marked(line, "reason")
        text = _own(line if shown is None else shown, reason if shown is None else None)
        right = "right" in (line.get("class") or "").split()
        options.append(option(text, right, "" if reason is None else _own(reason)))
    return Found(
        where=where,
        stem=_field(note, "Question"),
        options=tuple(options),
        answer=_forms(note),
        explanation=_field(note, "Why"),
        extra=_packed(note),
    )


def _gap(note: Note, where: str) -> Found | Unread:
    text = note.values["Text"]
    found = _CLOZE.search(text)
    if found is None:
        return Unread(where=where, detail="its sentence has no gap")
    stem = text[: found.start()] + GAP + text[found.end() :]
    answer = from_html(found[2], own=True)[0]
    return Found(
        where=where,
        stem=from_html(stem, own=True)[0],
        kind="cloze",
        answer=(answer, *_forms(note)),
        explanation=_field(note, "Why"),
        extra=_packed(note),
    )


def _gaps(note: Note, type: NoteType, where: str) -> Iterator[Found | Unread]:
    """A question for each gap of a sentence, the others filled in."""
    text = "<br>".join(note.values.get(name, "") for name in type.front)
    gaps = list(_CLOZE.finditer(text))
    if not gaps:
        yield Unread(where=where, detail="its sentence has no gap")
    more, lost = _shown(note, type.back)
    for number in dict.fromkeys(gap[1] for gap in gaps):
        place = where if len({gap[1] for gap in gaps}) == 1 else f"{where}, gap {number}"
        mine = [gap for gap in gaps if gap[1] == number]
        stem, also = _text(_CLOZE.sub(lambda g, n=number: GAP if g[1] == n else g[2], text))
        answer, _ = _text(mine[0][2])
        if len(mine) > 1:
            yield Unread(where=place, detail="several gaps are asked for at once", stem=stem)
            continue
        yield Found(
            where=place,
            stem=stem,
            kind="cloze",
            answer=(answer,),
            explanation=more,
            tags=note.tags,
            losses=tuple(dict.fromkeys((*also, *lost))),
        )


def _card(note: Note, type: NoteType, where: str) -> Found | Unread:
    front, lost = _shown(note, type.front)
    back, also = _shown(note, type.back)
    if not front or not back:
        side = "front" if not front else "back"
        return Unread(where=where, detail=f"its {side} holds no text", stem=front)
    return Found(
        where=where,
        stem=front,
        kind="card",
        answer=(back,),
        tags=note.tags,
        losses=tuple(dict.fromkeys((*lost, *also))),
    )


def _shown(note: Note, names: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    texts = [_text(note.values.get(name, "")) for name in names]
    lost = dict.fromkeys(what for _, losses in texts for what in losses)
    return "\n".join(text for text, _ in texts if text), tuple(lost)


def _text(source: str) -> tuple[str, tuple[str, ...]]:
    """A field of somebody else's."""
    without = str(_SOUND.sub(" ", source))
    text, lost = from_html(without, own=False)
    return text, lost if without == source else (*lost, "a sound was left out")


def _field(note: Note, name: str) -> str:
    return from_html(note.values.get(name, ""), own=True)[0]


def _packed(note: Note) -> str:
    # Anki's editor may have made entities of its quotation marks.
    return from_html(note.values["Hikma"], own=True)[0].strip()


def _forms(note: Note) -> tuple[str, ...]:
    """The accepted forms; what was typed into the field in Anki is one more."""
    source = note.values.get("Answer", "")
    if not source.strip():
        return ()
    root = parse(source)
    forms = [each for each in root.iter("div") if each.get("class") == "form"]
    if not forms:
        return (_own(root),)
    return tuple(map(_own, forms))


def _marked(line: Any, name: str) -> Any:
    return next((each for each in line.iter() if each.get("class") == name), None)


def _own(element: Any, leave: Any = None) -> str:
    return text_of(element, own=True, leave=() if leave is None else (leave,))[0]
