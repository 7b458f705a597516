"""What a sentence claims against the words it cites: is everything particular in them?

Pure; knows nothing of answers or models. Numbers, units, dates, versions and Latin names are
compared between any two languages; negations, opposites and other names within one. Where it
cannot tell it says nothing: a false alarm drops a right sentence.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import regex

from ingest import lexical
from ingest.documents import Record
from ingest.languages import primary, same_language, sentence_spans
from ingest.normalize import fold
from tutor.particulars import (
    Amount,
    Date,
    Day,
    Name,
    Particulars,
    Version,
    alternation,
    cased,
    data,
    latin_names,
    read,
    squash,
    squashes,
)

Kind = Literal["number", "unit", "date", "version", "negation", "name"]
NEAR = 0.4
"""Share of a claim's terms that a sentence must hold to be what the claim restates (fitted on even
rows of ANS's Arabic pairs: below 0.3 restatements are flagged, above 0.4 denials are missed)."""
SAME = 0.8
"""Share from which one of two sentences only denies the other."""
_MARKS = regex.compile(
    r"(?m)\s?[\[【［]\p{Nd}{1,2}(?:\.\p{Nd}{1,2})?[\]】］]"
    r"|^\s*(?:\p{Nd}{1,2}[.)、]|[(（]\p{Nd}{1,2}[)）])(?=\s)"
)
"""Labels of citations and numbers of list items are no claims."""
_HAN = regex.compile(r"\p{Han}")
_LATIN = regex.compile(r"\p{Latin}")


class Mismatch(Record):
    """Something particular in a claim that its evidence does not hold."""

    kind: Kind
    text: str
    """As the claim has it, but for folding; what denies or reverses, for a negation."""


def mismatches(
    claim: str, evidence: str, *, language: str, evidence_language: str, question: str = ""
) -> tuple[Mismatch, ...]:
    """What is particular in `claim` and does not stand in `evidence`; empty where all does.

    What merely repeats `question` is let through, unless the evidence has another value for it:
    being asked about does not make a number true.
    """
    claim = _MARKS.sub("", claim)
    said, held = read(claim, language), read(evidence, evidence_language)
    asked = read(question, language)
    same = same_language(language, evidence_language)
    versions = [("version", text) for text in _versions(said, held, asked)]
    found: list[tuple[Kind, str]] = [("date", text) for text in _dates(said, held, asked)]
    found += versions  # type: ignore[arg-type]
    found += _amounts(said, held, asked, same=same)
    found += _names(claim, evidence, language, evidence_language, question)
    if same:
        found += [("name", text) for text in _quoted(claim, evidence, question)]
        found += [("negation", text) for text in _reversed(claim, evidence, language)]
    kept = (
        (kind, text)
        for kind, text in dict.fromkeys(found)
        if kind == "version" or not any(fold(text) in fold(version) for _, version in versions)
    )
    return tuple(Mismatch(kind=kind, text=text) for kind, text in kept)


# ---- amounts ------------------------------------------------------------------------------------


def _amounts(
    said: Particulars, held: Particulars, asked: Particulars, *, same: bool
) -> Iterator[tuple[Kind, str]]:
    for amount in said.amounts:
        if amount.implied or _of_version(amount, said, held):
            continue
        rivals = [other for other in held.amounts if same and _counts_the_same(amount, other)]
        supported = any(_supports(other, amount) for other in held.amounts)
        if supported and (not rivals or any(_supports(other, amount) for other in rivals)):
            continue
        if not amount.firm and (not rivals or amount.values == {1}):
            continue
        if not _contradicted(amount, held) and any(_supports(o, amount) for o in asked.amounts):
            continue
        other_unit = any(
            other.measure and amount.measure and other.values & amount.values
            for other in held.amounts
        )
        yield ("unit" if other_unit else "number"), amount.text


