"""The stem does not hold the key, neither whole nor word by word.

`What is SageMaker Savings Plans?` is not answered by `Use SageMaker Savings Plans`: where every
word of a key that says something is in the question, it is found there without knowledge.
"""

import regex

from ingest.normalize import fold
from tutor.cite import numbers
from tutor.gates import word_rules
from tutor.gates.grounds import Grounds
from tutor.gates.negative_stem import lead_in
from tutor.gates.quantities import beside, quantities
from tutor.gates.terms import share, terms, wanted
from tutor.gates.verdicts import passed, quoted, rejected
from tutor.quizzes import GAP, QuizItem, Verdict
from tutor.wording import contains

NAME = "key-in-stem"
_ONE_SIGN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
"""一 is in every 一个: where words have no ends one sign gives nothing away."""
_IDENTIFIER = regex.compile(r"[\p{Latin}\p{N}]+(?:[-_./:]+[\p{Latin}\p{N}]+)+")
"""`sagemaker-mlflow` is a name of its own, which nobody knows from SageMaker and MLflow."""


def key_in_stem(item: QuizItem, grounds: Grounds) -> Verdict:
    """A stem that names a distractor too (`which is larger, Earth or Mars?`) gives nothing away."""
    if item.kind in ("true-false", "card"):
        return passed(NAME)
    stem = item.stem.replace(GAP, " ")
    others = [option.text for option in item.options if not option.correct]
    if any(contains(stem, text, item.language) for text in others):
        return passed(NAME)
    question = lead_in(stem, item.language)
    chosen_by_words = any(in_words_of(question, text, item.language) for text in others)
    for text in item.right:
        if _ONE_SIGN.fullmatch(text.strip()):
            continue
        # 5 of `5 MB each` is another five than that of `____ shards`.
        number = not beside(text, item.language) and not any(
            amount.measure for amount in quantities(text, item.language)
        )
        if not number and contains(stem, text, item.language):
            return rejected(NAME, f"the stem holds the key {quoted(text)}")
        if not number and not chosen_by_words and in_words_of(question, text, item.language):
            return rejected(NAME, f"the question has every word of the key {quoted(text)}")
    return passed(NAME)


def in_words_of(question: str, text: str, language: str) -> bool:
    """Does a question have every telling word of a text, in any order and form, and its numbers?"""
    said = telling(text, language)
    return (
        bool(said)
        and not any(map(_IDENTIFIER.fullmatch, text.split()))
        and numbers(text) <= numbers(question)
        and share(said, terms(question, language)) == 1.0
    )


def telling(text: str, language: str) -> frozenset[frozenset[str]]:
    """The different terms of a text that say something, each with its forms, without numbers.

    `use`, `the` and the like say nothing (`light` in `flaws.toml`; in a language without that list
    every word counts); negations do.
    """
    light = word_rules.alternatives("light", language)
    folded = fold(text)
    return wanted(light.sub("|", folded) if light else folded, language)
