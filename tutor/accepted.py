"""Does a typed answer say an accepted form? In code alone, in any language.

Forgives how a thing is written: case, width, digits, spaces, marks of Arabic, articles and what
is written together with a word, number words, spellings of units, inflections, a slip in a long
ordinary word, and words around the answer that say nothing of their own. Never forgives another
number, version, unit, negation or name. In doubt an answer is not accepted: it can be disputed.
Pure; knows neither models nor what becomes of the verdict.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

import regex

from ingest.documents import Record
from ingest.languages import primary
from ingest.normalize import fold
from tutor.alike import inflected, lists
from tutor.calendar_dates import Day, dates_in
from tutor.glossary import shipped
from tutor.names import cased
from tutor.numerals import digitise
from tutor.says import same_list, says, units_by_case
from tutor.surplus import Asked, Fault, Found, contrary_bound, surplus
from tutor.typed import BOUNDS, LETTERS, VERSION, Token, language_of, tokens

LONGEST = 1000
"""Characters of a typed answer that is looked at. A longer one is no short answer, and what it may
say further on cannot be left unread."""


class Match(Record):
    """What an answer says of the accepted forms."""

    accepted: bool
    form: str
    """The form that it says, else the one that it is held against."""
    fault: Literal["", "number", "unit", "name", "negation", "several", "words"] = ""
    """What it has that the form does not; `words` where nothing particular tells."""
    said: str = ""
    """The learner's words that are at fault, folded."""


def compare(
    said: str, forms: Sequence[str], language: str, *, stem: str = "", known: str = ""
) -> Match:
    """What `said` says of the accepted forms of an item in `language`.

    `stem`: the question, whose words may be repeated and whose unit may be left out; `known`: any
    further text of the item, whose words are no slips of others.
    """
    every = list(dict.fromkeys(other for form in forms for other in readings(form)))
    asked = Asked.of(stem, known, every, language)
    if len(said) > LONGEST:
        return Match(accepted=False, form=every[0] if every else "", fault="words")
    found = [_match(said, form, asked) for form in every]
    telling = [match for match in found if match.fault != "words"]
    best = [match for match in found if match.accepted] or telling or found
    return best[0] if best else Match(accepted=False, form="", fault="words")


def mentions(text: str, form: str, language: str) -> bool:
    """Does a text say a form anywhere, whatever stands around it?"""
    asked = Asked.of("", "", [form], language)
    wanted = _without_bounds(_compared(tokens(form, language)))
    words = _without_bounds(_compared(tokens(text, language)))
    return any(_runs(words, wanted, asked, primary(language_of(text, language))))


# ---- forms --------------------------------------------------------------------------------------

_GLOSS = regex.compile(r"\s*[(（]([^()（）]+)[)）]\s*")
_ACRONYM = regex.compile(r"\p{Lu}[\p{Lu}\p{N}-]{1,6}")


def readings(form: str) -> Iterator[str]:
    """The form; without and by its gloss, where that is of another script or an acronym; and the
    usual names in other languages of what it is."""
    yield form
    gloss = _GLOSS.search(form)
    if gloss:
        outside, inside = _GLOSS.sub(" ", form).strip(), gloss[1].strip()
        other = language_of(outside, "en") != language_of(inside, "en")
        if outside and (other or _ACRONYM.fullmatch(inside)):
            yield from (outside, inside)
    yield from _usual_names().get(fold(form).strip(), ())


@cache
def _usual_names() -> dict[str, tuple[str, ...]]:
    """Usual name of a thing, folded → its usual names in all languages, where no other thing has
    any of them.

    The glossary's further forms are for searching: `role` finds execution roles, and is not one.
    """
    rows = [tuple(row[0] for row in e.forms.values() if row) for e in shipped().entries]
    counts = Counter(fold(form) for row in rows for form in dict.fromkeys(row))
    alone = [row for row in rows if all(counts[fold(form)] == 1 for form in row)]
    return {fold(form): row for row in alone for form in row}


# ---- one form -----------------------------------------------------------------------------------


def _match(said: str, form: str, asked: Asked) -> Match:
    if units_by_case(said, form):
        return Match(accepted=False, form=form, fault="unit", said=said.strip())
    if fold(said).strip() == fold(form).strip() != "":
        return Match(accepted=True, form=form)
    if _same_date(said, form, asked.language):
        return Match(accepted=True, form=form)
    code = primary(language_of(said, asked.language))
    words = _compared(tokens(said, asked.language))
    wanted = _compared(tokens(form, asked.language))
    fault = _bound_fault(words, wanted, asked)
    bare, words = _without_bounds(wanted), _joins_apart(_without_bounds(words), asked)
    for sought in (bare, _bare_version(bare, asked)) if not fault else ():
        for start, end in _runs(words, sought, asked, code):
            contradicts = surplus(Found(words, start, end, sought, asked, code))
            if contradicts is None:
                return Match(accepted=True, form=form)
            fault = fault or contradicts
    if not fault and bare and same_list(words, bare, asked, code):
        return Match(accepted=True, form=form)
    kind, alien = fault or _difference(words, bare, asked, code)
    return Match(accepted=False, form=form, fault=kind, said=alien)