def _supports(held: Amount, said: Amount) -> bool:
    """Units are compared where both have one; a share may be a plain fraction (50%, a half)."""
    if held.measure and said.measure:
        return held.measure == said.measure and bool(held.sizes & said.sizes)
    if "share" in (held.measure, said.measure):
        fraction = (held.sizes or held.values) & (said.sizes or said.values)
        if any(value.denominator > 1 for value in fraction):
            return True
    if held.implied and said.measure:
        return False  # the 13th is not 13 years
    wanted = said.values | {abs(value) for value in said.values if "-" in held.text}
    return bool(wanted & (held.values | {abs(value) for value in held.values}))


def _of_version(amount: Amount, said: Particulars, held: Particulars) -> bool:
    """Is it the number of a version that the evidence speaks of (`Python 3` of 3.12)?"""
    return not amount.measure and any(
        amount.text == ".".join(version.parts) and _rivals(version, held)
        for version in said.versions
    )


def _counts_the_same(a: Amount, b: Amount) -> bool:
    """The same word after both, a year being no count."""
    years = any(1000 <= value < 2200 for value in a.values | b.values)
    return bool(a.noun) and a.noun == b.noun and not years and not b.implied


def _contradicted(said: Amount, held: Particulars) -> bool:
    """Does the evidence have a number of the same unit, and so another one?"""
    for other in held.amounts:
        if other.implied:
            continue
        if said.measure and said.measure == other.measure:
            return True
        noun = said.noun[:1] if _HAN.match(said.noun) else said.noun
        if noun and not said.measure and other.noun.startswith(noun):
            return True
    return False


# ---- dates and versions -------------------------------------------------------------------------


def _dates(said: Particulars, held: Particulars, asked: Particulars) -> Iterator[str]:
    for date in said.dates:
        if _date_stands(date, held):
            continue
        precision = [part is not None for part in date.readings[0]]
        rival = any(
            [part is not None for part in other.readings[0]] == precision for other in held.dates
        )
        if rival or not _date_stands(date, asked):
            yield date.text


def _date_stands(said: Date, held: Particulars) -> bool:
    """Compared at the precision of the claim; the year or month of a shorter date may stand
    elsewhere in the evidence (`2014年 … 8月8日`)."""
    readings = [reading for date in held.dates for reading in date.readings]
    plain = {value for amount in held.amounts if not amount.measure for value in amount.values}
    months = {reading[1] for reading in readings}
    known_years = {reading[0] for reading in readings} | plain

    def stands(wanted: Day, given: Day) -> bool:
        year, month, day = wanted
        return (
            (year is None or year == given[0] or (given[0] is None and year in known_years))
            and (month is None or month == given[1] or (given[1] is None and month in months))
            and (day is None or day == given[2])
        )

    if any(stands(wanted, given) for wanted in said.readings for given in readings):
        return True
    if any(year in plain and not (month or day) for year, month, day in said.readings):
        return True
    years = regex.fullmatch(r"(\d\d)\d\d-(\d\d)", said.text)  # 2001-02 may be two years
    return bool(years) and {int(said.text[:4]), int(years[1] + years[2])} <= plain


def _versions(said: Particulars, held: Particulars, asked: Particulars) -> Iterator[str]:
    plain = {value for amount in held.amounts for value in amount.values}
    for version in said.versions:
        if version.implied:
            continue
        rivals = _rivals(version, held)
        if any(_is_version(version, v) for v in rivals or held.versions):
            continue
        asked_for = any(version.name == v.name and _is_version(version, v) for v in asked.versions)
        if rivals or (not asked_for and _unseen(version, plain)):
            yield version.text


def _rivals(version: Version, held: Particulars) -> list[Version]:
    """Versions of the same thing."""
    return [other for other in held.versions if other.name and other.name == version.name]


def _unseen(version: Version, plain: set[Fraction]) -> bool:
    number = ".".join(version.parts)
    return len(version.parts) > 2 or (len(version.parts) == 2 and Fraction(number) not in plain)


def _is_version(said: Version, held: Version) -> bool:
    """`2` is said of 2.0 and 2.1, and 2.0 is 2."""
    longer = (*held.parts, *["0"] * len(said.parts))
    return longer[: len(said.parts)] == said.parts


# ---- names --------------------------------------------------------------------------------------


