"""`hikma app`: the browser app, on this machine only unless a password is set.

Streamlit runs in a process of its own and is told everything by flags and environment, so that
neither the current folder nor a Streamlit configuration in it changes how it is served.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.terminal import INTERRUPTED, USER_ERROR, terminal
from ingest.errors import InputError

if TYPE_CHECKING:
    from app.cli.terminal import Terminal
    from tutor.settings import Settings

ADDRESS = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")
PATIENCE = 10.0
"""Seconds that Streamlit is given to end."""


def app(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
    headless: Annotated[
        bool, typer.Option("--headless", help="Do not open a browser window.")
    ] = False,
    address: Annotated[
        str, typer.Option(help="Address to bind; any but this machine's own needs a password.")
    ] = ADDRESS,
    host: Annotated[
        list[str] | None,
        typer.Option(
            help="A name or address by which browsers reach it, where --address is 0.0.0.0."
        ),
    ] = None,
    hash_password: Annotated[
        bool, typer.Option("--hash-password", help="Print the hash of a password, and end.")
    ] = False,
) -> int:
    """Open the browser app: add documents, chat with citations."""
    here = terminal(context)
    if hash_password:
        return _print_hash(here)
    settings = here.settings()
    require_password(address, settings)
    require_free(port, address)
    command = streamlit_command(
        port,
        headless=headless,
        upload_mb=settings.ingest.max_file_mb,
        address=address,
        hosts=host or (),
    )
    # Streamlit repeats on standard output what is said here; its warnings go to standard error.
    with subprocess.Popen(
        command, env=environment(settings), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as server:
        url = f"http://{ADDRESS if address in EVERYWHERE else _in_url(address)}:{port}"
        here.emit({"url": url}, f"Hikma is at {url} (Ctrl-C ends it).")
        # A polite kill ends the server too, instead of leaving it behind.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            return USER_ERROR if server.wait() else 0
        except KeyboardInterrupt:
            end(server)
            return INTERRUPTED


def _print_hash(here: "Terminal") -> int:
    from app.password import hashed

    stored = hashed(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    here.emit({"password_hash": stored}, f"HIKMA_PASSWORD_HASH='{stored}'")
    return 0


def require_password(address: str, settings: "Settings") -> None:
    """Raises `InputError` where others could reach the app without a password.

    Raises `SettingsError` where what is set is no hash.
    """
    from app.password import check_hash, is_loopback

    if settings.password_hash is not None:
        check_hash(settings.password_hash.get_secret_value())
    elif not is_loopback(address):
        raise InputError(
            f"{address} can be reached from other machines, and no password is set.",
            hint="Run: hikma app --hash-password, and put what it prints into the environment; "
            "or leave --address out.",
        )


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def require_free(port: int, address: str = ADDRESS) -> None:
    """Raises `InputError` where nothing can listen on `port` of `address`."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        # Without this a port whose last connections are still being closed looks taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise InputError(
                f"Port {port} of {address} cannot be used: {error.strerror}.",
                hint=f"If Hikma runs already, open http://{_in_url(address)}:{port}; else run: "
                f"hikma app --port {port + 1 if 1024 <= port < 65535 else 8501}",
            ) from error


def streamlit_command(
    port: int,
    *,
    headless: bool,
    upload_mb: int,
    address: str = ADDRESS,
    hosts: Sequence[str] = (),
) -> list[str]:
    """How Streamlit is started: nothing sent anywhere, no reloading, no host name but ours."""
    options = {
        "server.address": address,
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
        "theme.primaryColor": "#1c6e8c",
    }
    # -P: a folder or file called `app` where the person happens to stand must not be imported.
    command = [sys.executable, "-P", "-m", "streamlit", "run"]
    command.append(str(Path(__file__).absolute().parents[1] / "main.py"))
    command += [f"--{name}={str(value).lower()}" for name, value in options.items()]
    # Any other host name is a page elsewhere that had its name point here (DNS rebinding).
    known = dict.fromkeys((ADDRESS, "localhost", *hosts))
    if address not in EVERYWHERE:
        known[address] = None
    return command + [f"--server.allowedHosts={name}" for name in known]


def environment(settings: "Settings") -> dict[str, str]:
    """The environment in which `load_settings` finds the settings of this run."""
    from tutor.choices import read_choices

    given = os.environ | {"HIKMA_DATA": str(settings.data)}
    chosen = read_choices(settings.data)
    for name in ("model", "embedding"):
        value = getattr(settings, name)
        # Said only where the app would not find it by itself: what is said cannot be changed in it.
        if value != (getattr(chosen, name) or type(settings).model_fields[name].default):
            given[f"HIKMA_{name.upper()}"] = value
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
