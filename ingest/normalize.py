"""Folding: the form in which texts are compared, searched and counted, never shown or cited.

Knows nothing of documents. `fold` gives the folded text, `fold_with_map` also where each slice
of it stands in the original. Both take the same three steps:

1. A line break inside a word goes, and so does the hyphen before it between small letters.
2. Characters: NFKC, case, Arabic marks, tatweel and letter forms, all digit systems to 0-9,
   typographic quotes and dashes to plain ones, nothing for what cannot be seen. (Lucene's
   ArabicNormalizer is the source of the Arabic rules.)
3. White space: a run of it is one space, and none inside Chinese or Japanese.

Everything is in the one form, for search as for comparing: what PDF engines and keyboards do to
a text they do to passages, questions and quotes alike.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

import regex

# The hyphen is looked for first: looking behind at every character takes ten times as long.
_LINE_HYPHEN = regex.compile(r"([-\u2010\u2011\xad])[^\S\n]*\n[^\S\n]*(?=([\p{L}\p{N}]))")

_NO_BASE = regex.compile(r"[\p{M}\p{Default_Ignorable_Code_Point}]")

_SPELLED = {
    **dict.fromkeys("أإآٱ", "ا"), "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "",
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\xb4\u02bc\u05f3", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u2036«»「」『』〝〞〟\u05f4", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u05be", "-"),
    **dict.fromkeys("\x1c\x1d\x1e\x1f", " "),
}  # fmt: skip
_UNSEEN = regex.compile(
    r"[\p{Default_Ignorable_Code_Point}"
    r"\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08ca-\u08ff]"
)
"""Bidi and other invisible controls, soft hyphens, variation selectors; marks of Arabic."""
_EXTENDS = regex.compile(r"[\p{M}\u1160-\u11ff]")
"""What may compose with the character before it: marks, Korean vowels and final letters."""

_WIDE = r"\p{Han}\p{Hiragana}\p{Katakana}\u3001-\u3029\u3030-\u303f\u30fb-\u30fc"
_HAS_WIDE = regex.compile(rf"[{_WIDE}]")
_SIGN = r",;:!?.()\[\]\"'"  # full-width ones have become these by now
_SPACE_IN_WIDE = regex.compile(
    rf"(?<=[{_WIDE}])\s++(?=[{_WIDE}{_SIGN}])|(?<=[{_SIGN}])\s++(?=[{_WIDE}])"
)
_ODD_SPACE = regex.compile(r"[\t-\r\x85\u1680\u2028\u2029]\s*| \s+")
"""All white space but a single space; other spaces have become that one by now."""

_Edit = tuple[int, int, str]
"""Start and end of a slice, and what replaces it."""


def fold(text: str) -> str:
    """`text` folded: equal for spellings that a reader takes for the same."""
    text = _fold_characters(_edited(text, _broken_words(text)))
    if _HAS_WIDE.search(text):
        text = _SPACE_IN_WIDE.sub("", text)
    return str(_ODD_SPACE.sub(" ", text))


def fold_with_map(text: str) -> "Folded":
    """`fold(text)` with the way back into `text`."""
    original, ways = text, []
    for find_edits in (_broken_words, _changed_clusters, _wide_spaces, _odd_spaces):
        edits = find_edits(text)
        ways.append(_WayBack(edits))
        text = _fold_characters(text) if find_edits is _changed_clusters else _edited(text, edits)
    return Folded(original, text, ways)


def find(quote: str, text: str) -> tuple[int, int] | None:
    """The first slice of `text` that says `quote`, both folded; see `Folded.find`."""
    return next(fold_with_map(text).find(quote), None)


class Folded:
    """A folded text that knows where each slice of it stands in the original."""

    def __init__(self, original: str, text: str, ways: "Sequence[_WayBack]") -> None:
        self.original, self.text = original, text
        self._ways = ways

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The smallest slice of the original that folds to `text[start:end]` or more.

        Ligatures and letters with their marks are taken whole.
        """
        for way in reversed(self._ways):
            start, end = way.span(start, end)
        return start, end

    def find(self, quote: str) -> Iterator[tuple[int, int]]:
        """Where the original says `quote`, without overlaps; nothing for a quote without text.

        Any substring counts: `5` is found in `15`.
        """
        # A hyphen in the quote may have been taken for the end of a line in the text.
        words = fold(_LINE_HYPHEN.sub(r"\1", quote)).strip()
        hyphens = words.count("-")
        for match in regex.finditer(_loosely(words), self.text) if words else ():
            start, end = self.span(*match.span())
            if fold(_LINE_HYPHEN.sub(r"\1", self.original[start:end])).count("-") >= hyphens:
                yield start, end


