"""Pinyin → Chinese characters, by what the learner's own documents say.

Knows readings and a vocabulary of characters and pairs with their counts (the word index's),
nothing of passages. Which characters are meant is decided by the documents: the likeliest chain
of pairs that they hold, so that what is found is what they say. Other languages in Latin letters
are left alone: their words are no syllables, or make no words.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

import regex

from ingest.documents import Record
from ingest.index import Index
from tutor.glossary import shipped
from tutor.syllables import Sound, Word, data, words

LONGEST = 200
"""Characters of the longest question that is looked at."""
_HELD_ASKED = 0.6
"""Least share of the characters that the documents hold in words, where a question word shows
that the question is pinyin, …"""
_HELD = 0.8
"""… and where tones do, or a term of the glossary."""
_LONG = 8
"""Syllables of a question in which one such term is enough; in a shorter one it must be a third."""
_WORD = 0.02
"""Two characters are a word if the rarer one stands in this share of its places beside the other:
any two meet somewhere in a large library."""
_USUAL = 0.3
"""How often a small word follows from its first character, where the documents lack it."""
_SMALL = 10
"""Chunks that a small word of one character is taken to stand in at the least."""
_ALONE = 0.1
"""Weight of a character by itself against its pair with the one before, between words …"""
_ALONE_WITHIN = 0.001
"""… and within one: letters that are written together are a word."""
_RARE_READING = 0.05
_OTHER_TONE = 0.02
_CHAINS = 40
_HAN = regex.compile(r"\p{Han}+")
_NOT_LATIN = regex.compile(r"[\p{L}--\p{Latin}]", regex.V1)
_SIGNS = str.maketrans("?,!;:", "？，！；：")


def in_characters(question: str, index: Index) -> str | None:
    """`question` in characters where it is pinyin and the documents hold what it says."""
    return characters(question, index.han_terms()) if may_be_pinyin(question) else None


def may_be_pinyin(question: str) -> bool:
    """False for what surely is none: most of what is asked, without any vocabulary."""
    if len(question) > LONGEST or _NOT_LATIN.search(question):
        return False
    said = words(question)
    read = [word for word in said if word.readings]
    kept = [word for word in said if word.is_kept]
    return len(kept) < len(read) and sum(len(word.readings[0]) for word in read) >= 2


def characters(question: str, vocabulary: Mapping[str, int]) -> str | None:
    """`question` in characters, None where it is not pinyin.

    `vocabulary` holds single characters and overlapping pairs with counts. Small words and the
    glossary's terms count as said once: the documents may have them in another language. What is
    no pinyin (names) stays as it is, if a question word or tones show that the rest is.
    """
    if not may_be_pinyin(question):
        return None
    known = _Known(vocabulary)
    said = [known.readable(word) for word in words(question)]
    written = known.written(said)
    # A name may happen to be made of syllables: `data`.
    named = [len(text) > 1 and not known.held(text) for text in written]
    if any(named):
        said = [Word(text=word.text) if name else word for word, name in zip(said, named)]
        written = known.written(said)
    return _joined(said, written) if _is_pinyin(said, written, known) else None


def _is_pinyin(said: Sequence[Word], written: Sequence[str], known: "_Known") -> bool:
    read = [(word, text) for word, text in zip(said, written) if word.readings]
    kept = sum(word.is_kept for word in said)
    runs = "".join(text or " " for text in written).split()
    count = sum(map(len, runs))
    if count < 2 or kept >= len(read):
        return False
    small = sum(text in data()["small"] and len(text) == 1 for _, text in read)
    held = min(1.0, (sum(map(known.held, runs)) + small) / count)
    toned = sum(sound.tone > 0 for word, _ in read for sound in word.readings[0])
    if any(phrase in run for run in runs for phrase in data()["asking"]):
        return held >= _HELD_ASKED
    if held < _HELD or 4 * kept > len(read):
        return False
    if 2 * toned > count:
        return True
    of_terms = sum(len(term) for run in runs for term in _glossary_words() if term in run)
    distinct = len(set("".join(runs)))
    return of_terms > 2 and distinct > 2 and (count >= _LONG or 3 * of_terms >= count)


def _joined(said: Sequence[Word], written: Sequence[str]) -> str:
    text = ""
    for word, characters in zip(said, written):
        if word.readings:
            text += characters
        elif word.is_kept:
            text += f" {word.text} "
        else:
            text = text.rstrip() + word.text.translate(_SIGNS)
    return " ".join(text.split())


class _Chain(Record):
    """Characters written so far, a string for each word."""

    words: tuple[str, ...] = ()
    last: str = ""
    score: float = 0.0

    def begun(self) -> "_Chain":
        return self.model_copy(update={"words": (*self.words, "")})


class _Known:
    """The documents' vocabulary as a model of what follows what."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        counts: dict[str, float] = defaultdict(float, vocabulary)
        for word in _glossary_words():
            for term in (*word, *_pairs(word)):
                counts[term] = max(counts[term], 1)
        for word in (*data()["asking"], *data()["small"]):
            for char in word:
                counts[char] = max(counts[char], _SMALL if len(word) == 1 else 1)
            for pair in _pairs(word):
                counts[pair] = max(counts[pair], _USUAL * counts[pair[0]], 1)
        self._counts = counts
        self._total = sum(count for term, count in counts.items() if len(term) == 1)
        self._written_as: dict[str, list[tuple[str, int, float]]] = defaultdict(list)
        for char in [term for term in counts if len(term) == 1]:
            for place, (syllable, tone) in enumerate(_sounds_of(char)):
                usual = _RARE_READING if place else 1.0
                self._written_as[syllable].append((char, tone, usual))

    def readable(self, word: Word) -> Word:
        """The word with those readings alone for which there are characters."""
        sounds = self._written_as
        return Word(
            text=word.text,
            readings=tuple(r for r in word.readings if all(s.syllable in sounds for s in r)),
        )

    def written(self, said: Iterable[Word]) -> tuple[str, ...]:
        """The likeliest characters, word by word; nothing for words without a reading."""
        chains = [_Chain()]
        for word in said:
            begun = [chain.begun() for chain in chains]
            if word.readings:
                chains = _best([c for reading in word.readings for c in self._on(reading, begun)])
            else:
                chains = [begun[0].model_copy(update={"last": ""})]
        return chains[0].words

    def _on(self, reading: Sequence[Sound], chains: Sequence[_Chain]) -> Sequence[_Chain]:
        """The chains gone on with a reading, the best for each last character."""
        for place, sound in enumerate(reading):
            chains = _best(
                [
                    _Chain(
                        words=(*chain.words[:-1], chain.words[-1] + char),
                        last=char,
                        score=chain.score + math.log(likely * self._follows(chain, char, place)),
                    )
                    for char, likely in self._characters_of(sound)
                    for chain in chains
                ]
            )
        return chains

    def _characters_of(self, sound: Sound) -> list[tuple[str, float]]:
        return [
            (char, usual * (1.0 if sound.tone in (0, 5, tone) else _OTHER_TONE))
            for char, tone, usual in self._written_as[sound.syllable]
        ]

    def _follows(self, chain: _Chain, char: str, place: int) -> float:
        """Probability of a character at a place of a word after a chain."""
        alone = self._counts[char] / self._total
        if not chain.last:
            return alone
        share = _ALONE_WITHIN if place else _ALONE
        pair = self._counts.get(chain.last + char, 0) / self._counts[chain.last]
        return (1 - share) * pair + share * alone

    def held(self, said: str) -> int:
        """Characters of `said` that make a word with one of their neighbours."""
        pairs = [self._is_word(pair) for pair in _pairs(said)]
        return sum(before or after for before, after in zip([False, *pairs], [*pairs, False]))

    def _is_word(self, pair: str) -> bool:
        rarer = min(self._counts[pair[0]], self._counts[pair[1]])
        return self._counts.get(pair, 0) >= max(1, _WORD * rarer)


def _best(chains: Iterable[_Chain]) -> list[_Chain]:
    """The best chain for each last character, the likeliest first."""
    best: dict[str, _Chain] = {}
    for chain in chains:
        if chain.last not in best or chain.score > best[chain.last].score:
            best[chain.last] = chain
    return sorted(best.values(), key=lambda chain: -chain.score)[:_CHAINS]


def _pairs(said: str) -> list[str]:
    return [said[at : at + 2] for at in range(len(said) - 1)]


@lru_cache(maxsize=20_000)
def _sounds_of(char: str) -> tuple[tuple[str, int], ...]:
    """Syllables and tones of a character, the usual one first."""
    from pypinyin import Style, pinyin

    (readings,) = pinyin(char, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)
    found = [(reading[:-1], int(reading[-1])) for reading in readings if reading[-1:].isdigit()]
    return tuple(dict.fromkeys(found))


@cache
def _glossary_words() -> tuple[str, ...]:
    forms = [form for entry in shipped().entries for form in entry.forms.get("zh", ())]
    runs = [run for form in forms for run in _HAN.findall(form) if len(run) > 1]
    return tuple(dict.fromkeys(runs))
