"""Pinyin → Chinese characters, by what the learner's own documents say.

Knows syllables and a vocabulary of characters and pairs with their counts (the word index's),
nothing of passages. Which characters are meant is decided by the documents: the likeliest chain
of pairs that they hold, so that what is found is what they say. Other languages in Latin letters
are left alone: their words are no syllables, or make no pairs.
"""

import math
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import regex

from ingest.documents import Record
from ingest.index import Index
from tutor.glossary import shipped

LONGEST = 200
"""Characters of the longest question that is looked at."""
_HELD = 0.6
"""Least share of the characters that the documents hold in words, where tones or a question word
show that the question is pinyin, …"""
_HELD_UNASKED = 0.8
"""… and where nothing but a term of the glossary does."""
_LONG = 8
"""Syllables of a question in which one such term is enough; in a shorter one it must be a third."""
_WORD = 0.02
"""Two characters are a word if the rarer one stands in this share of its places beside the other:
any two meet somewhere in a large library."""
_USUAL = 0.3
"""How often a small word follows from its first character, where the documents lack it."""
_ALONE = 0.1
"""Weight of a character by itself against its pair with the one before, between words …"""
_ALONE_WITHIN = 0.001
"""… and within one: letters that are written together are a word."""
_RARE_READING = 0.05
_OTHER_TONE = 0.02
_CHAINS = 40
_READINGS = 8
_LONGEST_SYLLABLE = 8
_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_LETTERS = r"[a-zü\u0304\u0301\u030c\u0300]+"
_TOKEN = regex.compile(
    r"[\p{Latin}\p{M}\p{N}'’·._/+#-]*[\p{Latin}\p{M}\p{N}]|[^\s\p{Latin}\p{M}\p{N}]+"
)
_SOUND = regex.compile(rf"{_LETTERS}[0-5]?(?:['’-]?{_LETTERS}[0-5]?)*")
_PART = regex.compile(rf"({_LETTERS})([0-5]?)")
_DIAERESIS = regex.compile(r"u([\u0304\u0301\u030c\u0300])\u0308")
_HAN = regex.compile(r"\p{Han}+")
_LETTER = regex.compile(r"[\p{L}\p{N}]")
_OTHER_LETTER = regex.compile(r"[\p{L}--\p{Latin}]", regex.V1)
_NAME = regex.compile(r"\p{Ll}\p{Lu}|\p{Lu}\p{Lu}|\p{Lu}.*\p{N}|[._+#/]")
_SIGNS = str.maketrans("?,!;:", "？，！；：")


class _Sound(Record):
    """A syllable and its tone (0 where none is written)."""

    syllable: str
    tone: int


class _Word(Record):
    """A piece of the question with the ways it can be read; none for what is no pinyin."""

    text: str
    readings: tuple[tuple[_Sound, ...], ...] = ()


class _Written(Record):
    """A chain of characters so far, a string for each word."""

    words: tuple[str, ...] = ()
    last: str = ""
    score: float = 0.0


def in_characters(question: str, index: Index) -> str | None:
    """`question` in characters where it is pinyin and the documents hold what it says."""
    return characters(question, index.han_terms()) if may_be_pinyin(question) else None


def may_be_pinyin(question: str) -> bool:
    """False for what surely is none: most of what is asked, without any vocabulary."""
    if len(question) > LONGEST or _OTHER_LETTER.search(question):
        return False
    words = [word for word in _words(question) if _LETTER.search(word.text)]
    read = [word for word in words if word.readings]
    return sum(len(word.readings[0]) for word in read) >= 2 and 2 * len(read) >= len(words)


def characters(question: str, vocabulary: Mapping[str, int]) -> str | None:
    """`question` in characters, None where it is not pinyin.

    `vocabulary` holds single characters and overlapping pairs with counts. Small words and the
    glossary's terms count as said once: the documents may have them in another language. What is
    no pinyin (names) stays as it is, if a question word or tones show that the rest is.
    """
    if not may_be_pinyin(question):
        return None
    known = _Known(vocabulary)
    words = known.readable(_words(question))
    written = known.written(words)
    unsure = [len(said) > 1 and not known.held(said) for word, said in zip(words, written)]
    if any(unsure):  # a name that happens to be made of syllables
        words = [_Word(text=w.text) if odd else w for w, odd in zip(words, unsure)]
        written = known.written(words)
    return _joined(words, written) if _is_pinyin(words, written, known) else None


