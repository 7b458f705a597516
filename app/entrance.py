"""The door: where a password is set, nothing is shown before it was given.

It is remembered for the browser, in this process only, for twelve hours. Who has the password
shares one library and one notebook with the others, but not the machine: see `is_own_machine`.
"""

import time

import streamlit as st

from app.i18n import Tongue
from app.jobs import learner
from app.password import is_right
from app.resources import study_session
from tutor.settings import Settings

HOURS = 12


def is_own_machine(settings: Settings) -> bool:
    """Whether who looks at the page sits at this machine: behind a password sit other people, who
    have no business in its folders and choose no models, whose provider is sent what is asked."""
    return settings.password_hash is None


def is_open(_: Tongue) -> bool:
    """Whether the page may be shown; draws the form where it may not. Raises `SettingsError`."""
    stored = study_session().settings.password_hash
    if stored is None:
        return True
    let_in = _let_in()
    if let_in.get(learner(), 0.0) > time.monotonic():
        return True
    with st.form("password"):
        given = st.text_input(_("Password"), type="password")
        entered = st.form_submit_button(_("Enter"), type="primary")
    if not entered:
        return False
    if not is_right(given, stored.get_secret_value()):
        st.error(_("This is not the password."))
        return False
    let_in[learner()] = time.monotonic() + HOURS * 3600
    st.rerun()


@st.cache_resource(show_spinner=False)
def _let_in() -> dict[str, float]:
    """Until when, by learner."""
    return {}
