"""Items of every kind with what they rest on, for tests of gates."""

from collections.abc import Callable, Sequence
from typing import Any

from ingest.documents import Document
from tests.tutor.quizzing import passage_in
from tutor.answers import Passage
from tutor.gates.grounds import Grounds, grounds
from tutor.quizzes import EvidenceSpan, Kind, Option, QuizItem, Verdict

Case = tuple[QuizItem, Grounds]
TRUTH = {"en": ("True", "False"), "zh-Hans": ("正确", "错误"), "ar": ("صواب", "خطأ")}


def rests(
    quote: str, language: str = "en", around: str = "{}"
) -> tuple[EvidenceSpan, Document, Passage]:
    """A span of `quote` inside a passage; `around` has a gap where the quote stands."""
    document, passage = passage_in(around.format(quote), language, title="Notes")
    start = document.text.index(quote)
    span = EvidenceSpan(
        document=document.id,
        title=document.title,
        path=document.path,
        page=1,
        start=start,
        end=start + len(quote),
        quote=quote,
        language=language,
    )
    return span, document, passage


def case(
    kind: Kind,
    stem: str,
    *,
    options: Sequence[tuple[str, bool]] = (),
    answer: Sequence[str] = (),
    quote: str = "",
    language: str = "en",
    spoken: str = "",
    around: str = "{}",
) -> Case:
    """An item; `spoken` is the language of its evidence, where that is another one."""
    span, document, passage = rests(quote or "Nothing is said here.", spoken or language, around)
    item = QuizItem(
        id=f"{kind}-{stem}",
        kind=kind,
        language=language,
        stem=stem,
        options=tuple(
            Option(id=letter, text=text, correct=correct)
            for letter, (text, correct) in zip("abcdefghij", options)
        ),
        answer=tuple(answer),
        evidence=(span,) if quote else (),
    )
    return item, grounds(item, [document], [passage])


def single(stem: str, key: str, *wrong: str, **known: Any) -> Case:
    """One right option, shown first."""
    return case("single", stem, options=[(key, True), *((text, False) for text in wrong)], **known)


def multiple(stem: str, keys: Sequence[str], wrong: Sequence[str], **known: Any) -> Case:
    """Several right options, shown first."""
    options = [*((text, True) for text in keys), *((text, False) for text in wrong)]
    return case("multiple", stem, options=options, **known)


def statement(stem: str, *, true: bool, language: str = "en", **known: Any) -> Case:
    """A true/false item."""
    yes, no = TRUTH[language]
    return case(
        "true-false", stem, options=[(yes, true), (no, not true)], language=language, **known
    )


def found(gate: Callable[[QuizItem, Grounds], Verdict], given: Case) -> str:
    """What a gate says, in a word."""
    return gate(*given).verdict
