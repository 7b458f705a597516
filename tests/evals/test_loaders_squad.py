"""SQuAD's form, both versions, with what real files get wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.loaders.named import load_suite
from evals.records import EvalCase
from ingest.errors import InputError

CONTEXT = "The Vault keeps a snapshot for 35 days. After 35 days it is gone. 🛟"
ARABIC = "تُحفَظُ اللُّقطةُ ٣٥ يومًا في Amazon S3. ثم تُحذف."


def qa(id: object = "q1", **fields: Any) -> dict[str, Any]:
    known = {"id": id, "question": "How long?", "answers": [{"text": "35", "answer_start": 31}]}
    return known | fields


def squad(tmp_path: Path, *paragraphs: Any) -> Path:
    path = tmp_path / "dev.json"
    data = {"version": "v2.0", "data": [{"title": "Rafts", "paragraphs": list(paragraphs)}]}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def loaded(path: Path) -> tuple[EvalCase, ...]:
    return load_suite(str(path)).cases


def test_an_answer_is_looked_for_where_the_set_says_it_stands(tmp_path: Path) -> None:
    (case,) = loaded(squad(tmp_path, {"context": CONTEXT, "qas": [qa()]}))
    assert case.evidence[0].quote == "The Vault keeps a snapshot for 35 days."
    assert (case.language, case.answerable, case.split) == ("en", True, "tune")
    later = qa(answers=[{"text": "35", "answer_start": CONTEXT.rindex("35")}])
    (case,) = loaded(squad(tmp_path, {"context": CONTEXT, "qas": [later]}))
    assert case.evidence[0].quote == "After 35 days it is gone."


def test_a_wrong_or_missing_place_leaves_the_paragraph_as_evidence(tmp_path: Path) -> None:
    wrong = qa(answers=[{"text": "35", "answer_start": 2}])
    missing = qa("q2", answers=[{"text": "35"}])
    for case in loaded(squad(tmp_path, {"context": CONTEXT, "qas": [wrong, missing]})):
        assert case.evidence[0].quote == CONTEXT.strip()


def test_answers_of_several_annotators_are_kept_once_each(tmp_path: Path) -> None:
    answers = [{"text": text, "answer_start": 31} for text in ("35", "35 days", "35")]
    (case,) = loaded(squad(tmp_path, {"context": CONTEXT, "qas": [qa(answers=answers)]}))
    assert case.answers == ("35", "35 days")


def test_an_impossible_question_has_neither_answers_nor_evidence(tmp_path: Path) -> None:
    impossible = qa(is_impossible=True, plausible_answers=[{"text": "7", "answer_start": 0}])
    possible = qa("q2", is_impossible=False)
    no, yes = loaded(squad(tmp_path, {"context": CONTEXT, "qas": [impossible, possible]}))
    assert (no.answerable, no.answers, no.evidence) == (False, (), ())
    assert yes.answerable


def test_paragraphs_take_turns_in_the_halves_and_are_documents(tmp_path: Path) -> None:
    path = squad(
        tmp_path,
        {"context": CONTEXT, "qas": [qa()]},
        {"context": ARABIC, "qas": [qa("q2", question="كم يومًا؟", answers=[])]},
    )
    suite = load_suite(str(path))
    assert [case.split for case in suite.cases] == ["tune", "report"]
    assert [(text.name, text.language) for text in suite.documents] == [
        ("squad/c0000.txt", "en"),
        ("squad/c0001.txt", "ar"),
    ]
    assert load_suite(f"{path}:report").cases[0].id == "q2"
    assert suite.cases[1].language == "ar"


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ("x", "data.0.paragraphs.0.qas.1 is not an object"),
        (qa("b", answers="35"), "data.0.paragraphs.0.qas.1.answers"),
        (qa("b", answers=[{"answer_start": 1}]), "data.0.paragraphs.0.qas.1.answers"),
        (qa("b", is_impossible="yes"), "data.0.paragraphs.0.qas.1.is_impossible"),
        (qa("b", question=None), "data.0.paragraphs.0.qas.1: question"),
        (qa("b", question="\ud800"), "data.0.paragraphs.0.qas.1 holds half a character"),
        (qa(None), "data.0.paragraphs.0.qas.1: id"),
    ],
)
def test_a_malformed_question_is_named_by_its_place_and_the_rest_run(
    tmp_path: Path, bad: object, named: str
) -> None:
    path = tmp_path / "dev.json"
    paragraphs = [{"context": CONTEXT, "qas": [qa(), bad, qa("c")]}]
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), encoding="utf-8")
    suite = load_suite(str(path))
    assert [case.id for case in suite.cases] == ["q1", "c"]
    (fault,) = [row for row in suite.dataset.rows if row.error]
    assert fault.line == 2
    assert fault.error is not None
    assert fault.error["message"].startswith(named)


@pytest.mark.parametrize(
    "bad",
    [
        None,
        {"qas": []},
        {"context": "\ud800 x", "qas": []},
        {"context": " "},
        {"context": "x", "qas": 1},
    ],
)
def test_a_malformed_paragraph_is_named_and_the_rest_run(tmp_path: Path, bad: object) -> None:
    suite = load_suite(str(squad(tmp_path, bad, {"context": CONTEXT, "qas": [qa()]})))
    assert [row.case is None for row in suite.dataset.rows] == [True, False]
    assert suite.dataset.rows[0].error is not None
    assert suite.dataset.rows[0].error["message"].startswith("data.0.paragraphs.0")


@pytest.mark.parametrize("text", ["{", "[]", '{"data": {}}', '{"data": []}', "null", "[" * 99_999])
def test_a_file_that_is_not_in_this_form_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "dev.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as fault:
        load_suite(str(path))
    assert "SQuAD" in fault.value.hint


def test_an_id_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'q1'"):
        load_suite(str(squad(tmp_path, {"context": CONTEXT, "qas": [qa(), qa()]})))
