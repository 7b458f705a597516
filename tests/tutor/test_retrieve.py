"""Finding: both legs count, and no language is shut out."""

from pathlib import Path

from ingest import lexical
from ingest.documents import Scope
from ingest.embed import FakeEmbeddings
from ingest.index import Index
from ingest.languages import same_language
from ingest.pipeline import find_files, ingest_paths
from ingest.settings import IngestSettings
from tests.builders import fake_index, write_files
from tutor.glossary import Glossary
from tutor.retrieve import fuse, retrieve, share_found
from tutor.retriever import PassageRetriever

ENGLISH = {
    f"en{n}.txt": f"Spot training number {n} saves cost with checkpoints." for n in range(12)
}
ARABIC = {"ar.txt": "تدريب Spot يوفّر التكلفة."}


def test_scores_are_sums_of_z_scores() -> None:
    # Similarities 1, 2, 3: mean 2, deviation √(2/3). Words 0, 0, 3: mean 1, deviation √2.
    fused = fuse({"a": 1.0, "b": 2.0, "c": 3.0}, {"c": 3.0})
    assert fused["b"] == (0 - 1 / 2**0.5)
    assert round(fused["c"], 6) == round(1.5**0.5 + 2**0.5, 6)


def test_words_count_by_their_weight() -> None:
    fused = fuse({"a": 1.0, "b": 2.0, "c": 3.0}, {"c": 3.0}, weight=0.5)
    assert round(fused["c"], 6) == round(1.5**0.5 + 2**0.5 / 2, 6)


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


CHINESE = {
    "zh1.txt": "金丝雀发布先把少量流量交给新的版本，出了问题就回滚。",
    "zh2.txt": "竞价实例便宜，但是随时可能被中断，所以要保存检查点。",
    "zh3.txt": "混淆矩阵把真实类别与预测类别对照起来。",
}


class Meaningless(FakeEmbeddings):
    """Every text is as near as every other: the words alone decide."""

    def embed_query(self, text: str) -> list[float]:
        return [1.0] + [0.0] * (self.identity.dimension - 1)


def words_index(tmp_path: Path, files: dict[str, str]) -> Index:
    paths = find_files([write_files(tmp_path / "files", files)])
    ingest_paths(paths, tmp_path / "index", Meaningless(), IngestSettings())
    return Index.open(tmp_path / "index", Meaningless())


def test_a_translation_finds_what_the_question_does_not(tmp_path: Path) -> None:
    index = words_index(tmp_path, ENGLISH | CHINESE)
    for meant, name in [
        ("混淆矩阵怎么对照真实类别与预测类别？", "zh3.txt"),
        ("便宜的实例为什么随时可能被中断？", "zh2.txt"),
        ("先把少量流量交给新的版本？", "zh1.txt"),
    ]:
        found = retrieve(
            "How so?", index, k=4, pool=50, scope=Scope(), translations={"zh-Hans": meant}
        )
        assert any(p.path.endswith(name) for p in found.passages)
        assert len(found.passages) == 4


def test_a_translation_into_the_asked_language_or_one_without_documents_changes_nothing(
    tmp_path: Path,
) -> None:
    index = fake_index(tmp_path, ENGLISH | CHINESE)
    without = retrieve("Spot training", index, k=4, pool=50, scope=Scope())
    given = {"en": "confusion matrix", "ar": "مصفوفة الالتباس"}
    assert retrieve("Spot training", index, k=4, pool=50, scope=Scope(), translations=given) == (
        without
    )


def test_a_term_of_the_glossary_finds_it_in_another_language(tmp_path: Path) -> None:
    index = words_index(tmp_path, ENGLISH | CHINESE)
    for question, name in [
        ("What is a canary deployment?", "zh1.txt"),
        ("What is a confusion matrix?", "zh3.txt"),
    ]:
        found = retrieve(question, index, k=4, pool=50, scope=Scope())
        assert any(p.path.endswith(name) for p in found.passages), question


