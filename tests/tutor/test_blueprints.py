"""The registry: what is shipped, the learner's own files, and what becomes of retired exams."""

import os
import time
from datetime import date
from pathlib import Path

import pytest

from ingest.errors import InputError, NotReadable
from ingest.files import walk
from tests.tutor.test_blueprint_file import HEAD
from tutor.blueprint import ENDING, Registry
from tutor.blueprints import (
    MAX_FILES,
    find,
    has_ended,
    heir,
    is_current,
    load_registry,
    require_current,
    shipped,
)
from tutor.errors import BlueprintInvalid, ExamRetired, UnknownExam

TODAY = date(2026, 11, 21)
# id: status, questions, minutes, pass mark, price in USD, months of validity (None: for life)
FACTS = {
    "aws-mls-c01": ("retired", (65, 50), 180, 750, 300, 36),
    "aws-dva-c01": ("superseded", (65, None), 130, 720, 150, 36),
    "aws-dva-c02": ("active", (65, 50), 130, 720, 150, 36),
    "aws-clf-c02": ("active", (65, 50), 90, 700, 100, 36),
    "aws-saa-c03": ("active", (65, 50), 130, 720, 150, 36),
    "aws-mla-c01": ("active", (65, 50), 130, 720, 150, 36),
    "aws-mla-c02": ("beta", (85, None), 170, 720, 75, 36),
    "aws-aif-c01": ("active", (65, 50), 90, 700, 100, 36),
    "gcp-pmle": ("active", (50, 60), 120, None, 200, 24),
    "tensorflow-developer": ("retired", (5, None), 300, "90%", 100, 36),
    "azure-dp-100": ("retired", (40, 60), 100, 700, 165, 12),
    "azure-ai-102": ("retired", (40, 60), 100, 700, 165, 12),
    "azure-dp-900": ("active", (40, 60), 45, 700, 99, None),
    "azure-ai-900": ("retired", (40, 60), 45, 700, 99, None),
    "databricks-spark-developer": ("active", (None, 45), 90, "70%", 200, 24),
}
STUBS = {"aws-aip-c01", "azure-ai-300", "azure-ai-103", "azure-ai-901"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "blueprints").mkdir()
    return tmp_path


def write(data: Path, name: str, text: str) -> Path:
    path = data / "blueprints" / name
    path.write_text(text, "utf-8")
    return path


def ids(registry: Registry) -> list[str]:
    return [entry.blueprint.id for entry in registry.entries]


@pytest.mark.parametrize("id", sorted(FACTS))
def test_the_shipped_facts_are_those_of_the_summary(id: str) -> None:
    status, questions, minutes, mark, price, validity = FACTS[id]
    found = shipped()[id].blueprint
    assert found.status == status
    asked = found.questions
    assert asked is not None
    counted = (asked.min, asked.max) if asked.min else (asked.total, asked.scored)
    assert counted == questions
    assert found.minutes == minutes
    assert found.pass_mark is not None
    told = f"{found.pass_mark.percent:g}%" if found.pass_mark.percent else found.pass_mark.cut
    assert told == mark
    assert found.price is not None
    assert (found.price.amount, found.price.currency) == (price, "USD")
    assert found.validity_months == validity
    assert (found.expires is False) == (validity is None)
    assert found.domains


def test_every_exam_is_there_once_with_date_confidence_and_source() -> None:
    assert set(shipped()) == set(FACTS) | STUBS
    for id, entry in shipped().items():
        found = entry.blueprint
        assert found.as_of.startswith("2026"), id
        assert found.sources, id
        assert not entry.own


def test_of_an_exam_known_only_as_a_successor_nothing_is_made_up() -> None:
    for id in STUBS:
        found = shipped()[id].blueprint
        assert found.confidence == "B"
        unknown = (found.price, found.questions, found.minutes, found.pass_mark)
        assert unknown == (None, None, None, None)
        assert not found.domains


def test_a_pass_mark_that_is_not_disclosed_is_said_to_be_so() -> None:
    mark = shipped()["gcp-pmle"].blueprint.pass_mark
    assert mark is not None
    assert (mark.published, mark.cut, mark.percent) == (False, None, None)


def test_what_is_less_sure_than_the_rest_says_so() -> None:
    assert shipped()["aws-dva-c01"].blueprint.confidence_of == {"retired_on": "C"}
    tasks = [task for d in shipped()["aws-mls-c01"].blueprint.domains for task in d.tasks]
    assert [task.id for task in tasks if task.confidence == "C"] == ["4.3", "4.4"]
    assert len(tasks) == 3 + 3 + 5 + 4


def test_retired_exams_lead_to_exams_that_can_be_taken() -> None:
    leads = {
        id: entry.blueprint.successor
        for id, entry in shipped().items()
        if entry.blueprint.status in ENDING
    }
    assert leads == {
        "aws-mls-c01": "aws-mla-c01",
        "aws-dva-c01": "aws-dva-c02",
        "azure-dp-100": "azure-ai-300",
        "azure-ai-102": "azure-ai-103",
        "azure-ai-900": "azure-ai-901",
        "tensorflow-developer": None,
    }


