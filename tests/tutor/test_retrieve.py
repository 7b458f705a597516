"""Finding: both legs count, and no language is shut out."""

from pathlib import Path

from ingest.documents import Scope
from ingest.languages import same_language
from tests.builders import fake_index
from tutor.retrieve import PassageRetriever, fuse, retrieve

ENGLISH = {
    f"en{n}.txt": f"Spot training number {n} saves cost with checkpoints." for n in range(12)
}
ARABIC = {"ar.txt": "تدريب Spot يوفّر التكلفة."}


def test_scores_are_sums_of_z_scores() -> None:
    # Similarities 1, 2, 3: mean 2, deviation √(2/3). Words 0, 0, 3: mean 1, deviation √2.
    fused = fuse({"a": 1.0, "b": 2.0, "c": 3.0}, {"c": 3.0})
    assert fused["b"] == (0 - 1 / 2**0.5)
    assert round(fused["c"], 6) == round(1.5**0.5 + 2**0.5, 6)


def test_equal_scores_divide_by_nothing() -> None:
    assert fuse({"a": 1.0, "b": 1.0}, {}) == {"a": 0.0, "b": 0.0}
    assert fuse({}, {}) == {}


def test_another_language_gets_its_places_among_many_of_the_questions_own(tmp_path: Path) -> None:
    index = fake_index(tmp_path, ENGLISH | ARABIC)
    found = retrieve("How does Spot training save cost?", index, k=8, pool=50, scope=Scope())
    assert len(found.passages) == 8
    assert [p for p in found.passages if not same_language(p.language, "en")]
    assert [p.rank for p in found.passages] == list(range(1, 9))
    scores = [p.score for p in found.passages]
    assert scores == sorted(scores, reverse=True)


def test_one_language_alone_fills_every_place(tmp_path: Path) -> None:
    index = fake_index(tmp_path, ENGLISH)
    found = retrieve("Spot training", index, k=8, pool=50, scope=Scope())
    assert len({p.document for p in found.passages}) == 8


def test_an_empty_index_gives_nothing(tmp_path: Path) -> None:
    index = fake_index(tmp_path, ARABIC)
    index.remove(index.library()[0].document)
    assert retrieve("Spot", index, k=8, pool=50, scope=Scope()).passages == ()


def test_langchain_pipelines_get_documents_with_their_place(tmp_path: Path) -> None:
    retriever = PassageRetriever(index=fake_index(tmp_path, ENGLISH), k=2)
    documents = retriever.invoke("Spot training number 3")
    assert len(documents) == 2
    assert "number 3" in documents[0].page_content
    assert documents[0].metadata["start"] == 0


def test_a_quote_on_the_second_page_of_a_passage_is_cited_with_that_page(tmp_path: Path) -> None:
    text = "Spot training saves money when the work can wait and\n\fcontinues from its checkpoint."
    index = fake_index(tmp_path, {"two.txt": text})
    passage = retrieve("Spot checkpoint", index, k=1, pool=5, scope=Scope()).passages[0]
    document = index.document(passage.document)
    assert passage.page_starts
    for offset in (passage.start, passage.text.index("checkpoint") + passage.start):
        assert passage.page_at(offset) == document.page_at(offset)


def test_a_glossary_of_all_languages_takes_no_place_of_another_language(tmp_path: Path) -> None:
    glossary = (
        "Spot training: checkpoints save interrupted work. "
        "تدريب Spot: نقاط الحفظ تحفظ العمل الذي قُطع. 竞价训练：检查点保存被中断的工作。"
    )
    arabic = "يُستأنف تدريب Spot من نقطة الحفظ بعد كل قطع، فلا يضيع العمل كله."
    english = {f"{n}.md": f"Spot training number {n} is interrupted." for n in range(9)}
    index = fake_index(tmp_path, english | {"glossary.md": glossary, "arabic.md": arabic})
    found = retrieve("Spot training interrupted?", index, k=4, pool=50, scope=Scope())
    assert any(passage.path.endswith("arabic.md") for passage in found.passages)
