"""Aiken: one right option of several, and nothing else. The most losing format, for old programs.

Knows Moodle's reader (`question/format/aiken`): a stem on one line, options `A. text`, a line
`ANSWER: A`. What of a stem would be read as one of these gets an invisible WORD JOINER before it,
which `trim` leaves alone and no reader takes for a space.
"""

from collections.abc import Iterator

import regex

from ingest.readers.text import decode
from ingest.settings import IngestSettings
from tutor.interchange.assemble import imported
from tutor.interchange.banks import Bank, Exported, Found, Imported, Loss, Unread, option
from tutor.interchange.prepare import prepared
from tutor.quizzes import Option, QuizItem

GUARD = "\u2060"
MOST_OPTIONS = 26
_OPTION = regex.compile(r"([A-Z])[.)](?:[ \t]+(.*)|$)")
_ANSWER = regex.compile(r"ANSWER\s*[:：]\s*([A-Za-z]?)")
_BREAK = regex.compile(r"[ \t]*\n\s*")
_TRIMMED = " \t\n"
_LOOKS_ELSE = regex.compile(r"[A-Z][.)](?:[ \t]|$)|ANSWER", regex.IGNORECASE)


def write(bank: Bank) -> Exported:
    """The single-choice items; everything but stem, options and key is lost."""
    ready, losses = prepared(bank.items, "Aiken", ("single", "true-false"))
    blocks = []
    for item in ready:
        if len(item.options) > MOST_OPTIONS:
            what = f"Aiken has letters for {MOST_OPTIONS} options"
            losses.append(Loss(item=item.id, what=what, whole=True))
            continue
        losses += [Loss(item=item.id, what=what) for what in _lost(item)]
        blocks.append(_block(item))
    return Exported(data="\n".join(blocks).encode("utf-8"), items=len(blocks), losses=tuple(losses))


def read(data: bytes, name: str, limits: IngestSettings) -> Imported:
    """The items of a file, in any encoding. Raises `UnknownEncoding`."""
    return imported(_questions(decode(data, name)))


def _lost(item: QuizItem) -> list[str]:
    texts = [item.stem, *(option.text for option in item.options)]
    fields = {
        "line breaks, spaces at the ends": any(_one_line(text) != text for text in texts),
        "explanation": item.explanation,
        "reasons of the options": any(option.rationale for option in item.options),
        "evidence": item.evidence,
        "kind (it becomes single choice)": item.kind == "true-false",
        "exam, domain, task": item.exam or item.domain or item.task,
    }
    return [*(name for name, there in fields.items() if there), "id, language, topic, gates"]


def _block(item: QuizItem) -> str:
    stem = _one_line(item.stem)
    lines = [GUARD + stem if _LOOKS_ELSE.match(stem) or len(stem) < 2 else stem]
    for number, each in enumerate(item.options):
        lines.append(f"{chr(ord('A') + number)}. {_one_line(each.text)}")
    key = next(number for number, each in enumerate(item.options) if each.correct)
    return "\n".join([*lines, f"ANSWER: {chr(ord('A') + key)}", ""])


def _one_line(text: str) -> str:
    """Only what ends a line: a full-width space of Chinese is a letter of its text."""
    return str(_BREAK.sub(" ", text.strip(_TRIMMED)))


def _questions(text: str) -> Iterator[Found | Unread]:
    """A question ends with its ANSWER; what else stands above options is their stem."""
    stem: list[str] = []
    options: list[str] = []
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip(" \t\r")
        if not line:
            if options:
                yield _unread(start, stem, "its options are not followed by a line ANSWER: A")
                stem, options = [], []
            continue
        start = start if stem or options else number
        if answer := _ANSWER.match(line):
            yield _question(start, stem, options, answer[1].upper())
            stem, options = [], []
        elif choice := _OPTION.match(line):
            options.append(choice[2] or "")
        elif options:
            yield _unread(start, stem, f"line {number} is no option and no ANSWER")
            stem, options, start = [line], [], number
        else:
            stem.append(line.removeprefix(GUARD))
    if stem or options:
        yield _unread(start, stem, "the file ends before its line ANSWER: A")


def _question(start: int, stem: list[str], options: list[str], key: str) -> Found | Unread:
    letters = [chr(ord("A") + number) for number in range(len(options))]
    if key not in letters:
        return _unread(start, stem, f"its ANSWER {key or 'is empty and'} names no option")
    made: tuple[Option, ...] = tuple(
        option(text, letter == key) for letter, text in zip(letters, options)
    )
    return Found(where=f"line {start}", stem="\n".join(stem), kind="single", options=made)


def _unread(start: int, stem: list[str], detail: str) -> Unread:
    return Unread(where=f"line {start}", detail=detail, stem="\n".join(stem))
