"""Does a chat model find a wrong option right by the passage?"""

from tutor.gates.grounds import Grounds
from tutor.gates.option_odds import of_answer
from tutor.gates.reader import Reader
from tutor.gates.thresholds import for_model
from tutor.gates.verdicts import passed, quoted, rejected, unchecked
from tutor.quizzes import QuizItem, Verdict

NAME = "others-unsupported"


def others_unsupported(item: QuizItem, grounds: Grounds, reader: Reader) -> Verdict:
    """Rejected where a distractor is likely by the passage, and by its evidence: two are right."""
    if item.kind not in ("single", "multiple"):
        return passed(NAME)
    if not grounds.passages:
        return unchecked(NAME, "the passage is not there")
    line = for_model(reader.name).other
    for option in item.options:
        if option.correct:
            continue
        found = of_answer(item, option.text, grounds, reader)
        if found.odds >= line.odds and found.odds + found.gain >= line.sum:
            return rejected(NAME, f"{quoted(option.text)}: {found.told()}")
    return passed(NAME)
