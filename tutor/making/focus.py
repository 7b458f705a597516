"""What of a sentence can be asked for: an amount, a name, or a term that the glossary knows.

Pure; knows neither how telling a name is nor what it could be mixed up with. Offsets are code
points into the sentence. What stands in it twice is left out: blanked out once, the other place
tells it. So are what stands between quotation marks, and the parts of a date.
"""

from collections.abc import Iterator
from functools import cache
from typing import Literal

import regex

from ingest.documents import Record
from ingest.languages import primary
from ingest.normalize import fold, fold_with_map
from tutor.calendar_dates import months
from tutor.cite import numbers
from tutor.gates.word_rules import data as flaws
from tutor.glossary import LATIN, Entry, shipped
from tutor.making.near_numbers import read
from tutor.names import opening_words
from tutor.units import forms
from tutor.wording import contains, names, script_of

AMOUNT = regex.compile(
    r"(?<![\p{Latin}_\d.,٫٬．/=(+*-]|\d[،，])(?<![=+*/^×÷-]\s)(?<!第\s?)"
    r"(?!(?<=\d[ \u00a0\u202f])\d{3}(?!\d))(?P<n>\d+(?:[.,٫٬．،，]\d+)*)(?![\p{Latin}_\d])"
    r"(?:(?P<sign>\s?[%％٪°])|\s?[\p{Han}--[到至或和与月日号]]|[\s\u00a0][\p{L}\p{M}--\p{Han}]+)(?!\s[=+*/^×÷-])",
    regex.V1,
)
"""A number with what it counts: not part of a name (`S3`) or of a formula, not in a bare list, not
the end of one that is written in groups (`1 200`). In the text as it is written, and so in whatever
digits; `near_numbers.read` knows which of them are known."""
NAME = regex.compile(
    r"(?<![\p{Latin}\p{N}_]|[\p{Latin}\p{N}]-)\p{Lu}[\p{Latin}\p{N}_+#]*(?:-[\p{Latin}\p{N}]+)*"
    r"(?: \p{Lu}[\p{Latin}\p{N}_+#-]*)*|\p{Ll}+_[\p{Latin}\p{N}_]+"
)
"""Not the end of another: the NN of k-NN."""
_MONEY = regex.compile(r"(?:US\$|\$|€|£)\s?$")
_HAN_UNIT = regex.compile(r"\s?个?(\p{Han}{1,3})")
_UNIT = regex.compile(r"[\s\u00a0-]([\p{Latin}\p{Arabic}\p{M}]+(?:/[\p{Latin}]+)?)")
_TO = (
    r"\s?%?\s?(?:\p{Han}{1,3}|[\p{L}--\p{Han}][\p{L}\p{M}--\p{Han}]{0,11}\s?)?"
    r"(?:[\-~至]|(?<![达得直收受看等遇])到|(?<=\s)(?:to|الي|حتي))\s?"
)
"""Between the ends of a range, in folded text: `3 days to 5`, `3-5`, `3天到5`, `3 إلى 5`."""
_FROM = regex.compile(rf"[0-9]{_TO}$", regex.V1)
_UNTIL = regex.compile(rf"{_TO}[0-9]", regex.V1)
_YEARS, _YEAR_DIGITS = range(1900, 2101), 4
_DIGITS = regex.compile(r"\d+")
_TRIVIAL = frozenset({"0", "1", "٠", "١", "０", "１"})
"""Numbers that anybody would put into a gap, where no unit follows."""
_WHEN = frozenset({"时", "時"})
"""Behind a number mostly `when it is so`, and no hour."""
_QUOTED = regex.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|「[^「」]*」|‘[^‘’]*’")
_EDGE = {"zh": (r"", r""), "ar": (r"(?<![\p{L}\p{M}])(?:ال)?", r"(?![\p{L}\p{M}])")}
_WORD_EDGE = (r"(?<![\p{L}\p{N}-])", r"(?:e?s)?(?![\p{L}\p{N}-])")
Of = Literal["amount", "name", "term"]


class Focus(Record):
    """What the answer is to be, as it is written."""

    of: Of
    start: int
    end: int
    text: str
    number: str = ""
    """Of an amount its number, as it is written; `text` has the unit as well, where it has one."""
    unit: str = ""
    """What stands behind the number, as it is written."""

    @property
    def is_share(self) -> bool:
        """Is it a part of a hundred?"""
        return self.unit.strip() in ("%", "％", "٪")


def foci(text: str, language: str) -> list[Focus]:
    """Everything in a sentence that can be asked for once: amounts, then names, then terms."""
    found = [*_amounts(text), *_names(text, language), *_terms(text, language)]
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    taken: list[Focus] = []
    for focus in found:
        if any(start <= focus.start < end for start, end in quoted):
            continue
        apart = all(focus.end <= other.start or other.end <= focus.start for other in taken)
        rest = text[: focus.start] + " … " + text[focus.end :]
        again = numbers(focus.number) & numbers(rest)
        if apart and not again and not contains(rest, focus.text, language):
            taken.append(focus)
    return taken


