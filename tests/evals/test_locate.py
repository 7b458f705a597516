"""Where gold evidence stands in the library."""

import pytest

from evals.locate import documents_at, holds, places, touches
from evals.records import GoldEvidence, Located
from ingest.documents import LibraryEntry


def entry(id: str, path: str) -> LibraryEntry:
    """A document of the library."""
    return LibraryEntry(
        document=id, title="T", path=path, pages=1, chunks=1, tokens=1, languages={}, health=(),
        added="2026-01-01T00:00:00Z",
    )  # fmt: skip


LIBRARY = [entry("1", "/home/a/en/notes.md"), entry("2", "/b/zh/notes.md"), entry("3", "/c/é.md")]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("en/notes.md", ["1"]),
        ("./en/notes.md", ["1"]),
        ("notes.md", ["1", "2"]),
        ("otes.md", []),  # whole names only
        ("/home/a/en/notes.md", ["1"]),
        ("e\u0301.md", ["3"]),  # as macOS writes it
        (".", []),
        ("a/very/long/path/that/is/not/home/a/en/notes.md", []),
    ],
)
def test_a_document_is_found_by_the_end_of_its_path(path: str, expected: list[str]) -> None:
    assert documents_at(path, LIBRARY) == expected


def test_every_occurrence_of_a_quote_is_a_place_whatever_the_line_breaks() -> None:
    text = "默认\n模式。 x (File) 默认模式。"
    found = list(places(GoldEvidence(path="a", quote="默认模式。"), "d", text))
    assert [text[p.start : p.end] for p in found] == ["默认\n模式。", "默认模式。"]


def test_a_quote_in_another_spelling_has_the_offsets_of_the_words_themselves() -> None:
    (place,) = places(GoldEvidence(path="a", quote="خِلالَ ٤٨ ساعة"), "d", "تكتمل خلال 48 ساعة")
    assert (place.start, place.end) == (6, 18)
    assert touches(place, "d", 17, 20)


def test_a_quote_of_which_only_the_words_are_there_has_no_offsets() -> None:
    (place,) = places(GoldEvidence(path="a", quote="خلال: 1,000 ساعة"), "d", "خلال 1000 ساعة")
    assert (place.start, place.end) == (None, None)
    assert holds(place, "d", "تكتمل خلال 1000 ساعة")
    assert not holds(place, "other", "تكتمل خلال 1000 ساعة")
    assert not touches(place, "d", 0, 100)


@pytest.mark.parametrize("quote", ["not there", "。", "(.*)"])
def test_a_quote_that_is_not_in_the_document_has_no_place(quote: str) -> None:
    assert list(places(GoldEvidence(path="a", quote=quote), "d", "some text")) == []


def test_evidence_without_letters_is_held_by_nothing() -> None:
    assert not holds(Located(document="d", quote="—"), "d", "a — b")


def test_the_language_of_a_quote_is_that_of_the_words_around_it() -> None:
    text = "默认情况下，最多可以使用 10,240 MB 的内存。" + "\n" * 400 + "It was 10,240 MB at first."
    gold = GoldEvidence(path="a", quote="10,240 MB")
    assert [place.language for place in places(gold, "d", text)] == ["zh-Hans", "en"]
    words_only = GoldEvidence(path="a", quote="خلال: 1,000 ساعة")
    assert [place.language for place in places(words_only, "d", "خلال 1000 ساعة")] == ["ar"]
