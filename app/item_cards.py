"""One item on the page: as it is asked, and as it was graded. For practice and exams alike.

    given = item_cards.asked(public(item), key, _)      # as `tutor.grade.grade_item` takes it
    item_cards.graded(item, grade, key, _)              # after the attempt is stored

`asked` takes an `Unanswered`, which holds nothing of the key: what is right cannot reach the
browser before the attempt. What the item says is escaped, and stands in the direction of its own
question, whichever way the interface runs. Verdicts have a sign and a word besides their colour.
Every widget is one of the browser's own: Tab and the arrow keys reach it, the space bar chooses.
Knows no notebook, no models and no clock; `app/beside.py` draws the source that a chip opens.
"""

from collections.abc import Collection, Mapping

import streamlit as st

from app import beside, cards
from app.i18n import Tongue, mark
from app.state import Place
from ingest.languages import is_right_to_left
from tutor.grade import Given
from tutor.quizzes import EvidenceSpan, GradeVerdict, ItemGrade, Kind, Option, QuizItem
from tutor.unanswered import Choice, Unanswered

KINDS: Mapping[Kind, str] = {
    "single": mark("one right answer"),
    "multiple": mark("several right answers"),
    "true-false": mark("true or false"),
    "cloze": mark("fill the gap"),
    "short": mark("short answer"),
    "card": mark("flashcard"),
}
"""What a kind of item is called."""
VERDICTS: Mapping[GradeVerdict, tuple[str, str, str]] = {
    "correct": ("✔", mark("Right"), "good"),
    "partly": ("◐", mark("Partly right"), "plain"),
    "wrong": ("✘", mark("Wrong"), "bad"),
    "ungraded": ("–", mark("Not graded"), "plain"),
}
"""The sign, the words and the tone of a verdict."""
MOST_TYPED = 2000
"""Characters of a typed answer: more is no answer to one question."""
_CHIP = 28
_STYLE = """<style>
.stApp [class*=st-key-hikma-item-rtl] { direction: rtl; }
.stApp [class*=st-key-hikma-item-ltr] { direction: ltr; }
.stApp [class*=st-key-hikma-item-rtl] :is(p, label, input, textarea, [role=radiogroup])
  { direction: rtl; text-align: right; }
.stApp [class*=st-key-hikma-item-ltr] :is(p, label, input, textarea, [role=radiogroup])
  { direction: ltr; text-align: left; }
.hikma-stem { font-size: 1.1em; font-weight: 600; margin-bottom: .3rem; }
.hikma-stem .hikma { white-space: pre-line; }
.hikma-option { border-inline-start: 3px solid transparent; padding-inline-start: .6rem; }
.hikma-option.hikma-key { border-color: #1f7a3d; }
.hikma-option.hikma-miss { border-color: #b3261e; }
</style>"""


# ---- before the attempt -------------------------------------------------------------------------


def asked(item: Unanswered, key: str, _: Tongue, *, given: Given = "") -> Given:
    """Draw the question with its widgets; what the learner has chosen or typed so far.

    Letters of options for `single`, `multiple` and `true-false`, a text for the rest; `()` or `""`
    as long as there is nothing: `tutor.grade.grade_item` takes it as it is. `key` tells items on
    one page apart, and a second asking of the same item from the first: a new key is an empty
    widget. `given`: what was answered before, with which a widget of a new key begins. May stand
    inside `st.form` (then it is the answer of the last submission) or outside.
    """
    st.html(_STYLE)
    st.caption(_(KINDS[item.kind]))
    with st.container(key=f"hikma-item-{_direction(item.stem)}-{key}"):
        st.html(stem(item.stem, item.language))
        if item.kind == "multiple":
            return _ticked(item, key, given)
        if item.options:
            return _picked(item, key, given)
        return _typed(item, key, given, _)


def stem(text: str, language: str) -> str:
    """A question as a block."""
    return f'<div class="hikma-stem">{cards.paragraph(text, language)}</div>'


def _picked(item: Unanswered, key: str, given: Given) -> Given:
    """One of the options."""
    choices = {choice.id: choice for choice in item.options}
    before = next((at for at, id in enumerate(choices) if id in given), None)
    chosen = st.radio(
        cards.literal(item.stem),
        list(choices),
        index=before if isinstance(given, tuple) else None,
        format_func=lambda id: _labelled(choices[id]),
        key=f"item-{key}",
        label_visibility="collapsed",
    )
    return (chosen,) if chosen is not None else ()


def _ticked(item: Unanswered, key: str, given: Given) -> Given:
    """Any of the options."""
    return tuple(
        choice.id
        for choice in item.options
        if st.checkbox(
            _labelled(choice),
            value=isinstance(given, tuple) and choice.id in given,
            key=f"item-{key}-{choice.id}",
        )
    )


