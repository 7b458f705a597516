"""All settings, built once at a surface from the environment and the command line.

Names are `HIKMA_DATA`, `HIKMA_MODEL`, …, sections as `HIKMA_RETRIEVAL__PASSAGES`. Secrets are not
settings: providers read their own (`OPENAI_API_KEY`) from the environment.
"""

import difflib
import hashlib
import os
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import BaseModel, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest import embed
from ingest.errors import SettingsError
from ingest.settings import IndexSettings, IngestSettings, Section
from tutor.choices import read_choices

PREFIX = "HIKMA_"
DEFAULT_CHAT = "embedded:qwen2.5-coder-1.5b-instruct"


class ChatSettings(Section):
    """The chat model's limits."""

    context: int = Field(default=4096, ge=1024)
    """Tokens of the embedded model's context."""
    timeout: float = Field(default=120, gt=0)
    """Seconds for which a chat server may say nothing. A model on a plain processor may read a
    prompt for a minute before its first word; one that is alive says something in two."""
    total: float = Field(default=600, gt=0)
    """Seconds that one reply of a server may take in all, with what is tried again."""
    retries: int = Field(default=2, ge=0, le=10)
    """How often a server is asked again that was busy, failed or broke off before its first word.
    One that said nothing in time is not asked again: it may still be working on the first."""


class RetrievalSettings(Section):
    """What a search looks at."""

    passages: int = Field(default=8, ge=1, le=100)
    """Passages returned where `-k` does not say."""
    pool: int = Field(default=50, ge=10)
    """Candidates taken from each of the two searches before fusing."""


class AnswerSettings(Section):
    """How an answer is decided."""

    examined: int = Field(default=3, ge=1, le=10)
    """Passages that the chat model examines at the most, best first."""
    examined_across: int = Field(default=2, ge=0, le=10)
    """Passages in other languages that it examines besides, where those did not answer."""
    sure: float = Field(default=0.4, gt=0, lt=1)
    """Probability of holding the answer from which a passage is tried before the next is examined.
    On the tuning halves (`gate.toml`) 0.4 chose the same passages as 0.75, with 2.4 examined of
    three in place of 2.8."""
    threshold: float | None = Field(default=None, gt=0, lt=1)
    """Probability of holding the answer below which Hikma declines; None: as was measured for the
    chat model (`gate.toml`)."""
    threshold_across: float | None = Field(default=None, gt=0, lt=1)
    """The same for a passage in another language than the question."""
    question_tokens: int = Field(default=400, ge=16)
    """Longest question, in the embedding model's tokens."""

    def least(self, *, same: bool) -> float | None:
        """The threshold that was set for passages in the question's language, or in others."""
        return self.threshold if same else self.threshold_across


class Settings(BaseSettings):
    """Everything that can be set; frozen."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
    )

    data: Path = Field(default_factory=lambda: user_data_path("hikma", appauthor=False))
    """Folder of everything Hikma stores."""
    models: Path | None = None
    """Folder of the embedded models; by default `models` under `data`."""
    model: str = DEFAULT_CHAT
    """Chat model, `provider:name`."""
    embedding: str = embed.DEFAULT
    """Embedding model, `provider:name`."""
    notebook_url: SecretStr | None = None
    """SQLAlchemy's address of the notebook's database; by default a file under `data`. It may hold
    a password: any text is taken here, so that no message about a setting repeats it."""
    password_hash: SecretStr | None = None
    """What `hikma app --hash-password` printed: the browser app then asks for the password."""
    chat: ChatSettings = ChatSettings()
    ingest: IngestSettings = IngestSettings()
    index: IndexSettings = IndexSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    answer: AnswerSettings = AnswerSettings()

    @property
    def index_folder(self) -> Path:
        return self.data / "index"

    @property
    def model_roots(self) -> tuple[Path, ...]:
        """Where models are looked for; `hikma models pull` writes to the first.

        Models are the same for every library, so one named with `--data` also uses those of
        `HIKMA_DATA` and of the default folder, rather than fetching 1.2 GB again.
        """
        if self.models is not None:
            return (self.models,)
        folders = [self.data, Path(os.environ.get(f"{PREFIX}DATA") or self.data)]
        folders.append(user_data_path("hikma", appauthor=False))
        return tuple(dict.fromkeys(folder.absolute() / "models" for folder in folders))

    def fingerprint(self) -> str:
        """12 hexadecimal digits that change with settings, prompts and the tutor's tables."""
        elsewhere = {"data", "models", "notebook_url", "password_hash"}
        deciding = self.model_dump_json(exclude=elsewhere) + _shipped_texts()
        return hashlib.sha256(deciding.encode("utf-8")).hexdigest()[:12]


@lru_cache(maxsize=1)
def _shipped_texts() -> str:
    from tutor.blueprints import shipped_folder

    folders = ("tutor.prompts", "tutor", "tutor.gates")
    entries = [entry for folder in folders for entry in resources.files(folder).iterdir()]
    entries += shipped_folder().iterdir()
    texts = [entry for entry in entries if entry.name.endswith((".md", ".toml", ".yaml"))]
    return "\0".join(e.read_text("utf-8") for e in sorted(texts, key=lambda e: e.name))


def load_settings(
    overrides: Mapping[str, Any], environ: Mapping[str, str] = os.environ
) -> Settings:
    """Settings from the environment, `overrides` (those that are not None) on top, and below
    both what was chosen in the app (`tutor.choices`).

    Raises `SettingsError` for an unknown `HIKMA_*` name or an impossible value.
    """
    _refuse_unknown(environ)
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "__".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(
            f"{name} cannot be {first['input']!r}: {first['msg'].lower()}.",
            hint="Correct it in the environment or on the command line.",
        ) from error
    chosen = read_choices(settings.data).model_dump(exclude_none=True)
    weaker = {name: spec for name, spec in chosen.items() if name not in settings.model_fields_set}
    return settings.model_copy(update=weaker)


def _names(model: type[BaseModel], prefix: str = PREFIX) -> list[str]:
    names = []
    for name, field in model.model_fields.items():
        names.append(prefix + name.upper())
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            names += _names(kind, f"{prefix}{name.upper()}__")
    return names


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = _names(Settings)
    for name in environ:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            raise SettingsError(
                f"{name} in the environment is no setting of Hikma.",
                hint=f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(known)}.",
            )
