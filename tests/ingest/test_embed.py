"""Embeddings: the prepared int8 model is the model it was made from, and needs no torch."""

import subprocess
import sys

import numpy as np
import pytest

from ingest.embed import (
    FakeEmbeddings,
    LoadedEmbeddings,
    OnnxE5Embeddings,
    _batches,
    load_embeddings,
)
from ingest.errors import ModelUnavailable, PackageMissing, SettingsError
from ingest.weights import PREPARED, locate
from tutor.settings import Settings

TEXTS = [
    "Data drift is a change of the input distribution.",
    "数据漂移指输入数据的分布发生了变化。",
    "انجراف البيانات هو تغيّر توزيع المدخلات.",
    "Der Zug nach Hamburg fährt um neun.",
]


@pytest.mark.models
def test_it_agrees_with_sentence_transformers_in_full_precision(e5: LoadedEmbeddings) -> None:
    from sentence_transformers import SentenceTransformer

    settings = Settings()
    folder = locate("multilingual-e5-small", settings.model_roots) / PREPARED
    full = SentenceTransformer(str(folder)).encode(["passage: " + text for text in TEXTS])
    ours = np.array(e5.embed_documents(TEXTS))
    assert ours.shape == (4, 384)
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-4)
    assert ((ours * full).sum(axis=1) > 0.97).all()


@pytest.mark.models
def test_the_same_thing_said_in_three_languages_is_nearer_than_something_else(
    e5: LoadedEmbeddings,
) -> None:
    en, zh, ar, other = np.array(e5.embed_documents(TEXTS))
    assert min(en @ zh, en @ ar, zh @ ar) > max(en @ other, zh @ other, ar @ other)


@pytest.mark.models
def test_a_text_of_any_length_is_embedded_and_counted(e5: LoadedEmbeddings) -> None:
    long = "كلمة " * 5000
    assert len(e5.embed_documents([long, ""])) == 2
    assert e5.count_tokens([long])[0] > 5000
    assert e5.count_tokens([""]) == [0]


@pytest.mark.models
def test_batching_changes_nothing(e5: LoadedEmbeddings) -> None:
    together = np.array(e5.embed_documents(TEXTS * 5))
    alone = np.array([e5.embed_documents([text])[0] for text in TEXTS * 5])
    # Dynamic quantisation picks its scale per batch, so equal within its rounding only.
    assert ((together * alone).sum(axis=1) > 0.98).all()


@pytest.mark.models
def test_the_default_path_never_imports_torch() -> None:
    code = (
        "import sys; from tutor.settings import Settings; from ingest.embed import load_embeddings;"
        "s = Settings(); load_embeddings(s.embedding, s.model_roots).embed_query('x');"
        "sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_batches_hold_every_row_once_and_little_padding() -> None:
    lengths = [500, 3, 4, 512, 100, 90, 5]
    batches = _batches(lengths)
    assert sorted(row for batch in batches for row in batch) == list(range(7))
    assert all(len(b) == 1 or len(b) * max(lengths[r] for r in b) <= 512 for b in batches)


def test_the_fake_has_meaning() -> None:
    fake = FakeEmbeddings()
    a, b, c = np.array(fake.embed_documents(["spot training", "spot instances", "نص آخر تماما"]))
    assert a @ b > a @ c


@pytest.mark.parametrize("spec", ["", "x", "embedded:", "embedded:bert", ":x"])
def test_a_name_that_means_nothing_is_refused(spec: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_embeddings(spec, [])
    assert "embedded:multilingual-e5-small" in caught.value.hint


def test_a_provider_without_its_package_names_it() -> None:
    with pytest.raises(PackageMissing, match="cohere"):
        load_embeddings("cohere:any", [])


def test_a_folder_that_is_no_model_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ModelUnavailable):
        load_embeddings(f"sentence-transformers:{tmp_path}", [])


def test_a_server_that_is_down_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "not-to-be-shown")
    with pytest.raises(ModelUnavailable) as caught:
        load_embeddings("openai:any", [])
    assert "not-to-be-shown" not in caught.value.message


def test_a_prepared_folder_that_is_damaged_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from ingest.errors import ModelFileCorrupt

    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "model_int8.onnx").write_bytes(b"broken")
    with pytest.raises(ModelFileCorrupt) as caught:
        OnnxE5Embeddings(tmp_path, "x")
    assert "models pull" in caught.value.hint
