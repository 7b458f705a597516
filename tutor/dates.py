"""The date that a document gives itself, and whether that is long ago.

Knows text, not files: what a file system says of a file's age says nothing of its contents. Only
the beginning, the end, the title and the file's name are looked at, and of the first two only a
date that a cue introduces and nothing follows: a year inside a fact is not the document's.
"""

import calendar
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib import resources
from pathlib import PurePath

import regex

from ingest.normalize import fold
from tutor.cues import UNSPACED, one_of

HEAD, TAIL = 1500, 500
"""Characters of a document in which it may give its date."""
_YEARS = range(1990, 2100)
_YEAR_DAYS = 365.25
_HAN = {char: str(at) for at, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_HAN_YEAR = regex.compile(r"[零〇○一二三四五六七八九]{4}(?=年)")
_HAN_MONTH = regex.compile(r"(?<=年)(十[一二]?|[一二三四五六七八九])(?=月)")
_LETTER = r"[\p{L}\p{M}\p{N}]"
_BEGIN = r"(?:^|(?<=[.。!?؟|·•;؛])|(?<=\s[-–—]))[\s#*_>|\"'(]*(?:[-–—+]\s+)?[*_\"']*"
_END = (
    r"(?:[t\s]+\d\d?:\d\d\S*)?[\"']?"
    r"(?=\s*(?:[.。!|)\]>·•;؛*_]|[-–—]\s|by\s|utc|gmt|\(|$))(?!\.\d)"
)
"""What follows a date that says no more. Text is looked at line by line."""


def as_of(document_text: str, title: str, path: str) -> str:
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`; empty where the document gives no date.

    What the text says comes before what title and name of the file say.
    """
    head, tail = document_text[:HEAD], document_text[max(HEAD, len(document_text) - TAIL) :]
    for group in ("stated", "published"):
        for part in (head, tail):
            found = sorted(_introduced(part, group))
            if found:
                return found[-1]  # "published 2021, updated 2024"
    name = PurePath(path.replace("\\", "/")).stem.replace("_", " ")
    in_title = _only(title)
    return in_title if "-" in in_title or _is_paper(title) else _only(name)


def is_old(as_of: str, today: date, years: float = 2) -> bool:
    """True where all of the period `as_of` is more than `years` before `today`."""
    last = last_day(as_of)
    return last is not None and last + timedelta(days=_YEAR_DAYS * years) < today


def last_day(as_of: str) -> date | None:
    """The last day of `2024`, `2024-03` or `2024-03-31`; None for anything else."""
    match = regex.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", as_of)
    if not match:
        return None
    year, month = int(match[1]), int(match[2] or 12)
    try:
        return date(year, month, int(match[3] or calendar.monthrange(year, month)[1]))
    except (ValueError, calendar.IllegalMonthError):
        return None


def _introduced(part: str, group: str) -> Iterator[str]:
    """Dates behind a cue of the group, with nothing behind them."""
    for line in _arabic_numbers(part).split("\n"):
        folded = fold(line)
        for match in _pattern(group).finditer(folded):
            written = _written(match)
            if written:
                yield written


def _only(name: str) -> str:
    """The one date in a title or a file's name; none where there are several years."""
    folded = fold(_arabic_numbers(name))
    found = [written for match in _loose().finditer(folded) if (written := _written(match))]
    return found[0] if len({each[:4] for each in found}) == 1 else ""


def _is_paper(title: str) -> bool:
    return _papers().search(fold(title)) is not None


def _arabic_numbers(text: str) -> str:
    """二〇二六年十一月 → 2026年11月."""
    text = _HAN_YEAR.sub(lambda match: "".join(_HAN[char] for char in match[0]), text)
    return str(_HAN_MONTH.sub(lambda match: str(_month_of_han(match[0])), text))


def _month_of_han(said: str) -> int:
    tens = 10 if said.startswith("十") else 0
    return tens + int(_HAN.get(said.removeprefix("十"), "0"))


def _written(match: "regex.Match[str]") -> str:
    """The date in the form of ISO 8601, as exact as it is sure."""
    said = match.groupdict()
    year, day = int(said["year"]), int(said["day"] or 0)
    month = _months()[said["name"]] if said["name"] else int(said["month"] or 0)
    if said["first"]:  # 31/03/2024; 03/04/2024 could be either
        first, second = int(said["first"]), int(said["second"])
        month, day = (second, first) if first > 12 else (first, second) if second > 12 else (0, 0)
    if year not in _YEARS:
        return ""
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return ""
    return f"{year}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Cues and such, folded."""
    source = resources.files("tutor").joinpath("dates.toml").read_text("utf-8")
    table = tomllib.loads(source)
    return {key: tuple(map(fold, table[key])) for key in table if key != "months"}


@cache
def _months() -> dict[str, int]:
    """Numbers of the months by their folded names."""
    source = resources.files("tutor").joinpath("dates.toml").read_text("utf-8")
    months = tomllib.loads(source)["months"]
    return {fold(name): int(number) for number in months for name in months[number]}


@cache
def _date() -> str:
    """A pattern for a date in folded text."""
    month = f"(?:{one_of(tuple(_months()))})"
    # "يناير/كانون الثاني 2024": both names of one month.
    after = rf"(?:\s*[/(]\s*{month}\s*\)?)?\.?(?!{_LETTER})"
    year, day = r"(?P<year>\d{4})", r"(?P<day>\d\d?)"
    forms = (
        rf"{year}\s*年(?:\s*(?P<month>\d\d?)\s*月(?:\s*{day}\s*[日号號])?)?",
        rf"{year}(?P<sep>[-/.])(?P<month>\d\d?)(?:(?P=sep){day})?(?!\d|[-/.]\d|年)",
        rf"{year}(?P<month>[01]\d)(?P<day>[0-3]\d)",
        rf"{day}(?:st|nd|rd|th|er|º|\.)?[\s\-]+(?:de |of )?(?P<name>{month}){after}"
        rf"[\s,،\-]+(?:de |del )?{year}",
        rf"(?P<name>{month}){after}\s+{day}(?:st|nd|rd|th)?[,،]?\s+{year}",
        rf"(?P<name>{month}){after}[\s,،\-]+(?:de |del |of )?{year}",
        rf"(?P<first>\d\d?)[-/.](?P<second>\d\d?)[-/.]{year}",
        rf"{year}(?!\s?[-–/]\s?\d)",
    )
    return rf"(?<!\d)(?:{'|'.join(forms)})(?!\d)(?:\s*(?:年|г\.?|م|r\.))?(?!{_LETTER})"


@cache
def _pattern(group: str) -> "regex.Pattern[str]":
    table = _table()
    cues, itself, about = (one_of(table[key]) for key in (group, "itself", "about"))
    return regex.compile(
        rf"{_BEGIN}(?:(?:{itself})\s*)?(?:{cues})(?:\s*[:=|*_,،\-]+\s*|\s+|(?<=[{UNSPACED}]))"
        rf"[\"'(]?(?:(?:{about})(?:\s*:\s*|\s+|(?<=[{UNSPACED}])))*{_date()}{_END}"
    )


@cache
def _papers() -> "regex.Pattern[str]":
    edge = rf"(?:(?<!{_LETTER})|(?<=[{UNSPACED}])|(?=[{UNSPACED}]))"
    return regex.compile(
        rf"{edge}(?:{one_of(_table()['papers'])})(?:(?!{_LETTER})|(?<=[{UNSPACED}]))"
    )


@cache
def _loose() -> "regex.Pattern[str]":
    """A date in a name, which may touch Chinese; not the second year of 1990-2020."""
    return regex.compile(
        rf"(?:(?<!{_LETTER})|(?<=[{UNSPACED}]))(?<!\d\s?[-–/])"
        + _date().removesuffix(rf"(?!{_LETTER})")
        + rf"(?:(?!{_LETTER})|(?=[{UNSPACED}]))"
    )
