"""The interface in three languages: nothing left untranslated, no placeholder lost."""

import ast
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest
import regex

from app import cards, catalogues, faults, i18n
from app.catalogues import Entry, Key
from app.i18n import speaking
from ingest import errors as ingest_errors
from tutor import errors as tutor_errors

TRANSLATED = [code for code in i18n.LANGUAGES if code != "en"]
SAME = {
    *("Hikma", "LangChain", "SQuAD", "Kappa", "lam", "alef"),
    *("UTF-8", "MB", "GB", "JSON", "json", "jsonl", "csv", "tsv"),
}
"""Names, units and formats, which stay as they are in every language."""


def entries(language: str) -> dict[Key, tuple[str, ...]]:
    read = (catalogues.read(path.read_text("utf-8")) for path in catalogues.files(language))
    return {entry.key: entry.said for part in read for entry in part if entry.key[0]}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_app_is_translated_and_nothing_else(language: str) -> None:
    wanted = {key for keys in catalogues.messages().values() for key in keys}
    there = entries(language)
    assert wanted - there.keys() == set(), "run: python -m app.catalogues, then translate"
    assert there.keys() - wanted == set(), "run: python -m app.catalogues"
    assert [key for key, said in there.items() if not all(said)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_names_only_what_the_message_names(language: str) -> None:
    for (one, many), said in entries(language).items():
        for text in said:
            assert placeholders(text) <= placeholders(many or one), text
        # Arabic says one and two without the number; the general form says it.
        assert placeholders(said[-1]) == placeholders(many or one), said


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_is_left_in_a_translation(language: str) -> None:
    for key, said in entries(language).items():
        for text in said:
            bare = regex.sub(r"\{\w+\}", "", text)
            latin = set(regex.findall(r"[A-Za-z][\w-]+", bare))
            assert latin <= SAME, (key, text)
            own = regex.search(r"[\p{Han}\p{Arabic}]", bare)
            assert own or latin or not regex.search(r"\w", bare), (key, text)


def test_a_language_has_as_many_forms_as_its_rule_says() -> None:
    for language in TRANSLATED:
        forms = int(catalogues.PLURALS[language].split("=")[1][0])
        for (_, many), said in entries(language).items():
            assert len(said) == (forms if many else 1)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "لا وثائق"),
        (1, "وثيقة واحدة"),
        (2, "وثيقتان"),
        (3, "3 وثائق"),
        (11, "11 وثيقة"),
        (100, "100 وثيقة"),
        (2103, "2,103 وثائق"),
    ],
)
def test_arabic_counts_in_six_forms(count: int, said: str) -> None:
    shown = speaking("ar").plural("{count} document", "{count} documents", count)
    assert regex.sub("[\u2068\u2069]", "", shown) == said


def test_english_needs_no_catalogue() -> None:
    _ = speaking("en")
    assert _("Library") == "Library"
    assert _.plural("{count} document", "{count} documents", 1) == "1 document"
    assert _.plural("{count} document", "{count} documents", 2000) == "2,000 documents"


def test_two_tongues_speak_at_once() -> None:
    assert (speaking("zh")("Library"), speaking("ar")("Library")) == ("资料库", "المكتبة")


def test_a_latin_title_inside_an_arabic_sentence_keeps_to_itself() -> None:
    said = speaking("ar")("{title} was removed.", title="S3 (2024)!")
    assert "\u2068S3 (2024)!\u2069" in said


def test_a_title_cannot_break_out_of_its_isolate() -> None:
    said = speaking("ar")("{title} was removed.", title="S3\u2069\u202e evil")
    assert said.count("\u2069") == 1
    assert "\u202e" not in said


def test_an_address_in_a_title_becomes_no_link_where_markdown_is_read() -> None:
    for address in ("www.evil.example", "http://evil.example", "me@evil.example"):
        said = speaking("ar")("{title} was removed.", title=cards.literal(address))
        assert not regex.search(r"www\\?\.|:\\?/|\w\\?@", said), said


def test_braces_in_a_title_are_only_text() -> None:
    assert speaking("en")("{title} was removed.", title="{count}") == "{count} was removed."


@pytest.mark.parametrize("code", i18n.LANGUAGES)
def test_names_of_languages_are_said_in_the_language(code: str) -> None:
    _ = speaking(code)
    names = {"en": "Arabic", "zh": "阿拉伯语", "ar": "العربية"}
    assert _.language("ar") == names[code]
    assert "2026-11-22" in _.day(datetime(2026, 11, 22, 12, tzinfo=UTC))


def test_a_catalogue_is_read_as_gettext_writes_it() -> None:
    text = (
        '# a comment\nmsgid ""\nmsgstr ""\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
        'msgid "a \\"b\\"\\n"\n"c"\nmsgstr "甲\\\\"\n\n'
        'msgid "{n} x"\nmsgid_plural "{n} xs"\nmsgstr[0] "{n} 乙"\n'
    )
    assert catalogues.read(text)[1:] == [
        Entry(('a "b"\nc', ""), ("甲\\",)),
        Entry(("{n} x", "{n} xs"), ("{n} 乙",)),
    ]


def test_messages_that_several_screens_say_stand_in_the_shell() -> None:
    parts = catalogues.messages()
    every = [key for keys in parts.values() for key in keys]
    assert len(every) == len(set(every))
    assert ("Close", "") in parts[catalogues.SHELL]


def test_every_fault_that_a_person_can_meet_is_said_in_every_language() -> None:
    for module in (ingest_errors, tutor_errors):
        tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
        bases = {ast.unparse(b) for n in ast.walk(tree) if isinstance(n, ast.ClassDef)
                 for b in n.bases}  # fmt: skip
        leaves = {n.name for n in ast.walk(tree) if isinstance(n, ast.ClassDef)} - bases
        later = {"UnknownQuiz", "UnknownItem", "UnreadableAnswers", "HikmaError"}
        assert leaves - later <= faults.TOLD.keys()


def test_a_fault_is_told_in_the_language_with_its_details() -> None:
    record = {"type": "NoText", "message": "x.pdf holds no words.", "hint": "Check it."}
    assert faults.told(record, speaking("en")) == ["x.pdf holds no words.", "Check it."]
    zh = faults.told(record, speaking("zh"))
    assert zh[0] == "文件中没有任何一页包含文字。"
    assert "x.pdf" in zh[1]
    unknown = record | {"type": "NeverHeardOf"}
    assert faults.told(unknown, speaking("ar"))[0] == speaking("ar")(faults.TOLD["Bug"])


@pytest.mark.parametrize("path", sorted((catalogues.ROOT / "screens").glob("*.py")))
def test_no_screen_says_anything_past_the_translations(path: Path) -> None:
    """Texts handed to Streamlit directly, without `_`, would stay English."""
    said = {"header", "subheader", "caption", "info", "warning", "error", "button", "markdown",
            "success", "toggle", "checkbox", "expander", "text_input", "text_area", "selectbox",
            "multiselect", "write", "title", "spinner", "popover"}  # fmt: skip
    calls = (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call))
    for call in calls:
        plain = call.args and isinstance(call.args[0], ast.Constant)
        if plain and isinstance(call.func, ast.Attribute) and call.func.attr in said:
            text = ast.unparse(call.args[0])
            assert not regex.search(r"\p{L}{2}", text), f"{path.name}: {text}"
