"""Folding: what readers take for the same compares equal, and each slice knows its place."""

import unicodedata
from collections.abc import Callable

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.normalize import find, fold, fold_with_map, one_line


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("مُدَرِّسَة", "مدرسه"),
        ("أحمد", "احمد"),
        ("\u0627\u0654حمد", "احمد"),
        ("كتــاب", "كتاب"),
        ("یک کتاب", "يك كتاب"),
        ("٢٠٢٦", "2026"),
        ("۲۰۲۶", "2026"),
        ("२०२६", "2026"),
        ("ＡＢＣ１２３", "abc123"),
        ("ﬁle", "file"),
        ("ﻻ", "لا"),
        ("ﻣﺪﺭﺳﺔ", "مدرسة"),
        ("ك\ufe76تب", "كتب"),
        ("Straße", "STRASSE"),
        ("a\u200fb", "ab"),
        ("e\u200d\u0301", "é"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),
        ("ﾃﾞｰﾀ", "データ"),
        ("don’t “say” it", 'don\'t "say" it'),
        ("2019–2020", "2019‑2020"),
        ("数据 的\u3000分布", "数据的分布"),
        ("数 据 ， 桶 （ 桶 ） 。", "数据,桶(桶)。"),
        ("infor-\nmation", "information"),
        ("infor\u00ad\nmation", "information"),
        ("S3-\nbased", "S3-based"),
        ("two \t\n words", "two words"),
    ],
)
def test_spellings_of_the_same_fold_together(a: str, b: str) -> None:
    assert fold(a) == fold(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("TLS 1.2", "TLS 1.3"),
        ("C#", "C"),
        ("كتب", "كتاب"),
        ("سؤال", "سوال"),
        ("re-sign", "resign"),
        ("a b", "ab"),
        ("한 글", "한글"),
        ("1 2", "12"),
        ("存 3 天", "存3天"),  # what a number or a name stands beside is the reader's to decide
    ],
)
def test_different_things_stay_different(a: str, b: str) -> None:
    assert fold(a) != fold(b)


def test_a_digit_newer_than_the_python_that_runs_is_left_as_it_is() -> None:
    kawi_one = "\U00011f51"
    assert fold(kawi_one) in (kawi_one, "1")


def test_line_breaks_inside_chinese_vanish_and_elsewhere_become_spaces() -> None:
    assert one_line("数据的\n分布 S3\nbucket\t x") == "数据的分布 S3 bucket x"


# What pypdf makes of a page, and the words that it stands for.


def test_a_quote_is_found_through_spaces_between_chinese_characters() -> None:
    text = "见下：数 据 漂 移 指 输 入 。"
    assert text[slice(*find("数据漂移指输入", text) or ())] == "数 据 漂 移 指 输 入"


def test_a_quote_is_found_through_a_line_break_inside_a_chinese_word() -> None:
    text = "输入数\n据的分布"
    assert text[slice(*find("数据的", text) or ())] == "数\n据的"


def test_a_quote_is_found_through_full_width_digits() -> None:
    text = "费用为３．５元，共４８小时"
    assert text[slice(*find("3.5元，共48小时", text) or ())] == "３．５元，共４８小时"


def test_a_quote_is_found_through_tashkeel() -> None:
    text = "قال: تُدَرِّبُ الخِدمةُ النماذجَ كلَّ يوم"
    assert text[slice(*find("تدرب الخدمة النماذج", text) or ())] == "تُدَرِّبُ الخِدمةُ النماذجَ"


def test_a_quote_is_found_through_an_fi_ligature() -> None:
    text = "the ﬁnal conﬁguration ﬁle"
    assert text[slice(*find("final configuration", text) or ())] == "ﬁnal conﬁguration"


def test_a_quote_is_found_through_arabic_presentation_forms() -> None:
    text = "ﺧﻼﻝ ٤٨ ﺳﺎﻋﺔ"
    assert text[slice(*find("خلال 48 ساعة", text) or ())] == text


