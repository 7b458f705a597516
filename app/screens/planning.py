"""What comes: the reviews of the next weeks, and a plan until the day of the exam."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from app import cards, clock, figures
from app.figures import Cell, Scale
from app.i18n import Tongue, mark
from app.practised import reviews
from tutor.blueprint import Blueprint
from tutor.checklists import Reply, WeakTopic, checklists, topic_in, weak_topics
from tutor.outlook import plan_for, readiness_for
from tutor.plan import Plan, Week
from tutor.progress import label, said_in
from tutor.schedule import due_facts
from tutor.session import StudySession
from tutor.studied import Studied

DAYS, AFTER = 14, 14
"""Days that are shown one by one, and after them in one row."""
FURTHEST = 730
"""Days until an exam at most: no further ahead is planned."""
USUAL_DAYS, USUAL_HOURS = 42, 6.0
"""Where nothing is said."""
REPLIES: dict[Reply, str] = {"yes": mark("yes"), "partly": mark("partly"), "no": mark("no")}


def reviews_ahead(
    blueprint: Blueprint, practice: Studied, session: StudySession, _: Tongue
) -> None:
    """How many reviews each day brings, and what is due now."""
    if not practice.memories:
        st.info(_("Nothing was answered for this exam yet. Practise, or take a mock exam."))
        return
    now = clock.now()
    due = len(due_facts(practice.memories, now))
    st.markdown(_.plural("{count} fact is due now.", "{count} facts are due now.", due))
    load = reviews(session, blueprint.id, DAYS + AFTER)
    most = max(*load[:DAYS], 1.0)
    rows = []
    for day, expected in enumerate(load[:DAYS]):
        said = _.number(round(expected))
        bar = figures.whisker(expected, (0.0, expected), Scale(0.0, most), said)
        name = _.day(now + timedelta(days=day))
        rows.append([Cell(name), Cell(said, number=True), Cell("", plot=bar)])
    later = _.number(round(sum(load[DAYS:])))
    rows.append([
        Cell(_.plural("the {count} day after", "the {count} days after", AFTER)),
        Cell(later, number=True), Cell(""),
    ])  # fmt: skip
    head = [_("Day"), _("Reviews"), ""]
    st.html(figures.table(head, rows, direction=_.direction))
    st.caption(_("To be expected if you review each day what is due and learn nothing new."))


# ---- the plan -----------------------------------------------------------------------------------


def study_plan(blueprint: Blueprint, practice: Studied, session: StudySession, _: Tongue) -> None:
    """Ask for the day and the hours; draw the weeks until then. Raises `NoWeights`."""
    today = clock.today()
    left, right = st.columns(2)
    day = left.date_input(
        _("Day of the exam"), today + timedelta(days=USUAL_DAYS), min_value=today,
        max_value=today + timedelta(days=FURTHEST), format="YYYY-MM-DD", key="plan-day",
    )  # fmt: skip
    hours = right.number_input(
        _("Hours in a week"), 0.5, 80.0, USUAL_HOURS, step=0.5, key="plan-hours"
    )
    topics = _assessed(_)
    if not isinstance(day, date):
        return
    ready = readiness_for(blueprint, practice, clock.now())
    expected = reviews(session, blueprint.id, (day - today).days, day)
    found = plan_for(blueprint, ready, expected, today=today, day=day, hours=hours, topics=topics)
    _weeks(found, blueprint, _)


def _assessed(_: Tongue) -> Sequence[WeakTopic]:
    """Topics that the learner says to be weak in: no evidence, and no part of readiness."""
    said: dict[str, dict[str, str]] = {}
    with st.expander(_("What you say of your own practice (feeds the plan alone)")):
        for checklist in checklists().values():
            st.markdown(f"**{cards.literal(said_in(checklist.title, _.code))}**")
            for point in checklist.points:
                reply = st.segmented_control(
                    cards.literal(said_in(point.text, _.code)), list(REPLIES),
                    format_func=lambda name: _(REPLIES[name]),
                    key=f"said-{checklist.id}-{point.id}",
                )  # fmt: skip
                if reply:
                    said.setdefault(checklist.id, {})[point.id] = reply
    return weak_topics(said)


def _weeks(found: Plan, blueprint: Blueprint, _: Tongue) -> None:
    for note in found.notes:
        st.info(label(note, _.code))
    head = [
        _("Week"), _("Minutes"), _("Of them reviews"), _("Mock exams"), _("Study, in minutes"),
        _("Topics"),
    ]  # fmt: skip
    titles = {domain.id: domain.title for domain in blueprint.domains}
    rows = [_week(week, titles, _) for week in found.weeks]
    st.html(figures.table(head, rows, direction=_.direction))
    st.caption(
        _(
            "Reviews come first, then mock exams, then study: more of it for domains that count "
            "much and that you know less."
        )
    )


def _week(week: Week, titles: dict[str, str], _: Tongue) -> list[Cell]:
    study = " · ".join(f"{titles[time.domain]}: {_.number(time.minutes)}" for time in week.study)
    notes = [label(note, _.code) for note in week.notes]
    return [
        Cell(f"{week.start.isoformat()} – {week.end.isoformat()}"),
        Cell(_.number(week.minutes), number=True),
        Cell(_.number(week.review_minutes), number=True),
        Cell(", ".join(day.isoformat() for day in week.mocks)),
        Cell(" · ".join(filter(None, [study, *notes]))),
        Cell(", ".join(topic_in(topic, _.code) for topic in week.topics)),
    ]
