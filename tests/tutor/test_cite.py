"""Citing: what a sentence claims must stand in the words it points at."""

import pytest

from tutor.answers import Passage
from tutor.cite import cite, find_support, numbers
from tutor.evidence import Evidence, Signals, split_sentences
from tutor.write import Draft, drafts

TEXTS = {
    "en": "Logs are kept for 30 days. Backups are kept for 90 days. Deleting needs approval.",
    "zh-Hans": "日志保留30天。备份保留90天。删除需要批准。",
    "ar": "تُحفظ السجلات 30 يومًا. تُحفظ النسخ الاحتياطية ٩٠ يومًا. الحذف يحتاج إلى موافقة.",
}


def evidence(language: str) -> Evidence:
    text = TEXTS[language]
    passage = Passage(
        rank=1, score=1.0, document="d" * 16, title="T", path="/t.md", page=1, start=100,
        end=100 + len(text), language=language, text=text,
    )  # fmt: skip
    sentences = split_sentences(passage)
    assert len(sentences) == 3
    return Evidence(
        passage=passage,
        sentences=sentences,
        ranked=(2, 3, 1),
        signals=Signals(odds=1, similarity=1, sentence=0.9, coverage=1),
        probability=0.9,
    )


@pytest.mark.parametrize("language", TEXTS)
def test_a_citation_is_the_verbatim_sentence_at_its_offsets(language: str) -> None:
    found = evidence(language)
    cited = cite([Draft(text=found.sentences[1].text, labels=(2,))], found, "", language)
    (citation,) = cited.citations
    text = TEXTS[language]
    assert citation.quote == text[citation.start - 100 : citation.end - 100]
    assert citation.quote == found.sentences[1].text
    assert cited.text.endswith("[1]")
    (sentence,) = cited.sentences
    assert cited.text[sentence.start : sentence.end] == sentence.text
    assert sentence.support == "supported"


@pytest.mark.parametrize(
    ("language", "claim"),
    [
        ("en", "Backups are kept for 60 days."),
        ("zh-Hans", "备份保留60天。"),
        ("ar", "تُحفظ النسخ الاحتياطية ٦٠ يومًا."),
    ],
)
def test_a_changed_number_is_never_shown_as_supported(language: str, claim: str) -> None:
    cited = cite([Draft(text=claim, labels=(2,))], evidence(language), "", language)
    assert "60" not in cited.text
    assert "٦٠" not in cited.text
    assert claim in cited.unresolved
    assert cited.citations[0].quote == evidence(language).sentences[1].text


def test_a_wrong_label_is_mended_only_by_words_that_are_there() -> None:
    cited = cite(
        [Draft(text="Backups are kept for 90 days.", labels=(1,))], evidence("en"), "", "en"
    )
    assert [c.quote for c in cited.citations] == ["Backups are kept for 90 days."]


def test_a_label_out_of_range_is_kept_as_unresolved() -> None:
    cited = cite(
        [Draft(text="Backups are kept for 90 days.", labels=(7,))], evidence("en"), "", "en"
    )
    assert any("[7]" in entry for entry in cited.unresolved)
    assert all(0 < label <= len(cited.citations) for s in cited.sentences for label in s.citations)


def test_an_invented_sentence_falls_back_to_the_evidence_itself() -> None:
    cited = cite([Draft(text="Users love pineapple pizza.", labels=(2,))], evidence("en"), "", "en")
    assert cited.sentences[0].text == "Backups are kept for 90 days."
    assert "pineapple" not in cited.text


def test_across_languages_a_sentence_is_unchecked_but_its_numbers_are_not() -> None:
    found = evidence("zh-Hans")
    for days, support in (("90", "unchecked"), ("60", "unsupported")):
        draft = Draft(text=f"Backups are kept for {days} days.", labels=(2,))
        assert find_support(draft, found, "", "en")[1] == support


@pytest.mark.parametrize(
    ("text", "support"),
    [
        ("Backups are kept for 90 days.", "supported"),
        ("90 days", "supported"),
        ("The backups are encrypted for 90 days.", "unsupported"),
        ("Backups are kept for 30 days.", "unsupported"),
    ],
)
def test_a_sentence_without_labels_must_keep_to_the_words_it_was_given(
    text: str, support: str
) -> None:
    quotes, found = find_support(
        Draft(text=text, labels=()), evidence("en"), "How long are the backups kept?", "en"
    )
    assert found == support
    assert quotes == evidence("en").best(1)


def test_a_sentence_left_in_the_passages_language_is_no_answer_in_the_askers() -> None:
    found = evidence("en")
    copied = Draft(text="Backups are kept for 90 days.", labels=())
    nothing = cite([copied], found, "备份保留多少天？", "zh-Hans")
    assert nothing.sentences == ()
    assert nothing.citations == ()
    assert nothing.unresolved == (copied.text,)
    said = Draft(text="备份保留90天。", labels=())
    assert cite([said], found, "备份保留多少天？", "zh-Hans").sentences[0].support == "unchecked"


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