def test_a_ligature_is_taken_whole_by_a_slice_that_needs_half_of_it() -> None:
    assert fold_with_map("ﬁle").span(1, 2) == (0, 1)


def test_a_letter_is_taken_with_its_marks_and_without_what_merely_stands_beside_it() -> None:
    text = "x e\u0301\u0323\u200f y"
    assert text[slice(*find("ẹ́", text) or ())] == "e\u0301\u0323"


@pytest.mark.parametrize("quote", ["real-time data", "realtime data", "real-\ntime data"])
def test_a_hyphen_at_a_line_end_may_be_meant_or_not(quote: str) -> None:
    assert find(quote, "the real-\ntime data") == (4, 19)


def test_a_hyphen_inside_a_line_is_meant() -> None:
    assert find("re-sign", "they resign, they re-sign") == (18, 25)
    assert find("resign", "they re-sign") is None


@pytest.mark.parametrize("quote", ["", " \n", "\u200f", "\u064b"])
def test_a_quote_without_text_is_nowhere(quote: str) -> None:
    assert find(quote, "any text\u200f \u064b") is None


@pytest.mark.parametrize("quote", ["数据，S3（桶）：x", "数据, S3 (桶): x", "数据,S3(桶):x"])
@pytest.mark.parametrize("text", ["数据，S3（桶）：x", "数据, S3 (桶): x", "数 据， S3 （桶）:x"])
def test_a_space_beside_chinese_or_its_signs_tells_nothing_in_a_quote(
    quote: str, text: str
) -> None:
    assert find(quote, text) == (0, len(text))


def test_signs_of_regular_expressions_in_a_quote_are_ordinary_signs() -> None:
    assert find("costs (CAPEX", "it costs (CAPEX) more") == (3, 15)
    assert find(".*", "anything") is None


def test_every_place_of_a_quote_is_found() -> None:
    text = "默认\n模式。 x (File) 默认模式。"
    found = list(fold_with_map(text).find("默认模式。"))
    assert [text[a:b] for a, b in found] == ["默认\n模式。", "默认模式。"]


SENTENCES = [
    "Amazon S3 stores 1,024 objects; the ﬁnal infor-\nmation isn’t “lost”.",
    "Die Straße führt zum Größten Vergleich über Ärger.",
    "数据漂移指输入数据的分布发生了变化，共４８小时。",
    "機器學習 的\n資料（漂移）很重要！",
    "データはどこに保存されますか。ﾊﾞｹｯﾄです。",
    "데이터는 어디에 저장됩니까?",
    "تُدَرِّبُ خدمة Amazon SageMaker النماذجَ خلال ٤٨ ساعة، أليس كذلك؟",
    "داده‌ها کجا ذخیره می‌شوند؟ ۱۲ روز",
    "ماڈل کی تربیت کہاں ہوتی ہے۔",
    "היכן נשמרים הנתונים בשנת 2026?",
    "Где хранятся данные и ёлки?",
    "Πού αποθηκεύονται τα δεδομένα; Ἀρχὴ ᾳ ὀδυσσεύς.",
    "डेटा कहाँ संग्रहीत होता है? २०२६ में।",
    "তথ্য কোথায় সংরক্ষিত হয়?",
    "தரவு எங்கே சேமிக்கப்படுகிறது?",
    "ข้อมูลถูกเก็บไว้ที่ไหน ๔๘ ชั่วโมง",
    "Dữ liệu được lưu trữ ở đâu?",
    "მონაცემები სად ინახება?",
    "Որտեղ են պահվում տվյալները։",
    "ဒေတာ ဘယ်မှာ သိမ်းလဲ။",
]
NASTY = [
    "\u200f", "\u202e", "\ufeff", "\xad", "\u0301", "\u0345", "\u064b", "\u0654", "\u3099",
    "\u1161", "\u11a8", "ᄀ", "ﾞ", "ﷺ", "½", "…", "ŉ", "İ", "ς", "ǰ", "ΐ", "´", "㍻", "\u3164",
    "\u2028", "\x1c", "\r\n", "\xa0", "\u3000", "-\n", "\u00ad\n", "👨‍👩‍👧", "☁️",
    "\ud800", "\0", "字", "，", "a", "ا", " ", "\n", "(", '"', ",",
]  # fmt: skip
ANY_TEXT = st.lists(st.one_of(st.sampled_from(NASTY + SENTENCES), st.characters()), max_size=12)


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
def test_folding_is_idempotent_and_the_same_however_the_text_is_composed(parts: list[str]) -> None:
    text = "".join(parts)
    assert fold(fold(text)) == fold(text)
    assert fold_with_map(text).text == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, st.data())
