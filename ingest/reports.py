"""What a run over files says of itself: while it goes on, and at its end."""

from pydantic import Field

from ingest.documents import Finding, Record


class FileReport(Record):
    """What became of one file."""

    path: str
    status: str
    """added, updated, unchanged, failed or skipped."""
    document: str | None = None
    title: str | None = None
    languages: dict[str, float] = Field(default_factory=dict)
    pages: int = 0
    chunks: int = 0
    tokens: int = 0
    seconds: float = 0.0
    health: tuple[Finding, ...] = ()
    error: dict[str, str] | None = None


class Removed(Record):
    """A document that left the library because its file is no longer in its folder."""

    document: str
    title: str
    path: str


class IngestResult(Record):
    """What a run did."""

    files: tuple[FileReport, ...]
    removed: tuple[Removed, ...] = ()
    seconds: float = 0.0
    """Wall clock of the whole run."""
    stages: dict[str, float] = Field(default_factory=dict)
    """Seconds by stage; those of read and split add up over the workers."""


class Watcher:
    """Is told how far a run is; the base class does not listen."""

    def reading(self, path: str) -> None:
        """A file begins to be read; called from the thread that reads it."""

    def file(self, report: FileReport, number: int, total: int) -> None:
        """A file is done, the `number`th of `total`."""

    def chunks(self, name: str, done: int, total: int) -> None:
        """Of the file in hand, `done` of `total` chunks are stored."""
