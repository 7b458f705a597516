"""Numbers of versions, exams, models and tables, with the name before them.

Pure; knows no products: what is spelled like a version, counts nothing and is no date is one.
"""

from collections.abc import Iterator
from typing import NamedTuple

import regex

from ingest.normalize import fold
from tutor.calendar_dates import NUMERIC, months
from tutor.names import opening_words
from tutor.numerals import values
from tutor.units import unit_pattern


class Version(NamedTuple):
    """The number of a version, exam, model or table, with the name before it."""

    text: str
    name: str
    parts: tuple[str, ...]
    implied: bool = False
    """It can support, but is not claimed."""


_VERSION = regex.compile(
    r"(?P<name>(?<![\p{L}\p{N}])(?<!\p{L}-)\p{Lu}[\p{Latin}+#]*|(?<![\p{L}\p{N}])[Vv]ersions?|"
    r"(?<![\p{L}\p{N}])[Vv](?=\d)|ال?[إا]صدار|版本)[\s-]?[Vv]?"
    r"(?P<number>\d+(?:\.\d+)*)(?![\p{Latin}\p{N}%٪]|,\d)"
    r"|(?<![\p{L}\p{N}.])(?P<number>\d+(?:\.\d+){2,})(?![\p{Latin}\p{N}])"
)

_FURTHER = regex.compile(
    r"(?:\s?(?P<by>,|/|&|、|,? and|,? or|和|或|و|أو|to|-|至|到)\s?[vV]?"
    r"(?P<number>\d+(?:\.\d+)*)(?![\p{Latin}\p{N}%]))*"
)
"""`1.3` of `TLS 1.2 and 1.3`, `4` of `domains 1 to 4`."""


def versions_in(text: str, language: str) -> Iterator[Version]:
    """The versions of a text that `tutor.names.cased` gave."""
    for match in _VERSION.finditer(text):
        name, number = fold(match["name"] or ""), match["number"]
        counted = unit_pattern().match(fold(text[match.end() : match.end() + 20]))
        if counted or name in opening_words() or name in months():
            continue
        if not name and (values(number, language) or NUMERIC.fullmatch(number)):
            continue  # 1.234.567, 31.03.2024
        name = "version" if name in _VERSION_WORDS else name.rstrip("s") if len(name) > 3 else name
        yield Version(match[0], name, _numbers(number))
        begun = number
        further = _FURTHER.match(text, match.end())
        for by, number in zip(further.captures("by"), further.captures("number")):
            yield Version(number, name, _numbers(number), implied="." not in number)
            if by in _RANGE and begun.isdigit() and number.isdigit():
                for inner in range(int(begun) + 1, min(int(number), int(begun) + 50)):
                    yield Version(number, name, (str(inner),), implied=True)


_VERSION_WORDS = tuple(map(fold, ("v", "versions", "إصدار", "الإصدار", "版本")))
_RANGE = ("to", "-", "至", "到")


def _numbers(number: str) -> tuple[str, ...]:
    return tuple(str(int(part)) for part in number.split("."))
