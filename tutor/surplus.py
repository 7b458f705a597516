"""What an answer says beside the accepted form that it holds: nothing, or something else?

Pure; knows tokens, not how the form was found among them. Words around an answer are let through
where they are the question's own, say nothing (`accepted.toml`) or give a reason; numbers, names,
negations and alternatives are not: `5 or 15 minutes` is no answer, nor is `S3, EFS`.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from ingest.normalize import fold
from tutor.alike import inflected, lists, simplified
from tutor.glossary import shipped
from tutor.typed import LETTERS, Kind, Token, bounds_in, tokens
from tutor.typed_amounts import units_in
from tutor.units import Unit

Fault = Literal["number", "unit", "name", "negation", "several", "words"]
LEAST_SENTENCE = 4
"""Words of a further sentence from which on it explains, and does not name something else."""
_SIGNS = ",،、&"
_EXCLUDED: tuple[Kind, ...] = ("above", "below")
"""Bounds beyond which a number lies, itself left out."""
_OPPOSITE: dict[Kind, Kind] = {"upper": "lower", "lower": "upper"}


class Asked(NamedTuple):
    """What the question and the accepted forms have, as answers are held against it."""

    language: str
    stem: tuple[Token, ...]
    text: str
    """The question and the forms, folded and without spaces."""
    forms: str
    """The forms alone."""
    bounds: frozenset[Kind]
    """How the question bounds the number that it asks for."""
    units: frozenset[Unit]
    """Those that the question names: they may be left out of an answer."""
    version: bool
    """Does the question ask for a version, of which 1.2 and 1.20 are two?"""
    own: frozenset[str]
    """Words of the accepted forms."""
    known: frozenset[str]
    """Every word of the item."""

    @classmethod
    def of(cls, stem: str, known: str, forms: Sequence[str], language: str) -> "Asked":
        """What an item asks, read once."""
        said = [token for form in forms for token in tokens(form, language)]
        words = [*tokens(f"{known}\n{stem}", language), *said]
        return cls(
            language=language,
            stem=tokens(stem, language),
            text=_unspaced([stem, *forms]),
            forms=_unspaced(forms),
            bounds=bounds_in(stem, language),
            units=units_in(stem),
            version=any(fold(word) in fold(stem) for word in lists()["versions"]["asked"]),
            own=frozenset(token.text for token in said if token.kind in (*LETTERS, "number")),
            known=frozenset(token.text for token in words if token.kind in LETTERS),
        )


def _unspaced(texts: Sequence[str]) -> str:
    return "\n".join(simplified(fold(text)).replace(" ", "") for text in texts)


class Found(NamedTuple):
    """Words of an answer that say an accepted form: `said[start:end]`."""

    said: Sequence[Token]
    start: int
    end: int
    form: Sequence[Token]
    asked: Asked
    code: str
    """Language of the typed words."""


class Clause(NamedTuple):
    """A part of an answer between two signs or joining words."""

    first: int
    last: int
    opened: Token | None
    closed: Token | None
    rest: tuple[int, ...]
    """Offsets of its words that are not the form's."""


def surplus(found: Found) -> tuple[Fault, str] | None:
    """What stands around the form and contradicts it, with its words; None for nothing."""
    said, end = found.said, found.end
    if said[found.start].glued or (end < len(said) and said[end].glued):
        return "words", " ".join(token.text for token in said)
    for clause in _clauses(found):
        own = clause.first <= found.start < clause.last
        reason, explains = _sentence(found, clause)
        for at in clause.rest:
            fault = _particular(found, at)
            if fault and not (reason and _by_the_way(said[at])):
                return fault, said[at].text
        if "or" in [sign.kind for sign in (clause.opened, clause.closed) if sign]:
            return "several", " ".join(said[at].text for at in clause.rest)
        alien = "" if reason or explains else _alien(found, clause)
        if alien:
            return ("words" if own or not _is_listed(clause) else "several"), alien
    return None


def _clauses(found: Found) -> Iterator[Clause]:
    """The parts of the answer; the words that say the form are never cut."""
    first, opened = 0, None
    for at, token in enumerate((*found.said, None)):
        inside = found.start <= at < found.end
        if token is None or (token.kind in ("end", "and", "or", "reason") and not inside):
            rest = (o for o in range(first, at) if not found.start <= o < found.end)
            yield Clause(first, at, opened, token, tuple(rest))
            first, opened = at + 1, token


def _is_listed(clause: Clause) -> bool:
    return any(sign is not None and sign.kind == "and" for sign in (clause.opened, clause.closed))


def _sentence(found: Found, clause: Clause) -> tuple[bool, bool]:
    """Does the clause stand in a reason; in a further sentence that is long enough to explain?"""
    first = last = clause.first
    while first > 0 and not _ends(found, first - 1):
        first -= 1
    while last < len(found.said) and not _ends(found, last):
        last += 1
    if first == 0 or first <= found.start < last:
        return False, False
    words = [token for token in found.said[first:last] if token.kind in LETTERS]
    return found.said[first - 1].kind == "reason", len(words) >= LEAST_SENTENCE


def _ends(found: Found, at: int) -> bool:
    return found.said[at].kind in ("end", "reason") and not found.start <= at < found.end


def _by_the_way(token: Token) -> bool:
    """In a reason: whoever says why may deny something, or say `one`."""
    return token.kind == "negation" or (token.value == 1 and token.unit is None)


# ---- particulars --------------------------------------------------------------------------------


