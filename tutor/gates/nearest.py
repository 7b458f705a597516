"""The evidence is the sentence that the question is about, not another one with the same key.

A model that was to ask about one `12 hours` may ask about the next one.
"""

from ingest.normalize import one_line
from tutor.gates.assertions import assertions
from tutor.gates.grounds import Grounds
from tutor.gates.rivals import WHOLE, said
from tutor.gates.terms import held_share
from tutor.gates.verdicts import passed, quoted, rejected, unchecked
from tutor.gates.words import comparable
from tutor.quizzes import QuizItem, Verdict

NAME = "nearest"
MARGIN = 0.3
"""Share of the question's words by which another sentence must be nearer. Chosen, not fitted: one
of the sound items written to try the gates had 0.13."""


def nearest(item: QuizItem, grounds: Grounds) -> Verdict:
    """No other sentence of the passage says the whole key and more of the question."""
    if not grounds.passages:
        return unchecked(NAME, "the passage is not there")
    spans = [(ground.span.start, ground.span.end) for ground in grounds.parts]
    for assertion in assertions(item):
        if not assertion.asked:
            continue
        reached = held_share(item.stem, grounds.quoted, item.language)
        for sentence in grounds.sentences:
            inside = any(s < sentence.end and sentence.start < e for s, e in spans)
            own = any(comparable(item.language, code) for code in grounds.languages)
            if inside or not own:
                continue
            holds = said(assertion.claim, sentence.text, item.language) >= WHOLE
            near = held_share(item.stem, sentence.text, item.language)
            if holds and near > reached + MARGIN:
                detail = (
                    f"another sentence is nearer to the question: {quoted(one_line(sentence.text))}"
                )
                return rejected(NAME, detail)
    return passed(NAME)
