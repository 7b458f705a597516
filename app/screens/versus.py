"""Two runs side by side: what differs by more than chance, and the cases that flipped."""

from collections.abc import Sequence

import streamlit as st

from app import cards, figures
from app.figures import Cell, Scale
from app.i18n import Tongue, mark
from app.screens import metric_names
from evals.compare import Comparison, Difference, compare
from evals.flips import Flip
from evals.kept import Kept
from evals.report import ALL
from ingest.errors import InputError

PAGE = 10
"""Flipped cases shown at once."""
VERDICTS = {
    "better": mark("better"),
    "worse": mark("worse"),
    "no difference seen": mark("no difference seen"),
    "different": mark("different"),
    "too few cases": mark("too few cases"),
    "too few moved": mark("too few moved"),
    "other judge": mark("not judged alike"),
}
_SIGNS = {"better": "▲ ", "worse": "▼ "}


def draw(earlier: Kept, later: Kept, _: Tongue) -> None:
    """What changed from the earlier run to the later one; says why where nothing can be said."""
    try:
        found = _compared(str(earlier.folder), str(later.folder), _ended(earlier, later),
                          earlier, later)  # fmt: skip
    except InputError as error:
        cards.fault(error.as_record(), _)
        return
    a, b = _named(earlier, _), _named(later, _)
    st.html(f'{figures.STYLE}<div class="hikma" dir="{_.direction}">{_legend(a, b, _)}</div>')
    st.caption(_.plural("{count} question in common", "{count} questions in common", found.cases))
    _differences(found, _)
    _changes(found, _)
    _flipped(found, a, b, _)


@st.cache_data(max_entries=8, show_spinner=False)
def _compared(a: str, b: str, ended: str, _earlier: Kept, _later: Kept) -> Comparison:
    """The comparison, which resamples thousands of times, made once for two runs."""
    return compare(_earlier, _later)


def _ended(*runs: Kept) -> str:
    return " ".join(f"{kept.run.ended}/{len(kept.records)}" for kept in runs)


def _named(kept: Kept, _: Tongue) -> str:
    return f"{_.minute(kept.run.started)} · {kept.run.system} · {kept.run.model}"


def _legend(a: str, b: str, _: Tongue) -> str:
    lines = (_("A, before: {run}", run=a), _("B, after: {run}", run=b))
    return "".join(f"<div>{cards.escaped(line)}</div>" for line in lines)


def _differences(found: Comparison, _: Tongue) -> None:
    languages = list(dict.fromkeys(row.language for row in found.metrics))
    language = pick_language(languages, f"eval-versus-{found.a}-{found.b}", _)
    rows = [row for row in found.metrics if row.language == language and row.n]
    head = [
        _("What is measured"),
        "A",
        "B",
        _("Difference"),
        _("95% interval"),
        _("Cases"),
        _("Verdict"),
        "",
    ]
    drawn = [_row(row, _) for row in rows]
    st.html(figures.table(head, drawn, direction=_.direction))
    st.caption(_("Each interval is 95%: of twenty rows about one differs by chance."))


def pick_language(languages: Sequence[str], key: str, _: Tongue) -> str:
    """The language whose figures are shown, all of them at first."""
    ordered = [ALL, *(code for code in languages if code != ALL)]
    if len(ordered) < 3:  # one language alone is all of them
        return ALL
    chosen = st.segmented_control(
        _("Questions in"), ordered, default=ALL, required=True, key=key,
        format_func=lambda code: _("all languages") if code == ALL else _.language(code),
    )  # fmt: skip
    return str(chosen)


def _row(row: Difference, _: Tongue) -> list[Cell]:
    # What may exceed 1 is a cost in seconds or tokens: nothing to draw between -1 and 1.
    share = all(value is None or abs(value) <= 1 for value in (row.a, row.b))
    said = f"{figures.number(row.difference, sign=True)} ({figures.ends(row.interval, sign=True)})"
    plot = figures.whisker(row.difference, row.interval, Scale(-1, 1), said) if share else ""
    return [
        Cell(metric_names.told(row.name, _)),
        Cell(figures.number(row.a), number=True),
        Cell(figures.number(row.b), number=True),
        Cell(figures.number(row.difference, sign=True), number=True),
        Cell(figures.ends(row.interval, sign=True), number=True),
        Cell(str(row.n), number=True),
        Cell(_SIGNS.get(row.verdict, "") + _(VERDICTS[row.verdict])),
        Cell("", plot=plot),
    ]


def _changes(found: Comparison, _: Tongue) -> None:
    """What ran differently."""
    if not found.changes:
        return
    with st.expander(_("What ran differently")):
        rows = [[Cell(name), Cell(left), Cell(right)] for name, left, right in found.changes]
        st.html(figures.table([_("Setting"), "A", "B"], rows, direction=_.direction))


def _flipped(found: Comparison, a: str, b: str, _: Tongue) -> None:
    count = len(found.flipped)
    st.subheader(_.plural("{count} score flipped", "{count} scores flipped", count), anchor=False)
    at = 0
    if count > PAGE:
        key = f"eval-flips-{found.a}-{found.b}"
        at = PAGE * (st.pagination(-(-count // PAGE), key=key) - 1)
    for flip in found.flipped[at : at + PAGE]:
        with st.container(border=True):
            _flip(flip, _)


def _flip(flip: Flip, _: Tongue) -> None:
    way = {True: "▲ " + _("better"), False: "▼ " + _("worse"), None: _("different")}[flip.better]
    told = f"{metric_names.told(flip.metric, _)}: {flip.a:.2f} → {flip.b:.2f}, {way}"
    st.html(
        f'<div class="hikma-small" dir="{_.direction}">{cards.escaped(told)}</div>'
        f"<b>{cards.paragraph(flip.question, flip.language)}</b>"
    )
    _sides((flip.answer_a, flip.answer_b), _)


def _sides(answers: Sequence[str], _: Tongue) -> None:
    for place, name, answer in zip(st.columns(2), "AB", answers, strict=True):
        said = answer or _("no answer")
        place.html(f'<div class="hikma-small">{name}</div>{cards.paragraph(said)}')
