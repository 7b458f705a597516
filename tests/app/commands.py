"""`hikma` in a process of its own, and notebooks with a quiz for it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tutor.notebook import Notebook
from tutor.quizzes import Attempt, Quiz, QuizItem

ID = "0123456789ab"
"""Of the quiz that `store` stores."""


def environment(data: Path, **more: str) -> dict[str, str]:
    """Of a process over a data folder, with fake models; nothing of the tester's own settings."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("HIKMA_")}
    fakes = {"HIKMA_MODEL": "fake:words", "HIKMA_EMBEDDING": "fake:words"}
    return clean | fakes | {"HIKMA_DATA": str(data), "PYTHONUNBUFFERED": "1"} | more


def hikma(
    data: Path, *arguments: str | Path, status: int = 0, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """`hikma …`, ended with this status and without a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli.main", *map(str, arguments)],
        env=environment(data),
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == status, done.stdout + done.stderr
    return done


def record(data: Path, *arguments: str | Path, status: int = 0, typed: str = "") -> dict[str, Any]:
    """The one document that `--json` gives."""
    document = json.loads(hikma(data, *arguments, "--json", status=status, typed=typed).stdout)
    assert isinstance(document, dict)
    return document


def store(data: Path, *items: QuizItem) -> None:
    """A quiz of these items, in the notebook of a data folder."""
    quiz = Quiz(
        quiz=ID,
        language="en",
        seed=0,
        model="fake:words",
        settings="f",
        created="2026-11-21T08:00:00Z",
        asked=len(items),
        items=items,
    )
    notebook = Notebook.open(data)
    notebook.save(quiz)
    notebook.close()


def stored(data: Path, id: str = ID) -> Quiz:
    """A quiz as the notebook has it."""
    notebook = Notebook.open(data)
    quiz = notebook.quiz(id)
    notebook.close()
    return quiz


def attempts(data: Path, id: str = ID) -> list[Attempt]:
    """The attempts at a quiz."""
    notebook = Notebook.open(data)
    found = list(notebook.attempts(id))
    notebook.close()
    return found
