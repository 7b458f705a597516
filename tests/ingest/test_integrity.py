"""The index after crashes, under two processes, on a server: what a reader sees is whole."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest import errors
from ingest.documents import Scope
from ingest.embed import FakeEmbeddings
from ingest.files import load
from ingest.index import EMBEDDED_AT_ONCE, Index
from ingest.lexical import terms
from ingest.mend import examine
from ingest.pipeline import find_files, ingest_paths, rebuild
from ingest.read import read
from ingest.settings import IndexSettings, IngestSettings
from ingest.split import split
from ingest.writing import writing
from tests import kill_table
from tests.builders import document, fake_index, ingest_folder, write_files

ROOT = Path(__file__).parents[2]
FILES = {
    "en.md": "# Drift\n\nData drift is a change of the input distribution.",
    "zh.txt": "数据漂移指输入数据的分布发生了变化。",
    "ar.txt": "انجراف البيانات هو تغيّر توزيع المدخلات.",
}


class Counted(FakeEmbeddings):
    """Remembers what it embedded."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.texts += texts
        return super().embed_documents(texts)


def in_another_process(folder: Path, index: Path) -> subprocess.Popen[bytes]:
    code = (
        "import sys; from pathlib import Path; from tests.builders import ingest_folder; "
        "ingest_folder(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    return subprocess.Popen([sys.executable, "-c", code, folder, index], cwd=ROOT)


def test_killed_at_random_moments_the_index_is_whole_and_the_next_run_completes_it(
    tmp_path: Path,
) -> None:
    kills = list(
        kill_table.kill_again_and_again(
            tmp_path, "fake:words", times=6, longest=1.2, seconds=0.001, seed=5
        )
    )
    assert [kill.damage for kill in kills if not kill.sound] == []
    assert not all(kill.finished for kill in kills)
    damage, embedded, again = kill_table.finish(tmp_path, "fake:words")
    assert damage == []
    assert embedded > 0
    assert again <= EMBEDDED_AT_ONCE * len(kills)


def test_what_a_killed_run_embedded_is_not_embedded_again(tmp_path: Path) -> None:
    write_files(
        tmp_path / "files", {"long.md": "\n\n".join(f"Point {n}. Drift." for n in range(9))}
    )
    with closing(Index.create(tmp_path / "index", FakeEmbeddings())) as index:
        (found,) = find_files([tmp_path / "files"]).files
        settings = IngestSettings()
        long = read(found.path, load(found.path, settings), settings)
        chunks = split(long, index.embeddings.count_tokens, max_tokens=settings.chunk_tokens)
        index._store_vectors([(long.title, chunk) for chunk in chunks], {})
        index.note(writing="yes")  # and here the power is pulled
        assert len(index) == 0
    counted = Counted()
    result = ingest_paths(find_files([tmp_path / "files"]), tmp_path / "index", counted, settings)
    assert result.files[0].status == "added"
    assert counted.texts == []
    assert examine(tmp_path / "index", counted) == []


def test_a_small_change_embeds_only_what_changed(tmp_path: Path) -> None:
    sections = [f"## Part {n}\n\n" + f"Drift number {n} in the data. " * 20 for n in range(12)]
    write_files(tmp_path / "files", {"long.md": "# Long\n\n" + "\n\n".join(sections)})
    ingest_folder(tmp_path / "files", tmp_path / "index")
    sections[6] = "## Part 6\n\nA new text about checkpoints."
    write_files(tmp_path / "files", {"long.md": "# Long\n\n" + "\n\n".join(sections)})
    counted = Counted()
    result = ingest_paths(
        find_files([tmp_path / "files"]), tmp_path / "index", counted, IngestSettings()
    )
    assert result.files[0].status == "updated"
    assert len(counted.texts) == 1
    assert "checkpoints" in counted.texts[0]
    assert examine(tmp_path / "index", counted) == []


def test_an_open_reader_sees_what_another_process_adds_changes_and_removes(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    vector = index.embeddings.embed_query("checkpoint spot")
    scope = Scope(languages=("en",))
    index.search_dense(vector, 10, where=scope)
    write_files(
        tmp_path / "files", {"new.md": "# Spot\n\nA checkpoint survives the Spot instance."}
    )
    (tmp_path / "files" / "zh.txt").unlink()
    assert in_another_process(tmp_path / "files", tmp_path / "index").wait() == 0
    best = index.hits(index.search_dense(vector, 10, where=scope))[0]
    assert "survives" in best.chunk.text
    assert "zh.txt" not in " ".join(entry.path for entry in index.library())
    assert not index.search_words(terms("漂移", "zh-Hans"), 10, where=Scope())


def test_a_reader_beside_a_writer_sees_no_words_without_their_vectors(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    many = {f"{n}.md": f"# N{n}\n\n" + f"Drift number {n} in the data. " * 30 for n in range(60)}
    write_files(tmp_path / "files", many)
    vector = index.embeddings.embed_query("drift data")
    writer = in_another_process(tmp_path / "files", tmp_path / "index")
    sizes = set()
    while writer.poll() is None:
        words = index.search_words(terms("drift", "en"), 200, where=Scope())
        assert set(index.similarity(vector, list(words))) == set(words)
        dense = index.search_dense(vector, 200, where=Scope(languages=("en",)))
        assert set(index.hits(dense)) is not None
        sizes.add(len(words))
    assert writer.returncode == 0
    assert len(sizes) > 1, "the writer was not seen at work"


def test_a_second_writer_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    write_files(tmp_path / "files", FILES)
    with writing(tmp_path / "index"), pytest.raises(errors.StoreBusy, match="Another process") as e:
        ingest_folder(tmp_path / "files", tmp_path / "index")
    assert "Wait" in e.value.hint


def test_a_file_that_left_its_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    (tmp_path / "files" / "ar.txt").unlink()
    result = ingest_paths(
        find_files([tmp_path / "files"]), tmp_path / "index", FakeEmbeddings(), IngestSettings()
    )
    assert [Path(gone.path).name for gone in result.removed] == ["ar.txt"]
    assert len(index.library()) == 2
    assert index.vectors.count() == len(index)


def test_files_that_exchanged_their_names_are_known_by_their_new_ones(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    folder = tmp_path / "files"
    one, two = folder / "en.md", folder / "other.md"
    write_files(folder, {"other.md": "# Spot\n\nA checkpoint survives."})
    ingest_folder(folder, tmp_path / "index")
    one.rename(folder / "x")
    two.rename(one)
    (folder / "x").rename(two)
    ingest_folder(folder, tmp_path / "index")
    paths = {entry.title: Path(entry.path).name for entry in index.library()}
    assert paths["Spot"] == "en.md"
    assert paths["Drift"] == "other.md"
    assert examine(tmp_path / "index", FakeEmbeddings()) == []


def test_a_file_renamed_over_another_takes_its_place(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    (tmp_path / "files" / "en.md").rename(tmp_path / "files" / "zh.txt")
    ingest_folder(tmp_path / "files", tmp_path / "index")
    assert {Path(entry.path).name for entry in index.library()} == {"zh.txt", "ar.txt"}
    assert not index.search_words(terms("漂移", "zh-Hans"), 10, where=Scope())
    assert index.search_words(terms("distribution", "en"), 10, where=Scope())
    assert examine(tmp_path / "index", FakeEmbeddings()) == []


def test_a_document_that_moves_while_its_path_is_taken_over_keeps_its_vectors(
    tmp_path: Path,
) -> None:
    fake_index(tmp_path, {"en.md": FILES["en.md"]}).close()

    class Meanwhile(FakeEmbeddings):
        """While a file is embedded, another thread finds the old text under a new name."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            index.move(moved, str(tmp_path / "files" / "renamed.md"))
            return super().embed_documents(texts)

    with closing(Index.open(tmp_path / "index", Meanwhile())) as index:
        (moved,) = index.ids()
        new = document("A new text.", id="1" * 16, path=str(tmp_path / "files" / "en.md"))
        chunks = split(new, index.embeddings.count_tokens, max_tokens=99)
        index.add([(new, chunks)])
        assert len(index.ids()) == 2
    assert examine(tmp_path / "index", FakeEmbeddings()) == []


def test_many_renamed_files_beside_new_ones_lose_nothing(tmp_path: Path) -> None:
    many = {f"{n}.md": f"# N{n}\n\nDrift {n} in the data." for n in range(60)}
    fake_index(tmp_path, many).close()
    folder = tmp_path / "files"
    for n in range(60):
        (folder / f"{n}.md").rename(folder / f"renamed-{n}.md")
        write_files(folder, {f"new-{n}.md": f"# New {n}\n\n" + f"Spot {n} training. " * 90})
    reports = ingest_paths(
        find_files([folder]), tmp_path / "index", FakeEmbeddings(), IngestSettings(workers=4)
    ).files
    assert [report.status for report in reports if report.error] == []
    assert sum(report.status == "unchanged" for report in reports) == 60
    assert examine(tmp_path / "index", FakeEmbeddings()) == []


def test_an_empty_folder_is_taken_for_a_disk_that_is_not_there(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    for path in (tmp_path / "files").iterdir():
        path.unlink()
    result = ingest_paths(
        find_files([tmp_path / "files"]), tmp_path / "index", FakeEmbeddings(), IngestSettings()
    )
    assert result.removed == ()
    assert len(index.library()) == 3


def test_an_open_reader_goes_over_to_a_rebuilt_index(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    vector = index.embeddings.embed_query("drift")
    assert index.search_dense(vector, 10, where=Scope())
    write_files(tmp_path / "files", {"new.md": "# New\n\nDrift again."})
    rebuild(
        find_files([tmp_path / "files"]), tmp_path / "index", FakeEmbeddings(), IngestSettings()
    )
    assert len(index.hits(index.search_dense(vector, 10, where=Scope()))) == 4
    assert len(index.library()) == 4


def test_a_file_that_can_no_longer_be_read_keeps_its_earlier_text(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    (tmp_path / "files" / "en.md").write_bytes(b"\x7fELF\0\0\0")
    (report,) = [
        r for r in ingest_folder(tmp_path / "files", tmp_path / "index") if r.path.endswith("en.md")
    ]
    assert report.status == "failed"
    assert report.error is not None
    assert "earlier text stays" in report.error["hint"]
    assert index.search_words(terms("distribution", "en"), 10, where=Scope())
    rebuild(
        find_files([tmp_path / "files"]), tmp_path / "index", FakeEmbeddings(), IngestSettings()
    )
    with closing(Index.open(tmp_path / "index", FakeEmbeddings())) as again:
        assert again.search_words(terms("distribution", "en"), 10, where=Scope())


def test_more_chunks_than_chroma_takes_at_once_are_stored(tmp_path: Path) -> None:
    with closing(Index.create(tmp_path / "index", FakeEmbeddings())) as index:
        index.vectors._max_batch = lambda: 5  # type: ignore[method-assign]
        text = "\n\n".join(f"# H{n}\n\nDrift {n}." for n in range(23))
        doc = document(text)
        chunks = split(doc, index.embeddings.count_tokens, max_tokens=40)
        index.add([(doc, chunks)])
        assert index.vectors.ids() == {chunk.id for chunk in chunks}
        assert len(chunks) > 5


@pytest.fixture(scope="module")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    process = subprocess.Popen(
        [Path(sys.executable).with_name("chroma"), "run", "--path", folder, "--host", "127.0.0.1",
         "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=os.environ | {"ANONYMIZED_TELEMETRY": "False"},
    )  # fmt: skip
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            pytest.fail("chroma run did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def test_a_chroma_server_by_url_works_with_the_same_code(tmp_path: Path, chroma_url: str) -> None:
    store = IndexSettings(chroma_url=chroma_url)
    selection = find_files([write_files(tmp_path / "files", FILES)])
    one, two = tmp_path / "one", tmp_path / "two"
    ingest_paths(selection, one, FakeEmbeddings(), IngestSettings(), store=store)
    only = find_files([tmp_path / "files" / "zh.txt"])
    ingest_paths(only, two, FakeEmbeddings(), IngestSettings(), store=store)
    with closing(Index.open(one, FakeEmbeddings(), store)) as index:
        vector = index.embeddings.embed_query("漂移")
        found = index.search_dense(vector, 10, where=Scope(languages=("zh-Hans",)))
        assert "漂移" in index.hits(found)[0].chunk.text
        index.remove(index.resolve(str(tmp_path / "files" / "zh.txt")))
        assert index.vectors.count() == len(index) == 2
    # Two data folders share a server without seeing each other.
    with closing(Index.open(two, FakeEmbeddings(), store)) as other:
        assert other.vectors.count() == len(other) == 1
    assert examine(one, FakeEmbeddings(), store) == []
    assert not (one / "chroma").exists()
    with pytest.raises(errors.IndexMismatch, match="folder"):
        Index.open(one, FakeEmbeddings())
    rebuild(selection, one, FakeEmbeddings(), IngestSettings())
    with closing(Index.open(one, FakeEmbeddings())) as here:
        assert here.vectors.count() == 3


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    store = IndexSettings(chroma_url="http://127.0.0.1:9")
    with pytest.raises(errors.ServerUnreachable, match=r"127\.0\.0\.1:9") as caught:
        Index.create(tmp_path / "index", FakeEmbeddings(), store)
    assert "HIKMA_INDEX__CHROMA_URL" in caught.value.hint
    assert not Index.exists(tmp_path / "index")


def test_where_documents_came_from_is_written_down_beside_the_database(tmp_path: Path) -> None:
    fake_index(tmp_path, FILES)
    lines = (tmp_path / "index" / "sources.jsonl").read_text("utf-8").splitlines()
    assert {Path(json.loads(line)).name for line in lines} == set(FILES)
