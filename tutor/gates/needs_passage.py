"""A question can be understood without the passage, which the learner does not see."""

import regex

from ingest.normalize import fold
from tutor.gates import word_rules
from tutor.gates.grounds import Grounds
from tutor.gates.verdicts import passed, quoted, rejected, unchecked
from tutor.quizzes import QuizItem, Verdict

NAME = "needs-passage"
_ARTICLE = regex.compile(r"^[وفبلك]?(?:ال|لل)(?=\p{Arabic}{2})")


def needs_passage(item: QuizItem, grounds: Grounds) -> Verdict:
    """What the passage itself speaks of (a course on texts) is no flaw."""
    found = word_rules.found("needs_passage", item.stem, item.language)
    if found is None:
        return unchecked(NAME, f"no list of such words for {item.language}")
    if pointing := points_at_text(item.stem, item.language, grounds.read):
        return rejected(NAME, f"{quoted(pointing)} means a passage that the learner does not see")
    return passed(NAME)


def points_at_text(text: str, language: str, passage: str) -> str:
    """Words that mean the passage, or what only its reader has seen; empty for none."""
    spoken_of = fold(passage)
    found = word_rules.found("needs_passage", text, language) or []
    return next((words for words in found if _without_article(words) not in spoken_of), "")


def _without_article(words: str) -> str:
    """An Arabic word alone as a passage that introduces it has it: نص طويل, then النص."""
    return _ARTICLE.sub("", words) if " " not in words else words
