"""Does the item affirm what the evidence denies, or deny what it affirms?

Within one language by the words that a negation stands before (`tutor.polarity`); in any two by
states that exclude each other (`states`). A question that denies something itself turns the key's
polarity round, and is not looked at.
"""

from collections.abc import Sequence

import regex

from ingest.languages import same_language, sentence_spans
from ingest.normalize import fold
from tutor.claims import mismatches
from tutor.gates import word_rules
from tutor.gates.assertions import Assertion, assertions
from tutor.gates.clauses import sentences
from tutor.gates.grounds import Grounds
from tutor.gates.negative_stem import lead_in
from tutor.gates.states import State, opposed, states
from tutor.gates.terms import held_share
from tutor.gates.verdicts import passed, rejected, unchecked
from tutor.gates.words import MUCH
from tutor.polarity import Reading, readings
from tutor.quizzes import QuizItem, Verdict

NAME = "negation"


def negation(item: QuizItem, grounds: Grounds) -> Verdict:
    """What the item says is true is not the opposite of a quote; what it says is false is."""
    if not grounds.parts:
        return unchecked(NAME, "the item has no evidence")
    for assertion in assertions(item):
        found = reversed_words(assertion, item.language, grounds)
        if assertion.true and found:
            return rejected(NAME, f"the evidence has the opposite of {found!r}")
        if not assertion.true and not found and _is_said(assertion, item, grounds):
            return rejected(NAME, "the evidence says what the key calls false")
    return passed(NAME)


def reversed_words(assertion: Assertion, language: str, grounds: Grounds) -> str:
    """Words of the assertion whose opposite the evidence has; empty for none."""
    if _asks_for_opposite(assertion.asked, language):
        return ""
    indirect = any(reading.weak for reading in readings(assertion.asked, language))
    said = states(assertion.claim, language)
    short = bool(assertion.asked)
    claim = assertion.claim if short else _unconditional(assertion.claim, language, first=True)
    for other in grounds.languages:
        quoted = grounds.quoted_in(other)
        agrees = short and _agrees(said, states(quoted, other))
        if same_language(language, other) and not agrees:
            for mismatch in mismatches(claim, quoted, language=language, evidence_language=other):
                if mismatch.kind == "negation" and not _undone(mismatch.text, assertion, language):
                    return mismatch.text
            word = _denied(_clauses(claim, language), _clauses(quoted, other))
            if word and not indirect and not _undone(word, assertion, language):
                return word
        if pair := opposed(said, _states_of(assertion, quoted, other)):
            return pair
    return ""


def _undone(word: str, assertion: Assertion, language: str) -> bool:
    """`Remove the header` says that there is to be no header; `it is removed` denies nothing."""
    removing = word_rules.alternatives("removing", language)
    if not assertion.asked or removing is None or removing.search(word):
        return False
    return bool(removing.search(fold(assertion.claim)))


def _agrees(said: frozenset[State], held: frozenset[State]) -> bool:
    """`Off, so no job is stopped` says the state that the evidence has, and it has no other."""
    pairs = {name for name, _ in said}
    return len(said) == 1 and said == {state for state in held if state[0] in pairs}


def _asks_for_opposite(stem: str, language: str) -> bool:
    """Does the question itself deny something, what it merely supposes left out?"""
    question = _unconditional(lead_in(stem, language), language)
    return any(reading.negations for reading in readings(question, language))


def _unconditional(text: str, language: str, *, first: bool = False) -> str:
    """Without negations that are only supposed: `if it names no path, the default is used`.

    With `first` only what it begins with: in the middle of an Arabic statement إن may be أن.
    """
    for supposed in word_rules.found("condition", text, language) or ():
        of_one_clause = not regex.search(r"[,،;؛:。.]", supposed)
        if of_one_clause and (not first or fold(text).startswith(supposed)):
            text = fold(text).replace(supposed, " ")
    return text


def _clauses(text: str, language: str) -> list[Reading]:
    """Clause by clause: `nothing is trained, and it can be undone` affirms the second."""
    parts = [part for sentence in sentences(text, language) for part in sentence.clauses]
    return [reading for part in parts for reading in readings(part, language)]


def _denied(claim: Sequence[Reading], held: Sequence[Reading]) -> str:
    """A word that one side only denies, and a sentence of the other without negation affirms."""
    turned = _only_denied(claim) & _plainly_affirmed(held) - _all_denied(held)
    turned |= _only_denied(held) & _plainly_affirmed(claim) - _all_denied(claim)
    return next((word for word in sorted(turned) if len(word) > 1), "")


def _all_denied(of: Sequence[Reading]) -> frozenset[str]:
    return frozenset[str]().union(*(reading.denied for reading in of))


def _only_denied(of: Sequence[Reading]) -> frozenset[str]:
    return _all_denied(of) - frozenset[str]().union(*(reading.affirmed for reading in of))


def _plainly_affirmed(of: Sequence[Reading]) -> frozenset[str]:
    """A sentence that denies something else, or in another way, may yet mean the same: `without a
    term at which they expire` is `they do not expire`, `nothing is trained` needs no training."""
    plain = (reading.affirmed for reading in of if not (reading.negations or reading.weak))
    return frozenset[str]().union(*plain)


def _states_of(assertion: Assertion, quoted: str, language: str) -> frozenset[State]:
    """The states of the sentence nearest to the assertion that says any; of all in other words."""
    spans = sentence_spans(quoted, language) or [(0, len(quoted))]
    sentences = [quoted[start:end] for start, end in spans]
    telling = [(sentence, found) for sentence in sentences if (found := states(sentence, language))]
    if not telling:
        return frozenset()
    nearest = max(held_share(assertion.whole, sentence, language) for sentence, _ in telling)
    return frozenset[State]().union(
        *(
            found
            for sentence, found in telling
            if held_share(assertion.whole, sentence, language) == nearest
        )
    )


def _is_said(assertion: Assertion, item: QuizItem, grounds: Grounds) -> bool:
    """Does a quote in the item's language say it word for word, nothing particular apart?"""
    for language in grounds.languages:
        quoted = grounds.quoted_in(language)
        if not same_language(item.language, language):
            continue
        if held_share(assertion.claim, quoted, language) >= MUCH and not mismatches(
            assertion.claim, quoted, language=item.language, evidence_language=language
        ):
            return True
    return False
