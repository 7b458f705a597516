"""A large library made up from the shipped documents: texts in three languages, and vectors.

Reproducible: drawn with a seed, never with Python's `hash`. Each section of a document is as long
as a chunk, of sentences drawn from the corpus's Markdown files of one language. Words therefore
recur more than in a real library of this size, and the word search has more to rank. Embedding
100,000 chunks takes hours: a chunk's vector is made up too, near that of a real sentence, which
the model embeds.
"""

import hashlib
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from evals.bench.workspace import CORPUS
from ingest.embed import LoadedEmbeddings
from ingest.languages import sentence_spans

LENGTHS = {"en": 500, "zh": 180, "ar": 380}
"""Characters of a section: about 120 of the embedding model's tokens."""
SECTIONS = 10
"""Of a document."""
ANCHORS = 96
"""Real sentences that vectors lie around."""
SPREAD = 0.5
"""Length of what is added to a sentence's unit vector: cosine 0.89 to it, 0.8 to its neighbours,
as e5 has it."""
_MARKUP = ("#", "|", "-", ">", "*", "`", "<")


def sentences(language: str) -> list[str]:
    """The sentences of the corpus's Markdown files in one language, in a fixed order."""
    found: dict[str, None] = {}
    for path in sorted((CORPUS / language).glob("*.md")):
        for line in path.read_text("utf-8").splitlines():
            text = line.strip()
            if text and not text.startswith(_MARKUP):
                spans = sentence_spans(text, language)
                found |= {text[a:b].strip(): None for a, b in spans if b - a > 20}
    return list(found)


def write_library(folder: Path, chunks: int, seed: int) -> int:
    """Write documents of about `chunks` chunks in all below `folder`; how many they are."""
    known = {language: sentences(language) for language in LENGTHS}
    drawn, written = random.Random(seed), 0
    for start in range(0, chunks, SECTIONS):
        language = list(LENGTHS)[written % len(LENGTHS)]
        parts = range(min(SECTIONS, chunks - start))
        text = "\n\n".join(_section(n, known[language], LENGTHS[language], drawn) for n in parts)
        path = folder / language / f"{written // 500:03}" / f"{written:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {written}\n\n{text}\n", encoding="utf-8")
        written += 1
    return written


def _section(number: int, known: Sequence[str], length: int, drawn: random.Random) -> str:
    text = ""
    while len(text) < length:
        text += drawn.choice(known) + " "
    return f"## {number}\n\n{text.strip()}"


class InventedEmbeddings(LoadedEmbeddings):
    """Counts and embeds questions as the real model does; the vectors of passages are made up."""

    def __init__(self, real: LoadedEmbeddings) -> None:
        import numpy as np

        self.identity, self.max_tokens = real.identity, real.max_tokens
        self._real = real
        each = ANCHORS // len(LENGTHS)
        texts = [text for language in LENGTHS for text in _spaced(sentences(language), each)]
        self._anchors = np.asarray(real.embed_documents(texts), dtype=np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._real.count_tokens(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._real.embed_query(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._invented(text) for text in texts]

    def _invented(self, text: str) -> list[float]:
        import numpy as np

        digest = hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest()
        source = np.random.default_rng(int.from_bytes(digest, "big"))
        anchor = self._anchors[source.integers(len(self._anchors))]
        noise = source.standard_normal(len(anchor), dtype=np.float32)
        vector = anchor + SPREAD * noise / np.linalg.norm(noise)
        unit: list[float] = (vector / np.linalg.norm(vector)).tolist()
        return unit


def _spaced(items: Sequence[str], count: int) -> Iterator[str]:
    """`count` of the items, or all, evenly spaced."""
    step = max(len(items) // count, 1)
    yield from items[::step][:count]
