"""Settings of ingestion; knows nothing of where they come from.

`tutor.settings.Settings` is built once at a surface and holds these.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """Base of every group of settings: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class IngestSettings(Section):
    """How files become chunks."""

    chunk_tokens: int = Field(default=200, ge=32, le=480)
    """Longest chunk in the embedding model's tokens: short ones make cheap prompts."""
    max_file_mb: int = Field(default=200, ge=1)
    """Larger files are refused."""
    max_pages: int = Field(default=5_000, ge=1)
    """Documents of more pages are refused."""
    max_unpacked_mb: int = Field(default=500, ge=1)
    """Archives (DOCX, PPTX, EPUB) that unpack to more are refused."""
    max_members: int = Field(default=10_000, ge=1)
    """Archives of more files are refused."""
    page_seconds: float = Field(default=20, gt=0)
    """A page that takes longer is left out and reported."""
    file_seconds: float = Field(default=600, gt=0)
    """A file that takes longer is refused."""
    memory_mb: int = Field(default=3_000, ge=256)
    """Memory of each process that reads files."""
    ocr: Literal["auto", "off"] = "auto"
    """Recognise the text of pages without any, where an engine is installed."""
    workers: int = Field(default=2, ge=1, le=64)
    """Processes that read files ahead while others are embedded."""


class IndexSettings(Section):
    """Where vectors are kept."""

    chroma_url: str | None = None
    """Address of a Chroma server, `http://HOST:PORT`; by default a folder beside the library."""
