"""A passage that may hold the answer → the sentences of it that answer, if any do.

Knows a chat model's draft and its log-odds, not how answers are written. Which of its sentences
answers best is measured on the tuning half of the own gold set, 65 passages that hold the answer:
one with it was the first by odds alone in 0.68, with `NAMED` in 0.72, and among those up to `CLOSE`
below the first in 0.89, with 1.9 sentences quoted. (Asked for the number of the sentence that
answers, the model was right in 0.38 of 39. Prompts that share more, the question or the whole
passage first and "sentence [3]" last, are cheaper by half, but their odds tell less whether a
passage answers at all: AUROC 0.58 to 0.62 where these have 0.70, gold, 156 passages.)
"""

from collections.abc import Mapping

from ingest.documents import Record
from ingest.languages import same_language
from tutor.asked import Asked
from tutor.cite import Quote, covering, quote_of
from tutor.conflict import denied
from tutor.evidence import Evidence, answering, enough, sentence_odds
from tutor.gate import writes_well
from tutor.means import Means
from tutor.write import write

SURE = 0.5
"""Probability from which a passage is answered from before the next is tried; of those below, the
likeliest: one in the asker's language that hardly answers does not go before a good one in
another."""
WORTH = 0.15
"""Probability from which the chat model is asked about single sentences, in the asker's language.
Of the 327 passages that the gate was fitted on none below 0.19 came to be answered from. A sentence
that denies what the question assumes is looked for below, too."""
DENIALS = 4
"""Sentences nearest to the question among which one is looked for that denies what it assumes."""
NAMED = 0.6
"""Log-odds that a sentence from which a draft was written is ahead of the others. A draft in a
language that the model writes badly only misleads: of 10 Arabic passages the right sentence was
the first in 9 without and in 6 with it, of 12 Chinese ones in 6 and 9."""
CLOSE, CLOSE_OF_SEVERAL = 0.5, 0.8
"""Log-odds below the best sentence's up to which another one is quoted beside it."""
QUOTED = {"list": 3, "comparison": 3, "reason": 3, "steps": 3}
"""Sentences that an answer of this kind quotes of a passage at the most; else two."""


class Picked(Record):
    """What was found in a passage."""

    evidence: Evidence
    """With the probability after its sentences were asked about."""
    draft: str = ""
    """What the chat model wrote; empty where it was not asked to write."""
    quotes: tuple[Quote, ...] = ()
    """In the order of the document; none where passage and sentences do not speak for an answer."""
    best: Quote | None = None


def pick(asked: Asked, evidence: Evidence, means: Means) -> Picked:
    """The sentences of a passage that answer; without a chat model the nearest one."""
    if means.embedded is None:
        (first,) = evidence.best(1)
        quote = quote_of(evidence.passage, first)
        return Picked(evidence=evidence, quotes=(quote,), best=quote)
    own = same_language(evidence.passage.language, asked.language)
    if own and (false_premise := _denying(asked, evidence)):
        return false_premise
    wanted = means.settings.answer.least(same=evidence.same)
    if not evidence.odds:
        if evidence.probability < min(WORTH, wanted or WORTH):
            return Picked(evidence=evidence)
        odds = sentence_odds(asked.question.text, evidence, evidence.nearest, means)
        evidence = answering(evidence, odds, means)
    if not enough(evidence, means.embedded, wanted):
        return Picked(evidence=evidence)
    drafting = own and writes_well(means.embedded, asked.language)
    return _drafted(asked, evidence, means) if drafting else _picked(asked, evidence, evidence.odds)


def _denying(asked: Asked, evidence: Evidence) -> Picked | None:
    """The sentence that denies what the question takes for granted: an answer, though the model
    finds none to the question as it stands."""
    near = [evidence.sentences[label - 1] for label in evidence.ranked[:DENIALS]]
    for sentence in near:
        if denied(asked.question, sentence.text, evidence.passage.language):
            quote = quote_of(evidence.passage, sentence)
            sure = evidence.model_copy(update={"probability": max(SURE, evidence.probability)})
            return Picked(evidence=sure, quotes=(quote,), best=quote)
    return None


def _drafted(asked: Asked, evidence: Evidence, means: Means) -> Picked:
    """A draft, and the sentences that answer, those it was written from ahead of others."""
    draft = "".join(write(asked.question.text, asked.language, [evidence], means))
    stating = [sentence for sentence in evidence.sentences if sentence.states]
    sources = [quote_of(evidence.passage, sentence) for sentence in stating]
    named = covering(draft, sources, asked.language, QUOTED.get(asked.question.kind, 2))
    starts = {quote.start for quote in named}
    labels = {sentence.label for sentence in stating if sentence.start in starts}
    further = [s for s in stating if s.label in labels and s.label not in evidence.odds]
    odds = evidence.odds | sentence_odds(asked.question.text, evidence, further, means)
    ahead = {label: value + NAMED * (label in labels) for label, value in odds.items()}
    return _picked(asked, evidence, ahead, draft)


def _picked(
    asked: Asked, evidence: Evidence, scores: Mapping[int, float], draft: str = ""
) -> Picked:
    """What is quoted, by the score of each sentence's label."""
    first = sorted(scores, key=lambda label: -scores[label])
    close = scores[first[0]] - (CLOSE_OF_SEVERAL if asked.question.kind in QUOTED else CLOSE)
    kept = [n for n in first if scores[n] >= close][: QUOTED.get(asked.question.kind, 2)]
    quotes = {n: quote_of(evidence.passage, evidence.sentences[n - 1]) for n in kept}
    return Picked(
        evidence=evidence,
        draft=draft,
        quotes=tuple(quotes[n] for n in sorted(kept)),
        best=quotes[first[0]],
    )
