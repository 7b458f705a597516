"""Check this answer: its claims, each with what a judge says of it. For any screen to call.

    checking.draw(answer, settings.data, tongue())

The judge needs no model (`particulars`): it compares numbers, dates, units, versions, names and
denials with the quotes, and says of anything else that only a reader can tell.
"""

from pathlib import Path

import streamlit as st

from app import cards, figures
from app.figures import Cell, Scale
from app.i18n import Tongue, mark
from app.screens import metric_names
from evals.check import Checked, CheckedClaim, check
from evals.judges.judge import load_judge
from tutor.answers import Answer

JUDGE = "particulars"
SUPPORTS = {
    "supported": ("✔", mark("supported")),
    "unsupported": ("✘", mark("not supported")),
    "unchecked": ("?", mark("only a reader can tell")),
}
"""The sign and the words of a verdict: never a colour alone."""


def draw(answer: Answer, data: Path, _: Tongue) -> None:
    """The claims of `answer` with their verdicts, their quotes, and the figures of the whole."""
    found = checked(answer.model_dump_json(), str(data))
    if not found.claims:
        st.caption(_("This answer claims nothing: there is nothing to check."))
        return
    for claim in found.claims:
        with st.container(border=True):
            st.html(_claim(claim, _))
    rows = [
        [
            Cell(metric_names.told(name, _)),
            Cell(figures.number(value), number=True),
            Cell("", plot=figures.whisker(value, None, Scale(), figures.number(value))),
        ]
        for name, value in found.figures.items()
    ]
    head = [_("What is measured"), _("Value"), ""]
    st.html(figures.STYLE + figures.table(head, rows, direction=_.direction))
    st.caption(
        _(
            "Numbers, dates, units, versions, names and denials were compared with the quotes. "
            "Whether the rest follows, read for yourself."
        )
    )


@st.cache_data(max_entries=200, show_spinner=False)
def checked(answer: str, data: str) -> Checked:
    """What the judge says of an answer, given as JSON; asked once."""
    return check(Answer.model_validate_json(answer), load_judge(JUDGE, data=Path(data)))


def _claim(claim: CheckedClaim, _: Tongue) -> str:
    sign, words = SUPPORTS[claim.support]
    verdict = f"{sign} {_(words)}"
    # The judge explains itself in English; a copy and a mere doubt need no explanation.
    why = f" · {claim.reason}" if claim.support == "unsupported" else ""
    labels = " ".join(f"[{label}]" for label in claim.labels) or _("nothing is cited")
    told = cards.escaped(f"{verdict}{why} · {labels}")
    quotes = "".join(map(cards.paragraph, claim.quotes)) if claim.labels else ""
    fold = (
        f"<details><summary>{cards.escaped(_('The quotes'))}</summary>{quotes}</details>"
        if quotes
        else ""
    )
    return (
        f'{cards.paragraph(claim.text)}<div class="hikma hikma-small" dir="{_.direction}">'
        f"{told}{fold}</div>"
    )
