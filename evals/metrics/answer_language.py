"""answer_language: is the answer in the language of the question?

1 if the language identified in the answer's text, markers left out, is the case's language
(script and region do not count); else 0. Eligible: answered cases whose answer holds a letter;
a declined answer is a fixed sentence and would only make the figure look better. From
MIRAGE-Bench (Thakur et al. 2024). A bare `/opt/ml` counts as English.
"""

import regex

from evals.records import EvalCase, Outcome
from evals.said import text_of
from ingest.languages import detect_language, same_language

_LETTER = regex.compile(r"\p{L}")


def score(case: EvalCase, outcome: Outcome) -> float | None:
    text = text_of(outcome.answer)
    if outcome.answer.declined or not _LETTER.search(text):
        return None
    return float(same_language(detect_language(text), case.language))
