"""Reading in processes of their own: whatever a file does to its reader, the next one is read.

The reader here is cruel on purpose: each word of a text is a deed it does. Everything else is
what runs in earnest.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest import errors
from ingest.extract import Extractors
from ingest.files import load
from ingest.read import read
from ingest.settings import IngestSettings
from tests.builders import CORPUS

posix = pytest.mark.skipif(os.name != "posix", reason="signals and process groups are POSIX's")
READER = """
import ctypes, os, re, signal, subprocess, sys, time
from pathlib import Path
from ingest.errors import DamagedFile, EncryptedFile
from ingest.progress import at_page
from ingest.readers import Extracted

before, kept = [], []

def crash_in_c(): ctypes.string_at(0)
def kill_me(): os.kill(os.getpid(), signal.SIGKILL)
def abort(): os.abort()
def leave(): os._exit(5)
def hang(): time.sleep(600)
def hang_in_c(): re.match("(a|a)*b", "a" * 60)
def eat(): kept.append([bytes(1_000_000) for _ in range(100_000)])
def eat_at_once(): kept.append(bytes(10**12))
def grow(): kept.append(b"x" * 100_000_000)
def hide_hunger():
    try: eat_at_once()
    except MemoryError as error: raise DamagedFile("an engine hid it", hint="-") from error
def recurse(): recurse()
def bug(): {}["a key that is not there"]
def lock(): raise EncryptedFile("x.txt is locked.", hint="Unlock it.")
def shout():
    os.write(1, b"not an answer " * 100_000)
    os.write(2, b"a warning " * 100_000)
    print("more", flush=True)
def interrupt(): os.kill(os.getpid(), signal.SIGINT)
def crash_when_used(): before and crash_in_c()
def start_another():
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(os.environ["PIDS"]).write_text(str(other.pid)); hang()
def name_yourself(): Path(os.environ["PIDS"]).write_text(str(os.getpid()))

def extract(data, name, settings):
    for number, word in enumerate(data.decode().split(), start=1):
        at_page(number)
        globals().get(word, str)()
    before.append(name)
    return Extracted(title=f"{os.getpid()}", pages=(data.decode(),))
"""
START = """
import sys
sys.path.insert(0, {folder!r})
import cruel
sys.modules["ingest.readers.text"] = cruel
from ingest.serve import serve
serve()
"""


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Starts a reading process whose reader of texts is the cruel one."""
    (tmp_path / "cruel.py").write_text(READER, encoding="utf-8")
    monkeypatch.setenv("PIDS", str(tmp_path / "pids"))
    return [sys.executable, "-c", START.format(folder=str(tmp_path))]


@pytest.fixture
def cruel(command: list[str]) -> Iterator[Extractors]:
    settings = IngestSettings(workers=1, memory_mb=400)
    with Extractors(settings, command=command) as extractors:
        yield extractors


