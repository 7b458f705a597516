"""What a mock exam says when it is over: marked as exams are, explained from the documents."""

from pathlib import Path

import pytest

from ingest.errors import InputError
from tests.tutor.mock.sitting import Lines, bank, blueprint, clock, item, paper, several
from tutor.errors import UnknownItem
from tutor.history import history, instant
from tutor.mock.draw import Wish, draw
from tutor.mock.papers import MockPaper, MockReport, Sitting
from tutor.mock.report import attempts, report
from tutor.mock.sit import answer, finish, flag, present, show, start
from tutor.posterior import Answers, estimate
from tutor.quizzes import QuizItem

BANK = [several("m1", "1"), several("m2", "1"), *bank(9, 9, 9)]
ITEMS = {each.id: each for each in BANK}


def sat(tmp_path: Path, drawn: MockPaper, answers: dict[str, str], minutes: float = 60) -> Sitting:
    """The exam, ended early, after these answers."""
    ledger = Lines(tmp_path / f"{drawn.id}.jsonl")
    start(drawn, ledger, now=clock())
    for at, (id, letters) in enumerate(answers.items(), start=1):
        answer(drawn, ledger, ITEMS[id], list(letters), now=clock(at))
    return finish(drawn, ledger, now=clock(minutes))


def only(*ids: str) -> list[QuizItem]:
    return [ITEMS[id] for id in ids]


def results(found: MockReport) -> dict[str, str]:
    return {question.item.id: question.result for question in found.questions}


def test_of_several_right_options_a_part_is_worth_nothing(
    tmp_path: Path,
) -> None:
    drawn = paper(only("m1", "m2", "d2-0", "d2-1", "d3-0"))
    given = {"m1": "ac", "m2": "a", "d2-0": "b", "d3-0": "a"}
    found = report(drawn, sat(tmp_path, drawn, given), ITEMS)
    assert results(found) == {
        "m1": "right", "m2": "wrong", "d2-0": "wrong", "d2-1": "unanswered", "d3-0": "right",
    }  # fmt: skip
    assert (found.right, found.scored, found.unanswered, found.share) == (2, 5, 1, 0.4)


def test_a_wrong_guess_gives_the_same_share_as_no_answer(tmp_path: Path) -> None:
    drawn = paper(only("m1", "d2-0"))
    silent = report(drawn, sat(tmp_path, drawn, {"m1": "ac"}), ITEMS)
    (tmp_path / "b").mkdir()
    guessed = report(drawn, sat(tmp_path / "b", drawn, {"m1": "ac", "d2-0": "d"}), ITEMS)
    (tmp_path / "c").mkdir()
    greedy = report(drawn, sat(tmp_path / "c", drawn, {"m1": "ace", "d2-0": "a"}), ITEMS)
    assert silent.share == guessed.share == greedy.share == 0.5
    assert (silent.low, silent.high) == (guessed.low, guessed.high)


def test_unscored_questions_do_not_count_and_are_explained_all_the_same(tmp_path: Path) -> None:
    real = blueprint(questions={"total": 10, "scored": 5})
    drawn = draw(real, bank(9, 9, 9), Wish(), now=clock())
    counting = {q.item for q in drawn.questions if q.scored}
    given = {q.item: "a" if q.scored else "b" for q in drawn.questions}
    found = report(drawn, sat(tmp_path, drawn, given), ITEMS)
    assert (found.scored, found.right, found.share) == (5, 5, 1.0)
    assert {q.item.id for q in found.questions if q.result == "wrong"} == given.keys() - counting
    assert len(found.questions) == 10


def test_each_domain_has_its_own_figures_and_one_that_was_not_asked_none(tmp_path: Path) -> None:
    drawn = paper(only("d1-0", "d1-1", "d1-2", "d3-0"))
    given = {"d1-0": "a", "d1-1": "a", "d1-2": "b", "d3-0": "c"}
    found = report(drawn, sat(tmp_path, drawn, given), ITEMS)
    assert [(d.id, d.share, d.wanted, d.scored, d.right) for d in found.domains] == [
        ("1", 0.5, 5, 3, 2), ("2", 0.3, 3, 0, 0), ("3", 0.2, 2, 1, 0),
    ]  # fmt: skip
    assert (found.domains[1].low, found.domains[1].high) == (None, None)
    _, whole = estimate([Answers(2, 1), Answers(), Answers(0, 1)], [0.5, 0.3, 0.2])
    assert (found.expected, (found.low, found.high)) == (whole.mean, whole.interval)
    assert 0 < found.low < found.expected < found.high < 1


