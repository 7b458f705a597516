"""The coverage map: what there is for each task, in a table that no direction of writing breaks."""

import tomllib
from importlib import resources

import pytest

from tests.tutor.practising import NOW, attempt, item, responses
from tutor.coverage import Coverage, TaskName, as_table, coverage, covered
from tutor.exam_topics import Place
from tutor.mastery import Mastery, mastery
from tutor.progress import label
from tutor.quizzes import Attempt, QuizItem
from tutor.schedule import remember

LABELS = tomllib.loads(resources.files("tutor").joinpath("progress.toml").read_text("utf-8"))[
    "labels"
]
TASKS = (
    TaskName(domain="1", task="1.1", title="Data repositories"),
    TaskName(domain="1", task="1.10", title="نقل البيانات عبر Kinesis\nو S3"),
    TaskName(domain="2", task="2.1", title="特征工程"),
    TaskName(domain="3", task="3", title="Modeling"),
)
PASSAGES = {"1.1": 12, "1.10": 3, "3": 4}
ITEMS = {"1.1": 5, "3": 2}


def mapped() -> Coverage:
    items = [item(f"i{n}", domain="1", task="1.1") for n in range(5)]
    items += [item("m", domain="3"), item("x", domain="9", task="9.9"), item("y")]
    made = [attempt(f"i{n}", 9 - n, right=n != 2) for n in range(5)]
    made += [attempt("m", 1), attempt("x", 1), attempt("y", 1)]
    answered = responses(made, items)
    known: dict[str, Mastery] = mastery(answered, remember(answered), NOW)
    return coverage(
        "aws-mla-c01",
        TASKS,
        passages=lambda task: PASSAGES.get(task.task, 0),
        items=lambda task: ITEMS.get(task.task, 0),
        responses=answered,
        known=known,
    )


def test_each_task_says_what_there_is_and_what_is_wanting_first() -> None:
    found = mapped()
    assert [(t.task, t.passages, t.items, t.attempts, t.right, t.gap) for t in found.tasks] == [
        ("1.1", 12, 5, 5, 4, "none"),
        ("1.10", 3, 0, 0, 0, "no item"),
        ("2.1", 0, 0, 0, 0, "no passage"),
        ("3", 4, 2, 1, 1, "none"),
    ]
    assert found.outside == 2


def test_mastery_stands_where_it_was_tried_and_is_absent_elsewhere() -> None:
    first, second, _, whole = mapped().tasks
    assert first.state == "learning"
    assert first.known is not None
    assert (second.state, second.known) == ("untried", None)
    # An item for the whole of a domain that names no tasks: 0.2 becomes 0.526.
    assert whole.state == "learning"
    assert whole.known == pytest.approx(0.526, abs=0.001)


def test_items_without_passages_are_not_called_missing() -> None:
    (only,) = coverage(
        "e", TASKS[:1], passages=lambda _: 0, items=lambda _: 3, responses=(), known={}
    ).tasks
    assert only.gap == "no attempt"


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant", "ar"])
def test_the_table_keeps_its_columns_in_every_language(language: str) -> None:
    from rich.cells import cell_len

    lines = as_table(mapped(), language).split("\n")
    assert len(lines) == 1 + len(TASKS)
    # What stands before a title is as wide in every line; isolates take no room.
    titles = ["Data repositories", "نقل البيانات عبر Kinesis و S3", "特征工程", "Modeling"]
    bare = [line.replace("\u2068", "").replace("\u2069", "") for line in lines[1:]]
    starts = [cell_len(line[: line.index(title)]) for line, title in zip(bare, titles)]
    assert len(set(starts)) == 1
    for name in ("task", "passages", "known", "title"):
        assert label(name, language) in lines[0]
    assert label("no passage", language) in lines[3]


def test_arabic_has_a_direction_of_its_own_so_that_no_figure_moves() -> None:
    line = as_table(mapped(), "en").split("\n")[2]
    assert line.endswith("\u2068نقل البيانات عبر Kinesis و S3\u2069")
    assert line.count("\u2068") == line.count("\u2069") == 1
    assert "\u2068" not in as_table(mapped(), "en").split("\n")[1]


def test_what_acts_on_a_terminal_does_not_get_into_the_table() -> None:
    evil = TaskName(domain="1", task="1.1", title="a\x1b[31mb\u202ec\r\nd\te")
    found = coverage(
        "e", [evil], passages=lambda _: 0, items=lambda _: 0, responses=(), known={}
    )  # fmt: skip
    table = as_table(found, "en")
    assert "\x1b" not in table
    assert "\u202e" not in table
    assert len(table.split("\n")) == 2


def test_an_exam_without_tasks_is_a_headline() -> None:
    empty = coverage("e", (), passages=len, items=len, responses=(), known={})  # type: ignore[arg-type]
    assert len(as_table(empty, "ar").split("\n")) == 1


@pytest.mark.parametrize("name", LABELS)
def test_every_label_is_said_in_the_first_languages_with_the_same_gaps(name: str) -> None:
    texts = LABELS[name]
    assert set(texts) == {"en", "zh-Hans", "zh-Hant", "ar"}
    gaps = {
        frozenset(part.split("}")[0] for part in text.split("{")[1:]) for text in texts.values()
    }
    assert len(gaps) == 1
    assert len({texts["en"], texts["zh-Hans"], texts["ar"]}) == 3


def test_a_label_is_filled_in_and_falls_back() -> None:
    assert "0.85" in label("offset", "ar", offset="0.85")
    assert label("mastered", "zh") == label("mastered", "zh-Hans")
    assert label("mastered", "sw") == "mastered"


# -- from practice ------------------------------------------------------------------------


def place(domain: str, task: str | None = None, title: str = "t") -> Place:
    return Place(exam="e", domain=domain, task=task, title=title, topics=(title,))


def from_practice(places: list[Place], items: list[QuizItem], made: list[Attempt]) -> Coverage:
    answered = responses(made, items) if items else ()
    return covered(
        "e", places, items=items, responses=answered, memories=remember(answered),
        passages={(p.domain, p.task): 2 for p in places}, now=NOW,
    )  # fmt: skip


def test_items_and_answers_are_counted_at_their_task() -> None:
    items = [
        item("a", exam="e", domain="1", task="1.1"),
        item("b", exam="e", domain="1", task="1.2"),
        item("other", exam="f", domain="1", task="1.1"),
    ]
    found = from_practice([place("1", "1.1"), place("1", "1.2")], items, [attempt("b")])
    assert [(t.task, t.items, t.attempts, t.gap) for t in found.tasks] == [
        ("1.1", 1, 0, "no attempt"),
        ("1.2", 1, 1, "none"),
    ]


def test_a_domain_without_published_tasks_has_whatever_was_made_for_its_tasks() -> None:
    items = [
        item("a", exam="e", domain="1", task="1.1"),
        item("b", exam="e", domain="1"),
        item("c", exam="e", domain="2"),
    ]
    (found,) = from_practice([place("1")], items, [attempt("a"), attempt("b")]).tasks
    assert (found.task, found.items, found.attempts) == ("1", 2, 2)
    assert found.state == "learning"


def test_two_tasks_of_one_title_are_two_rows() -> None:
    rows = [place("1", "1.1", "Train"), place("2", "2.1", "Train")]
    assert [t.task for t in from_practice(rows, [], []).tasks] == ["1.1", "2.1"]
