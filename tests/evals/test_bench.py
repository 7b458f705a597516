"""The benchmark's arithmetic, plan, folder and processes; nothing here asserts a time."""

import os
import random
from pathlib import Path
from typing import Any

import pytest

from evals.bench import invented
from evals.bench.answers import LANGUAGES, chosen
from evals.bench.arithmetic import compared, percentile, spread
from evals.bench.growth import Sample, curve, grown_by
from evals.bench.plan import SECTIONS, Plan, planned
from evals.bench.results import Point, Row, Spread
from evals.bench.table import number
from evals.bench.targets import TARGETS, judged
from evals.bench.worker import PartFailed, Worker
from evals.bench.workspace import Workspace, workspace
from ingest.embed import FakeEmbeddings
from ingest.errors import InputError, ModelsMissing, NoSuchPath
from ingest.languages import primary
from tutor.settings import Settings


def fakes(data: Path, **fields: Any) -> Settings:
    """Settings with models that need no weights."""
    known: dict[str, Any] = {"data": data, "model": "fake:words", "embedding": "fake:words"}
    return Settings(**known | fields)


def row(measure: str, value: float, ratio: float | None = None, **fields: Any) -> Row:
    """A row of one value."""
    one = Spread(n=1, median=value, low=value, high=value, p95=value)
    return Row(measure=measure, unit="s", hikma=one, ratio=ratio, **fields)


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [
        ([3.0, 1.0, 2.0], 0.5, 2.0),  # 0.5 × 3 = 1.5: the second
        (list(map(float, range(1, 21))), 0.95, 19.0),  # 0.95 × 20 = 19: the 19th
        (list(map(float, range(1, 11))), 0.95, 10.0),  # 9.5: the 10th
        ([7.0], 0.95, 7.0),
        ([4.0, 5.0], 0.0, 4.0),
    ],
)
def test_a_percentile_is_a_value_that_was_measured(
    values: list[float], share: float, found: float
) -> None:
    assert percentile(values, share) == found
    random.Random(1).shuffle(values)
    assert percentile(values, share) == found


def test_nothing_has_no_percentile_and_no_spread() -> None:
    with pytest.raises(ValueError, match="no value"):
        percentile([], 0.95)
    assert spread([]) is None


def test_a_spread_is_median_range_and_95th_percentile() -> None:
    assert spread([4.0, 1.0, 3.0, 2.0]) == Spread(n=4, median=2.5, low=1.0, high=4.0, p95=4.0)


def test_a_ratio_is_of_medians_and_beside_it_of_pairs() -> None:
    # Medians 2 and 8: 0.25. Pairs 1/10, 2/8, 6/3: 0.1, 0.25, 2.
    found = compared("m", "s", [1.0, 2.0, 6.0], [10.0, 8.0, 3.0])
    assert found is not None
    assert found.baseline is not None
    assert (found.hikma.median, found.baseline.median, found.ratio) == (2.0, 8.0, 0.25)
    assert found.pairs == Spread(n=3, median=0.25, low=0.1, high=2.0, p95=2.0)


def test_only_pairs_in_which_both_have_a_value_are_compared() -> None:
    found = compared("m", "s", [1.0, None, 3.0, 9.0], [2.0, 4.0, None, 18.0])
    assert found is not None
    assert (found.hikma.n, found.hikma.low, found.hikma.high, found.ratio) == (2, 1.0, 9.0, 0.5)
    assert compared("m", "s", [None, 1.0], [1.0, None]) is None


def test_without_a_baseline_hikma_stands_alone() -> None:
    for theirs in (None, [None, None]):
        found = compared("m", "s", [1.0, 3.0], theirs)
        assert found is not None
        assert (found.hikma.n, found.hikma.median, found.baseline) == (2, 2.0, None)
        assert (found.ratio, found.pairs) == (None, None)
    assert compared("m", "s", [None]) is None


@pytest.mark.parametrize(
    ("section", "measured", "met"),
    [
        ("answers", row("first token", 9, 0.5), True),
        ("answers", row("first token", 9, 0.51), False),
        ("answers", row("first token", 9), None),  # no baseline, no verdict
        ("answers", row("whole answer", 9, 0.8), True),
        ("ingest", row("ingest", 900, 4.0), True),
        ("ingest", row("ingest", 900, 3.99), False),
        # Under 2 s, or 4 times importing chromadb: whichever is larger.
        ("cold", row("ask --extractive", 1.9, 5.0), True),
        ("cold", row("ask --extractive", 3.5, 3.9), True),
        ("cold", row("ask --extractive", 3.5, 4.1), False),
        ("cold", row("ask --extractive", 3.5), False),
        ("search", row("search", 0.15), True),
        ("search", row("memory", 3.1), False),
    ],
)
def test_a_target_is_met_or_missed(section: str, measured: Row, met: bool | None) -> None:
    found = judged(section, measured, 100_000)
    assert found.met is met
    assert found.target
    assert found.at_size