def test_one_exam_tells_less_than_its_share_seems_to_say(tmp_path: Path) -> None:
    drawn = paper()
    found = report(drawn, sat(tmp_path, drawn, {q.item: "a" for q in drawn.questions}), ITEMS)
    assert found.share == 1.0
    assert found.low < 0.9
    assert not {"score", "scaled", "passed", "points"} & set(MockReport.model_fields)


def test_every_question_comes_with_its_key_reasons_and_the_words_of_the_documents(
    tmp_path: Path,
) -> None:
    drawn = paper(only("m1", "d2-0"))
    found = report(drawn, sat(tmp_path, drawn, {"m1": "ab"}), ITEMS)
    question = next(q for q in found.questions if q.item.id == "m1")
    assert question.chosen == ("a", "b")
    assert [option.id for option in question.item.keys] == ["a", "c"]
    assert question.item.options[1].rationale == "b!"
    assert question.item.evidence[0].quote == "The words of m1."


def test_before_the_end_nothing_is_told(tmp_path: Path) -> None:
    drawn, ledger = paper(), Lines(tmp_path / "x.jsonl")
    now = start(drawn, ledger, now=clock())
    with pytest.raises(InputError, match="not over"):
        report(drawn, now, ITEMS)
    # When the time is up it is told, though nobody ended it.
    over = present(drawn, ledger.events(drawn.id), clock(100))
    found = report(drawn, over, ITEMS)
    assert (found.end, found.right, found.unanswered, found.share) == ("time", 0, 10, 0.0)


def test_an_exam_whose_items_are_gone_is_an_error_for_people(tmp_path: Path) -> None:
    drawn = paper()
    with pytest.raises(UnknownItem, match=r"10 question\(s\)"):
        report(drawn, sat(tmp_path, drawn, {}), {})


def test_what_was_answered_becomes_attempts_at_the_times_of_the_answers(tmp_path: Path) -> None:
    real = blueprint(questions={"total": 10, "scored": 5})
    drawn = draw(real, BANK, Wish(), now=clock())
    ids = [q.item for q in drawn.questions[:3]]
    sitting = sat(tmp_path, drawn, {id: "ac" if id[0] == "m" else "d" for id in ids})
    made = attempts(report(drawn, sitting, ITEMS), sitting, dict.fromkeys(ITEMS, "q"))
    assert [attempt.item for attempt in made] == ids
    assert [instant(a.at) for a in made] == [instant(clock(at)) for at in (1, 2, 3)]
    verdicts = {a.item: (a.verdict, a.points) for a in made}
    expected = {id: ("correct", 1.0) if id[0] == "m" else ("wrong", 0.0) for id in ids}
    assert verdicts == expected
    # They are first attempts at unseen items: what readiness rests on.
    assert all(r.unseen for r in history(BANK, made, instant(clock(90))))


def test_an_exam_from_start_to_report_in_three_languages(tmp_path: Path) -> None:
    bank = [
        item("en", "1", "1.1", stem="Which store keeps objects?"),
        item("zh", "2", language="zh-Hans", stem="默认保留多少天？"),
        item("ar", "3", language="ar", stem="كم يومًا تُحفظ اللقطة في Amazon S3؟"),
    ]
    drawn, ledger = paper(bank), Lines(tmp_path / "x.jsonl")
    start(drawn, ledger, now=clock())
    for at, question in enumerate(drawn.questions):
        show(drawn, ledger, question.item, now=clock(at))
    flag(drawn, ledger, "ar", on=True, now=clock(4))
    by_id = {each.id: each for each in bank}
    for id, letter in (("en", "a"), ("zh", "b"), ("zh", "a"), ("ar", "c")):
        answer(drawn, Lines(tmp_path / "x.jsonl"), by_id[id], [letter], now=clock(5))
    found = report(drawn, finish(drawn, ledger, now=clock(6)), by_id)
    assert results(found) == {"en": "right", "zh": "right", "ar": "wrong"}
    assert [domain.title for domain in found.domains] == ["Storage", "安全", "التكلفة"]
    assert [q.item.id for q in found.questions if q.flagged] == ["ar"]
    assert (found.end, found.seconds, found.seconds_given) == ("early", 360, 1800)
