"""Settings of ingestion; knows nothing of where they come from.

`tutor.settings.Settings` is built once at a surface and holds these.
"""

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
    workers: int = Field(default=2, ge=1, le=64)
    """Files read ahead while others are embedded."""
