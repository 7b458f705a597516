"""The screens by the last part of their address, so that one can lead to another.

The shell registers what its navigation holds; a screen asks only for a name, and where there is
no such screen nothing leads there. Imports no screens.
"""

from collections.abc import Sequence

import streamlit as st

_KEY = "hikma-pages"


def register(pages: Sequence["st.Page"]) -> None:
    """Remember the pages of this rerun's navigation; the first one has an empty address."""
    st.session_state[_KEY] = {page.url_path: page for page in pages}


def there(path: str) -> bool:
    """Whether the navigation holds this screen."""
    return path in st.session_state.get(_KEY, {})


def go(path: str) -> None:
    """Open this screen instead of the one that is drawn. Does nothing where there is none."""
    if there(path):
        st.switch_page(st.session_state[_KEY][path])


def link(path: str, label: str, icon: str) -> None:
    """A link to this screen, with the name of a Material icon; nothing where there is none."""
    if there(path):
        st.page_link(st.session_state[_KEY][path], label=label, icon=f":material/{icon}:")