def _particular(found: Found, at: int) -> Fault | None:
    """A number, name or negation that neither the form nor the question has."""
    token, asked = found.said[at], found.asked
    if token.kind == "negation":
        denied = [other.text for other in found.said[at : at + 3]]
        return None if at + 1 != found.start and _in_stem(denied, asked) else "negation"
    if token.kind == "amount":
        repeated = any((token.value, token.unit) == (o.value, o.unit) for o in found.form)
        return None if repeated or _asked_about(token, found) else "number"
    known = token.text in asked.own or any(token.text == o.text for o in asked.stem)
    named = token.kind in ("name", "number") or (
        token.kind in ("word", "proper") and token.text in service_names()
    )
    return "name" if named and not known else None


def _asked_about(amount: Token, found: Found) -> bool:
    """Does the question have it, and the form nothing of its unit?"""
    measures = {o.unit.measure if o.unit else "" for o in found.form if o.kind == "amount"}
    return (amount.unit.measure if amount.unit else "") not in measures and any(
        (amount.value, amount.unit) == (o.value, o.unit) for o in found.asked.stem
    )


def _in_stem(words: Sequence[str], asked: Asked) -> bool:
    texts = [token.text for token in asked.stem]
    return any(texts[at : at + len(words)] == words for at in range(len(texts)))


@cache
def service_names() -> frozenset[str]:
    """Names of services in one word, as those write them who do not mind capitals."""
    forms = (form for e in shipped().entries if e.name for form in e.forms.get("en", ()))
    return frozenset(fold(form) for form in forms if form.isalpha())


def contrary_bound(said: Sequence[Token], form: Sequence[Token], asked: Asked) -> str:
    """A word that bounds a number as neither the form nor the question does, or one of the form
    that the answer does not have (`more than 5` is not 5); empty for none."""
    wanted = {token.kind for token in form} | asked.bounds
    given = {token.kind for token in said} | asked.bounds
    for token in said:
        excluded = token.kind in _EXCLUDED and token.kind not in wanted
        if excluded or _OPPOSITE.get(token.kind) in wanted - {token.kind}:
            return token.text
    left_out = (t.text for t in form if t.kind in _EXCLUDED and t.kind not in given)
    return next(left_out, "")


# ---- words --------------------------------------------------------------------------------------


def _alien(found: Found, clause: Clause) -> str:
    """The first of a clause's words that say something else; empty for none."""
    repeats = _may_repeat(found, clause)
    piece = ""
    for at in clause.rest:
        token = found.said[at]
        if token.kind == "han":
            piece += token.text
            if at + 1 in clause.rest and found.said[at + 1].kind == "han":
                continue
            headed = at + 1 - len(piece) == found.end and piece in _words("heads", found.code)
            if not headed and not _covered(piece, found, repeats=repeats):
                return piece
            piece = ""
        elif token.kind in LETTERS and not _is_spare(found, clause, at, repeats=repeats):
            return token.text
    return ""


def _may_repeat(found: Found, clause: Clause) -> bool:
    """May it say the question's words? Not where it names one of several things: `training set
    and validation set`, where the question names both."""
    if clause.first <= found.start < clause.last:
        return True
    if clause.closed is not None and clause.closed.text == ":":
        return True
    signs = [sign for sign in (clause.opened, clause.closed) if sign is not None]
    if any(sign.kind == "and" and sign.text not in _SIGNS for sign in signs):
        return False
    opening = found.said[clause.first].text if clause.first < clause.last else ""
    return opening in _words("openers", found.code)


def _is_spare(found: Found, clause: Clause, at: int, *, repeats: bool) -> bool:
    token, code, stem = found.said[at], found.code, found.asked.stem
    if token.text in _words("prepositions", code):
        return at + 1 != clause.last or any(token.text == other.text for other in stem)
    if token.text in found.asked.own or _is_filler(token.text, code) or _is_head(found, at):
        return True
    if not repeats or not any(inflected(token.text, other.text, code) for other in stem):
        return False
    beside = {found.start - 1: found.start, found.end: found.end - 1}
    return at not in beside or not _one_name(found.said[beside[at]], token, found.asked)


def _is_head(found: Found, at: int) -> bool:
    """Is it what the thing is in general: `F1 score`, خدمة S3?"""
    heads, word = _words("heads", found.code), found.said[at].text
    if found.code == "ar":
        return at + 1 == found.start and any(inflected(word, head, "ar") for head in heads)
    return at == found.end and word in heads


def _one_name(beside: Token, token: Token, asked: Asked) -> bool:
    """Do the two stand together in the question, and so name something there?"""
    pairs = zip(asked.stem, asked.stem[1:])
    return any({a.text, b.text} == {beside.text, token.text} for a, b in pairs)


def _covered(piece: str, found: Found, *, repeats: bool) -> bool:
    """Is an unspaced text made of words that say nothing, and of at least two characters of the
    question or of a form?"""
    fillers = _words("fillers", found.code)
    known = found.asked.text if repeats else found.asked.forms
    reached = {0}
    for at in range(len(piece)):
        if at in reached:
            reached |= {
                end
                for end in range(at + 1, len(piece) + 1)
                if piece[at:end] in fillers or (end - at > 1 and piece[at:end] in known)
            }
    return len(piece) in reached


def _is_filler(word: str, code: str) -> bool:
    fillers = _words("fillers", code)
    return word in fillers or (code == "ar" and any(inflected(word, o, code) for o in fillers))


@cache
def _words(group: str, code: str) -> frozenset[str]:
    """A list of `accepted.toml`; texts in any language hold English words too."""
    return frozenset(fold(word) for each in (code, "en") for word in lists()[group].get(each, ()))
