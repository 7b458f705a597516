"""`hikma quiz take` and `grade` as a learner and other programs use them."""

import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import _run
from app.cli.terminal import Terminal
from ingest.library import Library
from tests.app.commands import ID, attempts, environment, record, store
from tests.app.commands import hikma as run
from tests.builders import heed_ctrl_c, ingest_folder, write_files
from tests.tutor.practice import REFERENCE, SOURCES, item
from tests.tutor.quizzing import scripted
from tutor.errors import ReplyUnusable
from tutor.fake_chat import FakeChatModel
from tutor.notebook import Notebook
from tutor.standing import ItemEvent

ITEMS = (
    item("single"),
    item("multiple"),
    item("true-false", "zh-Hans"),
    item("cloze", "ar"),
    item("short"),
    item("card"),
)
Take = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A notebook with a quiz of every kind, and no documents."""
    store(tmp_path / "data", *ITEMS)
    return tmp_path / "data"


@pytest.fixture
def hikma(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Take:
    """`hikma quiz …` in this process: its status, its output, what it printed beside."""
    monkeypatch.setenv("HIKMA_DATA", str(data))
    monkeypatch.setenv("HIKMA_MODEL", "fake:words")
    monkeypatch.setenv("HIKMA_EMBEDDING", "fake:words")

    def run(*arguments: str | Path, typed: str = "", model: Any = None) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        if model is not None:
            monkeypatch.setattr("tutor.session.load_chat_model", lambda *_: model)
        words = [str(argument) for argument in arguments]
        here = Terminal(json="--json" in words)
        try:
            flags = ["--json"] if here.json else []
            status = _run([*flags, "quiz", *(w for w in words if w != "--json")], here)
        except SystemExit as ended:
            status = int(str(ended.code))
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


# -- taking ---------------------------------------------------------------------------

EVERYTHING = "c\na c\n对\nأربع وعشرون\nconcept drift\nL1 makes zeros, so it selects.\n"


def test_a_quiz_of_every_kind_is_taken_from_a_pipe(hikma: Take, data: Path) -> None:
    status, out, _ = hikma("take", ID, typed=EVERYTHING, model=scripted("Yes", "No"))
    assert status == 0
    last = [line.split(" ")[-1] for line in out.splitlines()]
    marks = [word for word in last if word in ("Right.", "正确。", "صحيح.")]
    assert marks == ["Right.", "Right.", "正确。", "صحيح.", "Right."]  # each in its language
    assert "Partly right (50%)." in out
    assert "5.5 of 6 answered item(s) right." in out
    kept = attempts(data)
    assert [(a.verdict, a.points) for a in kept] == [("correct", 1.0)] * 5 + [("partly", 0.5)]
    assert [(a.chosen, a.text) for a in kept][:5] == [
        (("c",), ""),
        (("a", "c"), ""),
        (("a",), ""),
        ((), "أربع وعشرون"),
        ((), "concept drift"),
    ]


def test_feedback_comes_at_once_and_explains_key_and_choice(hikma: Take) -> None:
    _, out, _ = hikma("take", ID, typed="a\n")
    first, rest = out.split("2/6")
    assert "Wrong.\n   The answer is: c. 1 GB\n   It queues them.\n" in first
    assert "“25 MB” is not right. Rationale a." in first
    assert f"“{SOURCES['en']}” — Notes, page 7" in first
    assert "Regression" in rest


def test_no_key_is_printed_before_the_answer(hikma: Take, data: Path) -> None:
    for count in range(len(ITEMS)):
        _, out, _ = hikma("take", ID, typed="\n" * count)
        assert all("Rationale" not in line for line in out.splitlines())
        for asked in ITEMS:
            assert asked.explanation not in out
            assert asked.options or asked.answer[0] not in out
    assert attempts(data) == []


def test_what_is_skipped_is_neither_kept_nor_told(hikma: Take, data: Path) -> None:
    _, out, _ = hikma("take", ID, typed="\n\nb\n")
    assert out.count("Skipped.") == 2
    out = out.split("3/6")[0] + out.split("4/6")[1]
    assert "The answer is" not in out
    assert "0 of 1 answered item(s) right." in out
    assert (
        [attempt.item for attempt in attempts(data)] == ["true-false-zh-Hans"]
        if attempts(data)
        else True
    )


def test_what_cannot_be_read_is_asked_again(hikma: Take, data: Path) -> None:
    _, out, _ = hikma("take", ID, typed="x\n100\nＣ\n")
    assert out.count("Its options are a, b, c, d.") == 2
    assert [attempt.chosen for attempt in attempts(data)] == [("c",)]


def test_a_question_mark_in_any_script_gives_the_next_hint(hikma: Take, data: Path) -> None:
    _, out, _ = hikma("take", ID, typed="?\n？\n؟\n?\nc\n?\na c\n")
    assert "Look here: Notes › Endpoints › page 7" in out
    assert "____" in out
    assert "It is not “" in out
    assert "There are no more hints before an attempt." in out
    assert [attempt.hints for attempt in attempts(data)] == [3, 1]


def test_a_hint_quotes_the_sentence_before_from_the_document(
    hikma: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "# Notes\n\nThere are two ways. One of them only is asked about in this place."
    folder = tmp_path / "library"
    ingest_folder(write_files(tmp_path / "files", {"notes.md": text}), folder / "index")
    library = Library(folder / "index", create=False)
    (document,) = library.ids()
    whole = library.document(document).text
    library.close()
    at = whole.index("One of them")
    place = {"document": document, "start": at, "end": len(whole), "quote": whole[at:]}
    span = item("short").evidence[0].model_copy(update=place)
    store(folder, item("short", evidence=(span,)))
    monkeypatch.setenv("HIKMA_DATA", str(folder))
    _, out, _ = hikma("take", ID, typed="?\n?\n")
    assert "Just before the answer your document says: “There are two ways.”" in out


def test_confidence_is_asked_before_the_verdict_and_kept(hikma: Take, data: Path) -> None:
    _, out, _ = hikma("take", ID, "--confidence", typed="c\n9\n３\na\n\n")
    assert out.index("How sure?") < out.index("Right.")
    assert "Type 1, 2 or 3" in out
    assert [attempt.confidence for attempt in attempts(data)] == [3, None]


def test_without_the_option_nobody_is_asked_how_sure_they_are(hikma: Take, data: Path) -> None:
    _, out, _ = hikma("take", ID, typed="c\n")
    assert "How sure?" not in out
    assert attempts(data)[0].confidence is None


def test_an_attempt_is_kept_before_its_feedback_is_shown(
    hikma: Take, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.cli.taking.indented", fails)
    status, out, _ = hikma("take", ID, typed="c\n")
    assert status == 130
    assert "The answer is" not in out
    assert [attempt.verdict for attempt in attempts(data)] == ["correct"]


def test_free_text_is_kept_ungraded_where_no_model_can_be_loaded(
    hikma: Take, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIKMA_MODEL", "embedded:nothing")
    _, out, errors = hikma("take", ID, typed="\n\n\n\n\nL1 makes zeros.\n")
    assert "Free text is not graded." in errors
    assert "Not graded." in out
    assert REFERENCE["en"] in out
    (kept,) = attempts(data)
    assert (kept.verdict, kept.points, kept.text) == ("ungraded", 0.0, "L1 makes zeros.")


def test_a_model_that_fails_costs_no_answer(hikma: Take, data: Path) -> None:
    class Failing(FakeChatModel):
        def _generate(self, *_: Any, **__: Any) -> Any:
            raise ReplyUnusable("The server is gone.", hint="Try again.")

    _, out, errors = hikma("take", ID, typed="\n\n\n\n\nL1 makes zeros.\n", model=Failing())
    assert "The server is gone." in errors
    assert "Not graded." in out
    assert [attempt.verdict for attempt in attempts(data)] == ["ungraded"]


def test_taking_with_json_prints_one_document(data: Path) -> None:
    done = run(data, "quiz", "take", ID, "--json", typed="c\n?\n\n")
    result = json.loads(done.stdout)
    assert [(g["verdict"], g["chosen"]) for g in result["items"]] == [
        ("correct", ["c"]),
        ("ungraded", []),
    ]
    skipped = result["items"][1]
    assert (skipped["feedback"], skipped["evidence"]) == ("", [])  # nothing before the attempt
    assert "Look here" in done.stderr


def test_stale_and_retired_items_are_not_asked(hikma: Take, data: Path) -> None:
    notebook = Notebook.open(data)
    notebook.note(
        [ItemEvent(quiz=ID, item="single-en", event="retired", at="2026-11-21T08:00:00Z")]
    )
    notebook.close()
    _, out, _ = hikma("take", ID, typed="")
    assert "1 item(s) are stale or retired and are not asked." in out
    assert "1/5" in out
    assert "[single-en]" not in out
    _, out, _ = hikma("show", ID)
    assert out.count("(retired: it is not asked any more)") == 1


def test_what_a_document_says_does_not_act_on_the_terminal(
    hikma: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = item("single", stem="Which\x1b[2J \u202eone?", explanation="So\x1b]0;x\x07 it is.")
    store(tmp_path / "hostile", hostile)
    monkeypatch.setenv("HIKMA_DATA", str(tmp_path / "hostile"))
    _, out, _ = hikma("take", ID, typed="c\n")
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_ctrl_c_keeps_what_was_answered(data: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli.main", "quiz", "take", ID],
        env=environment(data),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=heed_ctrl_c,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("c\n")
    process.stdin.flush()
    for line in process.stdout:
        if line.startswith("2/6"):
            break
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "1 of 1 answered item(s) right." in rest
    assert [attempt.verdict for attempt in attempts(data)] == ["correct"]


def test_items_of_every_kind_are_shown_with_and_without_their_answers(hikma: Take) -> None:
    _, plain, _ = hikma("show", ID)
    assert all(asked.stem in plain for asked in ITEMS)
    assert not any(asked.explanation in plain for asked in ITEMS)
    assert "→" not in plain
    _, told, _ = hikma("show", ID, "--answers")
    for right in ("→ c. 1 GB", "→ a. Regression", "→ c. Forecasting", "→ 24", "→ concept drift"):
        assert right in told
    assert f"“{SOURCES['ar']}” Notes, page 7" in told


# -- grading --------------------------------------------------------------------------


def answers(tmp_path: Path, rows: Any) -> Path:
    path = tmp_path / "answers.json"
    text = rows if isinstance(rows, str) else json.dumps(rows, ensure_ascii=False)
    path.write_text("\ufeff" + text, "utf-8")
    return path


def test_grading_a_file_gives_the_document_of_the_contract(data: Path, tmp_path: Path) -> None:
    path = answers(
        tmp_path,
        {
            "single-en": ["C"],
            "multiple-en": ["a"],
            "true-false-zh-Hans": "错",
            "cloze-ar": "٢٤",
            "short-en": None,
        },
    )
    result = record(data, "quiz", "grade", ID, "--answers", path)
    assert [(g["id"], g["verdict"], g["points"]) for g in result["items"]] == [
        ("single-en", "correct", 1.0),
        ("multiple-en", "partly", 0.5),
        ("true-false-zh-Hans", "wrong", 0.0),
        ("cloze-ar", "correct", 1.0),
        ("short-en", "ungraded", 0.0),
        ("card-en", "ungraded", 0.0),
    ]
    assert result["score"] == round(2.5 / 6, 4)
    first = result["items"][0]
    assert first["evidence"][0]["quote"] == SOURCES["en"]
    assert SOURCES["en"] in first["feedback"]
    assert [a.item for a in attempts(data)] == [
        "single-en",
        "multiple-en",
        "true-false-zh-Hans",
        "cloze-ar",
    ]


def test_free_text_in_a_file_is_graded_by_its_points(
    hikma: Take, data: Path, tmp_path: Path
) -> None:
    path = answers(tmp_path, {"card-en": "L1 makes zeros, so it selects."})
    _, out, _ = hikma("grade", ID, "--answers", path, model=scripted("Yes", "No"))
    assert "card-en  partly" in out
    assert "You said it (“L1 makes zeros, so it selects.”)" in out
    assert "You did not say: L2" in out
    assert attempts(data)[0].points == 0.5


@pytest.mark.parametrize(
    ("rows", "fault", "says"),
    [
        ('{"a": ["a"],\n]', "UnreadableAnswers", "line 2"),
        ({"nothing": ["a"]}, "UnknownItem", "nothing"),
        ({"single-en": ["c"], "short-en": ["a"]}, "UnreadableAnswers", "in words"),
        ({"single-en": ["c"], "multiple-en": "everything"}, "UnreadableAnswers", "everything"),
        ({"single-en": {"a": 1}}, "UnreadableAnswers", "single-en"),
    ],
)
def test_answers_that_cannot_be_graded_record_nothing(
    data: Path, tmp_path: Path, rows: Any, fault: str, says: str
) -> None:
    path = answers(tmp_path, rows)
    error = record(data, "quiz", "grade", ID, "--answers", path, status=1)["error"]
    assert error["type"] == fault
    assert says in error["message"]
    assert error["hint"]
    assert attempts(data) == []


def test_answers_in_another_encoding_are_refused(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_bytes('{"é": ["a"]}'.encode("latin-1"))
    error = record(data, "quiz", "grade", ID, "--answers", path, status=1)["error"]
    assert error["type"] == "UnreadableAnswers"
