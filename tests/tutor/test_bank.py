"""Documents change and go: which items of the bank are stale, and where the words stand now."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.embed import FakeEmbeddings
from ingest.files import load
from ingest.index import Index
from ingest.library import Library, delete
from ingest.read import read
from ingest.settings import IngestSettings
from tests.builders import ingest_folder, write_files
from tests.tutor.quizzing import good
from tests.tutor.test_notebook import a_quiz
from tests.tutor.test_notebook_bank import happened
from tutor.bank import Checked, located, recheck, stale, whole
from tutor.database import FILE
from tutor.notebook import Notebook
from tutor.quizzes import EvidenceSpan, Quiz, QuizItem
from tutor.session import StudySession
from tutor.settings import load_settings

NOW, LATER = "2026-11-21T08:00:00Z", "2026-11-22T08:00:00Z"
EN = "# Snapshots\n\nIntro.\n\nA snapshot is kept for 35 days in the Vault.\n\nThen it is gone.\n"
ZH = "# 快照\n\n在 Amazon S3 里，快照默认保留３５天，之后自动删除。\n\n删除不可恢复。\n"
AR = "# اللُّقطات\n\nتُحفَظُ اللُّقطةُ ٣٥ يومًا في Amazon S3.\n\nلا رجعة بعد الحذف.\n"
FILES = {"en.md": EN, "zh.md": ZH, "ar.md": AR}
QUOTES = {
    "en.md": "A snapshot is kept for 35 days in the Vault.",
    "zh.md": "在 Amazon S3 里，快照默认保留３５天，之后自动删除。",
    "ar.md": "تُحفَظُ اللُّقطةُ ٣٥ يومًا في Amazon S3.",
}


class Course:
    """A folder of files, ingested again and again, and the bank of items about them."""

    def __init__(self, folder: Path, address: str | None) -> None:
        self.folder = folder
        self.notebook = Notebook.open(folder / "data", address)
        (folder / "index").mkdir()
        self.library = Library(folder / "index", create=True)
        self.ingest(FILES)

    def ingest(self, files: dict[str, str | None]) -> None:
        """Write and take away files; the library is then as ingesting the folder makes it."""
        kept = {name: text for name, text in files.items() if text is not None}
        write_files(self.folder / "files", kept)
        for name in files.keys() - kept:
            (self.folder / "files" / name).unlink()
        settings = IngestSettings()
        with self.library.transaction() as database:
            for path in {entry.path for entry in self.library.library()}:
                if not Path(path).exists():
                    delete(database, str(self.library.id_at(path)))
            for path in (self.folder / "files").iterdir():
                document = read(path, load(path, settings), settings)
                if not self.library.has(document.id):
                    self.library.put(database, document, ())

    def span(self, name: str, quote: str = "") -> EvidenceSpan:
        """The words of a file, as evidence."""
        document = self.library.document(str(self.folder / "files" / name))
        quote = quote or QUOTES[name]
        start = document.text.index(quote)
        return EvidenceSpan(
            document=document.id, title=document.title, path=document.path, page=1, start=start,
            end=start + len(quote), quote=quote, language=name.removesuffix(".md"),
        )  # fmt: skip

    def make(self, *evidence: tuple[EvidenceSpan, ...], quiz: str = "aaaaaaaaaaaa") -> Quiz:
        """Store a quiz with an item a piece of evidence."""
        item, _ = good("en")
        items = tuple(
            item.model_copy(update={"id": f"{n}", "evidence": spans})
            for n, spans in enumerate(evidence)
        )
        made = a_quiz(quiz).model_copy(update={"items": items})
        self.notebook.save(made)
        return made

    def check(self, now: str = NOW) -> tuple[list[str], list[str]]:
        """Ids of the items that became stale, and fresh again."""
        found = stale(self.notebook, self.library, now=now)
        return sorted(e.item for e in found.stale), sorted(e.item for e in found.fresh)

    def item(self, id: str = "0") -> QuizItem:
        return self.notebook.item(id).item


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Course]:
    made = Course(tmp_path, None)
    yield made
    made.notebook.close()


def one_each(course: Course) -> Quiz:
    return course.make(*((course.span(name),) for name in sorted(FILES)))  # ar, en, zh


def test_nothing_is_stale_where_nothing_changed(course: Course) -> None:
    one_each(course)
    assert course.check() == ([], [])
    assert stale(course.notebook, course.library, now=NOW).items == 3
    assert course.notebook.events() == []


@pytest.mark.parametrize(
    ("name", "number", "old", "new"),
    [
        ("ar.md", "0", "٣٥", "٣٦"),
        ("ar.md", "0", "تُحفَظُ", "لا تُحفَظُ"),
        ("ar.md", "0", "Amazon S3", "Amazon EFS"),
        ("en.md", "1", "35", "36"),
        ("en.md", "1", "35", "135"),
        ("en.md", "1", "is kept", "is not kept"),
        ("en.md", "1", "A snapshot", "It is not true that a snapshot"),
        ("en.md", "1", "Vault", "Vault only until 2025"),
        ("zh.md", "2", "３５", "３６"),
        ("zh.md", "2", "默认保留", "默认不保留"),
        ("zh.md", "2", "在 Amazon", "并非在 Amazon"),
    ],
)
def test_an_item_whose_words_changed_is_stale_and_no_other(
    course: Course, name: str, number: str, old: str, new: str
) -> None:
    quiz = one_each(course)
    course.ingest({name: FILES[name].replace(old, new)})
    assert course.check(LATER) == ([number], [])
    found = course.notebook.item(number)
    assert (found.standing, found.since) == ("stale", LATER)
    assert f"“{quiz.items[int(number)].evidence[0].title}”" in found.reason
    assert found.item == quiz.items[int(number)]  # what it rested on can still be shown
    assert course.notebook.bank().total == 2
    assert course.check() == ([], [])
    course.ingest({name: FILES[name]})
    assert course.check() == ([], [number])
    assert course.notebook.bank().total == 3
    assert course.check() == ([], [])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n\n", "\n\nNew. جديد. 新的。\n\n", 1),
        lambda text: "# A new title\n" + text.split("\n", 1)[1],
        lambda text: text.replace("\n\nIntro.", ""),
        lambda text: text.replace("Then it is gone.", "It is not gone."),
        lambda text: text.replace("35 days", "35 days").replace("اللُّقطةُ", "اللقطة"),
        lambda text: text.replace("the Vault", "the\nVault").replace("３５", "35"),
        lambda text: text + text,
    ],
)
def test_an_item_whose_words_stand_elsewhere_stays_and_is_shown_with_where_they_stand_now(
    course: Course, change: Callable[[str], str]
) -> None:
    quiz = one_each(course)
    course.ingest({name: change(text) for name, text in FILES.items()})
    assert course.check() == ([], [])
    assert course.notebook.events() == []
    for item in quiz.items:
        (shown,) = located([course.item(item.id)], course.library)
        (span,) = shown.evidence
        document = course.library.document(span.document)
        assert document.text[span.start : span.end] == span.quote
        assert (span.title, span.path) == (document.title, document.path)
        assert shown.model_copy(update={"evidence": item.evidence}) == item
    assert course.notebook.quiz(quiz.quiz) == quiz  # nothing is moved in what is stored


def test_items_of_a_removed_document_are_stale_until_it_is_back(course: Course) -> None:
    one_each(course)
    course.ingest({"en.md": None, "zh.md": None})
    assert course.check() == (["1", "2"], [])
    assert "no longer in the library" in course.notebook.item("1").reason
    shown = course.item("1")
    assert located([shown], course.library) == [shown]
    course.ingest({"zh.md": ZH})
    assert course.check() == ([], ["2"])


def test_a_file_that_was_renamed_and_edited_is_known_by_its_title(course: Course) -> None:
    one_each(course)
    course.ingest({"en.md": None, "snapshots.md": EN + "\nMore.\n"})
    assert course.check() == ([], [])
    (span,) = located([course.item("1")], course.library)[0].evidence
    assert span.path.endswith("snapshots.md")


def test_old_items_that_know_no_path_are_looked_for_by_title(course: Course) -> None:
    spans = [course.span(name).model_copy(update={"path": ""}) for name in ("en.md", "zh.md")]
    course.make(*((span,) for span in spans))
    course.ingest({"en.md": EN + "\nMore.\n", "zh.md": ZH.replace("３５", "４０")})
    assert course.check() == (["1"], [])


def test_an_item_that_rests_on_several_places_needs_all_of_them(course: Course) -> None:
    course.make(
        (course.span("en.md"), course.span("ar.md")),
        (course.span("en.md"), course.span("en.md", "Then it is gone.")),
    )
    course.ingest({"ar.md": AR.replace("٣٥", "٤٠"), "en.md": EN + "\nMore.\n"})
    assert course.check() == (["0"], [])
    first, second = located([course.item("0")], course.library)[0].evidence
    assert first.document != course.item("0").evidence[0].document
    assert second == course.item("0").evidence[1]
    course.ingest({"ar.md": AR})
    assert course.check() == ([], ["0"])


def test_a_retired_item_is_looked_at_too_and_stays_retired(course: Course) -> None:
    quiz = one_each(course)
    course.notebook.note([happened(quiz, "retired", 1)])
    course.ingest({"en.md": None})
    assert course.check() == (["1"], [])
    assert course.notebook.item("1").standing == "retired"
    course.notebook.note([happened(quiz, "restored", 1)])
    assert course.notebook.item("1").standing == "stale"
    course.ingest({"en.md": EN})
    assert course.check() == ([], ["1"])
    assert course.notebook.item("1").standing == "active"


def test_an_item_of_two_quizzes_is_noted_once(course: Course) -> None:
    for quiz in ("aaaaaaaaaaaa", "bbbbbbbbbbbb"):
        course.make((course.span("en.md"),), quiz=quiz)
    course.ingest({"en.md": None})
    found = stale(course.notebook, course.library, now=NOW)
    assert (found.items, [event.item for event in found.stale]) == (1, ["0"])
    assert course.notebook.events() == list(found.stale)


def test_a_bank_and_a_library_without_anything_are_checked(course: Course) -> None:
    assert course.check() == ([], [])
    one_each(course)
    course.ingest(dict.fromkeys(FILES))
    assert course.check() == (["0", "1", "2"], [])


def test_what_ingesting_and_removing_really_do_to_a_library_is_found(
    course: Course, tmp_path: Path
) -> None:
    real = tmp_path / "real"
    ingest_folder(course.folder / "files", real)
    course.library = Library(real, create=False)
    quiz = one_each(course)
    assert course.check() == ([], [])
    write_files(course.folder / "files", {"en.md": EN.replace("35", "36"), "zh.md": "# 新\n" + ZH})
    (course.folder / "files" / "ar.md").rename(course.folder / "files" / "other.md")
    ingest_folder(course.folder / "files", real)
    assert course.check() == (["1"], [])
    with closing(Index.open(real, FakeEmbeddings())) as index:
        index.remove(quiz.items[0].evidence[0].document)
        found = stale(course.notebook, index, now=NOW)
    assert [event.item for event in found.stale] == ["0"]
    assert "no longer in the library" in course.notebook.item("0").reason


def test_the_place_nearest_to_where_the_words_stood_is_taken(course: Course) -> None:
    twice = EN + "\nFiller. " * 30 + "\n\nA snapshot is kept for 35 days in the Vault.\n"
    course.ingest({"en.md": twice})
    document = course.library.document(str(course.folder / "files" / "en.md"))
    quote = QUOTES["en.md"]
    last = document.text.rindex(quote)
    span = course.span("en.md").model_copy(update={"start": last, "end": last + len(quote)})
    course.make((span,))
    course.ingest({"en.md": twice.replace("Intro.", "An introduction.")})
    (moved,) = located([course.item()], course.library)[0].evidence
    assert moved.start == last + len("An introduction.") - len("Intro.")


def test_a_surface_checks_the_bank_where_there_is_one_and_makes_none(
    course: Course, tmp_path: Path
) -> None:
    settings = load_settings({"data": tmp_path / "other"})
    with StudySession(settings) as session:
        assert recheck(session, now=NOW) is None
        Notebook.open(settings.data).close()
        assert recheck(session, now=NOW) is None  # a notebook, and nothing ingested
    with StudySession(load_settings({"data": tmp_path / "empty"})) as session:
        ingest_folder(course.folder / "files", session.settings.index_folder)
        assert recheck(session, now=NOW) is None
        assert not (session.settings.data / FILE).exists()
        Notebook.open(session.settings.data).close()
        assert recheck(session, now=NOW) == Checked(items=0, stale=(), fresh=())


# -- what a place says ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote", "language", "is_whole"),
    [
        ("The limit is 5 GB.", "5 GB", "en", True),
        ("The limit is 15 GB.", "5 GB", "en", False),
        ("The limit is 2.5 GB.", "5 GB", "en", False),
        ("The limit is 1,5 GB.", "5 GB", "en", False),
        ("The limit is 3-5 GB.", "5 GB", "en", False),
        ("It costs 5 USD.", "It costs 5 US", "en", False),
        ("Use TLS 1.25.", "Use TLS 1.2", "en", False),
        ("Use TLS 1.2.1 now.", "Use TLS 1.2", "en", False),
        ("Use TLS 1.2. Now.", "Use TLS 1.2", "en", True),
        ("It is unable to retry.", "able to retry", "en", False),
        ("It does not retry.", "retry", "en", False),
        ("It is kept. It is not gone.", "It is kept.", "en", True),
        ("It is not gone. It is kept.", "It is kept.", "en", True),
        ("It is\nnot true that it is kept.", "it is kept.", "en", False),
        ("- Never\n- It is kept.", "It is kept.", "en", True),
        ("حجمها ١٥ جيجابايت.", "٥ جيجابايت", "ar", False),
        ("حجمها ١٫٥ جيجابايت.", "٥ جيجابايت", "ar", False),
        ("ليس صحيحًا أن اللقطة تُحفظ.", "اللقطة تُحفظ.", "ar", False),
        ("لا تُحفَظ اللقطة.", "تُحفَظ اللقطة.", "ar", False),
        ("هي مشفَّرة. تُحفَظ اللقطة.", "تُحفَظ اللقطة.", "ar", True),
        ("والتشفير مفعَّل.", "التشفير مفعَّل.", "ar", False),
        ("服务支持加密。", "支持加密", "zh-Hans", True),
        ("服务不支持加密。", "支持加密", "zh-Hans", False),
        ("保留十五天。", "五天", "zh-Hans", False),
        ("保留１５天。", "５天", "zh-Hans", False),
        ("并非如此：保留５天。", "保留５天。", "zh-Hans", False),
        ("不收费。保留５天。", "保留５天。", "zh-Hans", True),
        ("x", "x", "en", True),
    ],
)
def test_words_that_mean_something_else_in_their_place_do_not_stand_there(
    text: str, quote: str, language: str, is_whole: bool
) -> None:
    start = text.index(quote)
    assert whole(text, start, start + len(quote), language) is is_whole
