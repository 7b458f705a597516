"""Folding: the form in which texts are compared, searched and counted, never shown or cited.

Knows nothing of documents. Rules: NFKC, case, Arabic marks, tatweel and letter forms, all
digit systems to 0-9. (Lucene's ArabicNormalizer is the source of the Arabic rules; composing
first matters, since alef with hamza may come as two code points.)
"""

import unicodedata

import regex

_ARABIC_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None}
)
_ARABIC_MARKS = regex.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_INVISIBLE = regex.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_OTHER_DIGIT = regex.compile(r"[^\P{Nd}0-9]")


def fold(text: str) -> str:
    """`text` folded: equal for spellings that a reader takes for the same."""
    folded = unicodedata.normalize("NFKC", text)
    folded = _INVISIBLE.sub("", _ARABIC_MARKS.sub("", folded))
    folded = folded.translate(_ARABIC_LETTERS).casefold()
    return str(_OTHER_DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), folded))


_BREAK = regex.compile(r"\s+")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\u3000-\u303f\uff00-\uffef]")


def one_line(text: str) -> str:
    """`text` on one line: white space to one space, line breaks inside Chinese to nothing."""

    def join(match: "regex.Match[str]") -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        broken = "\n" in match[0] and _UNSPACED.match(before) and _UNSPACED.match(after)
        return "" if broken else " "

    return str(_BREAK.sub(join, text)).strip()
