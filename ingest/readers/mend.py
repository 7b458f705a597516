"""What can be mended in the text of a page with certainty.

Each function takes a text and returns it mended, or unchanged where it is healthy. Knows
nothing of pages or of how a text was read; `health` says what is wrong with one.
"""

import unicodedata

import regex

from ingest.readers import health
from ingest.readers.visual_order import is_right_to_left, logical

_SHAPES = regex.compile(
    r"[\ufb50-\ufd3d\ufd50-\ufdef\ufdf2\ufe70-\ufefc\u2f00-\u2fd5\ufb00-\ufb06]"
)
_RADICAL_PAIRS = (
    "⺁厂 ⺇几 ⺊卜 ⺌小 ⺎兀 ⺜日 ⺝月 ⺟母 ⺠民 ⺩王 ⺮竹 ⺶羊 ⺼肉 ⻁虎 ⻄西 ⻅见 ⻆角 "
    "⻉贝 ⻊足 ⻋车 ⻑長 ⻓长 ⻔门 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻡首 ⻢马 ⻣骨 ⻤鬼 "
    "⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜 ⻲亀 ⻳龟 "
)
_RADICALS = {ord(pair[0]): pair[1] for pair in _RADICAL_PAIRS.split()}
"""Simplified and whole-character radicals, of which Unicode knows no decomposition."""
_MARK = regex.compile(r"\p{Mn}")
_LAM_ALEF = regex.compile(r"ا([أإآ])ل")
_PLAIN_LAM_ALEF = regex.compile(r"(?<=(?<!\p{Arabic})[وفبك]?)اال(?=\p{Arabic})")
_CJK = r"[\p{Han}\p{Hiragana}\p{Katakana}ー\u3001-\u3011\u3014-\u301f\uff01-\uff0f\uff1a-\uff1f]"
_CJK_SPACE = regex.compile(rf"(?<={_CJK})[ \u3000]{{1,3}}(?={_CJK})")
_LONE_LETTERS = regex.compile(r"(?<!\S)\p{Latin}(?: \p{Latin}){4,}(?!\S)")
_WORD = regex.compile(r"\p{L}+")
_BULLET = regex.compile(r"(?m)^([ \t]*)[\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0a8](?=\s|$)")


def mended(text: str, known: str = "") -> tuple[str, dict[str, str]]:
    """`text` with all that is certain mended, and what was done by the finding's name.

    `known` is text of the same document, whose words are evidence.
    """
    steps = {
        "presentation-forms": (base_letters, "mapped to base letters"),
        "reversed": (turned, "turned line by line"),
        "lam-alef": (lam_before_alef, "put in order where certain"),
        "spaced": (unspaced, "spaces removed"),
        "letter-spaced": (lambda text: joined_letters(text, known), "joined where certain"),
    }
    done = {}
    text = str(_BULLET.sub(r"\1•", text))
    for name, (step, words) in steps.items():
        after = step(text)
        if after != text:
            done[name] = words
        text = after
    return text, done


def base_letters(text: str) -> str:
    """Arabic presentation forms, Chinese radicals and Latin ligatures as their letters."""
    letters = str(_SHAPES.sub(lambda match: _letters(match[0]), text))
    return letters.translate(_RADICALS)


def _letters(char: str) -> str:
    letters = unicodedata.normalize("NFKC", char)
    # An isolated mark is defined as a space with the mark.
    return letters.strip() or letters


def turned(text: str) -> str:
    """Right-to-left text stored as it is seen, in reading order; untouched where it is."""
    if not health.is_reversed(text):
        return text
    right_to_left = is_right_to_left(text)
    return "\n".join(
        logical(_clusters(line), right_to_left=right_to_left) for line in text.split("\n")
    )


def _clusters(line: str) -> list[str]:
    """Letters with the marks that follow them, or precede them in text stored backwards."""
    clusters: list[str] = []
    pending = ""
    for char in line:
        if _MARK.match(char):
            pending += char
        else:
            clusters.append(char + pending)
            pending = ""
    if pending:
        clusters.append(pending)
    return clusters


def lam_before_alef(text: str) -> str:
    """`األمن` → `الأمن`, `االسم` → `الاسم`: two alefs never meet in an Arabic word."""
    return str(_PLAIN_LAM_ALEF.sub("الا", _LAM_ALEF.sub(r"ال\1", text)))


def unspaced(text: str) -> str:
    """Chinese and Japanese without spaces between characters; those beside Latin words stay."""
    return str(_CJK_SPACE.sub("", text)) if health.is_spaced(text) else text


def joined_letters(text: str, known: str) -> str:
    """`H e l l o` → `Hello` where the word stands somewhere else in the document."""
    if not _LONE_LETTERS.search(text):
        return text
    words = {word.casefold() for word in _WORD.findall(text) + _WORD.findall(known)}

    def join(match: "regex.Match[str]") -> str:
        word = str(match[0]).replace(" ", "")
        return word if word.casefold() in words else str(match[0])

    return str(_LONE_LETTERS.sub(join, text))
