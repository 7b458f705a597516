"""Sets of questions with their paragraphs, in the forms that people have."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.loaders.evidence import evidence_in
from evals.loaders.named import load_suite, suites
from evals.records import EvalCase
from ingest.errors import InputError, NoSuchPath

# Translations of each other: the n-th paragraph of every set says the same.
TEXTS = {
    "en": [
        "The Vault keeps a snapshot for 35 days. Then it is gone.",
        "Rafts float. 35 rafts float better than 7.",
    ],
    "zh": ["Vault 服务把快照保留 35 天。之后就删除了。", "木筏会漂浮。35 只木筏比 7 只漂得好。"],
    "ar": [
        "تُحفَظُ اللُّقطةُ ٣٥ يومًا في Vault. ثم تُحذف.",
        "الطَّوف يطفو. 35 طوفًا أفضل من 7 أطواف.",
    ],
}
QUESTIONS = {"en": "How long is it kept?", "zh": "保留多久？", "ar": "كم تُحفظ؟"}
ANSWERS = {"en": "35 days", "zh": "35 天", "ar": "٣٥ يومًا"}


def write_lines(path: Path, *rows: Any) -> Path:
    """Rows as JSON lines; strings as they are."""
    texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One set in three languages, one in Arabic alone, and questions about abstaining."""
    for code, (first, second) in TEXTS.items():
        write_lines(
            tmp_path / f"rafts_{code}.contexts.jsonl",
            {"context_id": f"rafts_{code}-c0010", "lang": code, "title": "Rafts", "text": first},
            {"context_id": f"rafts_{code}-c0011", "lang": code, "title": "Rafts", "text": second},
        )
        write_lines(
            tmp_path / f"rafts_{code}.qa.jsonl",
            question(f"rafts_{code}-q1", code, QUESTIONS[code], [ANSWERS[code]], "c0010"),
            question(f"rafts_{code}-q2", code, f"{QUESTIONS[code]} 🛟", ["35"], "c0011"),
        )
    write_lines(
        tmp_path / "solo_set.contexts.jsonl",
        {"context_id": "solo_set-c3", "text": TEXTS["ar"][0], "lang": "ar"},
    )
    write_lines(
        tmp_path / "solo_set.qa.jsonl",
        {"id": 7, "question": "متى؟", "answers": [], "context_id": "solo_set-c3"},
    )
    write_lines(
        tmp_path / "abstention.jsonl",
        scoped("rafts_en-q1#ans", ["rafts_en-c0011", "rafts_en-c0010"], ["35 days"]),
        scoped("rafts_en-q1#una", ["rafts_en-c0011", "rafts_zh-c0011"], []),
    )
    return tmp_path


def question(id: str, code: str, text: str, answers: list[str], context: str) -> dict[str, Any]:
    source = id.rpartition("-")[0]
    fields = {"id": id, "source": source, "lang": code, "question": text, "answers": answers}
    return fields | {"context_id": f"{source}-{context}"}


def scoped(id: str, contexts: list[str], answers: list[str]) -> dict[str, Any]:
    fields = {"id": id, "source": "rafts_en", "lang": "en", "question": "How long is it kept?"}
    other = {"answers": answers, "answerable": bool(answers), "context_ids": contexts, "near": 1}
    return fields | other


def the(cases: tuple[EvalCase, ...], id: str) -> EvalCase:
    return next(case for case in cases if case.id == id)


# -- names ------------------------------------------------------------------------------


def test_the_sets_of_a_folder_are_listed_with_their_directions(folder: Path) -> None:
    names = suites(folder)
    assert names[:2] == ("corpus", "gold")
    assert "rafts" in names
    assert {name for name in names if name.startswith("rafts:")} == {
        f"rafts:{a}-{b}" for a in TEXTS for b in TEXTS if a != b
    }
    assert names[-1] == "abstention"
    # No language, so no direction.
    assert not any(name.startswith("solo:") for name in names)
    for name in names:
        assert load_suite(name, folder).cases


def test_a_name_that_means_nothing_is_answered_with_the_nearest(folder: Path) -> None:
    with pytest.raises(NoSuchPath) as fault:
        load_suite("raft", folder)
    assert "Did you mean rafts?" in fault.value.hint
    with pytest.raises(NoSuchPath):
        suites(folder / "none")
    with pytest.raises(InputError, match="no direction 'en-fr'") as wrong:
        load_suite("rafts:en-fr", folder)
    assert "ar, en, zh" in wrong.value.hint


def test_the_beginning_of_one_sets_name_is_enough(folder: Path) -> None:
    assert load_suite("solo", folder).cases[0].id == "7"


