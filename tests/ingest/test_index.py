"""The index: real Chroma in a temporary folder, words beside it, both in step."""

from pathlib import Path

import pytest

from ingest import errors, library, vectors, word_index
from ingest.documents import Chunk, Scope
from ingest.embed import FakeEmbeddings
from ingest.index import Index
from ingest.lexical import terms
from ingest.pipeline import Selection, rebuild
from ingest.settings import IngestSettings
from tests.builders import fake_index, ingest_folder, write_files

FILES = {
    "en.md": "# Drift\n\nData drift is a change of the input distribution.",
    "zh.txt": "数据漂移指输入数据的分布发生了变化。",
    "ar.txt": "انجراف البيانات هو تغيّر توزيع المدخلات.",
}


class OtherEmbeddings(FakeEmbeddings):
    identity = FakeEmbeddings.identity.model_copy(update={"model": "fake:other"})


@pytest.mark.parametrize(
    ("query", "language", "name"),
    [
        ("input distribution", "en", "en.md"),
        ("漂移", "zh-Hans", "zh.txt"),
        ("المُدخلات", "ar", "ar.txt"),
    ],
)
def test_words_find_the_document_in_every_script(
    tmp_path: Path, query: str, language: str, name: str
) -> None:
    index = fake_index(tmp_path, FILES)
    found = index.search_words(terms(query, language), 10, where=Scope())
    best = index.hits(found)[0].chunk
    assert index.document(best.document).path.endswith(name)


def test_both_legs_respect_language_and_document(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    vector = index.embeddings.embed_query("data")
    arabic = index.search_dense(vector, 10, where=Scope(languages=("ar",)))
    assert {chunk.language for chunk in index.chunks(arabic).values()} == {"ar"}
    one = index.resolve(str(tmp_path / "files" / "en.md"))
    both = Scope(documents=(one,), languages=("en",))
    assert {
        c.document for c in index.chunks(index.search_dense(vector, 9, where=both)).values()
    } == {one}
    assert not index.search_words(terms("漂移", "zh"), 10, where=both)


@pytest.mark.parametrize("one_by_one", [0, 1_000])
def test_a_language_is_searched_alike_by_its_ids_and_by_all_cosines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_by_one: int
) -> None:
    monkeypatch.setattr(vectors, "COMPARED_ONE_BY_ONE", one_by_one)
    index = fake_index(tmp_path, FILES | {"more.md": "# More\n\nDrift of a model's target."})
    vector = index.embeddings.embed_query("drift of the target")
    english = Scope(languages=("en",))
    found = index.search_dense(vector, 10, where=english)
    assert set(found) == set(index.chunk_ids_in(english))
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert found == pytest.approx(index.vectors.similarity(vector, list(found)), abs=1e-5)


@pytest.mark.parametrize("one_by_one", [0, 1_000])
def test_a_chunk_without_a_vector_hides_no_other_of_its_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_by_one: int
) -> None:
    monkeypatch.setattr(vectors, "COMPARED_ONE_BY_ONE", one_by_one)
    index = fake_index(tmp_path, FILES | {"more.md": "# More\n\nDrift of a model's target."})
    vector, english = index.embeddings.embed_query("drift"), Scope(languages=("en",))
    gone, *left = index.search_dense(vector, 10, where=english)
    index.vectors.delete([gone])
    assert list(index.search_dense(vector, 10, where=english)) == left


def test_a_scope_has_what_was_added_by_this_index_or_another_since(tmp_path: Path) -> None:
    index, chinese = fake_index(tmp_path, FILES), Scope(languages=("zh-Hans",))
    (first,) = index.chunk_ids_in(chinese)
    assert index.languages()["zh-Hans"] == 1
    write_files(tmp_path / "files", {"more.txt": "模型漂移指目标发生了变化。"})
    ingest_folder(tmp_path / "files", tmp_path / "index")
    assert len(index.chunk_ids_in(chinese)) == index.languages()["zh-Hans"] == 2
    index.remove(first.partition(":")[0])
    assert first not in index.chunk_ids_in(chinese)
    assert index.languages()["zh-Hans"] == 1


def test_what_another_thread_is_about_to_undo_is_not_remembered(tmp_path: Path) -> None:
    index, english = fake_index(tmp_path, FILES), Scope(languages=("en",))
    (there,) = index.chunk_ids_in(english)

    def begin() -> None:
        with index.transaction() as database:
            library.delete(database, there.partition(":")[0])
            assert index.chunk_ids_in(english) == ()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        begin()
    assert index.chunk_ids_in(english) == (there,)


def test_only_in_a_large_library_what_nearly_every_chunk_says_is_not_ranked_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = fake_index(tmp_path, {f"{n}.txt": f"数据漂移 of number n{n}." for n in range(8)})
    asked = [*terms("数据漂移", "zh-Hans"), "number", "n3", "unknown"]
    assert index.telling(asked) == asked
    monkeypatch.setattr(word_index, "LARGE", 8)
    monkeypatch.setattr(word_index, "KEPT", 2)
    told = index.telling(asked)
    assert {"n3", "unknown"} <= set(told)
    assert len(told) == 3  # the two rarest that occur, and what never does


