"""Figures as a table with a column that draws them: values with their intervals, in HTML alone.

Every figure stands in words beside its drawing, and a drawing is told from another by place and
shape, never by colour. Text is escaped here. Knows no metrics and no language of the interface.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.display import harmless

STYLE = """<style>
.hikma-table { border-collapse: collapse; width: 100%; font-size: .92em; }
.hikma-table th, .hikma-table td { padding: .3rem .5rem; text-align: start; vertical-align: top;
  border: 0; border-bottom: 1px solid rgba(128, 128, 128, .3); overflow-wrap: break-word;
  min-width: 3.2rem; }
.hikma-table td:first-child { min-width: 8rem; max-width: 22rem; }
.hikma-table th { font-weight: 600; }
.hikma-table td.n, .hikma-table th.n { text-align: end; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
.hikma-table td.plot { min-width: 6rem; width: 24%; vertical-align: middle; }
.hikma-scroll { overflow-x: auto; }
.hikma-track { position: relative; height: 1rem; direction: ltr;
  border-inline: 1px solid rgba(128, 128, 128, .5);
  background: linear-gradient(rgba(128, 128, 128, .35), rgba(128, 128, 128, .35))
    center / 100% 1px no-repeat; }
.hikma-track i { position: absolute; top: .3rem; height: .4rem; box-sizing: border-box;
  border: 1px solid currentColor; border-block: 2px solid currentColor; }
.hikma-track b { position: absolute; top: .1rem; width: .2rem; height: .8rem; margin-left: -.1rem;
  background: currentColor; }
.hikma-track u { position: absolute; top: 0; height: 1rem; border-left: 1px dashed currentColor; }
</style>"""


@dataclass(frozen=True)
class Cell:
    """What stands in a row under a head."""

    text: str
    number: bool = False
    plot: str = ""
    """A drawing from `whisker`, in place of the text."""


@dataclass(frozen=True)
class Scale:
    """From where to where a drawing reaches."""

    least: float = 0.0
    most: float = 1.0

    def at(self, value: float) -> float:
        """Per cent of the width, from the left; what lies outside is put at the edge."""
        span = self.most - self.least
        share = (value - self.least) / span if span > 0 else 0.0
        return round(100 * min(max(share, 0.0), 1.0), 1)


def whisker(
    value: float | None, interval: tuple[float, float] | None, scale: Scale, said: str
) -> str:
    """A value as a stroke, its interval as an open bar; zero as a dashed line where both signs
    are possible. `said` is what a screen reader says. Nothing for no value."""
    if value is None:
        return ""
    parts = []
    if scale.least < 0 < scale.most:
        parts.append(f'<u style="left:{scale.at(0)}%"></u>')
    if interval is not None:
        left, right = scale.at(interval[0]), scale.at(interval[1])
        parts.append(f'<i style="left:{left}%;width:{round(max(right - left, 0.5), 1)}%"></i>')
    parts.append(f'<b style="left:{scale.at(value)}%"></b>')
    told = html.escape(harmless(said))
    return f'<div class="hikma-track" role="img" aria-label="{told}">{"".join(parts)}</div>'


def table(
    head: Sequence[str], rows: Sequence[Sequence[Cell]], *, direction: str, caption: str = ""
) -> str:
    """A table in the direction of the interface; a cell's own text turns as its letters do."""
    numbers = [any(row[at].number for row in rows) for at in range(len(head))]
    tops = "".join(
        f'<th scope="col"{_class("n" if number else "")}>{_text(text)}</th>'
        for text, number in zip(head, numbers, strict=True)
    )
    drawn = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    told = f"<caption>{_text(caption)}</caption>" if caption else ""
    return (
        f'<div class="hikma hikma-scroll" dir="{direction}"><table class="hikma-table">{told}'
        f"<thead><tr>{tops}</tr></thead><tbody>{drawn}</tbody></table></div>"
    )


def _cell(cell: Cell) -> str:
    if cell.plot:
        return f'<td class="plot">{cell.plot}</td>'
    return f"<td{_class('n' if cell.number else '')}>{_text(cell.text)}</td>"


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _text(text: str) -> str:
    """Escaped, and in a direction of its own: `<bdi>` takes that of the first strong letter."""
    return f"<bdi>{html.escape(harmless(text))}</bdi>" if text else ""


def number(value: float | None, digits: int = 2, *, sign: bool = False) -> str:
    """`0.91`; `+0.10` with `sign`; a dash where there is no figure, which is never 0."""
    if value is None:
        return "–"
    return f"{value:+.{digits}f}" if sign else f"{value:.{digits}f}"


def ends(interval: tuple[float, float] | None, *, sign: bool = False) -> str:
    """`0.82 – 0.97`."""
    if interval is None:
        return "–"
    return f"{number(interval[0], sign=sign)} … {number(interval[1], sign=sign)}"
