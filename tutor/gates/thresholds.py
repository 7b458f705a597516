"""`thresholds.toml`: where gates that measure draw the line, by the model they measure with."""

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from ingest.documents import Record

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings


class Line(Record):
    """Log-odds, and by how much the evidence must raise them."""

    odds: float
    gain: float


class Together(Record):
    """Log-odds from which they are looked at, and their least sum with what the evidence adds."""

    odds: float
    sum: float


class ForModel(Record):
    """The lines for one chat model, as the file explains them."""

    key: Line
    several: Line
    nothing: Line
    other: Together
    lead: float
    statement: float
    unmoved: float
    margin: float
    likely: float
    alone: Line
    own: float
    words: bool


class ForEmbeddings(Record):
    """Cosine of stem and key from which two items with one key are one."""

    same: float
    across: float
    translated: float
    statements: float


def for_model(name: str, *, drafts: bool = False) -> ForModel:
    """The lines for a chat model; those of `any` where it was not measured. For Hikma's own drafts
    the stricter ones, where there are such."""
    entry = _entries("model").get(name) or _entries("model")["any"]
    stricter = entry.get("drafts", {}) if drafts else {}
    return ForModel(**{k: v for k, v in (entry | stricter).items() if k != "drafts"})


def for_embeddings(embeddings: "Embeddings") -> ForEmbeddings:
    """The lines for an embedding model that knows its name; those of `any` for others."""
    name = getattr(getattr(embeddings, "identity", None), "model", "any")
    return ForEmbeddings(**(_entries("embedding").get(name) or _entries("embedding")["any"]))


@cache
def _entries(kind: str) -> dict[str, dict[str, Any]]:
    text = resources.files("tutor.gates").joinpath("thresholds.toml").read_text("utf-8")
    return {entry.pop("model"): entry for entry in tomllib.loads(text)[kind]}
