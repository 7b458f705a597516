"""The chat screen: questions, their answers part by part, and the sources beside them."""

from collections.abc import Sequence

import streamlit as st

from app import beside, cards, conversations, jobs, routes, turns
from app.asking import Wish, answering, ask_in, in_language, kind_of
from app.i18n import Tongue, choice, mark, speaking, tongue
from app.resources import listed, opened_library, study_session
from app.state import state
from ingest.documents import LibraryEntry
from tutor.answers import Manner
from tutor.blueprints import is_current, load_registry
from tutor.chats import Chat, Fault, Turn
from tutor.session import StudySession

PACE = 0.3
"""Seconds between two looks at an answer that is being written."""
LATEST = 20
"""Turns shown of a long conversation, until the earlier ones are asked for."""
MANNERS: dict[Manner, str] = {
    "short": mark("short"),
    "beginner": mark("for a beginner"),
    "example": mark("with an example"),
    "hint": mark("only a hint"),
}
DOING = {
    "": mark("Starting …"),
    "open": mark("Opening the models …"),
    "search": mark("Looking through your documents …"),
}
"""What `Progress.doing` means."""
ANSWER_LANGUAGES = ("auto", "en", "zh-Hans", "ar", "fr", "de", "es", "ja", "ru")


def show() -> None:
    """Draw the conversation and take the next question. Raises `HikmaError`s."""
    _, session = tongue(), study_session()
    # First of all: opening the notebook may take seconds, and nobody shall look at a blank page.
    st.header(_("Chat"), anchor=False)
    with st.spinner(_("Opening your conversations …")):
        chat, answering_now = _opened(session)
    with st.sidebar:
        conversations.listed(session.notebook, _)
    library = opened_library(session)
    entries = listed(library)
    main, source = st.container(), None
    if state().opened is not None and library is not None:
        main, source = st.columns(2)
    with main:
        _heading(chat, _)
        if not entries:
            st.info(_("The library is empty: add documents on the Library screen first."))
            routes.link("", _("Library"), "library_books")
        wish = _wish(entries, session, _)
        if chat is not None:
            _conversation(chat, answering_now, session, _)
    if source is not None and library is not None:
        with source:
            beside.panel(library, session.settings.ingest, _)
    asked = st.chat_input(
        _("Ask your documents, in your language"), disabled=not entries or bool(answering_now)
    )
    if again := st.session_state.pop(turns.AGAIN, None):
        asked = str(again)
    if asked:
        _ask(session, chat, asked, wish, _)


def _opened(session: StudySession) -> tuple[Chat | None, str]:
    """The open conversation, and the number of the turn that is being answered, as text."""
    chat = conversations.opened(session.notebook)
    job = jobs.current(kind_of(chat.id)) if chat else None
    if chat is None or job is None:
        return chat, ""
    if job.running:
        return chat, job.subject
    # It may have ended since the chat was read.
    return session.notebook.chat(chat.id), ""


def _heading(chat: Chat | None, _: Tongue) -> None:
    if chat is None:
        st.caption(_("Every answer shows the words of your documents that it rests on."))
    else:
        st.html(f'<div class="hikma-small">{cards.spoken(chat.title)}</div>')


def _wish(entries: Sequence[LibraryEntry], session: StudySession, _: Tongue) -> Wish:
    """How the next question is to be answered, as the learner set it."""
    with st.expander(_("How to answer, and from what")):
        manner = st.segmented_control(
            _("Manner"), list(MANNERS), default="short", required=True,
            format_func=lambda name: _(MANNERS[name]), key="wish-manner",
        )  # fmt: skip
        answers, sources, exams = st.columns(3)
        language = answers.selectbox(
            _("Answer in"),
            ANSWER_LANGUAGES,
            format_func=lambda code: (
                _("the question's language") if code == "auto" else _.language(code)
            ),
            key=choice("wish-language"),
        )
        with sources:
            source = _source(entries, _)
        with exams:
            exam = _exam(session, _)
        names = cards.names(entries)
        chosen = st.multiselect(
            _("Only from these documents"),
            list(names),
            format_func=lambda id: names.get(id, id),
            placeholder=_("all documents"),
            key="wish-documents",
        )
    documents = tuple(chosen)
    if source is not None:
        spoken = in_language(entries, source)
        # Chosen ones in other languages alone leave nothing: then the language counts.
        documents = tuple(id for id in documents if id in spoken) or spoken
    return Wish(manner=manner, language=language, documents=documents, exam=exam or "")


