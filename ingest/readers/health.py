"""How well a page was read: pure functions on its text.

`examine` names what is wrong, `score` says which of two readings of one page is the better.
Knows scripts and a few very common words; nothing of PDF, and mends nothing (`mend` does).
"""

import unicodedata
from collections import Counter
from functools import lru_cache

import regex

from ingest.documents import Finding
from ingest.readers.visual_order import is_right_to_left

HINTS = {
    "no-text": "A scan or a picture: recognise its text.",
    "garbled": "Its letters are not what the page shows: compare with the original.",
    "presentation-forms": "Letters are stored by their shape, so that searching would miss them.",
    "reversed": "Right-to-left words are stored backwards: compare with the original.",
    "lam-alef": "Lam and alef are swapped in places: compare with the original.",
    "digits": "Numbers or Latin words stood in the wrong place of their line.",
    "spaced": "Chinese or Japanese characters are parted by spaces.",
    "vertical": "Vertical writing came out one character a line.",
    "letter-spaced": "Words are stored letter by letter.",
    "header-footer": "Lines that repeat on each page.",
    "lost-text": "One engine left out part of the page, or put letters of another script.",
    "columns": "Two columns were read across: compare with the original.",
    "too-slow": "The page took too long to read: raise HIKMA_INGEST__PAGE_SECONDS.",
    "damaged": "The page could not be read: get the file anew from its source.",
    "cut-short": "The end of the file is missing: get it anew from its source.",
    "recognised": "Recognised text has mistakes: compare with the page before trusting a detail.",
}
"""What each finding means and what a person can do, by its stable name."""

_VISIBLE = regex.compile(r"\S")
_BROKEN = regex.compile(r"[\ufffd\p{Co}\p{Cn}]|[\p{Cc}--\s]", regex.V1)
_BULLET = regex.compile(r"(?m)^[ \t]*[\uf000-\uf0ff](?=\s|$)")
"""Word writes bullets as private characters of its symbol fonts: no damage."""
_CID = regex.compile(r"\(cid:\d+\)")
_UTF_8_SHOWN = regex.compile(
    r"[\u00c2-\u00f4][\u0080-\u009f\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf\u0152\u0153\u0160"
    r"\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}"
)
"""A byte that begins a UTF-8 character and those that go on, each shown as a letter or a sign."""
_GBK_SHOWN = regex.compile(r"[\u00a1-\u00ff\u0152\u0153\u0160\u0161\u0178]{4,}")
_TURN = regex.compile(r"\p{Ll}\p{Lu}|[\u00a1-\u00bf×÷]")
_PRESENTATION = regex.compile(
    r"[\ufb50-\ufd3d\ufd50-\ufdef\ufe70-\ufefc\u2f00-\u2fd5\u2e80-\u2ef3\ufb00-\ufb06]"
)
_HAN_OR_HANGUL = regex.compile(r"[\p{Han}\uac00-\ud7a3--\u2e80-\u2fdf]", regex.V1)
_CJK = r"[\p{Han}\p{Hiragana}\p{Katakana}ー\u3001-\u3011，；：？！（）]"
_CJK_SPACED = regex.compile(rf"(?<!{_CJK}){_CJK}(?:[ \u3000]{{1,2}}{_CJK}(?!{_CJK})){{4,}}")
_EACH_CJK = regex.compile(_CJK)
_LONE_LETTERS = regex.compile(r"(?<!\S)\p{Latin}(?: \p{Latin}){4,}(?!\S)")
_ARABIC_WORD = regex.compile(r"\p{Arabic}[\p{Arabic}\p{Mn}]*")
_HEBREW_WORD = regex.compile(r"[\u05d0-\u05ea]+")
_SWAPPED = regex.compile(r"ا[أإآ]ل|(?<!\p{Arabic})اال")
_LATIN_WORD = regex.compile(r"\p{Latin}{3,}")
_VOWELS = frozenset("aeiouyæøœı")
_UNSPACED = frozenset(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "KATAKANA-HIRAGANA"))
_LETTER = regex.compile(r"\p{L}")

