"""Embedding models behind LangChain's `Embeddings`, by `provider:name`.

`embedded:` runs the prepared int8 model on ONNX Runtime without importing torch;
`sentence-transformers:` takes a hub name or a folder; `fake:` is a bag of words for tests; any
other provider is LangChain's, if the user installed its package.
"""

import hashlib
import math
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from langchain_core.embeddings import Embeddings

from ingest.documents import Record
from ingest.errors import ModelFileCorrupt, ModelUnavailable, PackageMissing, SettingsError
from ingest.lexical import terms
from ingest.privacy import keep_private
from ingest.weights import PREPARED, RECIPE, is_prepared, locate

DEFAULT = "embedded:multilingual-e5-small"
BATCH_TOKENS = 512
"""Tokens a batch: on two cores padding costs more than batching gains (see `models.md`)."""


class EmbeddingIdentity(Record):
    """What decides the vectors; an index built with another one is refused."""

    model: str
    revision: str
    query_prefix: str
    passage_prefix: str
    normalised: bool
    dimension: int


class LoadedEmbeddings(Embeddings):
    """An `Embeddings` that knows its identity and counts its own tokens."""

    identity: EmbeddingIdentity
    max_tokens: int

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Length of each text in the model's tokens, special tokens left out."""
        raise NotImplementedError