def _names(
    claim: str, evidence: str, language: str, evidence_language: str, question: str
) -> Iterator[tuple[Kind, str]]:
    """Latin codes in any language; capitalised words where the evidence would have them too."""
    text, source = cased(claim), cased(evidence)
    held, asked = squashes(source), squashes(cased(question))
    same = same_language(language, evidence_language)
    plain = same or (_mostly_latin(source) and not _mostly_latin(text))
    plain = plain and primary(language) not in data()["names"]["capital_nouns"]
    shortened = _shortened(text, held)
    for name in latin_names(text):
        token = squash(name.text)
        if token in held or _plural(name.text) in held or name.start in shortened:
            continue
        rivals = _differs_in_digits(token, held)
        if rivals:
            yield "version", name.text
        elif token in asked:
            continue
        elif name.code:
            if not same and (token in _translated() or _may_be_respelled(name, source)):
                continue
            if not _spelled_out(name, source):
                yield "name", name.text
        elif plain and not _opens(name, text) and not _inflected(token, held):
            yield "name", name.text


def _shortened(text: str, held: frozenset[str]) -> set[int]:
    """Offsets of names that the evidence has by their initials: `Amazon Web Services`, AWS."""
    found: set[int] = set()
    for match in _NAMES.finditer(text):
        if "".join(word[0] for word in match[0].split()).casefold() in held:
            found.update(range(*match.span()))
    return found


_NAMES = regex.compile(r"\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)+")


def _may_be_respelled(name: Name, source: str) -> bool:
    """ABC may be إيه بي سي where nothing at all is in Latin letters."""
    return bool(regex.fullmatch(r"\p{Lu}{2,4}s?", name.text)) and not _LATIN.search(source)


def _mostly_latin(text: str) -> bool:
    letters = regex.findall(r"\p{L}", text)
    return 2 * sum(bool(_LATIN.match(letter)) for letter in letters) > len(letters)


def _plural(word: str) -> str:
    """`APIs` → `api`; HTTPS is no plural."""
    return squash(word[:-1] if regex.fullmatch(r".*[\p{Lu}\d]s", word) else word)


def _differs_in_digits(token: str, held: frozenset[str]) -> bool:
    """`mla-c01` where the evidence speaks of `mla-c02`."""
    if not regex.search(r"\d", token) or not regex.search(r"\p{L}", token):
        return False
    shape = regex.sub(r"\d+", "0", token)
    return any(regex.sub(r"\d+", "0", other) == shape for other in held)


def _spelled_out(name: Name, source: str) -> bool:
    """Do the words of the source have these initials? Two letters would be found anywhere."""
    letters = 2 if squash(name.text) in _translated() else 3
    if not regex.fullmatch(rf"\p{{Lu}}{{{letters},}}s?", name.text):
        return False
    words = regex.findall(r"[\p{L}\p{M}]+", source)
    long = "".join(word[0] for word in words if len(word) > 3 or word[0].isupper())
    wanted = name.text.rstrip("s").lower()
    return wanted in "".join(word[0] for word in words).lower() or wanted in long.lower()


def _opens(name: Name, text: str) -> bool:
    """Is the capital only that of a sentence? A few words without a full stop are none."""
    before = text[: name.start].rstrip(" \"'“‘«([*_")
    if not before:
        return len(text.split()) > 4 or text.rstrip().endswith((".", "!", "?", "。"))
    return before[-1] in ".!?。！？؟:：\n-–—•|;"


def _inflected(token: str, held: frozenset[str]) -> bool:
    """German for Germany: the first letters tell, the last do not."""
    stem = token[: max(4, len(token) - 3)]
    return len(token) > 3 and any(word.startswith(stem) for word in held)


@cache
def _translated() -> frozenset[str]:
    return frozenset(data()["names"]["translated"])


_TITLE = regex.compile(r"《([^》]{1,40})》")
_TRANSLITERATED = regex.compile(r"(\p{Han})·(\p{Han}{1,2})")
_LOOSE = regex.compile(r"[\s\p{P}]")


