"""Sources, drafts and items for quiz tests, and the model that is scripted with them."""

from typing import Any

from ingest.documents import Document, Page
from ingest.index import Index
from tutor.answers import Passage
from tutor.compose import workbench
from tutor.evidence import split_sentences
from tutor.facts import Source
from tutor.fake_chat import FakeChatModel
from tutor.gates.grounds import Grounds, grounds
from tutor.gates.orders import orders
from tutor.gates.reader import LETTERS
from tutor.items import Draft, build
from tutor.making.asked import single
from tutor.making.bench import Made
from tutor.quizzes import QuizItem

EN = "A snapshot is kept. A snapshot is kept for 35 days in the Vault service. Then it is gone."
ZH = "快照有期限。在 Amazon S3 里，快照默认保留３５天，之后自动删除。删除不可恢复。"
AR = "لِلُّقطاتِ مُدَّة. تُحفَظُ اللُّقطةُ ٣٥ يومًا في Amazon S3 ثمَّ تُحذَف. لا رجعة."


def passage_in(text: str, language: str, title: str = "Title") -> tuple[Document, Passage]:
    """A document of one passage that stands behind a title, so that offsets are not zero."""
    whole = f"{title}\n\n{text}\n"
    page = Page(number=1, start=0, end=len(whole))
    document = Document(id="d" * 16, path="/x/d.md", title=title, text=whole, pages=(page,))
    start = len(title) + 2
    passage = Passage(
        rank=1,
        score=0.0,
        document=document.id,
        title=document.title,
        path=document.path,
        page=1,
        start=start,
        end=start + len(text),
        language=language,
        text=text,
    )
    return document, passage


def source(text: str = EN, language: str = "en", sentence: int = 2) -> Source:
    """A sentence of a document of one passage."""
    document, passage = passage_in(text, language)
    sentences = split_sentences(passage)
    return Source(
        document=document,
        passage=passage,
        sentences=sentences,
        evidence=sentences[sentence - 1],
    )


def draft(**changed: Any) -> Draft:
    """A good draft about `EN`."""
    good: dict[str, Any] = {
        "question": "How long does the service keep it before removal?",
        "answer": "35 days",
        "wrong": ["7 days", "14 days", "60 days", "90 days"],
        "explanation": "It is kept for 35 days.",
    }
    return Draft(**(good | changed))


def draft_zh(**changed: Any) -> Draft:
    """A good draft about `ZH`."""
    good = {
        "question": "快照默认保留多长时间？",
        "answer": "35天",
        "wrong": ["7天", "14天", "60天", "90天"],
        "explanation": "快照默认保留 35 天。",
    }
    return Draft(**(good | changed))


def draft_ar(**changed: Any) -> Draft:
    """A good draft about `AR`."""
    good = {
        "question": "كم مدة حفظ اللقطة قبل الحذف؟",
        "answer": "35 يوماً",
        "wrong": ["7 أيام", "14 يوماً", "60 يوماً", "90 يوماً"],
        "explanation": "تحفظ اللقطة 35 يوماً.",
    }
    return Draft(**(good | changed))


TELLING = {
    "en": "How long does the Vault service keep a snapshot?",
    "zh-Hans": "快照默认保留多长时间？",
    "ar": "كم تحفظ اللقطة في Amazon S3 قبل أن تحذف؟",
}
"""Questions that say enough of their sentence to be asked by a model."""
GOOD = {"en": (EN, draft), "zh-Hans": (ZH, draft_zh), "ar": (AR, draft_ar)}


def good(language: str, **changed: Any) -> tuple[QuizItem, Source]:
    """A good item in a language, or one spoiled by `changed`, with its source."""
    text, make = GOOD[language]
    found = source(text, language)
    item, _ = build(make(**changed), found, language)
    return item, found


def reply(written: Draft) -> str:
    """The question of a draft as a model writes it: all that it is asked for."""
    return f"  {written.question}\n"


def drafted(index: Index, question: str, found: Source, language: str, seed: int = 0) -> QuizItem:
    """The single-choice item that code makes of a model's question."""
    made = single(found, language, workbench(index, scripted(question), seed=seed))
    assert isinstance(made, Made)
    return made.item


def rested(item: QuizItem, found: Source) -> Grounds:
    """What an item rests on, of its source."""
    return grounds(item, [found.document], [found.passage])


def solving(item: QuizItem) -> list[str]:
    """What a model says that finds the item good: without the passage it guesses, it finds the
    key right and the others wrong, solves it in every order and in its own words, and finds the
    key in the evidence only."""
    guesses = ["A"] * len(letters(item))
    others = ["No"] * (len(item.options) - 1)
    return [*guesses, "Yes", *others, *letters(item), f"{item.key.text}.", "No"]


def letters(item: QuizItem) -> list[str]:
    """The letters of the key in the orders in which the options are shown."""
    return [
        next(letter for letter, option in zip(LETTERS, order) if option.correct)
        for order in orders(item.options)
    ]


def scripted(*replies: str) -> FakeChatModel:
    """A model that says these, in order, and then complains."""
    return FakeChatModel(replies=list(replies))
