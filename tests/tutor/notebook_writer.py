"""`python -m tests.tutor.notebook_writer`: one of several processes that write one notebook.

Waits for a line before it begins, and says the number of each round once it is done.
"""

import json
import sys
from pathlib import Path

from tutor import database_address
from tutor.notebook import Notebook
from tutor.quizzes import Attempt, Quiz, QuizItem
from tutor.standing import ItemEvent

NOW = "2026-11-21T08:00:00Z"
SHARED = "feedfeedfeed"
"""The quiz that all of them add to."""


def own(name: str, number: int) -> str:
    """The id of a quiz that one process alone makes."""
    return f"{name}{number:011}"


def grown(models: list[QuizItem], name: str, number: int, id: str) -> Quiz:
    """A quiz with as many items of this process as it has made by now, each like a model."""
    return Quiz(
        quiz=id, language="ar", topic="اللُّقطات في C#", seed=1, model="fake:words", settings="f",
        created=NOW, asked=3,
        items=tuple(
            models[n % len(models)].model_copy(update={"id": f"{name}-{n}"})
            for n in range(number + 1)
        ),
    )  # fmt: skip


def write(notebook: Notebook, models: list[QuizItem], name: str, number: int) -> None:
    """What a learner and a generator do in one process, for the `number`th time."""
    item = f"{name}-{number}"
    for id in (own(name, number), SHARED):
        notebook.save(grown(models, name, number, id))
        wrong = Attempt(quiz=id, item=item, verdict="wrong", points=0.0, at=NOW)
        right = wrong.model_copy(update={"verdict": "correct", "points": 1.0})
        notebook.record([wrong, right])
    notebook.note([ItemEvent(quiz=SHARED, item=item, event="disputed", words=name, at=NOW)])
    notebook.note([ItemEvent(quiz=SHARED, item=item, event="retired", at=NOW)])
    notebook.new_chat(f"{name} {number}", now=NOW)


def main(folder: str, address: str, items: str, name: str, rounds: str) -> None:
    # A machine that is busy with something else lets none of them give up.
    database_address.WAIT = 300
    notebook = Notebook.open(Path(folder), address or None)
    models = [QuizItem.model_validate(item) for item in json.loads(items)]
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(rounds)):
        write(notebook, models, name, number)
        print(number, flush=True)
    notebook.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