def _source(entries: Sequence[LibraryEntry], _: Tongue) -> str | None:
    """The language of the documents that are asked; None for all."""
    languages = sorted({next(iter(e.languages)) for e in entries if e.languages})
    chosen = st.selectbox(
        _("Documents in"),
        ["", *languages],
        format_func=lambda code: _.language(code) if code else _("all languages"),
        key=choice("wish-source"),
    )
    return chosen or None


def _exam(session: StudySession, _: Tongue) -> str | None:
    """The exam whose documents are asked; None for all."""
    known = load_registry(session.settings.data).entries
    titles = {
        entry.blueprint.id: f"{cards.harmless(entry.blueprint.title)} ({entry.blueprint.id})"
        for entry in known
        if is_current(entry.blueprint)
    }
    chosen = st.selectbox(
        _("For the exam"),
        ["", *sorted(titles, key=lambda id: titles[id])],
        format_func=lambda id: titles.get(id, id) if id else _("any"),
        help=_("Only documents that stand near to what this exam asks for."),
        key=choice("wish-exam"),
    )
    return chosen or None


def _ask(session: StudySession, chat: Chat | None, question: str, wish: Wish, _: Tongue) -> None:
    """Keep the question, begin to answer it, and draw the page anew."""
    if chat is not None and (job := jobs.current(kind_of(chat.id))) and job.running:
        # Asked on another page of this browser, which does not know of the first question.
        st.toast(_("Wait for the answer, then ask again."))
        return
    # Kept before it is answered: a question that is interrupted is not lost.
    id, turn = ask_in(session.notebook, chat.id if chat else None, question, wish)
    state().chat, state().opened = id, None
    work = answering(session, session.notebook.chat(id), turn, wish)
    jobs.start(kind_of(id), work, subject=str(turn.number))
    st.rerun()


def _conversation(chat: Chat, answering_now: str, session: StudySession, _: Tongue) -> None:
    shown = chat.turns
    if len(shown) > LATEST and not st.toggle(
        _.plural("Show {count} earlier question", "Show {count} earlier questions",
                 len(shown) - LATEST),
        key=f"earlier-{chat.id}",
    ):  # fmt: skip
        shown = shown[-LATEST:]
    for turn in shown:
        with st.chat_message("user"):
            st.html(cards.spoken(turn.question))
        with st.chat_message("assistant"):
            if str(turn.number) == answering_now:
                _live(chat.id, _.code)
            elif turn.interrupted and turn is chat.turns[-1] and jobs.busy(kind_of(chat.id)):
                st.caption(_("This question is being answered on another page."))
            else:
                turns.draw(chat, turn, session.settings.data, _, _bug(chat, turn))


def _bug(chat: Chat, turn: Turn) -> Fault | None:
    """What the job that answered this turn failed of, which the notebook may not know."""
    job = jobs.current(kind_of(chat.id))
    return job.fault if job is not None and job.subject == str(turn.number) else None


@st.fragment(run_every=PACE)
def _live(chat: str, code: str) -> None:
    """What is written so far, drawn anew by itself; the whole page once it is done."""
    _, job = speaking(code), jobs.current(kind_of(chat))
    if job is None or not job.running:
        st.rerun()
    written = "".join(token.text for token in job.said)
    if written:
        st.html(cards.draft(written))
    else:
        st.caption(_(DOING[job.progress.doing]))
    if job.cancelling:
        st.caption(_("Stopping …"))
    else:
        st.button(
            _("Stop"), key=f"stop-{job.id}", icon=":material/stop_circle:", on_click=job.cancel
        )
