"""What is known of each task, what there is to learn it from, and how sure the learner was.

Every figure stands in words beside its drawing; states have a sign besides their name.
"""

from collections.abc import Mapping

import streamlit as st

from app import cards, clock, figures, jobs
from app.covering import KIND, Passages, searching
from app.figures import Cell, Scale
from app.i18n import Tongue, mark
from app.practised import askable_items
from app.screens import working
from tutor.blueprint import Blueprint, Domain
from tutor.calibration import Calibration, Sure, calibration
from tutor.coverage import CoveredTask, covered
from tutor.exam_topics import places
from tutor.mastery import Mastery, State, mastery, untried
from tutor.progress import label
from tutor.session import StudySession
from tutor.studied import Studied

SIGNS: Mapping[State, str] = {"untried": "○", "learning": "◐", "mastered": "●", "fading": "◌"}
"""How full the circle is says how much is known."""
WANTING: Mapping[str, str] = {
    "probability": mark("more right answers"),
    "items": mark("more different questions"),
    "days": mark("another day"),
    "certain error": mark("right answers after one that was certain and wrong"),
}
MOST = 0.994
"""Probability above which the rounded one would be all."""
SURE: Mapping[Sure, str] = {1: mark("a guess"), 2: mark("fairly sure"), 3: mark("certain")}


def tasks(blueprint: Blueprint, practice: Studied, _: Tongue) -> None:
    """How well each task is known, by domain."""
    found = mastery(practice.responses, practice.memories, clock.now())
    if not blueprint.domains:
        st.info(_("The registry holds no domains of this exam."))
    if not found:
        st.info(_("Nothing was answered for this exam yet. Practise, or take a mock exam."))
    head = [
        _("Task"), _("State"), _("Known"), "", _("Number of questions"), _("Days"),
        _("Still wanted"),
    ]  # fmt: skip
    rows = [row for domain in blueprint.domains for row in _domain(domain, found, _)]
    st.html(figures.table(head, rows, direction=_.direction))
    st.caption(
        _(
            "Known: the probability that you know it, by your answers. Mastered takes several "
            "questions on several days and no certain error at the end."
        )
    )


def _domain(domain: Domain, found: Mapping[str, Mastery], _: Tongue) -> list[list[Cell]]:
    """A row for the domain, which has figures of its own where it has no tasks, or where items
    name none; and one for each task."""
    name = f"{domain.id}. {domain.title}"
    whole = found.get(domain.id) or (None if domain.tasks else untried(domain.id))
    first = [Cell(name), *[Cell("")] * 6] if whole is None else _task(name, whole, _)
    tasks = [
        _task(f"{task.id} {task.title}", found.get(task.id) or untried(task.id), _)
        for task in domain.tasks
    ]
    return [first, *tasks]


def _task(title: str, task: Mastery, _: Tongue) -> list[Cell]:
    tried = task.state != "untried"
    wanting = ", ".join(_(WANTING[name]) for name in task.wanting) if tried else ""
    said = share(task.known) if tried else "–"
    bar = figures.whisker(task.known, (0.0, task.known), Scale(), said) if tried else ""
    return [
        Cell(title),
        Cell(f"{SIGNS[task.state]} {label(task.state, _.code)}"),
        Cell(said, number=True),
        Cell("", plot=bar),
        Cell(str(task.items), number=True),
        Cell(str(task.days), number=True),
        Cell(wanting),
    ]  # fmt: skip


def share(known: float) -> str:
    """`41%`; never all of it, for answers make nothing certain."""
    return ">99%" if known > MOST else f"{known:.0%}"


# ---- coverage -----------------------------------------------------------------------------------


def coverage_map(blueprint: Blueprint, practice: Studied, session: StudySession, _: Tongue) -> None:
    """Tasks × passages, items, answers. Passages are searched for only when that is asked for."""
    there = places(blueprint)
    if not there:
        st.info(_("The registry holds no domains of this exam."))
        return
    job = jobs.current(KIND)
    if job is not None and job.running:
        working.live(KIND, _)
    elif st.button(_("Search my documents for these tasks"), key="coverage-search"):
        jobs.start(KIND, searching(session, there), subject=blueprint.id)
        st.rerun()
    passages: Passages | None = None
    if job is not None and not job.running and job.subject == blueprint.id:
        passages = job.result
        if job.fault is not None:
            cards.fault(job.fault.model_dump(), _)
    found = covered(
        blueprint.id, there, items=askable_items(session), responses=practice.responses,
        memories=practice.memories, passages=passages or {}, now=clock.now(),
    )  # fmt: skip
    names = ("title", "passages", "items", "attempts", "right", "known", "state")
    rows = [_covered(task, passages is not None, _) for task in found.tasks]
    heads = [label(name, _.code) for name in names]
    heads = [head[:1].upper() + head[1:] for head in heads]
    st.html(figures.table(heads, rows, direction=_.direction))
    if all(place.task is None for place in there):
        st.caption(_("The registry holds no tasks of this exam: its domains are shown."))
    st.caption(_("Passages: those that speak of it among the nearest; not all of them teach it."))
    if found.outside:
        st.caption(
            _.plural("{count} answer belongs to no task of this exam.",
                     "{count} answers belong to no task of this exam.", found.outside)
        )  # fmt: skip


def _covered(task: CoveredTask, searched: bool, _: Tongue) -> list[Cell]:
    gap = task.gap
    if gap == "no passage" and not searched:
        gap = "no item"  # nobody has looked for passages
    state = f"{SIGNS[task.state]} {label(task.state, _.code)}"
    return [
        Cell(f"{task.task} {task.title}"),
        Cell(str(task.passages) if searched else "–", number=True),
        Cell(str(task.items), number=True),
        Cell(str(task.attempts), number=True),
        Cell(str(task.right), number=True),
        Cell("–" if task.known is None else share(task.known), number=True),
        Cell(state if gap == "none" else f"✕ {label(gap, _.code)}"),
    ]


# ---- confidence ---------------------------------------------------------------------------------


def confidence(practice: Studied, _: Tongue) -> None:
    """How often the learner was right, by how sure."""
    found = calibration(practice.responses)
    if not any(each.answers for each in found):
        st.info(
            _("No answer says how sure you were. Practice asks for it before it shows the key.")
        )
        return
    head = [_("You were"), _("Answers"), _("Right"), "", _("80% interval")]
    rows = [_sure(each, _) for each in found]
    st.html(figures.table(head, rows, direction=_.direction))
    wrong = sum(memory.sure_and_wrong for memory in practice.memories.values())
    if wrong:
        st.warning(
            _.plural("{count} fact that you were certain of and had wrong: it comes back first.",
                     "{count} facts that you were certain of and had wrong: they come back first.",
                     wrong)
        )  # fmt: skip
    st.caption(_("Counted are answers without hints to what you had not just been shown."))


def _sure(each: Calibration, _: Tongue) -> list[Cell]:
    said = "–" if each.share is None else f"{each.share:.0%}"
    ends = None if each.low is None or each.high is None else (each.low, each.high)
    return [
        Cell(_(SURE[each.confidence])),
        Cell(str(each.answers), number=True),
        Cell(said, number=True),
        Cell("", plot=figures.whisker(each.share, ends, Scale(), said)),
        Cell("–" if ends is None else f"{ends[0]:.0%} … {ends[1]:.0%}", number=True),
    ]
