"""A suite's own library: made once, completed after a kill, apart from the learner's."""

from pathlib import Path

import pytest

from evals.loaders.library import SuiteSession, build, library_folder, open_session
from evals.loaders.suite import SourceText, Suite
from evals.locate import locate
from evals.measure import measure, metrics
from evals.records import Dataset, GoldEvidence, Row
from ingest.documents import Scope
from ingest.embed import FakeEmbeddings
from ingest.errors import InputError, StoreNotWritable
from ingest.index import Index
from ingest.reports import FileReport, Watcher
from tests.evals.builders import case, fake_session, outcome
from tutor.retrieve import retrieve
from tutor.settings import Settings

TEXTS = (
    SourceText(
        name="rafts_en/c0000.txt",
        language="en",
        title="Leaked title",
        text="The Vault keeps a snapshot for 35 days. Then it is gone.",
    ),
    SourceText(
        name="rafts_zh/c0000.txt",
        language="zh-Hans",
        text="# 快照\n| Vault 服务 | 把快照保留 ３５ 天。\n\n之后就删除了。🛟",
    ),
    SourceText(
        name="rafts_ar/c0000.txt",
        language="ar",
        text="تُحفَظُ اللُّقطةُ ٣٥ يومًا\nفي Amazon S3. ثم تُحذف.",
    ),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", model="fake:words", embedding="fake:words")


def suite(*texts: SourceText) -> Suite:
    rows = (Row(line=1, case=case(evidence=())),)
    return Suite(
        name="rafts", dataset=Dataset(path="/x", sha256="0" * 64, rows=rows), documents=texts
    )


def test_the_texts_are_asked_and_the_learners_library_is_not_touched(
    tmp_path: Path, settings: Settings
) -> None:
    with fake_session(tmp_path, {"mine.md": "My own notes on rafts."}) as mine:
        before = [entry.document for entry in mine.index.library()]
    with open_session(suite(*TEXTS), settings) as session:
        assert len(session.index.library()) == len(session.library.library()) == 3
        found = retrieve("How long is a snapshot kept?", session.index, k=3, pool=50, scope=Scope())
        assert found.passages[0].text.startswith("The Vault keeps a snapshot for 35 days.")
        assert all("libraries" in passage.path for passage in found.passages)
    with fake_session(tmp_path, {"mine.md": "My own notes on rafts."}) as mine:
        assert [entry.document for entry in mine.index.library()] == before


def test_a_suite_without_texts_is_asked_of_the_learners_library(tmp_path: Path) -> None:
    with fake_session(tmp_path, {"mine.md": "My own notes on rafts."}) as mine:
        opened = open_session(suite(), mine.settings)
        assert not isinstance(opened, SuiteSession)
        with opened:
            assert len(opened.index.library()) == 1


def test_every_text_is_found_again_as_evidence_whatever_its_signs(settings: Settings) -> None:
    with open_session(suite(*TEXTS), settings) as session:
        library = session.index.library()
        for text in TEXTS:
            gold = case(evidence=(GoldEvidence(path=text.name, quote=text.text),))
            (place,) = locate(gold, library, session.index)
            assert (place.start, place.end) == (0, len(text.text))
            # The title of an article may be in another language than the text.
            assert "Leaked" not in str(session.index.document(place.document).title)


class Counting(Watcher):
    """Which files were read anew."""

    def __init__(self) -> None:
        self.fresh: list[str] = []

    def file(self, report: FileReport, number: int, total: int) -> None:
        if report.status in ("added", "updated"):
            self.fresh.append(Path(report.path).name)


def test_a_complete_library_is_used_again(settings: Settings) -> None:
    first, again = Counting(), Counting()
    one = build(TEXTS, settings, FakeEmbeddings(), first)
    other = build(tuple(reversed(TEXTS)), settings, FakeEmbeddings(), again)
    assert one == other
    assert (len(first.fresh), again.fresh) == (3, [])


class Killed(Exception):
    """Stands for a process that is ended."""


class Killing(Watcher):
    def file(self, report: FileReport, number: int, total: int) -> None:
        raise Killed


def test_a_build_that_was_killed_is_completed_by_the_next(settings: Settings) -> None:
    folder = library_folder(TEXTS, settings, FakeEmbeddings())
    with pytest.raises(Killed):
        build(TEXTS, settings, FakeEmbeddings(), Killing())
    # Killed while a text was written, too.
    (folder / "texts/rafts_en/c0000.txt").unlink()
    (folder / "texts/rafts_en/c0000.new").write_text("half a te")
    (folder / "texts/rafts_ar/c0000.txt").write_text("changed by somebody")
    with open_session(suite(*TEXTS), settings) as session:
        texts = {session.index.document(id).text for id in session.index.ids()}
        assert texts == {text.text for text in TEXTS}


def test_other_texts_or_another_way_to_cut_them_make_another_library(settings: Settings) -> None:
    folder = library_folder(TEXTS, settings, FakeEmbeddings())
    assert folder.parent == settings.data / "evals" / "libraries"
    assert library_folder(TEXTS[:2], settings, FakeEmbeddings()) != folder
    coarse = settings.ingest.model_copy(update={"chunk_tokens": 64})
    changed = settings.model_copy(update={"ingest": coarse})
    assert library_folder(TEXTS, changed, FakeEmbeddings()) != folder


def test_a_text_that_cannot_be_read_is_named_and_the_rest_are_indexed(settings: Settings) -> None:
    bad = SourceText(name="rafts_en/c0001.txt", language="en", text="\x00\x01 ?!")
    with SuiteSession(settings, (*TEXTS, bad)) as session:
        assert session.suite.failed == ("rafts_en/c0001.txt",)
        assert len(session.index.library()) == 3


@pytest.mark.parametrize("name", ["../x.txt", "/tmp/hikma-escaped.txt", "a/../../x.txt", "x.sh"])
def test_a_text_is_never_written_outside_its_folder(settings: Settings, name: str) -> None:
    bad = SourceText(name=name, language="en", text="A raft.")
    with pytest.raises(InputError, match="leads out of its folder"):
        build((bad,), settings, FakeEmbeddings())
    assert not list(settings.data.rglob("x.*"))
    assert not Path("/tmp/hikma-escaped.txt").exists()


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")
    settings = Settings(data=tmp_path / "data", model="fake:words", embedding="fake:words")
    with pytest.raises(StoreNotWritable):
        build(TEXTS, settings, FakeEmbeddings())


def test_vectors_stay_in_the_folder_where_the_learners_are_on_a_server(settings: Settings) -> None:
    far = settings.index.model_copy(update={"chroma_url": "http://127.0.0.1:1"})
    with open_session(suite(*TEXTS), settings.model_copy(update={"index": far})) as session:
        assert isinstance(session.index, Index)
        assert len(session.index.library()) == 3


def test_evidence_that_is_in_no_document_leaves_a_case_unscored_and_counted(
    settings: Settings,
) -> None:
    with open_session(suite(*TEXTS), settings) as session:
        missing = [
            GoldEvidence(path="rafts_en/c0000.txt", quote="The Vault keeps it for 36 days."),
            GoldEvidence(path="c0009.txt", quote="The Vault keeps a snapshot for 35 days."),
            GoldEvidence(path="../../../etc/passwd", quote="root"),
            GoldEvidence(path="rafts_en/c0000.txt", quote="؟!"),
        ]
        for gold in missing:
            asked = case(evidence=(gold,))
            found = locate(asked, session.index.library(), session.index)
            assert found == ()
            scores, unscored = measure(asked, outcome("48 hours", evidence=found), metrics(3))
            assert {"hit@3", "mrr", "cited_evidence"} <= set(unscored)
            assert not set(unscored) & set(scores)
            assert scores["gold_in_answer"] == 1.0
