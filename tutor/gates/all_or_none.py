"""No option is all, none or both of the others (Haladyna, Downing and Rodriguez 2002, 18)."""

from tutor.gates import word_rules
from tutor.gates.grounds import Grounds
from tutor.gates.verdicts import passed, quoted, rejected, unchecked
from tutor.quizzes import QuizItem, Verdict

NAME = "all-or-none"


def all_or_none(item: QuizItem, grounds: Grounds) -> Verdict:
    """An option that speaks of the others rewards whoever knows one or two of them."""
    if item.options and word_rules.found("all_or_none", "", item.language, "anywhere") is None:
        return unchecked(NAME, f"no list of such words for {item.language}")
    for option in item.options:
        if speaks_of_others(option.text, item.language):
            return rejected(NAME, f"{quoted(option.text)} speaks of the other options")
    return passed(NAME)


def speaks_of_others(text: str, language: str) -> bool:
    """`All of the above`; a plain `None` and `all of the data` are options like others."""
    anywhere = word_rules.found("all_or_none", text, language, "anywhere")
    return bool(anywhere) or word_rules.is_whole("all_or_none", text, language)
