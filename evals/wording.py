"""Whether a text says certain words, and which units it is made of: the form in which gold and
answer are compared.

Beyond `ingest.normalize.fold`: punctuation and white space count for nothing, `1,000` is 1000,
`48 小时` is `48小时`; but `1.5` is not 15, nor is `C#` the letter C.
"""

from functools import lru_cache

import regex

from ingest.normalize import fold

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_THOUSANDS = regex.compile(r"(?<=\d)[.,٬](?=\d{3}(?!\d))")
_DECIMAL = regex.compile(r"(?<=\d)[.,٫](?=\d)")
_NOISE = regex.compile(
    r"(?<!\d)\.|\.(?!\d)|(?<!\p{Latin}[#+]*)[#+]|[^\p{L}\p{M}\p{N}.#+]",
)
# A space tells nothing beside a script without spaces, nor between a number and its unit, nor
# between an Arabic `و` and the Latin name that it is mostly written onto.
_LOOSE_SPACE = regex.compile(
    rf"(?<=[{_UNSPACED}]) | (?=[{_UNSPACED}])"
    r"|(?<=\p{N}) (?!\p{N})|(?<!\p{N}) (?=\p{N})"
    r"|(?<=[\p{Latin}#+]) (?!\p{Latin})|(?<![\p{Latin}#+]) (?=\p{Latin})"
)
_DIGIT = regex.compile(r"\d")
_LATIN = regex.compile(r"[\p{Latin}#+]")


_UNIT = regex.compile(
    rf"(?P<alone>[{_UNSPACED}]\p{{M}}*)|\d+(?:\.\d+)*|\p{{Latin}}[\p{{Latin}}\p{{M}}\d#+]*"
    rf"|[[\p{{L}}\p{{M}}\p{{N}}]--[\p{{Latin}}\d{_UNSPACED}]]+|[#+]+",
    regex.V1,
)


@lru_cache(maxsize=5000)
def plain(text: str) -> str:
    """`text` reduced to what the comparison looks at; empty where it holds no letter or digit."""
    return str(_LOOSE_SPACE.sub("", _spaced(text)))


def units(text: str) -> tuple[str, ...]:
    """The words of `text`, folded; characters of scripts without spaces singly (`48小时` → `48`,
    `小`, `时`), a number apart from its unit (`10GB` → `10`, `gb`), a code whole (`ec2`, `c#`)."""
    return tuple(match[0] for match in _UNIT.finditer(_spaced(text)))


def unspaced(text: str) -> bool:
    """Whether `text` holds a character of a script without spaces between words."""
    return any(match["alone"] for match in _UNIT.finditer(_spaced(text)))


def _spaced(text: str) -> str:
    text = _THOUSANDS.sub("", fold(text))
    text = _NOISE.sub(" ", _DECIMAL.sub(".", text))
    return " ".join(text.split())


def says(text: str, wanted: str) -> bool:
    """Whether `wanted` occurs in `text`: numbers and Latin words whole, others anywhere.

    Whole words after `has_answer` of Dense Passage Retrieval (Karpukhin et al. 2020); anywhere
    because Arabic writes `و` and `ال` onto the word, and Chinese has no word boundaries.
    """
    words = plain(wanted)
    if not words:
        return False
    left = right = ""
    if _DIGIT.match(words[0]):
        left = r"(?<!\d)(?<!\d\.)"
    elif _LATIN.match(words[0]):
        left = r"(?<!\p{Latin})"
    if _DIGIT.match(words[-1]):
        right = r"(?!\d)(?!\.\d)"
    elif _LATIN.match(words[-1]):
        right = r"(?![\p{Latin}#+])"
    return regex.search(left + regex.escape(words) + right, plain(text)) is not None
