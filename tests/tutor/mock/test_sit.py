"""An exam is sat: nothing is lost, nothing is told, and the clock is right whatever clocks do."""

from datetime import timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import InputError
from tests.tutor.mock.sitting import START, Lines, bank, clock, item, paper, several
from tutor.errors import ExamOver, UnknownItem, UnreadableAnswers
from tutor.mock.papers import MockEvent, MockPaper
from tutor.mock.sit import answer, finish, flag, overview, present, show, start

BANK = [*bank(9, 9, 9), several("multi", "1")]
ITEMS = {each.id: each for each in BANK}


@pytest.fixture
def ledger(tmp_path: Path) -> Lines:
    return Lines(tmp_path / "events.jsonl")


@pytest.fixture
def begun(ledger: Lines) -> MockPaper:
    """A paper of 100 minutes, begun."""
    drawn = paper()
    start(drawn, ledger, now=clock())
    return drawn


def first(drawn: MockPaper) -> str:
    return drawn.questions[0].item


def test_an_answer_is_kept_as_it_is_given_and_may_be_changed_until_the_end(
    begun: MockPaper, ledger: Lines
) -> None:
    id = first(begun)
    answer(begun, ledger, ITEMS[id], ["b"], now=clock(1))
    assert ledger.events(begun.id)[-1].chosen == ("b",)
    assert answer(begun, ledger, ITEMS[id], ["a"], now=clock(2)).answers == {id: ("a",)}
    assert answer(begun, ledger, ITEMS[id], [], now=clock(3)).answers == {}
    now = answer(begun, ledger, ITEMS[id], ["c"], now=clock(4))
    assert now.answered_at[id].startswith("2026-11-21T09:04:00")
    finish(begun, ledger, now=clock(5))
    with pytest.raises(ExamOver, match="ended"):
        answer(begun, ledger, ITEMS[id], ["a"], now=clock(6))
    assert present(begun, ledger.events(begun.id), clock(7)).answers == {id: ("c",)}


def test_nothing_of_what_is_right_is_in_the_present_or_in_what_is_kept(
    begun: MockPaper, ledger: Lines
) -> None:
    now = answer(begun, ledger, ITEMS[first(begun)], ["a"], now=clock(1))
    said = now.model_dump_json() + begun.model_dump_json()
    assert not any(word in said for word in ("right 1", "correct", "rationale", "explanation"))


def test_several_letters_only_where_several_are_right(ledger: Lines) -> None:
    drawn = paper([ITEMS["multi"], *bank(0, 1, 0)])
    start(drawn, ledger, now=clock())
    now = answer(drawn, ledger, ITEMS["multi"], ["c", "a", "c"], now=clock(1))
    assert now.answers["multi"] == ("a", "c")
    with pytest.raises(UnreadableAnswers, match="one right option"):
        answer(drawn, ledger, ITEMS["d2-0"], ["a", "b"], now=clock(1))
    with pytest.raises(UnreadableAnswers, match="no option 'أ'"):
        answer(drawn, ledger, ITEMS["d2-0"], ["أ"], now=clock(1))
    with pytest.raises(UnknownItem):
        answer(drawn, ledger, item("elsewhere", "1"), ["a"], now=clock(1))
    with pytest.raises(UnknownItem):
        flag(drawn, ledger, "elsewhere", on=True, now=clock(1))
    assert len(ledger.events(drawn.id)) == 2


def test_the_overview_shows_what_is_answered_flagged_and_seen(
    begun: MockPaper, ledger: Lines
) -> None:
    one, two, three = (q.item for q in begun.questions[:3])
    show(begun, ledger, one, now=clock(1))
    answer(begun, ledger, ITEMS[one], ["a"], now=clock(2))
    flag(begun, ledger, two, on=True, now=clock(3))
    flag(begun, ledger, three, on=True, now=clock(3))
    now = flag(begun, ledger, three, on=False, now=clock(4))
    seats = overview(begun, now)
    assert [seat.number for seat in seats] == list(range(1, 11))
    assert [(s.answered, s.flagged, s.seen) for s in seats[:4]] == [
        (True, False, True), (False, True, False), (False, False, False), (False, False, False),
    ]  # fmt: skip


def test_a_killed_exam_goes_on_with_its_answers_and_its_clock(
    begun: MockPaper, ledger: Lines, tmp_path: Path
) -> None:
    id = first(begun)
    answer(begun, ledger, ITEMS[id], ["b"], now=clock(10))
    again = Lines(tmp_path / "events.jsonl")  # another process, an hour later
    now = start(begun, again, now=clock(70))
    assert (now.answers, now.left, now.end) == ({id: ("b",)}, 30 * 60, "")
    assert sum(event.event == "started" for event in again.events(begun.id)) == 1
    late = start(begun, again, now=clock(101))
    assert (late.end, late.left, late.used, late.answers) == ("time", 0, 6000, {id: ("b",)})


def test_the_time_is_over_by_itself_and_stays_over(begun: MockPaper, ledger: Lines) -> None:
    answer(begun, ledger, ITEMS[first(begun)], ["a"], now=clock(99.9))
    with pytest.raises(ExamOver, match="time is up"):
        answer(begun, ledger, ITEMS[first(begun)], ["b"], now=clock(100))
    assert finish(begun, ledger, now=clock(500)).end == "time"
    # That it is over is kept once, when it is first seen.
    assert [event.event for event in ledger.events(begun.id)][2:] == ["finished"]
    # The second window's answer was on its way when the time was up.
    late = MockEvent(
        paper=begun.id, number=2, event="answered", item=first(begun), chosen=("c",), at=clock(101)
    )
    state = present(begun, [*ledger.events(begun.id), late], clock(50))
    assert (state.end, state.answers) == ("time", {first(begun): ("a",)})


