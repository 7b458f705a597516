"""names_kept: does the answer hold the names of the gold answer?

Share of the names and codes in Latin letters (`tutor.names`: SageMaker, EC2, iam:PassRole) of an
alternative that stand in the answer, whatever their case and hyphens; the maximum over
alternatives. Eligible: answerable cases of which every alternative holds one; a declined case
counts 0. Own measure; sees no name written in another script, nor a name that was added.
"""

import regex

from evals.records import EvalCase, Outcome
from evals.said import text_of
from evals.wording import plain
from tutor.names import cased, latin_names, squash, squashes

_NOT_LATIN = regex.compile(r"[\p{L}--\p{Latin}]", regex.V1)


def applies(case: EvalCase) -> bool:
    golds = [gold for gold in case.answers if plain(gold)]
    return case.answerable and bool(golds) and all(names(gold) for gold in golds)


def score(case: EvalCase, outcome: Outcome) -> float | None:
    if not applies(case):
        return None
    if outcome.answer.declined:
        return 0.0
    said = squashes(cased(text_of(outcome.answer)))
    golds = [names(gold) for gold in case.answers if plain(gold)]
    return max(len(gold & said) / len(gold) for gold in golds)


def names(text: str) -> set[str]:
    """The names in `text`; a plain first word of several is left out, its capital may tell
    nothing (`Provisioned concurrency`)."""
    given = cased(text).strip()
    first_counts = bool(_NOT_LATIN.search(given)) or len(given.split()) == 1
    return {
        squash(name.text)
        for name in latin_names(given)
        if name.code or name.start > 0 or first_counts
    }
