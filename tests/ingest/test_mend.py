"""`examine` finds each damage and `mend` puts it right: afterwards all is as it was."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ingest import errors
from ingest.documents import Scope
from ingest.embed import FakeEmbeddings
from ingest.index import Index
from ingest.lexical import terms
from ingest.mend import examine, mend
from ingest.pipeline import find_files, rebuild
from ingest.settings import IngestSettings
from ingest.vectors import VectorRow
from ingest.writing import writing
from tests.builders import fake_index, ingest_folder

FILES = {
    "en.md": "# Drift\n\nData drift changes the input distribution.\n\n# Spot\n\nCheckpoints.",
    "zh.txt": "数据漂移指输入数据的分布发生了变化。",
    "ar.txt": "انجراف البيانات هو تغيّر توزيع المدخلات.",
}
Damage = Callable[[Path], None]


def sql(*statements: str) -> Damage:
    def damage(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "library.sqlite")) as database:
            for statement in statements:
                database.execute(statement)
            database.commit()

    return damage


def vectors(change: Callable[[Index], None]) -> Damage:
    def damage(folder: Path) -> None:
        with closing(Index.open(folder, FakeEmbeddings())) as index:
            change(index)

    return damage


def lose_vectors(index: Index) -> None:
    index.vectors.delete(sorted(index.chunk_ids())[:2])


def wrong_vectors(index: Index) -> None:
    chunk = index.chunks_of(index.ids()[0])[0]
    store(index, chunk.id, [0.0] * 256)


def stray_vectors(index: Index) -> None:
    store(index, "gone:0-1", [1.0] + [0.0] * 255)


def store(index: Index, id: str, vector: list[float]) -> None:
    row = VectorRow(id=id, vector=vector, document="x", languages=("en",), digest="x")
    index.vectors.upsert([row])


def overwrite(name: str, data: bytes) -> Damage:
    def damage(folder: Path) -> None:
        for path in folder.glob(name):
            path.write_bytes(data + path.read_bytes()[len(data) :])

    return damage


def truncate(name: str) -> Damage:
    def damage(folder: Path) -> None:
        for path in folder.glob(name):
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return damage


def leave_folders(folder: Path) -> None:
    for suffix in ("new", "old", "making"):
        shutil.copytree(folder, folder.with_name(f"index.{suffix}"))


def delete_chroma(folder: Path) -> None:
    shutil.rmtree(folder / "chroma")


def damage_much(folder: Path) -> None:
    sql("DELETE FROM words", "UPDATE chunks SET text = 'x' WHERE number = 1")(folder)
    leave_folders(folder)
    delete_chroma(folder)


DAMAGES: dict[str, tuple[str, Damage]] = {
    "vectors lost": ("vectors", vectors(lose_vectors)),
    "a vector of zeros": ("vectors", vectors(wrong_vectors)),
    "a vector of no chunk": ("orphans", vectors(stray_vectors)),
    "Chroma's folder deleted": ("vectors", delete_chroma),
    "Chroma's database overwritten": ("vectors", overwrite("chroma/*.sqlite3", b"x" * 4096)),
    "Chroma's database cut short": ("vectors", truncate("chroma/*.sqlite3")),
    "words deleted": ("words", sql("DELETE FROM words WHERE rowid = 1")),
    "words of another text": ("words", sql("UPDATE words SET terms = 'x' WHERE rowid = 2")),
    "words of no chunk": ("words", sql("INSERT INTO words (rowid, terms) VALUES (99, 'y')")),
    "the word index torn": ("words", sql("DELETE FROM words_data WHERE id > 10")),
    "a chunk changed": ("chunks", sql("UPDATE chunks SET text = 'x' WHERE number = 1")),
    "a chunk deleted": ("chunks", sql("DELETE FROM chunks WHERE number = 1")),
    "a document's row deleted": ("chunks", sql("DELETE FROM documents WHERE path LIKE '%zh%'")),
    "the database overwritten": ("database", overwrite("library.sqlite*", b"no database" * 99)),
    "the database cut short": ("database", truncate("library.sqlite")),
    "facts deleted": ("database", sql("DELETE FROM facts WHERE name = 'collection'")),
    "folders of killed rebuilds": ("leftovers", leave_folders),
    "much at once": ("words", damage_much),
}


def state(folder: Path) -> tuple[object, ...]:
    """What a reader can find."""
    with closing(Index.open(folder, FakeEmbeddings())) as index:
        dense = index.search_dense(index.embeddings.embed_query("drift 漂移"), 99, where=Scope())
        words = [index.search_words(terms(w, "en"), 9, where=Scope()) for w in ("drift", "漂移")]
        return (
            sorted(index.chunk_ids()),
            sorted((id, round(score, 4)) for id, score in dense.items()),
            [sorted((id, round(score, 4)) for id, score in found.items()) for found in words],
            [(e.path, e.title, e.chunks, e.languages) for e in index.library()],
        )


@pytest.mark.parametrize("name", DAMAGES)
def test_each_damage_is_found_and_mended(tmp_path: Path, name: str) -> None:
    check, damage = DAMAGES[name]
    folder = tmp_path / "index"
    fake_index(tmp_path, FILES).close()
    before = state(folder)
    assert examine(folder, FakeEmbeddings()) == []
    damage(folder)
    assert check in {bad.check for bad in examine(folder, FakeEmbeddings())}
    mended = mend(folder, FakeEmbeddings(), IngestSettings())
    assert all(bad.mended for bad in mended)
    assert examine(folder, FakeEmbeddings()) == []
    # A document whose very text is gone comes back with the next run over its folder.
    ingest_folder(tmp_path / "files", folder)
    assert state(folder) == before


def test_a_vector_file_that_chroma_cannot_read_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    many = "\n\n".join(f"# H{n}\n\nDrift {n}." for n in range(1100))
    fake_index(tmp_path, FILES | {"many.md": many}).close()
    assert list(folder.glob("chroma/*/data_level0.bin")), "Chroma wrote no vector file"
    truncate("chroma/*/*.bin")(folder)
    overwrite("chroma/*/header.bin", b"\xff" * 50)(folder)
    assert {bad.check for bad in examine(folder, FakeEmbeddings())} == {"vectors"}
    mend(folder, FakeEmbeddings(), IngestSettings())
    assert examine(folder, FakeEmbeddings()) == []


def test_a_database_beyond_reading_is_made_again_from_the_originals_and_kept_aside(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "index"
    fake_index(tmp_path, FILES).close()
    (tmp_path / "files" / "ar.txt").unlink()
    overwrite("library.sqlite*", b"not a database" * 99)(folder)
    (damage,) = mend(folder, FakeEmbeddings(), IngestSettings())
    assert "2 original file(s); 1 could not be read again" in damage.mended
    assert list(tmp_path.glob("index.damaged-*/library.sqlite"))


def test_what_is_not_damage_is_left_to_reindexing(tmp_path: Path) -> None:
    class Other(FakeEmbeddings):
        identity = FakeEmbeddings.identity.model_copy(update={"model": "fake:other"})

    fake_index(tmp_path, FILES).close()
    with pytest.raises(errors.IndexMismatch):
        mend(tmp_path / "index", Other(), IngestSettings())
    rebuild(find_files([]), tmp_path / "index", Other(), IngestSettings())
    assert examine(tmp_path / "index", Other()) == []


def test_nothing_is_mended_while_another_process_writes(tmp_path: Path) -> None:
    fake_index(tmp_path, FILES).close()
    with writing(tmp_path / "index"), pytest.raises(errors.StoreBusy):
        mend(tmp_path / "index", FakeEmbeddings(), IngestSettings())
