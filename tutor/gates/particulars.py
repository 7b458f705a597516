"""Do the key's numbers, units, dates, versions and names stand in the evidence?

The one comparison that also holds across languages (`tutor.claims`). What the question says itself
is let through; a flashcard or an accepted form is held to the same.
"""

import regex

from ingest.normalize import fold
from tutor.claims import Mismatch, mismatches
from tutor.gates import word_rules
from tutor.gates.assertions import Assertion, assertions
from tutor.gates.grounds import Grounds
from tutor.gates.verdicts import passed, rejected, unchecked
from tutor.particulars import read
from tutor.quizzes import GAP, QuizItem, Verdict
from tutor.surplus import service_names

NAME = "particulars"
_CAPITALISED = regex.compile(r"\p{Lu}\p{Ll}+")


def particulars(item: QuizItem, grounds: Grounds) -> Verdict:
    """All that is particular in what the item says is true stands in the quotes."""
    if not grounds.parts:
        return unchecked(NAME, "the item has no evidence")
    for assertion in assertions(item):
        alien = missing(item, assertion, grounds) if assertion.true else ()
        if alien:
            said = ", ".join(dict.fromkeys(found.text for found in alien))
            return rejected(NAME, f"not in the evidence: {said}")
    return passed(NAME)


def missing(item: QuizItem, assertion: Assertion, grounds: Grounds) -> tuple[Mismatch, ...]:
    """What is particular in an assertion and in no quote; empty where one language has it all."""
    found: tuple[Mismatch, ...] = ()
    for language in grounds.languages:
        found = tuple(
            mismatch
            for mismatch in mismatches(
                assertion.claim,
                grounds.quoted_in(language),
                language=item.language,
                evidence_language=language,
                question=assertion.asked,
            )
            if mismatch.kind != "negation" and _counts(mismatch, assertion, item, grounds)
        ) + _small(assertion, grounds.quoted_in(language), item.language, language)
        if not found:
            return ()
    return found


def _counts(mismatch: Mismatch, assertion: Assertion, item: QuizItem, grounds: Grounds) -> bool:
    """Of a whole statement, only the words that fill its gap, and what the passage has not; of a
    name not the vendor before it."""
    if item.kind == "cloze":
        text, form = fold(mismatch.text), fold(item.answer[0])
        return form in text or text in form
    vendor = fold(mismatch.text) in word_rules.data()["vendors"]["names"]
    if mismatch.kind == "name" and vendor and fold(assertion.claim) != fold(mismatch.text):
        return False
    if item.kind == "true-false" and mismatch.kind == "name":
        return fold(mismatch.text) not in fold(grounds.read)
    return mismatch.kind != "name" or not _is_plain(mismatch.text, assertion, item)


def _is_plain(name: str, assertion: Assertion, item: QuizItem) -> bool:
    """A number word, or an option's first word where all options begin with a capital: `Unchanged`
    beside `Halved` names nothing. `Glacier` does, a service."""
    amounts = read(assertion.claim, item.language).amounts
    if any(amount.text == fold(name) for amount in amounts):
        return True
    opening = _CAPITALISED.fullmatch(name) and assertion.claim.startswith(name)
    if not item.options or not opening or fold(name) in service_names():
        return False
    return all(not option.text[:1].islower() for option in item.options)


def _small(
    assertion: Assertion, quoted: str, language: str, evidence_language: str
) -> tuple[Mismatch, ...]:
    """Small numbers in words, which sentences say by the way, are claimed by `five shards`."""
    if not assertion.asked or GAP in assertion.asked or len(assertion.claim.split()) > 3:
        return ()
    held = read(quoted, evidence_language).amounts
    asked = read(assertion.asked, language).amounts
    values = {value for amount in (*held, *asked) for value in amount.values}
    sizes = {size for amount in (*held, *asked) for size in amount.sizes}
    return tuple(
        Mismatch(kind="number", text=amount.text)
        for amount in read(assertion.claim, language).amounts
        if not (amount.implied or amount.firm or amount.values & values or amount.sizes & sizes)
        and amount.values != {1}
    )