def test_the_ml_engineers_exam_is_followed_by_its_new_version_and_says_where_each_is_taken() -> (
    None
):
    old, new = (shipped()[id].blueprint for id in ("aws-mla-c01", "aws-mla-c02"))
    assert old.successor == new.id
    assert old.languages is not None
    assert old.languages.known == ("ja", "ko", "zh-Hans")
    assert any("28 September 2026" in note for note in old.notes)
    assert [domain.weight for domain in new.domains] == [28, 24, 24, 24]
    assert [len(domain.tasks) for domain in new.domains] == [3, 3, 3, 3]


def test_the_ai_practitioners_tasks_are_those_of_its_guide() -> None:
    found = shipped()["aws-aif-c01"].blueprint
    assert [len(domain.tasks) for domain in found.domains] == [3, 3, 4, 2, 2]
    assert [domain.weight for domain in found.domains] == [20, 24, 28, 14, 14]


def test_blueprints_are_no_study_documents() -> None:
    corpus = Path(__file__).parents[2] / "corpus"
    assert (corpus / "blueprints").is_dir()
    assert not [found for found in walk(corpus) if "blueprints" in found.path.parts]


def test_reading_the_shipped_ones_is_quick_and_happens_once() -> None:
    shipped()
    best = 9.0
    for _ in range(5):
        shipped.cache_clear()
        start = time.thread_time()
        first = shipped()
        best = min(best, time.thread_time() - start)
    assert best < 0.05, "5 ms where nothing else runs"
    assert shipped() is first


def test_a_file_of_ones_own_stands_beside_the_shipped_ones(data: Path) -> None:
    write(data, "mine.yaml", HEAD + "successor: aws-mla-c01\n".replace("successor", "next"))
    registry = load_registry(data)
    entry = find(registry, "my-exam")
    assert (entry.own, entry.replaces) == (True, False)
    assert len(registry.entries) == len(shipped()) + 1
    assert ids(registry) == sorted(ids(registry))


def test_a_file_of_ones_own_replaces_the_shipped_one_and_says_so(data: Path) -> None:
    path = write(data, "whatever.yml", HEAD.replace("my-exam", "aws-mla-c01"))
    registry = load_registry(data)
    entry = find(registry, "aws-mla-c01")
    assert (entry.blueprint.title, entry.own, entry.replaces) == ("My exam", True, True)
    assert entry.path == str(path)
    assert len(registry.entries) == len(shipped())


def test_without_a_folder_of_ones_own_there_are_the_shipped_ones(tmp_path: Path) -> None:
    assert len(load_registry(tmp_path / "nowhere").entries) == len(shipped())


def test_a_broken_file_is_told_and_the_rest_goes_on(data: Path) -> None:
    write(data, "my-exam.yaml", HEAD + "minuts: 90\n")
    registry = load_registry(data)
    assert len(registry.entries) == len(shipped())
    (fault,) = registry.faults
    assert "minuts is no field" in fault.message
    with pytest.raises(BlueprintInvalid, match="minuts is no field"):
        find(registry, "my-exam")


def test_the_shipped_exam_is_not_used_in_place_of_a_broken_file_for_it(data: Path) -> None:
    """The learner's file says otherwise, if only it could be read."""
    write(data, "mine.yaml", HEAD.replace("my-exam", '"aws-mla-c01"') + "minuts: 90\n")
    registry = load_registry(data)
    assert "aws-mla-c01" not in ids(registry)
    with pytest.raises(BlueprintInvalid, match="minuts"):
        require_current(registry, "aws-mla-c01", today=TODAY)


def test_two_files_of_one_id_are_refused_both(data: Path) -> None:
    write(data, "a.yaml", HEAD)
    write(data, "b.yaml", HEAD)
    registry = load_registry(data)
    (fault,) = registry.faults
    assert "a.yaml" in fault.message
    assert "b.yaml" in fault.message
    with pytest.raises(BlueprintInvalid, match="my-exam is given by"):
        find(registry, "my-exam")


def test_a_successor_that_nobody_knows_is_refused_with_the_nearest(data: Path) -> None:
    write(data, "mine.yaml", HEAD + "successor: aws-mla-co1\n")
    (fault,) = load_registry(data).faults
    assert "successor: no exam has the id 'aws-mla-co1'" in fault.message
    assert fault.hint == "Did you mean aws-mla-c01?"


def test_successors_may_be_broken_but_known(data: Path) -> None:
    write(data, "mine.yaml", HEAD + "successor: later\n")
    write(data, "later.yaml", "")
    registry = load_registry(data)
    assert [fault.ids for fault in registry.faults] == [("later",)]
    assert "my-exam" in ids(registry)


def test_successors_that_go_in_a_circle_are_refused(data: Path) -> None:
    write(data, "a.yaml", HEAD.replace("my-exam", "aws-mla-c01") + "successor: aws-mls-c01\n")
    (fault,) = load_registry(data).faults
    assert "aws-mla-c01 → aws-mls-c01 → aws-mla-c01 goes in a circle" in fault.message


