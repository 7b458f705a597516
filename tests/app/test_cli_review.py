"""`hikma review` as a learner goes through it and as programs read it."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.cli.main import _run
from app.cli.terminal import Terminal
from tests.builders import heed_ctrl_c
from tests.tutor.practice import item
from tests.tutor.practising import stamp
from tutor.notebook import Notebook
from tutor.phrases import phrase
from tutor.progress import label
from tutor.quizzes import Attempt, EvidenceSpan, Quiz, QuizItem
from tutor.standing import ItemEvent

FIRST, SECOND = "a" * 12, "b" * 12
NOW = datetime.now(UTC)
Review = Callable[..., tuple[int, str, str]]


def own(item: QuizItem, quote: str) -> QuizItem:
    """The item on a fact of its own."""
    span = item.evidence[0]
    return item.model_copy(
        update={"evidence": (span.model_copy(update={"quote": quote, "end": len(quote)}),)}
    )


EN = own(item("single", exam="aws-mla-c01", domain="1"), "Payloads of up to 1 GB.")
ZH = own(item("true-false", "zh-Hans"), "冷却时间默认都是 300 秒。")
AR = own(item("cloze", "ar"), "تُحفَظ السجلات افتراضيًا 24 ساعة.")


def quiz(id: str, *items: QuizItem) -> Quiz:
    return Quiz(
        quiz=id, language="en", seed=0, model="fake:words", settings="f",
        created="2026-11-01T08:00:00Z", asked=len(items), items=items,
    )  # fmt: skip


def answered(quiz: str, item: QuizItem, days: float, *, right: bool = True) -> Attempt:
    return Attempt(
        quiz=quiz, item=item.id, verdict="correct" if right else "wrong", points=float(right),
        at=stamp(NOW - timedelta(days=days)),
    )  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two quizzes; of each something was answered, and all of that is due."""
    notebook = Notebook.open(tmp_path)
    notebook.save(quiz(FIRST, EN, ZH))
    notebook.save(quiz(SECOND, AR))
    notebook.record([answered(FIRST, EN, 9), answered(FIRST, ZH, 9, right=False)])
    notebook.record([answered(SECOND, AR, 9)])
    notebook.close()
    return tmp_path


def attempts(data: Path) -> list[Attempt]:
    notebook = Notebook.open(data)
    found = notebook.attempts()
    notebook.close()
    return found