def _typed(item: Unanswered, key: str, given: Given, _: Tongue) -> Given:
    """A text: a line where a few words are wanted, more room where it may take sentences."""
    draw = st.text_input if item.kind == "cloze" else st.text_area
    text = draw(
        _("Your answer"),
        value=given if isinstance(given, str) else "",
        max_chars=MOST_TYPED,
        key=f"item-{key}",
    )
    return (text or "").strip()


def _labelled(choice: Choice) -> str:
    # The letter in a direction of its own, or it would turn an Arabic option around.
    return f"\u2068{cards.literal(choice.id)}.\u2069 {cards.literal(choice.text)}"


# ---- after the attempt --------------------------------------------------------------------------


def graded(item: QuizItem, grade: ItemGrade, key: str, _: Tongue) -> None:
    """Draw the question with what was answered, the verdict, the key, why, and a chip for each
    quote, which opens its source (`beside.panel` draws that).

    To be called once the attempt is stored: whoever has seen the key has answered.
    """
    st.html(_STYLE)
    with st.container(key=f"hikma-item-{_direction(item.stem)}-{key}"):
        drawn = stem(item.stem, item.language)
        drawn += "".join(_option(option, grade.chosen, item.language, _) for option in item.options)
        if grade.text:
            label = cards.escaped(_("You answered:"))
            drawn += f'<div class="hikma-small" dir="{_.direction}">{label}</div>'
            drawn += cards.paragraph(grade.text)
        st.html(drawn + verdict(grade, _) + feedback(grade.feedback, item.language))
        chips(grade.evidence, key, _)


def verdict(grade: ItemGrade, _: Tongue) -> str:
    """The verdict as a line: sign, words, and of a part how much of it is right."""
    sign, words, tone = VERDICTS[grade.verdict]
    # Learners who only thought of the answer may have said themselves that they knew it.
    silent = grade.verdict == "ungraded" and not grade.answered
    told = _("Not answered") if silent else _(words)
    if grade.verdict == "partly":
        told += f" ({_.share(grade.points)})"
    return (
        f'<div class="hikma" dir="{_.direction}" role="status"><b class="hikma-{tone}">'
        f"{cards.escaped(f'{sign} {told}')}</b></div>"
    )


def feedback(text: str, language: str) -> str:
    """What the learner is told, a block for each line: quotes may be in other languages."""
    return "".join(cards.paragraph(line, language) for line in text.splitlines() if line.strip())


def solution(item: QuizItem, _: Tongue) -> str:
    """The item with its key and reasons, nothing answered: never before an attempt."""
    drawn = _STYLE + stem(item.stem, item.language)
    drawn += "".join(_option(option, (), item.language, _) for option in item.options)
    drawn += "".join(f"✔ {cards.paragraph(form, item.language)}" for form in item.answer)
    return drawn + feedback(item.explanation, item.language)


def chips(evidence: Collection[EvidenceSpan], key: str, _: Tongue) -> None:
    """A chip for each quote, which opens its source; nothing for an item without evidence."""
    if not evidence:
        return
    with st.container(horizontal=True, gap="small"):
        for label, span in enumerate(evidence, start=1):
            place = Place(
                document=span.document, page=span.page, start=span.start, end=span.end, label=label
            )
            title = cards.harmless(span.title)
            short = title if len(title) <= _CHIP else f"{title[:_CHIP].rstrip()}…"
            told = _("[{label}] {title}, p. {page}", label=label, title=cards.literal(short),
                     page=span.page)  # fmt: skip
            beside.opener(place, cards.bracketed(told), f"source-{key}-{label}")


def _option(option: Option, chosen: Collection[str], language: str, _: Tongue) -> str:
    """An option with what it was, right and chosen, in words too: some hear the page."""
    was_chosen = option.id in chosen
    sign = "✔" if option.correct else "✘" if was_chosen else "·"
    tone = "hikma-key" if option.correct else "hikma-miss" if was_chosen else ""
    told = []
    if option.correct:
        told.append(_("right"))
    if was_chosen:
        told.append(_("your choice"))
    right_to_left = is_right_to_left(cards.harmless(option.text))
    text = cards.words(option.text, right_to_left=right_to_left)
    note = f'<bdi class="hikma-note">({cards.escaped(" · ".join(told))})</bdi>' if told else ""
    inner = f"<bdi>{sign} {cards.escaped(option.id)}.</bdi> {text}{note}"
    return f'<div class="hikma-option {tone}">{cards.block(inner, option.text, language)}</div>'


def _direction(text: str) -> str:
    return "rtl" if is_right_to_left(cards.harmless(text)) else "ltr"
