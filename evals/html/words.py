"""Words that somebody else said, made ready to be shown: shortened, with their direction.

What they do to a page is the template's affair: it escapes everything, and takes out what is
invisible or turns the direction (`evals.html.page`).
"""

import unicodedata
from dataclasses import dataclass

from ingest.languages import canonical, is_right_to_left

LONG = 1500
"""Characters of an answer that are shown."""
_JOINS = ("Mn", "Me", "Mc", "Cf")
"""Marks and joiners belong to the letter before."""


@dataclass(frozen=True)
class Words:
    """A text of somebody else, or its beginning."""

    text: str
    language: str
    """BCP-47 for the page's `lang`; empty where nobody knows."""
    direction: str
    """`rtl` or `ltr`."""
    length: int = 0
    """Characters of the whole text, where it was shortened."""


def words(text: str, language: str = "", limit: int = LONG) -> Words:
    """The beginning of `text`, never cut between a letter and its mark."""
    shown = cut(text, limit)
    return Words(
        text=shown,
        language=canonical(language) or "" if language else "",
        direction="rtl" if is_right_to_left(shown) else "ltr",
        length=len(text) if len(shown) < len(text) else 0,
    )


def cut(text: str, limit: int) -> str:
    """At most `limit` characters of the beginning of `text`."""
    if len(text) <= limit:
        return text
    end = limit
    while end > 0 and unicodedata.category(text[end]) in _JOINS:
        end -= 1
    return text[:end] or text[:limit]


def number(value: float | None) -> str:
    """Two decimals, a dash for no value; no decimals where there are hundreds."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def signed(value: float | None) -> str:
    """As `number`, with its sign."""
    if value is None:
        return "–"
    return ("+" if value > 0 else "") + number(value).replace("-", "−")


def span(interval: tuple[float, float] | None) -> str:
    """An interval in words."""
    if interval is None:
        return "no interval"
    return " to ".join(number(end).replace("-", "−") for end in interval)