def test_a_target_of_the_95th_percentile_looks_at_that() -> None:
    seconds = Spread(n=99, median=0.05, low=0.01, high=0.3, p95=0.2)
    measured = Row(measure="search", unit="s", hikma=seconds, figure="p95")
    assert judged("search", measured, 100_000).met is False
    assert judged("search", measured.model_copy(update={"figure": "median"}), 100_000).met


def test_what_was_measured_on_less_says_so_and_parts_have_no_target() -> None:
    assert not judged("search", row("search", 0.1), 2_000).at_size
    assert not judged("answers", row("first token", 1, 0.1), 3).at_size
    assert judged("answers", row("first token", 1, 0.1, of="zh"), 60).target == ""
    assert judged("answers", row("new prompt tokens", 1, 0.1), 60).target == ""
    assert {target.section for target in TARGETS} <= set(SECTIONS)


def test_a_plan_holds_the_sections_that_were_asked_for_in_the_order_they_run() -> None:
    assert planned([], quick=False).sections == SECTIONS
    assert planned(["cold", "ingest", "cold"], quick=True).sections == ("ingest", "cold")
    assert planned(["search"], quick=True).sections == ("growth", "search")
    with pytest.raises(InputError, match="serach") as raised:
        planned(["serach"], quick=True)
    assert raised.value.hint == "Did you mean search?"


def test_sixty_gold_questions_are_asked_in_three_languages_by_turns() -> None:
    cases = chosen(planned([], quick=False))
    assert [primary(case.language) for case in cases] == list(LANGUAGES) * 20
    assert len({case.id for case in cases}) == 60
    assert not any(case.history for case in cases)


def test_a_quick_run_asks_only_what_its_documents_answer() -> None:
    plan = planned([], quick=True)
    cases = chosen(plan)
    assert [primary(case.language) for case in cases] == list(LANGUAGES)
    assert {e.path for case in cases for e in case.evidence} <= set(plan.documents)


def test_the_curve_counts_what_each_documents_cost_since_the_point_before() -> None:
    # The first batch only starts the clock. Then 10 documents in 1 s, 10 in 2 s, 20 in 8 s.
    samples = [
        Sample(documents=n, chunks=10 * n, seconds=s, peak_memory=n)
        for n, s in [(2, 50.0), (12, 51.0), (22, 53.0), (42, 61.0)]
    ]
    points = curve(samples, 4)
    assert [(p.documents, p.chunks, p.seconds_each) for p in points] == [
        (12, 120, 0.1),
        (22, 220, 0.2),
        (42, 420, 0.4),
    ]
    assert points[-1].peak_memory == 42
    assert grown_by(points) == pytest.approx(4.0)
    assert len(curve(samples, 2)) == 2
    assert curve(samples[:1], 4) == ()


def test_documents_stored_in_one_batch_share_its_time() -> None:
    samples = [
        Sample(documents=n, chunks=n, seconds=s, peak_memory=None)
        for n, s in [(1, 1.0), (2, 1.0), (3, 3.0), (4, 3.0), (5, 3.0)]
    ]
    assert [point.documents for point in curve(samples, 1)] == [5]
    assert curve(samples, 1)[0].seconds_each == 0.5  # 2 s for 4
    assert isinstance(curve(samples, 1)[0], Point)


def test_a_made_up_library_is_the_same_each_time_and_speaks_three_languages(
    tmp_path: Path,
) -> None:
    def made(name: str, seed: int) -> dict[str, str]:
        folder = tmp_path / name
        assert invented.write_library(folder, 45, seed) == 5
        files = sorted(folder.rglob("*.md"))
        return {str(p.relative_to(folder)): p.read_text("utf-8") for p in files}

    first = made("a", 7)
    assert first == made("b", 7)
    assert first != made("c", 8)
    assert {Path(name).parts[0] for name in first} == {"en", "zh", "ar"}
    assert sum(text.count("\n## ") for text in first.values()) == 45
    assert len(set(first.values())) == 5


def test_made_up_vectors_are_unit_vectors_and_the_same_each_time() -> None:
    real = FakeEmbeddings()
    made, again = invented.InventedEmbeddings(real), invented.InventedEmbeddings(real)
    texts = ["C# в 1.5", "数据漂移", "انجراف"]
    vectors = made.embed_documents(texts)
    assert vectors == again.embed_documents(texts)
    assert [sum(v * v for v in vector) for vector in vectors] == pytest.approx([1.0] * 3)
    assert made.embed_query(texts[0]) == real.embed_query(texts[0])
    assert made.count_tokens(texts) == real.count_tokens(texts)
    assert made.identity == real.identity  # or the index could not be opened for asking


