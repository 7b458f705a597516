"""Is the key said in the words of the evidence, where both are in one language?

A key that shares hardly a word with its quote may be well said in others; where not even the
passage around the quote has the question's words, the evidence is another's. Amounts are compared
apart (`particulars`): `سنة واحدة` is one year, whichever words say so.
"""

from ingest.languages import same_language
from tutor.gates.assertions import Assertion, assertions
from tutor.gates.grounds import Grounds
from tutor.gates.terms import held_share
from tutor.gates.verdicts import flagged, passed, quoted, rejected, unchecked
from tutor.quizzes import QuizItem, Verdict

NAME = "words"
LEAST = 0.4
"""Share of the terms of a key that the quotes hold, from which it is said in their words."""
LEAST_AROUND = 0.25
"""Share of the terms of question and key in the passages of the quotes, below which both are about
something else. Tuning half of `items.jsonl`, one language, keys below `LEAST`: evidence from
elsewhere 0.19, 0.27 and 0.33; sound items from 0.44, and of a hundred more, written to try the
gates and not kept, from 0.27. (Evidence that was taken away leaves a passage with all of the
words: that is for chat models to see.)"""
MUCH = 0.95
"""Share from which a statement is said as good as word for word."""


def words(item: QuizItem, grounds: Grounds) -> Verdict:
    """Rejected where the key is not in the words of the quotes in its language, and the question
    not in those of the passages either; flagged where the key alone is not."""
    if not grounds.parts:
        return unchecked(NAME, "the item has no evidence")
    own = [language for language in grounds.languages if comparable(item.language, language)]
    if not own:
        return unchecked(NAME, "the evidence is in another language")
    quotes = "\n".join(grounds.quoted_in(language) for language in own)
    flag = ""
    for assertion in assertions(item):
        share = _share(assertion, quotes, item)
        if share >= LEAST:
            continue
        detail = f"{share:.0%} of the words of {quoted(assertion.claim)} are in the evidence"
        around = f"{quotes}\n{grounds.read}"
        if held_share(assertion.whole, around, item.language) < LEAST_AROUND:
            return rejected(NAME, detail)
        flag = flag or detail
    return flagged(NAME, flag) if flag else passed(NAME)


def comparable(one: str, other: str) -> bool:
    """In one language, and Chinese in one script: 擷取 shares no character with 提取."""
    if not same_language(one, other):
        return False
    return ("zh-Hant" in (one, other)) == (one == other == "zh-Hant")


def _share(assertion: Assertion, quotes: str, item: QuizItem) -> float:
    """Of the best accepted form: a learner may write it in other words than the source."""
    forms = item.answer if item.kind in ("short", "card") else (assertion.claim,)
    return max(held_share(form, quotes, item.language) for form in forms)
