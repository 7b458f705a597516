"""One llama.cpp model held open: tokens in, tokens and log-probabilities out.

Knows nothing of messages, LangChain or study. What it adds to llama-cpp-python: one lock for
all callers, a memory of prompts seen (their key-value cache is kept and restored, so a prompt
that begins like an earlier one costs only its new end), and cancelling between small batches.
"""

import ctypes
import os
import threading
from collections import OrderedDict
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import regex

from ingest.errors import InputError, ModelFileCorrupt

STEP = 256
"""Prompt tokens between two looks at the cancel event: about 1.5 s on two cores."""
WORTH_KEEPING = 48
"""A dropped tail shorter than this is cheaper to compute again than to store."""
SNAPSHOTS = 6
"""Prompts whose cache is kept: about 14 MB per 500 tokens of the 1.5B model."""


class Cancelled(Exception):
    """The caller set its cancel event; the engine is in order and usable."""


class ContextOverflow(InputError):
    """A prompt is longer than the model's context."""


@dataclass
class Usage:
    """Tokens a call cost: prompt in all, of which found in the cache, and written."""

    prompt: int = 0
    cached: int = 0
    output: int = 0


class LlamaEngine:
    """A GGUF model on the CPU. Safe under concurrent callers: they wait for each other."""

    def __init__(self, path: Path, *, context: int = 4096, threads: int | None = None) -> None:
        import llama_cpp

        self._llama_cpp = llama_cpp
        count = threads or len(os.sched_getaffinity(0))
        try:
            self._llama = llama_cpp.Llama(
                str(path),
                n_ctx=context,
                n_batch=512,
                n_threads=count,
                n_threads_batch=count,
                flash_attn=True,
                verbose=False,
            )
        except (ValueError, RuntimeError, OSError) as error:
            raise ModelFileCorrupt(
                f"The chat model {path} cannot be loaded.", hint="Run: hikma models pull"
            ) from error
        self.context = context
        self.metadata: dict[str, str] = dict(self._llama.metadata)
        self._defined = _defined_by_user(self._llama)
        self._lock = threading.RLock()
        self._snapshots: OrderedDict[tuple[int, ...], Any] = OrderedDict()

    def close(self) -> None:
        """Free the model."""
        with self._lock:
            self._snapshots.clear()
            self._llama.close()

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """Token ids; only `special` lets template tokens such as `<|im_end|>` be tokens."""
        # llama.cpp takes tokens "defined by the user", such as Qwen's <tool_call>, for tokens
        # in any case: they are cut in two.
        starts = [] if special else [found.start() + 1 for found in self._defined.finditer(text)]
        tokens: list[int] = []
        for start, end in pairwise([0, *starts, len(text)]):
            piece = text[start:end].encode("utf-8")
            tokens += self._llama.tokenize(piece, add_bos=False, special=special)
        return tokens

    def piece(self, token: int) -> bytes:
        """The bytes a token stands for: often only part of a character."""
        return bytes(self._llama.detokenize([token]))

    @property
    def end_tokens(self) -> frozenset[int]:
        """Tokens that end a turn."""
        model = self._llama._model
        return frozenset({model.token_eos(), model.token_eot()} - {-1})

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the model for several calls in a row."""
        with self._lock:
            yield

    def log_probabilities(
        self,
        prompt: Sequence[int],
        continuations: Sequence[Sequence[int]],
        usage: Usage,
        cancel: threading.Event | None = None,
    ) -> list[float]:
        """log P(continuation | prompt) in nats, one for each; several share the prompt's cost."""
        import numpy as np

        scores = []
        with self._lock:
            self._feed(prompt, usage, cancel)
            first = self._last_log_softmax()
            for continuation in continuations:
                score = float(first[continuation[0]])
                for length in range(1, len(continuation)):
                    self._feed([*prompt, *continuation[:length]], Usage(), cancel)
                    score += float(self._last_log_softmax()[continuation[length]])
                scores.append(score)
        assert np.isfinite(scores).all()
        return scores

    def generate(
        self,
        prompt: Sequence[int],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        grammar: str | None = None,
        usage: Usage,
        cancel: threading.Event | None = None,
    ) -> Generator[int]:
        """Yield token ids until the turn ends, `max_tokens` are written, or `cancel` is set.

        `grammar` is GBNF. The lock is held until the generator ends or is closed.
        """
        rules = None
        if grammar is not None:
            rules = self._llama_cpp.LlamaGrammar.from_string(grammar, verbose=False)
        with self._lock:
            self._feed(prompt, usage, cancel)
            room = min(max_tokens, self.context - len(prompt) - 1)
            if room <= 0:
                return
            tokens = self._llama.generate(
                list(prompt), temp=temperature, repeat_penalty=1.0, grammar=rules
            )
            for token in tokens:
                if token in self.end_tokens:
                    return
                if cancel is not None and cancel.is_set():
                    raise Cancelled
                usage.output += 1
                yield token
                if usage.output >= room:
                    return

    def _feed(self, tokens: Sequence[int], usage: Usage, cancel: threading.Event | None) -> None:
        """Bring the cache to hold exactly `tokens`, computing only what it does not hold."""
        if len(tokens) >= self.context:
            raise ContextOverflow(
                f"The prompt has {len(tokens)} tokens; the model takes {self.context}.",
                hint="Ask a shorter question, or fewer passages with -k.",
            )
        self._restore_best(tokens)
        # The last token is always computed: its logits are what the caller is after.
        keep = min(_common_prefix(self._held(), tokens), len(tokens) - 1)
        usage.prompt += len(tokens)
        usage.cached += keep
        self._llama.n_tokens = keep
        for start in range(keep, len(tokens), STEP):
            if cancel is not None and cancel.is_set():
                raise Cancelled
            self._llama.eval(tokens[start : start + STEP])

    def _held(self) -> list[int]:
        return list(self._llama.input_ids[: self._llama.n_tokens].tolist())

    def _restore_best(self, tokens: Sequence[int]) -> None:
        """Swap in the stored prompt that shares most with `tokens`; store what that drops."""
        held = self._held()
        keep = _common_prefix(held, tokens)
        best = max(self._snapshots, key=lambda known: _common_prefix(known, tokens), default=None)
        gain = (_common_prefix(best, tokens) - keep) if best is not None else 0
        # Taken before storing, which may push it out.
        stored = self._snapshots.get(best) if best is not None else None
        if len(held) - keep >= WORTH_KEEPING:
            self._store(tuple(held))
        if best is not None and stored is not None and gain >= WORTH_KEEPING:
            self._load(best, stored)

    def _store(self, held: tuple[int, ...]) -> None:
        if held in self._snapshots:
            self._snapshots.move_to_end(held)
            return
        ctx = self._llama.ctx
        size = self._llama_cpp.llama_state_seq_get_size(ctx, 0)
        buffer = (ctypes.c_uint8 * size)()
        if self._llama_cpp.llama_state_seq_get_data(ctx, buffer, size, 0) != size:
            return  # not storable: it will be computed again
        self._snapshots[held] = buffer
        while len(self._snapshots) > SNAPSHOTS:
            self._snapshots.popitem(last=False)

    def _load(self, held: tuple[int, ...], buffer: Any) -> None:
        if held in self._snapshots:
            self._snapshots.move_to_end(held)
        ctx = self._llama.ctx
        done = self._llama_cpp.llama_state_seq_set_data(ctx, buffer, len(buffer), 0)
        if done != len(buffer):
            self._llama.n_tokens = 0
            return
        self._llama.input_ids[: len(held)] = held
        self._llama.n_tokens = len(held)

    def _last_log_softmax(self) -> Any:
        import numpy as np

        pointer = self._llama_cpp.llama_get_logits_ith(self._llama.ctx, -1)
        logits = np.ctypeslib.as_array(pointer, shape=(self._llama.n_vocab(),)).astype(np.float64)
        shifted = logits - logits.max()
        return shifted - np.log(np.exp(shifted).sum())


def _defined_by_user(llama: Any) -> "regex.Pattern[str]":
    """Where in a text a token begins that the model's maker added to the vocabulary."""
    import llama_cpp

    vocabulary = llama_cpp.llama_model_get_vocab(llama._model.model)
    texts = [
        llama_cpp.llama_vocab_get_text(vocabulary, token).decode("utf-8", "replace")
        for token in range(llama.n_vocab())
        if llama_cpp.llama_vocab_get_attr(vocabulary, token)
        & llama_cpp.LLAMA_TOKEN_ATTR_USER_DEFINED
    ]
    # Some models define runs of white space so: these say nothing but themselves.
    meant = [regex.escape(text) for text in texts if len(text) > 1 and not text.isspace()]
    return regex.compile(f"(?={'|'.join(meant)})" if meant else "(?!)")


def _common_prefix(a: Sequence[int], b: Sequence[int]) -> int:
    length = 0
    for x, y in zip(a, b):
        if x != y:
            break
        length += 1
    return length
