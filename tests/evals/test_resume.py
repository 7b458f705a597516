"""Runs that were killed, and taken up where they stopped or refused to be."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evals.errors import NothingToResume, RunChanged, RunDamaged, RunOlder
from evals.folder import RunFolder, run_folders
from evals.loaders.suite import Suite
from evals.records import CodeState, EvalRecord, EvalReport
from evals.resume import resume
from evals.run import begin, prepare, run_cases
from ingest.errors import StoreBusy
from tests.evals.builders import CODE, bench, clock, fake_session, run_suite, suite
from tests.evals.test_run import CASES, FILES, UNTIMED, interrupt_after, records
from tutor.session import StudySession
from tutor.settings import Settings

ROOT = Path(__file__).parents[2]
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.evals.builders import run_suite, suite
from tests.evals.test_run import CASES
from tutor.session import StudySession
from tutor.settings import Settings

def notify(record, number, total):
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)

settings = Settings(data=Path(sys.argv[1]), model="fake:words", embedding="fake:words")
run_suite(StudySession(settings), suite(*CASES), notify=notify)
"""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[StudySession]:
    with fake_session(tmp_path, FILES) as opened:
        yield opened


def go_on(
    session: StudySession, asked: Suite, name: str | None = None, **options: Any
) -> tuple[RunFolder, EvalReport]:
    """The run taken up and done to its end."""
    works, now = bench(session, options.pop("system", "tutor")), clock(hour=9)
    notify = options.pop("notify", lambda record, number, total: None)
    given = {"code": CODE} | options
    fresh = prepare(asked, works, now=now, **given)
    made, folder, done = resume(fresh, asked, session.settings.data, name, now)
    return folder, run_cases(made, folder, asked, works, done=done, now=now, notify=notify)


def cut_short(session: StudySession, asked: Suite, after: int = 2, **options: Any) -> RunFolder:
    """A run that was interrupted after some cases."""
    with pytest.raises(KeyboardInterrupt):
        run_suite(session, asked, notify=interrupt_after(after), **options)
    return list(run_folders(session.settings.data))[-1]


def untimed(found: list[EvalRecord]) -> list[dict[str, float | None]]:
    """Scores that do not depend on the machine's mood."""
    return [
        {name: value for name, value in record.scores.items() if name not in UNTIMED}
        for record in found
    ]


def test_a_killed_run_goes_on_where_it_stopped_and_scores_as_if_never_killed(
    session: StudySession,
) -> None:
    data = session.settings.data
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(data)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == -9, done.stderr.decode()
    (folder,) = run_folders(data)
    before = records(folder)
    assert [record.id for record in before] == ["en", "zh"]
    assert folder.load().ended is None
    folder, report = go_on(session, suite(*CASES))
    assert (report.cases, report.complete) == (4, True)
    assert records(folder)[:2] == before  # not asked again
    stored = folder.load()
    assert (stored.complete, stored.done, len(stored.resumed)) == (True, 4, 1)
    _, whole, straight = run_suite(session, suite(*CASES), now=clock(hour=5))
    assert untimed(records(folder)) == untimed(records(whole))
    timed = set(UNTIMED)
    assert [row for row in report.metrics if row.name not in timed] == [
        row for row in straight.metrics if row.name not in timed
    ]


@pytest.mark.parametrize("cut", [1, 7, 200])
def test_a_last_line_that_was_half_written_is_dropped_and_its_case_asked_again(
    session: StudySession, cut: int
) -> None:
    folder = cut_short(session, suite(*CASES))
    data = folder.records.read_bytes()
    folder.records.write_bytes(data[:-cut])  # within Chinese text a character is cut, too
    folder, report = go_on(session, suite(*CASES))
    assert [record.id for record in records(folder)] == ["en", "zh", "ar", "none"]
    assert report.complete


def test_a_line_in_the_middle_that_is_no_record_is_not_passed_over(session: StudySession) -> None:
    folder = cut_short(session, suite(*CASES))
    lines = folder.records.read_bytes().split(b"\n")
    folder.records.write_bytes(b"\n".join([b'{"line": 1', *lines[1:]]))
    with pytest.raises(RunDamaged, match="Line 1 of"):
        go_on(session, suite(*CASES))


