"""`hikma app`: the browser app, on this machine only.

Streamlit runs in a process of its own and is told everything by flags and environment, so that
neither the current folder nor a Streamlit configuration in it changes how it is served.
"""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.terminal import INTERRUPTED, USER_ERROR, terminal
from ingest.errors import InputError

if TYPE_CHECKING:
    from tutor.settings import Settings

ADDRESS = "127.0.0.1"
PATIENCE = 10.0
"""Seconds that Streamlit is given to end."""


def app(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port on the loopback address.")
    ] = 8501,
    headless: Annotated[
        bool, typer.Option("--headless", help="Do not open a browser window.")
    ] = False,
) -> int:
    """Open the browser app: add documents, chat with citations."""
    here = terminal(context)
    settings = here.settings()
    require_free(port)
    command = streamlit_command(port, headless=headless, upload_mb=settings.ingest.max_file_mb)
    # Streamlit repeats on standard output what is said here; its warnings go to standard error.
    with subprocess.Popen(
        command, env=environment(settings), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as server:
        url = f"http://{ADDRESS}:{port}"
        here.emit({"url": url}, f"Hikma is at {url} (Ctrl-C ends it).")
        # A polite kill ends the server too, instead of leaving it behind.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            return USER_ERROR if server.wait() else 0
        except KeyboardInterrupt:
            end(server)
            return INTERRUPTED


def require_free(port: int) -> None:
    """Raises `InputError` where nothing can listen on `port`."""
    with socket.socket() as probe:
        # Without this a port whose last connections are still being closed looks taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            raise InputError(
                f"Port {port} of {ADDRESS} cannot be used: {error.strerror}.",
                hint=f"If Hikma runs already, open http://{ADDRESS}:{port}; else run: "
                f"hikma app --port {port + 1 if 1024 <= port < 65535 else 8501}",
            ) from error


def streamlit_command(port: int, *, headless: bool, upload_mb: int) -> list[str]:
    """How Streamlit is started: loopback only, nothing sent anywhere, no reloading."""
    options = {
        "server.address": ADDRESS,
        "server.port": port,
        "server.headless": headless,
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.maxUploadSize": upload_mb,
        "server.fileWatcherType": "none",
        "server.showEmailPrompt": False,
        "runner.magicEnabled": False,
        "browser.gatherUsageStats": False,
        "logger.level": "warning",
        "client.toolbarMode": "viewer",
        "client.showErrorLinks": False,
    }
    # -P: a folder or file called `app` where the person happens to stand must not be imported.
    command = [sys.executable, "-P", "-m", "streamlit", "run"]
    command.append(str(Path(__file__).absolute().parents[1] / "main.py"))
    command += [f"--{name}={str(value).lower()}" for name, value in options.items()]
    # Any other host name is a page elsewhere that had its name point here (DNS rebinding).
    return command + [f"--server.allowedHosts={host}" for host in (ADDRESS, "localhost")]


def environment(settings: "Settings") -> dict[str, str]:
    """The environment in which `load_settings` finds the settings of this run."""
    given = os.environ | {
        "HIKMA_DATA": str(settings.data),
        "HIKMA_MODEL": settings.model,
        "HIKMA_EMBEDDING": settings.embedding,
    }
    if os.environ.get("HIKMA_DATA", given["HIKMA_DATA"]) != given["HIKMA_DATA"]:
        # `--data` is about to hide the folder that the environment names, and its models.
        roots = settings.model_roots
        given["HIKMA_MODELS"] = str(next((root for root in roots if root.is_dir()), roots[0]))
    return given


def end(server: "subprocess.Popen[bytes]") -> None:
    """End Streamlit, which Ctrl-C has reached as well: politely, then not."""
    server.terminate()
    try:
        server.wait(PATIENCE)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        server.kill()
        server.wait()
