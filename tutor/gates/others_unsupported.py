"""Does a chat model find a wrong option right by the passage?"""

from functools import partial

from tutor.gates.grounds import Grounds
from tutor.gates.option_odds import of_answer
from tutor.gates.reader import Reader
from tutor.gates.thresholds import ForModel
from tutor.gates.verdicts import by_lines, passed, quoted, unchecked
from tutor.quizzes import QuizItem, Verdict

NAME = "others-unsupported"


def others_unsupported(item: QuizItem, grounds: Grounds, reader: Reader) -> Verdict:
    """Rejected where a distractor is likely by the passage, and by its evidence: two are right. Or
    where it is far likelier than a key. Of items that are not Hikma's, doubts are flagged."""
    if item.kind not in ("single", "multiple"):
        return passed(NAME)
    if not grounds.passages:
        return unchecked(NAME, "the passage is not there")
    return by_lines(NAME, partial(_likely, item, grounds, reader), reader)


def _likely(item: QuizItem, grounds: Grounds, reader: Reader, lines: ForModel) -> str:
    least = min(of_answer(item, key.text, grounds, reader).odds for key in item.keys)
    for option in item.options:
        if option.correct:
            continue
        found = of_answer(item, option.text, grounds, reader)
        if found.odds >= lines.other.odds and found.odds + found.gain >= lines.other.sum:
            return f"{quoted(option.text)}: {found.told()}"
        if found.odds - least >= lines.lead:
            return f"{quoted(option.text)}: {found.told()}, of a key {least:+.2f}"
    return ""
