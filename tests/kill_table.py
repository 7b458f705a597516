"""Kills an ingestion at random moments and looks at what it leaves.

By hand, with the real embedding model, for the table:

    .venv/bin/python -m tests.kill_table --times 100 --embedding embedded:multilingual-e5-small

The tests do a few with the fake model. Between kills files are added, changed and deleted.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ingest.documents import Record
from ingest.embed import LoadedEmbeddings, load_embeddings
from ingest.index import Index, digest
from ingest.mend import Damage, examine
from ingest.pipeline import find_files, ingest_paths
from ingest.settings import IngestSettings

WORDS = (
    *("drift", "spot", "checkpoint", "endpoint", "latency", "8"),
    *("数据", "漂移", "训练", "模型", "انجراف", "البيانات", "نموذج", "٣"),
)
UNFINISHED = {"orphans", "leftovers"}
"""What a killed run may leave: nobody sees it, and the next run takes it up or deletes it."""


class Counting(LoadedEmbeddings):
    """Embeddings that write down which texts they embedded, and take their time."""

    def __init__(self, inner: LoadedEmbeddings, log: Path, seconds: float) -> None:
        self._inner, self._log, self._seconds = inner, log, seconds
        self.identity, self.max_tokens = inner.identity, inner.max_tokens

    def count_tokens(self, texts):  # type: ignore[no-untyped-def]
        return self._inner.count_tokens(texts)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors = self._inner.embed_documents(texts)
        time.sleep(self._seconds * len(texts))
        with self._log.open("a") as log:
            log.writelines(f"{digest(text)}\n" for text in texts)
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self._inner.embed_query(text)


class Kill(Record):
    """One kill, and the index as it was found after it."""

    seconds: float
    finished: bool
    """The run was done before the kill came."""
    documents: int
    chunks: int
    damage: tuple[Damage, ...]

    @property
    def state(self) -> str:
        if self.finished:
            return "run had finished"
        if self.documents < 0:
            return "no index yet"
        return "unfinished: " + ", ".join(sorted({bad.check for bad in self.damage}) or ["whole"])

    @property
    def sound(self) -> bool:
        """True where nothing that a reader can see is wrong."""
        return {bad.check for bad in self.damage} <= UNFINISHED


def write_document(folder: Path, number: int, chance: random.Random) -> None:
    """A text of a few paragraphs that no other document has."""
    paragraphs = [
        f"{number}.{place} " + " ".join(chance.choices(WORDS, k=60)) + "."
        for place in range(chance.randint(1, 12))
    ]
    (folder / f"doc-{number}.md").write_text(f"# Document {number}\n\n" + "\n\n".join(paragraphs))


def change_something(folder: Path, chance: random.Random, number: int) -> None:
    """Add two files; change one; delete one."""
    files = sorted(folder.iterdir())
    write_document(folder, number, chance)
    write_document(folder, number + 1, chance)
    changed = chance.choice(files)
    changed.write_text(changed.read_text() + f"\n\nChanged {number}: 已修改 تغيّر.\n")
    chance.choice([path for path in files if path != changed]).unlink()


def kill_again_and_again(
    root: Path, embedding: str, *, times: int, longest: float, seconds: float, seed: int
) -> Iterator[Kill]:
    """Start ingestions until `times` were killed; the index is looked at after each."""
    chance = random.Random(seed)
    folder = root / "files"
    folder.mkdir()
    for number in range(30):
        write_document(folder, number, chance)
    embeddings = load_embeddings(embedding, _models())
    turn = killed = 0
    while killed < times:
        if turn:
            change_something(folder, chance, 100 + 2 * turn)
        after = chance.uniform(0.0, longest)
        finished = _run_and_kill(root, embedding, seconds, after)
        yield _look(root / "index", embeddings, after, finished=finished)
        turn, killed = turn + 1, killed + (not finished)


def finish(root: Path, embedding: str) -> tuple[list[Damage], int, int]:
    """Let a last run finish: what is wrong then, texts embedded in all runs, and how many of
    those again."""
    embeddings = Counting(load_embeddings(embedding, _models()), root / "embedded.log", 0)
    ingest_paths(find_files([root / "files"]), root / "index", embeddings, IngestSettings())
    embedded = (root / "embedded.log").read_text().split()
    again = len(embedded) - len(set(embedded))
    return examine(root / "index", embeddings), len(embedded), again


def _run_and_kill(root: Path, embedding: str, seconds: float, after: float) -> bool:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.kill_table", "--work", root, "--embedding", embedding,
         "--seconds", str(seconds)],
        cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()  # loaded: the moments before say nothing
    try:
        return process.wait(after) == 0
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return False
    finally:
        process.stdout.close()


def _look(folder: Path, embeddings: LoadedEmbeddings, after: float, *, finished: bool) -> Kill:
    if not Index.exists(folder):
        return Kill(seconds=after, finished=finished, documents=-1, chunks=0, damage=())
    with closing(Index.open(folder, embeddings)) as index:
        documents, chunks = len(index.library()), len(index)
    return Kill(
        seconds=after,
        finished=finished,
        documents=documents,
        chunks=chunks,
        damage=tuple(examine(folder, embeddings)),
    )


def _models() -> tuple[Path, ...]:
    return (Path(os.environ.get("HIKMA_MODELS", "models")),)


def _work(root: Path, embedding: str, seconds: float) -> None:
    embeddings = Counting(load_embeddings(embedding, _models()), root / "embedded.log", seconds)
    print("loaded", flush=True)
    ingest_paths(find_files([root / "files"]), root / "index", embeddings, IngestSettings())


def _table(times: int, embedding: str, longest: float, seed: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        kills = []
        for kill in kill_again_and_again(
            root, embedding, times=times, longest=longest, seconds=0, seed=seed
        ):
            kills.append(kill)
            print(f"{len(kills):4} {kill.seconds:6.2f} s  {kill.documents:4} documents "
                  f"{kill.chunks:5} chunks  {kill.state}", flush=True)  # fmt: skip
        print("\n| after the kill | times | readers saw damage |\n|---|---:|---:|")
        for state, count in Counter(kill.state for kill in kills).most_common():
            bad = sum(not kill.sound for kill in kills if kill.state == state)
            print(f"| {state} | {count} | {bad} |")
        damage, embedded, again = finish(root, embedding)
        print(f"\nAfter a last run: {len(damage)} damage(s); {embedded} texts were embedded in "
              f"{len(kills) + 1} runs, {again} of them again.")  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--embedding", default="fake:words")
    parser.add_argument("--longest", type=float, default=3.0)
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path)
    given = parser.parse_args()
    if given.work:
        _work(given.work, given.embedding, given.seconds)
    else:
        _table(given.times, given.embedding, given.longest, given.seed)