def test_a_set_can_be_named_by_its_file_wherever_that_is(folder: Path) -> None:
    suite = load_suite(str(folder / "rafts_zh.qa.jsonl"))
    assert [document.name for document in suite.documents] == [
        "rafts_zh/c0010.txt",
        "rafts_zh/c0011.txt",
    ]
    assert load_suite(str(folder / "abstention.jsonl")).cases[0].documents


def test_a_half_that_a_set_does_not_have_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="corpus has no half 'tune'"):
        load_suite("corpus:tune", folder)


# -- one set, in several languages ------------------------------------------------------


def test_a_mixed_index_holds_every_language_and_each_translation_is_evidence(
    folder: Path,
) -> None:
    suite = load_suite("rafts", folder)
    assert len(suite.cases) == len(suite.documents) == 6
    case = the(suite.cases, "rafts_zh-q1")
    assert case.language == "zh-Hans"
    assert [gold.path for gold in case.evidence] == [
        "rafts_zh/c0010.txt",
        "rafts_en/c0010.txt",
        "rafts_ar/c0010.txt",
    ]
    assert {gold.point for gold in case.evidence} == {1}
    assert case.evidence[0].quote == "Vault 服务把快照保留 35 天。"
    assert case.evidence[2].quote == "تُحفَظُ اللُّقطةُ ٣٥ يومًا في Vault."
    assert case.answers == ("35 天", "35 days", "٣٥ يومًا")


def test_a_direction_asks_in_one_language_over_paragraphs_of_another(folder: Path) -> None:
    suite = load_suite("rafts:ar-zh", folder)
    assert {case.language for case in suite.cases} == {"ar"}
    assert {document.language for document in suite.documents} == {"zh-Hans"}
    case = the(suite.cases, "rafts_ar-q1")
    assert [gold.path for gold in case.evidence] == ["rafts_zh/c0010.txt"]
    assert case.evidence[0].quote == "Vault 服务把快照保留 35 天。"
    assert case.evidence[0].point is None
    assert case.answers == ("٣٥ يومًا", "35 天")


def test_even_paragraphs_are_for_tuning_and_odd_ones_for_reporting(folder: Path) -> None:
    report = load_suite("rafts:report", folder)
    assert (report.name, report.split) == ("rafts:report", "report")
    assert [case.id for case in report.cases] == [f"rafts_{code}-q2" for code in ("en", "zh", "ar")]
    # The other half's paragraphs stay in the index: they are what may be found wrongly.
    assert len(report.documents) == 6
    assert {case.split for case in load_suite("rafts:en-zh:tune", folder).cases} == {"tune"}


def test_an_answer_that_stands_in_two_sentences_leaves_the_paragraph_as_evidence() -> None:
    text = TEXTS["en"][1] + " 35 more."
    assert evidence_in("a.txt", text, "en", ["35"]).quote == text
    # Unless the set says where it stands.
    at = text.index("35")
    assert evidence_in("a.txt", text, "en", ["35"], at).quote == "35 rafts float better than 7."
    assert evidence_in("a.txt", text, "en", ["35"], 3).quote == text
    assert evidence_in("a.txt", text, "en", ["nowhere"]).quote == text
    assert evidence_in("a.txt", text, "en", []).quote == text


def test_an_answer_over_two_sentences_has_both_as_evidence() -> None:
    text = "一。快照保留三十五天。之后删除。完。"
    gold = evidence_in("a.txt", text, "zh-Hans", ["三十五天。之后"])
    assert gold.quote == "快照保留三十五天。之后删除。"


def test_equal_paragraphs_are_one_document(tmp_path: Path) -> None:
    text = {"text": "A raft floats.", "lang": "en"}
    write_lines(
        tmp_path / "twins.contexts.jsonl",
        {"context_id": "twins-1"} | text,
        {"context_id": "twins-2"} | text,
    )
    write_lines(
        tmp_path / "twins.qa.jsonl",
        {"id": "a", "question": "What floats?", "answers": ["raft"], "context_id": "twins-2"},
    )
    suite = load_suite("twins", tmp_path)
    assert [document.name for document in suite.documents] == ["twins/1.txt"]
    assert suite.cases[0].evidence[0].path == "twins/1.txt"


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ("{", "Line 2 is not JSON"),
        ({"id": "b", "question": "Why?", "context_id": "rafts_en-c9"}, "Line 2: there is no para"),
        ({"id": "b", "context_id": "rafts_en-c0010"}, "Line 2: question"),
        ({"id": "b", "question": "Why?"}, "Line 2: there is no paragraph"),
        (
            {"id": "b", "question": "?", "answers": "x", "context_id": "rafts_en-c0010"},
            "Line 2: answers",
        ),
    ],
)
def test_a_malformed_question_is_named_and_the_rest_run(
    folder: Path, bad: object, named: str
) -> None:
    path = folder / "rafts_en.qa.jsonl"
    first, second = path.read_text("utf-8").split("\n")
    write_lines(path, first, bad, second)
    suite = load_suite("rafts_en", folder)
    assert len(suite.cases) == 2
    assert [row.line for row in suite.dataset.rows if row.error] == [2]
    assert suite.dataset.rows[1].error is not None
    assert suite.dataset.rows[1].error["message"].startswith(named)
    mixed = load_suite("rafts", folder)
    (fault,) = [row.error for row in mixed.dataset.rows if row.error]
    assert fault["message"].startswith(named.replace("Line 2", "rafts_en.qa.jsonl, line 2"))


