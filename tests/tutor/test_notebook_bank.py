"""The bank: items of all quizzes found, counted, retired and restored; what is noted of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import InputError
from tests.tutor.quizzing import good
from tests.tutor.test_notebook import a_quiz, an_attempt, typed
from tutor.errors import UnknownItem
from tutor.notebook import Notebook
from tutor.notebook_items import QUERY_WORDS
from tutor.quizzes import Quiz, QuizItem, Verdict
from tutor.standing import Event, ItemEvent, present, telling

OLD, NEW = "aaaaaaaaaaaa", "bbbbbbbbbbbb"


@pytest.fixture
def notebook(tmp_path: Path, address: str | None) -> Iterator[Notebook]:
    opened = Notebook.open(tmp_path, address)
    yield opened
    opened.close()


def happened(held_by: Quiz, event: Event, number: int = 0, **more: object) -> ItemEvent:
    item = held_by.items[number].id
    return ItemEvent.model_validate(
        {"quiz": held_by.quiz, "item": item, "event": event, "at": "t"} | more
    )


def ids(notebook: Notebook, **wanted: object) -> list[str]:
    return [entry.item.id for entry in notebook.bank(**wanted).items]  # type: ignore[arg-type]


def renamed(item: QuizItem, id: str, **changed: object) -> QuizItem:
    return item.model_copy(update={"id": id, **changed})


# -- found and counted ----------------------------------------------------------------


def test_the_bank_holds_the_items_of_all_quizzes_those_of_the_newest_first(
    notebook: Notebook,
) -> None:
    old = a_quiz(OLD, "en", "zh-Hans", created="2026-01-01T00:00:00Z")
    new = a_quiz(NEW, "ar", created="2026-02-01T00:00:00Z")
    for quiz in (new, old):
        notebook.save(quiz)
    page = notebook.bank()
    assert [(entry.quiz, entry.item) for entry in page.items] == [
        (NEW, new.items[0]), (OLD, old.items[0]), (OLD, old.items[1]),
    ]  # fmt: skip
    assert all((e.standing, e.reason, e.since) == ("active", "", "") for e in page.items)
    assert page.total == 3
    assert page.languages == {"ar": 1, "en": 1, "zh-Hans": 1}
    assert (page.kinds, page.standings) == ({"single": 3}, {"active": 3})


def test_an_empty_bank_is_a_page_without_items(notebook: Notebook) -> None:
    page = notebook.bank(query="x", language="ar")
    assert (page.items, page.total, page.languages, page.standings) == ((), 0, {}, {})


def test_an_item_of_two_quizzes_is_in_the_bank_once_and_retired_in_both(
    notebook: Notebook,
) -> None:
    both = [a_quiz(id, "en", "ar") for id in (OLD, NEW)]
    for quiz in both:
        notebook.save(quiz)
    assert notebook.bank().total == 2
    notebook.note([happened(both[0], "retired")])
    assert ids(notebook) == [both[1].items[1].id]
    assert notebook.standings(item.id for item in both[1].items) == {both[1].items[0].id: "retired"}


def test_pages_follow_one_another_without_gap_or_overlap(notebook: Notebook) -> None:
    item, _ = good("en")
    every = [renamed(item, f"{n:02}") for n in range(25)]
    notebook.save(a_quiz(OLD).model_copy(update={"items": tuple(every)}))
    read = [ids(notebook, limit=10, offset=first) for first in (0, 10, 20, 30)]
    assert [len(page) for page in read] == [10, 10, 5, 0]
    assert [id for page in read for id in page] == [item.id for item in every]
    assert [notebook.bank(limit=n).total for n in (0, 1, 100)] == [25, 25, 25]


@pytest.mark.parametrize("wanted", [{"limit": -1}, {"offset": -1}])
def test_a_page_before_the_first_is_an_error(notebook: Notebook, wanted: dict[str, int]) -> None:
    with pytest.raises(InputError) as caught:
        notebook.bank(**wanted)  # type: ignore[arg-type]
    assert caught.value.hint


def test_the_bank_is_narrowed_by_language_kind_document_and_standing(notebook: Notebook) -> None:
    quiz = a_quiz(OLD, "en", "zh-Hans", "ar").model_copy(update={"topic": None})
    short = renamed(typed("short"), "short")
    span = short.evidence[0].model_copy(update={"document": "e" * 16, "path": "/x/٪ أ.md"})
    quiz = quiz.model_copy(
        update={"items": (*quiz.items, short.model_copy(update={"evidence": (span,)}))}
    )
    notebook.save(quiz)
    en, zh, ar, typed_one = (item.id for item in quiz.items)
    notebook.note([happened(quiz, "retired", 0), happened(quiz, "stale", 1)])
    assert ids(notebook) == [ar, typed_one]
    assert ids(notebook, standing=None) == [en, zh, ar, typed_one]
    assert ids(notebook, standing="retired") == [en]
    assert ids(notebook, standing="stale") == [zh]
    assert ids(notebook, standing="stale", language="zh") == [zh]
    assert ids(notebook, language="zh") == []
    assert ids(notebook, language="ar", kind="short") == [typed_one]
    assert ids(notebook, kind="cloze") == []
    assert ids(notebook, document="e" * 16) == [typed_one]
    assert ids(notebook, document="/x/٪ أ.md") == [typed_one]
    assert ids(notebook, document="d" * 16) == [ar]
    assert ids(notebook, document="e") == []


def test_counts_say_how_many_there_would_be_without_each_narrowing(notebook: Notebook) -> None:
    quiz = a_quiz(OLD, "en", "zh-Hans", "ar")
    quiz = quiz.model_copy(update={"items": (*quiz.items, typed("short"), typed("cloze"))})
    notebook.save(quiz)
    notebook.note([happened(quiz, "retired", 3)])
    page = notebook.bank(language="ar", kind="single", limit=0)
    assert (page.items, page.total) == ((), 1)
    assert page.languages == {"ar": 1, "en": 1, "zh-Hans": 1}  # of single choice, active
    assert page.kinds == {"cloze": 1, "single": 1}  # in Arabic, active
    assert page.standings == {"active": 1}  # in Arabic, of single choice
    assert notebook.bank(language="ar", standing=None).kinds == {
        "cloze": 1, "short": 1, "single": 1,
    }  # fmt: skip
    assert notebook.bank(kind="short", standing="retired").standings == {"retired": 1}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("KEEP it", "en"),
        ("it keep", "en"),
        ("60 days", "en"),
        ("６０ days", "en"),
        ("اللُّقْطَةِ", "ar"),
        ("اللقطه قبل", "ar"),
        ("قَبْلَ ٦٠", "ar"),
        ("快照 多长", "zh-Hans"),
        ("快照\u3000时间", "zh-Hans"),
        ("６０天", "zh-Hans"),
        ("60", "en zh-Hans ar"),
        ("", "en zh-Hans ar"),
        (" \n\u200b ", "en zh-Hans ar"),
        ("keep 快照", ""),
        ("%", ""),
        ("_", ""),
        ("\\", ""),
        ("' OR 1=1 --", ""),
        ("\0", "en zh-Hans ar"),
        ("\ud83d", "en zh-Hans ar"),
        ("Vault", ""),  # stands in the evidence, which holds the key
    ],
)
def test_a_search_looks_for_all_words_as_readers_spell_them(
    notebook: Notebook, query: str, found: str
) -> None:
    quiz = a_quiz(OLD, "en", "zh-Hans", "ar")
    notebook.save(quiz)
    languages = {item.id: item.language for item in quiz.items}
    assert [languages[id] for id in ids(notebook, query=query)] == found.split()


def test_a_search_does_not_tell_the_answer(notebook: Notebook) -> None:
    item = typed("short")
    hidden = item.model_copy(update={"answer": ("Zanzibar",), "explanation": "Zanzibar it is."})
    notebook.save(a_quiz(OLD).model_copy(update={"items": (hidden,)}))
    assert ids(notebook, query="zanzibar") == []
    assert ids(notebook, query="اللقطة") == [item.id]


def test_a_pasted_page_is_no_query_that_breaks_the_database(notebook: Notebook) -> None:
    quiz = a_quiz(OLD, "en")
    notebook.save(quiz)
    assert ids(notebook, query="keep " + "و" * 60_000) == []
    assert ids(notebook, query=" ".join(f"w{n}" for n in range(5_000))) == []
    assert ids(notebook, query="keep it " * 10_000) == [quiz.items[0].id]
    assert QUERY_WORDS >= 10


# -- what happened --------------------------------------------------------------------


def test_what_happened_is_kept_in_order_and_says_what_an_item_is_now(notebook: Notebook) -> None:
    quiz = a_quiz(OLD, "en", "ar")
    notebook.save(quiz)
    gates = (Verdict(name="blind", verdict="reject", detail="C# ≠ “ج”\0"),)
    disputed = happened(
        quiz, "disputed", reason="upheld", words="٣٥ ليست في النص 😀", gates=gates, at="1"
    )
    retired = happened(quiz, "retired", reason="a dispute was upheld", at="2")
    assert notebook.note([disputed, retired]) == [disputed, retired]
    stale = happened(quiz, "stale", 1, reason="gone", at="3")
    notebook.note([stale])
    assert notebook.events() == [disputed, retired, stale]
    assert notebook.events(item=quiz.items[0].id) == [disputed, retired]
    assert notebook.events(event="disputed") == [disputed]
    found = notebook.item(quiz.items[0].id[:6])
    assert (found.standing, found.reason, found.since) == ("retired", retired.reason, "2")
    assert found.item == quiz.items[0]
    assert notebook.quiz(OLD) == quiz  # nothing that happens changes an item


def test_a_disputed_item_stays_active_until_it_is_retired(notebook: Notebook) -> None:
    quiz = a_quiz(OLD, "en")
    notebook.save(quiz)
    for at in "12":
        assert notebook.note([happened(quiz, "disputed", words="wrong!", at=at)])
    assert len(notebook.events(event="disputed")) == 2
    assert notebook.bank().total == 1


def test_a_retired_item_that_is_stale_besides_is_stale_once_restored(notebook: Notebook) -> None:
    quiz = a_quiz(OLD, "en")
    notebook.save(quiz)
    seen = []
    for event in ("stale", "retired", "restored", "fresh"):
        notebook.note([happened(quiz, event)])
        seen.append(notebook.item(quiz.items[0].id).standing)
        assert notebook.bank(standing=seen[-1]).total == 1
    assert seen == ["stale", "retired", "stale", "active"]


def test_what_changes_nothing_is_not_noted(notebook: Notebook) -> None:
    quiz = a_quiz(OLD, "en", "ar")
    notebook.save(quiz)
    first, other = happened(quiz, "retired", at="1"), happened(quiz, "retired", 1)
    assert notebook.note([happened(quiz, "restored"), happened(quiz, "fresh")]) == []
    assert notebook.note([first, happened(quiz, "retired", at="2")]) == [first]
    assert notebook.note([happened(quiz, "retired", at="3"), other]) == [other]
    assert notebook.item(quiz.items[0].id).since == "1"
    assert notebook.note([]) == []


def test_an_event_of_an_unknown_item_is_refused_and_none_is_kept(notebook: Notebook) -> None:
    quiz = a_quiz(OLD, "en")
    notebook.save(quiz)
    notebook.save(a_quiz(NEW, "ar"))
    for stray in (
        happened(quiz, "retired", item="nothing"),
        happened(quiz, "restored", item="nothing"),  # refused although it would change nothing
        happened(quiz, "retired", quiz=NEW),
    ):
        with pytest.raises(UnknownItem) as caught:
            notebook.note([happened(quiz, "retired"), stray])
        assert caught.value.hint
    assert notebook.events() == []


@pytest.mark.parametrize("name", ["", " ", "zz", "%", "_", "\0", "a"])
def test_an_unknown_or_ambiguous_item_is_an_error(notebook: Notebook, name: str) -> None:
    item, _ = good("en")
    pair = (renamed(item, "a1"), renamed(item, "a2"))
    for id in (OLD, NEW):
        notebook.save(a_quiz(id).model_copy(update={"items": pair}))
    assert notebook.item("a1").item.id == "a1"
    with pytest.raises(UnknownItem):
        notebook.item(name)


def test_attempts_and_events_do_not_hinder_one_another(notebook: Notebook) -> None:
    quiz = a_quiz(OLD, "en")
    notebook.save(quiz)
    notebook.note([happened(quiz, "retired")])
    notebook.record([an_attempt(quiz)])
    notebook.note([happened(quiz, "restored")])
    assert notebook.attempts(OLD) == [an_attempt(quiz)]


ITEMS = "pqr"
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(ITEMS),
        st.sampled_from(["retired", "restored", "stale", "fresh", "disputed"]),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def three_items(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    notebook = Notebook.open(tmp_path_factory.mktemp("three"))
    yield notebook
    notebook.close()


@given(EVENTS, EVENTS)
@settings(max_examples=60, deadline=None)
def test_the_database_and_python_agree_on_what_items_are(
    three_items: Notebook, first: list[tuple[str, Event]], second: list[tuple[str, Event]]
) -> None:
    import uuid

    id, (item, _) = uuid.uuid4().hex, good("en")
    names = {name: f"{id}-{name}" for name in ITEMS}
    items = tuple(renamed(item, name) for name in names.values())
    three_items.save(a_quiz(id).model_copy(update={"items": items}))
    lists = [
        [ItemEvent(quiz=id, item=names[name], event=event, at=str(n)) for n, (name, event) in each]
        for each in (enumerate(first), enumerate(second))
    ]
    every = [event for some in lists for event in some]
    noted = [event for some in lists for event in three_items.note(some)]
    assert noted == telling(every)
    wanted = {name: present(noted).get(name, ("active", None))[0] for name in names.values()}
    # What was left out changes nothing.
    assert {n: s for n, (s, _) in present(every).items()}.items() <= wanted.items()
    for standing in ("active", "stale", "retired"):
        stored = {e.item.id for e in three_items.bank(standing=standing, limit=10**6).items}
        assert stored & set(wanted) == {n for n, found in wanted.items() if found == standing}
    assert three_items.standings(wanted) == {n: s for n, s in wanted.items() if s != "active"}