def test_ids_are_hashes_of_content_and_stay_when_a_file_is_ingested_again(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    before = index.library()
    reports = ingest_folder(tmp_path / "files", tmp_path / "index")
    assert {report.status for report in reports} == {"unchanged"}
    assert index.library() == before


def test_a_changed_file_replaces_exactly_its_own_chunks(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    write_files(tmp_path / "files", {"en.md": "# Drift\n\nConcept drift changes the target."})
    reports = ingest_folder(tmp_path / "files", tmp_path / "index")
    assert sorted(report.status for report in reports) == ["unchanged", "unchanged", "updated"]
    assert not index.search_words(terms("distribution", "en"), 10, where=Scope())
    assert len(index.library()) == 3
    assert index.sweep() == 0
    assert index.lacking_vectors() == []


def test_adding_after_removing_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    size, id = len(index), index.resolve(str(tmp_path / "files" / "ar.txt"))
    index.remove(id)
    assert len(index) == size - 1
    vector = index.embeddings.embed_query("البيانات")
    assert all(not key.startswith(id) for key in index.search_dense(vector, 10, where=Scope()))
    ingest_folder(tmp_path / "files", tmp_path / "index")
    assert len(index) == size


def test_the_same_content_under_another_name_is_there_once(tmp_path: Path) -> None:
    fake_index(tmp_path, {"a.txt": FILES["zh.txt"]})
    write_files(tmp_path / "files", {"b.txt": FILES["zh.txt"]})
    statuses = [r.status for r in ingest_folder(tmp_path / "files", tmp_path / "index")]
    assert statuses == ["unchanged", "skipped"]


def test_a_renamed_file_keeps_its_document(tmp_path: Path) -> None:
    index = fake_index(tmp_path, {"a.txt": FILES["zh.txt"]})
    (tmp_path / "files" / "a.txt").rename(tmp_path / "files" / "b.txt")
    (report,) = ingest_folder(tmp_path / "files", tmp_path / "index")
    assert report.status == "unchanged"
    assert index.library()[0].path.endswith("b.txt")


def test_vectors_left_by_a_killed_process_are_unseen_and_swept(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    ghost = Chunk(
        id="f" * 16 + ":0-4", document="f" * 16, start=0, end=4, page=1, page_end=1, text="data",
        language="en", languages=("en",), tokens=1,
    )  # fmt: skip
    index._store_vectors([("Doc", ghost)], {})
    vector = index.embeddings.embed_query("data")
    found = index.search_dense(vector, 10, where=Scope())
    assert ghost.id in found
    assert ghost.id not in {hit.chunk.id for hit in index.hits(found)}
    assert index.sweep() == 1
    assert ghost.id not in index.search_dense(vector, 10, where=Scope())


def test_asking_never_creates_an_index(tmp_path: Path) -> None:
    with pytest.raises(errors.EmptyLibrary, match="Nothing has been ingested"):
        Index.open(tmp_path / "index", FakeEmbeddings())
    assert not (tmp_path / "index").exists()


def test_another_embedding_model_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    fake_index(tmp_path, FILES).close()
    with pytest.raises(errors.IndexMismatch, match="fake:words") as caught:
        Index.open(tmp_path / "index", OtherEmbeddings())
    assert "hikma ingest --reindex" in caught.value.hint


def test_reindexing_takes_the_new_model_and_keeps_documents_whose_file_is_gone(
    tmp_path: Path,
) -> None:
    fake_index(tmp_path, FILES).close()
    (tmp_path / "files" / "zh.txt").unlink()
    rebuild(Selection(files=()), tmp_path / "index", OtherEmbeddings(), IngestSettings())
    index = Index.open(tmp_path / "index", OtherEmbeddings())
    assert len(index.library()) == 3
    assert index.search_words(terms("漂移", "zh-Hans"), 10, where=Scope())


def test_a_broken_database_is_named(tmp_path: Path) -> None:
    fake_index(tmp_path, FILES).close()
    for path in (tmp_path / "index").glob("library.sqlite*"):
        path.write_bytes(b"not a database" * 100)
    with pytest.raises(errors.IndexDamaged) as caught:
        Index.open(tmp_path / "index", FakeEmbeddings())
    assert caught.value.hint


def test_a_document_is_named_by_id_beginning_or_path_and_a_folder_names_many(
    tmp_path: Path,
) -> None:
    index = fake_index(tmp_path, FILES)
    path = tmp_path / "files" / "en.md"
    id = index.resolve(str(path))
    assert index.resolve(id[:8]) == id
    assert len(index.resolve_all([str(tmp_path / "files")])) == 3
    for unknown in ("nothing", "", str(tmp_path / "other.md")):
        with pytest.raises(errors.UnknownDocument):
            index.resolve(unknown)


def test_a_quotation_mark_in_a_question_breaks_no_query(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    words = terms('drift" OR "x* NEAR( ); DROP TABLE', "en")
    assert index.search_words(words, 10, where=Scope())
