"""The report of a mock exam: what was right by domain, how sure that is, every answer explained."""

import html
from collections.abc import Sequence

import streamlit as st

from app import beside, cards, figures, item_cards
from app.figures import Cell, Scale
from app.i18n import Tongue, mark
from app.resources import opened_library, study_session
from app.state import state
from ingest.errors import HikmaError
from ingest.library import Library
from tutor.bank import located
from tutor.mock.keep import settle
from tutor.mock.papers import DomainReport, MockPaper, MockReport, QuestionReport, Sitting
from tutor.mock.report import graded, with_items
from tutor.session import StudySession

PAGE = 10
"""Questions on a page."""
KEPT = 32
"""Reports that are remembered, of all pages of the browser together."""
WHICH = {
    "all": mark("All"),
    "wrong": mark("Wrong"),
    "unanswered": mark("Not answered"),
    "flagged": mark("Flagged"),
}
OWN = mark(
    "Every question was made from your documents or imported by you; none is from a real exam."
)


def draw(paper: MockPaper, now: Sitting, session: StudySession, _: Tongue) -> None:
    """Draw the report. Raises `UnknownItem`, `StoreError`s."""
    found = _settled(str(session.settings.data), paper.id, paper, now)
    st.caption(_(OWN))
    st.html(figures.STYLE + summary(found, _) + domains(found, _))
    st.caption(
        _(
            "Bars are 80% intervals of what to expect of you: one exam tells less than its share "
            "seems to say. Scaled scores are not computed."
        )
    )
    library = _library(session, _)
    if state().opened is None or library is None:
        _questions(found, library, _)
        return
    main, source = st.columns(2)
    with main:
        _questions(found, library, _)
    with source:
        beside.panel(library, session.settings.ingest, _)


def _library(session: StudySession, _: Tongue) -> Library | None:
    """The documents; without them the report says what it said, and quotes stand where they did."""
    try:
        return opened_library(session)
    except HikmaError as error:
        cards.fault(error.as_record(), _)
        return None


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _settled(data: str, id: str, _paper: MockPaper, _now: Sitting) -> MockReport:
    """The report, which never changes once the exam is over: one look records the attempts."""
    return settle(study_session().notebook, _paper, _now)


def summary(found: MockReport, _: Tongue) -> str:
    """The result in words, and against what is taken to pass."""
    ended = _("You ended it.") if found.end == "early" else _("Its time was up.")
    right = _(
        "{right} of {scored} right ({share}), {unanswered} not answered.",
        right=found.right, scored=found.scored, share=_.share(found.share),
        unanswered=found.unanswered,
    )  # fmt: skip
    meaning = _("as the vendor publishes it") if found.cut_published else _("an assumption")
    told = [
        f"{ended} {right}",
        _(
            "To expect: {share} ({low} to {high}). Taken to pass: {cut} ({meaning}).",
            share=_.share(found.expected), low=_.share(found.low), high=_.share(found.high),
            cut=_.share(found.cut), meaning=meaning,
        ),
    ]  # fmt: skip
    lines = "".join(f"<div>{html.escape(line)}</div>" for line in told)
    drawn = figures.whisker(found.expected, (found.low, found.high), Scale(), told[1])
    return f'<div class="hikma" dir="{_.direction}">{lines}</div>{drawn}'


def domains(found: MockReport, _: Tongue) -> str:
    """The result of each domain; what was not asked has none."""
    head = [
        _("Domain"), _("Part of the exam"), _("Right"), "", _("80% interval"), _("Not answered"),
    ]  # fmt: skip
    return figures.table(head, [_row(each, _) for each in found.domains], direction=_.direction)


def _row(domain: DomainReport, _: Tongue) -> list[Cell]:
    name, part = Cell(f"{domain.id}. {domain.title}"), Cell(f"{domain.share:.0%}", number=True)
    if domain.low is None or domain.high is None:
        nothing = _("nothing that counts was asked") if domain.given else _("nothing was asked")
        return [name, part, Cell("–", number=True), Cell(nothing), Cell("–", True), Cell("–", True)]
    said = f"{domain.right} / {domain.scored}"
    ends = (domain.low, domain.high)
    drawn = figures.whisker(domain.right / domain.scored, ends, Scale(), said)
    return [
        name,
        part,
        Cell(said, number=True),
        Cell("", plot=drawn),
        Cell(f"{domain.low:.0%} … {domain.high:.0%}", number=True),
        Cell(str(domain.unanswered), number=True),
    ]


def _questions(found: MockReport, library: Library | None, _: Tongue) -> None:
    """The questions that are wanted, a page at a time, each with its key, reasons and quotes."""
    which = st.segmented_control(
        _("Which questions"), list(WHICH), default="all", required=True,
        key=f"report-which-{found.paper}",
        format_func=lambda name: f"{_(WHICH[name])} ({len(chosen(found, name))})",
    )  # fmt: skip
    wanted = chosen(found, which or "all")
    if not wanted:
        st.info(_("No question is of this kind."))
        return
    pages = -(-len(wanted) // PAGE)
    page = 1
    if pages > 1:
        page = st.number_input(_("Page"), 1, pages, 1, key=f"report-page-{found.paper}-{which}")
    titles = {domain.id: domain.title for domain in found.domains}
    for question in _placed(wanted[(page - 1) * PAGE : page * PAGE], library):
        with st.container(border=True):
            _question(question, titles[question.domain], found.paper, _)


def _placed(
    questions: Sequence[QuestionReport], library: Library | None
) -> Sequence[QuestionReport]:
    """With their quotes where the words stand now: a file may have been edited since."""
    if library is None:
        return questions
    return with_items(questions, located([question.item for question in questions], library))


def chosen(found: MockReport, which: str) -> list[QuestionReport]:
    """The questions of one kind, in the order in which they were asked."""
    return [
        question
        for question in found.questions
        if which in ("all", question.result) or (which == "flagged" and question.flagged)
    ]


def _question(question: QuestionReport, domain: str, paper: str, _: Tongue) -> None:
    facts = [
        str(question.number),
        cards.harmless(domain),
        _.plural("{count} second", "{count} seconds", round(question.seconds)),
    ]
    facts += [_("does not count")] if not question.scored else []
    facts += [_("⚑ flagged")] if question.flagged else []
    st.html(
        f'<div class="hikma-small" dir="{_.direction}">'
        + " · ".join(f"<bdi>{cards.escaped(fact)}</bdi>" for fact in facts)
        + "</div>"
    )
    item_cards.graded(question.item, graded(question), f"report-{paper}-{question.number}", _)