def test_who_ends_early_has_ended(begun: MockPaper, ledger: Lines) -> None:
    assert finish(begun, ledger, now=clock(30)).end == "early"
    now = present(begun, ledger.events(begun.id), clock(90))
    assert (now.end, now.used, now.left) == ("early", 1800, 0)
    assert finish(begun, ledger, now=clock(95)) == now


def test_a_clock_that_is_put_back_takes_no_time_and_gives_no_more_than_its_step(
    begun: MockPaper, ledger: Lines
) -> None:
    one, two = (q.item for q in begun.questions[:2])
    answer(begun, ledger, ITEMS[one], ["a"], now=clock(20))
    # At minute 25 it is put back by an hour, to minute -35.
    assert show(begun, ledger, two, now=clock(-35)).used == 20 * 60
    # It then shows 15 minutes later: 35 have been used, not the 0 that lie before minute 20.
    now = answer(begun, ledger, ITEMS[two], ["b"], now=clock(-20))
    assert (now.used, now.left) == (35 * 60, 65 * 60)
    assert present(begun, ledger.events(begun.id), clock(-90)).used == 35 * 60


def test_a_change_of_time_zone_is_no_change(begun: MockPaper, ledger: Lines) -> None:
    for hours in (8, -11, 5.75):
        zone = timezone(timedelta(hours=hours))
        local = (START + timedelta(minutes=10)).astimezone(zone).isoformat()
        assert present(begun, ledger.events(begun.id), local).used == 600
        show(begun, ledger, first(begun), now=local)
    assert {event.at for event in ledger.events(begun.id)[1:]} == {"2026-11-21T09:10:00.000Z"}
    with pytest.raises(InputError):
        show(begun, ledger, first(begun), now="2026-11-21T09:10:00")


def test_time_is_counted_for_the_question_that_is_looked_at(
    begun: MockPaper, ledger: Lines
) -> None:
    one, two = (q.item for q in begun.questions[:2])
    show(begun, ledger, one, now=clock(1))
    show(begun, ledger, two, now=clock(3))
    show(begun, ledger, one, now=clock(7))
    now = present(begun, ledger.events(begun.id), clock(12))
    assert dict(now.seconds_on) == {one: 7 * 60, two: 4 * 60}


def test_of_two_windows_that_answer_at_once_one_is_told(begun: MockPaper, ledger: Lines) -> None:
    class Stale(Lines):
        def events(self, paper: str) -> list[MockEvent]:
            return super().events(paper)[:1]

    seen_before = Stale(ledger.path)
    answer(begun, ledger, ITEMS[first(begun)], ["a"], now=clock(1))
    found = Lines(ledger.path)
    seen_before.add = found.add  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match="taken"):
        answer(begun, seen_before, ITEMS[first(begun)], ["b"], now=clock(1))


def test_before_the_start_nothing_happens(ledger: Lines) -> None:
    drawn = paper()
    assert not present(drawn, []).started
    with pytest.raises(InputError, match="not begun"):
        answer(drawn, ledger, ITEMS[first(drawn)], ["a"], now=clock())


def test_time_that_was_over_stays_over_when_the_clock_is_put_back(ledger: Lines) -> None:
    drawn = paper()
    start(drawn, ledger, now=clock())
    late = drawn.seconds / 60 + 1
    with pytest.raises(ExamOver):
        answer(drawn, ledger, ITEMS[first(drawn)], ["a"], now=clock(late))
    assert present(drawn, ledger.events(drawn.id), clock(1)).end == "time"
    with pytest.raises(ExamOver):
        answer(drawn, ledger, ITEMS[first(drawn)], ["a"], now=clock(1))
    other = paper(seed=1)
    start(other, ledger, now=clock())
    assert finish(other, ledger, now=clock(late)).end == "time"
    assert finish(other, ledger, now=clock(1)).end == "time"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["show", "answer", "flag", "unflag", "finish"]),
        st.integers(0, 9),
        st.sampled_from("abcd"),
        st.floats(-90, 60, allow_nan=False),
    ),
    max_size=25,
)


@given(STEPS, st.floats(-200, 500))
def test_the_present_is_what_the_events_make_of_it_and_the_clock_never_runs_back(
    steps: list[tuple[str, int, str, float]], later: float
) -> None:
    class Kept(list[MockEvent]):
        def events(self, paper: str) -> list[MockEvent]:
            return list(self)

        def add(self, event: MockEvent) -> None:
            self.append(event)

    drawn, ledger, minute = paper(), Kept(), 0.0
    now = start(drawn, ledger, now=clock())
    for what, at, letter, step in steps:
        minute += step
        id, before = drawn.questions[at].item, now
        try:
            if what == "show":
                now = show(drawn, ledger, id, now=clock(minute))
            elif what == "answer":
                now = answer(drawn, ledger, ITEMS[id], [letter], now=clock(minute))
            elif what == "finish":
                now = finish(drawn, ledger, now=clock(minute))
            else:
                now = flag(drawn, ledger, id, on=what == "flag", now=clock(minute))
        except ExamOver:
            assert present(drawn, ledger, clock(minute)).answers == before.answers
            break
        assert before.used <= now.used <= drawn.seconds
        assert [event.number for event in ledger] == list(range(len(ledger)))
        if not now.end:
            stored = [MockEvent.model_validate_json(each.model_dump_json()) for each in ledger]
            assert present(drawn, stored) == now
    final = present(drawn, ledger, clock(later))
    assert now.used <= final.used <= drawn.seconds
    assert final.answers == now.answers
