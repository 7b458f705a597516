"""Is a wrong option as right as the key, as far as words tell?

The same amount in another unit, the key with a word more or less, and what the evidence lists
beside the key (`classification, regression and forecasting are supervised`). What merely stands in
the evidence is flagged: the sibling of the key often stands beside it, and is wrong.
"""

from collections.abc import Sequence

import regex

from tutor.accepted import compare
from tutor.gates.clauses import sentences
from tutor.gates.grounds import Grounds
from tutor.gates.quantities import beside, quantities, same
from tutor.gates.rivals import said
from tutor.gates.terms import share, terms
from tutor.gates.verdicts import flagged, passed, quoted, rejected
from tutor.gates.words import comparable
from tutor.polarity import readings
from tutor.quizzes import Option, QuizItem, Verdict
from tutor.wording import contains, latin_words, plain, script_of

NAME = "distractors"
IN_MEMBER, IN_OPTION = 0.75, 0.6
"""Share of an option's words in a member of a list, and of the member's in the option, from which
the option is that member. Tuning half: listed options from 0.75; of the sound items written to
try the gates, one that says the reverse of a member (更新的次数少, 更新次数增多) is below."""


def distractors(item: QuizItem, grounds: Grounds) -> Verdict:
    """No wrong option is right by the words of key and evidence."""
    if item.kind not in ("single", "multiple"):
        return passed(NAME)
    stated = ""
    for option in item.options:
        if option.correct:
            continue
        if fault := as_right(option, item, grounds):
            return rejected(NAME, f"{quoted(option.text)} {fault}")
        own = [code for code in grounds.languages if comparable(item.language, code)]
        if any(contains(grounds.quoted_in(code), option.text, code) for code in own):
            stated = stated or option.text
    if stated:
        return flagged(NAME, f"{quoted(stated)} stands in the evidence")
    return passed(NAME)


def as_right(option: Option, item: QuizItem, grounds: Grounds) -> str:
    """Why a wrong option is as right as a key; empty where it is not."""
    for key in item.keys:
        if fault := repeats_key(option.text, key.text, item.language, stem=item.stem):
            return fault
        for code in grounds.languages:
            if comparable(item.language, code) and _listed(
                option.text, key.text, grounds.quoted_in(code), code
            ):
                return f"stands in one list with the key {quoted(key.text)}"
    return ""


def repeats_key(text: str, key: str, language: str, *, stem: str = "") -> str:
    """Why these words say what the key says, for whoever grades; empty where they do not.

    `Amazon S3 Glacier` is not Amazon S3, and 半监督学习 not 监督学习.
    """
    if same(text, key, language):
        return f"is the same amount as the key {quoted(key)}"
    known = f"{text} {key}"  # neither is a slip of the other
    if any(
        compare(said, [form], language, stem=stem, known=known).accepted
        for said, form in ((text, key), (key, text))
    ):
        return f"says the same as the key {quoted(key)}"
    return ""


def unusable(text: str, key: str, quote: str, language: str) -> str:
    """Why a draft's words cannot be a wrong option, in the language of the quote; empty where they
    can. Stricter than the gate: who writes what stands in the sentence takes it for right."""
    if contains(quote, text, language):
        return "stands in the evidence"
    amounts = bool(quantities(text, language) or quantities(key, language))
    if amounts and (contains(text, key, language) or contains(key, text, language)):
        return "may be as right as the key"
    return repeats_key(text, key, language)


def _listed(option: str, key: str, text: str, language: str) -> bool:
    """Are both members of one list, which says the same of both?

    Where the key is named once more, it was chosen by that. `Respectively` says something else of
    each, and so do `but not` and `rather than`.
    """
    every = sentences(text, language)
    for members in (each for s in every if not s.ordered for each in s.lists):
        ours, theirs = (_places(words, members, language) for words in (key, option))
        if len(ours) == 1 and theirs - ours and not _again(key, text, language):
            return True
    return False


def _places(text: str, members: Sequence[str], language: str) -> set[int]:
    """Which members of a list are this option and nothing else; before the first and behind the
    last stands what is said of all."""
    if not beside(text, language) or len(members) < 2:
        return set()
    found = {place for place, member in enumerate(members) if _is_member(text, member, language)}
    bare = plain(text)
    if regex.search(rf"(?<![\p{{Latin}}\p{{Arabic}}\p{{N}}]){regex.escape(bare)}$", members[0]):
        found.add(0)
    if regex.match(rf"{regex.escape(bare)}(?![\p{{Latin}}\p{{Arabic}}\p{{N}}])", members[-1]):
        found.add(len(members) - 1)
    return found


def _is_member(text: str, member: str, language: str) -> bool:
    return (
        said(text, member, language) >= IN_MEMBER
        and share(beside(member, language), terms(text, language)) >= IN_OPTION
        and (script_of(language) == "Latin" or latin_words(text) <= latin_words(member))
        and not any(r.negations or r.weak for r in readings(member, language))
    )


def _again(key: str, text: str, language: str) -> bool:
    """Is the key said more than once?"""
    parts = [part for s in sentences(text, language) for each in s.lists for part in each]
    return sum(said(key, part, language) >= IN_MEMBER for part in parts) > 1
