"""Fixtures that several test files share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings
from langchain_core.language_models import BaseChatModel

from ingest.embed import LoadedEmbeddings, load_embeddings
from tutor.chat_models import load_chat_model
from tutor.settings import Settings

# A busy machine is slow, not wrong: 200 ms an example fail properties that hold. In CI the examples
# are the same each time: else one change is refused for what another did. New ones are looked for
# wherever else the tests run.
settings.register_profile("hikma", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("hikma")
LONGEST_NAME = 32
"""Bytes that may name a test of which they are a parameter."""


@pytest.fixture(scope="session")
def real_settings() -> Settings:
    """Settings whose models are those that `make test` fetched."""
    return Settings()


@pytest.fixture(scope="session")
def e5(real_settings: Settings) -> LoadedEmbeddings:
    """The real embedding model."""
    return load_embeddings(real_settings.embedding, real_settings.model_roots)


@pytest.fixture(scope="session")
def chat_model(real_settings: Settings) -> BaseChatModel:
    """The real embedded chat model."""
    return load_chat_model(real_settings.model, real_settings.model_roots, real_settings.chat)


@pytest.fixture
def corpus() -> Path:
    """The shipped study documents."""
    return Path(__file__).parents[1] / "corpus"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Files that are made here hold the time, and every worker of xdist must name a test alike."""
    return argname if isinstance(val, bytes) and len(val) > LONGEST_NAME else None