@pytest.fixture
def review(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Review:
    """`hikma review …` in this process: its status, its output, what it printed beside."""
    monkeypatch.setenv("HIKMA_DATA", str(data))
    monkeypatch.setenv("HIKMA_MODEL", "fake:words")
    monkeypatch.setenv("HIKMA_EMBEDDING", "fake:words")

    def run(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        here = Terminal(json="--json" in arguments)
        flags = ["--json"] if here.json else []
        words = [word for word in arguments if word != "--json"]
        try:
            status = _run([*flags, "review", *words], here)
        except SystemExit as ended:
            status = int(str(ended.code))
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_what_is_due_of_several_quizzes_is_asked_and_kept_with_each_quiz(
    review: Review, data: Path
) -> None:
    right = {EN.id: "c", ZH.id: "对", AR.id: "أربع وعشرون"}
    _, listed, _ = review("--json")
    order = [row["item"]["id"] for row in json.loads(listed)["due"]]
    assert sorted(order) == sorted(right)
    status, out, _ = review("--no-confidence", typed="".join(f"{right[id]}\n" for id in order))
    assert status == 0
    assert "3 of 3 answered item(s) right." in out
    kept = attempts(data)[3:]
    assert {each.item: each.quiz for each in kept} == {EN.id: FIRST, ZH.id: FIRST, AR.id: SECOND}
    assert [each.verdict for each in kept] == ["correct"] * 3
    # What was just gone through is not due any more.
    assert "Nothing is due. The next is on 20" in out
    _, again, _ = review()
    assert "Nothing is due. The next is on" in again


def test_how_sure_the_learner_is_is_asked_and_a_guess_comes_again_soon(
    review: Review, data: Path
) -> None:
    review("--exam", "aws-mla-c01", typed="c\n1\n")
    (kept,) = attempts(data)[3:]
    assert (kept.verdict, kept.confidence) == ("correct", 1)
    _, listed, _ = review("--exam", "mla c01", "--json")
    guessed = json.loads(listed)
    assert guessed["due"] == []
    again = datetime.fromisoformat(guessed["next"]) - datetime.fromisoformat(kept.at)
    assert again < timedelta(days=1, minutes=5)


def test_hints_are_given_and_feedback_cites_the_document(review: Review, data: Path) -> None:
    _, out, _ = review("--exam", "aws-mla-c01", "--no-confidence", typed="?\na\n")
    assert "Look here: Notes" in out
    assert "“25 MB” is not right." in out
    assert "“Payloads of up to 1 GB.” — Notes, page 7" in out
    assert [(each.verdict, each.hints) for each in attempts(data)[3:]] == [("wrong", 1)]


OF_EACH = {
    "en": (
        EN, "c", "a", "Right.", "Wrong.", "a/b/c/d? (? for a hint)", "How sure?", "Skipped.",
    ),
    "zh-Hans": (
        ZH, "对", "错", "正确。", "错误。", "a/b？（输入 ? 获取提示）", "有多大把握？", "已跳过。",
    ),
    "ar": (
        AR, "أربع وعشرون", "خمس", "صحيح.", "خطأ.", "إجابتك؟ (؟ للتلميح)", "ما مدى تأكدك؟",
        "تم تخطي السؤال.",
    ),
}  # fmt: skip
SUMS = {
    "en": ("1 of 1 answered item(s) right.", "Nothing is due. The next is on 20"),
    "zh-Hans": ("已作答 1 题，答对 1 题。", "目前没有到期内容。下一次是 20"),
    "ar": ("الصحيح 1 من أصل 1 مما أُجيب عنه.", "لا شيء مستحق. التالي في 20"),
}


def only(data: Path, item: QuizItem) -> None:
    """Nothing but this item is asked from now on."""
    notebook = Notebook.open(data)
    for id, other in ((FIRST, EN), (FIRST, ZH), (SECOND, AR)):
        if other != item:
            event = ItemEvent(quiz=id, item=other.id, event="stale", at="2026-11-20T08:00:00Z")
            notebook.note([event])
    notebook.close()


@pytest.mark.parametrize("language", OF_EACH)
def test_each_item_is_asked_hinted_graded_and_explained_in_its_own_language(
    review: Review, data: Path, language: str
) -> None:
    asked, _, wrong, _, incorrect, asks, sure, skipped = OF_EACH[language]
    only(data, asked)
    _, out, _ = review("--language", language, typed="?\n\n")
    assert asks in out
    assert phrase("hint_look", language, place="").strip() in out
    assert skipped in out
    _, answered_wrong, _ = review("--language", language, typed=f"{wrong}\n٢\n")
    out += answered_wrong
    assert sure in out
    assert incorrect in out
    assert phrase("feedback_key", language, text="").strip() in out
    assert (attempts(data)[-1].verdict, attempts(data)[-1].confidence) == ("wrong", 2)
    if language != "en":
        for english in ("Wrong.", "Skipped.", "How sure", "hint", "answer", "Nothing is due"):
            assert english not in out


@pytest.mark.parametrize("language", OF_EACH)
def test_a_right_answer_is_said_to_be_right_in_the_items_language(
    review: Review, data: Path, language: str
) -> None:
    asked, right, _, correct, *_ = OF_EACH[language]
    only(data, asked)
    _, out, _ = review(typed=f"{right}\n9\n３\n")
    assert correct in out
    assert phrase("ask_sure_again", language) in out
    assert (attempts(data)[-1].verdict, attempts(data)[-1].confidence) == ("correct", 3)


@pytest.mark.parametrize("language", SUMS)
def test_what_is_said_of_all_of_it_is_said_in_the_language_asked_for(
    review: Review, data: Path, language: str
) -> None:
    only(data, OF_EACH[language][0])
    _, listed, _ = review("--list", "--language", language)
    assert label("due list", language) in listed
    assert label("unaskable", language, count="2") in listed
    assert label("due", language, count="1", command="hikma review") in listed
    _, out, _ = review("--language", language, "--no-confidence", typed=OF_EACH[language][1])
    tally, after = SUMS[language]
    assert tally in out
    assert after in out


def test_as_json_what_is_due_is_told_and_nothing_of_a_key(review: Review, data: Path) -> None:
    status, out, _ = review("--json", "--limit", "2", "--days", "3")
    found = json.loads(out)
    assert status == 0
    assert (len(found["due"]), found["facts"], found["practised"]) == (2, 3, 3)
    assert len(found["forecast"]) == 3
    # What was wrong is recalled the least, so it comes first.
    assert found["due"][0]["item"]["id"] == ZH.id
    assert found["due"][0]["quiz"] == FIRST
    assert 0 < found["due"][1]["recall"] < 1
    for secret in ("correct", "answer", "explanation", "evidence", "rationale"):
        assert secret not in found["due"][0]["item"]
    assert len(attempts(data)) == 3


def test_a_list_shows_every_question_without_asking(review: Review, data: Path) -> None:
    _, out, _ = review("--list")
    for asked in (EN, ZH, AR):
        assert asked.stem in out
    assert "3 fact(s) are due." in out
    assert "Expected reviews:" in out
    assert len(attempts(data)) == 3


def test_before_anything_was_answered_the_way_to_begin_is_said(
    review: Review, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIKMA_DATA", str(tmp_path / "elsewhere"))
    status, out, _ = review()
    assert status == 0
    assert "Nothing has been answered yet" in out
    assert "hikma quiz take" in out


def test_stale_items_are_not_asked_and_that_is_said(review: Review, data: Path) -> None:
    notebook = Notebook.open(data)
    notebook.note([ItemEvent(quiz=SECOND, item=AR.id, event="stale", at="2026-11-20T08:00:00Z")])
    notebook.close()
    _, out, _ = review("--list")
    assert AR.stem not in out
    assert "1 more fact(s) are due, but all their items are stale or retired." in out


def test_near_the_exam_what_would_come_after_it_comes_before(review: Review, data: Path) -> None:
    notebook = Notebook.open(data)
    notebook.record([answered(FIRST, EN, days) for days in (7, 0.1)])
    notebook.close()
    day = date.today() + timedelta(days=20)
    _, far, _ = review("--json", "--exam", "aws-mla-c01")
    _, near, _ = review("--json", "--exam", "aws-mla-c01", "--date", day.isoformat())
    assert json.loads(far)["next"][:10] > day.isoformat()
    assert json.loads(near)["next"][:10] < day.isoformat()
    assert (json.loads(near)["exam"], json.loads(near)["date"]) == (
        "aws-mla-c01",
        day.isoformat(),
    )


@pytest.mark.parametrize(
    ("arguments", "type"),
    [
        (("--date", "2020-01-01"), "ExamPast"),
        (("--date", "next week"), "InputError"),
        (("--exam", "no-such-exam"), "UnknownExam"),
        (("--exam", "aws-mls-c01"), "ExamRetired"),
        (("--language", "klingon!"), "InputError"),
    ],
)
def test_bad_input_is_an_error_with_a_remedy(
    review: Review, arguments: tuple[str, ...], type: str
) -> None:
    status, out, _ = review("--json", *arguments)
    error = json.loads(out)["error"]
    assert (status, error["type"], bool(error["hint"])) == (1, type, True)


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "many"])
def test_an_impossible_limit_is_wrong_usage(review: Review, limit: str) -> None:
    assert review("--json", "--limit", limit)[0] == 2


def test_ctrl_c_keeps_what_was_answered(data: Path) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("HIKMA_")}
    fakes = {"HIKMA_MODEL": "fake:words", "HIKMA_EMBEDDING": "fake:words", "HIKMA_DATA": str(data)}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli.main", "review", "--no-confidence"],
        env=clean | fakes | {"PYTHONUNBUFFERED": "1"}, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        preexec_fn=heed_ctrl_c,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    # What was wrong comes first: true or false.
    process.stdin.write("a\n")
    process.stdin.flush()
    for line in process.stdout:
        if line.startswith("2/3"):
            break
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "1 of 1 answered item(s) right." in rest
    assert "2 fact(s) are due." in rest
    assert [each.item for each in attempts(data)[3:]] == [ZH.id]


def test_evidence_that_moved_is_quoted_where_it_stands_now(
    review: Review, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.library import Library
    from tests.builders import ingest_folder, write_files

    folder = tmp_path / "library"
    quote = "Payloads of up to 1 GB."
    files = write_files(tmp_path / "files", {"notes.md": f"# Limits\n\nA new line.\n\n{quote}\n"})
    ingest_folder(files, folder / "index")
    library = Library(folder / "index", create=False)
    (document,) = library.ids()
    entry = library.entry(document)
    library.close()
    span = EvidenceSpan(
        document="f" * 16, title=entry.title, path=entry.path, page=7, start=0, end=len(quote),
        quote=quote, language="en",
    )  # fmt: skip
    notebook = Notebook.open(folder)
    notebook.save(quiz(FIRST, item("single", evidence=(span,))))
    notebook.record([answered(FIRST, EN, 9)])
    notebook.close()
    monkeypatch.setenv("HIKMA_DATA", str(folder))
    _, out, _ = review("--no-confidence", typed="c\n")
    assert f"“{quote}” — {entry.title}, page 1" in out
