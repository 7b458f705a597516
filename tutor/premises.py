"""What a question takes for granted, held against the documents' sentence nearest to it.

"Since X, how …?", "I heard that X, is that right?", "why does X …?": a passage that says the
opposite of X answers no such question, so it is refused where it is needed most. Where a turn of
speech takes something for granted the chat model is asked whether the nearest sentence agrees. It
says so only by tendency: what is found is shown as a doubt, not as a fact. (What a sentence denies
outright, or has in another figure, is `conflict`'s.)
"""

from collections.abc import Sequence

from ingest.languages import same_language
from ingest.normalize import fold
from tutor.answers import Passage
from tutor.asked import Asked
from tutor.chat_models import log_odds
from tutor.cite import Quote, Statement, quote_of
from tutor.cues import cues_of, matches
from tutor.evidence import asked as prompt
from tutor.evidence import listed, nearest_sentence, split_sentences
from tutor.means import Means
from tutor.questions import Question
from tutor.retrieve import Found
from tutor.say import quoting

DOUBT = -0.35
"""Log-odds that a sentence agrees with the question below which it is doubted. 48 questions with a
turn of speech, half of them false (tuning half of `evals/datasets/premises.jsonl`): 15 of 24 false
ones were found, 13 of them by the sentence that decides, and 3 of 24 true ones doubted. Asked "is
what the question takes for granted true?" the model is about as good (AUROC 0.76 beside 0.78, the
deciding sentence given), asked what is wrong with the question it is worse than chance."""
NEAR = 0.86
"""Cosine of question and sentence (e5) from which the sentence speaks of what is asked; those that
decided had 0.86 to 0.95."""
LOOKED_AT = 2
"""Passages whose nearest sentences are looked at."""


def takes_for_granted(question: Question) -> bool:
    """Does the question build on something that it states?"""
    cues = cues_of(question.language)
    if cues is None:
        return False
    if question.kind == "reason":
        return True
    text = fold(question.text)
    stated, built_on = (cues.phrases.get(name, ()) for name in ("granted", "built-on"))
    return (
        any(matches(stated, text))
        or any(matches(stated, text, later=True))
        or any(matches(built_on, text, later=True))
    )


def doubted(asked: Asked, found: Found, means: Means) -> tuple[Statement, ...]:
    """Where nothing answers: the sentence nearest to the question, if it does not agree with what
    the question takes for granted. That it
    is at odds with the question is said as of any other answer."""
    if means.embedded is None or not takes_for_granted(asked.question):
        return ()
    own = [p for p in found.passages if same_language(p.language, asked.question.language)]
    near = [(nearest_sentence(p, found, means.index), p) for p in own[:LOOKED_AT]]
    if not near:
        return ()
    (sentence, cosine), passage = max(near, key=lambda pair: pair[0][1])
    quote = quote_of(passage, sentence)
    if cosine < NEAR or _agreement(asked, quote, passage, means) > DOUBT:
        return ()
    return quoting(asked, [quote], means)


def doubts(asked: Asked, quotes: Sequence[Quote], found: Found, means: Means) -> bool:
    """Does what answers not agree with what the question takes for granted?"""
    first = quotes[0]
    own = same_language(first.language, asked.question.language)
    passage = next((p for p in found.passages if _holds(p, first)), None)
    if means.embedded is None or passage is None or not own:
        return False
    return takes_for_granted(asked.question) and _agreement(asked, first, passage, means) <= DOUBT


def _holds(passage: Passage, quote: Quote) -> bool:
    return passage.document == quote.document and passage.start <= quote.start < passage.end


def _agreement(asked: Asked, quote: Quote, passage: Passage, means: Means) -> float:
    """ln P(Yes) − ln P(No) that the quoted sentence agrees with the question."""
    assert means.embedded is not None
    said = [s for s in split_sentences(passage) if quote.start <= s.start < quote.end]
    messages = prompt("agrees", listed(passage, said), asked.question.text)
    return log_odds(means.embedded, messages, "Yes", "No", usage=means.usage, cancel=means.cancel)
