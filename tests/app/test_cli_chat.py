"""`hikma chat` as a learner at a terminal and other programs use it."""

import fcntl
import io
import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest

from app.cli.chat import HELP, MANNERS
from app.cli.main import _run, hoist
from app.cli.talk import _stoppable
from app.cli.terminal import Terminal
from tests.app.commands import environment
from tests.builders import heed_ctrl_c, ingest_folder, write_files
from tutor import ask
from tutor.answers import Manner
from tutor.ask import Ask
from tutor.chats import Chat
from tutor.notebook import Notebook

FILES = {
    "en.md": "# Spot\n\nSpot training can use checkpoints. A Spot instance may be interrupted.",
    "zh.txt": "数据漂移指输入数据的分布发生了变化。监控任务每小时运行一次。",
    "ar.txt": "انجراف البيانات هو تغيّر توزيع المدخلات. تعمل المراقبة كل ساعة.",
}
EN, AR = "Can Spot training use checkpoints?", "هل انجراف البيانات هو تغيّر توزيع المدخلات؟"
STUCK = """
import sys, threading, time
import tutor.ask, tutor.session
from app.cli.main import run
from tutor.llama_engine import Cancelled

whole = tutor.ask.ask

def stuck(request, *rest):
    if "stuck" not in request.question:
        yield from whole(request, *rest)
        return
    yield tutor.ask.Token(text="Half an ans")
    if GENTLE:  # as the embedded model does it: wait() in the thread that signals come to holds
        while not request.cancel.is_set():  # the lock that set() wants, and both wait for ever
            time.sleep(0.01)
        raise Cancelled
    threading.Event().wait()

tutor.ask.ask = stuck
tutor.session.load_chat_model = lambda *_: __import__("tutor.fake_chat").fake_chat.FakeChatModel()
run(sys.argv[1:])
"""
"""`hikma` with a model that stays in the middle of an answer for ever."""


@dataclass(frozen=True)
class Done:
    """What a command wrote, and how it ended."""

    stdout: str
    stderr: str
    status: int


Run = Callable[..., Done]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three documents, ingested once."""
    folder = tmp_path_factory.mktemp("chat")
    ingest_folder(write_files(folder / "files", FILES), folder / "data" / "index")
    return folder / "data"


@pytest.fixture
def data(tmp_path: Path, library: Path) -> Path:
    """A data folder with three documents and no chats."""
    return shutil.copytree(library, tmp_path / "data")


@pytest.fixture
def hikma(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`hikma chat …` in this process: starting one takes longer than all that it does."""
    for name in [name for name in os.environ if name.startswith("HIKMA_")]:
        monkeypatch.delenv(name)
    for name, value in environment(data, TERM="dumb").items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str | Path, status: int = 0, typed: str | bytes = "") -> Done:
        piped = typed if isinstance(typed, bytes) else typed.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped)))
        given = ["chat", *map(str, arguments)]
        try:
            ended = _run(hoist(given), Terminal(json="--json" in given))
        except SystemExit as end:
            ended = int(str(end.code))
        done = Done(*capsys.readouterr(), ended)
        assert done.status == status, done
        return done

    return run


def record(hikma: Run, *arguments: str | Path, status: int = 0, typed: str = "") -> dict[str, Any]:
    """The one document that `--json` gives."""
    document = json.loads(hikma(*arguments, "--json", status=status, typed=typed).stdout)
    assert isinstance(document, dict)
    return document


def kept(data: Path) -> Chat:
    """The only chat that there is."""
    notebook = Notebook.open(data)
    (entry,) = notebook.chats()
    chat = notebook.chat(entry.id)
    notebook.close()
    return chat


# -- piped ----------------------------------------------------------------------------


def test_piped_lines_are_answered_in_order_without_prompts_and_kept(hikma: Run, data: Path) -> None:
    done = hikma(typed=f"\ufeff{EN}\r\n{AR}")
    out = done.stdout
    assert out.index(f"? {EN}\n") < out.index("“Spot training can use checkpoints.”")
    assert out.index("checkpoints.”") < out.index(f"? {AR}\n") < out.index("“انجراف البيانات")
    assert "> " not in out
    assert done.stderr == ""
    assert [turn.question for turn in kept(data).turns] == [EN, AR]
    assert all(turn.answer and turn.answer.citations for turn in kept(data).turns)


