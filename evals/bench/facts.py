"""The machine and the packages that computed: what seconds mean nothing without."""

import os
import platform
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from evals.bench.results import Facts
from evals.provenance import machine

PACKAGES = (
    "chromadb", "onnxruntime", "llama-cpp-python", "tokenizers", "numpy", "torch",
    "sentence-transformers", "langchain-core", "langchain-chroma", "langchain-huggingface",
    "langchain-community", "langchain-text-splitters",
)  # fmt: skip


def facts() -> Facts:
    """What is known of this machine; what the system does not tell is left open."""
    return Facts(
        machine=machine(),
        cpu=_cpu(),
        usable=_usable(),
        memory=_memory(),
        load=_load(),
        packages=_packages(),
    )


def _cpu() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def _usable() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory() -> int | None:
    with suppress(OSError, ValueError, AttributeError):  # Windows has no sysconf
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return None


def _load() -> float | None:
    with suppress(OSError, AttributeError):  # nor a load
        return round(os.getloadavg()[0], 2)
    return None


def _packages() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found