def test_a_run_is_taken_up_twice(session: StudySession) -> None:
    cut_short(session, suite(*CASES), after=1)
    with pytest.raises(KeyboardInterrupt):
        go_on(session, suite(*CASES), notify=interrupt_after(3))
    folder, report = go_on(session, suite(*CASES))
    assert (report.complete, len(folder.load().resumed)) == (True, 2)


def test_a_malformed_row_among_those_done_does_not_shift_the_rest(session: StudySession) -> None:
    asked = suite("{", *CASES)
    cut_short(session, asked, after=2)
    folder, report = go_on(session, asked)
    assert [record.id for record in records(folder)] == [None, "en", "zh", "ar", "none"]
    assert report.errors == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"code": CodeState(version="0.1.0", commit="d" * 40, dirty=True)}, "the code (commit)"),
        (
            {"code": CODE.model_copy(update={"diff_sha256": "e" * 64})},
            "the code (diff_sha256)",
        ),
        ({"seed": 7}, "--seed"),
        ({"limit": 3}, "--limit"),
        ({"system": "bm25"}, "the system"),
    ],
)
def test_what_changed_since_is_named_and_the_run_refused(
    session: StudySession, options: dict[str, Any], said: str
) -> None:
    folder = cut_short(session, suite(*CASES))
    with pytest.raises(RunChanged) as raised:
        go_on(session, suite(*CASES), folder.path.name, **options)
    assert said in raised.value.message
    assert len(records(folder)) == 2


def test_other_settings_data_and_documents_are_refused_by_name(
    session: StudySession, tmp_path: Path
) -> None:
    folder = cut_short(session, suite(*CASES))
    other = session.settings.model_copy(
        update={
            "retrieval": session.settings.retrieval.model_copy(update={"passages": 3}),
        }
    )
    with StudySession(other) as changed, pytest.raises(RunChanged) as raised:
        go_on(changed, suite(*CASES))
    assert "the settings (retrieval.passages)" in raised.value.message
    with pytest.raises(RunChanged) as raised:
        go_on(session, suite(*CASES[:3], CASES[3] | {"question": "Who?"}), folder.path.name)
    assert "the data" in raised.value.message
    fewer = Settings(data=tmp_path / "other" / "data", model="fake:words", embedding="fake:words")
    with fake_session(tmp_path / "other", {"storage.md": FILES["storage.md"]}) as made:
        assert made.settings == fewer
        with pytest.raises(RunChanged) as raised:
            go_on(made, suite(*CASES), str(folder.path) + "/")
    assert "the documents" in raised.value.message


def test_a_prompt_that_changed_shows_in_the_settings_fingerprint(session: StudySession) -> None:
    folder = cut_short(session, suite(*CASES))
    path = folder.path / "run.json"
    fields = json.loads(path.read_text("utf-8")) | {"settings": "f" * 12}
    path.write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(RunChanged, match="the settings"):
        go_on(session, suite(*CASES))


def test_a_complete_run_another_suite_and_nothing_at_all_cannot_go_on(
    session: StudySession,
) -> None:
    with pytest.raises(NothingToResume, match="No interrupted run"):
        go_on(session, suite(*CASES))
    _, folder, _ = run_suite(session, suite(*CASES))
    with pytest.raises(NothingToResume, match="No interrupted run"):
        go_on(session, suite(*CASES))
    with pytest.raises(NothingToResume, match="is complete"):
        go_on(session, suite(*CASES), folder.path.name)
    cut_short(session, suite(*CASES, name="أسئلة"), now=clock(hour=5))
    with pytest.raises(NothingToResume):
        go_on(session, suite(*CASES))


def test_an_older_run_cannot_go_on(session: StudySession) -> None:
    folder = cut_short(session, suite(*CASES))
    path = folder.path / "run.json"
    fields = json.loads(path.read_text("utf-8")) | {"format": 1}
    path.write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(RunOlder):
        go_on(session, suite(*CASES), folder.path.name)


def test_a_run_that_still_runs_is_not_taken_up_by_another(session: StudySession) -> None:
    asked, works = suite(*CASES), bench(session)
    begun = begin(prepare(asked, works, now=clock(), code=CODE), session.settings.data)
    with pytest.raises(StoreBusy, match="still running"):
        go_on(session, asked)
    begun.release()
    _, report = go_on(session, asked)
    assert report.complete
