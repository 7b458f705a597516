"""Do some typed words say a form, the same thing in the same order?

Pure; knows tokens, not what stands around them (`tutor.surplus`). Amounts are compared by size,
names and codes as they are written, words but for inflection and slips.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

import regex

from ingest.normalize import fold
from tutor.alike import inflected, lists, mistyped, secured
from tutor.names import cased
from tutor.surplus import Asked
from tutor.typed import LETTERS, VERSION, Token
from tutor.units import Unit

_BYTES = regex.compile(r"(?<=[\p{Nd}\s])[KMGTP]i?([bB])(?![\p{Ll}--[ps]])", regex.V1)
_WATTS = regex.compile(r"(?<=[\p{Nd}\s])([mM])W(?!\p{L})")


def units_by_case(said: str, form: str) -> bool:
    """Are both written as who minds the difference writes them, and one bits and one bytes?
    `gb` may be either; folding makes one of Gb and GB, and of mW and MW."""
    for pattern in (_BYTES, _WATTS):
        given, wanted = set(pattern.findall(cased(said))), set(pattern.findall(cased(form)))
        if given and wanted and given.isdisjoint(wanted):
            return True
    return False


def says(words: Sequence[Token], form: Sequence[Token], asked: Asked, code: str) -> bool:
    """Do these words say the form, and nothing else? `code`: language of the words."""
    given = [token for token in words if token.kind != "end"]
    wanted = [token for token in form if token.kind != "end"]
    return _equal(given, wanted, asked, code, slips=True) or _equal(
        # `max polling` is two words, of which neither is a slip.
        _joined(given),
        _joined(wanted),
        asked,
        code,
        slips=False,
    )


def _equal(
    given: Sequence[Token], wanted: Sequence[Token], asked: Asked, code: str, *, slips: bool
) -> bool:
    return len(given) == len(wanted) and all(
        _same(token, wanted[at], wanted[at - 1] if at else None, asked, code)
        or (slips and _is_slip(token, wanted[at], asked, code))
        for at, token in enumerate(given)
    )


def _is_slip(said: Token, form: Token, asked: Asked, code: str) -> bool:
    words = form.kind == "word" and said.kind in ("word", "proper", "name")
    return words and mistyped(said.text, form.text, code, asked.known)


def _joined(found: Sequence[Token]) -> list[Token]:
    """Words that may be written as one (`data set`, IssuesFound) as one; small words stay apart,
    or `in active` would be inactive."""
    small = _small_words()
    kept: list[Token] = []
    for token in found:
        joins = token.kind in LETTERS and (token.glued or token.text not in small)
        if joins and kept and kept[-1].kind in LETTERS and kept[-1].text not in small:
            kind = "name" if "name" in (token.kind, kept[-1].kind) else token.kind
            kept[-1] = Token(kind, kept[-1].text + token.text)
        else:
            kept.append(token)
    return kept


@cache
def _small_words() -> frozenset[str]:
    return frozenset(fold(word) for group in lists()["prepositions"].values() for word in group)


def same_list(words: Sequence[Token], form: Sequence[Token], asked: Asked, code: str) -> bool:
    """`recall and precision` for `precision, recall`; three things after commas have an order."""
    given, wanted = _parts(words), _parts(form)
    joined = any(token.kind == "and" and token.text[0].isalpha() for token in form)
    if not (len(wanted) == 2 or joined) or len(given) != len(wanted):
        return False
    for part in wanted:
        said = next((other for other in given if says(other, part, asked, code)), None)
        if said is None:
            return False
        given.remove(said)
    return True


def _parts(found: Sequence[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in found:
        if token.kind == "and":
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


# ---- one word or number -------------------------------------------------------------------------


def _same(said: Token, form: Token, before: Token | None, asked: Asked, code: str) -> bool:
    """`before`: what stands before it in the form, where a name makes a version of a number."""
    if form.value is not None and said.value is not None:
        version = asked.version or (
            before is not None and (before.kind in ("name", "proper") or before.text in VERSION)
        )
        return _same_amount(said, form, asked, version=version)
    if "amount" in (said.kind, form.kind) or "number" in (said.kind, form.kind):
        return said.text == form.text and not (said.unit or form.unit)
    if form.kind == "name":
        return form.text in _singular(said) or said.text in _singular(form)
    if form.kind == "proper":
        return not secured(said.text, form.text) and said.text in (
            form.text,
            f"{form.text}s",
            form.text.removesuffix("s"),
        )
    if form.kind in LETTERS and said.kind in LETTERS:
        return inflected(said.text, form.text, code)
    return said.kind == form.kind


def _singular(name: Token) -> tuple[str, ...]:
    """A name as it is written, and the acronym that it is the plural of (`API` of `APIs`)."""
    one = name.text.removesuffix("s")
    return (name.text, one) if name.plural and not secured(name.text, one) else (name.text,)


def _same_amount(said: Token, form: Token, asked: Asked, *, version: bool) -> bool:
    """1,000 is 1000, two weeks are 14 days; 1.10 of a version is not 1.1."""
    assert said.value is not None
    assert form.value is not None
    if version and regex.search(r"[.٫]", said.text + form.text) and not (said.unit or form.unit):
        return said.text.replace("٫", ".") == form.text.replace("٫", ".")
    if said.unit and form.unit:
        # A month is 28 to 31 days and 1 GB may be 1024 MB, but 30 days are no month, nor GiB GB.
        vague = len(said.unit.sizes) > 1
        same = said.unit.measure == form.unit.measure and vague == (len(form.unit.sizes) > 1)
        return same and not _sizes(said.value, said.unit).isdisjoint(_sizes(form.value, form.unit))
    unit = said.unit or form.unit
    if unit is None or unit in asked.units:
        return said.value == form.value
    # 50% for 0.5, where nobody asked for percent.
    shares = (_sizes(said.value, said.unit), _sizes(form.value, form.unit))
    return unit.measure == "share" and shares[0] == shares[1]


def _sizes(value: Fraction, unit: Unit | None) -> set[Fraction]:
    """In the smallest unit of its measure; several where usage differs."""
    return {value * size for size in unit.sizes} if unit else {value}