def _amounts(text: str) -> Iterator[Focus]:
    for match in AMOUNT.finditer(text):
        start, end = match.span("n")
        if read(match["n"]) is None or _is_of_date(text, start, match.end()):
            continue
        if _is_of_range(text, start, end):
            continue
        money = _MONEY.search(text, 0, start)
        if money:
            yield _amount(text, money.start(), start, end, end)
        elif match["sign"]:
            yield _amount(text, start, start, end, match.end("sign"))
        elif unit := _unit_end(text, end):
            yield _amount(text, start, start, end, unit)
        elif match["n"] not in _TRIVIAL:
            yield _amount(text, start, start, end, end)


def _is_of_date(text: str, start: int, end: int) -> bool:
    """Is it a year, or the day of a month whose name stands beside it?"""
    number = _DIGITS.match(text, start, end)
    if number and int(number[0]) in _YEARS and number.end() - start == _YEAR_DIGITS:
        return True
    before, behind = fold(text[:start]).split(), fold(text[start:]).split()
    beside = {word.strip(".,،") for word in (*before[-1:], *behind[1:2])}
    return not beside.isdisjoint(months())


def _is_of_range(text: str, start: int, end: int) -> bool:
    """Is it one end of a range? Whoever is asked for it has only half of what is so."""
    return bool(_FROM.search(fold(text[:start])) or _UNTIL.match(fold(text[end:])))


def _amount(text: str, first: int, start: int, end: int, last: int) -> Focus:
    return Focus(
        of="amount",
        start=first,
        end=last,
        text=text[first:last],
        number=text[start:end],
        unit=text[end:last],
    )


def _unit_end(text: str, end: int) -> int:
    """Where the unit behind a number ends; 0 where there is none that is known."""
    han = _HAN_UNIT.match(text, end)
    if han:
        for length in range(len(han[1]), 0, -1):
            if fold(han[1][:length]) in forms() and han[1][:length] not in _WHEN:
                return int(han.start(1)) + length
        return 0
    word = _UNIT.match(text, end)
    return int(word.end(1)) if word and _is_unit(fold(word[1])) else 0


def _is_unit(word: str) -> bool:
    known = forms()
    return word in known or any(f.endswith("*") and word.startswith(f[:-1]) for f in known)


def _names(text: str, language: str) -> Iterator[Focus]:
    """Without the maker before them, and without the word that opens the sentence."""
    known = names(text, language)
    makers = set(flaws()["vendors"]["names"])
    for match in NAME.finditer(text):
        words = match[0].split(" ")
        start = match.start()
        while words and fold(words[0]) in makers | opening_words() and len(words) > 1:
            start += len(words.pop(0)) + 1
        name = " ".join(words)
        shaped = fold(name) in known and regex.search(r"[\p{Lu}\d_]", name)
        whole = len(words) > 1 and (start or script_of(language) != "Latin" or shaped)
        listed = bool(entry_of(name))
        if fold(name) not in makers and len(name) > 1 and (shaped or whole or listed):
            yield Focus(of="name", start=start, end=start + len(name), text=name)


def entry_of(text: str) -> Entry | None:
    """What of the glossary a text is a name of, and nothing else."""
    found = _listed().get(fold(text).strip())
    return found[0] if found and len(found) == 1 else None


@cache
def _listed() -> dict[str, tuple[Entry, ...]]:
    """Entries by each of their folded forms."""
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in shipped().entries:
        for form in {fold(form) for every in entry.forms.values() for form in every}:
            found[form] = (*found.get(form, ()), entry)
    return found


def _terms(text: str, language: str) -> Iterator[Focus]:
    pattern = _term_pattern(primary(language))
    if pattern is None:
        return
    folded = fold_with_map(text)
    for match in pattern.finditer(folded.text):
        start, end = folded.span(*match.span())
        yield Focus(of="term", start=start, end=end, text=text[start:end])


@cache
def _term_pattern(code: str) -> "regex.Pattern[str] | None":
    listed = [form for entry in shipped().entries if not entry.name
              for form in entry.forms.get(code, ())]  # fmt: skip
    every = sorted({fold(form) for form in listed}, key=lambda form: (-len(form), form))
    before, after = _EDGE.get(code, _WORD_EDGE)
    every = [form for form in every if len(form) > 1]
    any_form = "|".join(regex.escape(form) for form in every)
    return regex.compile(f"{before}(?:{any_form}){after}") if every else None


def term_entry(text: str, language: str) -> Entry | None:
    """What of the glossary a term is, written in the plural or with the article as it may be."""
    folded = fold(text).strip()
    for form in (folded, folded.removesuffix("s"), folded.removesuffix("es"),
                 folded.removeprefix("ال")):  # fmt: skip
        found = [e for e in _listed().get(form, ()) if primary(language) in e.forms]
        if found:
            return found[0]
    return None


def entry_for(focus: Focus, language: str) -> Entry | None:
    """What of the glossary a focus is."""
    return term_entry(focus.text, language) if focus.of == "term" else entry_of(focus.text)


def called(entry: Entry, language: str) -> str:
    """What an entry is called in items of a language; empty where it has no word in it."""
    forms = entry.forms.get(LATIN if entry.name else primary(language), ())
    return forms[0] if forms else ""


def usual_name(entry: Entry) -> str:
    """The name by which entries are told apart."""
    return entry.forms[LATIN][0]