@pytest.mark.parametrize(
    "id", ["../../etc/passwd", "rafts_en-../x", "/etc/x", "a/b", ".hidden", "a\0b", "", "x" * 200]
)
def test_a_paragraphs_id_that_leads_out_of_the_folder_is_refused(folder: Path, id: str) -> None:
    write_lines(folder / "rafts_en.contexts.jsonl", {"context_id": id, "text": "A raft."})
    with pytest.raises(InputError, match="cannot be the name of a file"):
        load_suite("rafts_en", folder)


def test_sets_that_use_the_same_ids_can_be_asked_together(folder: Path) -> None:
    for code in TEXTS:
        path = folder / f"rafts_{code}.qa.jsonl"
        path.write_text(path.read_text("utf-8").replace(f'"rafts_{code}-q', '"q'), encoding="utf-8")
    cases = load_suite("rafts", folder).cases
    assert [case.id for case in cases[:3]] == ["rafts_en-q1", "rafts_en-q2", "rafts_zh-q1"]
    assert cases[0].answers == ("35 days", "35 天", "٣٥ يومًا")
    assert [case.id for case in load_suite("rafts:en-ar", folder).cases] == ["q1", "q2"]


@pytest.mark.parametrize(
    "row",
    [
        {"context_id": "x", "text": "half \ud800"},
        {"context_id": "x"},
        {"context_id": "x", "text": " \n"},
        {"text": "x"},
        "[1]",
        "{",
    ],
)
def test_a_set_whose_paragraphs_are_damaged_is_not_run(folder: Path, row: object) -> None:
    write_lines(folder / "rafts_en.contexts.jsonl", row)
    with pytest.raises(InputError):
        load_suite("rafts_en", folder)


def test_what_was_run_is_told_by_a_hash_of_every_file(folder: Path) -> None:
    before = load_suite("rafts", folder).dataset.sha256
    assert load_suite("rafts", folder).dataset.sha256 == before
    path = folder / "rafts_ar.contexts.jsonl"
    path.write_text(path.read_text("utf-8").replace("35", "36"), encoding="utf-8")
    assert load_suite("rafts", folder).dataset.sha256 != before


# -- questions about abstaining ---------------------------------------------------------


def test_a_question_is_asked_of_its_own_paragraphs_only(folder: Path) -> None:
    answerable, unanswerable = load_suite("abstention", folder).cases
    assert answerable.documents == ("rafts_en/c0011.txt", "rafts_en/c0010.txt")
    assert [gold.path for gold in answerable.evidence] == ["rafts_en/c0010.txt"]
    assert answerable.evidence[0].quote == "The Vault keeps a snapshot for 35 days."
    assert (unanswerable.answerable, unanswerable.evidence) == (False, ())
    # One question with and without its paragraph is of one half.
    assert (answerable.split, unanswerable.split) == ("tune", "tune")


def test_a_set_that_no_question_needs_is_not_read(folder: Path) -> None:
    (folder / "rafts_ar.contexts.jsonl").write_text("damaged", encoding="utf-8")
    suite = load_suite("abstention", folder)
    # A paragraph of another set than the question's is found all the same.
    assert suite.cases[1].documents == ("rafts_en/c0011.txt", "rafts_zh/c0011.txt")
    assert {text.name for text in suite.documents} == {
        "rafts_en/c0010.txt",
        "rafts_en/c0011.txt",
        "rafts_zh/c0011.txt",
    }


@pytest.mark.parametrize("contexts", [None, [], ["rafts_en-c9"], "rafts_en-c0010", [["x"]]])
def test_a_question_without_its_paragraphs_is_named(folder: Path, contexts: object) -> None:
    good = scoped("rafts_en-q1#ans", ["rafts_en-c0010"], ["35 days"])
    bad = good | {"id": "b", "context_ids": contexts}
    write_lines(folder / "abstention.jsonl", good, bad)
    suite = load_suite("abstention", folder)
    assert [case.id for case in suite.cases] == ["rafts_en-q1#ans"]
    assert suite.dataset.rows[1].error is not None
    assert suite.dataset.rows[1].error["message"].startswith("Line 2")
