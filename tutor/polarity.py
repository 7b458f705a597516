"""What a claim denies or reverses of the sentence that it restates, within one language.

Pure; knows nothing of what either says beyond its words, negations and opposites. A language
without lists of these is not looked at.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from ingest import lexical
from ingest.languages import primary, sentence_spans
from ingest.normalize import fold
from tutor.alike import simplified
from tutor.word_lists import alternation, data

NEAR = 0.4
"""Share of a claim's terms that a sentence must hold to be what the claim restates (fitted on even
rows of ANS's Arabic pairs: below 0.3 restatements are flagged, above 0.4 denials are missed)."""
SAME = 0.8
"""Share from which one of two sentences only denies the other."""


class Reading(NamedTuple):
    """A sentence as its polarity is compared."""

    terms: tuple[str, ...]
    denied: frozenset[str]
    """Terms that a negation stands directly before."""
    affirmed: frozenset[str]
    negations: int
    weak: frozenset[str]
    """Words that deny in a way that counting negations does not see."""
    opposites: tuple[tuple[str, str, frozenset[str]], ...]
    """Pair and side of each word that has an opposite, its words as found, and its neighbours."""


def reversals(claim: str, evidence: str, language: str) -> Iterator[str]:
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


def negates(text: str, language: str) -> bool:
    """Does it deny anything, as far as the words of its language tell?"""
    code = primary(language)
    return code in data()["negation"] and bool(_polarity(text, code).negations)


def readings(text: str, language: str) -> tuple[Reading, ...]:
    """Its sentences as their polarity is compared; none for a language without lists."""
    return _sentences(text, language) if primary(language) in data()["negation"] else ()


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
    if other.weak - denying.weak or said.denied & denied_there:
        return
    # Without a subject a few words repeat what the evidence denies: `form partnerships`.
    whole = said.negations or code == "ar"
    for term in sorted(denying.denied):
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
    # The lists are in simplified characters; 沒有 denies as 没有 does.
    text = simplified(fold(sentence)) if code == "zh" else fold(sentence)
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
        weak=frozenset(match["form"] for match in lists.weak.finditer(bare)),
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


_HAN = regex.compile(r"\p{Han}")
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
        while step := next((n for n in (2, 1) if text[end : end + n] in passed), 0):
            end += step
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