def test_processes_are_led_to_the_temporary_folder_and_away_from_what_is_the_learners(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIKMA_DATA", str(tmp_path / "learner"))
    monkeypatch.setenv("HIKMA_INDEX__CHROMA_URL", "http://learner:8000")
    monkeypatch.setenv("HIKMA_NOTEBOOK_URL", "postgresql://learner")
    monkeypatch.setenv("HIKMA_RETRIEVAL__PASSAGES", "5")
    settings = fakes(tmp_path / "learner", models=tmp_path / "models")
    with workspace(settings, planned([], quick=True)) as space:
        names = {k: v for k, v in space.environment.items() if k.startswith("HIKMA_")}
        assert names == {
            "HIKMA_DATA": str(space.data),
            "HIKMA_MODEL": "fake:words",
            "HIKMA_EMBEDDING": "fake:words",
            "HIKMA_MODELS": str(tmp_path / "models"),
            "HIKMA_RETRIEVAL__PASSAGES": "5",
        }
        assert space.environment["PATH"] == os.environ["PATH"]
        assert len(list(space.texts.rglob("*.md"))) == 3
        assert space.warm_up.is_file()
    assert not space.folder.exists()
    assert not (tmp_path / "learner").exists()


def test_a_full_run_takes_every_shipped_document(tmp_path: Path) -> None:
    with workspace(fakes(tmp_path), planned([], quick=False)) as space:
        found = [p for p in space.texts.rglob("*") if p.is_file() and p != space.warm_up]
    assert len(found) > 40


def test_a_workspace_is_gone_when_it_was_interrupted(tmp_path: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        workspace(fakes(tmp_path), planned([], quick=True)) as space,
    ):
        raise KeyboardInterrupt
    assert not space.folder.exists()


def test_missing_models_and_missing_documents_are_told_before_anything_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fakes(tmp_path, models=tmp_path, embedding="embedded:multilingual-e5-small")
    with pytest.raises(ModelsMissing), workspace(real, planned([], quick=True)):
        pass
    monkeypatch.setattr("evals.bench.workspace.CORPUS", tmp_path / "corpus")
    with pytest.raises(NoSuchPath), workspace(fakes(tmp_path), planned([], quick=True)):
        pass


@pytest.fixture
def small(tmp_path: Path) -> Any:
    """A workspace on fake models, and its plan."""
    plan: Plan = planned([], quick=True)
    with workspace(fakes(tmp_path / "learner"), plan) as space:
        yield space


def test_a_part_does_its_steps_in_a_process_of_its_own(small: Workspace) -> None:
    told: list[tuple[int, int]] = []
    with Worker("growth", small) as worker:
        worker.begin()
        worker.ready()
        found = worker.ask(
            lambda done, total: told.append((done, total)),
            data=str(small.large),
            chunks=1_000,
            points=2,
        )
        assert [point["documents"] for point in found["points"]][-1] == 100
        assert (worker.peak or 0) > 10_000_000
    assert told == [(100, 100)]


def test_a_fault_in_a_part_is_told_and_the_part_goes_on(small: Workspace) -> None:
    with Worker("ingest.hikma", small) as worker:
        (small.texts / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
        with pytest.raises(PartFailed) as raised:
            worker.ask(data=str(small.data))
        assert raised.value.as_record()["type"] == "ReadError"
        assert "broken.pdf" in raised.value.message
        (small.texts / "broken.pdf").unlink()
        assert worker.ask(data=str(small.folder / "again"))["tokens"] > 1_000


def test_a_part_that_ends_says_which_and_how(small: Workspace) -> None:
    with Worker("search", small) as worker:  # there is no library to search
        with pytest.raises(PartFailed) as missing:
            worker.ask(question="?", language="en", kind="no filter", number=0)
        assert missing.value.as_record()["type"] == "EmptyLibrary"
        worker._process.kill()  # as the system does where memory runs out
        with pytest.raises(PartFailed, match="memory ran out") as raised:
            worker.ask(question="?", language="en", kind="no filter", number=0)
    assert raised.value.as_record()["type"] == "PartFailed"
    assert "--section search" in raised.value.hint


@pytest.mark.parametrize(
    ("value", "shown"),
    [(12_345.6, "12,346"), (12.34, "12.3"), (1.234, "1.23"), (0.12345, "0.123")],
)
def test_numbers_have_three_digits(value: float, shown: str) -> None:
    assert number(value) == shown