def test_the_learners_own_glossary_can_take_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    index = words_index(tmp_path, ENGLISH | CHINESE)
    for term, name in [("混淆矩阵", "zh3.txt"), ("竞价实例", "zh2.txt"), ("金丝雀", "zh1.txt")]:
        own = Glossary.from_toml(f'terms = [{{ en = ["blunder table"], zh = ["{term}"] }}]')
        found = retrieve("blunder table?", index, k=4, pool=50, scope=Scope(), glossary=own)
        assert any(p.path.endswith(name) for p in found.passages)


def test_a_name_in_arabic_letters_finds_the_latin_one_in_arabic_text(tmp_path: Path) -> None:
    files = {f"{n}.txt": f"فقرة رقم {n} عن الطقس والمطر في الشتاء." for n in range(9)}
    index = words_index(tmp_path, files | {"sm.txt": "تحفظ SageMaker السمات في مخزن واحد."})
    found = retrieve("ما عمل سيجميكر؟", index, k=2, pool=50, scope=Scope())
    assert found.passages[0].path.endswith("sm.txt")


def test_without_documents_in_the_askers_language_all_places_are_for_the_others(
    tmp_path: Path,
) -> None:
    arabic = {
        "ar1.txt": "النشر الكناري يبدأ بحركة قليلة.",
        "ar2.txt": "مصفوفة الالتباس جدول للفئات.",
    }
    index = words_index(tmp_path, CHINESE | arabic)
    for question, first in [
        ("How are canary releases rolled back?", {"zh1.txt", "ar1.txt"}),
        ("What is a confusion matrix?", {"zh3.txt", "ar2.txt"}),
    ]:
        found = retrieve(question, index, k=5, pool=50, scope=Scope())
        assert len(found.passages) == 5
        assert {Path(p.path).name for p in found.passages[:2]} == first
        scores = [p.score for p in found.passages]
        assert scores == sorted(scores, reverse=True)


def test_a_scope_of_another_language_is_searched_with_the_translation(tmp_path: Path) -> None:
    index = words_index(tmp_path, ENGLISH | CHINESE | ARABIC)
    for meant, name in [("混淆矩阵对照真实类别", "zh3.txt"), ("竞价实例随时中断", "zh2.txt")]:
        found = retrieve(
            "Which spot guesses cost most?",
            index,
            k=8,
            pool=50,
            scope=Scope(languages=("zh-Hans",)),
            translations={"zh": meant},
        )
        assert len(found.passages) == 3
        assert found.passages[0].path.endswith(name)


def test_code_in_a_document_of_the_askers_language_takes_no_place_of_another(
    tmp_path: Path,
) -> None:
    prose = "提前停止让训练在验证损失不再下降时结束，保留损失最低的权重。" * 12
    code = "best, wait, patience = 9.0, 0, 5\nfor epoch in range(100): # early stopping loss\n" * 8
    english = "Patience ends what no longer gets better."
    files = {"zh.md": f"{prose}\n\n```python\n{code}```\n", "en.txt": english}
    index = words_index(tmp_path, files)
    (chinese,) = [entry.document for entry in index.library() if entry.path.endswith("zh.md")]
    assert index.languages_of([chinese])[chinese]["en"]
    found = retrieve("early stopping 的 loss 是什么？", index, k=4, pool=50, scope=Scope())
    assert any(p.path.endswith("en.txt") for p in found.passages)


def test_a_stray_word_counts_less_than_what_was_asked(tmp_path: Path) -> None:
    index = fake_index(tmp_path, ENGLISH | CHINESE | {"stray.txt": "他唱了一首歌，名叫 Spot。"})
    chinese = Scope(languages=("zh-Hans",))

    def share(said: str, language: str) -> float:
        said_terms = lexical.terms(said, language)
        return share_found(said_terms, index.search_words(said_terms, 9, where=chinese), index)

    stray = share("Why does Spot training get interrupted so very often?", "en")
    assert 0 < 2 * stray < share("竞价实例随时可能被中断？", "zh") <= 1
    assert share("Nothing of this is there", "en") == 0
    assert share("?", "en") == 0
