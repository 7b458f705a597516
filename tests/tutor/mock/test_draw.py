"""A paper has what the blueprint says, or says what it lacks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import InputError
from tests.tutor.mock.sitting import EXAM, bank, blueprint, clock, item, paper, several
from tutor.allocate import allocation
from tutor.blueprints import shipped
from tutor.errors import NoItems, NoWeights
from tutor.mock.draw import Wish, draw
from tutor.quizzes import EvidenceSpan
from tutor.readiness import CUT


def given_to(found: object) -> dict[str, int]:
    return {domain.id: domain.given for domain in found.domains}  # type: ignore[attr-defined]


def test_each_domain_has_its_part_and_the_tasks_of_one_are_asked_in_turns() -> None:
    found = paper()
    assert given_to(found) == {"1": 5, "2": 3, "3": 2}
    by_id = {each.id: each for each in bank(9, 9, 9)}
    tasks = [by_id[q.item].task for q in found.questions if q.domain == "1"]
    assert sorted(map(str, tasks)) == ["1.1", "1.1", "1.1", "1.2", "1.2"]
    assert (found.seconds, len({q.item for q in found.questions})) == (6000, 10)


def test_the_domains_are_mixed_and_the_same_arguments_draw_the_same_paper() -> None:
    found = paper(seed=4)
    order = "".join(question.domain for question in found.questions)
    assert order != "".join(sorted(order))
    assert paper(list(reversed(bank(9, 9, 9))), seed=4) == found
    assert paper(seed=5).questions != found.questions


def test_a_domain_without_items_is_named_and_no_other_makes_up_for_it() -> None:
    found = paper(bank(9, 0, 1))
    assert given_to(found) == {"1": 5, "2": 0, "3": 1}
    assert [domain.wanted for domain in found.domains] == [5, 3, 2]
    assert len(found.questions) == 6
    # As much time for each question as the exam gives: 100 minutes for 10.
    assert found.seconds == 60 * 60


def test_a_task_without_items_is_named() -> None:
    only = [each for each in bank(9, 9, 9) if each.task != "1.2"]
    assert paper(only).domains[0].tasks_without == ("1.2",)
    assert paper().domains[0].tasks_without == ()


def test_an_empty_bank_is_refused_with_the_command_that_fills_it() -> None:
    with pytest.raises(NoItems) as caught:
        paper([])
    assert f"hikma quiz new --exam {EXAM} --domain 1" in caught.value.hint


def test_of_one_fact_one_item_is_asked_however_short_the_paper_is() -> None:
    span = EvidenceSpan(
        document="d" * 16, title="T", page=1, start=0, end=9, quote="35 days", language="en"
    )
    twins = [
        item("en", "2", evidence=(span,)),
        item("zh", "2", language="zh-Hans", evidence=(span,)),
        item("ar", "2", language="ar", evidence=(span,)),
    ]
    assert len(paper(twins).questions) == 1


def test_what_was_asked_least_before_comes_first() -> None:
    asked = {f"d3-{at}": 1 for at in range(9)} | {"d3-4": 0, "d3-7": 0}
    found = draw(blueprint(), bank(9, 9, 9), Wish(), now=clock(), asked=asked)
    assert {q.item for q in found.questions if q.domain == "3"} == {"d3-4", "d3-7"}


def test_only_items_of_this_exam_of_its_formats_and_language_are_asked() -> None:
    others = [
        item("other", "1").model_copy(update={"exam": "acme-two"}),
        item("nowhere", "9"),
        item("typed", "1", kind="short", options=(), answer=("x",)),
        item("truth", "1", kind="true-false"),
        item("zh", "1", language="zh-Hant"),
        item("ar", "1", language="ar"),
    ]
    wanted = Wish(language="zh")
    assert [q.item for q in draw(blueprint(), others, wanted, now=clock()).questions] == ["zh"]
    with pytest.raises(NoItems, match="in fr"):
        draw(blueprint(), others, Wish(language="fr"), now=clock())


def test_formats_that_no_item_has_are_named_and_an_exam_of_none_but_such_is_refused() -> None:
    mixed = blueprint(formats={"multiple_response": {}, "ordering": {}, "case_study": {}})
    found = draw(mixed, [several("m", "1"), item("s", "1")], Wish(), now=clock())
    assert [q.item for q in found.questions] == ["m"]
    assert found.formats_left_out == ("ordering", "case_study")
    with pytest.raises(NoItems, match="coding"):
        draw(blueprint(formats={"coding": {}}), bank(9, 9, 9), Wish(), now=clock())


def test_unscored_questions_are_as_many_as_in_the_exam_and_spread_over_its_domains() -> None:
    real = blueprint(questions={"total": 10, "scored": 7})
    found = draw(real, bank(9, 9, 9), Wish(), now=clock())
    # 7 of 10 over 5, 3, 2: quotas 3.5, 2.1, 1.4; the remainder goes to the largest fraction.
    counting = [q.domain for q in found.questions if q.scored]
    assert [counting.count(domain) for domain in "123"] == [4, 2, 1]
    every = draw(real, bank(9, 9, 9), Wish(unscored=False), now=clock())
    assert all(q.scored for q in every.questions)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(1, 30), st.integers())
def test_nothing_is_asked_twice_padded_or_beyond_what_the_bank_has(
    one: int, two: int, three: int, count: int, seed: int
) -> None:
    if not one + two + three:
        return
    real = blueprint(questions={"total": 30, "scored": 23})
    try:
        found = draw(real, bank(one, two, three), Wish(count=count, seed=seed), now=clock())
    except NoItems:
        wanted = [each.items for each in allocation(real, count)]
        assert not any(w and n for w, n in zip(wanted, (one, two, three)))
        return
    for domain, there in zip(found.domains, (one, two, three)):
        assert domain.given == min(domain.wanted, there)
    assert len({q.item for q in found.questions}) == len(found.questions)
    scored = sum(q.scored for q in found.questions)
    assert 1 <= scored <= len(found.questions)
    assert sum(domain.wanted for domain in found.domains) == count


def test_a_shorter_exam_has_less_time_and_who_asks_has_the_extra_minutes() -> None:
    assert paper(count=5).seconds == 50 * 60
    assert paper(minutes=7).seconds == 7 * 60
    more = blueprint(extra_minutes=30)
    assert draw(more, bank(9, 9, 9), Wish(extra_time=True), now=clock()).seconds == 130 * 60


@pytest.mark.parametrize("wish", [{"count": 1001}, {"count": 0}, {"minutes": 0}, {"minutes": 1441}])
def test_an_impossible_wish_is_an_error_with_a_remedy(wish: dict[str, int]) -> None:
    with pytest.raises(InputError) as caught:
        paper(**wish)
    assert caught.value.hint


def test_what_the_registry_does_not_hold_is_asked_for_not_assumed() -> None:
    with pytest.raises(InputError, match="how long"):
        draw(blueprint(minutes=None), bank(9, 9, 9), Wish(), now=clock())
    with pytest.raises(InputError, match="how many questions"):
        draw(blueprint(questions=None), bank(9, 9, 9), Wish(), now=clock())
    with pytest.raises(NoWeights):
        draw(shipped()["tensorflow-developer"].blueprint, [], Wish(), now=clock())
    with pytest.raises(InputError, match="not the time"):
        draw(blueprint(), bank(9, 9, 9), Wish(), now="2026-11-21T09:00:00")


def test_the_cut_is_the_vendors_only_where_it_is_published_as_a_share() -> None:
    assert (paper().cut, paper().cut_published) == (CUT, False)
    scaled = blueprint(pass_mark={"cut": 750, "scale_min": 100, "scale_max": 1000})
    assert draw(scaled, bank(9, 9, 9), Wish(), now=clock()).cut == CUT
    share = blueprint(pass_mark={"percent": 70, "published": True})
    found = draw(share, bank(9, 9, 9), Wish(), now=clock())
    assert (found.cut, found.cut_published) == (0.7, True)