class OnnxE5Embeddings(LoadedEmbeddings):
    """multilingual-e5-small as int8 ONNX: 384 dimensions, 512 tokens, about 100 languages."""

    def __init__(self, folder: Path, name: str, *, threads: int | None = None) -> None:
        keep_private()
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or len(os.sched_getaffinity(0))
        options.log_severity_level = 3
        weights = str(folder / "onnx" / "model_int8.onnx")
        try:
            # Side by side, half a second each: only the tokenizer holds Python's lock meanwhile.
            with ThreadPoolExecutor(1) as beside:
                session = beside.submit(onnxruntime.InferenceSession, weights, options)
                self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
                self._session = session.result()
        except Exception as error:  # either library raises its own bare Exception types
            raise ModelFileCorrupt(
                f"The prepared embedding model in {folder} cannot be loaded.",
                hint=f"Delete {folder} and run: hikma models pull",
            ) from error
        self.max_tokens = 512
        # One that truncates cannot count, and loading a second costs a second: `_embed` cuts.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.identity = EmbeddingIdentity(
            model=f"embedded:{name}",
            revision=RECIPE,
            query_prefix="query: ",
            passage_prefix="passage: ",
            normalised=True,
            dimension=384,
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embed([self.identity.passage_prefix + text for text in texts])

    def embed_query(self, text: str) -> list[float]:
        return self._embed([self.identity.query_prefix + text])[0]

    def _embed(self, texts: list[str]) -> list[list[float]]:
        import numpy as np

        encodings = [
            _cut(enc.ids, self.max_tokens) for enc in self._tokenizer.encode_batch_fast(texts)
        ]
        vectors: list[list[float]] = [[] for _ in texts]
        for batch in _batches([len(ids) for ids in encodings]):
            longest = max(len(encodings[row]) for row in batch)
            ids = np.ones((len(batch), longest), dtype=np.int64)  # 1 is this model's padding
            mask = np.zeros((len(batch), longest), dtype=np.int64)
            for place, row in enumerate(batch):
                ids[place, : len(encodings[row])] = encodings[row]
                mask[place, : len(encodings[row])] = 1
            (out,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
            for place, row in enumerate(batch):
                vectors[row] = out[place].tolist()
        return vectors


def _cut(ids: list[int], limit: int) -> list[int]:
    """At most `limit` tokens, the closing one kept."""
    return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Rows of like length together, about `BATCH_TOKENS` a batch, padding included."""
    batches: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        # Sorted upwards, so this row's length is the batch's padded length if it joins.
        if batches and (len(batches[-1]) + 1) * lengths[row] <= BATCH_TOKENS:
            batches[-1].append(row)
        else:
            batches.append([row])
    return batches


class FakeEmbeddings(LoadedEmbeddings):
    """Bag of hashed words: texts that share words are near. For tests of everything else."""

    max_tokens = 512
    identity = EmbeddingIdentity(
        model="fake:words",
        revision="1",
        query_prefix="",
        passage_prefix="",
        normalised=True,
        dimension=256,
    )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(terms(text, "en")) for text in texts]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = [0.0] * self.identity.dimension
        for term in terms(text, "en"):
            digest = hashlib.sha256(term.encode("utf-8")).digest()
            vector[digest[0]] += 1 + digest[1] / 512
        length = math.sqrt(sum(value * value for value in vector)) or 1.0
        return [value / length for value in vector]


class ForeignEmbeddings(LoadedEmbeddings):
    """Any LangChain embedding model, asked once for its dimension."""

    max_tokens = 512

    def __init__(self, spec: str, inner: Embeddings, prefixes: tuple[str, str] = ("", "")) -> None:
        self._inner = inner
        self._spec = spec
        query, passage = prefixes
        dimension = len(self._call(inner.embed_query, query + "dimension"))
        self.identity = EmbeddingIdentity(
            model=spec,
            revision="",
            query_prefix=query,
            passage_prefix=passage,
            normalised=False,
            dimension=dimension,
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        # The provider's tokenizer is unknown: three bytes a token is near for most scripts.
        return [len(text.encode("utf-8")) // 3 + 1 for text in texts]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        prefix = self.identity.passage_prefix
        vectors: list[list[float]] = self._call(
            self._inner.embed_documents, [prefix + text for text in texts]
        )
        return vectors

    def embed_query(self, text: str) -> list[float]:
        query = self.identity.query_prefix + text
        vector: list[float] = self._call(self._inner.embed_query, query)
        return vector

    def _call(self, method: Callable[[Any], Any], argument: Any) -> Any:
        try:
            return method(argument)
        except Exception as error:  # every provider has its own family of errors
            raise ModelUnavailable(
                f"The embedding model {self._spec} does not answer "
                f"({type(error).__name__}: {str(error)[:200]}).",
                hint="Check that its server runs and that its key and address are set.",
            ) from error


class _SentenceTransformerEmbeddings(Embeddings):
    def __init__(self, model: Any) -> None:
        self._model = model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._model.encode(texts, normalize_embeddings=True).tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def _sentence_transformer(spec: str, name: str) -> ForeignEmbeddings:
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(name, device="cpu")
    except Exception as error:  # the hub client, torch and the model code raise their own
        raise ModelUnavailable(
            f"The sentence-transformers model {name} cannot be loaded ({type(error).__name__}).",
            hint="Name a folder, or a model of the hub that this machine can reach.",
        ) from error
    prompts = {key: value for key, value in model.prompts.items() if value}
    query, passage = prompts.get("query", ""), prompts.get("passage", prompts.get("document", ""))
    if not prompts and "e5" in name.lower():
        # The e5 family was trained with these, and most of its folders do not say so.
        query, passage = "query: ", "passage: "
    return ForeignEmbeddings(spec, _SentenceTransformerEmbeddings(model), (query, passage))


def _from_langchain(spec: str) -> ForeignEmbeddings:
    from langchain.embeddings import init_embeddings

    provider = spec.partition(":")[0]
    try:
        inner = init_embeddings(spec)
    except ImportError as error:
        raise PackageMissing(
            f"The package of the provider {provider!r} is not installed.",
            hint=f"Run: pip install langchain-{provider}",
        ) from error
    except ValueError as error:
        raise SettingsError(
            f"{spec!r} cannot be used as an embedding model: {error}",
            hint=f"Write provider:name, for example {DEFAULT}; keys come from the environment.",
        ) from error
    return ForeignEmbeddings(spec, inner)


def load_embeddings(spec: str, model_roots: Sequence[Path]) -> LoadedEmbeddings:
    """The embedding model that `spec` (`provider:name`) means.

    Raises `ModelsMissing`, `ModelFileCorrupt`, `PackageMissing`, `ModelUnavailable`,
    `SettingsError`.
    """
    provider, _, name = spec.partition(":")
    if provider == "embedded":
        if name != DEFAULT.partition(":")[2]:
            raise SettingsError(
                f"There is no embedded embedding model {name!r}.", hint=f"Use {DEFAULT}"
            )
        folder = locate(name, model_roots)
        if not is_prepared(folder):
            raise ModelFileCorrupt(
                f"The embedding model in {folder} is not prepared.", hint="Run: hikma models pull"
            )
        return OnnxE5Embeddings(folder / PREPARED, name)
    if provider == "fake":
        return FakeEmbeddings()
    if not provider or not name:
        raise SettingsError(
            f"{spec!r} does not name an embedding model.",
            hint=f"Write provider:name, for example {DEFAULT}",
        )
    if provider == "sentence-transformers":
        return _sentence_transformer(spec, name)
    return _from_langchain(spec)
