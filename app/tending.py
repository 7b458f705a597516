"""Looking after the models and the library as jobs: fetch, choose, examine, mend.

Each function gives the work that `jobs.start` runs. Knows no screens, and no keys: those are read
by the providers from the environment, and nowhere else.
"""

import json
from collections.abc import Callable, Sequence
from typing import Literal

from app.checkup import Finding, checkup, machine, mended, models
from app.jobs import Desk
from ingest import fetch, weights
from ingest.errors import SettingsError
from ingest.fetch import PREPARED_BYTES
from ingest.library import Library
from ingest.weights import FileStatus
from tutor.choices import choose
from tutor.session import StudySession
from tutor.settings import Settings

FETCH, EXAMINE, CHOOSE = "fetch-models", "examine", "choose-model"
"""Kinds of jobs."""
Role = Literal["model", "embedding"]
"""As `Settings` names them: the chat model, the embedding model."""


def fetching(settings: Settings, names: Sequence[str]) -> Callable[[Desk], list[str]]:
    """The work of fetching what is missing of these models; the next one resumes it."""

    def work(desk: Desk) -> list[str]:
        def told(label: str, done: int, total: int) -> None:
            desk.progress(done, total, doing="fetch", name=label)
            desk.check()

        return fetch.pull(names, settings.model_roots[0], told)

    return work


def examining(session: StudySession) -> Callable[[Desk], list[Finding]]:
    """The work of looking at everything, as `hikma doctor` does."""

    def work(desk: Desk) -> list[Finding]:
        desk.progress(0, doing="check")
        return checkup(session)

    return work


def mending(session: StudySession) -> Callable[[Desk], list[Finding]]:
    """The work of mending the index, as `hikma doctor --mend` does."""

    def work(desk: Desk) -> list[Finding]:
        desk.progress(0, doing="mend")
        done = mended(session)
        return [*models(session, rehash=False), *done, *machine(session)]

    return work


def choosing(settings: Settings, role: Role, spec: str) -> Callable[[Desk], str]:
    """The work of choosing a model: it is opened first, and kept only if that works."""

    def work(desk: Desk) -> str:
        desk.progress(0, doing="open")
        try_out(settings, role, spec)
        default = Settings.model_fields[role].default
        choose(settings.data, **{role: None if spec == default else spec})
        return spec

    return work


def try_out(settings: Settings, role: Role, spec: str) -> None:
    """Raises what opening the model raises; a server is not asked before the first question."""
    provider, _, name = spec.partition(":")
    if provider == "embedded":
        # Opening it would hold a second model of a gigabyte beside the first.
        known = weights.manifest().get(name)
        if known is None or (known.role == "embedding") != (role == "embedding"):
            raise SettingsError(
                f"There is no such embedded model: {name!r}.",
                hint=f"Use one of: {', '.join(embedded(role))}.",
            )
        weights.locate(name, settings.model_roots)
        return
    candidate = settings.model_copy(update={role: spec})
    with StudySession(candidate) as session:
        _opened = session.chat_model if role == "model" else session.embeddings


def embedded(role: Role) -> list[str]:
    """The models of this role that Hikma can fetch for itself, as `provider:name`."""
    return [
        f"embedded:{model.name}"
        for model in weights.manifest().values()
        if (model.role == "embedding") == (role == "embedding") and model.role != "test"
    ]


def present(settings: Settings) -> list[FileStatus]:
    """The files of the default models; one that was hashed before is not hashed again."""
    return weights.status(weights.default_names(), settings.model_roots, rehash=False)


def lacking(settings: Settings) -> bool:
    """Whether there is something to fetch or to prepare."""
    if any(file.state != "present" for file in present(settings)):
        return True
    roots = settings.model_roots
    return not all(
        any(weights.is_prepared(root / model.name) for root in roots)
        for model in weights.manifest().values()
        if model.role == "embedding"
    )


def bytes_lacking(settings: Settings) -> int:
    """What fetching would write, in bytes, the prepared embedding model among it."""
    files = [file for file in present(settings) if file.state != "present"]
    preparing = PREPARED_BYTES if any(file.role == "embedding" for file in files) else 0
    return sum(file.bytes for file in files) + preparing


def built_with(library: Library) -> str:
    """The embedding model of the library, as `provider:name`; empty where it does not say."""
    return str(json.loads(library.facts().get("embedding", "{}")).get("model", ""))