_WORD_HYPHEN = regex.compile(r"(?<=[\p{L}\p{M}])-(?=\p{L})")
_LOOSE_SPACE = regex.compile(
    rf"(?<=[{_WIDE}]) ?(?=[^{_WIDE} ])|(?<=[^{_WIDE} ]) ?(?=[{_WIDE}])"
    r"|(?<=[^\d ][,;:!?)]) ?(?=[^ ])|(?<=[^ ]) ?(?=\()"
)


def _loosely(words: str) -> str:
    """A pattern for folded words in which hyphens inside them may be missing, and in Chinese and
    Japanese the spaces beside other scripts and beside signs that may be full-width ones."""
    if _HAS_WIDE.search(words):
        words = _LOOSE_SPACE.sub("\t", words)
    words = regex.escape(_WORD_HYPHEN.sub("\n", words), literal_spaces=True)
    return str(words).replace("\\\t", " ?").replace("\\\n", "-?")


class _WayBack:
    """Where the slices of an edited text stood before."""

    def __init__(self, edits: Sequence[_Edit]) -> None:
        self._edits = edits
        grown = list(accumulate(len(new) - (end - start) for start, end, new in edits))
        self._ends = [end + by for (_, end, _), by in zip(edits, grown)]
        self._starts = [at - len(new) for at, (_, _, new) in zip(self._ends, edits)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        first = self._before(start)[0]
        return (first, self._before(end - 1)[1]) if end > start else (first, first)

    def _before(self, at: int) -> tuple[int, int]:
        """The slice from which the character at `at` came."""
        last = bisect_right(self._starts, at) - 1
        if last < 0:
            return at, at + 1
        if at < self._ends[last]:
            return self._edits[last][:2]
        stood = self._edits[last][1] + at - self._ends[last]
        return stood, stood + 1


def _edited(text: str, edits: Sequence[_Edit]) -> str:
    if not edits:
        return text
    parts, end = [], 0
    for start, stop, new in edits:
        parts += [text[end:start], new]
        end = stop
    return "".join([*parts, text[end:]])


def _broken_words(text: str) -> list[_Edit]:
    edits = []
    for match in _LINE_HYPHEN.finditer(text):
        at = match.start()
        while at and _NO_BASE.match(text[at - 1]):
            at -= 1
        before = text[at - 1 : at]
        joined = match[1] == "\xad" or (before.islower() and match[2].islower())
        if before.isalnum():
            edits.append((match.start(), match.end(), "" if joined else "-"))
    return edits


def _changed_clusters(text: str) -> list[_Edit]:
    """Characters with what may compose with them, and those that become none or several."""
    unseen, extending, odd = set(), set(), set()
    for char in set(text):
        folded = _CHARACTERS[ord(char)]
        if _EXTENDS.match(char) or _EXTENDS.match(folded):
            extending.add(char)
        elif not folded:
            unseen.add(char)
        if len(folded) != 1:
            odd.add(char)
    alternatives = []
    if extending:
        alternatives.append(rf".(?:{_one_of(unseen)}*{_one_of(extending)})+")
    if odd:
        alternatives.append(_one_of(odd))
    if not alternatives:
        return []
    clusters = regex.compile("|".join(alternatives), regex.DOTALL)
    return [(*match.span(), _fold_characters(match[0])) for match in clusters.finditer(text)]


def _one_of(chars: set[str]) -> str:
    return f"[{''.join(map(regex.escape, sorted(chars)))}]" if chars else "(?!)"


def _wide_spaces(text: str) -> list[_Edit]:
    if not _HAS_WIDE.search(text):
        return []
    return [(*match.span(), "") for match in _SPACE_IN_WIDE.finditer(text)]


def _odd_spaces(text: str) -> list[_Edit]:
    return [(*match.span(), " ") for match in _ODD_SPACE.finditer(text)]


def _fold_characters(text: str) -> str:
    # Composed before, so that alef with hamza may come as two code points; and after, since
    # what was between a letter and its accent may have gone.
    text = unicodedata.normalize("NFC", text).translate(_CHARACTERS)
    return unicodedata.normalize("NFC", text)


class _Characters(dict[int, str]):
    """What each character folds to when it stands alone; made as they are met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


_CHARACTERS = _Characters()


def _fold_character(char: str) -> str:
    if _UNSEEN.match(char):
        return ""
    if char in _SPELLED:
        return _SPELLED[char]
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", char)
    if len(plain) > 1 and plain[0] == " " and all(map(_UNSEEN.match, plain[1:])):
        return ""  # an Arabic mark that stands alone, as PDF engines write it
    plain = plain.casefold()
    return plain if plain == char else "".join(map(_fold_character, plain))


_BREAK = regex.compile(r"\s+")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\u3000-\u303f\uff00-\uffef]")


def one_line(text: str) -> str:
    """`text` on one line: white space to one space, line breaks inside Chinese to nothing."""

    def join(match: "regex.Match[str]") -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        broken = "\n" in match[0] and _UNSPACED.match(before) and _UNSPACED.match(after)
        return "" if broken else " "

    return str(_BREAK.sub(join, text)).strip()
