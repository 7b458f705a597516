"""A question does not ask for what is not so, or says NOT so that nobody overlooks it.

Looked for in the question alone: `a company wants to train without managing servers` is the scene.
"""

import regex

from ingest.languages import sentence_spans
from ingest.normalize import fold
from tutor.gates import word_rules
from tutor.gates.grounds import Grounds
from tutor.gates.verdicts import flagged, passed, quoted, unchecked
from tutor.quizzes import QuizItem, Verdict

NAME = "negative-stem"
_STRESSED = regex.compile(
    r"\b(?:NOT|EXCEPT|NEVER|LEAST|FALSE|INCORRECT|CANNOT)\b"
    r"|(?:\*\*|__|[“\"「『《【(（])\s*(?:not|except|不|不是|不属于|没有|错误|錯誤|非|ليس|ليست|لا|غير|خطأ)\s*"
    r"(?:\*\*|__|[”\"」』》】)）])"
)
"""In capitals, in bold, or between quotation marks."""


def negative_stem(item: QuizItem, grounds: Grounds) -> Verdict:
    """Flagged: such questions are legitimate and often misread."""
    if item.kind not in ("single", "multiple", "short", "card"):
        return passed(NAME)
    question = lead_in(item.stem, item.language)
    found = word_rules.found("negative", question, item.language)
    if found is None:
        return unchecked(NAME, f"no list of negations for {item.language}")
    if not found or _STRESSED.search(question):
        return passed(NAME)
    return flagged(NAME, f"{quoted(found[0])} is easily overlooked")


def lead_in(stem: str, language: str) -> str:
    """The last sentence of a stem that asks; the last one where none has a question mark."""
    sentences = [stem[start:end] for start, end in sentence_spans(stem, language)] or [stem]
    asking = [text for text in sentences if "?" in fold(text) or "؟" in text]
    return (asking or sentences)[-1]
