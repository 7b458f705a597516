"""Are the quotes the documents' own words, at the offsets that the item gives?"""

from tutor.gates.grounds import Grounds
from tutor.gates.verdicts import passed, quoted, rejected, unchecked
from tutor.quizzes import QuizItem, Verdict

NAME = "verbatim"


def verbatim(item: QuizItem, grounds: Grounds) -> Verdict:
    """Every quote stands in its document, character by character."""
    if not grounds.parts:
        return unchecked(NAME, "the item has no evidence")
    for ground in grounds.parts:
        if not ground.held:
            return rejected(NAME, f"the document of {quoted(ground.span.quote)} is not there")
        if not ground.span.quote.strip() or ground.held != ground.span.quote:
            return rejected(NAME, "the quote is not the document's text")
    return passed(NAME)
