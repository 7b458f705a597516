"""What a format of interchange does not hold, in the learner's language.

What is seldom said (a fault of one reader, with a name or a number in it) is told as it is.
"""

from collections.abc import Mapping

from app.i18n import Tongue, mark

TOLD = (
    mark("evidence"),
    mark("explanation"),
    mark("exam, domain, task"),
    mark("id, language, topic, gates"),
    mark("kind (it becomes single choice)"),
    mark("line breaks, spaces at the ends"),
    mark("reasons of the options"),
    mark("a flashcard becomes a question with a typed answer"),
    mark("all or nothing: Moodle gives part of the points for part of the answer"),
    mark("white space at the end of a text"),
    mark("control characters became spaces"),
    mark("carriage returns became line breaks"),
    mark("another item has this id"),
    mark("it has no question"),
    mark("it has no answer, or an empty one"),
    mark("its sentence has no gap"),
    mark("it has options, and its answer is typed"),
    mark("it has fewer than two options"),
    mark("one of its options is empty"),
    mark("two of its options have one letter"),
    mark("none of its options is right"),
    mark("several of its options are right"),
    mark("its id cannot be used: it has a new one"),
    mark("its language is none: it has the one of its words"),
    mark("evidence that names no place in a document was left out"),
    mark("evidence whose words are not in the document was left out"),
    mark("its Hikma record was spoiled: its evidence and gates are lost"),
    mark("it was edited elsewhere: it has a new id, and no gate has seen it"),
    mark("its options have new letters"),
    mark("options worth part of the points"),
    mark("answers worth part of the points"),
    mark("the tolerance of a number"),
    mark("a sound was left out"),
)
"""As `tutor/interchange/` says it."""
KINDS: Mapping[str, str] = {
    "a single-choice question": mark("a single-choice question"),
    "a question with several right options": mark("a question with several right options"),
    "a true-false question": mark("a true-false question"),
    "a gap to fill": mark("a gap to fill"),
    "a question with a typed answer": mark("a question with a typed answer"),
    "a flashcard": mark("a flashcard"),
}
"""For what a format may have no place."""
_NO_PLACE = " has no place for "


def told(what: str, _: Tongue) -> str:
    """`Loss.what` as it is shown."""
    if what in TOLD:
        return _(what)
    format, said, kind = what.partition(_NO_PLACE)
    if said and kind in KINDS:
        return _("{format} has no place for {kind}", format=format, kind=_(KINDS[kind]))
    return what
