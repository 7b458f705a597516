"""The embedding model, converted once: 4-bit blocks → sentence-transformers folder + int8 ONNX.

Runs inside `hikma models pull` and is the only place of the default path that needs torch.
The file format is described in `../shared/models.md` of the project; in short, little-endian:
`E5S1`, a header of sizes, the tokenizer (skipped: its `tokenizer.json` is a file of its own),
a directory of tensors, the tensors. Linear weights and word embeddings are Q4_0 blocks of 32.
"""

import shutil
import struct
import tempfile
import warnings
from pathlib import Path
from typing import Any

from ingest.errors import ModelFileCorrupt
from ingest.weights import PREPARED, RECIPE

Q4_BLOCK = 32
LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def prepare(folder: Path) -> None:
    """Write `<folder>/sentence-transformers` whole or not at all.

    Raises `ModelFileCorrupt` where the weights are not in the format they should be.
    """
    sizes, tensors = read_weights(folder / "e5-small-q4.bin")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".preparing-") as scratch:
        fresh = Path(scratch) / PREPARED
        _save(sizes, tensors, folder / "tokenizer.json", fresh)
        (fresh / "recipe.txt").write_text(RECIPE + "\n", encoding="utf-8")
        shutil.rmtree(folder / PREPARED, ignore_errors=True)
        fresh.replace(folder / PREPARED)


def read_weights(path: Path) -> tuple[dict[str, int | float], dict[str, Any]]:
    """Sizes and fp32 tensors (numpy, flat) of an `E5S1` file."""
    data = path.read_bytes()
    try:
        return _parse(data)
    except (struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
        raise ModelFileCorrupt(
            f"{path} is not in the format it should be.",
            hint="Run: hikma models pull (it fetches the file again).",
        ) from error


def _parse(data: bytes) -> tuple[dict[str, int | float], dict[str, Any]]:
    if data[:4] != b"E5S1":
        raise ValueError("not an E5S1 file")
    at = 8
    names = ("hidden", "layers", "heads", "ffn", "vocab", "max_pos", "type_vocab")
    sizes: dict[str, int | float] = dict(zip(names, struct.unpack_from("<7i", data, at)))
    sizes["eps"], block = struct.unpack_from("<fi", data, at + 28)
    if block != Q4_BLOCK:
        raise ValueError("unexpected block size")
    at += 36
    pieces = struct.unpack_from("<5i", data, at)[0]
    (blob,) = struct.unpack_from("<Q", data, at + 20)
    at += 28 + 4 * (pieces + 1) + 4 * pieces + blob
    _, normaliser = struct.unpack_from("<iI", data, at)
    at += 8 + normaliser
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        _, count, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        tensors[name] = _tensor(data, offset, size, count)
    return sizes, tensors


def _tensor(data: bytes, offset: int, size: int, count: int) -> Any:
    import numpy as np

    raw = np.frombuffer(data, dtype=np.uint8, count=size, offset=offset)
    if size == 4 * count:
        return raw.view("<f4").copy()
    blocks = raw.reshape(-1, 18)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * scales).reshape(-1)[:count]


def _state_dict(sizes: dict[str, int | float], tensors: dict[str, Any]) -> dict[str, Any]:
    import torch

    hidden, ffn = int(sizes["hidden"]), int(sizes["ffn"])
    state = {}
    for short, name in EMBEDDING_NAMES.items():
        values = torch.from_numpy(tensors[short])
        state[name] = values if "ln" in short else values.reshape(-1, hidden)
    for layer in range(int(sizes["layers"])):
        for short, name in LAYER_NAMES.items():
            weight = torch.from_numpy(tensors[f"l{layer}.{short}.w"])
            if not short.endswith("ln"):
                weight = weight.reshape(-1, ffn if short == "fo" else hidden)
            state[f"encoder.layer.{layer}.{name}.weight"] = weight
            state[f"encoder.layer.{layer}.{name}.bias"] = torch.from_numpy(
                tensors[f"l{layer}.{short}.b"]
            )
    return state


def _save(
    sizes: dict[str, int | float], tensors: dict[str, Any], tokenizer: Path, target: Path
) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
    from transformers.utils import logging as transformers_logging

    # A load report of the (unused) pooler and progress bars would only worry the reader.
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    config = BertConfig(
        vocab_size=int(sizes["vocab"]),
        hidden_size=int(sizes["hidden"]),
        num_hidden_layers=int(sizes["layers"]),
        num_attention_heads=int(sizes["heads"]),
        intermediate_size=int(sizes["ffn"]),
        max_position_embeddings=int(sizes["max_pos"]),
        type_vocab_size=int(sizes["type_vocab"]),
        layer_norm_eps=sizes["eps"],
        pad_token_id=0,
    )
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(_state_dict(sizes, tensors))
    model.eval()
    plain = target.with_name("transformers")
    model.save_pretrained(plain)
    PreTrainedTokenizerFast(
        tokenizer_file=str(tokenizer),
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        cls_token="<s>",
        sep_token="</s>",
        mask_token="<mask>",
        model_max_length=512,
    ).save_pretrained(plain)
    transformer = Transformer(str(plain), max_seq_length=512)
    pooling = Pooling(config.hidden_size, pooling_mode="mean")
    SentenceTransformer(
        modules=[transformer, pooling, Normalize()],
        device="cpu",
        prompts={"query": "query: ", "passage": "passage: "},
    ).save(str(target))
    shutil.rmtree(plain)
    _export(model, target)


def _export(model: Any, target: Path) -> None:
    """int8 ONNX whose one output is the pooled, normalised sentence vector."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class Pooled(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            hidden = self.model(input_ids=input_ids, attention_mask=attention_mask)[0]
            mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * mask).sum(1) / mask.sum(1)
            return torch.nn.functional.normalize(mean, dim=-1)

    (target / "onnx").mkdir()
    full = target.with_name("model.onnx")
    sample = torch.ones(2, 8, dtype=torch.int64)
    axes = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings():
        # The older exporter needs no further packages; that it is deprecated is no news to a user.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Pooled().eval(),
            (sample, sample),
            str(full),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(full, target / "onnx" / "model_int8.onnx", weight_type=QuantType.QInt8)
    full.unlink()