def write(folder: Path, text: str, name: str = "x.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def wait_for(path: Path) -> int:
    """The number that another process writes to `path`."""
    for _ in range(600):
        with contextlib.suppress(OSError, ValueError):
            return int(path.read_text())
        time.sleep(0.05)
    raise AssertionError(f"{path} was never written")


def is_gone(pid: int) -> bool:
    """True as soon as no such process runs; waits some seconds for its end."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True  # ended, but this sandbox has no init that buries it
        time.sleep(0.05)
    return False


def test_a_document_is_the_one_that_reading_here_gives(tmp_path: Path) -> None:
    settings = IngestSettings()
    paths = [
        CORPUS / "ar" / "bias-and-explainability.pdf",
        next((CORPUS / "zh").glob("*.md")),
        write(tmp_path, "# تشكيل\n\nمُتَعَلِّم SageMaker ٣٫٥ ＡＷＳ 😀\n", "سطر\nآخر.md"),
    ]
    with Extractors(settings) as extractors:
        for path in paths:
            assert extractors.read(path) == read(path, load(path, settings), settings)


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("empty.txt", b"", errors.EmptyFile),
        ("page.pdf", b"<html></html>", errors.DamagedFile),
        ("x.exe", b"MZ", errors.UnsupportedFile),
        ("gone.txt", None, errors.NoSuchPath),
    ],
)
def test_a_fault_is_the_one_that_reading_here_raises(
    tmp_path: Path, name: str, data: bytes | None, fault: type[errors.HikmaError]
) -> None:
    path, settings = tmp_path / name, IngestSettings()
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(fault) as here:
        read(path, load(path, settings), settings)
    with Extractors(settings) as extractors, pytest.raises(fault) as there:
        extractors.read(path)
    assert there.value.as_record() == here.value.as_record()


@posix
@pytest.mark.parametrize(
    ("deed", "fault", "hint"),
    [
        ("crash_in_c", errors.DamagedFile, "save it anew"),
        ("abort", errors.DamagedFile, "save it anew"),
        ("leave", errors.DamagedFile, "save it anew"),
        ("bug", errors.DamagedFile, "save it anew"),
        ("recurse", errors.DamagedFile, "save it anew"),
        ("lock", errors.EncryptedFile, "Unlock it."),
        ("kill_me", errors.TooLarge, "HIKMA_INGEST__WORKERS"),
        ("eat", errors.TooLarge, "HIKMA_INGEST__MEMORY_MB"),
        ("eat_at_once", errors.TooLarge, "HIKMA_INGEST__MEMORY_MB"),
        ("hide_hunger", errors.TooLarge, "HIKMA_INGEST__MEMORY_MB"),
    ],
)
def test_what_stops_a_process_is_named_and_the_next_file_is_read(
    cruel: Extractors, tmp_path: Path, deed: str, fault: type[errors.HikmaError], hint: str
) -> None:
    with pytest.raises(errors.HikmaError) as caught:
        cruel.read(write(tmp_path, deed))
    assert type(caught.value) is fault
    assert "x.txt" in caught.value.message
    assert hint in caught.value.hint
    assert cruel.read(write(tmp_path, "انجراف", "good.txt")).text == "انجراف"


@pytest.mark.parametrize("deed", ["hang", "hang_in_c"])
def test_a_page_that_takes_for_ever_is_named_and_the_next_file_is_read(
    command: list[str], tmp_path: Path, deed: str
) -> None:
    settings = IngestSettings(workers=1, file_seconds=2)
    with Extractors(settings, command=command) as extractors:
        with pytest.raises(errors.TooSlow, match=r"x\.txt.* 2 s.* page 3") as caught:
            extractors.read(write(tmp_path, f"one two {deed} four"))
        assert "HIKMA_INGEST__FILE_SECONDS" in caught.value.hint
        assert extractors.read(write(tmp_path, "good", "good.txt")).text == "good"


@posix
def test_a_process_killed_from_outside_takes_no_other_file_with_it(
    cruel: Extractors, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(cruel.read, write(tmp_path, "name_yourself hang"))
        os.kill(wait_for(tmp_path / "pids"), signal.SIGKILL)
        with pytest.raises(errors.TooLarge, match="page 2"):
            reading.result()
    assert cruel.read(write(tmp_path, "good", "good.txt")).text == "good"


@posix
def test_a_file_is_not_blamed_for_what_the_ones_before_it_left(
    cruel: Extractors, tmp_path: Path
) -> None:
    first = cruel.read(write(tmp_path, "good"))
    second = cruel.read(write(tmp_path, "crash_when_used", "y.txt"))
    assert second.text == "crash_when_used"
    assert second.title != first.title, "a new process read it"


def test_a_process_is_reused_until_it_has_grown(cruel: Extractors, tmp_path: Path) -> None:
    pids = [
        cruel.read(write(tmp_path, text, f"{number}.txt")).title
        for number, text in enumerate(["one", "two", "grow", "three", "four"])
    ]
    assert pids[0] == pids[1] == pids[2]
    if sys.platform != "win32":  # nothing tells how much it holds
        assert pids[2] != pids[3]
    assert pids[3] == pids[4]


def test_no_more_processes_run_than_there_are_workers(command: list[str], tmp_path: Path) -> None:
    paths = [write(tmp_path, f"text {n}", f"{n}.txt") for n in range(24)]
    with (
        Extractors(IngestSettings(workers=2), command=command) as extractors,
        ThreadPoolExecutor(8) as pool,
    ):
        documents = list(pool.map(extractors.read, paths))
    assert [document.text for document in documents] == [f"text {n}" for n in range(24)]
    assert len({document.title for document in documents}) <= 2


def test_what_a_reader_prints_is_no_answer(cruel: Extractors, tmp_path: Path) -> None:
    assert cruel.read(write(tmp_path, "shout")).text == "shout"


@posix
def test_ctrl_c_is_for_the_one_who_asks(cruel: Extractors, tmp_path: Path) -> None:
    assert cruel.read(write(tmp_path, "interrupt")).text == "interrupt"


@posix
def test_what_a_reader_started_ends_with_it(command: list[str], tmp_path: Path) -> None:
    settings = IngestSettings(workers=1, file_seconds=3)
    with Extractors(settings, command=command) as extractors:
        with pytest.raises(errors.TooSlow):
            extractors.read(write(tmp_path, "start_another"))
        assert is_gone(wait_for(tmp_path / "pids"))


@posix
def test_closing_ends_the_process_and_frees_who_waits(cruel: Extractors, tmp_path: Path) -> None:
    path = write(tmp_path, "name_yourself hang")
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(cruel.read, path) for _ in range(2)]
        pid = wait_for(tmp_path / "pids")
        cruel.close()
        for reading in waiting:
            with pytest.raises(errors.ReadError, match="stopped"):
                reading.result()
    assert is_gone(pid)
    with pytest.raises(errors.ReadError, match="stopped"):
        cruel.read(path)


@posix
@pytest.mark.parametrize("deed", ["hang", "start_another"])
def test_a_process_ends_when_the_one_that_asked_was_killed(
    command: list[str], tmp_path: Path, deed: str
) -> None:
    asker = subprocess.Popen(
        [sys.executable, "-c",
         "import sys; from pathlib import Path; from ingest.extract import Extractors; "
         "from ingest.settings import IngestSettings; "
         "Extractors(IngestSettings(), command=sys.argv[2:]).read(Path(sys.argv[1]))",
         write(tmp_path, f"name_yourself {deed}"), *command],
    )  # fmt: skip
    pid = wait_for(tmp_path / "pids")
    asker.kill()
    asker.wait()
    assert is_gone(pid)


@posix
def test_an_interrupted_question_leaves_no_process_in_mid_sentence(
    cruel: Extractors, tmp_path: Path
) -> None:
    path = write(tmp_path, "name_yourself hang")

    def press_ctrl_c() -> None:
        wait_for(tmp_path / "pids")
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        presser = threading.Thread(target=press_ctrl_c)
        with pytest.raises(KeyboardInterrupt):  # noqa: PT012
            presser.start()
            cruel.read(path)
        presser.join()
    finally:
        signal.signal(signal.SIGINT, before)
    assert is_gone(wait_for(tmp_path / "pids"))
    assert cruel.read(write(tmp_path, "good", "good.txt")).text == "good"


@pytest.mark.parametrize(
    "answer",
    [
        b"Traceback: not an answer at all, and longer than four bytes",
        (2**32 - 1).to_bytes(4, "big"),
        b"\0\0\0\x04nope",
        b"\0\0\0\x0a" + b'{"page":-}',
        b"\0\1\0\0" + b"[" * 65536,
        b"\0\0\0\x13" + b'{"run": "rm -rf /"}',
    ],
)
def test_an_answer_that_is_none_is_not_believed(tmp_path: Path, answer: bytes) -> None:
    code = f"import sys, time; sys.stdout.buffer.write({answer!r}); sys.stdout.flush(); "
    command = [sys.executable, "-c", code + "sys.stdin.buffer.read()"]
    with (
        Extractors(IngestSettings(), command=command) as extractors,
        pytest.raises(errors.DamagedFile, match=r"x\.txt"),
    ):
        extractors.read(write(tmp_path, "text"))


@pytest.mark.parametrize(
    ("command", "why"),
    [(["/no/such/program"], "No such file"), ([sys.executable, "-c", "import no_such"], "no_such")],
)
def test_a_process_that_does_not_start_says_why(
    tmp_path: Path, command: list[str], why: str
) -> None:
    with (
        Extractors(IngestSettings(), command=command) as extractors,
        pytest.raises(errors.ReadError, match=why) as caught,
    ):
        extractors.read(write(tmp_path, "text"))
    assert "HIKMA_INGEST__WORKERS" in caught.value.hint


def test_nothing_in_the_folder_where_one_stands_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ingest.py", "regex.py", "json.py", "pydantic.py", "sitecustomize.py"):
        write(tmp_path, "from pathlib import Path; Path('was-run').touch()", name)
    monkeypatch.chdir(tmp_path)
    with Extractors(IngestSettings()) as extractors:
        assert extractors.read(write(tmp_path, "text")).text == "text"
    assert not (tmp_path / "was-run").exists()


def test_a_reading_process_loads_no_model_and_no_store() -> None:
    code = (
        "import sys, ingest.serve; "
        "heavy = {'torch', 'chromadb', 'langchain_core', 'streamlit', 'numpy', 'onnxruntime', "
        "'pypdf', 'lxml', 'mammoth', 'pptx'} & set(sys.modules); "
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
