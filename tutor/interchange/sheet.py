"""CSV for spreadsheets: a question a row, its options in columns.

Excel reads UTF-8 only with a byte-order mark, runs what begins like a formula (OWASP, CSV
Injection) and makes dates of `1/2` and `3-4`: such cells get an apostrophe before them, which
`unguarded` takes away again. The key names columns, so sorting options elsewhere cannot move it.
"""

import csv
import io
from collections.abc import Sequence

import regex

from tutor.display import isolated
from tutor.interchange.banks import Bank, Exported, Loss
from tutor.interchange.extras import letter, outward, pack
from tutor.interchange.prepare import prepared
from tutor.interchange.words import sources
from tutor.quizzes import CHOSEN, TYPED, QuizItem

LONGEST_CELL = 32_767
"""Characters that Excel keeps of a cell."""
_HEAD = ("id", "kind", "language", "stem", "key")
_TAIL = ("explanation", "sources", "exam", "domain", "task", "topic", "hikma")
_RISKY = regex.compile(
    r"""'*+\s*+(?:
        [=+\-@＝＋－＠−]                     # run as a formula
      | \d+(?:[\s.,:/\-]+\d+)+\s*$        # made a date, a time or another number
      | (?:0\d+|\d{12,}|\d+[eE]\d+)\s*$
    ) | '*+[\t\r\n]""",
    regex.VERBOSE,
)


def write(bank: Bank) -> Exported:
    """Every item; nothing is lost, but Excel cuts cells of more than 32,767 characters."""
    ready, losses = prepared(bank.items, "CSV", (*CHOSEN, *TYPED))
    options = max((len(item.options) for item in ready), default=0)
    answers = max((len(item.answer) for item in ready), default=0)
    out = io.StringIO(newline="")
    sheet = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    sheet.writerow(_header(options, answers))
    for item in ready:
        row = _row(item, options, answers)
        if max(map(len, row)) > LONGEST_CELL:
            what = f"a cell has more than the {LONGEST_CELL:,} characters that Excel keeps"
            losses.append(Loss(item=item.id, what=what))
        sheet.writerow(row)
    return Exported(data=out.getvalue().encode("utf-8-sig"), items=len(ready), losses=tuple(losses))


def guarded(cell: str) -> str:
    """`cell`, made harmless for spreadsheets; `unguarded` gives it back exactly."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given; an apostrophe of any other text stays."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell[1:]) else cell


def _header(options: int, answers: int) -> list[str]:
    letters = [letter(number) for number in range(options)]
    columns = [name for each in letters for name in (f"option_{each}", f"feedback_{each}")]
    columns += [f"answer_{number}" for number in range(1, answers + 1)]
    return [*_HEAD, *columns, *_TAIL]


def _row(item: QuizItem, options: int, answers: int) -> list[str]:
    right = [letter(number) for number, each in enumerate(item.options) if each.correct]
    head = [outward(item.id), item.kind, item.language, item.stem, ";".join(right)]
    texts = [text for each in item.options for text in (each.text, each.rationale)]
    middle = _filled(texts, 2 * options) + _filled(item.answer, answers)
    shown = "\n".join(map(isolated, sources(item)))
    tail = [item.explanation, shown, item.exam, item.domain, item.task, item.topic, pack(item)]
    return [guarded(cell or "") for cell in (*head, *middle, *tail)]


def _filled(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]
