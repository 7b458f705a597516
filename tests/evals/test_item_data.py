"""The shipped items: their evidence is in the corpus, and the set is what it says it is."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import evals
from evals.items.cases import ItemCase, read_items
from evals.locate import places
from ingest.documents import Document
from ingest.languages import primary
from ingest.read import read
from ingest.settings import IngestSettings
from tests.builders import CORPUS
from tutor.gates.all_or_none import speaks_of_others
from tutor.gates.word_rules import bare, truth_words
from tutor.quizzes import CHOSEN, GAP
from tutor.wording import size

SUITE, CASES = read_items("items")
ALL = list(CASES.values())
SOUND = [case for case in ALL if case.flaw is None]
SPOKEN = ("en", "zh", "ar")


@cache
def document(path: str) -> Document:
    """A document of the corpus as Hikma reads it."""
    file = CORPUS / path
    return read(file, file.read_bytes(), IngestSettings(ocr="off"))


def keys(case: ItemCase) -> list[str]:
    return [option.text for option in case.options if option.correct]


def test_every_line_is_an_item_and_ids_are_unique_over_all_languages() -> None:
    assert [row.error for row in SUITE.dataset.rows if row.case is None] == []
    assert len(ALL) == len(SUITE.cases) == len({case.id for case in ALL})


def test_the_set_has_the_items_that_were_promised() -> None:
    spoken = Counter(case.spoken for case in ALL)
    assert len(ALL) >= 150
    assert all(spoken[code] >= 50 for code in SPOKEN)
    planted = Counter((case.spoken, case.flaw) for case in ALL if case.flaw)
    flaws = {flaw for _, flaw in planted}
    assert len(flaws) == 10
    assert all(planted[code, flaw] >= 2 for code in SPOKEN for flaw in flaws)
    for flaw in ("wrong-key", "second-right", "number-changed", "negation-flipped"):
        assert all(planted[code, flaw] >= 6 for code in SPOKEN)
    kinds = Counter((case.spoken, case.kind) for case in SOUND)
    assert all(kinds[code, kind] >= 3 for code in SPOKEN for kind in ("cloze", "short"))
    assert all(kinds[code, kind] >= 4 for code in SPOKEN for kind in ("multiple", "true-false"))


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_what_an_item_rests_on_stands_in_the_corpus_word_for_word(case: ItemCase) -> None:
    assert case.evidence
    for gold in case.evidence:
        text = document(gold.path).text
        exact = [p for p in places(gold, "0" * 16, text) if p.start is not None]
        assert exact, gold
        assert text[exact[0].start : exact[0].end] == gold.quote


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.id)
def test_a_sound_item_is_of_the_form_of_its_kind(case: ItemCase) -> None:
    if case.kind in CHOSEN:
        assert not case.answer
        assert len({o.text for o in case.options}) == len(case.options)
        assert not any(speaks_of_others(o.text, case.language) for o in case.options)
    else:
        assert case.answer
        assert not case.options
    if case.kind == "single":
        assert len(keys(case)) == 1
        longest = max(size(o.text) for o in case.options if not o.correct)
        assert size(keys(case)[0]) <= 1.25 * longest
    if case.kind == "multiple":
        assert 2 <= len(keys(case)) < len(case.options)
    if case.kind == "true-false":
        known = {words for pair in truth_words(case.language) for words in pair}
        assert len(case.options) == 2
        assert {bare(o.text) for o in case.options} <= known
    assert (case.stem.count(GAP) == 1) == (case.kind == "cloze")


def test_an_item_made_from_another_is_in_its_half_and_language() -> None:
    for case in ALL:
        if case.base is not None:
            base = CASES[case.base]
            assert base.flaw is None, case.id
            assert (base.split, base.spoken) == (case.split, case.spoken), case.id


def test_twins_are_sound_items_of_two_languages_in_one_half_that_name_each_other() -> None:
    pairs = [(case, CASES[id]) for case in ALL for id in case.twins]
    assert pairs
    for one, other in pairs:
        assert one.flaw is other.flaw is None
        assert one.id in other.twins
        assert one.split == other.split
        assert one.spoken != other.spoken


def test_both_halves_are_alike() -> None:
    for count in (
        Counter((case.split, case.spoken) for case in ALL),
        Counter((case.split, case.flaw) for case in ALL),
        Counter((case.split, case.kind) for case in SOUND),
    ):
        for (half, value), number in count.items():
            assert half == "report" or abs(number - count["report", value]) <= 3, value


def test_the_key_is_at_every_place_about_as_often() -> None:
    singles = [case for case in ALL if case.kind == "single" and len(case.options) == 4]
    places_of_keys = Counter(
        next(at for at, option in enumerate(case.options) if option.correct) for case in singles
    )
    assert all(abs(places_of_keys[at] / len(singles) - 0.25) < 0.1 for at in range(4))


def test_some_items_of_every_language_rest_on_another() -> None:
    foreign = Counter(
        case.spoken
        for case in SOUND
        if primary(case.language) not in {gold.path.partition("/")[0] for gold in case.evidence}
    )
    assert all(foreign[code] >= 5 for code in SPOKEN)


READ = Path(evals.__file__).parent / "datasets" / "read" / "admitted.jsonl"
ADMITTED = [json.loads(line) for line in READ.read_text("utf-8").splitlines()]


def test_the_list_of_read_items_is_as_its_table_says() -> None:
    counts = Counter((primary(item["language"]), item["verdict"]) for item in ADMITTED)
    assert counts == {
        ("en", "right"): 66, ("en", "ambiguous"): 1,
        ("zh", "right"): 63, ("zh", "ambiguous"): 4,
        ("ar", "right"): 62, ("ar", "ambiguous"): 4,
    }  # fmt: skip
    assert all(item["note"] for item in ADMITTED if item["verdict"] != "right")


@pytest.mark.parametrize("item", ADMITTED, ids=range(len(ADMITTED)))
def test_a_read_item_has_a_key_and_rests_on_the_corpus_word_for_word(item: dict[str, Any]) -> None:
    keys = [o for o in item.get("options", ()) if o["correct"]] or item["answer"]
    assert keys
    for evidence in item["evidence"]:
        assert evidence["quote"] in document(evidence["path"]).text
