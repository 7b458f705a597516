"""The progress screen: readiness for one exam and what would raise it, what is known, what to do.

Draws what `tutor/` computes from the notebook; the exam that is looked at stands in the address.
"""

import streamlit as st

from app import cards, clock, figures
from app.figures import Cell, Scale
from app.i18n import Tongue, mark, tongue
from app.practised import bank, exams_practised, practised
from app.resources import study_session
from app.screens import known, planning
from ingest.errors import HikmaError
from tutor.blueprint import Blueprint, Registry
from tutor.blueprints import heir, is_current, load_registry
from tutor.outlook import Gain, gains, readiness_for
from tutor.progress import label
from tutor.readiness import DomainReadiness, Readiness, Verdict
from tutor.session import StudySession
from tutor.studied import Studied

PARTS = {
    "ready": mark("Readiness"),
    "known": mark("What you know"),
    "map": mark("Coverage"),
    "reviews": mark("Reviews ahead"),
    "sure": mark("How sure you are"),
    "plan": mark("Study plan"),
}
FOR = "for"
"""Name of the query parameter with the id of the exam."""
SIGNS: dict[Verdict, str] = {
    "not enough attempts": "…",
    "not ready yet": "○",
    "borderline": "◐",
    "likely ready": "●",
}
"""How full the circle is says how ready."""
_PART = "progress-part"


def show() -> None:
    """Draw the screen. Raises `HikmaError`s."""
    _, session = tongue(), study_session()
    st.header(_("Progress"), anchor=False)
    registry = load_registry(session.settings.data)
    with st.spinner(_("Looking through your bank …")):
        bank(session)  # what follows takes it from memory
    blueprint = _chosen(registry, session, _)
    # Not by `default`: a click elsewhere chooses a part, too, and Streamlit objects to both.
    st.session_state.setdefault(_PART, "ready")
    part = st.segmented_control(
        _("Part"), list(PARTS), required=True, key=_PART, label_visibility="collapsed",
        format_func=lambda name: _(PARTS[name]),
    )  # fmt: skip
    practice = practised(session, blueprint.id)
    st.html(figures.STYLE)
    try:
        _drawn(part or "ready", blueprint, practice, session, _)
    except HikmaError as error:  # one part without weights or documents leaves the others
        cards.fault(error.as_record(), _)


def _drawn(
    part: str, blueprint: Blueprint, practice: Studied, session: StudySession, _: Tongue
) -> None:
    if part == "known":
        known.tasks(blueprint, practice, _)
    elif part == "map":
        known.coverage_map(blueprint, practice, session, _)
    elif part == "reviews":
        planning.reviews_ahead(blueprint, practice, session, _)
    elif part == "sure":
        known.confidence(practice, _)
    elif part == "plan":
        planning.study_plan(blueprint, practice, session, _)
    else:
        readiness(blueprint, practice, _)


def _chosen(registry: Registry, session: StudySession, _: Tongue) -> Blueprint:
    """The exam that is looked at: of the address, else that with the most answers."""
    by_id = {entry.blueprint.id: entry.blueprint for entry in registry.entries}
    today = clock.today()
    tried = [id for id in exams_practised(session) if id in by_id]
    rest = [id for id, blueprint in by_id.items() if is_current(blueprint, today)]
    asked = st.query_params.get(FOR, "")
    ids = list(dict.fromkeys([*tried, *rest, *([asked] if asked in by_id else [])]))
    id = st.selectbox(
        _("Exam"), ids, ids.index(asked) if asked in ids else 0, key="progress-exam",
        format_func=lambda id: cards.harmless(by_id[id].title),
    )  # fmt: skip
    st.query_params[FOR] = id
    blueprint = by_id[id]
    if not is_current(blueprint, today):
        next_one = heir(registry, blueprint, today)
        told = _("This exam can no longer be taken.")
        if next_one:
            told += " " + _("In its place: {title}", title=cards.literal(next_one.title))
        st.warning(told)
    return blueprint