def _is_pinyin(words: Sequence[_Word], written: Sequence[str], known: "_Known") -> bool:
    read = [(word, said) for word, said in zip(words, written) if word.readings]
    kept = [word for word in words if not word.readings and _LETTER.search(word.text)]
    runs = ["".join(run) for run in _runs(words, written)]
    said = "".join(runs)
    if len(said) < 2 or len(kept) >= len(read):
        return False
    small = sum(one in _data()["small"] and not known.held(one) for _, one in read)
    held = (sum(map(known.held, runs)) + small) / len(said)
    toned = sum(sound.tone > 0 for word, _ in read for sound in word.readings[0])
    if 2 * toned > len(said) or any(phrase in run for run in runs for phrase in _data()["asking"]):
        return held >= _HELD
    if held < _HELD_UNASKED or 4 * len(kept) > len(read) or len(set(said)) < 3:
        return False
    terms = sum(len(term) for run in runs for term in _terms_in(run))
    return terms > 0 and (len(said) >= _LONG or 3 * terms >= len(said))


def _terms_in(said: str) -> list[str]:
    return [form for form in _glossary_words() if len(form) > 1 and form in said]


def _runs(words: Sequence[_Word], written: Sequence[str]) -> list[list[str]]:
    """What was written, apart where something was kept as it is."""
    runs: list[list[str]] = [[]]
    for word, said in zip(words, written):
        if word.readings:
            runs[-1].append(said)
        else:
            runs.append([])
    return runs


def _joined(words: Sequence[_Word], written: Sequence[str]) -> str:
    text = ""
    for word, said in zip(words, written):
        if word.readings:
            text += said
        elif _LETTER.search(word.text):
            text += f" {word.text} "
        else:
            text = text.rstrip() + word.text.translate(_SIGNS)
    return " ".join(text.split())


