"""What a question takes for granted, held against the documents' sentence nearest to it.

"Since X, how …?", "I heard that X, is that right?": a passage that says the opposite of X answers
no such question, so it is refused where it is needed most. Where a turn of speech asserts something
the chat model is asked whether the nearest sentence agrees. It tells only by tendency: what is
found is shown as a doubt, not as a fact. What a question assumes without saying so ("how do I
switch on X?") is not noticed. (What a sentence denies outright, or has in another figure, is
`conflict`'s.)
"""

from collections.abc import Sequence

from ingest.languages import same_language
from ingest.normalize import fold
from tutor.answers import Passage
from tutor.asked import Asked
from tutor.chat_models import log_odds
from tutor.cite import Quote, Statement, quote_of
from tutor.cues import Cues, cues_of, matches
from tutor.evidence import asked as prompt
from tutor.evidence import listed, nearest_sentence, split_sentences
from tutor.means import Means
from tutor.questions import Question
from tutor.retrieve import Found
from tutor.say import quoting

DOUBT = -0.35
"""Log-odds that a sentence agrees with the question below which it is doubted. 42 questions that
assert something, half of it false (tuning half of `evals/datasets/premises.jsonl`, its "why" left
out): of 21 false ones 12 were found, 8 of them by the sentence that decides, and 2 of 21 true ones
doubted. Asked "is what the question takes for granted true?" the model is about as good (AUROC 0.76
beside 0.78, the deciding sentence given), asked what is wrong with the question worse than chance.
"""
NEAR = 0.86
"""Cosine of question and sentence (e5) from which the sentence speaks of what is asked; those that
decided had 0.86 to 0.95."""
LOOKED_AT = 2
"""Passages whose nearest sentences are looked at."""


def takes_for_granted(question: Question) -> bool:
    """Does the question state something, and ask about it or build on it?

    "Why …?" takes something for granted too, but mostly something true: of five such questions with
    true premises in the tuning half of the gold set two were doubted. Nor does "if …, then how …?"
    state anything.
    """
    cues = cues_of(question.language)
    if cues is None:
        return False
    text = fold(question.text)
    if _says(cues, "granted", text) or _says(cues, "granted", text, later=True):
        return True
    return _says(cues, "built-on", text, later=True) and not _says(cues, "conditional", text)


def _says(cues: Cues, group: str, text: str, *, later: bool = False) -> bool:
    return any(matches(cues.phrases.get(group, ()), text, later=later))


def doubted(asked: Asked, found: Found, means: Means) -> tuple[Statement, ...]:
    """Where nothing answers: the sentence nearest to the question, if it does not agree with what
    the question asserts. Marked as a correction; the words for it come with the whole answer.
    """
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
    return tuple(
        said.model_copy(update={"corrects": True}) for said in quoting(asked, [quote], means)
    )


def doubts(
    asked: Asked, statements: Sequence[Statement], found: Found, means: Means
) -> Statement | None:
    """Of what answers, the statement with the words nearest to the question, if these do not agree
    with what the question takes for granted."""
    language = asked.question.language
    said = [(quote, each) for each in statements for quote in each.quotes]
    own = [pair for pair in said if same_language(pair[0].language, language)]
    if means.embedded is None or not own or not takes_for_granted(asked.question):
        return None
    vectors = means.index.embeddings.embed_documents([quote.text for quote, _ in own])
    nearness = [sum(a * b for a, b in zip(found.query_vector, vector)) for vector in vectors]
    quote, statement = own[nearness.index(max(nearness))]
    passage = next((p for p in found.passages if p.holds(quote.document, quote.start)), None)
    if passage is None or _agreement(asked, quote, passage, means) > DOUBT:
        return None
    return statement


def _agreement(asked: Asked, quote: Quote, passage: Passage, means: Means) -> float:
    """ln P(Yes) − ln P(No) that the quoted sentence agrees with the question."""
    assert means.embedded is not None
    said = [s for s in split_sentences(passage) if quote.start <= s.start < quote.end]
    messages = prompt("agrees", listed(passage, said), asked.question.text)
    return log_odds(means.embedded, messages, "Yes", "No", usage=means.usage, cancel=means.cancel)