# ---- readiness ----------------------------------------------------------------------------------


def readiness(blueprint: Blueprint, practice: Studied, _: Tongue) -> None:
    """The verdict with what it rests on, or that it is too early. Raises `NoWeights`."""
    ready = readiness_for(blueprint, practice, clock.now())
    st.subheader(f"{SIGNS[ready.verdict]} {label(ready.verdict, _.code)}", anchor=False)
    titles = {domain.id: f"{domain.id}. {domain.title}" for domain in blueprint.domains}
    if ready.probability is None or ready.share is None or ready.low is None or ready.high is None:
        st.info(label("missing", _.code, missing=str(ready.missing)))
        st.caption(_("First attempts at questions that you had not seen, without hints, count."))
        st.html(figures.table(*_attempts(ready, titles, _), direction=_.direction))
    else:
        expected = label(
            "expected", _.code, share=_.share(ready.share), low=_.share(ready.low),
            high=_.share(ready.high),
        )  # fmt: skip
        passing = label("passing", _.code, probability=_.share(ready.probability))
        st.markdown(f"{passing}  \n{expected}")
        st.html(figures.whisker(ready.share, (ready.low, ready.high), Scale(), expected))
        _raising(ready, titles, _)
    st.caption(
        f"{label('offset', _.code, offset=f'{ready.offset:g}')}  \n"
        f"{label('cut', _.code, cut=_.share(ready.cut))}"
    )
    if ready.outside:
        st.caption(
            _.plural("{count} answer belongs to no domain of this exam.",
                     "{count} answers belong to no domain of this exam.", ready.outside)
        )  # fmt: skip


def _attempts(
    ready: Readiness, titles: dict[str, str], _: Tongue
) -> tuple[list[str], list[list[Cell]]]:
    """Head and rows: where answers are still wanted."""
    head = [_("Domain"), _("Part of the exam"), _("First attempts")]
    rows = [
        [
            Cell(titles[each.domain]),
            Cell(f"{each.weight:.0%}", number=True),
            Cell(str(each.attempts), number=True),
        ]
        for each in ready.domains
    ]
    return head, rows


def _raising(ready: Readiness, titles: dict[str, str], _: Tongue) -> None:
    """The domains, those first that would raise the result most."""
    found = gains(ready)
    most = found[0]
    st.markdown(
        "**"
        + _(
            "What would raise it most: {domain}, by up to {points} points.",
            domain=cards.literal(titles[most.domain]), points=_points(most),
        )
        + "**"
    )  # fmt: skip
    head = [
        _("Domain"), _("Part of the exam"), _("Expected right"), "", _("80% interval"),
        _("First attempts"), _("Points to gain"),
    ]  # fmt: skip
    by_domain = {each.domain: each for each in ready.domains}
    rows = [_row(by_domain[gain.domain], gain, titles) for gain in found]
    st.html(figures.table(head, rows, direction=_.direction))
    st.caption(
        _(
            "Points to gain: of all questions of the exam, per cent that are expected to go wrong "
            "in this domain. With few attempts that is mostly a guess from your other domains."
        )
    )


def _row(each: DomainReadiness, gain: Gain, titles: dict[str, str]) -> list[Cell]:
    said = f"{each.share:.0%} ({each.low:.0%} … {each.high:.0%})"
    return [
        Cell(titles[each.domain]),
        Cell(f"{each.weight:.0%}", number=True),
        Cell(f"{each.share:.0%}", number=True),
        Cell("", plot=figures.whisker(each.share, (each.low, each.high), Scale(), said)),
        Cell(f"{each.low:.0%} … {each.high:.0%}", number=True),
        Cell(str(each.attempts), number=True),
        Cell(_points(gain), number=True),
    ]


def _points(gain: Gain) -> str:
    return f"{100 * gain.share:.1f}"