def test_a_slice_of_the_folded_text_comes_from_a_slice_that_folds_to_it(
    parts: list[str], data: st.DataObject
) -> None:
    text = "".join(parts)
    folded = fold_with_map(text)
    ends = st.integers(0, len(folded.text))
    a, b, c = sorted((data.draw(ends), data.draw(ends), data.draw(ends)))
    start, end = folded.span(a, b)
    assert 0 <= start <= end <= len(text)
    assert folded.text[a:b] in fold(text[start:end])
    assert folded.span(a, c)[1] >= end
    assert folded.span(b, c)[0] >= start


# Other spellings of the same words.


def _presented(text: str) -> str:
    forms = {
        unicodedata.normalize("NFKC", form): form
        for form in map(chr, range(0xFE80, 0xFEF5))
        if unicodedata.is_normalized("NFC", form)
    }
    return "".join(forms.get(char, char) for char in text.replace("لا", "ﻻ"))


def _full_width(text: str) -> str:
    # Not hyphens: at the end of a line a full-width one is no hyphen.
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c != "-" else c for c in text)


def _each(pattern: str, then: str) -> Callable[[str], str]:
    return lambda text: regex.sub(pattern, rf"\g<0>{then}", text)


def _in_digits_from(zero: int) -> Callable[[str], str]:
    return lambda text: regex.sub(
        r"\p{Nd}", lambda match: chr(zero + unicodedata.decimal(match[0])), text
    )


RESPELLED = [
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: unicodedata.normalize("NFKC", text),
    _presented,
    _full_width,
    _each(r"\p{Arabic}(?=\p{Arabic})", "\u064e"),
    _each(r"\p{Arabic}(?=\p{Arabic})", "\u0640"),
    _each(r"[\p{Han}\p{Hiragana}]\p{M}*+", " "),
    _each(r"\p{Han}", "\n"),
    _each(r"\p{L}\p{M}*", "\u2060"),
    _each(r"\p{L}\p{M}*+(?=\p{L})", "\u00ad"),
    lambda text: text.replace("-\n", "").replace("\n", " "),
    lambda text: text.replace(" ", " \n"),
    lambda text: text.replace("’", "'").replace("“", '"').replace("”", "„"),
    _in_digits_from(0x660),
    _in_digits_from(0x966),
    _in_digits_from(0x1D7CE),
]
_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}]ﾞ?|[\p{L}\p{M}\p{N}\p{Cf}]+(?:[-,’\n]*[\p{L}\p{M}\p{N}\p{Cf}]+)*"
)


@settings(max_examples=150, deadline=None)
@given(st.permutations(SENTENCES), st.data())
def test_words_are_found_at_their_place_however_they_are_spelt(
    sentences: list[str], data: st.DataObject
) -> None:
    text = "\n\n".join(sentences[:5])
    words = [match.span() for match in _WORD.finditer(text)]
    first = data.draw(st.integers(0, len(words) - 3))
    last = data.draw(st.integers(first + 2, min(first + 12, len(words) - 1)))
    start, end = words[first][0], words[last][1]
    quote = text[start:end]
    for respell in data.draw(st.lists(st.sampled_from(RESPELLED), max_size=3, unique=True)):
        quote = respell(quote)
    assert (start, end) in list(fold_with_map(text).find(quote)), quote