def _same_date(said: str, form: str, language: str) -> bool:
    """Is each of them a date and nothing else, and do they name one day or month?"""
    day = _date(form, language)
    return day is not None and _date(said, language) == day


def _date(text: str, language: str) -> Day | None:
    """A text that is a date of more than a year; None for any other, and for 3/4/2024."""
    text = text.strip().rstrip(".。")
    written = digitise(text, language_of(text, language))
    dates, taken = dates_in(written, cased(text))
    if len(dates) != 1 or len(taken) < len(written.text) or len(dates[0].readings) > 1:
        return None
    day = dates[0].readings[0]
    return day if sum(part is not None for part in day) > 1 else None


def _compared(found: Sequence[Token]) -> list[Token]:
    """Without the maker before a service's name, the v of a version, and signs at either end."""
    makers = {fold(word) for word in lists()["makers"]["all"]}
    kept = [token for token in found if token.text not in makers]
    kept = kept if any(token.kind in LETTERS for token in kept) else list(found)
    kept = [_without_v(kept, at) for at in range(len(kept))]
    kept = [
        token._replace(glued=False) if at and kept[at - 1].text in VERSION else token
        for at, token in enumerate(kept)
        if token.text not in VERSION or _before_number(kept, at) is None
    ]
    while kept and kept[-1].kind == "end":
        kept.pop()
    while kept and kept[0].kind == "end":
        del kept[0]
    return kept


def _without_v(found: Sequence[Token], at: int) -> Token:
    """`tls` for the `tlsv` of TLSv1.2."""
    token, number = found[at], _before_number(found, at)
    name = token.text.removesuffix("v")
    versioned = number is not None and number.glued and name != token.text and len(name) > 1
    if token.kind not in LETTERS or token.text in lists()["versions"]["unlike"] or not versioned:
        return token
    return token._replace(text=name)


def _before_number(found: Sequence[Token], at: int) -> Token | None:
    """The number that follows, if one does."""
    following = found[at + 1] if at + 1 < len(found) else None
    return following if following and following.kind in ("amount", "number") else None


def _bare_version(form: Sequence[Token], asked: Asked) -> Sequence[Token]:
    """The number of `TLS 1.2`, which alone answers which version of TLS it is; empty for no such
    form or question."""
    named = {token.text for token in asked.stem}
    versioned = asked.version and len(form) > 1 and form[-1].kind in ("amount", "number")
    return form[-1:] if versioned and all(token.text in named for token in form[:-1]) else ()


def _joins_apart(found: Sequence[Token], asked: Asked) -> list[Token]:
    """And (و) as a word of its own before the words of the question and of the forms: Arabic
    writes it together with the next one, and وحدة is a word itself."""
    known = [token.text for token in asked.stem] + list(asked.own)
    kept: list[Token] = []
    for token in found:
        rest = token.text[1:]
        if (
            token.kind == "word"
            and token.text.startswith("و")
            and token.text not in known
            and any(inflected(rest, word, "ar") for word in known)
        ):
            kept += [Token("and", "و"), token._replace(text=rest, glued=False)]
        else:
            kept.append(token)
    return kept


def _without_bounds(found: Sequence[Token]) -> list[Token]:
    return [token for token in found if token.kind not in BOUNDS]


def _runs(
    words: Sequence[Token], form: Sequence[Token], asked: Asked, code: str
) -> Iterator[tuple[int, int]]:
    """Where the words say the form, as a whole."""
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + 2 * len(form) + 2) + 1):
            if form and says(words[start:end], form, asked, code):
                yield start, end


# ---- what differs -------------------------------------------------------------------------------


def _bound_fault(
    words: Sequence[Token], form: Sequence[Token], asked: Asked
) -> tuple[Fault, str] | None:
    bound = contrary_bound(words, form, asked)
    return ("words", bound) if bound else None


def _difference(
    words: Sequence[Token], form: Sequence[Token], asked: Asked, code: str
) -> tuple[Fault, str]:
    """What the words have instead, where something particular tells."""
    wanted = [token for token in form if token.kind == "amount"]
    amounts = [(o.value, o.unit) for o in (*wanted, *asked.stem)]
    for token in words if wanted else ():
        if token.kind == "amount" and (token.value, token.unit) not in amounts:
            return ("unit" if token.value == wanted[0].value else "number"), token.text
    said, meant = ([t for t in side if t.kind != "negation"] for side in (words, form))
    if meant and (len(said), len(meant)) != (len(words), len(form)):
        denied = says(said, meant, asked, code)
        if denied:
            return "negation", " ".join(t.text for t in words if t.kind == "negation")
    known = {token.text for token in asked.stem} | asked.own
    for token in words:
        if token.kind in ("name", "proper", "number") and token.text not in known:
            return "name", token.text
    return "words", ""
