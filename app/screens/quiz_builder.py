"""Making a quiz: of what, which kinds, how many; what the documents can carry; what came of it."""

from collections.abc import Sequence
from random import SystemRandom

import streamlit as st

from app import cards, figures, item_cards, jobs
from app.figures import Cell
from app.i18n import Tongue, choice
from app.jobs import Job
from app.practising import COUNT, MAKE, Begun, composing, counting
from app.screens import sitting, underway
from app.state import state
from ingest.documents import LibraryEntry
from tutor.compose import KINDS, MOST, QuizRequest
from tutor.making.capacity import Capacity
from tutor.quizzes import Drafts
from tutor.session import StudySession

LANGUAGES = ("en", "zh-Hans", "ar")
"""Offered besides those of the documents."""
USUAL = 5
"""Items of a quiz where nothing else is said."""
SEEDS = 2**31
_TOPIC, _DOCUMENTS = "make-topic", "make-documents"


def draw(session: StudySession, entries: Sequence[LibraryEntry], _: Tongue) -> None:
    """The form, and the quiz that is being made or was. Raises `HikmaError`s."""
    st.caption(
        _(
            "Every question rests on words of your documents, and is kept only if it passes all "
            "checks. What is turned away is shown with the reason."
        )
    )
    if not entries:
        st.info(_("The library is empty: add documents on the Library screen first."))
        return
    _begin_with_answer({entry.document for entry in entries})
    running = underway.busy(MAKE)
    if running:
        underway.live(MAKE, _)
    elif (job := jobs.current(MAKE)) is not None:
        _ended(session, job, _)
    # Drawn while a quiz is made, too: Streamlit forgets what was chosen in what is not drawn.
    request = _form(entries, _)
    _capacity(session, entries, request, _)
    if st.button(_("Make the quiz"), type="primary", disabled=running, key="make-quiz"):
        jobs.start(MAKE, composing(session, request))
        st.rerun()


def _begin_with_answer(known: set[str]) -> None:
    """Choose the documents of the answer that led here, once."""
    if wanted := state().practice_from:
        st.session_state[_DOCUMENTS] = [id for id in dict.fromkeys(wanted) if id in known]
        state().practice_from = ()


def _form(entries: Sequence[LibraryEntry], _: Tongue) -> QuizRequest:
    """What is to be made, as it is chosen now."""
    titles = {entry.document: entry.title for entry in entries}
    spoken = {code for entry in entries for code in entry.languages}
    topic = st.text_input(
        _("Topic"), key=_TOPIC, placeholder=_("everything in the documents"), max_chars=300
    )
    documents = st.multiselect(
        _("Only from these documents"), list(titles), key=_DOCUMENTS,
        format_func=lambda id: cards.harmless(titles[id]),
        placeholder=_("all documents"),
    )  # fmt: skip
    kinds = st.pills(
        _("Kinds of questions"), list(item_cards.KINDS), selection_mode="multi",
        default=list(KINDS), key="make-kinds",
        format_func=lambda kind: _(item_cards.KINDS[kind]),
    )  # fmt: skip
    count, language, seed = st.columns(3)
    asked = count.number_input(_("How many"), 1, MOST, USUAL, key="make-count")
    code = language.selectbox(
        _("Language of the questions"), ["", *sorted({*LANGUAGES, *spoken})],
        format_func=lambda code: _.language(code) if code else _("each document's own"),
        key=choice("make-language"),
    )  # fmt: skip
    drawn = seed.number_input(
        _("Seed of the drawing"), 0, SEEDS, None, key="make-seed", placeholder=_("any"),
        help=_("The same seed asks about the same sentences."),
    )  # fmt: skip
    return QuizRequest(
        topic=topic.strip() or None,
        documents=tuple(documents),
        count=int(asked),
        language=code or None,
        seed=SystemRandom().randrange(SEEDS) if drawn is None else int(drawn),
        kinds=tuple(kinds),
    )


def _capacity(
    session: StudySession, entries: Sequence[LibraryEntry], request: QuizRequest, _: Tongue
) -> None:
    """What the chosen documents hold to ask about, once it was asked for."""
    chosen = tuple(request.documents) or tuple(entry.document for entry in entries)
    job = jobs.current(COUNT)
    if job is not None and job.running:
        underway.live(COUNT, _)
        return
    if st.button(
        _.plural("Count what {count} document holds", "Count what {count} documents hold",
                 len(chosen)),
        key="count-facts",
    ):  # fmt: skip
        jobs.start(COUNT, counting(session, chosen), subject=" ".join(chosen))
        st.rerun()
    # Counted for these very documents, or it would be said of others.
    if job is None or job.subject != " ".join(chosen):
        return
    if job.fault is not None:
        cards.fault(job.fault.model_dump(), _)
    elif isinstance(job.result, dict):
        st.html(figures.STYLE + _counts(job.result, _))
        st.caption(
            _(
                "Sentences make questions of all kinds but two: several right answers need lists, "
                "flashcards need questions or terms that the document itself explains. Not every "
                "fact passes the checks."
            )
        )


def _counts(counts: dict[str, Capacity], _: Tongue) -> str:
    rows = [
        [
            Cell(_.language(language)),
            Cell(_.number(each.sentences), number=True),
            Cell(_.number(each.lists), number=True),
            Cell(_.number(each.pairs), number=True),
        ]
        for language, each in counts.items()
    ]
    head = [_("Language"), _("Sentences"), _("Lists"), _("Terms and questions")]
    return figures.table(head, rows, direction=_.direction)


def _ended(session: StudySession, job: "Job[object]", _: Tongue) -> None:
    """What became of the last quiz, and why drafts were turned away."""
    underway.faults(job, _)
    begun = next((said for said in job.said if isinstance(said, Begun)), None)
    if begun is None:
        if job.status == "cancelled":
            st.info(_("Stopped before the first question was made."))
        return
    quiz = session.notebook.quiz(begun.quiz)
    said = _("{made} of {asked} questions were kept.", made=quiz.made, asked=quiz.asked)
    (st.success if quiz.made == quiz.asked else st.warning)(said)
    if job.status == "cancelled":
        st.caption(_("Stopped. What was admitted stays."))
    elif quiz.made < quiz.asked and job.status == "done":
        st.caption(_("Add documents, widen the topic, or try other kinds or another seed."))
    if quiz.made and st.button(_("Take it"), key=f"take-made-{quiz.quiz}"):
        sitting.open_quiz(quiz.quiz)
    for each in quiz.drafts:
        st.caption(_drafts(each, _))
    underway.turned_away(quiz.rejected or underway.rejected(job), _)


def _drafts(of: Drafts, _: Tongue) -> str:
    """How much was admitted of what was drafted of a kind in a language."""
    kind = _(item_cards.KINDS[of.kind])
    named = f"{kind} · {_.language(of.language)}" if of.language else kind
    return named + " · " + _(
        "{admitted} of {drafted} drafts passed all checks ({share})",
        admitted=_.number(of.admitted), drafted=_.number(of.drafted), share=_.share(of.rate),
    )  # fmt: skip
