"""The coverage map as a picture: SVG, one row a task, in the direction that its language is read.

Pure; knows no colours: what a bar says is written beside it, and states differ in shape. Texts are
escaped, harmless, and each in a direction of its own. How wide a font runs is not known, so titles
are wrapped by the columns that they would take in a terminal; each row's tooltip holds the whole.
"""

from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape, quoteattr

from ingest.languages import is_right_to_left
from ingest.normalize import one_line
from tutor.coverage import Coverage, CoveredTask
from tutor.display import harmless
from tutor.interchange.prepare import clean_text
from tutor.progress import label

WIDTH, TOP, ROW, EDGE = 1040, 96, 46, 20
"""In pixels: of the picture, down to the first row, of a row, beside the columns."""
_MARK, _TASK, _TITLE, _BARS, _BAR, _STATE = 30, 46, 100, 430, 108, 870
"""Where columns begin, from the edge at which one starts to read; between the bars."""
_LENGTH, _THICK = 62, 10
"""Of the longest bar, and of every bar."""
_TITLE_CELLS, _TITLE_LINES = 40, 2
_STATE_CELLS = 20
_COLUMNS = ("passages", "items", "attempts", "known")
_INK, _PALE = "#1a1a1a", "#d0d0d0"


def as_svg(found: Coverage, title: str, language: str) -> str:
    """The picture, its words in a BCP-47 language; `title` is the exam's."""
    height = TOP + ROW * len(found.tasks) + EDGE
    draw = _Sheet(mirrored=is_right_to_left(label("task", language)))
    said = f"{title} [{found.exam}]"
    numbered = enumerate(found.tasks)
    rows = (row for at, task in numbered for row in _row(draw, at, task, found, language))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" xml:lang={quoteattr(language)} '
            f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
            'font-family="sans-serif" font-size="14">',
            f"<title>{_safe(said)}</title>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            draw.text(EDGE, 34, said, size=18),
            *_heads(draw, language),
            *rows,
            "</svg>\n",
        ]
    )


class _Sheet:
    """Draws from the edge at which one starts to read; no place is negative."""

    def __init__(self, *, mirrored: bool) -> None:
        self._mirrored = mirrored

    def text(self, x: float, y: float, text: str, *, size: int = 14, bold: bool = False) -> str:
        """A text that begins at `x`, whichever direction it has itself."""
        its_own = "rtl" if is_right_to_left(text) else "ltr"
        # The anchor is told in the text's own direction, the place in that of the picture.
        anchor = "start" if (its_own == "rtl") == self._mirrored else "end"
        weight = ' font-weight="bold"' if bold else ""
        return (
            f'<text x="{self._at(x):g}" y="{y:g}" direction="{its_own}" text-anchor="{anchor}" '
            f'font-size="{size}"{weight} fill="{_INK}">{_safe(text)}</text>'
        )

    def bar(self, x: float, y: float, length: float, ink: str) -> str:
        """A bar that begins at `x`."""
        left = self._at(x + length) if self._mirrored else x
        return (
            f'<rect x="{left:g}" y="{y:g}" width="{length:g}" height="{_THICK}" fill="{ink}" '
            f'stroke="{_INK}"/>'
        )

    def mark(self, x: float, y: float, task: CoveredTask) -> Iterator[str]:
        """A shape for the state: a cross where nothing can be asked, a ring where nothing was, a
        ring with a core while it is learned, a disc once mastered, a broken ring as it fades."""
        at, r = self._at(x), 8
        if task.gap in ("no passage", "no item"):
            yield (
                f'<path d="M{at - 6:g} {y - 6:g}l12 12m0 -12l-12 12" stroke="{_INK}" '
                'stroke-width="2"/>'
            )
            return
        fill = _INK if task.state == "mastered" else "none"
        broken = ' stroke-dasharray="4 3"' if task.state == "fading" else ""
        yield (
            f'<circle cx="{at:g}" cy="{y:g}" r="{r}" fill="{fill}" stroke="{_INK}" '
            f'stroke-width="2"{broken}/>'
        )
        if task.state == "learning":
            yield f'<circle cx="{at:g}" cy="{y:g}" r="{r / 2:g}" fill="{_INK}"/>'

    def _at(self, x: float) -> float:
        return WIDTH - x if self._mirrored else x


def _heads(draw: _Sheet, language: str) -> Iterator[str]:
    places = (_TASK, _TITLE, *(_BARS + at * _BAR for at in range(len(_COLUMNS))), _STATE)
    for x, name in zip(places, ("task", "title", *_COLUMNS, "state")):
        yield draw.text(x, TOP - 20, label(name, language), bold=True)
    yield f'<path d="M{EDGE} {TOP - 8}H{WIDTH - EDGE}" stroke="{_INK}"/>'


def _row(draw: _Sheet, at: int, task: CoveredTask, found: Coverage, language: str) -> Iterator[str]:
    y = TOP + at * ROW + 16
    state = label(task.state if task.gap == "none" else task.gap, language)
    yield f"<g><title>{_safe(f'{task.task} {task.title}: {state}')}</title>"
    yield from draw.mark(_MARK, y, task)
    yield draw.text(_TASK, y + 5, task.task)
    for number, line in enumerate(wrapped(task.title, _TITLE_CELLS, _TITLE_LINES)):
        yield draw.text(_TITLE, y + 5 + 17 * number, line)
    for place, (of, said) in enumerate(_bars(task, found)):
        x = _BARS + place * _BAR
        whole, part = of
        if whole:
            yield draw.bar(x, y - 5, _LENGTH * whole, _PALE)
        if part:
            yield draw.bar(x, y - 5, _LENGTH * part, _INK)
        yield draw.text(x, y + 21, said, size=12)
    for number, line in enumerate(wrapped(state, _STATE_CELLS, 2)):
        yield draw.text(_STATE, y + 5 + 17 * number, line)
    yield "</g>"


def _bars(task: CoveredTask, found: Coverage) -> list[tuple[tuple[float, float], str]]:
    """For each column how long its bar is, how much of that is filled, and what it says."""

    def share(count: Callable[[CoveredTask], int]) -> float:
        most = max(map(count, found.tasks))
        return count(task) / most if most else 0.0

    attempts = share(lambda each: each.attempts)
    right = attempts * task.right / task.attempts if task.attempts else 0.0
    known = task.known or 0.0
    return [
        ((share(lambda each: each.passages),) * 2, str(task.passages)),
        ((share(lambda each: each.items),) * 2, str(task.items)),
        ((attempts, right), f"{task.right}/{task.attempts}"),
        ((0.0 if task.known is None else 1.0, known), _percent(task.known)),
    ]


def _percent(known: float | None) -> str:
    return "–" if known is None else f"{known:.0%}"


def wrapped(text: str, cells: int, lines: int) -> list[str]:
    """A text in at most so many lines of at most so many terminal columns; what does not fit ends
    in an ellipsis. Broken between words, and inside one that is longer than a line."""
    from rich.cells import cell_len, chop_cells

    words = one_line(harmless(text)).split(" ")
    pieces = [piece for word in words for piece in (chop_cells(word, cells) or [""])]
    found = [""]
    for piece in pieces:
        longer = f"{found[-1]} {piece}".strip()
        if cell_len(longer) <= cells:
            found[-1] = longer
        else:
            found.append(piece)
    if len(found) > lines:
        found = [*found[: lines - 1], chop_cells(found[lines - 1], cells - 1)[0] + "…"]
    return found


def _safe(text: str) -> str:
    return escape(clean_text(one_line(harmless(text))))