def test_with_json_one_document_comes_at_the_end(hikma: Run, data: Path) -> None:
    document = record(hikma, typed=f"{EN}\n\n؟!\n/hint\n{AR}\n", status=3)
    first, empty, signs, hint, last = document["turns"]
    assert document["session"] == kept(data).id
    assert first["citations"][0]["quote"] == "Spot training can use checkpoints."
    assert empty["error"]["type"] == "EmptyQuestion"
    assert signs == hint == {"question": "؟!", "error": empty["error"]}
    assert last["question"] == AR
    turns = kept(data).turns
    assert [turn.question for turn in turns] == [EN, "؟!", "؟!", AR], "an empty line is no question"
    assert turns[1].fault is not None
    assert turns[1].fault.type == "EmptyQuestion"


def test_streaming_with_json_gives_one_object_a_line(hikma: Run, data: Path) -> None:
    lines = hikma("--stream", "--json", typed=f"{EN}\n{'word ' * 10_000}\n", status=3).stdout
    events = [json.loads(line) for line in lines.splitlines()]
    assert [event["event"] for event in events] == ["token", "answer", "error"]
    assert {event["session"] for event in events} == {kept(data).id}
    assert events[-1]["error"]["type"] == "QuestionTooLong"
    assert events[1]["citations"]


def test_without_json_a_failed_question_is_a_line_and_the_chat_goes_on(hikma: Run) -> None:
    done = hikma(typed=f"؟\n{EN}\n", status=3)
    assert "hikma: The question is empty.\n" in done.stderr
    assert "Spot training can use checkpoints. [1]" in done.stdout


def test_nothing_piped_is_no_chat(hikma: Run) -> None:
    assert record(hikma) == {"session": None, "turns": []}
    assert record(hikma, "--list") == {"chats": []}
    assert "hikma chat" in hikma("--list").stdout


def test_bytes_that_are_no_text_are_asked_all_the_same(hikma: Run, data: Path) -> None:
    hikma(typed=b"\xff\xfe Spot checkpoints \x00 training?\n")
    assert kept(data).turns[0].question == "\ufffd\ufffd Spot checkpoints  training?"


def test_a_chat_is_resumed_by_the_beginning_of_its_id(hikma: Run, data: Path) -> None:
    first = record(hikma, typed=EN)["session"]
    again = record(hikma, "--session", first[:5], typed=AR)
    assert (again["session"], len(again["turns"])) == (first, 1)
    assert [turn.question for turn in kept(data).turns] == [EN, AR]


def test_a_follow_up_is_asked_with_what_was_said_before(
    hikma: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Ask] = []
    whole = ask.ask

    def watched(request: Ask, *rest: Any) -> Any:
        asked.append(request)
        return whole(request, *rest)

    monkeypatch.setattr(ask, "ask", watched)
    lines = f"{EN}\n/beginner\n{AR}\n／hint {EN}\n/new\n{AR}\n"
    document = record(hikma, "--manner", "example", "--extractive", typed=lines)
    assert [(r.question, r.manner, len(r.history)) for r in asked] == [
        (EN, "example", 0),
        (EN, "beginner", 0),
        (AR, "example", 1),
        (EN, "hint", 2),
        (AR, "example", 0),
    ]
    assert asked[2].history[0].answer
    assert asked[0].extractive
    assert len(document["turns"]) == 5


# -- commands -------------------------------------------------------------------------


