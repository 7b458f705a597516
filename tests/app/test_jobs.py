"""Work off the script's thread: progress, cancelling, results and errors as values."""

import logging
import threading
from collections.abc import Iterator

import pytest
import streamlit as st

from app import jobs
from app.jobs import Desk, Job, Stopped, _Board
from ingest.errors import EmptyLibrary
from tutor.llama_engine import Cancelled

PATIENCE = 30.0


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A board of its own, and a learner who can be changed."""
    st.cache_resource.clear()
    monkeypatch.setattr(jobs, "learner", lambda: "ada")
    yield
    st.cache_resource.clear()


def ended(job: Job[object]) -> Job[object]:
    assert job.wait(PATIENCE)
    return job


def test_what_the_work_returns_is_the_result() -> None:
    job = ended(jobs.start("count", lambda desk: 42))
    assert (job.status, job.result, job.fault) == ("done", 42, None)
    assert jobs.current("count") is job


def test_progress_and_what_is_said_can_be_read_while_it_runs() -> None:
    read, go_on = threading.Event(), threading.Event()

    def work(desk: Desk) -> None:
        desk.progress(1, 4, doing="read", name="حكمة.pdf")
        desk.say("a")
        desk.say("b")
        read.set()
        go_on.wait(PATIENCE)

    job = jobs.start("read", work)
    assert read.wait(PATIENCE)
    assert (job.status, job.progress.share, job.progress.name) == ("running", 0.25, "حكمة.pdf")
    assert job.said == ("a", "b")
    go_on.set()
    assert ended(job).said == ("a", "b")


def test_a_second_click_returns_the_job_that_runs() -> None:
    go_on = threading.Event()
    first = jobs.start("add", lambda desk: go_on.wait(PATIENCE))
    assert jobs.start("add", lambda desk: pytest.fail("begun twice")) is first
    go_on.set()
    ended(first)
    assert jobs.start("add", lambda desk: True) is not first


def test_a_cancelled_job_stops_where_it_looks() -> None:
    begun = threading.Event()

    def work(desk: Desk) -> None:
        begun.set()
        desk.cancelled.wait(PATIENCE)
        desk.check()

    job = jobs.start("long", work)
    assert begun.wait(PATIENCE)
    job.cancel()
    assert ended(job).status == "cancelled"
    assert job.fault is None


@pytest.mark.parametrize("stop", [Stopped, Cancelled])
def test_what_stops_a_cancelled_job_is_no_fault(stop: type[Exception]) -> None:
    def work(desk: Desk) -> None:
        desk.cancelled.set()
        raise stop

    assert ended(jobs.start("stop", work)).status == "cancelled"


def test_a_job_that_ends_in_spite_of_a_cancel_is_done() -> None:
    def work(desk: Desk) -> str:
        desk.cancelled.set()
        return "whole"

    job = ended(jobs.start("fast", work))
    assert (job.status, job.result) == ("done", "whole")


def test_a_fault_is_a_value() -> None:
    def work(desk: Desk) -> None:
        raise EmptyLibrary("Nothing there.", hint="Add something.")

    job = ended(jobs.start("ask", work))
    assert job.status == "failed"
    assert job.fault is not None
    assert (job.fault.type, job.fault.hint) == ("EmptyLibrary", "Add something.")


def test_a_bug_becomes_a_fault_and_its_traceback_goes_to_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def work(desk: Desk) -> None:
        raise ZeroDivisionError("oh")

    with caplog.at_level(logging.ERROR, "hikma.jobs"):
        job = ended(jobs.start("bug", work))
    assert job.fault is not None
    assert job.fault.type == jobs.BUG
    assert caplog.records[0].exc_info is not None


def test_learners_do_not_see_each_others_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = jobs.start("add", lambda desk: "mine")
    monkeypatch.setattr(jobs, "learner", lambda: "berta")
    assert jobs.current("add") is None
    hers = jobs.start("add", lambda desk: "hers")
    assert hers is not mine
    assert ended(hers).result == "hers"
    jobs.forget("add")
    monkeypatch.setattr(jobs, "learner", lambda: "ada")
    assert jobs.current("add") is mine


def test_whether_anybody_is_at_it_is_known_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    job = jobs.start("add", lambda desk: go_on.wait(PATIENCE))
    monkeypatch.setattr(jobs, "learner", lambda: "berta")
    assert jobs.busy("add")
    assert not jobs.busy("ask")
    go_on.set()
    ended(job)
    assert not jobs.busy("add")


def test_a_forgotten_job_that_runs_is_cancelled() -> None:
    job = jobs.start("long", lambda desk: desk.cancelled.wait(PATIENCE))
    jobs.forget("long")
    assert ended(job).result is True
    assert jobs.current("long") is None


def test_ended_jobs_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "KEPT", 3)
    board = _Board()
    for number in range(10):
        ended(board.begin("ada", Job(f"kind-{number}", lambda desk: None)))
    assert len(board.jobs("ada")) <= 4


def test_a_browser_keeps_its_name_though_its_cookie_is_masked_anew() -> None:
    from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

    token = bytes(range(16))
    first, second = (generate_xsrf_token_string(token, 1) for _ in range(2))
    assert first != second
    assert jobs._token(first) == jobs._token(second) == token


@pytest.mark.parametrize("cookie", ["", "2|zz|00|1", "nonsense", "2||00|1", "1|2|3|4|5"])
def test_a_cookie_that_is_none_names_nobody(cookie: str) -> None:
    assert jobs._token(cookie) == b""
