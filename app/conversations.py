"""The learner's conversations: which is open, and the list of all, to rename, export or delete.

They are kept in the notebook; the page's address names the open one, so that a refresh finds it.
"""

from typing import Literal

import streamlit as st

from app import cards, jobs
from app.asking import kind_of
from app.i18n import Tongue
from app.state import state
from ingest.normalize import fold
from tutor.chats import Chat, ChatEntry
from tutor.errors import UnknownChat
from tutor.notebook import Notebook
from tutor.transcript import markdown

PARAMETER = "chat"
"""Name of the query parameter that names the open conversation."""
SHOWN = 24
"""Characters of a title in the list: a style sheet would cut English among Arabic at its
beginning."""
LISTED = 15
"""Conversations listed at once; the others are found by searching."""


def opened(notebook: Notebook) -> Chat | None:
    """The open conversation, None before its first question. Raises `StoreError`s."""
    memory = state()
    memory.chat = memory.chat or st.query_params.get(PARAMETER) or None
    if memory.chat is None:
        return None
    try:
        chat = notebook.chat(memory.chat)
    except UnknownChat:  # deleted meanwhile, here or on another page
        _open(None)
        return None
    memory.chat = chat.id  # an address may hold the beginning of it
    if st.query_params.get(PARAMETER) != chat.id:
        st.query_params[PARAMETER] = chat.id
    return chat


def _open(chat: str | None) -> None:
    memory = state()
    memory.chat, memory.opened, memory.confirming = chat, None, None
    if chat is None:
        st.query_params.pop(PARAMETER, None)


def listed(notebook: Notebook, _: Tongue) -> None:
    """All conversations, the one last used first."""
    if st.button(_("New conversation"), icon=":material/add_comment:", width="stretch"):
        _open(None)
        st.rerun()
    chats = notebook.chats()
    if len(chats) > LISTED:
        wanted = fold(st.text_input(_("Search conversations"), key="chats-search")).strip()
        chats = [chat for chat in chats if wanted in fold(chat.title)]
    for chat in chats[:LISTED]:
        _row(notebook, chat, _)
    if len(chats) > LISTED:
        st.caption(_("Search to find the older ones."))


def _row(notebook: Notebook, chat: ChatEntry, _: Tongue) -> None:
    is_open = chat.id == state().chat
    title, more = st.columns([3, 1], vertical_alignment="center")
    kind: Literal["primary", "tertiary"] = "primary" if is_open else "tertiary"
    name = _.kept(cards.literal(cards.short(chat.title, SHOWN)))
    if title.button(
        name, key=f"chat-{chat.id}", type=kind, width="stretch", help=_.minute(chat.updated)
    ):
        _open(chat.id)
        st.rerun()
    if is_open:
        with more.popover("⋯"):
            _manage(notebook, chat, _)


def _manage(notebook: Notebook, chat: ChatEntry, _: Tongue) -> None:
    with st.form(f"rename-{chat.id}", border=False):
        wanted = st.text_input(_("Title"), value=chat.title, key=f"title-{chat.id}")
        if st.form_submit_button(_("Rename")) and wanted.strip():
            notebook.rename_chat(chat.id, wanted)
            st.rerun()
    st.download_button(
        _("Export"),
        lambda: markdown(notebook.chat(chat.id)),
        file_name=f"hikma-{chat.id}.md",
        mime="text/markdown",
        on_click="ignore",
    )
    if state().confirming != chat.id:
        if st.button(_("Delete"), key=f"delete-{chat.id}"):
            state().confirming = chat.id
            st.rerun()
    elif st.button(_("Delete for good"), key=f"really-{chat.id}", type="primary"):
        jobs.forget(kind_of(chat.id))  # nobody waits for its answer
        notebook.delete_chat(chat.id)
        _open(None)
        st.rerun()