class _Known:
    """The documents' vocabulary as a model of what follows what."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        counts = defaultdict(float, vocabulary)
        for word in _glossary_words():
            for term in (*word, *_pairs(word)):
                counts[term] = max(counts[term], 1)
        for word in (*_data()["asking"], *_data()["small"]):
            for char in word:
                counts[char] = max(counts[char], 1)
            for pair in _pairs(word):
                counts[pair] = max(counts[pair], _USUAL * counts[pair[0]])
        self._counts = counts
        self._total = sum(count for term, count in counts.items() if len(term) == 1)
        self._written_as: dict[str, list[tuple[str, int, float]]] = defaultdict(list)
        for char in [term for term in counts if len(term) == 1]:
            for place, (syllable, tone) in enumerate(_sounds_of(char)):
                usual = _RARE_READING if place else 1.0
                self._written_as[syllable].append((char, tone, usual))

    def readable(self, words: Iterable[_Word]) -> list[_Word]:
        """The words without readings that no character of the vocabulary has."""
        return [
            word.model_copy(
                update={
                    "readings": tuple(
                        reading
                        for reading in word.readings
                        if all(sound.syllable in self._written_as for sound in reading)
                    )
                }
            )
            for word in words
        ]

    def written(self, words: Iterable[_Word]) -> tuple[str, ...]:
        """The likeliest characters, word by word; nothing for words without a reading."""
        chains = [_Written()]
        for word in words:
            if not word.readings:
                best = max(chains, key=lambda chain: chain.score)
                chains = [_Written(words=(*best.words, ""), score=best.score)]
                continue
            started = [chain.model_copy(update={"words": (*chain.words, "")}) for chain in chains]
            chains = [chain for reading in word.readings for chain in self._along(reading, started)]
            chains = _best_by_last(chains)
        return max(chains, key=lambda chain: chain.score).words

    def _along(self, reading: Sequence[_Sound], chains: Sequence[_Written]) -> Sequence[_Written]:
        for place, sound in enumerate(reading):
            longer = [
                _Written(
                    words=(*chain.words[:-1], chain.words[-1] + char),
                    last=char,
                    score=chain.score
                    + math.log(likely * self._follows(chain.last, char, within=place > 0)),
                )
                for char, likely in self._characters_of(sound)
                for chain in chains
            ]
            chains = _best_by_last(longer)
        return chains

    def _characters_of(self, sound: _Sound) -> list[tuple[str, float]]:
        return [
            (char, usual * (1.0 if sound.tone in (0, 5, tone) else _OTHER_TONE))
            for char, tone, usual in self._written_as[sound.syllable]
        ]

    def _follows(self, last: str, char: str, *, within: bool) -> float:
        alone = self._counts[char] / self._total
        if not last:
            return alone
        share = _ALONE_WITHIN if within else _ALONE
        pair = self._counts.get(last + char, 0) / self._counts[last]
        return (1 - share) * pair + share * alone

    def held(self, said: str) -> int:
        """Characters of `said` that make a word with one of their neighbours."""
        pairs = [self._is_word(pair) for pair in _pairs(said)]
        return sum(before or after for before, after in zip([False, *pairs], [*pairs, False]))

    def _is_word(self, pair: str) -> bool:
        rarer = min(self._counts[pair[0]], self._counts[pair[1]])
        return self._counts.get(pair, 0) >= max(1, _WORD * rarer)


def _pairs(said: str) -> list[str]:
    return [said[at : at + 2] for at in range(len(said) - 1)]


def _best_by_last(chains: Iterable[_Written]) -> list[_Written]:
    best: dict[str, _Written] = {}
    for chain in chains:
        if chain.last not in best or chain.score > best[chain.last].score:
            best[chain.last] = chain
    return sorted(best.values(), key=lambda chain: -chain.score)[:_CHAINS]


@lru_cache(maxsize=20_000)
def _sounds_of(char: str) -> tuple[tuple[str, int], ...]:
    """Syllables and tones of a character, the usual one first."""
    from pypinyin import Style, pinyin

    (readings,) = pinyin(char, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)
    found = [(reading[:-1], int(reading[-1])) for reading in readings if reading[-1:].isdigit()]
    return tuple(dict.fromkeys(found))


def _words(question: str) -> list[_Word]:
    return [_word(token) for token in _TOKEN.findall(unicodedata.normalize("NFC", question))]


def _word(token: str) -> _Word:
    if _NAME.search(token):
        return _Word(text=token)
    sound = unicodedata.normalize("NFD", token.lower()).replace("u\u0308", "ü")
    sound = _DIAERESIS.sub(r"ü\1", sound)
    if not _SOUND.fullmatch(sound):
        return _Word(text=token)
    readings: list[tuple[_Sound, ...]] = [()]
    for letters, digit in _PART.findall(sound):
        here = [_toned(reading, digit) for reading in _syllables(letters)]
        readings = [(*before, *after) for before in readings for after in here][:_READINGS]
    return _Word(text=token, readings=tuple(readings))


def _toned(reading: Sequence[_Sound], digit: str) -> tuple[_Sound, ...]:
    """The reading with the tone that is written as a digit after its last syllable."""
    if not digit:
        return tuple(reading)
    return (*reading[:-1], reading[-1].model_copy(update={"tone": int(digit)}))


def _syllables(letters: str) -> list[tuple[_Sound, ...]]:
    """The ways to cut letters (with tone marks, decomposed) into syllables, longest first."""
    if not letters:
        return [()]
    found = []
    for end in range(min(len(letters), _LONGEST_SYLLABLE), 0, -1):
        rest = letters[end:]
        marks = [_TONES[char] for char in letters[:end] if char in _TONES]
        plain = "".join(char for char in letters[:end] if char not in _TONES)
        if rest[:1] in _TONES or len(marks) > 1 or plain.replace("ü", "v") not in _table():
            continue
        sound = _Sound(syllable=plain.replace("ü", "v"), tone=marks[0] if marks else 0)
        found += [(sound, *others) for others in _syllables(rest)]
    return found[:_READINGS]


@cache
def _glossary_words() -> frozenset[str]:
    forms = [form for entry in shipped().entries for form in entry.forms.get("zh", ())]
    return frozenset(run for form in forms for run in _HAN.findall(form))


@cache
def _table() -> frozenset[str]:
    return frozenset(_data()["syllables"].split())


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("tutor").joinpath("pinyin.toml").read_text("utf-8"))
