"""The browser app: `hikma app` runs this file in Streamlit.

Draws the screen that was chosen; the one place of the browser where faults are caught.
"""

import streamlit as st

from app import cards
from app.screens import chat, library
from ingest.errors import HikmaError
from ingest.privacy import keep_private

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
    st.set_page_config(page_title="Hikma", page_icon=ICON)
    st.html(cards.STYLE)
    page = st.navigation(
        [
            st.Page(library.show, title="Library", icon=":material/library_books:", default=True),
            st.Page(chat.show, title="Chat", icon=":material/forum:", url_path="chat"),
        ],
        position="top",
    )
    try:
        page.run()
    except HikmaError as error:
        cards.fault(error.as_record())


if __name__ == "__main__":
    main()
