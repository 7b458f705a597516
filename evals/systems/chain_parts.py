"""What the plain chain is made of: splitter, Chroma, embedding model, chat model, prompt.

The one door to the LangChain packages of the extra `eval`. Of the embedded models the same files
are loaded through LangChain's own classes: `HuggingFaceEmbeddings` (sentence-transformers on torch
in 32 bits, the weights being those of the fetched 4-bit file as the index's are; with the prefixes
that the model's own configuration names) and `ChatLlamaCpp` (the same GGUF, greedy). Other models
are LangChain's already and are used as they are.
"""

import hashlib
import json
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from importlib.metadata import version
from typing import Any

from langchain_core.documents import Document as LangChainDocument
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.prompts import ChatPromptTemplate

from evals.provenance import FP32, models_used
from evals.records import ModelUsed
from ingest.embed import DEFAULT
from ingest.errors import ModelFileCorrupt, PackageMissing
from ingest.index import Index
from ingest.privacy import keep_private
from ingest.weights import PREPARED, locate, manifest
from tutor.session import StudySession

CHUNK, OVERLAP, TOP = 1000, 200, 4
"""Characters of a chunk, those it shares with the one before, and passages in the prompt."""
LONGEST = 256
"""Tokens of an answer: `ChatLlamaCpp`'s own default."""
_PACKAGES = (
    "langchain-core", "langchain-chroma", "langchain-community", "langchain-huggingface",
    "langchain-text-splitters",
)  # fmt: skip
Count = Callable[[str], int]


@dataclass(frozen=True)
class Parts:
    """The opened parts of a chain."""

    store: Any
    """`langchain_chroma.Chroma` over the library's texts."""
    model: BaseChatModel
    count: Count
    """Tokens of a text; 0 where the model's tokenizer is unknown."""
    models: tuple[ModelUsed, ...]
    values: dict[str, Any]
    close: Callable[[], None]


def load_parts(session: StudySession) -> Parts:
    """Open the models, and the chain's index, which is made where it is missing.

    Raises `PackageMissing`, and what the models raise.
    """
    keep_private()
    settings = session.settings
    with require_packages():
        embeddings, used = embeddings_of(session)
        store = make_store(session, embeddings)
        model, count, close = _chat_model(session)
        packages = {name: version(name) for name in _PACKAGES if used or "hugging" not in name}
    return Parts(
        store=store,
        model=model,
        count=count,
        models=(
            *models_used(settings.model, settings.model_roots),
            *models_used(settings.embedding, settings.model_roots, FP32),
        ),
        values={
            "chunk_size": CHUNK,
            "chunk_overlap": OVERLAP,
            "k": TOP,
            "max_tokens": LONGEST,
            "prompt": _system(),
            "packages": packages,
        },
        close=close,
    )


def prompt(question: str, passages: Sequence[str]) -> list[BaseMessage]:
    """The passages stuffed into one prompt."""
    template = ChatPromptTemplate.from_messages([("system", _system()), ("human", "{input}")])
    return template.format_messages(input=question, context="\n\n".join(passages))


def _system() -> str:
    return resources.files("evals.systems").joinpath("chain.md").read_text("utf-8").strip()


def embeddings_of(session: StudySession) -> tuple[Embeddings, bool]:
    """The embedding model, and whether it is loaded by langchain-huggingface."""
    settings = session.settings
    if settings.embedding != DEFAULT:
        return session.embeddings, False
    import langchain_huggingface as hub  # type: ignore[import-not-found,unused-ignore]

    folder = locate(DEFAULT.partition(":")[2], settings.model_roots) / PREPARED
    made: Embeddings = hub.HuggingFaceEmbeddings(
        model_name=str(folder),
        model_kwargs={"device": "cpu"},
        encode_kwargs={"prompt_name": "passage", "normalize_embeddings": True},
        query_encode_kwargs={"prompt_name": "query", "normalize_embeddings": True},
    )
    return made, True


def _chat_model(session: StudySession) -> tuple[BaseChatModel, Count, Callable[[], None]]:
    settings = session.settings
    provider, _, name = settings.model.partition(":")
    known = manifest().get(name)
    if provider != "embedded" or known is None:
        # Raises what is wrong with the name, too.
        return session.chat_model, lambda text: 0, lambda: None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # langchain-community says goodbye
        from langchain_community.chat_models import ChatLlamaCpp

    path = locate(name, settings.model_roots) / known.files[0].name
    try:
        model = ChatLlamaCpp(
            model_path=str(path),
            n_ctx=settings.chat.context,
            n_batch=512,
            max_tokens=LONGEST,
            temperature=0.0,
            seed=0,
            verbose=False,
            model_kwargs={"flash_attn": True},
        )
    except ValueError as error:
        raise ModelFileCorrupt(
            f"The chat model {path} cannot be loaded.", hint="Run: hikma models pull"
        ) from error
    client = model.client

    def count(text: str) -> int:
        return len(client.tokenize(text.encode("utf-8"), add_bos=False, special=False))

    return model, count, client.close


def make_store(session: StudySession, embeddings: Embeddings) -> Any:
    """Chroma over the library's texts, in a folder of its own; made again if it is not whole."""
    import shutil

    from langchain_chroma import Chroma

    index = session.index
    folder = session.settings.data.absolute() / "evals" / "chain" / _key(index, session)
    done = folder / "made.json"
    if done.is_file():
        return Chroma("chain", embeddings, persist_directory=str(folder))
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    store = Chroma("chain", embeddings, persist_directory=str(folder))
    chunks = [chunk for id in index.ids() for chunk in split_text(id, index.document(id).text)]
    for start in range(0, len(chunks), 100):
        store.add_documents(chunks[start : start + 100])
    done.write_text(json.dumps({"chunks": len(chunks)}) + "\n", encoding="utf-8")
    return store


def split_text(document: str, text: str) -> Iterator[LangChainDocument]:
    """The chunks of one document, with where they stand in its text."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK, chunk_overlap=OVERLAP, add_start_index=True
    )
    for chunk in splitter.create_documents([text], [{"document": document}]):
        start = chunk.metadata["start_index"]
        # It looks from where it believes the overlap to begin, and may so miss it.
        start = text.find(chunk.page_content) if start < 0 else start
        chunk.metadata |= {"start_index": start, "end_index": start + len(chunk.page_content)}
        yield chunk


def _key(index: Index, session: StudySession) -> str:
    """Documents' ids are hashes of their files; another reader may give another text."""
    texts = [
        hashlib.sha256(index.document(id).text.encode("utf-8")).hexdigest() for id in index.ids()
    ]
    made_of = json.dumps([CHUNK, OVERLAP, session.settings.embedding, index.ids(), texts])
    return hashlib.sha256(made_of.encode("utf-8")).hexdigest()[:12]


@contextmanager
def require_packages() -> Iterator[None]:
    """Within, a package that is not installed raises `PackageMissing`."""
    try:
        yield
    except ImportError as error:
        raise PackageMissing(
            f"The chain needs a package that is not installed ({error.name}).",
            hint="Run: pip install 'hikma[eval]'",
        ) from error