_COMMON_WORDS = (
    "في من على إلى عن أن إن هذا هذه ذلك التي الذي الذين لم لن قد كل بين بعد قبل عند حتى كان كانت ثم"
    " أو ما هو هي و به به از که این را است با آن برای می یک خود تا شود کے کی سے ہے کا اور نے پر میں"
    " یہ کو تھا"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_HEBREW_WORDS = "של את על לא הוא היא עם זה כי אל או גם כל אם יש בין"
_COMMON_HEBREW = frozenset(_HEBREW_WORDS.split())
_PALINDROMES = frozenset(word for word in _COMMON if len(word) < 2 or word == word[::-1])
_ONLY_ARABIC = regex.compile("[ةأإ]")
"""Letters that Persian, Urdu and Uyghur do without."""
_FINAL_ONLY = frozenset("ةىۃ")
_HEBREW_FINAL = frozenset("ךםןףץ")


def examine(text: str, page: int) -> tuple[Finding, ...]:
    """What is wrong with the text of a page, as it came out of a reader."""
    if not _LETTER.search(text) and not any(char.isalnum() for char in text):
        return (finding(page, "no-text"),)
    tests = {
        "garbled": garbled_share(text) > 0.02,
        "presentation-forms": bool(_PRESENTATION.search(text)),
        "reversed": is_reversed(text),
        "lam-alef": bool(_SWAPPED.search(text)),
        "spaced": is_spaced(text),
        "vertical": _upright(text) > 0,
        "letter-spaced": _is_letter_spaced(text),
    }
    return tuple(finding(page, name) for name, found in tests.items() if found)


def finding(page: int, name: str, *, done: str = "", hint: str = "") -> Finding:
    """A finding with the hint that goes with its name."""
    return Finding(page=page, finding=name, hint=hint or HINTS[name], done=done)


def score(text: str) -> float:
    """How much of a page was read well: its letters and digits, less what is wrong with them.

    Compares two readings of one page: a reading that lost half of it has half the score. Says
    nothing of the order of words and lines; `order_differs` compares that.
    """
    letters = sum(char.isalnum() for char in text)
    forward, backward = directions(text)
    turned = backward / (forward + backward) if forward + backward else 0.0
    right_to_left = sum(map(len, _ARABIC_WORD.findall(text) + _HEBREW_WORD.findall(text)))
    wrong = (
        4 * garbled_share(text) * len(_VISIBLE.findall(text))
        + 0.25 * len(_PRESENTATION.findall(text))
        + 0.25 * _in_spaced_runs(text)
        + len(_SWAPPED.findall(text))
        + 1.5 * turned * right_to_left
        + 0.5 * sum(len(run) for run in _LONE_LETTERS.findall(text))
        + _glued(text)
        + 0.5 * _upright(text)
    )
    return letters - wrong


def _upright(text: str) -> int:
    """Lines of one character, where there are hardly others: vertical writing read across."""
    lines = [line for line in text.split("\n") if line.strip()]
    alone = sum(len(line.strip()) == 1 and bool(_EACH_CJK.match(line.strip())) for line in lines)
    return alone if alone >= 12 and alone * 2 > len(lines) else 0


def _glued(text: str) -> float:
    """Letters of Arabic or Latin words too long to be one: spaces were lost between them."""
    words = _ARABIC_WORD.findall(text) + _LATIN_WORD.findall(text)
    return float(sum(len(word) - 20 for word in words if len(word) > 20 and not word.isupper()))


def garbled_share(text: str) -> float:
    """Share of the visible characters that cannot be what the page shows."""
    plain = _BULLET.sub("", text)
    visible = len(_VISIBLE.findall(plain))
    if not visible:
        return 0.0
    wrong = len(_BROKEN.findall(plain)) + sum(map(len, _CID.findall(plain)))
    if wrong * 200 < visible and wrong < 3:
        wrong = 0
    tests = (_mojibake, _rare_characters, _mixed_scripts, _vowelless, _torn)
    wrong += sum(test(plain) for test in tests)
    return min(wrong / visible, 1.0)


def _mojibake(text: str) -> int:
    """Letters that are the bytes of others: `å­¦ä¹ ` (UTF-8), `ÊýŸÝ` (GBK)."""
    shown: list[str] = _UTF_8_SHOWN.findall(text)
    runs = [run for run in _GBK_SHOWN.findall(text) if _TURN.search(run)]
    utf_8 = sum(map(len, shown)) if len(shown) >= 3 else 0
    gbk = sum(map(len, runs)) if sum(map(len, runs)) >= 8 else 0
    return max(utf_8, gbk)


def _rare_characters(text: str) -> int:
    """Chinese and Korean characters, where far too many of them are ones that nobody uses."""
    characters: list[str] = _HAN_OR_HANGUL.findall(text)
    rare = sum(not _is_common(char) for char in characters)
    enough = len(characters) >= 12 and rare > 0.3 * len(characters)
    return len(characters) if enough else 0


@lru_cache(maxsize=30_000)
def _is_common(char: str) -> bool:
    """Among the frequent characters of a national set, each sorted by frequency in two levels."""
    levels = (
        ("gb2312", 0xB0, 0xD7),
        ("big5", 0xA4, 0xC6),
        ("shift_jis", 0x88, 0x97),
        ("euc_kr", 0xB0, 0xC8),
    )
    for charset, first, last in levels:
        try:
            lead = char.encode(charset)[0]
        except UnicodeEncodeError:
            continue
        if first <= lead <= last:
            return True
    return False


def _mixed_scripts(text: str) -> int:
    """Letters of a page on which scripts change within words, letter by letter."""
    letters = changes = 0
    before = ""
    for char in text:
        script = _script(char) if char.isalpha() else ""
        letters += bool(script)
        changes += bool(script and before and script != before)
        before = script
    return letters if letters >= 20 and changes > 0.2 * letters else 0


@lru_cache(maxsize=30_000)
def _script(char: str) -> str:
    """First word of the character's name; empty for scripts that others stand beside unspaced."""
    name = unicodedata.name(char, "?").split()[0]
    return "" if name in _UNSPACED else "LATIN" if name == "FULLWIDTH" else name


def _torn(text: str) -> int:
    """Arabic letters of a page on which words fall apart: sloping lines read as level ones."""
    words = [word for word in _ARABIC_WORD.findall(text) if word[0].isalpha()]
    alone = sum(len(word) == 1 and word != "و" for word in words)
    return sum(map(len, words)) if len(words) >= 20 and alone > 0.25 * len(words) else 0


def _vowelless(text: str) -> int:
    """Latin letters of a page whose words hold no vowels: glyph numbers taken for letters."""
    words: list[str] = _LATIN_WORD.findall(text)
    letters = "".join(words).lower()
    if len(letters) < 60 or len(letters) * 2 < len(_LETTER.findall(text)):
        return 0
    vowels = sum(unicodedata.normalize("NFD", char)[0] in _VOWELS for char in letters)
    return len(letters) if vowels < 0.15 * len(letters) else 0


def is_reversed(text: str) -> bool:
    """Whether Arabic or Hebrew words are stored backwards."""
    forward, backward = directions(text)
    return backward >= 3 and backward > 2 * forward


def directions(text: str) -> tuple[int, int]:
    """Evidence that right-to-left words run forwards, and that they run backwards."""
    forward = backward = 0
    plain = unicodedata.normalize("NFKC", text) if _PRESENTATION.search(text) else text
    for match in _ARABIC_WORD.finditer(plain):
        word = "".join(char for char in match[0] if unicodedata.category(char) != "Mn")
        forward += _runs_forward(word)
        backward += _runs_forward(word[::-1])
    for match in _HEBREW_WORD.finditer(plain):
        word = match[0]
        forward += len(word) > 1 and (word[-1] in _HEBREW_FINAL or word in _COMMON_HEBREW)
        back = word[::-1]
        backward += len(word) > 1 and (back[-1] in _HEBREW_FINAL or back in _COMMON_HEBREW)
    article, turned = plain.count("ال"), plain.count("لا")
    if turned >= 10 and turned > 2 * article and len(_ONLY_ARABIC.findall(plain)) >= 3:
        # Words cut in the wrong place hide their ends, but not their most common pair of letters.
        backward += turned - article
    return forward, backward


def _runs_forward(word: str) -> bool:
    if len(word) < 2 or word in _PALINDROMES:
        return False
    article = len(word) > 3 and word.startswith("ال") and not word.endswith("لا")
    return word in _COMMON or word[-1] in _FINAL_ONLY or article


def is_spaced(text: str) -> bool:
    """Whether spaces part Chinese or Japanese characters that belong together."""
    spaced = _in_spaced_runs(text)
    return spaced >= 12 and spaced > 0.3 * len(_EACH_CJK.findall(text))


def _is_letter_spaced(text: str) -> bool:
    """Runs of lone letters that make a word of the page, or too many to be a list of names."""
    runs = [run.replace(" ", "") for run in _LONE_LETTERS.findall(text)]
    words = {word.casefold() for word in _LATIN_WORD.findall(text)} if runs else set()
    return sum(map(len, runs)) >= 30 or any(run.casefold() in words for run in runs)


def _in_spaced_runs(text: str) -> int:
    return sum(len(_EACH_CJK.findall(run)) for run in _CJK_SPACED.findall(text))


def order_differs(text: str, seen: str) -> bool:
    """Whether numbers and Latin words of a right-to-left page stand elsewhere than it is seen.

    `seen` is the page put together from the places of its letters. Lines are compared by the
    words before and after each number or Latin word.
    """
    if not is_right_to_left(seen):
        return False
    ours, theirs = _neighbours(text), _neighbours(seen)
    common = sum((ours & theirs).values())
    total = sum(theirs.values())
    return total >= 4 and common < 0.9 * total


def _neighbours(text: str) -> Counter[tuple[str, str]]:
    """Pairs of adjacent words of a line, one of them a number or Latin."""
    pairs: Counter[tuple[str, str]] = Counter()
    for line in unicodedata.normalize("NFKC", text).splitlines():
        words = regex.findall(r"\p{Arabic}+|[\p{Latin}\p{Nd}][\p{Latin}\p{Nd}.,/:٫٬-]*", line)
        words = [word.rstrip(".,/:-") for word in words]
        foreign = [not is_right_to_left(word) for word in words]
        for a, b, x, y in zip(words, words[1:], foreign, foreign[1:]):
            if x or y:
                pairs[a, b] += 1
    return pairs
