"""Does a chat model find every key, and every accepted answer, right by the passage?

Asked for each by itself, not among the others: who must choose finds the best of four wrong ones.
"""

import math
from collections.abc import Sequence
from functools import partial

from tutor.gates.assertions import says_true
from tutor.gates.grounds import Grounds
from tutor.gates.option_odds import Odds, of_answer, of_statement
from tutor.gates.reader import Reader
from tutor.gates.thresholds import ForModel
from tutor.gates.verdicts import by_lines, quoted, unchecked
from tutor.quizzes import QuizItem, Verdict

NAME = "key-supported"


def key_supported(item: QuizItem, grounds: Grounds, reader: Reader) -> Verdict:
    """Rejected where a key is unlikely by the passage, of a question of the model's own where it is
    not sure, and where the evidence adds to none: then it is another's. Of items that are not
    Hikma's drafts, doubts are flagged."""
    if not grounds.passages:
        return unchecked(NAME, "the passage is not there")
    if item.kind == "true-false":
        return _statement(item, grounds, reader)
    texts = item.right if item.options else item.right[:1]
    found = [(text, of_answer(item, text, grounds, reader)) for text in texts]
    fault = partial(_unlikely, item, found, reader)
    odds = ", ".join(f"{odds.odds:+.2f}" for _, odds in found)
    return by_lines(NAME, fault, reader, f"log-odds {odds}")


def _unlikely(
    item: QuizItem, found: Sequence[tuple[str, Odds]], reader: Reader, lines: ForModel
) -> str:
    line, nothing = lines.several if len(item.keys) > 1 else lines.key, lines.nothing
    least = lines.own if reader.maker == "model" else -math.inf
    for text, odds in found:
        if odds.odds < least:
            return f"{quoted(text)}, to a question of the model's own: {odds.told()}"
        if odds.odds < line.odds and odds.gain < line.gain:
            return f"{quoted(text)}: {odds.told()}"
    if all(odds.odds < nothing.odds and odds.gain < nothing.gain for _, odds in found):
        return f"the evidence adds nothing to it: {found[0][1].told()}"
    return ""


def _statement(item: QuizItem, grounds: Grounds, reader: Reader) -> Verdict:
    found = of_statement(item, grounds, reader)
    side = 1 if says_true(item) else -1

    def fault(lines: ForModel) -> str:
        # Evidence for the half of a false statement that is right raises its odds, to below even.
        against = side * found.gain <= -lines.statement and side * found.odds < 0
        return f"the passage speaks against it: {found.told()}" if against else ""

    return by_lines(NAME, fault, reader, found.told())