def test_hidden_files_and_other_kinds_are_passed_over(data: Path) -> None:
    for name in (".mine.yaml", "mine.yaml~", "notes.md", "mine.json"):
        write(data, name, "not a blueprint")
    assert not load_registry(data).faults


def test_a_folder_with_too_many_files_is_refused(data: Path) -> None:
    for number in range(MAX_FILES + 1):
        write(data, f"{number}.yaml", "")
    with pytest.raises(InputError, match="501 blueprints; the limit is 500"):
        load_registry(data)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_fault(data: Path) -> None:
    write(data, "mine.yaml", HEAD).chmod(0)
    (fault,) = load_registry(data).faults
    assert "cannot be read" in fault.message


def test_a_file_in_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "blueprints").write_text("")
    with pytest.raises(NotReadable, match="cannot be opened"):
        load_registry(tmp_path)


@pytest.mark.parametrize(
    "said", ["aws-mla-c01", "AWS-MLA-C01", "MLA-C01", "mla c01", "ＭＬＡ－Ｃ０１", " mla_c01 "]
)
def test_an_exam_is_found_by_id_or_code_however_written(data: Path, said: str) -> None:
    assert find(load_registry(data), said).blueprint.id == "aws-mla-c01"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("aws-saa-c04", "Did you mean aws-saa-c03?"),
        ("azure-dp-90", "Did you mean azure-dp-900?"),
        ("google cloud professional machine learning enginer", "Did you mean gcp-pmle?"),
        ("", "List them with"),
        ("شهادة", "List them with"),
        ("x" * 10_000, "List them with"),
    ],
)
def test_an_unknown_exam_is_answered_with_the_nearest(data: Path, said: str, meant: str) -> None:
    with pytest.raises(UnknownExam) as raised:
        find(load_registry(data), said)
    assert meant in raised.value.hint


def test_a_code_that_two_exams_have_is_not_guessed_at(data: Path) -> None:
    write(data, "mine.yaml", HEAD + "codes: [MLA-C01]\n")
    with pytest.raises(UnknownExam) as raised:
        find(load_registry(data), "MLA-C01")
    assert raised.value.hint == "Name one of aws-mla-c01, my-exam."


def test_a_retired_exam_is_refused_with_its_successor_unless_asked_for_plainly(
    data: Path,
) -> None:
    registry = load_registry(data)
    with pytest.raises(ExamRetired) as raised:
        require_current(registry, "MLS-C01", even_retired=False, today=TODAY)
    assert raised.value.message.endswith("(aws-mls-c01) was retired on 2026-03-31.")
    assert "Its successor is aws-mla-c01" in raised.value.hint
    assert "--even-retired" in raised.value.hint
    plainly = require_current(registry, "MLS-C01", even_retired=True, today=TODAY)
    assert plainly.id == "aws-mls-c01"
    on_its_last_day = require_current(registry, "MLS-C01", today=date(2026, 3, 31))
    assert on_its_last_day.id == "aws-mls-c01"


def test_a_date_that_is_not_confirmed_is_told_as_such(data: Path) -> None:
    registry = load_registry(data)
    for id in ("aws-dva-c01", "tensorflow-developer"):
        with pytest.raises(ExamRetired, match="unconfirmed"):
            require_current(registry, id, today=TODAY)


def test_without_a_successor_none_is_made_up(data: Path) -> None:
    with pytest.raises(ExamRetired) as raised:
        require_current(load_registry(data), "tensorflow-developer", today=TODAY)
    assert "No successor of it is known." in raised.value.hint


def test_the_heir_is_the_first_of_the_line_that_can_be_taken(data: Path) -> None:
    old = HEAD.replace("status: active", "status: retired")
    write(data, "a.yaml", old + "successor: second\n")
    write(data, "b.yaml", old.replace("my-exam", "second") + "successor: aws-mla-c01\n")
    registry = load_registry(data)
    found = heir(registry, find(registry, "my-exam").blueprint, TODAY)
    assert found is not None
    assert found.id == "aws-mla-c01"


@pytest.mark.parametrize(
    ("status", "last", "over"),
    [
        ("retired", "", True),
        ("superseded", "", True),
        ("retired", "2026-11-21", False),
        ("retired", "2026-11-20", True),
        ("retired", "2026-11", False),
        ("retiring", "2026-12-31", False),
        ("retiring", "2026-10", True),
        ("active", "", False),
        ("beta", "", False),
        ("unknown", "", False),
    ],
)
def test_an_exam_is_over_after_its_last_day(status: str, last: str, over: bool) -> None:
    assert has_ended(status, last, TODAY) is over


def test_an_exam_that_is_announced_to_end_is_current_until_then(data: Path) -> None:
    text = HEAD.replace("status: active", "status: retiring") + "retired_on: 2027-03-31\n"
    write(data, "mine.yaml", text)
    blueprint = find(load_registry(data), "my-exam").blueprint
    assert is_current(blueprint, date(2027, 3, 31))
    assert not is_current(blueprint, date(2027, 4, 1))
