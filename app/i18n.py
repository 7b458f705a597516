"""In which language the interface speaks: one `Tongue` for the page that is being drawn.

    _ = tongue()
    st.header(_("Library"))
    st.caption(_.plural("{count} document", "{count} documents", n))
    st.warning(_("{title} cannot be read.", title=literal(document.title)))

Screens ask for the tongue at every rerun and hand it to what draws for them; nothing here is
global, so two pages may speak different languages. Messages are English texts in the code, taken
from it by `app/catalogues.py` (those of a table are marked: `mark("…")`, then `_(TABLE[name])`)
and translated in `app/locale/<language>/<screen>.po`. Knows no messages. What documents and
models say is never translated here.
"""

import gettext
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import streamlit as st

from app.catalogues import mark as mark
from app.catalogues import translations
from ingest.languages import is_right_to_left, primary
from tutor.display import harmless

LANGUAGES: Mapping[str, str] = {"en": "English", "zh": "中文", "ar": "العربية"}
"""Languages of the interface, each by its own name; the first is that of the messages."""
PARAMETER = "lang"
"""Name of the query parameter by which a refresh, and a bookmark, keep the language."""
SWITCH = "hikma-switch"
"""Key of the widget that switches the language."""
_RIGHT_TO_LEFT = frozenset({"ar"})
_COMMA = {"zh": "、", "ar": "، "}
_KEY = "hikma-language"
_CHOICES = "hikma-choices"
_ISOLATE, _END = "\u2068", "\u2069"
JOINER = "\u2060"
"""Takes no place, and keeps what stands around it from being taken for a link."""


@dataclass(frozen=True)
class Tongue:
    """A language of the interface: call it with an English message to have it said."""

    code: str
    """`en`, `zh` or `ar`."""
    _said: gettext.NullTranslations = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """The language's name in itself."""
        return LANGUAGES[self.code]

    @property
    def right_to_left(self) -> bool:
        return self.code in _RIGHT_TO_LEFT

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`, as HTML's `dir` wants it."""
        return "rtl" if self.right_to_left else "ltr"

    def __call__(self, message: str, /, **values: object) -> str:
        """`message` in this language, its `{names}` filled in with `values`.

        Texts among the values are kept in a direction of their own. They are put in as they are:
        where a widget reads Markdown, hand over `cards.literal(title)`.
        """
        return self._filled(self._said.gettext(message), values)

    def plural(self, one: str, many: str, count: int, /, **values: object) -> str:
        """The form for `count`, which `{count}` stands for; Arabic has six."""
        shown = {"count": self.number(count)} | values
        return self._filled(self._said.ngettext(one, many, count), shown)

    def number(self, value: float, digits: int = 0) -> str:
        """`1234.5` → `1,235`: grouped by thousands, in the digits of all three languages' print."""
        return f"{value:,.{digits}f}"

    def share(self, value: float) -> str:
        """`0.973` → `97%`, kept together in right-to-left text."""
        return self.kept(f"{value:.0%}")

    def language(self, code: str) -> str:
        """The name, in this language, of the language with a BCP-47 code: `zh` → `الصينية`."""
        import langcodes

        return str(langcodes.Language.get(code).display_name(self.code))

    def several(self, parts: Iterable[str]) -> str:
        """`CSV, PDF`; `CSV、PDF`; `CSV، PDF`: parts as this language lists them."""
        return _COMMA.get(self.code, ", ").join(map(self.kept, parts))

    def day(self, moment: str | datetime) -> str:
        """The day of an RFC 3339 time, `2026-11-22`: the one order that nobody misreads."""
        at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return self.kept(at.astimezone().strftime("%Y-%m-%d"))

    def minute(self, moment: str | datetime) -> str:
        """The same with hours and minutes, in this machine's time zone."""
        at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return self.kept(at.astimezone().strftime("%Y-%m-%d %H:%M"))

    def _filled(self, template: str, values: Mapping[str, object]) -> str:
        if not values:
            return template
        return template.format(**{name: self._inserted(value) for name, value in values.items()})

    def _inserted(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        # Its own isolates would be mistaken for ours, and may be cut short. Joiners stay: without
        # them the widgets that read Markdown make links of addresses, escaped or not.
        return self.kept(JOINER.join(map(harmless, value.split(JOINER))))

    def kept(self, text: str) -> str:
        """`text` so that it does not disorder what stands around it: in a direction of its own."""
        if not text or is_right_to_left(text) == self.right_to_left:
            return text
        return f"{_ISOLATE}{text}{_END}"


def speaking(code: str) -> Tongue:
    """The tongue of a language of the interface. Raises `KeyError` for any other."""
    LANGUAGES[code]
    return Tongue(code, translations(code))


def tongue() -> Tongue:
    """The tongue of the page that is being drawn.

    What the learner chose; else what the address asks for; else what the browser prefers; else
    English.
    """
    chosen = st.session_state.get(_KEY) or st.query_params.get(PARAMETER) or _of_browser()
    return speaking(chosen if chosen in LANGUAGES else next(iter(LANGUAGES)))


def choose(code: str) -> None:
    """Speak this language on this page from the next rerun on; for a widget's callback."""
    st.session_state[_KEY] = speaking(code).code


def switched() -> None:
    """The learner used the switch."""
    choose(str(st.session_state[SWITCH]))
    for key in st.session_state.get(_CHOICES, ()):
        if key in st.session_state:
            # Set by us it is sent to the browser, which else goes on with the old language's word.
            st.session_state[key] = st.session_state[key]


def choice(key: str) -> str:
    """`key`, for a `st.selectbox` whose options are words of the interface.

    The browser knows an option by its words alone, and those change with the language: without
    this the choice would be lost. No option may be None, which cannot be set, and the first one is
    chosen by `st.session_state.setdefault`, not by `index`.
    """
    st.session_state.setdefault(_CHOICES, set()).add(key)
    return key


def keep() -> None:
    """Write the language into the page's address, where a refresh finds it.

    Called once a rerun, by the shell: going to another screen clears the address.
    """
    code = tongue().code
    st.session_state[_KEY] = code
    if st.query_params.get(PARAMETER) != code:
        st.query_params[PARAMETER] = code


def _of_browser() -> str:
    locale = st.context.locale
    return primary(locale) if locale else ""
