"""The history: which fact an item asks about, when it was answered, and what an answer is worth."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import InputError
from tests.tutor.practising import DAY, NOW, attempt, item, options, responses, span, stamp
from tutor.history import chance, fact_of, instant, instants
from tutor.quizzes import QuizItem

AR = "تُحفَظُ اللُّقطةُ ٣٥ يومًا في Amazon S3 ثمَّ تُحذَف."
ZH = "在 Amazon S3 里，快照默认保留３５天。"


@pytest.mark.parametrize(
    ("quote", "again"),
    [
        (AR, "تحفظ اللقطة 35 يوما في Amazon S3 ثم تحذف."),
        (ZH, "在 Amazon S3 里,快照默认保留35天。"),
        ("Kept for 35 days.", "kept  for\n35 days."),
    ],
)
def test_items_about_the_same_words_share_a_fact_however_they_are_spelled(
    quote: str, again: str
) -> None:
    one = item("a", quote, language="ar", kind="short", options=(), answer=("35",))
    other = item("b", again, language="en", stem="How long?")
    assert fact_of(one) == fact_of(other)


def test_other_words_and_other_documents_are_other_facts() -> None:
    words = item("a", "Kept for 35 days.")
    facts = {
        fact_of(words),
        fact_of(item("b", "Kept for 36 days.")),
        fact_of(item("c", evidence=(span("Kept for 35 days.", "e" * 16),))),
        fact_of(item("d", evidence=(span("Kept for 35 days."), span("Then it is gone.")))),
    }
    assert len(facts) == 4


def test_the_order_of_evidence_does_not_matter() -> None:
    a, b = span("Kept for 35 days."), span("Then it is gone.")
    assert fact_of(item("x", evidence=(a, b))) == fact_of(item("y", evidence=(b, a, b)))


def without_evidence(id: str, **changed: object) -> QuizItem:
    return item(id, evidence=(), exam="aws-mla-c01", **changed)


def test_without_evidence_items_of_a_task_share_a_fact_where_they_have_the_same_answer() -> None:
    s3 = options("S3", "EBS", "EFS")
    one = without_evidence("a", task="1.1", options=s3)
    assert fact_of(one) == fact_of(without_evidence("b", task="1.1", options=s3, stem="Which?"))
    assert fact_of(one) != fact_of(without_evidence("c", task="1.2", options=s3))
    assert fact_of(one) != fact_of(without_evidence("d", task="1.1"))
    assert fact_of(one) != fact_of(without_evidence("e", options=s3))


def test_statements_that_are_true_are_not_all_the_same_fact() -> None:
    true = options("True", "False")
    one = without_evidence("a", task="1.1", kind="true-false", options=true)
    assert fact_of(one) != fact_of(one.model_copy(update={"id": "b"}))


def test_half_a_character_in_a_quote_is_no_crash() -> None:
    assert len(fact_of(item("a", "broken \ud800 text"))) == 16


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (item(), 1 / 4),
        (item(kind="true-false", options=options("T", "F")), 1 / 2),
        (item(kind="short", options=(), answer=("x",)), 0),
        # 2 of 5: 5 · 4 / 2 = 10 ways.
        (item(kind="multiple", options=tuple(
            o.model_copy(update={"correct": o.id in "ab"}) for o in options(*"vwxyz"))), 1 / 10),
        # An imported item with one option, or none that is right, must not divide by zero.
        (item(options=options("only")), 0),
        (item(options=tuple(
            o.model_copy(update={"correct": False}) for o in options(*"xyz"))), 1 / 2),
    ],
)  # fmt: skip
def test_the_chance_of_guessing(made: QuizItem, expected: float) -> None:
    assert chance(made) == pytest.approx(expected)


def test_first_attempts_at_unseen_items_are_marked_and_repeats_are_not() -> None:
    made = [attempt("a", 9), attempt("a", 5), attempt("b", 5, hints=1), attempt("c", 5)]
    assert [r.unseen for r in responses(made)] == [True, False, False, True]


def test_an_unseen_item_about_a_fact_that_was_just_explained_proves_nothing() -> None:
    items = [item("a", "Kept for 35 days."), item("b", "Kept for 35 days."), item("c")]
    soon = responses([attempt("a", 1.0), attempt("b", 0.5), attempt("c", 0.5)], items)
    assert [(r.fresh, r.unseen) for r in soon] == [(True, True), (False, False), (True, True)]
    later = responses([attempt("a", 2.0), attempt("b", 1.0)], items)
    assert [(r.fresh, r.unseen) for r in later] == [(True, True), (True, True)]


def test_an_answer_that_nobody_could_grade_tells_nothing_and_the_item_stays_unseen() -> None:
    made = [attempt("a", 9, verdict="ungraded"), attempt("a", 5), attempt("unknown", 4)]
    assert [(r.item, r.unseen) for r in responses(made, [item("a")])] == [("a", True)]


def test_there_is_no_part_of_a_point() -> None:
    (found,) = responses([attempt("a", verdict="partly", points=0.5)])
    assert not found.right


def test_a_clock_that_went_back_is_credited_with_no_day() -> None:
    made = [attempt("a", 3), attempt("a", 9), attempt("a", 2.5), attempt("a", 1.5)]
    found = responses(made)
    assert [r.fresh for r in found] == [True, False, False, True]
    # 3 days ago; then "9 days ago"; 2.5 is half a day after the first, 1.5 a day after that.


def test_a_clock_that_ran_years_ahead_is_not_believed() -> None:
    times = [stamp(NOW - 3 * DAY), "2091-01-01T00:00:00Z", stamp(NOW - DAY)]
    assert instants(times, NOW) == [NOW - 3 * DAY, NOW - 3 * DAY, NOW - DAY]
    assert instants(times[1:], NOW) == [NOW - DAY, NOW - DAY]
    assert instants(times[1:2], NOW) == [NOW]


def test_a_clock_that_is_an_hour_ahead_gives_now() -> None:
    assert instants([stamp(NOW + timedelta(hours=1))], NOW) == [NOW]


@pytest.mark.parametrize(
    "written",
    ["2026-11-21T12:00:00Z", "2026-11-21T15:30:00+03:30", "2026-11-21T04:00:00.000-08:00"],
)
def test_times_of_every_zone_become_utc_of_the_one_kind_that_fsrs_takes(written: str) -> None:
    assert instant(written) == NOW
    assert instant(written).tzinfo is UTC
    assert UTC is timezone.utc  # noqa: UP017  what fsrs compares with


@pytest.mark.parametrize(
    "written",
    ["", "yesterday", "2026-11-21", "2026-11-21T12:00:00", "٢٠٢٦-١١-٢١T12:00:00Z",
     "0001-01-01T00:00:00+14:00", "2026-02-30T00:00:00Z"],
)  # fmt: skip
def test_a_time_that_cannot_be_read_is_told_with_its_remedy(written: str) -> None:
    with pytest.raises(InputError) as told:
        instant(written)
    assert repr(written) in told.value.message
    assert "2026-11-21T09:30:00Z" in told.value.hint


@given(st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), max_size=30))
@settings(deadline=None)
def test_no_time_is_later_than_now_and_what_is_believed_is_kept(times: list[datetime]) -> None:
    found = instants([stamp(t.replace(microsecond=0)) for t in times], NOW)
    assert len(found) == len(times)
    assert all(at <= NOW for at in found)
    for written, at in zip(times, found):
        whole = written.replace(microsecond=0, tzinfo=UTC)
        assert whole > NOW or at == whole
