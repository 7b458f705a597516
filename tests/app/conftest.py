"""Fixtures of the tests of screens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st


@pytest.fixture
def fake_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A data folder of its own and models that need no files."""
    monkeypatch.setenv("HIKMA_MODEL", "fake:words")
    monkeypatch.setenv("HIKMA_EMBEDDING", "fake:words")
    monkeypatch.setenv("HIKMA_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("HIKMA_MODELS", raising=False)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()
