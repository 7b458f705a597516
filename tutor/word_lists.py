"""The words of `particulars.toml`, and how many of them become one pattern.

Knows no language and no kind of word: what a list means, and the folding of it, is its user's.
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

import regex


@cache
def data() -> dict[str, Any]:
    """The word lists, folded by whoever uses them."""
    return tomllib.loads(resources.files("tutor").joinpath("particulars.toml").read_text("utf-8"))


def alternation(forms: Iterable[str]) -> str:
    """An alternation, the longest first; a star stands for the rest of a word."""
    ordered = sorted({form.strip() for form in forms}, key=lambda form: (-len(form), form))
    escaped = (regex.escape(form.rstrip("*")) + r"\p{L}*" * form.endswith("*") for form in ordered)
    return f"(?:{'|'.join(escaped)})" if ordered else "(?!)"


def is_han(form: str) -> bool:
    """Has it any Han character, and so no word ends?"""
    return bool(regex.search(r"\p{Han}", form))
