"""Citing: what a sentence claims must stand in the words it points at."""

import pytest

from tutor.answers import Passage
from tutor.cite import (
    MOST_OVERLAP,
    Quote,
    Statement,
    assemble,
    check,
    covering,
    numbers,
    plain,
    quote_of,
    quoted,
    resolve,
)
from tutor.evidence import split_sentences
from tutor.write import Draft, drafts

TEXTS = {
    "en": "Logs are kept for 30 days. Backups are kept for 90 days. Deleting needs approval.",
    "zh-Hans": "日志保留30天。备份保留90天。删除需要批准。",
    "ar": "تُحفظ السجلات 30 يومًا. تُحفظ النسخ الاحتياطية ٩٠ يومًا. الحذف يحتاج إلى موافقة.",
}


def sources(language: str) -> list[Quote]:
    text = TEXTS[language]
    passage = Passage(
        rank=1, score=1.0, document="d" * 16, title="T", path="/t.md", page=1, start=100,
        end=100 + len(text), language=language, text=text,
    )  # fmt: skip
    found = [quote_of(passage, sentence) for sentence in split_sentences(passage)]
    assert len(found) == 3
    return found


@pytest.mark.parametrize("language", TEXTS)
def test_a_citation_is_the_verbatim_sentence_at_its_offsets(language: str) -> None:
    quote = sources(language)[1]
    cited = assemble([quoted(quote)])
    (citation,) = cited.citations
    text = TEXTS[language]
    assert citation.quote == text[citation.start - 100 : citation.end - 100] == quote.text
    assert cited.text.endswith("[1]")
    (sentence,) = cited.sentences
    assert cited.text[sentence.start : sentence.end] == sentence.text
    assert sentence.support == "supported"


def test_a_quote_is_numbered_once_and_a_sentence_said_once() -> None:
    first, second, _ = map(quoted, sources("en"))
    both = Statement(text="Both.", quotes=(*second.quotes, *first.quotes), support="supported")
    cited = assemble([first, both, first])
    assert [sentence.citations for sentence in cited.sentences] == [(1,), (2, 1)]
    assert [citation.label for citation in cited.citations] == [1, 2]
    assert cited.text == "Logs are kept for 30 days. [1] Both. [2] [1]"


@pytest.mark.parametrize(
    ("language", "claim"),
    [
        ("en", "Backups are kept for 60 days."),
        ("zh-Hans", "备份保留60天。"),
        ("ar", "تُحفظ النسخ الاحتياطية ٦٠ يومًا."),
    ],
)
def test_a_changed_number_is_never_shown_as_supported(language: str, claim: str) -> None:
    statement, unresolved = resolve(Draft(text=claim, labels=(2,)), sources(language), "", language)
    assert statement is None
    assert unresolved == (claim,)


def test_a_wrong_label_is_mended_only_by_words_that_are_there() -> None:
    draft = Draft(text="Backups are kept for 90 days.", labels=(1,))
    statement, unresolved = resolve(draft, sources("en"), "", "en")
    assert statement is not None
    assert [quote.text for quote in statement.quotes] == ["Backups are kept for 90 days."]
    assert unresolved == ()


def test_a_label_out_of_range_is_kept_as_unresolved() -> None:
    draft = Draft(text="Backups are kept for 90 days.", labels=(7, 2))
    statement, unresolved = resolve(draft, sources("en"), "", "en")
    assert statement is not None
    assert unresolved == ("[7] Backups are kept for 90 days.",)


def test_an_invented_sentence_makes_no_statement() -> None:
    draft = Draft(text="Users love pineapple pizza.", labels=(2,))
    assert resolve(draft, sources("en"), "", "en") == (None, (draft.text,))


@pytest.mark.parametrize(("days", "support"), [("90", "unchecked"), ("60", "unsupported")])
def test_across_languages_words_are_unchecked_but_numbers_are_not(days: str, support: str) -> None:
    claim = f"Backups are kept for {days} days."
    assert check(claim, sources("zh-Hans")[1:2], "", "en", MOST_OVERLAP) == support


@pytest.mark.parametrize(
    ("text", "support"),
    [
        ("Backups are kept for 90 days.", "supported"),
        ("90 days", "supported"),
        ("The backups are encrypted by Glacier for 90 days.", "unsupported"),
        ("Backups are kept for 30 days.", "unsupported"),
        ("Backups are not kept for 90 days.", "unsupported"),
    ],
)
def test_a_sentence_must_keep_to_the_words_it_was_given(text: str, support: str) -> None:
    question = "How long are the backups kept?"
    assert check(text, sources("en")[1:2], question, "en", MOST_OVERLAP) == support


def test_a_sentence_left_in_the_passages_language_is_no_answer_in_the_askers() -> None:
    quotes, question = sources("en")[1:2], "备份保留多少天？"
    copied = "Backups are kept for 90 days."
    assert check(copied, quotes, question, "zh-Hans", MOST_OVERLAP) == "unsupported"
    assert check("备份保留90天。", quotes, question, "zh-Hans", MOST_OVERLAP) == "unchecked"


@pytest.mark.parametrize("language", TEXTS)
def test_the_sentences_that_hold_a_drafts_words_are_found(language: str) -> None:
    logs, backups, deleting = sources(language)
    assert covering(backups.text, [logs, backups, deleting], language) == (backups,)
    both = f"{deleting.text} {logs.text}"
    assert covering(both, [logs, backups, deleting], language) == (logs, deleting)
    assert covering("Pineapple pizza 菠萝披萨 بيتزا", [logs, backups], language) == ()
    assert covering("", [logs], language) == ()
    assert covering("anything", [], language) == ()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("- **Spot** saves\n  70%.", "Spot saves 70%."),
        ("1. First", "First"),
        ("| Deep Archive | 48 小时 |", "Deep Archive — 48 小时"),
        ("2024. was a year", "2024. was a year"),
        ("a\u202eb\u200b c\x1b[31m", "ab c [31m"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("data\n漂移\n指变化", "data 漂移指变化"),
        ("`a | b`", "`a | b`"),
        ("- 5 degrees", "5 degrees"),
        ("x ** y", "x ** y"),
    ],
)
def test_the_sources_words_are_said_without_markup_and_without_hidden_signs(
    raw: str, said: str
) -> None:
    assert plain(raw) == said


@pytest.mark.parametrize(("a", "b"), [("1.5", "15"), ("TLS 1.2", "TLS 12"), ("١٫٥", "١٥")])
def test_a_decimal_point_makes_another_number(a: str, b: str) -> None:
    assert numbers(a) != numbers(b)


def test_digits_of_every_system_are_the_same_number() -> None:
    assert numbers("٣٠ و ３０ و 30 and 1,024") == {"30", "1024"}


@pytest.mark.parametrize(
    "line", ["[2] Text.", "【2】Text.", "［２］ Text.", "[٢] Text.", "Text. [2]"]
)
def test_labels_are_read_in_every_script(line: str) -> None:
    (draft,) = drafts(line)
    assert draft == Draft(text="Text.", labels=(2,))
