"""The temporary folder that everything happens in, and the environment that leads there.

The learner's library, notebook and Chroma server are never touched: only the folder of the models
is theirs.
"""

import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evals.bench.plan import Plan
from evals.provenance import CHECKOUT
from ingest.errors import InputError, NoSuchPath, StoreNotWritable
from ingest.weights import locate, manifest
from tutor.settings import Settings

CORPUS = CHECKOUT / "corpus"
WARM_UP = """Water boils at 100 degrees Celsius at the level of the sea.

在海平面上，水在100摄氏度沸腾。

يغلي الماء عند 100 درجة مئوية عند مستوى سطح البحر.
"""
"""A document besides: asking it warms both sides up without showing either a question."""
_OURS = ("HIKMA_DATA", "HIKMA_MODELS", "HIKMA_MODEL", "HIKMA_EMBEDDING", "HIKMA_NOTEBOOK_URL")
_SERVER = "HIKMA_INDEX"
"""Beginning of the names that may lead to somebody's Chroma server."""


@dataclass(frozen=True)
class Workspace:
    """Where a benchmark works."""

    folder: Path
    environment: Mapping[str, str]
    """Of every process that is started: settings are read from it alone."""

    @property
    def texts(self) -> Path:
        """Copies of the shipped documents."""
        return self.folder / "texts"

    @property
    def warm_up(self) -> Path:
        """The document that is only asked for warming up."""
        return self.texts / "warm-up.txt"

    @property
    def data(self) -> Path:
        """Data folder of the library over `texts`, and of the chain's index."""
        return self.folder / "data"

    @property
    def large(self) -> Path:
        """Data folder of the library that grows."""
        return self.folder / "large"


@contextmanager
def workspace(settings: Settings, plan: Plan) -> Iterator[Workspace]:
    """A new workspace, which is gone afterwards, whatever happens.

    Raises `ModelsMissing`, `ModelFileCorrupt`, `NoSuchPath`, `InputError`, `StoreNotWritable`.
    """
    models = _models_folder(settings, chat="answers" in plan.sections)
    documents = _documents(plan)
    try:
        made = tempfile.TemporaryDirectory(prefix="hikma-bench-", ignore_cleanup_errors=True)
    except OSError as error:
        raise _not_writable(Path(tempfile.gettempdir()), error) from error
    with made as name:
        # Resolved: a temporary folder behind a link would be two folders to the library.
        folder = Path(name).resolve()
        space = Workspace(folder, _environment(settings, folder / "data", models))
        try:
            _copy(documents, space)
        except OSError as error:
            raise _not_writable(folder, error) from error
        yield space


def _not_writable(folder: Path, error: OSError) -> StoreNotWritable:
    return StoreNotWritable(
        f"The temporary folder {folder} cannot be written: {error.strerror}.",
        hint="Free some space, or name another folder with TMPDIR.",
    )


def _copy(documents: tuple[str, ...], space: Workspace) -> None:
    for document in documents:
        target = space.texts / document
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CORPUS / document, target)
    space.warm_up.write_text(WARM_UP, encoding="utf-8")


def _documents(plan: Plan) -> tuple[str, ...]:
    listed = CORPUS / "manifest.toml"
    if not listed.is_file():
        raise NoSuchPath(
            f"The shipped documents are not here: there is no {listed}.",
            hint="Run hikma bench from a checkout of Hikma's repository.",
        )
    known = tomllib.loads(listed.read_text("utf-8"))["document"]
    return plan.documents or tuple(document["path"] for document in known)


def _models_folder(settings: Settings, *, chat: bool) -> Path | None:
    """The one folder that holds the embedded models; None where none is needed."""
    found: dict[Path, None] = {}
    for spec in (settings.embedding, *([settings.model] if chat else [])):
        provider, _, name = spec.partition(":")
        if provider == "embedded" and name in manifest():
            found[locate(name, settings.model_roots).parent.absolute()] = None
    if len(found) > 1:
        raise InputError(
            f"The models lie in different folders: {', '.join(map(str, found))}.",
            hint="Put them into one and name it with HIKMA_MODELS.",
        )
    return next(iter(found), settings.models)


def _environment(settings: Settings, data: Path, models: Path | None) -> dict[str, str]:
    """This process's environment, with the settings of the command line and other folders."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.upper() not in _OURS and not name.upper().startswith(_SERVER)
    }
    ours = {
        "HIKMA_DATA": str(data),
        "HIKMA_MODEL": settings.model,
        "HIKMA_EMBEDDING": settings.embedding,
    }
    return kept | ours | ({"HIKMA_MODELS": str(models)} if models else {})
