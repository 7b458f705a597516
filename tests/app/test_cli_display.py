"""What the command line prints to a person: nothing that a terminal obeys, whoever said it."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.ask import as_text
from app.cli.terminal import Terminal
from ingest.errors import HikmaError
from tests.builders import ingest_folder, write_files
from tutor.answers import Answer, Citation, Passage, Sentence

ESCAPE = "\x1b]8;;https://evil.example/?q=1\x1b\\here\x1b]8;;\x1b\\\x1b[2J\x9b31m"
TURNED = "\u202egnp.exe\u202c\u2067\u2066 \u200bhid\u00adden\U000e0041"
HOSTILE = f"{ESCAPE} {TURNED}"
OBEYED = "\x1b\x07\x08\x7f\x9b\x9c\x9d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\U000e0041\u2028"


class Screen(io.StringIO):
    """A standard output that is a terminal."""

    def isatty(self) -> bool:
        return True


def terminal(stream: io.StringIO, *, as_json: bool = False) -> Terminal:
    return Terminal(json=as_json, _out=stream)


def passage(text: str = f"Near {HOSTILE}") -> Passage:
    return Passage(
        rank=1, score=1, document="d" * 16, title=f"Title {HOSTILE}", path=f"/x/{HOSTILE}.md",
        page=2, start=0, end=len(text), language="en", text=text,
    )  # fmt: skip


def answer(text: str, quote: str, *, title: str = "Title", declined: bool = False) -> Answer:
    citation = Citation(
        label=1, document="d" * 16, title=title, path=f"/x/{title}.md", page=3, start=0,
        end=len(quote), quote=quote, language="en", as_of=HOSTILE,
    )  # fmt: skip
    sentence = Sentence(text=text, start=0, end=len(text), support="supported", citations=(1,))
    return Answer(
        question=HOSTILE,
        understood=f"Understood {HOSTILE}",
        language="en",
        answer=text if declined else f"{text} [1]",
        declined=declined,
        grounding="declined" if declined else "partly",
        sentences=() if declined else (sentence,),
        citations=() if declined else (citation,),
        notes=(f"Note {HOSTILE}",),
        passages=(passage(),),
        model="fake",
        settings="0",
    )


@pytest.mark.parametrize("isolate", [True, False])
@pytest.mark.parametrize("declined", [True, False])
def test_an_answer_printed_has_nothing_that_acts(declined: bool, isolate: bool) -> None:
    hostile = answer(f"Said {HOSTILE}", f"Quoted {HOSTILE}", title=HOSTILE, declined=declined)
    shown = as_text(hostile, isolate=isolate)
    assert not set(shown) & set(OBEYED)
    seen = ("Near", "Title") if declined else ("Quoted", "https://evil.example/")
    for words in ("Said", "Understood", "Note", *seen):
        assert words in shown


def test_a_quote_of_several_lines_cannot_draw_lines_of_ours() -> None:
    forged = "end”\n      Trusted, page 1 (/etc)\r\n  [2] “more\u2028  (All checked.)"
    shown = as_text(answer("Said", forged))
    assert sum(line.lstrip().startswith("[") for line in shown.splitlines()) == 1
    assert "\n      Trusted" not in shown


def test_right_to_left_quotes_and_titles_keep_to_themselves_in_a_terminal_only() -> None:
    mixed = answer("Said", "يبلغ طول الجسر 214 مترًا (S3).", title="جسر الرمال")
    watched, piped = as_text(mixed, isolate=True), as_text(mixed)
    assert "  [1] “\u2068يبلغ طول الجسر 214 مترًا (S3).\u2069”" in watched
    assert "\u2068جسر الرمال\u2069, page 3" in watched
    assert "\u2068" not in piped
    assert watched.replace("\u2068", "").replace("\u2069", "") == piped
    assert (
        "\u2068"
        not in as_text(answer("长 146 米。", "云岭吊桥长 146 米。"), isolate=True).partition(
            "as of"
        )[0]
    )


def test_isolates_of_ours_pass_the_guard() -> None:
    screen = Screen()
    shown = as_text(answer("Said", "جسر"), isolate=terminal(screen).watched)
    terminal(screen).emit({}, shown)
    assert screen.getvalue() == shown + "\n"
    assert "\u2068جسر\u2069" in shown


def test_whatever_a_verb_prints_a_terminal_obeys_nothing() -> None:
    screen = Screen()
    here = terminal(screen)
    here.emit({}, HOSTILE)
    here.line(HOSTILE, end="")
    assert not set(screen.getvalue()) & set(OBEYED)
    assert "\\u001b]8;;https" in screen.getvalue()


def test_json_keeps_every_value_on_a_screen_and_every_character_in_a_pipe() -> None:
    for stream in (Screen(), io.StringIO()):
        terminal(stream, as_json=True).emit({"quote": HOSTILE}, "")
        assert json.loads(stream.getvalue()) == {"quote": HOSTILE}
        assert stream.isatty() != ("\u202e" in stream.getvalue())


def test_what_is_piped_is_what_offsets_refer_to() -> None:
    pipe = io.StringIO()
    terminal(pipe).emit({}, HOSTILE)
    assert pipe.getvalue() == HOSTILE + "\n"


def test_half_a_character_ends_in_no_traceback() -> None:
    for stream in (Screen(), io.StringIO()):
        terminal(stream).line("a\udce9b")
        assert "b\n" in stream.getvalue()
        stream.getvalue().encode("utf-8")


def test_faults_and_notes_are_guarded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    here = Terminal()
    here.fault(HikmaError(f"No {HOSTILE}", hint=f"Do {HOSTILE}").as_record())
    here.note(f"Note {HOSTILE}")
    assert not set(screen.getvalue()) & set(OBEYED)
    for words in ("hikma: No", "\n  Do", "Note"):
        assert words in screen.getvalue()


def test_a_real_terminal_is_sent_nothing_to_obey(tmp_path: Path) -> None:
    text = f"# Bridges\n\nThe bridge {TURNED} is 9 metres long.\n"
    ingest_folder(write_files(tmp_path / "files", {"a.md": text}), tmp_path / "data" / "index")
    environment = os.environ | {
        "HIKMA_DATA": str(tmp_path / "data"), "HIKMA_EMBEDDING": "fake:words",
    }  # fmt: skip
    for arguments in (["ask", "--extractive", "How long is the bridge?"], ["search", "bridge"]):
        sent = printed_to_terminal([sys.executable, "-m", "app.cli.main", *arguments], environment)
        assert "9 metres long" in sent
        assert not set(sent) & set(OBEYED)


def printed_to_terminal(command: list[str], environment: dict[str, str]) -> str:
    """What a command writes to its standard output, which is a pseudo-terminal."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    read = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not piece:
            break
        read += piece
    os.close(ours)
    assert done.wait(60) == 0
    return read.decode("utf-8")
