"""Which models the learner chose in the app, kept in the data folder: `<data>/choices.json`.

Weaker than the command line and the environment, stronger than the defaults, so that every
surface answers with the same models. Holds names of models alone: keys and addresses stay in the
environment.
"""

import json
from pathlib import Path

from pydantic import Field, ValidationError

from ingest.documents import Record
from ingest.errors import SettingsError, StoreNotWritable

FILE = "choices.json"
_SPEC = r"^[A-Za-z_-]+:\S.*$"


class Choices(Record):
    """What was chosen; None where nothing was."""

    model: str | None = Field(default=None, pattern=_SPEC)
    """Chat model, `provider:name`."""
    embedding: str | None = Field(default=None, pattern=_SPEC)
    """Embedding model, `provider:name`."""


def read_choices(data: Path) -> Choices:
    """What is kept in the data folder. Raises `SettingsError` where that cannot be read."""
    path = data / FILE
    try:
        return Choices.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Choices()
    except (OSError, ValidationError) as error:
        raise SettingsError(
            f"{path} is not what Hikma wrote there.", hint="Delete it, and choose again."
        ) from error


def choose(data: Path, **chosen: str | None) -> Choices:
    """Keep `model` or `embedding`; None forgets it. What is not named stays.

    Raises `SettingsError` for what is no `provider:name`, and `StoreNotWritable`.
    """
    try:
        made = Choices.model_validate(read_choices(data).model_dump() | chosen)
    except ValidationError as error:
        raise SettingsError(
            f"{error.errors()[0]['input']!r} does not name a model.",
            hint="Write provider:name, for example ollama:qwen3",
        ) from error
    path = data / FILE
    fresh = path.with_suffix(".new")
    try:
        data.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(made.model_dump(exclude_none=True)) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise StoreNotWritable(
            f"{path} cannot be written ({error.strerror}).",
            hint="Check the free disk space and the folder's permissions.",
        ) from error
    return made
