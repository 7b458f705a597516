"""What a mock exam lacks is made of passages on it, and where there are none nothing is."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ingest.index import Index
from tests.builders import fake_index
from tests.tutor.mock.sitting import EXAM, bank, blueprint, item
from tests.tutor.quizzing import AR, EN, ZH, drafted, scripted, solving
from tutor.blueprint import Blueprint
from tutor.compose import QuizRequest
from tutor.errors import NoWeights
from tutor.exam_topics import Place
from tutor.facts import sources
from tutor.fake_chat import FakeChatModel
from tutor.mock.draw import Wish, draw
from tutor.mock.supply import Order, Supply, lacking, ordered, supply
from tutor.quizzes import QuizItem
from tutor.settings import Settings

FILES = {"en.md": f"# Snapshots\n\n{EN}", "zh.md": f"# 快照\n\n{ZH}", "ar.md": f"# اللقطات\n\n{AR}"}
ASKED = {
    "en": "After what time is a snapshot gone from Vault?",
    "zh-Hans": "快照在多少天之后会被自动删除？",
    "ar": "بعد كم من الوقت تُحذف اللقطة من التخزين؟",
}
NOW = "2026-11-21T08:00:00Z"
REQUEST = QuizRequest(kinds=("single",), seed=7)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    opened = fake_index(tmp_path, FILES)
    yield opened
    opened.close()


def place(domain: str, *topics: str, task: str | None = None) -> Place:
    return Place(exam=EXAM, domain=domain, task=task, title=topics[0], topics=topics)


def replies(index: Index, *topics: str) -> list[str]:
    """What a good model says to the first sentence on each topic."""
    said = []
    for topic in topics:
        first, *_ = sources(index, documents=(), topic=topic, language=None, limit=12, seed=7)
        language = first.passage.language
        made = drafted(index, ASKED[language], first, language, seed=7)
        said += [ASKED[language], *solving(made)]
    return said


def made(
    index: Index, orders: Sequence[Order], model: FakeChatModel, known: Sequence[QuizItem] = ()
) -> list[Supply]:
    settings = Settings(data=Path("nowhere"), model="fake:words", embedding="fake:words")
    steps = supply(
        orders, REQUEST, index, model, settings, now=NOW, title="Acme One", bank=known
    )  # fmt: skip
    return list(steps)


# -- what is lacking ----------------------------------------------------------------------


def counted(orders: Sequence[Order]) -> list[tuple[str, str | None, int]]:
    return [(each.place.domain, each.place.task, each.count) for each in orders]


def test_an_empty_bank_lacks_all_by_weight_and_task() -> None:
    assert counted(lacking(blueprint(), [], Wish())) == [
        ("1", "1.1", 3),
        ("1", "1.2", 2),
        ("2", None, 3),
        ("3", None, 2),
    ]


def test_a_full_bank_lacks_nothing_and_a_short_one_what_is_short() -> None:
    assert lacking(blueprint(), bank(9, 9, 9), Wish()) == ()
    assert counted(lacking(blueprint(), bank(9, 1, 2), Wish())) == [("2", None, 2)]


def test_the_task_that_has_least_is_filled_first_and_never_beyond_the_domain() -> None:
    # Five wanted, four there, all of one task: one is missing, and the other task gets it.
    there = [item(f"i{n}", "1", "1.1") for n in range(4)]
    assert counted(lacking(blueprint(), [*there, *bank(0, 9, 9)], Wish())) == [("1", "1.2", 1)]


def test_items_on_one_fact_count_once_and_other_languages_and_kinds_not_at_all() -> None:
    same = [item(f"i{n}", "3", quote="One fact.") for n in range(5)]
    assert counted(lacking(blueprint(), [*same, *bank(9, 9, 0)], Wish())) == [("3", None, 1)]
    chinese = lacking(blueprint(), bank(9, 9, 9), Wish(language="zh"))
    assert sum(each.count for each in chinese) == 10
    typed = [item("t", "3", kind="short", options=(), answer=("x",))]
    assert ("3", None, 2) in counted(lacking(blueprint(), [*typed, *bank(9, 9, 0)], Wish()))


def test_what_is_lacking_is_what_the_paper_says_it_lacks() -> None:
    for numbers in ((0, 0, 1), (2, 3, 0), (5, 1, 1), (9, 0, 9)):
        there = bank(*numbers)
        paper = draw(blueprint(), there, Wish(), now=NOW)
        short = {d.id: d.wanted - d.given for d in paper.domains if d.given < d.wanted}
        found: dict[str, int] = {}
        for each in lacking(blueprint(), there, Wish()):
            found[each.place.domain] = found.get(each.place.domain, 0) + each.count
        assert found == short


def test_items_for_one_domain_are_shared_by_its_tasks_and_for_all_by_weight() -> None:
    exam: Blueprint = blueprint()
    assert counted(ordered(exam, exam.domains[0], 3)) == [("1", "1.1", 2), ("1", "1.2", 1)]
    assert counted(ordered(exam, exam.domains[0], 1)) == [("1", "1.1", 1)]
    assert counted(ordered(exam, exam.domains[1], 4)) == [("2", None, 4)]
    assert sum(each.count for each in ordered(exam, None, 20)) == 20
    bare = blueprint(domains=[{"id": "1", "title": "Storage"}])
    with pytest.raises(NoWeights):
        ordered(bare, None, 5)
    assert counted(ordered(bare, bare.domains[0], 5)) == [("1", None, 5)]


# -- what is made -------------------------------------------------------------------------


def test_items_are_made_for_their_domain_and_task_in_the_language_of_their_passage(
    index: Index,
) -> None:
    orders = [
        Order(place=place("1", "Snapshots", task="1.1"), count=1),
        Order(place=place("2", "快照"), count=1),
        Order(place=place("3", "اللقطات"), count=1),
    ]
    model = scripted(*replies(index, "Snapshots", "快照", "اللقطات"))
    *_, last = made(index, orders, model)
    assert [(i.exam, i.domain, i.task, i.language) for i in last.quiz.items] == [
        (EXAM, "1", "1.1", "en"),
        (EXAM, "2", None, "zh-Hans"),
        (EXAM, "3", None, "ar"),
    ]
    assert [(each.made, each.silent) for each in last.orders] == [(1, False)] * 3
    assert last.quiz.asked == 3
    assert all(each.evidence and each.gates for each in last.quiz.items)
    paper = draw(blueprint(), last.quiz.items, Wish(count=3), now=NOW)
    assert {question.item for question in paper.questions} <= {i.id for i in last.quiz.items}


def test_where_the_documents_are_silent_that_is_said_and_the_model_is_not_asked(
    index: Index,
) -> None:
    orders = [
        Order(place=place("1", "Hyperparameter optimization"), count=3),
        Order(place=place("2", "超参数优化"), count=2),
        Order(place=place("3", "ضبط المعاملات الفائقة"), count=2),
    ]
    model = scripted()
    *_, last = made(index, orders, model)
    assert [each.silent for each in last.orders] == [True, True, True]
    assert (last.quiz.items, last.quiz.rejected, model.asked) == ((), (), [])


def test_nothing_is_called_silent_before_it_was_looked_for(index: Index) -> None:
    orders = [Order(place=place("1", "Hyperparameter optimization"), count=1)] * 2
    first, *_ = made(index, orders, scripted())
    assert [each.silent for each in first.orders] == [False, False]


def test_of_several_topics_those_are_used_that_the_documents_speak_of(index: Index) -> None:
    orders = [Order(place=place("1", "Hyperparameters", "Snapshots", "快照"), count=1)]
    *_, last = made(index, orders, scripted(*replies(index, "Snapshots")))
    assert [(each.made, each.silent) for each in last.orders] == [(1, False)]
    assert [each.language for each in last.quiz.items] == ["en"]


def test_items_are_spread_over_the_topics_of_a_task(index: Index) -> None:
    orders = [Order(place=place("1", "Snapshots", "快照", "اللقطات"), count=3)]
    *_, last = made(index, orders, scripted(*replies(index, "Snapshots", "快照", "اللقطات")))
    assert [each.language for each in last.quiz.items] == ["en", "zh-Hans", "ar"]
    assert [(each.made, each.wanted) for each in last.orders] == [(3, 3)]


def test_what_the_gates_turn_away_is_listed_and_not_made_up_for(index: Index) -> None:
    class Mumbling(FakeChatModel):
        """Writes no question that could be asked."""

    orders = [Order(place=place("1", "Snapshots"), count=1)]
    *_, last = made(index, orders, Mumbling())
    assert last.quiz.items == ()
    assert last.quiz.rejected
    assert [(each.made, each.silent) for each in last.orders] == [(0, False)]


def test_an_item_of_the_bank_is_not_made_again(index: Index) -> None:
    said = replies(index, "Snapshots")
    order = [Order(place=place("1", "Snapshots"), count=1)]
    *_, first = made(index, order, scripted(*said))
    (there,) = first.quiz.items
    *_, again = made(index, order, FakeChatModel(replies=said * 9), known=[there])
    assert there.id not in {each.id for each in again.quiz.items}
