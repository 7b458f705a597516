"""A follow-up ("and in Azure?") → a question that can be understood alone."""

from collections.abc import Sequence

from langchain_core.messages import HumanMessage, SystemMessage

from ingest.languages import detect_language, name_for_models, same_language
from ingest.normalize import fold, one_line
from tutor.answers import Exchange
from tutor.chat_models import reply_text
from tutor.cite import words
from tutor.means import Means
from tutor.prompt import render
from tutor.questions import refers_back

TOKENS = 80
KEPT = 0.6
"""Share of the follow-up's own terms that its longer form must hold."""
FEW, KEPT_OF_FEW = 6, 0.33
"""The same for a short one: of `And in Azure?` only the last word is kept."""


def standalone(question: str, language: str, history: Sequence[Exchange], means: Means) -> str:
    """The question made self-contained from what was asked before; as it is where it stands alone.

    The chat model rewrites it. Where what it writes is not the follow-up with something of the
    earlier question added, or there is no model, both questions together are asked.
    """
    if not history or not refers_back(question, language):
        return question
    before = history[-1].understood or history[-1].question
    rewritten = _rewritten(question, language, before, means)
    return rewritten if believable(rewritten, question, before) else f"{question} ({before})"


def _rewritten(question: str, language: str, before: str, means: Means) -> str:
    from tutor.fake_chat import FakeChatModel

    if means.model is None or isinstance(means.model, FakeChatModel):
        return ""
    asked = render(
        "follow_up",
        before=one_line(before),
        question=one_line(question),
        language=name_for_models(language),
    )
    prompt = [SystemMessage(render("system")), HumanMessage(asked)]
    said = reply_text(
        means.model,
        prompt,
        usage=means.usage,
        cancel=means.cancel,
        max_tokens=TOKENS,
        stop=["\n"],
    )
    return one_line(said).strip("\"'“”«» ")


def believable(rewritten: str, question: str, before: str) -> bool:
    """True where `rewritten` keeps what the follow-up says and adds something that was said."""
    if not rewritten or fold(rewritten) == fold(before):
        return False
    language = detect_language(rewritten)
    if not same_language(language, detect_language(question + before)):
        return False
    said, own, earlier = (words(text, language) for text in (rewritten, question, before))
    keeps = len(own & said) >= (KEPT_OF_FEW if len(own) <= FEW else KEPT) * len(own)
    return keeps and bool((earlier - own) & said)
