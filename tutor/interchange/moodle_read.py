"""Moodle XML → items. Where the file is broken, its questions are read one by one."""

from collections.abc import Iterator
from typing import Any

from ingest.errors import DamagedFile
from ingest.settings import IngestSettings
from tutor.errors import UnreadableBank
from tutor.interchange import moodle
from tutor.interchange.assemble import imported
from tutor.interchange.banks import Found, Imported, Truth, Unread, option
from tutor.interchange.extras import from_tags, unpack
from tutor.interchange.fragments import from_html, parse, text_of
from tutor.interchange.markup import blocks, decoded, parsed, refuse_types
from tutor.interchange.moodle_xml import BOX, MARK
from tutor.quizzes import GAP, Option

_NOT_ASKED = {"category", "description"}
_UNCHECKED = {
    "essay": "an essay has no answer to check",
    "matching": "a matching question",
    "match": "a matching question",
    "cloze": "several gaps in one question, each with its own answers",
}


def read(data: bytes, name: str, limits: IngestSettings) -> Imported:
    """The items of a file. Raises `UnsafeFile`, `DamagedFile`, `UnreadableBank`."""
    text = decoded(data, name)
    refuse_types(text, name)
    return imported(_questions(text, name))


def _questions(text: str, name: str) -> Iterator[Found | Unread]:
    try:
        root = parsed(text, name)
    except DamagedFile as error:
        yield from _by_itself(text, name, error)
        return
    if root.tag != "quiz":
        raise UnreadableBank(
            f"{name} is XML, but no quiz of Moodle (it begins with <{root.tag}>).",
            hint="In Moodle: Question bank, Export, Moodle XML. For QTI add --format qti.",
        )
    for number, element in enumerate(root.iterfind("question"), start=1):
        if element.get("type") not in _NOT_ASKED:
            yield _question(element, f"question {number} (line {element.sourceline})")


def _by_itself(text: str, name: str, error: DamagedFile) -> Iterator[Found | Unread]:
    found = False
    for line, block in blocks(text, "question"):
        found = True
        try:
            element = parsed(block, name, first=line)
        except DamagedFile as fault:
            yield Unread(where=f"line {line}", detail=fault.message)
            continue
        if element.get("type") not in _NOT_ASKED:
            yield _question(element, f"line {line}")
    if not found:
        raise error
    yield Unread(where="the file as a whole", detail=error.message)


def _question(element: Any, where: str) -> Found | Unread:
    kind = element.get("type") or ""
    texts = _Texts()
    feedback, packed = texts.feedback(element.find("generalfeedback"))
    stem = texts.of(element.find("questiontext"))
    named, others = from_tags(tag.findtext("text") or "" for tag in element.iterfind("tags/tag"))
    found = Found(
        where=where,
        stem=stem,
        explanation=feedback,
        extra=packed,
        id=element.findtext("idnumber") or "",
        named=named,
        tags=others,
    )
    plainly = kind != "multichoice"
    answers = [_Answer(each, texts, plainly=plainly) for each in element.iterfind("answer")]
    if kind == "truefalse":
        found = _true_false(found, answers)
    elif kind == "multichoice":
        single = (element.findtext("single") or "true").strip() not in ("false", "0", "")
        right = [each.fraction >= 100 if single else each.fraction > 0 for each in answers]
        if single and sum(right) > 1:
            return _unread(found, "several options are each right by themselves")
        options = [option(a.text, good, a.why) for a, good in zip(answers, right)]
        found = _chosen(found, options, single=single)
        if single and any(0 < each.fraction < 100 for each in answers):
            texts.lost["options worth part of the points"] = None
    elif kind in ("shortanswer", "numerical"):
        found = _typed(found, answers, texts, kind)
    else:
        return _unread(found, _UNCHECKED.get(kind, f"questions of type {kind!r} are not read"))
    return found._replace(losses=tuple(texts.lost))


def _chosen(found: Found, options: list[Option], *, single: bool) -> Found:
    return found._replace(options=tuple(options), kind="single" if single else "multiple")


def _true_false(found: Found, answers: "list[_Answer]") -> Found:
    by_word = {each.text.strip().lower(): each for each in answers}
    true, false = by_word.get("true"), by_word.get("false")
    if true is None or false is None:
        return found
    truth = Truth(true.fraction >= 100, if_true=true.why, if_false=false.why)
    return found._replace(kind="true-false", truth=truth)


def _typed(found: Found, answers: "list[_Answer]", texts: "_Texts", kind: str) -> Found:
    right = [each.text for each in answers if each.fraction >= 100]
    if len(right) < len(answers):
        texts.lost["answers worth part of the points"] = None
    if kind == "numerical":
        texts.lost["the tolerance of a number"] = None
        return found._replace(answer=tuple(right))
    stem = found.stem
    extra = unpack(found.extra) if found.extra else None
    if extra is None:
        stem = stem.replace(BOX, GAP, 1)
    elif extra.kind == "cloze":
        stem = stem.replace(BOX, GAP)
    return found._replace(stem=stem, answer=tuple(map(moodle.with_stars, right)))


def _unread(found: Found, detail: str) -> Unread:
    return Unread(where=found.where, detail=detail, stem=found.stem)


class _Answer:
    """One `<answer>`."""

    def __init__(self, element: Any, texts: "_Texts", *, plainly: bool) -> None:
        # What is typed is no HTML, whatever its format says (`qformat_xml::import_answer`).
        self.text = texts.plain(element) if plainly else texts.of(element)
        self.why = texts.of(element.find("feedback"))
        try:
            self.fraction = float(element.get("fraction") or 0)
        except ValueError:
            self.fraction = 0.0


class _Texts:
    """Reads the texts of one question, and notes what is lost."""

    def __init__(self) -> None:
        self.lost: dict[str, None] = {}
        self._own = False

    def feedback(self, element: Any) -> tuple[str, str]:
        """The explanation, and what Hikma keeps beside it."""
        source = "" if element is None else element.findtext("text") or ""
        root = parse(source) if MARK in source else None
        mark = None if root is None else root.find(f".//div[@class='{MARK}']")
        packed = "" if mark is None else mark.get("data-hikma") or ""
        self._own = bool(packed)
        if mark is None:
            return self.of(element), ""
        text, lost = text_of(root, own=self._own, leave=(mark,))
        self.lost |= dict.fromkeys(lost)
        return text, packed

    def plain(self, element: Any) -> str:
        """What stands in the `<text>` of an element."""
        source = "" if element is None else element.findtext("text") or ""
        return source if self._own else source.strip()

    def of(self, element: Any) -> str:
        """The text that an element shows."""
        source = self.plain(element)
        style = "html" if element is None else element.get("format") or "html"
        if style in ("plain_text", "markdown") or (style != "html" and "<" not in source):
            return source
        text, lost = from_html(source, own=self._own)
        self.lost |= dict.fromkeys(lost)
        return text
