"""Where sentences end: the one door to the sentence segmenter (sentencex).

Knows nothing of block marks. sentencex decides; mended here is what it gets wrong in the
languages that we tried (tests/ingest/test_languages.py): points inside names, numbers and
abbreviations, numbers of a list, sentences in brackets, and ends of scripts it does not know.
"""

from collections.abc import Iterator

import regex

_CLOSING = r"[\"'”’»›」』）)\]】〉》]"
# Unlike a point these never stand inside a word, whatever the language.
_SURE = regex.compile(
    rf"[[\p{{SB=STerm}}།༎]--[!?\u104a]][[\p{{SB=STerm}}།༎]!?.]*{_CLOSING}*\s*", regex.V1
)
_BRACKET = regex.compile(r"[.!?][)\]][\"'”’]?\s+(?=[\"'“(\[]?[\p{Lu}\p{Lo}])")
_LONGEST_BRACKET = 400
_QUOTED = regex.compile(r"(?:[とっ]|など)")
"""Goes on after a Japanese quotation: 「はい。」と言った。"""
_STUCK = regex.compile(
    r"[[\p{L}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}]]", regex.V1
)
_NEW_SENTENCE = regex.compile(r"\p{Lu}\p{Ll}")
_ABBREVIATION = regex.compile(
    r"(?<![\p{L}\p{M}.])(?:د|أ|م|ص|ج|أ\.\s?د|डॉ|श्री|प्रो|т\.\s?[екд]|напр|проф|акад|рис|стр)\.$"
)
_ABBREVIATION_IN = {"fr": regex.compile(r"(?<![\p{L}.])(?:M|MM|Mme|Mlle|Dr|Pr|St|Ste)\.$")}
_POINTED = regex.compile(r"\p{L}\.\s?\p{L}{1,3}\.$")
_LIST_NUMBER = regex.compile(r"(?:[.!?؟۔।]\s+|[。！？]\s*)(\p{Nd}{1,3})[.)]$")
_LOOK_BACK = 16
LONGEST = 10_000
"""sentencex takes time by the square of the length (4 s for 5 MB on one line)."""


def boundaries(text: str, language: str) -> list[int]:
    """Ends of the sentences of `text`, ascending, white space after each included.

    `language` is a primary code (`zh`); it decides on abbreviations. What is longer than
    `LONGEST` characters is no sentence, and ends there.
    """
    ends: list[int] = []
    start = 0
    while start < len(text):
        found = _ends(text[start : start + LONGEST], language)
        if len(found) > 1 and start + LONGEST < len(text):
            found.pop()  # only where the slice ends
        ends += [start + end for end in found]
        start = ends[-1]
    return ends


def _ends(text: str, language: str) -> list[int]:
    import sentencex

    found = {each["end_index"] for each in sentencex.get_sentence_boundaries(language, text)}
    found.update(match.end() for match in _SURE.finditer(text))
    found.update(_after_brackets(text))
    ends = {len(text)}
    for end in found:
        ends.update(_mended(text, end, language))
    return sorted(ends - {0})


def _after_brackets(text: str) -> Iterator[int]:
    """Ends of sentences that stand in brackets as a whole."""
    for match in _BRACKET.finditer(text):
        first = max(0, match.start() - _LONGEST_BRACKET)
        opens = max(text.rfind("(", first, match.start()), text.rfind("[", first, match.start()))
        before = text[max(0, opens - 2) : opens].rstrip()
        if opens >= 0 and (before == "" or before[-1] in ".!?"):
            yield match.end()


def _mended(text: str, end: int, language: str) -> list[int]:
    """`end`, or where the sentence ends instead; nothing where it goes on."""
    stop = end
    while stop and text[stop - 1].isspace():
        stop -= 1
    last, after = text[stop - 1 : stop], text[end : end + 2]
    if last in "」』" and _QUOTED.match(after):
        return []
    if last not in ".)" or not after:
        return [end]
    left = text[max(0, stop - _LOOK_BACK) : stop]
    number = _LIST_NUMBER.search(left)
    if number:
        return [stop - len(left) + number.start(1)]
    return [] if last == "." and _goes_on(left, after, end == stop, language) else [end]


def _goes_on(left: str, after: str, stuck: bool, language: str) -> bool:
    if stuck and _STUCK.match(after):
        sentence_glued_on = left[-3:-1].islower() and _NEW_SENTENCE.match(after)
        return not sentence_glued_on
    of_language = _ABBREVIATION_IN.get(language)
    if _ABBREVIATION.search(left) or (of_language and of_language.search(left)):
        return True
    return after[0].islower() and bool(_POINTED.search(left))
