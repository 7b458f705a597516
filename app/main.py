"""The browser app: `hikma app` runs this file in Streamlit.

Draws the frame and the screen that was chosen; the one place of the browser where faults are
caught. To add a screen, add a line to `SCREENS`.
"""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from app import cards, entrance, i18n, look, routes
from app.i18n import mark, tongue
from app.screens import chat, evaluate, exams, library, my_progress, practice, settings
from ingest.errors import HikmaError
from ingest.privacy import keep_private


class Screen(NamedTuple):
    """A screen and how it is called; `path` is the last part of its address."""

    show: Callable[[], None]
    title: str
    icon: str
    path: str


SCREENS = (
    Screen(library.show, mark("Library"), "library_books", "library"),
    Screen(chat.show, mark("Chat"), "forum", "chat"),
    Screen(practice.show, mark("Practice"), "quiz", practice.PATH),
    Screen(exams.show, mark("Exams"), "assignment", "exams"),
    Screen(my_progress.show, mark("Progress"), "trending_up", "progress"),
    Screen(evaluate.show, mark("Evaluate"), "monitoring", "evaluate"),
    Screen(settings.show, mark("Settings"), "settings", "settings"),
)

# Drawn here: the favicons that Streamlit has names for are fetched from the network. (And a
# comment, not a docstring: Streamlit would print a string that stands alone in this file.)
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%231c6e8c'/%3E%3Cpath fill='none' stroke='white' "
    "stroke-width='2.5' d='M16 9v15M16 9c-3-2-7-2-9-1v15c2-1 6-1 9 1 3-2 7-2 9-1V8c-2-1-6-1-9 1'"
    "/%3E%3C/svg%3E"
)


def main() -> None:
    """Draw the page once; Streamlit calls this at every rerun."""
    keep_private()
    st.set_page_config(page_title="Hikma", page_icon=ICON, layout="wide")
    _ = tongue()
    st.html(look.style(_, dark=st.context.theme.type == "dark"))
    pages = [
        st.Page(
            screen.show,
            title=_(screen.title),
            icon=f":material/{screen.icon}:",
            url_path=screen.path,
            default=screen is SCREENS[0],
        )
        for screen in SCREENS
    ]
    routes.register(pages)
    page = st.navigation(pages, position="top")
    i18n.keep()
    languages()
    try:
        if entrance.is_open(_):
            page.run()
    except HikmaError as error:
        cards.fault(error.as_record(), _)


def languages() -> None:
    """The switch of the interface's language, at the head of the side bar."""
    with st.sidebar:
        st.segmented_control(
            "English · 中文 · العربية",
            list(i18n.LANGUAGES),
            default=tongue().code,
            required=True,
            format_func=lambda code: i18n.LANGUAGES[code],
            key=i18n.SWITCH,
            on_change=i18n.switched,
            label_visibility="collapsed",
        )


if __name__ == "__main__":
    main()