def test_commands_may_be_piped_and_an_unknown_one_is_an_error(
    hikma: Run, data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "my notes.md"
    lines = f"/export x\n/hint\n{EN}\n/export {file}\n/nope\n/export\n/help\n/quit\n{AR}\n"
    done = hikma(typed=lines, status=3)
    assert file.read_text("utf-8") == hikma("--export", "-").stdout
    assert HELP in done.stdout
    assert len(kept(data).turns) == 1
    errors = [line for line in done.stderr.splitlines() if line.startswith("hikma: ")]
    assert errors == [
        "hikma: Nothing was asked in this chat yet.",
        "hikma: Nothing was asked in this chat yet.",
        "hikma: There is no command /nope.",
        "hikma: No file is named.",
    ]


def test_a_question_may_begin_with_a_path(hikma: Run, data: Path) -> None:
    question = "/opt/ml/checkpoints can Spot training use them?"
    hikma(typed=question)
    assert kept(data).turns[0].question == question


def test_the_help_names_every_manner() -> None:
    assert get_args(Manner) == MANNERS
    assert all(f"/{manner}" in HELP for manner in MANNERS)


# -- list, export, delete -------------------------------------------------------------


def test_chats_are_listed_exported_and_deleted(hikma: Run, tmp_path: Path) -> None:
    first = record(hikma, typed=f"{EN}\n؟\n", status=3)["session"]
    second = record(hikma, typed=AR)["session"]
    listed = record(hikma, "--list")["chats"]
    counts = {chat["id"]: (chat["title"], chat["asked"], chat["answered"]) for chat in listed}
    assert counts == {first: (EN, 2, 1), second: (AR, 1, 1)}
    assert f"1 of 2 answered  {EN}" in hikma("--list").stdout

    exported = record(hikma, "--session", first, "--export", "-")
    assert exported["session"] == first
    assert exported["markdown"].startswith(f"# {EN}\n")
    file = tmp_path / "x.md"
    assert record(hikma, "--session", second, "--export", file) == {
        "session": second,
        "path": str(file),
    }
    assert "> انجراف البيانات" in file.read_text("utf-8")
    assert [path.name for path in tmp_path.glob("*x.md*")] == ["x.md"]

    assert record(hikma, "--delete", first[:6])["deleted"]["id"] == first
    assert [chat["id"] for chat in record(hikma, "--list")["chats"]] == [second]


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--session", "ffff"], "UnknownChat"),
        (["--delete", "ffff"], "UnknownChat"),
        (["--export", "-"], "UnknownChat"),
        (["--language", "???"], "InputError"),
        (["--document", "ffffffff"], "UnknownDocument"),
    ],
)
def test_what_would_fail_every_question_is_one_clear_error(
    hikma: Run, arguments: list[str], fault: str
) -> None:
    error = record(hikma, *arguments, typed=EN, status=1)["error"]
    assert error["type"] == fault
    assert error["hint"]


def test_wrong_usage_is_status_two(hikma: Run) -> None:
    assert record(hikma, "--list", "--delete", "a", status=2)["error"]["type"] == "UsageError"
    assert record(hikma, "--manner", "loud", status=2)["error"]["type"] == "UsageError"


def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing(
    hikma: Run, tmp_path: Path
) -> None:
    hikma(typed=EN)
    for file in (tmp_path / "no" / "x.md", tmp_path):
        assert record(hikma, "--export", file, status=1)["error"]["type"] == "InputError"
    assert not list(tmp_path.parent.glob(".*.new"))


def test_without_documents_nothing_is_asked(hikma: Run, tmp_path: Path) -> None:
    none = tmp_path / "none"
    assert record(hikma, "--data", none, typed=EN, status=1)["error"]["type"] == "EmptyLibrary"


