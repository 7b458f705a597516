"""The interface's translations: gettext's PO files under `app/locale/`, read as they are.

`python -m app.catalogues` takes the messages from the code (`_("…")`, `_.plural("…", "…", n)`,
`mark("…")`) and brings the PO files up to date: new messages wait with an empty translation,
those no longer used are dropped. A screen's messages stand in a file of its name, all others in
`shell.po`. No compiled files are kept: they are made in memory, by gettext's own format.
Knows nothing of Streamlit.
"""

import ast
import gettext
import io
import struct
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).absolute().parent
LOCALES = ROOT / "locale"
SHELL = "shell"
"""Name of the file for what no single screen says."""

Key = tuple[str, str]
"""A message in the singular and in the plural; the second is empty where there is none."""


class Entry(NamedTuple):
    """One message and its translations, one for each plural form of the language."""

    key: Key
    said: tuple[str, ...]


def mark(message: str) -> str:
    """`message` itself; marks the messages of a table for translation: `_(TABLE[name])`."""
    return message


# -- reading ------------------------------------------------------------------------


@cache
def translations(language: str) -> gettext.NullTranslations:
    """All of `app/locale/<language>/`; English, where the messages are what is said, has none."""
    entries = [entry for path in files(language) for entry in read(path.read_text("utf-8"))]
    return gettext.GNUTranslations(io.BytesIO(compiled(entries))) if entries else _english()


def _english() -> gettext.NullTranslations:
    return gettext.NullTranslations()


def files(language: str) -> list[Path]:
    """The PO files of a language."""
    return sorted((LOCALES / language).glob("*.po"))


def read(text: str) -> list[Entry]:
    """The entries of a PO file, its header (whose message is empty) among them."""
    entries, fields, last = list[Entry](), dict[str, str](), ""
    for line in [*text.splitlines(), ""]:
        word, _, rest = line.strip().partition(" ")
        if word in ("", "msgid") and "msgid" in fields:
            entries.append(_entry(fields))
            fields, last = {}, ""
        if line.startswith('"'):
            fields[last] += ast.literal_eval(line)
        elif word.startswith("msg"):
            last, fields[word] = word, ast.literal_eval(rest)
    return entries


def _entry(fields: dict[str, str]) -> Entry:
    said = tuple(text for name, text in fields.items() if name.startswith("msgstr"))
    return Entry((fields["msgid"], fields.get("msgid_plural", "")), said)


def compiled(entries: Iterable[Entry]) -> bytes:
    """The entries in gettext's binary form (MO); what is not translated is left out.

    Two tables of length and offset, of messages and of translations, sorted by message; a
    message's plural and the plural forms are joined by NUL.
    """
    pairs = sorted(
        ("\0".join(filter(None, key)).encode(), "\0".join(said).encode())
        for key, said in {entry.key: entry.said for entry in entries}.items()
        if all(said)
    )
    start = 28 + 16 * len(pairs)
    offsets, texts = [], b""
    for column in (0, 1):
        for pair in pairs:
            offsets += [len(pair[column]), start + len(texts)]
            texts += pair[column] + b"\0"
    head = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return struct.pack(f"<7I{len(offsets)}I", *head, *offsets) + texts


# -- extraction ---------------------------------------------------------------------


def messages() -> dict[str, list[Key]]:
    """What the app says, by the name of the PO file in which it is translated.

    A message that several files say stands in `shell`, and so once.
    """
    found = dict[Key, dict[str, None]]()
    for path in sorted(ROOT.rglob("*.py")):
        screen = path.stem if path.parent.name == "screens" else SHELL
        if "cli" not in path.parts:
            for key in _said_in(ast.parse(path.read_text("utf-8"))):
                found.setdefault(key, {})[screen] = None
    parts = dict[str, list[Key]]()
    for key, screens in found.items():
        parts.setdefault(next(iter(screens)) if len(screens) == 1 else SHELL, []).append(key)
    return parts


def _said_in(tree: ast.AST) -> Iterator[Key]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name(id="_" | "mark"), args=[ast.Constant(value=str(message)), *_]
            ):
                yield message, ""
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="_"), attr="plural"),
                args=[ast.Constant(value=str(one)), ast.Constant(value=str(many)), *_],
            ):
                yield one, many


# -- writing ------------------------------------------------------------------------

PLURALS = {
    "zh": "nplurals=1; plural=0;",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 ? 4 : 5);",
}
"""How a number chooses a plural form (Unicode CLDR's rules, as gettext writes them)."""


def update(language: str) -> int:
    """Bring a language's PO files up to date; returns how many messages wait for a translation."""
    known = {entry.key: entry.said for path in files(language) for entry in read(path.read_text())}
    forms = int(PLURALS[language].split("=")[1][0])
    waiting, parts = 0, messages()
    for path in files(language):
        if path.stem not in parts:
            path.unlink()
    for part, keys in parts.items():
        lines = [_header(language)]
        for key in sorted(keys):
            count = forms if key[1] else 1
            said = known.get(key, ())
            said = said if len(said) == count else ("",) * count
            waiting += not all(said)
            lines.append(_written(Entry(key, said)))
        (LOCALES / language / f"{part}.po").write_text("\n".join(lines), "utf-8")
    return waiting


def _header(language: str) -> str:
    facts = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in facts.items())
    return f'msgid ""\nmsgstr ""\n{lines}'


def _written(entry: Entry) -> str:
    one, many = entry.key
    lines = [f"msgid {_quoted(one)}"]
    if many:
        lines.append(f"msgid_plural {_quoted(many)}")
        lines += [f"msgstr[{n}] {_quoted(text)}" for n, text in enumerate(entry.said)]
    else:
        lines.append(f"msgstr {_quoted(entry.said[0])}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def main() -> None:
    """Bring all languages up to date."""
    for language in PLURALS:
        (LOCALES / language).mkdir(parents=True, exist_ok=True)
        print(f"{language}: {update(language)} waiting")


if __name__ == "__main__":
    main()
