"""Text recognition by Debian's tesseract, if it is installed.

Takes pictures of pages as PGM; knows nothing of PDF. One picture is one process with a time
limit. Does not know how a page is laid out beyond what tesseract finds itself.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

DEFAULT = ("ara", "chi_sim", "eng")
_SCRIPTS = (
    (r"\p{Arabic}", ("ara",)),
    (r"[\p{Hiragana}\p{Katakana}]", ("jpn",)),
    (r"\p{Hangul}", ("kor",)),
    (r"\p{Han}", ("chi_sim",)),
    (r"\p{Cyrillic}", ("rus",)),
    (r"\p{Hebrew}", ("heb",)),
    (r"\p{Greek}", ("ell",)),
    (r"\p{Devanagari}", ("hin",)),
    (r"\p{Thai}", ("tha",)),
    (r"\p{Latin}", ("eng",)),
)
_CJK = r"[\p{Han}\p{Hiragana}\p{Katakana}ー\u3001-\u3011\uff00-\uff65]"
_CJK_SPACE = regex.compile(rf"(?<={_CJK})[ ]+(?={_CJK})")
_MIN_LETTERS = 12
_SURE = 45
"""Below this mean confidence, of 100, a recognised page is noise (drawings, broken fonts)."""


class _Tesseract(NamedTuple):
    path: str
    version: str
    languages: tuple[str, ...]


class Recognised(NamedTuple):
    """Text of a picture, and with what it was recognised."""

    text: str
    by: str


class TooSlowToRecognise(Exception):
    """Recognition was stopped at its time limit."""


def engine() -> str | None:
    """What is installed, with its version and languages; None where nothing is.

    A page that was read without it is worth reading again once this changes.
    """
    found = _tesseract()
    return found and f"tesseract {found.version} ({', '.join(found.languages)})"


def install_hint() -> str:
    """The command that installs recognition here."""
    if sys.platform == "darwin":
        command = "brew install tesseract tesseract-lang"
    elif sys.platform == "win32":
        command = "winget install UB-Mannheim.TesseractOCR"
    else:
        command = "apt-get install tesseract-ocr tesseract-ocr-ara tesseract-ocr-chi-sim"
    return f"Its text can be recognised: {command}; then ingest the file again."


def languages_for(text: str) -> tuple[str, ...]:
    """Tesseract's names of the languages by whose scripts `text` is written; a guess if none."""
    letters = len(regex.findall(r"\p{L}", text))
    if letters < _MIN_LETTERS:
        return DEFAULT
    names = [
        name
        for script, codes in _SCRIPTS
        if len(regex.findall(script, text)) > 0.05 * letters
        for name in codes
    ]
    if "jpn" in names and "chi_sim" in names:
        names.remove("chi_sim")
    # Names of services are in Latin letters whatever the language.
    return tuple(dict.fromkeys([*names, "eng"]))


def recognise(
    picture: bytes, *, dots_per_inch: int, languages: Sequence[str], seconds: float
) -> Recognised | None:
    """The text of a picture (PGM); None where no engine or not its languages are installed.

    Of the default languages, which are a guess, those that are installed are enough.

    Raises `TooSlowToRecognise`.
    """
    found = _tesseract()
    usable = [name for name in languages if found and name in found.languages]
    missing = any(name not in usable and name != "eng" for name in languages)
    if not found or not usable or (missing and tuple(languages) != DEFAULT):
        return None
    chosen = "+".join(usable)
    command = [found.path, "stdin", "stdout", "-l", chosen, "--dpi", str(dots_per_inch), "tsv"]
    try:
        done = subprocess.run(
            command,
            input=picture,
            capture_output=True,
            timeout=seconds,
            check=False,
            # Its threads wait for each other: on two cores one is four times as fast.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise TooSlowToRecognise from error
    except OSError:
        return None
    if done.returncode:
        return None
    text, sure = _read_table(done.stdout.decode("utf-8", errors="replace"))
    return Recognised(
        _tidied(text) if sure >= _SURE else "", f"tesseract {found.version} ({chosen})"
    )


def _read_table(table: str) -> tuple[str, float]:
    """Lines and paragraphs of tesseract's word table, and how sure it is, 0 to 100, by letter."""
    lines: list[str] = []
    place, letters, sure = ("", "", ""), 0, 0.0
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or not cells[11].strip():
            continue
        new = (cells[2], cells[3], cells[4])
        if lines and new == place:
            lines[-1] += " " + cells[11]
        else:
            lines += ([""] if lines and new[:2] != place[:2] else []) + [cells[11]]
        place = new
        letters += len(cells[11])
        sure += len(cells[11]) * float(cells[10])
    return "\n".join(lines), sure / letters if letters else 0.0


def _tidied(text: str) -> str:
    """Without the spaces that tesseract puts between Chinese characters, and its blank lines."""
    text = _CJK_SPACE.sub("", text.replace("\u200e", "").replace("\u200f", ""))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return str(regex.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip())


def _tesseract() -> _Tesseract | None:
    path = shutil.which("tesseract")
    return _described(path) if path else None


@lru_cache(maxsize=4)
def _described(path: str) -> _Tesseract | None:
    try:
        version = _first_words(path, "--version")
        listed = _first_words(path, "--list-langs")
    except (OSError, subprocess.SubprocessError):
        return None
    match = regex.search(r"tesseract v?(\d[\w.]*)", version)
    languages = [line.strip() for line in listed.splitlines()[1:]]
    usable = sorted(name for name in languages if name and name not in ("osd", "equ"))
    return _Tesseract(path, match[1] if match else "?", tuple(usable))


def _first_words(path: str, option: str) -> str:
    done = subprocess.run([path, option], capture_output=True, timeout=20, check=True)
    return (done.stdout + done.stderr).decode("utf-8", errors="replace")