def test_chats_are_kept_in_the_database_whose_address_is_set(
    hikma: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIKMA_NOTEBOOK_URL", f"sqlite:///{tmp_path / 'mine.db'}")
    hikma(typed=EN)
    assert len(record(hikma, "--list")["chats"]) == 1
    assert not (data / "notebook.sqlite").exists()


# -- a terminal -----------------------------------------------------------------------


class Seat:
    """A terminal with `hikma chat` in it. What is typed is answered by what is waited for."""

    def __init__(self, data: Path, *arguments: str, gentle: bool = False) -> None:
        self._end, inside = pty.openpty()
        model = {"HIKMA_MODEL": "embedded:any"} if gentle else {}
        self.process = subprocess.Popen(
            [sys.executable, "-c", STUCK.replace("GENTLE", str(gentle)), "chat", *arguments],
            env=environment(data, TERM="dumb", **model),
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
            preexec_fn=take_the_terminal,
        )
        os.close(inside)
        self._unread = ""

    def until(self, text: str) -> str:
        """What is shown up to `text`, which has to come."""
        while text not in self._unread:
            try:
                more = os.read(self._end, 4096)
            except OSError:
                more = b""  # Linux says it so when the other side is closed
            assert more, f"{text!r} never came after: {self._unread}"
            self._unread += more.decode("utf-8", "replace")
        shown, _, self._unread = self._unread.partition(text)
        return shown

    def type(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def leave(self) -> None:
        """Ctrl-C at the prompt; again if nothing comes of it: Python's readline does not notice a
        signal between showing the prompt and waiting for a key."""
        for _ in range(5):
            self.type("\x03")
            if select.select([self._end], [], [], 5)[0]:
                return

    def ended(self) -> tuple[int, str]:
        """Exit status, and what was shown last."""
        shown = self._unread
        while True:
            try:
                more = os.read(self._end, 4096)
            except OSError:
                break
            if not more:
                break
            shown += more.decode("utf-8", "replace")
        status = self.process.wait(timeout=60)
        os.close(self._end)
        assert "Traceback" not in shown
        return status, shown


def take_the_terminal() -> None:
    heed_ctrl_c()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def watchdog() -> Iterator[None]:
    """A test that waits for what never comes fails."""

    def give_up(number: int, frame: object) -> None:
        pytest.fail("What was waited for never came.")  # a TimeoutError is an OSError: caught above

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(100)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("watchdog")
def test_a_chat_is_resumed_and_ctrl_d_leaves_it_with_success(data: Path) -> None:
    notebook = Notebook.open(data)
    begun = notebook.new_chat("ما هو؟", now="2026-11-21T08:00:00Z")
    notebook.close()
    seat = Seat(data, "--session", begun.id[:8])
    assert "“ما هو؟”, 1 question(s)" in seat.until("\n> ")
    seat.type("\n")
    seat.until("\n> ")
    seat.type(EN + "\n")
    assert "[1] “Spot training can use checkpoints.”" in seat.until("\n> ")
    seat.type("\x04")
    status, last = seat.ended()
    assert status == 0
    assert f"hikma chat --session {begun.id}" in last
    assert [turn.question for turn in kept(data).turns] == ["ما هو؟", EN]


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize("gentle", [False, True])
def test_ctrl_c_stops_the_answer_alone_and_at_the_prompt_leaves(data: Path, gentle: bool) -> None:
    seat = Seat(data, gentle=gentle)
    seat.until("\n> ")
    seat.type("stuck Spot?\n")
    seat.until("Half an ans")
    seat.type("\x03")
    assert "The question is kept" in seat.until("\n> ")
    seat.type(EN + "\n")
    assert "[1] “Spot training can use checkpoints.”" in seat.until("\n> ")
    seat.leave()
    status, last = seat.ended()
    assert status == 130
    assert f"hikma chat --session {kept(data).id}" in last
    stopped, answered = kept(data).turns
    assert (stopped.question, stopped.interrupted) == ("stuck Spot?", True)
    assert answered.answer is not None


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_question_is_not_lost_where_the_process_is_ended(data: Path, how: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", STUCK.replace("GENTLE", "False"), "chat", "--stream"],
        env=environment(data, TERM="dumb"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_ctrl_c,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{EN}\nstuck؟\n".encode())
    process.stdin.flush()
    shown = b""
    while b"Half an ans" not in shown:
        more = process.stdout.read1(4096)  # type: ignore[attr-defined]
        assert more
        shown += more
    process.send_signal(how)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == (130 if how == signal.SIGINT else -signal.SIGKILL)
    assert b"Traceback" not in errors
    chat = kept(data)
    assert [turn.question for turn in chat.turns] == [EN, "stuck؟"]
    assert [turn.interrupted for turn in chat.turns] == [False, True]
    if how == signal.SIGINT:
        assert f"hikma chat --session {chat.id}" in errors.decode()


def test_ctrl_c_is_gentle_once() -> None:
    cancel = threading.Event()
    # Started from a background shell, a process ignores Ctrl-C from the beginning.
    inherited = signal.signal(signal.SIGINT, signal.default_int_handler)
    before = signal.getsignal(signal.SIGINT)
    with _stoppable(cancel, gently=True):
        signal.raise_signal(signal.SIGINT)
        assert cancel.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    with _stoppable(threading.Event(), gently=False), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
    signal.signal(signal.SIGINT, inherited)
