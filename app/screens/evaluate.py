"""The evaluation screen: questions with known answers are asked, and the answers measured."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from app import cards, jobs
from app.entrance import is_own_machine
from app.evaluating import (
    MAKE,
    RUN,
    Begun,
    Made,
    evaluating,
    keep_questions,
    making,
    questions_made,
)
from app.i18n import Tongue, choice, mark, tongue
from app.jobs import Job
from app.resources import study_session
from app.screens import judges, runs, working
from evals.dataset import shipped
from evals.judges.judge import JUDGES
from evals.loaders.named import load_suite, suites
from evals.loaders.sample import HALVES
from evals.run import SEED
from evals.systems.table import NAMES
from evals.wanted import Wanted
from ingest.errors import HikmaError
from tutor.compose import MOST
from tutor.session import StudySession

PARTS = {
    "run": mark("Measure"),
    "runs": mark("Results"),
    "judges": mark("Judges"),
    "make": mark("Make questions"),
}
SYSTEMS = {
    "tutor": mark("Hikma, as it answers in the chat"),
    "extractive": mark("Hikma with quotes alone, no chat model"),
    "bm25": mark("a search by words alone"),
    "dense": mark("a search by meaning alone"),
    "chain": mark("a plain LangChain chain, where it is installed"),
}
SOURCES = {
    "shipped": mark("Questions that come with Hikma"),
    "made": mark("Made from your documents"),
    "file": mark("A file of yours"),
    "folder": mark("A folder of sets"),
}
FEW = 12
"""Questions asked where nothing else is said: some minutes on a plain laptop."""
USUAL = "gold"
"""The shipped set that is offered first."""
_PART = "eval-part"


def show() -> None:
    """Draw the screen. Raises `HikmaError`s."""
    _, session = tongue(), study_session()
    st.header(_("Evaluate"), anchor=False)
    # Not by `default`: a click elsewhere chooses a part, too, and Streamlit objects to both.
    st.session_state.setdefault(_PART, "run")
    part = st.segmented_control(
        _("Part"), list(PARTS), required=True, key=_PART, label_visibility="collapsed",
        format_func=lambda name: _(PARTS[name]),
    )  # fmt: skip
    if part == "runs":
        runs.draw(session, _)
    elif part == "judges":
        judges.draw(session, _)
    elif part == "make":
        _make(session, _)
    else:
        _measure(session, _)


def _measure(session: StudySession, _: Tongue) -> None:
    st.caption(
        _("Questions with known answers are asked; then you see how often the answers are right.")
    )
    job = jobs.current(RUN)
    busy = job is not None and job.running
    if busy:
        working.live(RUN, _)
    elif job is not None:
        _ended(job, _)
    # Drawn while a run goes on, too: Streamlit forgets what was chosen in what is not drawn.
    suite, sets = _suite(session, _)
    if suite is None:
        return
    count = _told(suite, sets, _)
    if count:
        _form(session, suite, sets, count, busy, _)


def _ended(job: "Job[object]", _: Tongue) -> None:
    """What became of the last run, and the way to its figures."""
    if job.fault is not None:
        cards.fault(job.fault.model_dump(), _)
    begun = [said for said in job.said if isinstance(said, Begun)]
    if job.status == "done":
        st.success(_("The run is complete."))
    elif begun:
        st.info(_("The run was cut short. What was measured is kept, and it can be gone on with."))
    elif job.status == "cancelled":
        st.info(_("Stopped before the first question was asked."))
    if begun:
        st.button(_("Show the results"), on_click=_show_run, args=(begun[-1].run,))


def _show_run(run: str) -> None:
    """A callback: widgets that are drawn already cannot be set."""
    st.session_state[_PART], st.session_state[runs.SHOWN] = "runs", run


def _suite(session: StudySession, _: Tongue) -> tuple[str | None, Path | None]:
    """The name of what is to be asked, and the folder of further sets; None without a choice."""
    made = questions_made(session.settings)
    offered = {"made": bool(made), "folder": is_own_machine(session.settings)}
    kinds = [kind for kind in SOURCES if offered.get(kind, True)]
    source = st.segmented_control(
        _("Questions"), kinds, default="shipped", required=True, key="eval-source",
        format_func=lambda kind: _(SOURCES[kind]),
    )  # fmt: skip
    if source == "file":
        return _uploaded(session, _), None
    if source == "folder":
        return _in_folder(_)
    paths = {path.stem: path for path in made}
    names = list(paths) if source == "made" else list(shipped())
    first = names.index(USUAL) if USUAL in names else 0
    name = st.selectbox(_("Set"), names, first, key=f"eval-set-{source}")
    return (str(paths[name]) if source == "made" else name), None


def _uploaded(session: StudySession, _: Tongue) -> str | None:
    file = st.file_uploader(
        _("A file of questions: .jsonl, .csv, .tsv, or .json in SQuAD's form"),
        type=["jsonl", "csv", "tsv", "json"], key="eval-file",
    )  # fmt: skip
    if file is None:
        st.caption(_("Each row needs a question; answers, language and evidence may be added."))
        return None
    try:
        return str(keep_questions(session.settings, file.name, file.getvalue()))
    except HikmaError as error:
        cards.fault(error.as_record(), _)
        return None


def _in_folder(_: Tongue) -> tuple[str | None, Path | None]:
    given = st.text_input(_("Folder on this computer"), key="eval-folder").strip()
    if not given:
        return None, None
    folder = Path(given).expanduser()
    try:
        names = [name for name in suites(folder) if name not in shipped()]
    except HikmaError as error:
        cards.fault(error.as_record(), _)
        return None, None
    if not names:
        st.info(_("There is no set of questions in this folder."))
        return None, None
    return st.selectbox(_("Set"), names, key="eval-set-folder"), folder


def _told(suite: str, sets: Path | None, _: Tongue) -> int:
    """Say how many questions there are in which language; 0 where they cannot be read."""
    try:
        counts, unreadable = _counted(suite, sets, _stamp(suite))
    except HikmaError as error:
        cards.fault(error.as_record(), _)
        return 0
    total = sum(counts.values())
    each = _.several(f"{_.language(code)} {_.number(n)}" for code, n in counts.items())
    st.caption(_.plural("{count} question", "{count} questions", total) + f" · {each}")
    if unreadable:
        st.warning(
            _.plural("{count} row cannot be read.", "{count} rows cannot be read.", unreadable)
        )
    return total


def _stamp(suite: str) -> float:
    """When a file changed, so that it is read again then; 0 for a name."""
    path = Path(suite)
    return path.stat().st_mtime if path.is_file() else 0.0


@st.cache_data(max_entries=20, show_spinner=False)
def _counted(suite: str, sets: Path | None, changed: float) -> tuple[Mapping[str, int], int]:
    """Questions by language, and rows that are none."""
    loaded = load_suite(suite, sets)
    counts: dict[str, int] = {}
    for case in loaded.cases:
        counts[case.language] = counts.get(case.language, 0) + 1
    return counts, len(loaded.dataset.rows) - len(loaded.cases)


def _form(
    session: StudySession, suite: str, sets: Path | None, count: int, busy: bool, _: Tongue
) -> None:
    with st.form("evaluate", border=True):
        system = st.selectbox(
            _("Who answers"), NAMES, format_func=lambda name: _(SYSTEMS[str(name)]),
            key=choice("eval-system"),
        )  # fmt: skip
        # Not by `index`: Streamlit objects to both.
        st.session_state.setdefault("eval-judge", "particulars")
        judge = st.selectbox(
            _("Who judges whether quotes support the answer"),
            ["", *(name for name in JUDGES if name != "none")],
            format_func=lambda name: f"{name}: {_(judges.TOLD[name])}" if name else _("nobody"),
            key=choice("eval-judge"),
        )
        limit = st.number_input(
            _("How many questions, drawn in proportion"), 1, count, min(FEW, count),
            key=f"eval-limit-{suite}-{count}",
        )  # fmt: skip
        with st.expander(_("More")):
            half = st.selectbox(
                _("Half of the set"), ["", *HALVES],
                format_func=lambda name: name or _("both"), key=choice("eval-half"),
            )  # fmt: skip
            seed = st.number_input(_("Seed of the drawing"), 0, value=SEED, key="eval-seed")
        wanted = st.form_submit_button(_("Start"), type="primary", disabled=busy)
    if wanted:
        asked = Wanted(
            suite=suite, sets=sets, split=half or None, system=system, judge=judge or None,
            seed=int(seed), limit=int(limit) if limit < count else None,
        )  # fmt: skip
        jobs.start(RUN, evaluating(asked, session))
        st.rerun()


def _make(session: StudySession, _: Tongue) -> None:
    """Questions from the learner's own documents."""
    st.caption(
        _(
            "Questions are written by the chat model from your own documents, and only those that "
            "pass the checks are kept. They show whether a change broke something, not how good "
            "answers are."
        )
    )
    job = jobs.current(MAKE)
    if job is not None and job.running:
        working.live(MAKE, _)
        return
    if job is not None:
        _made(job, _)
    with st.form("make", border=True):
        count = st.number_input(_("How many"), 1, MOST, min(10, MOST), key="eval-make-count")
        seed = st.number_input(_("Seed of the drawing"), 0, value=0, key="eval-make-seed")
        wanted = st.form_submit_button(_("Make them"), type="primary")
    if wanted:
        jobs.start(MAKE, making(session, int(count), int(seed)))
        st.rerun()


def _made(job: "Job[object]", _: Tongue) -> None:
    if job.fault is not None:
        cards.fault(job.fault.model_dump(), _)
    if isinstance(job.result, Made) and job.result.made:
        made, asked = job.result.made, job.result.asked
        st.success(_("{made} of {asked} questions were kept.", made=made, asked=asked))
        st.caption(_("They are among the questions to measure with."))
    elif job.status != "failed":
        st.info(_("No question was kept: the documents give too little, or it was stopped."))