def _quoted(claim: str, evidence: str, question: str) -> Iterator[str]:
    """Chinese titles, and names spelled with `·`, that the evidence does not have.

    Words between other quotation marks are as often said freely.
    """
    held = _LOOSE.sub("", fold(evidence)) + "\n" + _LOOSE.sub("", fold(question))
    for match in _TITLE.finditer(claim):
        if _LOOSE.sub("", fold(match[1])) not in held:
            yield match[0]
    for match in _TRANSLITERATED.finditer(claim):
        if match[1] + match[2] not in held:
            yield match[0]


# ---- negations and opposites --------------------------------------------------------------------


class Reading(NamedTuple):
    """A sentence as its polarity is compared."""

    terms: tuple[str, ...]
    denied: frozenset[str]
    """Terms that a negation stands directly before."""
    affirmed: frozenset[str]
    negations: int
    weak: bool
    """It denies in a way that counting negations does not see."""
    opposites: tuple[tuple[str, str, frozenset[str]], ...]
    """Pair and side of each word that has an opposite, its words as found, and its neighbours."""


def _reversed(claim: str, evidence: str, language: str) -> Iterator[str]:
    """What the claim denies or reverses of the sentence it restates."""
    code = primary(language)
    if code not in data()["negation"]:
        return
    held = _sentences(evidence, language)
    for start, end in sentence_spans(claim, language):
        said = _polarity(claim[start:end], code)
        best = max(held, key=lambda r: (_shared(said, r), _shared(r, said), r == said))
        if _shared(said, best) >= NEAR:
            still = frozenset().union(*(reading.denied for reading in held))
            yield from _denial(said, best, still, code)
            yield from _opposite(said, best)


@lru_cache(maxsize=500)
def _sentences(evidence: str, language: str) -> tuple[Reading, ...]:
    spans = sentence_spans(evidence, language) or [(0, len(evidence))]
    return tuple(_polarity(evidence[start:end], primary(language)) for start, end in spans)


def _shared(said: Reading, held: Reading) -> float:
    wanted = set(said.terms)
    return len(wanted & set(held.terms)) / len(wanted) if wanted else 0.0


def _denial(said: Reading, held: Reading, denied_there: frozenset[str], code: str) -> Iterator[str]:
    """A word that one side denies and the other, which denies nothing, affirms.

    `denied_there`: what the evidence denies in any of its sentences.
    """
    if bool(said.negations) == bool(held.negations):
        return
    denying, other = (said, held) if said.negations else (held, said)
    if other.weak or said.denied & denied_there:
        return
    # Without a subject a few words repeat what the evidence denies: `form partnerships`.
    whole = said.negations or code == "ar"
    for term in denying.denied:
        if (
            len(term) > 1
            and term in other.terms[0 if whole else 1 :]
            and term not in denying.affirmed
        ):
            yield term
            return
    if said.negations and min(_shared(said, held), _shared(held, said)) >= SAME:
        yield from sorted(denying.denied)[:1]


def _opposite(said: Reading, held: Reading) -> Iterator[str]:
    """A word whose opposite, and not itself, stands in the evidence beside the same words."""
    if said.negations or held.negations:
        return
    for pair, words, around in said.opposites:
        other = pair[:-1] + ("b" if pair.endswith("a") else "a")
        sides = {p for p, _, _ in held.opposites}
        if pair in sides or other in {p for p, _, _ in said.opposites}:
            continue
        if any(p == other and around & near for p, _, near in held.opposites):
            yield words


@lru_cache(maxsize=1000)
def _polarity(sentence: str, code: str) -> Reading:
    text = fold(sentence)
    lists = _patterns(code)
    bare = lists.harmless.sub(lambda match: "_" * len(match[0]), text)
    positions = _positioned(text, code)
    denials = [match.end() for match in lists.denying.finditer(bare)]
    targets = [_after(end, positions, bare, code) for end in denials]
    denied = {position for position in targets if position}
    affirmed = (position for position in positions if position not in denied)
    return Reading(
        terms=tuple(dict.fromkeys(term for _, _, term in positions)),
        denied=frozenset(term for _, _, term in denied),
        affirmed=frozenset(term for _, _, term in affirmed),
        negations=len(denials),
        weak=bool(lists.weak.search(bare)),
        opposites=tuple(_opposites(text, code, positions)),
    )


