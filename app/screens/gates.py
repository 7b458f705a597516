"""The gates' verdicts in the learner's language: what each gate looks for, and what it found.

The details of a verdict name words of the item and figures; they are the gates' own, in English.
"""

from collections.abc import Iterable, Mapping, Sequence

from app import cards, figures
from app.figures import Cell
from app.i18n import Tongue, mark
from tutor.quizzes import GateVerdict, Verdict

TITLES: Mapping[str, str] = {
    "schema": mark("It has all that its kind of question needs"),
    "options": mark("Wrong options that could be used"),
    "question": mark("A question of the model's that could be used"),
    "plan": mark("Enough facts in the documents"),
    "import": mark("It could be read"),
    "imported-evidence": mark("Its quotes stand in your documents"),
    "language": mark("It is in its language throughout"),
    "needs-passage": mark("It can be understood without the passage"),
    "key-in-stem": mark("The question does not give the answer away"),
    "all-or-none": mark("No “all of the above”"),
    "combined-options": mark("No option combines others"),
    "truth-options": mark("True and false are its only options"),
    "longest-key": mark("The right option does not stand out by its length"),
    "number-overlap": mark("Numbers in the options do not overlap"),
    "number-order": mark("Numbers stand in order"),
    "absolutes": mark("No “always” or “never” that tells"),
    "vague-terms": mark("No vague words"),
    "negative-stem": mark("It does not ask for what is not so"),
    "repeated-words": mark("Options repeat no words of the question"),
    "convergence": mark("The right option is not the one most like the others"),
    "verbatim": mark("Its quotes stand word for word in the document"),
    "particulars": mark("Numbers, dates and names are those of the quote"),
    "negation": mark("It denies what the quote denies, and nothing else"),
    "words": mark("Its words are those of the passage"),
    "rivals": mark("No wrong option could be right as well"),
    "distractors": mark("Wrong options are wrong by the document"),
    "nearest": mark("No wrong option is nearer to the quote than the right one"),
    "scene": mark("It does not rest on an example's figures"),
    "duplicates": mark("Nothing in the bank asks the same"),
    "choices-only": mark("It cannot be guessed from the options alone"),
    "key-supported": mark("The passage supports the answer"),
    "others-unsupported": mark("The passage supports no other option"),
    "blind-solve": mark("Who reads the passage finds the answer"),
    "unaided-solve": mark("The question leads to the answer without the options"),
    "evidence-removed": mark("Without its quote it cannot be answered"),
}
"""What each gate wants, by its name."""
SAID: Mapping[GateVerdict, tuple[str, str]] = {
    "pass": ("✔", mark("passed")),
    "flag": ("⚑", mark("to be looked at")),
    "reject": ("✘", mark("rejected")),
    "unchecked": ("?", mark("not checked")),
}
"""The sign and the words of a verdict: never a colour alone."""
_ORDER = ("reject", "flag", "unchecked", "pass")


def title(gate: str, _: Tongue) -> str:
    """What a gate wants; its own name where it is new."""
    return _(TITLES[gate]) if gate in TITLES else gate


def table(verdicts: Sequence[Verdict], _: Tongue) -> str:
    """The verdicts as a table, those against the item first."""
    rows = [
        [
            Cell(f"{SAID[each.verdict][0]} {_(SAID[each.verdict][1])}"),
            Cell(title(each.name, _)),
            Cell(each.detail),
        ]
        for each in sorted(verdicts, key=lambda each: _ORDER.index(each.verdict))
    ]
    head = [_("Verdict"), _("What is checked"), _("Found")]
    return figures.STYLE + figures.table(head, rows, direction=_.direction)


def reasons(found: Iterable[tuple[str, str, str]], _: Tongue) -> str:
    """Drafts that were turned away: what they asked, the gate, and its detail."""
    rows = [[Cell(title(gate, _)), Cell(stem), Cell(detail)] for stem, gate, detail in found]
    head = [_("Not fulfilled"), _("Question"), _("Found")]
    return figures.STYLE + figures.table(head, rows, direction=_.direction)


def told(gate: str, detail: str, _: Tongue) -> str:
    """One reason as text for a widget that reads Markdown."""
    parts = [cards.literal(title(gate, _)), cards.literal(detail)]
    return ": ".join(filter(None, parts))
