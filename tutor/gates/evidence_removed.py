"""Is the key still found where the evidence was taken out of the passage?

Then it is common knowledge, or the evidence is the wrong one; neither is a reason to keep an item
out, both should be known.
"""

from tutor.gates.grounds import Grounds
from tutor.gates.option_odds import of_answer, of_statement
from tutor.gates.reader import Reader
from tutor.gates.verdicts import flagged, passed, unchecked
from tutor.quizzes import QuizItem, Verdict

NAME = "evidence-removed"


def evidence_removed(item: QuizItem, grounds: Grounds, reader: Reader) -> Verdict:
    """Flagged where every key is as likely without the evidence as with it, or a statement as
    likely or unlikely."""
    if not grounds.passages:
        return unchecked(NAME, "the passage is not there")
    lines = reader.lines
    if item.kind == "true-false":
        found = of_statement(item, grounds, reader)
        if abs(found.gain) < lines.unmoved:
            return flagged(NAME, f"the evidence changes nothing: {found.told()}")
        return passed(NAME)
    keys = item.right if item.options else item.right[:1]
    every = [of_answer(item, text, grounds, reader) for text in keys]
    line = lines.alone
    if every and all(odds.alone >= line.odds and odds.gain <= line.gain for odds in every):
        return flagged(NAME, f"common knowledge, or other evidence: {every[0].told()}")
    return passed(NAME)
