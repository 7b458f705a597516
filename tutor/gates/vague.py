"""Options say something exact: of `often` and `usually` nobody can say which is right."""

from tutor.gates import word_rules
from tutor.gates.grounds import Grounds
from tutor.gates.verdicts import flagged, passed, unchecked
from tutor.quizzes import QuizItem, Verdict

NAME = "vague-terms"


def vague(item: QuizItem, grounds: Grounds) -> Verdict:
    """Flagged where an option holds such a word; a stem may say what usually is."""
    for option in item.options:
        found = word_rules.found("vague", option.text, item.language)
        if found is None:
            return unchecked(NAME, f"no list of such words for {item.language}")
        if found:
            return flagged(NAME, f"{found[0]!r} says nothing exact")
    return passed(NAME)