class Lists(NamedTuple):
    """The word lists of one language, ready to search with."""

    denying: "regex.Pattern[str]"
    harmless: "regex.Pattern[str]"
    weak: "regex.Pattern[str]"
    opposite: "regex.Pattern[str]"
    pairs: dict[str, tuple[str, ...]]
    """Form of a word with an opposite → its pairs with its side."""
    passed_over: frozenset[str]
    """Words that may stand between a negation and what it denies."""


@cache
def _patterns(code: str) -> Lists:
    negation = data()["negation"][code]
    pairs: dict[str, tuple[str, ...]] = {}
    for number, entry in enumerate(data()["antonyms"]):
        for side, forms in zip("ab", entry.get(code, ())):
            for form in map(fold, forms):
                pairs[form] = (*pairs.get(form, ()), f"{number}{side}")
    clitics = rf"[{data()['writing']['clitics']}]?" if code == "ar" else ""
    article = "[س]?(?:ال)?" if code == "ar" else ""
    return Lists(
        denying=_whole(negation["words"], code, clitics),
        harmless=_whole(negation["not"], code, clitics),
        weak=_whole(negation["weak"], code, clitics + article),
        opposite=_whole(pairs, code, clitics + article),
        pairs=pairs,
        passed_over=frozenset(map(fold, [*negation["between"], *negation["words"]])),
    )


def _whole(forms: Iterable[str], code: str, before: str) -> "regex.Pattern[str]":
    """Any of the forms as whole words; Chinese has no word ends."""
    any_form = alternation(map(fold, forms))
    if code == "zh":
        return regex.compile(rf"(?P<form>{any_form})")
    return regex.compile(
        rf"(?<![\p{{L}}\p{{M}}'_]){before}(?P<form>{any_form})(?![\p{{L}}\p{{M}}'])"
    )


_WORD = regex.compile(r"\p{Han}+|[[\p{L}\p{M}\p{N}']--[\p{Han}]]+", regex.V1)
_NEGATING_CHARS = frozenset("不没无未非勿")
Position = tuple[int, int, str]


def _positioned(text: str, code: str) -> list[Position]:
    """Start, end and stem of each word that is not passed over; pairs of Han characters."""
    lists = _patterns(code)
    found: list[Position] = []
    for match in _WORD.finditer(text):
        word, start = match[0], match.start()
        if _HAN.match(word):
            pairs = ((at, word[at : at + 2]) for at in range(max(1, len(word) - 1)))
            found += [
                (start + at, start + at + len(pair), pair)
                for at, pair in pairs
                if not _NEGATING_CHARS & set(pair)
            ]
        elif word not in lists.passed_over:
            found.append((start, match.end(), next(iter(lexical.terms(word, code)), word)))
    return found


def _after(end: int, positions: Sequence[Position], text: str, code: str) -> Position | None:
    """What a negation that ends at `end` denies: the first word after it, in its clause."""
    if code == "zh":
        passed = _patterns(code).passed_over
        while end < len(text) and text[end] in passed:
            end += 1
        return next((p for p in positions if p[0] == end), None)
    first = next((p for p in positions if p[0] >= end), None)
    return first if first and not _CLAUSE_ENDS.search(text, end, first[0]) else None


_CLAUSE_ENDS = regex.compile(r"[.,;:،؛()]")
AROUND = {"zh": 8}
"""How many words (pairs of characters) on each side are the neighbours of a word."""


def _opposites(
    text: str, code: str, positions: Sequence[Position]
) -> Iterator[tuple[str, str, frozenset[str]]]:
    lists = _patterns(code)
    for match in lists.opposite.finditer(text):
        pairs = lists.pairs.get(match["form"]) or next(
            sides
            for form, sides in lists.pairs.items()
            if form.endswith("*") and match["form"].startswith(form[:-1])
        )
        reach = AROUND.get(code, 4)
        before = [term for _, end, term in positions if end <= match.start()][-reach:]
        after = [term for start, _, term in positions if start >= match.end()][:reach]
        for pair in pairs:
            yield pair, match[0], frozenset(before + after)
