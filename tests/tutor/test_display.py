"""Whatever a text holds, showing it does nothing but show it."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.display import escaped, harmless, isolated

ORDERS = [
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example/?q=1\x1b\\text\x1b]8;;\x1b\\",
    "\x9b2J\x9d0;x\x9c",
    "back\x08\x08\x7f",
    "over\rwritten",
    "\u202egnp.exe",
    "\u2067\u2066\u2068 never closed",
    "closed too often \u2069\u202c",
    "\U000e0001\U000e0049\U000e0067\U000e006e",
    "zero\u200bwidth\u2060and\ufefffill\u3164ed",
    "so\u00adft",
    "joi\u200dner in 中\u200c文 and кни\u200dга",
    "mark\u200e\u200f\u061c",
    "\ud800half a pair",
    "fe\ufe0f\ufe0f\U000e0101lector",
]
SAFE_INVISIBLE = set("\u200c\u200d\ufe0e\ufe0f\n\t")


def acts(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in "\n\t"


@pytest.mark.parametrize("text", ORDERS)
def test_nothing_that_acts_or_hides_is_left(text: str) -> None:
    shown = harmless(f"before {text} after")
    assert not any(map(acts, shown))
    assert shown.startswith("before ")
    assert shown.endswith(" after")


@pytest.mark.parametrize(
    "text",
    [
        "يَتَعَلَّمُ الطَّالِبُ S3 Express One Zone بسرعةٍ ٩٩٫٥٪",
        "می‌خواهم",
        "क्‍ष",
        "👩‍💻 🏳️‍🌈 ❤️ 1️⃣",
        "葛󠄀城 ＣＰＵ １２",
        "two\nlines\tand a tab",
        "؀١٢٣ ۝",
        "İstanbul, naïve, Ω",
    ],
)
def test_what_people_write_is_left_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_the_letters_of_a_command_stay_to_be_seen() -> None:
    link = harmless("\x1b]8;;https://evil.example/\x1b\\here\x1b]8;;\x1b\\")
    assert "https://evil.example/" in link
    assert "here" in link


def test_other_line_ends_become_the_plain_one_and_lines_stay_apart() -> None:
    assert harmless("a\r\nb\rc\u2028d\u2029e\x85f") == "a\nb\nc\nd\ne\nf"


@given(st.text())
def test_making_harmless_twice_changes_nothing_more(text: str) -> None:
    once = harmless(text)
    assert harmless(once) == once
    assert not any(acts(char) for char in once if char not in SAFE_INVISIBLE)


def test_only_what_is_written_from_right_to_left_is_isolated() -> None:
    assert isolated("Spot 实例 5") == "Spot 实例 5"
    assert isolated("جسر الرمال (S3)") == "\u2068جسر الرمال (S3)\u2069"


@given(st.recursive(st.text(), lambda inner: st.dictionaries(st.text(), inner, max_size=3)))
def test_escaping_a_line_of_json_changes_no_value(value: object) -> None:
    line = json.dumps(value, ensure_ascii=False)
    assert json.loads(escaped(line)) == value


@pytest.mark.parametrize("text", ORDERS)
def test_a_terminal_is_given_nothing_to_obey(text: str) -> None:
    told = escaped(text)
    # These hide, but make nothing happen.
    unseen = "\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff\xad"
    assert not any(acts(char) for char in told if char not in unseen)


def test_our_own_isolates_pass_and_others_are_written_out() -> None:
    ours = f"[1] “{isolated('سؤال')}” page 3"
    assert escaped(ours) == ours
    assert escaped("\u2068open\nnext\u2069") == "\\u2068open\nnext\\u2069"
    assert escaped("\u2068a\u2067b\u2069\u2069") == "\\u2068a\\u2067b\\u2069\\u2069"
    assert escaped("\U000e0041\u202e") == "\\udb40\\udc41\\u202e"
