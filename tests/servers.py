"""Chat servers for tests, on loopback: a stub that does as told, and llama-cpp-python's own."""

import contextlib
import importlib.util
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

KEY = "sk-of-the-learner-1234567890"
_RUN = """
import os, runpy, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
runpy.run_module("llama_cpp.server", run_name="__main__", alter_sys=True)
"""
"""Runs the server and ends it when standard input does: with the test, even one that was killed."""
PARTS = ("fastapi", "uvicorn", "sse_starlette", "starlette_context", "pydantic_settings")
"""What `pip install llama-cpp-python[server]` brings."""


class Call:
    """One request to the stub, and the ways in which it may be answered."""

    def __init__(
        self,
        handler: BaseHTTPRequestHandler,
        body: dict[str, Any],
        number: int,
        over: threading.Event,
    ) -> None:
        self._handler = handler
        self.body = body
        self.number = number
        """From 1."""
        self.over = over
        """Set when the test is over: what is slow waits for it."""
        self.headers = handler.headers

    @property
    def streams(self) -> bool:
        return bool(self.body.get("stream"))

    @property
    def prompt(self) -> str:
        return "\n".join(str(message["content"]) for message in self.body["messages"])

    def send(
        self,
        data: bytes,
        *,
        status: int = 200,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        """A whole response; a `length` beyond the data's is a cut."""
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", kind)
        self._handler.send_header("Content-Length", str(len(data) if length is None else length))
        for name, value in (headers or {}).items():
            self._handler.send_header(name, value)
        self._handler.end_headers()
        self._handler.wfile.write(data)

    def json(self, content: Any, **options: Any) -> None:
        self.send(json.dumps(content, ensure_ascii=False).encode(), **options)

    def error(self, status: int, message: str, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.json({"error": {"message": message}}, status=status, headers=named)

    def say(self, text: str | None, *, reason: str | None = "stop", **message: Any) -> None:
        """`text` as a chat completion, streamed a few signs at a time if that is asked for."""
        if not self.streams:
            said = {"role": "assistant", "content": text, **message}
            choice = {"index": 0, "message": said, "finish_reason": reason}
            self.json(completion([choice], usage=USAGE))
            return
        self.begin()
        for start in range(0, len(text or ""), 7):
            self.chunk({"content": str(text)[start : start + 7]})
        if message:
            self.chunk(message)
        self.chunk({}, reason)
        self.line("[DONE]")

    def likely(self, tokens: dict[str, float]) -> None:
        """A reply of one token with log-probabilities, the likeliest first."""
        entries = [{"token": t, "logprob": value, "bytes": None} for t, value in tokens.items()]
        first = {**entries[0], "top_logprobs": entries}
        said = {"role": "assistant", "content": entries[0]["token"]}
        logs = {"content": [first], "refusal": None}
        choice = {"index": 0, "message": said, "finish_reason": "length", "logprobs": logs}
        self.json(completion([choice], usage=USAGE))

    def begin(self) -> None:
        """The head of a stream that ends when the connection does."""
        self._handler.send_response(200)
        self._handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self._handler.end_headers()
        self.chunk({"role": "assistant"})

    def chunk(self, delta: dict[str, Any], reason: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        self.line(json.dumps(completion([choice], "chat.completion.chunk"), ensure_ascii=False))

    def line(self, data: str) -> None:
        self.raw(f"data: {data}\n\n".encode())

    def raw(self, data: bytes) -> None:
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def cut(self) -> None:
        """Break the connection as a crash does."""
        self._handler.connection.shutdown(socket.SHUT_RDWR)


USAGE = {"prompt_tokens": 40, "completion_tokens": 2, "total_tokens": 42}
Answer = Callable[[Call], None]


def completion(choices: Any, kind: str = "chat.completion", **more: Any) -> dict[str, Any]:
    """The frame of a chat completion or of a chunk of one."""
    return {"id": "x", "object": kind, "created": 1, "model": "stub", "choices": choices, **more}


class Stub:
    """An OpenAI-compatible server on a free port that answers each request with `answer`."""

    def __init__(self, answer: Answer) -> None:
        self.calls: list[Call] = []
        self.over = threading.Event()
        self.gone = threading.Event()
        """Set when a client went away while it was answered."""
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the name that http.server looks for
                size = int(self.headers.get("Content-Length", 0))
                body = json.loads(self.rfile.read(size))
                call = Call(self, body, len(stub.calls) + 1, stub.over)
                stub.calls.append(call)
                try:
                    answer(call)
                except OSError:
                    stub.gone.set()

            def log_message(self, format: str, *args: Any) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> "Stub":
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


def server_parts_missing() -> list[str]:
    """Packages that llama-cpp-python's server needs and that are not installed."""
    return [name for name in PARTS if importlib.util.find_spec(name) is None]


def free_port() -> int:
    """A port of this machine that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def llama_server(model: Path, log: Path, *, key: str = KEY, **options: str) -> Iterator[str]:
    """llama-cpp-python's server with this model; gives its base URL, stops it for sure.

    Its threads, context and the like are `options`, named as its own.
    """
    port = free_port()
    wanted = {"model": str(model), "host": "127.0.0.1", "port": str(port), **options}
    command = [sys.executable, "-c", _RUN]
    for name, value in wanted.items():
        command += [f"--{name}", value]
    environment = {name: v for name, v in os.environ.items() if not name.startswith("HIKMA_")}
    # The key by the environment: a command line is seen by everyone on the machine.
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env={**environment, "API_KEY": key},
        )
    url = f"http://127.0.0.1:{port}/v1"
    try:
        _wait_until_it_answers(url, key, process, log)
        yield url
    finally:
        with process:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_until_it_answers(
    url: str, key: str, process: "subprocess.Popen[bytes]", log: Path
) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    asked = urllib.request.Request(f"{url}/models", headers={"Authorization": f"Bearer {key}"})
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text('utf-8', 'replace')[-2000:]}")
        with contextlib.suppress(OSError):
            direct.open(asked, timeout=5).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server does not answer: {log.read_text('utf-8', 'replace')[-2000:]}")
