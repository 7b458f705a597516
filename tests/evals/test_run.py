"""Whole runs over a tiny index, with models that need no weights."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evals.errors import RunDamaged, RunNewer, RunOlder, UnknownSystem
from evals.folder import RunFolder, run_folders
from evals.records import FORMAT, EvalRecord, EvalReport, EvalRun
from ingest.errors import EmptyLibrary, SettingsError, StoreError
from tests.evals.builders import CODE, clock, fake_session, kept, run_suite, suite
from tutor.fake_chat import FakeChatModel
from tutor.session import StudySession
from tutor.settings import Settings

FILES = {
    "storage.md": "# Storage\n\nBulk retrievals from the deep archive finish within 48 hours.\n",
    "zh.md": "# 存储\n\n批量取回深度归档的数据，在 ４８ 小时以内完成。\n",
    "ar.md": "# التخزين\n\nتكتمل الاستعادة المجمّعة من الأرشيف العميق خلال ٤٨ ساعة.\n",
}
CASES = (
    {
        "id": "en",
        "question": "When do bulk retrievals from the deep archive finish?",
        "answers": ["48 hours"],
        "language": "en",
        "answerable": True,
        "evidence": [{"path": "files/storage.md", "quote": "within 48 hours"}],
    },
    {
        "id": "zh",
        "question": "批量取回深度归档的数据，多久以内完成？",
        "answers": ["48小时"],
        "language": "zh",
        "answerable": True,
        "evidence": [{"path": "zh.md", "quote": "在48小时以内完成"}],
        "documents": ["zh.md"],
    },
    {
        "id": "ar",
        "question": "خلال كم ساعة تكتمل الاستعادة المجمعة من الأرشيف العميق؟",
        "answers": ["48 ساعة"],
        "language": "ar",
        "answerable": True,
        "evidence": [{"path": "ar.md", "quote": "خِلال 48 ساعة"}],
    },
    {
        "id": "none",
        "question": "Who painted the Mona Lisa?",
        "language": "en",
        "answerable": False,
    },
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[StudySession]:
    with fake_session(tmp_path, FILES) as opened:
        yield opened


def run(
    session: StudySession, *rows: object, **options: Any
) -> tuple[EvalRun, RunFolder, EvalReport]:
    """A whole run of `rows`."""
    return run_suite(session, suite(*rows), **options)


def records(folder: RunFolder) -> list[EvalRecord]:
    """What `records.jsonl` holds."""
    lines = folder.records.read_text("utf-8").splitlines()
    return [EvalRecord.model_validate_json(line) for line in lines]


def values(report: EvalReport, language: str = "all") -> dict[str, float | None]:
    """Value of each metric."""
    return {
        row.name: row.value
        for row in report.metrics
        if row.language == language and not row.passages
    }


def test_a_run_scores_three_languages_from_end_to_end(session: StudySession) -> None:
    _, folder, report = run(session, *CASES)
    assert (report.cases, report.errors, report.complete) == (4, 0, True)
    found = values(report)
    assert found["hit@8"] == 1.0
    assert found["gold_in_answer"] == 1.0
    assert found["citation_verbatim"] == 1.0
    assert found["cited_evidence"] == 1.0
    assert found["answered_without_evidence"] == 0.0
    assert found["refused_with_evidence"] == 0.0
    assert found["answer_language"] == 1.0
    assert [record.id for record in records(folder)] == ["en", "zh", "ar", "none"]
    assert {row.language for row in report.metrics} == {"en", "zh-Hans", "ar", "all"}


def test_records_are_readable_without_hikma(session: StudySession) -> None:
    _, folder, report = run(session, *CASES)
    first = json.loads(folder.records.read_text("utf-8").split("\n")[0])
    assert first["answer"]["citations"][0]["quote"]
    assert first["scores"]["gold_in_answer"] == 1.0
    assert "批量取回" in folder.records.read_text("utf-8")  # as text, not as escapes
    assert json.loads(folder.report.read_text("utf-8")) == report.model_dump(mode="json")


def test_what_ran_is_recorded(session: StudySession) -> None:
    made, folder, _ = run(session, *CASES)
    stored = folder.run()
    assert stored is not None
    # The clock: 05 at the start, then one look for each of four cases, then the end.
    assert (stored.started, stored.ended) == ("2026-01-02T03:04:05Z", "2026-01-02T03:04:10Z")
    assert stored.code == CODE
    assert stored.settings == session.settings.fingerprint()
    assert stored.embedding["model"] == "fake:words"
    assert len(stored.library) == 3
    assert (stored.done, stored.errors, stored.complete) == (4, 0, True)
    assert stored.run == made.run
    assert stored.run.startswith("20260102T030405Z-")


def test_extractive_runs_need_no_chat_model(session: StudySession) -> None:
    settings = session.settings.model_copy(update={"model": "nonsense"})
    with StudySession(settings) as without:
        made, folder, report = run(without, *CASES, system="extractive")
    assert made.model == "extractive"
    assert report.errors == 0
    assert {record.answer.model for record in records(folder) if record.answer} == {"extractive"}


def test_a_case_that_cannot_be_asked_and_a_malformed_row_are_errors_and_the_rest_go_on(
    session: StudySession,
) -> None:
    unknown = CASES[0] | {"id": "lost", "documents": ["gone.md"]}
    empty = CASES[3] | {"id": "empty", "question": "؟؟"}
    _, folder, report = run(session, "{", unknown, empty, CASES[1])
    assert [(f["line"], f["id"], f["error"]["type"]) for f in report.failed] == [
        (1, None, "InputError"),
        (2, "lost", "UnknownDocument"),
        (3, "empty", "EmptyQuestion"),
    ]
    assert (report.cases, report.errors, report.complete) == (4, 3, True)
    rows = {(row.name, row.language): row for row in report.metrics}
    # gold_in_answer: zh scored; the malformed row and "lost" not; "empty" is not answerable.
    assert (rows["gold_in_answer", "all"].n, rows["gold_in_answer", "all"].unscored) == (1, 2)
    assert (rows["gold_in_answer", "en"].value, rows["gold_in_answer", "en"].unscored) == (None, 1)
    assert rows["answered_without_evidence", "en"].unscored == 1
    assert len(records(folder)) == 4


def test_evidence_that_is_not_in_the_library_is_unscored_not_missed(session: StudySession) -> None:
    elsewhere = CASES[0] | {"evidence": [{"path": "other.md", "quote": "within 48 hours"}]}
    _, _, report = run(session, elsewhere)
    (row,) = [
        row
        for row in report.metrics
        if (row.name, row.language, row.passages) == ("hit@8", "en", "")
    ]
    assert (row.value, row.n, row.unscored, row.interval) == (None, 0, 1, None)
    assert values(report)["gold_in_answer"] == 1.0


def interrupt_after(cases: int) -> Any:
    """Stands for Ctrl-C while a case runs."""

    def notify(record: EvalRecord, number: int, total: int) -> None:
        if number == cases:
            raise KeyboardInterrupt

    return notify


def test_an_interrupted_run_keeps_and_reports_what_was_done(session: StudySession) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(session, *CASES, notify=interrupt_after(2))
    (folder,) = run_folders(session.settings.data)
    assert [record.id for record in records(folder)] == ["en", "zh"]
    stored = folder.run()
    assert stored is not None
    assert (stored.cases, stored.done, stored.complete) == (4, 2, False)
    assert stored.ended
    report = json.loads(folder.report.read_text("utf-8"))
    assert (report["cases"], report["complete"]) == (2, False)


def test_each_record_is_on_disk_before_the_next_case_begins(session: StudySession) -> None:
    seen = []

    def notify(record: EvalRecord, number: int, total: int) -> None:
        (folder,) = run_folders(session.settings.data)
        seen.append(len(records(folder)))

    run(session, *CASES, notify=notify)
    assert seen == [1, 2, 3, 4]


def test_a_model_that_goes_away_in_the_middle_costs_its_cases_only(session: StudySession) -> None:
    model = session.chat_model
    assert isinstance(model, FakeChatModel)
    model.replies = ["Yes", "[1] 48 hours."]  # and then it raises, which is a fault of the model
    _, _, report = run(session, *CASES[:3])
    assert [failed["id"] for failed in report.failed] == ["zh", "ar"]
    assert {failed["error"]["type"] for failed in report.failed} == {"ReplyUnusable"}
    assert {(row.n, row.unscored) for row in report.metrics if row.name == "gold_in_answer"} == {
        (1, 0),  # en
        (0, 1),  # zh-Hans, ar
        (1, 2),  # all
    }


def test_a_run_that_cannot_begin_leaves_nothing_behind(
    session: StudySession, tmp_path: Path
) -> None:
    for settings, fault in (
        (session.settings.model_copy(update={"model": "nonsense"}), SettingsError),
        (
            Settings(data=tmp_path / "void", model="fake:words", embedding="fake:words"),
            EmptyLibrary,
        ),
    ):
        with StudySession(settings) as other, pytest.raises(fault):
            run(other, *CASES)
        assert list(run_folders(settings.data)) == []


def test_a_folder_that_cannot_be_written_is_a_fault_for_the_user(tmp_path: Path) -> None:
    (tmp_path / "evals").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be kept"):
        kept(tmp_path, "r1")


def test_runs_are_found_oldest_first_and_a_damaged_one_is_not_passed_over(tmp_path: Path) -> None:
    kept(tmp_path, "20260103T000000Z-bbbbbb")
    kept(tmp_path, "20260102T000000Z-aaaaaa")
    (tmp_path / "evals" / "20260104T000000Z-cccccc").mkdir()
    found = [(folder.path.name[-6:], folder.run() is not None) for folder in run_folders(tmp_path)]
    assert found == [("aaaaaa", True), ("bbbbbb", True), ("cccccc", False)]
    assert list(run_folders(tmp_path / "nowhere")) == []


def test_a_folder_of_another_version_says_which_and_what_to_do(tmp_path: Path) -> None:
    for written, fault in ((1, RunOlder), (FORMAT + 1, RunNewer)):
        folder = kept(tmp_path, f"20260102T00000{written}Z-aaaaaa")
        path = folder.path / "run.json"
        fields = json.loads(path.read_text("utf-8")) | {"format": written}
        path.write_text(json.dumps(fields), encoding="utf-8")
        with pytest.raises(fault, match=f"format {written}") as raised:
            folder.load()
        assert "hikma eval run" in raised.value.hint
        assert folder.run() is None


def test_a_folder_from_before_there_were_versions_is_an_older_one(tmp_path: Path) -> None:
    folder = kept(tmp_path, "20260102T000000Z-aaaaaa")
    path = folder.path / "run.json"
    fields = json.loads(path.read_text("utf-8"))
    del fields["format"]
    path.write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(RunOlder):
        folder.load()


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"format": 2}', '{"format": "٢"}'])
def test_a_run_that_is_no_run_is_damaged_or_of_another_version(tmp_path: Path, text: str) -> None:
    folder = kept(tmp_path, "20260102T000000Z-aaaaaa")
    (folder.path / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises((RunDamaged, RunOlder)):
        folder.load()


def test_libraries_and_calibrations_beside_the_runs_are_no_runs(tmp_path: Path) -> None:
    kept(tmp_path, "20260102T000000Z-aaaaaa")
    for name in ("libraries", "judges", "chain"):
        (tmp_path / "evals" / name / "x").mkdir(parents=True)
    assert [folder.path.name[-6:] for folder in run_folders(tmp_path)] == ["aaaaaa"]


def test_an_unknown_system_is_named_with_the_one_that_was_meant(session: StudySession) -> None:
    with pytest.raises(UnknownSystem) as raised:
        run(session, *CASES, system="extrative")
    assert raised.value.hint == "Did you mean extractive?"
    assert list(run_folders(session.settings.data)) == []


UNTIMED = ("seconds", "seconds_to_first_token")


def test_two_runs_of_one_thing_give_the_same_scores(session: StudySession) -> None:
    def scores(hour: int) -> list[dict[str, float | None]]:
        _, folder, _ = run(session, *CASES, now=clock(hour=hour))
        return [
            {name: score for name, score in record.scores.items() if name not in UNTIMED}
            for record in records(folder)
        ]

    first = scores(3)
    assert first == scores(4)
    assert first[0]["gold_in_answer"] == 1.0


def test_a_follow_up_is_asked_after_its_history_and_only_the_last_answer_counts(
    session: StudySession,
) -> None:
    follow_up = CASES[0] | {
        "question": "And how long do they take?",
        "history": ["When do bulk retrievals from the deep archive finish?"],
    }
    alone = {name: value for name, value in follow_up.items() if name != "history"}
    _, folder, _ = run(session, follow_up)
    (record,) = records(folder)
    assert record.answer is not None
    assert record.answer.question == "And how long do they take?"
    assert "deep archive" in record.answer.understood
    assert record.scores["gold_in_answer"] == 1.0
    _, folder, _ = run(session, alone, now=clock(hour=4))
    (without,) = records(folder)
    assert without.answer is not None
    assert without.answer.understood == ""


def test_most_memory_is_noted(session: StudySession) -> None:
    _, folder, _ = run(session, CASES[0])
    assert (folder.load().peak_memory or 0) > 10_000_000
