"""What a learner reads and asks stays on the machine: ingesting and asking use no network.

Python's own sockets are watched by an audit hook in every process that is started, those of
native code (Chroma's core, ONNX Runtime) by strace where it is installed and allowed. The
environment holds what switches the telemetry of other tools on.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ingest.privacy import SWITCHES
from tests.app.test_cli import FAKES, FILES
from tests.builders import CORPUS, write_files

HOOK = """
import os, sys

# Not socket.bind: urllib3 binds to ::1 as it is imported, to see whether there is IPv6.
TO = {"socket.connect", "socket.sendto", "socket.sendmsg"}
NAMES = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}

def write(line):
    # Not open(): that would call the hook again.
    log = os.open(os.environ["NETWORK_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(log, (line + "\\n").encode())
    os.close(log)

def hook(event, arguments):
    # An address of the internet is a tuple; one within the machine (AF_UNIX) is a path.
    if event in NAMES or (event in TO and isinstance(arguments[1], tuple)):
        write(f"{event} {arguments[event in TO:]!r}")

sys.addaudithook(hook)
write(f"watched {os.getpid()}")
"""
TEMPTING = {
    "LANGSMITH_TRACING": "true",
    "LANGSMITH_API_KEY": "lsv2_not_a_key",
    "LANGSMITH_ENDPOINT": "http://127.0.0.1:9",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGCHAIN_API_KEY": "lsv2_not_a_key",
    "ANONYMIZED_TELEMETRY": "True",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "http://127.0.0.1:9",
    "CHROMA_OTEL_GRANULARITY": "all",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
    "HF_HUB_OFFLINE": "0",
    "HF_HUB_DISABLE_TELEMETRY": "0",
    "DO_NOT_TRACK": "0",
}
"""What other tools' telemetry listens to, set for another project and still in the environment."""
REAL = FAKES | {"HIKMA_EMBEDDING": "embedded:multilingual-e5-small"}
HUSHED = {
    "APPVEYOR", "BITBUCKET_BUILD_NUMBER", "BUILDKITE", "CI", "CIRCLECI", "CODEBUILD_BUILD_ID",
    "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "TEAMCITY_VERSION", "TF_BUILD", "TRAVIS",
}  # fmt: skip
"""Where a machine builds software, ONNX Runtime keeps silent: a learner's machine does not."""
TRACE = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o"]
QUESTION = "Can Spot training use checkpoints?"


@cache
def can_trace() -> bool:
    """True where strace is installed and the machine lets it watch."""
    command = shutil.which("strace")
    return bool(command) and not subprocess.run([str(command), "-qq", "true"], check=False,
                                                capture_output=True).returncode  # fmt: skip


class Watch:
    """Runs programs and writes down every attempt of theirs to reach a network."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        hooks = folder / "hooks"
        hooks.mkdir()
        (hooks / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
        self._log = folder / "network.log"
        self._trace = folder / "strace.log"
        self.cache = folder / "cache"
        self._environment = {
            "PYTHONPATH": str(hooks),
            "NETWORK_LOG": str(self._log),
            "XDG_CACHE_HOME": str(self.cache),
        }
        self.in_native_code: list[str] = []

    def run(self, command: list[str], environment: Mapping[str, str]) -> str:
        """Standard output of `command`."""
        trace = [*TRACE, str(self._trace)] if can_trace() else []
        done = subprocess.run(
            trace + command,
            env={**environment, **self._environment},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        if trace:
            self.in_native_code += re.findall(r".*AF_INET.*", self._trace.read_text("utf-8"))
        return done.stdout

    def hikma(self, *arguments: str | Path, models: dict[str, str] = FAKES) -> dict[str, Any]:
        """The JSON of one verb."""
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("HIKMA_") and name not in SWITCHES.keys() | HUSHED
        }
        if models is not FAKES and "HIKMA_MODELS" in os.environ:
            clean["HIKMA_MODELS"] = os.environ["HIKMA_MODELS"]
        data = {"HIKMA_DATA": str(self._folder / "data")}
        command = [sys.executable, "-m", "app.cli.main", *map(str, arguments), "--json"]
        found: dict[str, Any] = json.loads(self.run(command, clean | TEMPTING | models | data))
        return found

    def processes(self) -> int:
        """How many Python processes were watched."""
        return sum(line.startswith("watched") for line in self._lines())

    def in_python(self) -> list[str]:
        return [line for line in self._lines() if not line.startswith("watched")]

    def _lines(self) -> list[str]:
        return self._log.read_text("utf-8").splitlines() if self._log.exists() else []


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Documents of several kinds; the web page names what a browser would fetch."""
    page = (
        '<html><head><link rel="stylesheet" href="http://127.0.0.1:9/a.css"></head><body>'
        '<img src="http://127.0.0.1:9/pixel.png"><p>A page with a pixel that counts.</p></body>'
    )
    files = write_files(tmp_path / "files", FILES | {"page.html": page})
    shutil.copy(CORPUS / "ar" / "bias-and-explainability.pdf", files)
    return files


CONNECT = "import socket; socket.socket(type=socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"


@pytest.mark.parametrize(
    "code",
    [
        CONNECT,
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        f"import subprocess, sys; subprocess.run([sys.executable, '-P', '-c', {CONNECT!r}])",
    ],
)
def test_the_hook_sees_a_program_that_reaches_out(watch: Watch, code: str) -> None:
    watch.run([sys.executable, "-c", code], os.environ)
    assert watch.in_python()


def test_strace_sees_native_code_that_reaches_out(watch: Watch) -> None:
    if not can_trace():
        pytest.skip("strace is not installed, or this machine does not let it watch")
    # -I: no site, so no hook either, as in code that is not Python's.
    watch.run([sys.executable, "-I", "-c", CONNECT], os.environ)
    assert watch.in_native_code
    assert not watch.in_python()


def test_ingesting_and_asking_reach_no_network(watch: Watch, folder: Path) -> None:
    report = watch.hikma("ingest", folder)
    assert report["totals"]["added"] == len(list(folder.iterdir()))
    assert watch.processes() >= 2, "the process that reads files is watched too"
    assert watch.hikma("ask", QUESTION, "--extractive")["citations"]
    assert watch.hikma("ask", QUESTION)["citations"]
    assert watch.in_python() == []
    assert watch.in_native_code == []


@pytest.mark.models
def test_the_embedded_models_reach_no_network(watch: Watch, folder: Path) -> None:
    watch.hikma("ingest", folder, models=REAL)
    assert watch.hikma("ask", QUESTION, "--extractive", models=REAL)["citations"]
    assert watch.in_python() == []
    assert watch.in_native_code == []
    # Before it sends anything, ONNX Runtime gives the machine a lasting number.
    assert not list(watch.cache.rglob("deviceid"))
