"""The shipped questions: their evidence is in the corpus, and the set is what it says it is."""

from collections import Counter
from functools import cache
from itertools import combinations

import pytest

from evals.loaders.named import load_suite
from evals.locate import places
from evals.records import EvalCase, GoldEvidence
from evals.wording import plain
from ingest.documents import Document
from ingest.languages import primary
from ingest.read import read
from ingest.settings import IngestSettings
from tests.builders import CORPUS

GOLD = load_suite("gold")
CASES = GOLD.cases
PREMISES = load_suite("premises").cases
ASKED = ("en", "zh", "ar")


@cache
def document(path: str) -> Document:
    """A document of the corpus as Hikma reads it."""
    file = CORPUS / path
    return read(file, file.read_bytes(), IngestSettings(ocr="off"))


def spoken(case: EvalCase) -> set[str]:
    """Languages of the documents that answer a case; the glossary is in all three."""
    return {gold.path.partition("/")[0] for gold in case.evidence}


def grams(text: str) -> set[str]:
    """Three letters at a time, blanks and signs left out."""
    letters = plain(text).replace(" ", "")
    return {letters[at : at + 3] for at in range(len(letters) - 2)}


def test_every_line_is_a_case_and_no_field_is_unknown() -> None:
    assert [row.error for row in GOLD.dataset.rows if row.case is None] == []
    assert GOLD.dataset.ignored == ()
    assert len({case.id for case in CASES}) == len(CASES)


def test_the_set_has_the_questions_that_were_promised() -> None:
    asked = Counter(primary(case.language) for case in CASES)
    assert len(CASES) >= 180
    assert all(asked[language] >= 60 for language in ASKED)
    foreign = [c for c in CASES if c.evidence and primary(c.language) not in spoken(c)]
    assert len(foreign) >= 60
    assert sum(not case.answerable for case in CASES) >= 36
    assert sum(case.premise == "false" for case in CASES) >= 15
    kinds = Counter(case.kind for case in CASES)
    assert min(kinds["list"], kinds["number"], kinds["comparison"]) >= 15
    two = [c for c in CASES if len({gold.path for gold in c.evidence}) > 1]
    assert len(two) >= 20
    assert sum(bool(case.history) for case in CASES) >= 10


@pytest.mark.parametrize("case", [*CASES, *PREMISES], ids=lambda case: case.id)
def test_what_a_question_rests_on_stands_in_the_corpus_word_for_word(case: EvalCase) -> None:
    assert bool(case.evidence) == bool(case.answers) == case.answerable
    assert bool(case.parts) <= case.answerable
    for gold in case.evidence:
        found = list(places(gold, "0" * 16, document(gold.path).text))
        assert found, gold
        assert all(place.start is not None for place in found), gold


def test_what_is_taken_for_granted_comes_in_pairs_of_a_false_and_a_true_one() -> None:
    pairs: dict[str, list[EvalCase]] = {}
    for case in PREMISES:
        pairs.setdefault(case.id[:-1], []).append(case)
    assert Counter(id.partition("-")[0] for id in pairs) == dict.fromkeys(ASKED, 20)
    for first, second in pairs.values():
        assert {first.premise, second.premise} == {"false", "true"}
        assert (first.evidence, first.split, first.kind) == (
            second.evidence, second.split, second.kind,
        )  # fmt: skip


def test_a_quote_of_which_one_word_was_changed_would_be_noticed() -> None:
    case = next(case for case in CASES if case.id == "ar-045")
    real = case.evidence[0]
    changed = GoldEvidence(path=real.path, quote=real.quote.replace("180", "181"))
    assert not list(places(changed, "0" * 16, document(real.path).text))


def test_evidence_of_one_point_is_in_no_other_point_too() -> None:
    for case in CASES:
        points = {gold.point for gold in case.evidence}
        assert None not in points or points == {None} or not points, case.id
        pairs = {(gold.path, plain(gold.quote)) for gold in case.evidence}
        assert len(pairs) == len(case.evidence), case.id


def test_an_answer_and_a_part_hold_something_to_look_for() -> None:
    for case in CASES:
        for form in [*case.answers, *(form for part in case.parts for form in part)]:
            assert plain(form), case.id


def test_a_premise_is_false_only_where_the_documents_say_so() -> None:
    assert all(c.answerable for c in CASES if c.premise == "false")


def test_both_halves_are_alike() -> None:
    halves = {name: load_suite(f"gold:{name}").cases for name in ("tune", "report")}
    assert {c.id for half in halves.values() for c in half} == {c.id for c in CASES}
    assert len(halves["tune"]) == len(halves["report"]) == len(CASES) // 2

    def counts(half: str) -> dict[str, Counter[object]]:
        cases = halves[half]
        return {
            "language": Counter(primary(c.language) for c in cases),
            "answerable": Counter((primary(c.language), c.answerable) for c in cases),
            "premise": Counter(c.premise for c in cases),
            "kind": Counter(c.kind for c in cases),
            "foreign": Counter(primary(c.language) in spoken(c) for c in cases if c.evidence),
        }

    tune, report = counts("tune"), counts("report")
    for name in tune:
        for value in tune[name] | report[name]:
            difference = abs(tune[name][value] - report[name][value])
            assert difference <= 4, (name, value)


def test_no_question_of_one_half_is_nearly_one_of_the_other() -> None:
    for a, b in combinations(CASES, 2):
        if a.split != b.split:
            one, other = grams(a.question), grams(b.question)
            assert len(one & other) / len(one | other) < 0.4, (a.id, b.id)
