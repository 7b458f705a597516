"""No option is made of the labels of others: `A and C`, `1 and 3 only`, `甲和丙`, `أ و ج`.

K-type items measure how well the learner combines (Haladyna, Downing and Rodriguez 2002, 9), and
their letters are wrong once the options are shuffled.
"""

import regex

from tutor.gates import word_rules
from tutor.gates.grounds import Grounds
from tutor.gates.verdicts import passed, quoted, rejected
from tutor.quizzes import QuizItem, Verdict

NAME = "combined-options"
_LABELS = ("[a-h]", "[ivx]{1,4}", "[1-8]", "[①-⑧]", "[甲乙丙丁戊己]", "[ابجده]")
_AND = r"\s*(?:[,،、;&+和与與及且]|and|or|و|او)+\s*"
_ONLY = (
    r"(?:\s*(?:only|both|(?:are|is) (?:correct|right|true)|仅|只|都|皆|均|فقط|معا|对|正确|صحيحان))?"
)
_LEAD = (
    r"(?:(?:both|only|options?|answers?|choices?|statements?|选项|仅|只有|الخياران|الاجابتان)\s*)*"
)
_COMBINED = [
    regex.compile(rf"{_LEAD}[(（]?{label}[)）.]?(?:{_AND}[(（]?{label}[)）.]?)+{_ONLY}")
    for label in _LABELS
]
_NUMBERS = regex.compile(r"[\s0-9.,،、-]+")


def combined_options(item: QuizItem, grounds: Grounds) -> Verdict:
    """Where several options are numbers in any case, a pair of them is none."""
    texts = [word_rules.bare(option.text) for option in item.options]
    suspects = [text for text in texts if any(p.fullmatch(text) for p in _COMBINED)]
    others = [text for text in texts if text not in suspects]
    for text in suspects:
        if _NUMBERS.fullmatch(text) and not _labels(others):
            continue
        return rejected(NAME, f"{quoted(text)} combines other options")
    return passed(NAME)


def _labels(others: list[str]) -> bool:
    """`1 and 3` combines where nothing beside it is a number: then these are labels."""
    return not any(_NUMBERS.fullmatch(other) for other in others)
