"""`hikma app`: the browser app, on this machine only."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.terminal import terminal


def app(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Port on the loopback address.")] = 8501,
    headless: Annotated[
        bool, typer.Option("--headless", help="Do not open a browser window.")
    ] = False,
) -> int:
    """Open the browser app: add documents, chat with citations."""
    here = terminal(context)
    settings = here.settings()
    environment = os.environ | {
        "HIKMA_DATA": str(settings.data),
        "HIKMA_MODEL": settings.model,
        "HIKMA_EMBEDDING": settings.embedding,
    }
    command = [sys.executable, "-m", "streamlit", "run"]
    command.append(str(Path(__file__).parents[1] / "main.py"))
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    command += [f"--server.headless={str(headless).lower()}", "--server.maxUploadSize=200"]
    command += ["--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]
    here.note(f"Hikma is at http://127.0.0.1:{port} (Ctrl-C ends it).")
    return subprocess.run(command, env=environment, check=False).returncode
