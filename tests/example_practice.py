"""Practice to look at: a bank of items of the library's own sentences, a month of answers, a mock
exam that is over and one that goes on. For pictures of the screens, not for judging anything.

Items are put together by rule, without a model: which of four sentences a document holds. Their
evidence is verbatim, as everywhere.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from ingest.documents import Document
from ingest.languages import detect_language, primary, sentence_spans
from ingest.library import Library
from tutor.blueprint import Blueprint
from tutor.blueprints import shipped
from tutor.history import instant
from tutor.mock import sit
from tutor.mock.draw import Wish, draw
from tutor.mock.papers import MockPaper
from tutor.mock.report import attempts, report
from tutor.notebook import Notebook
from tutor.quizzes import (
    GAP,
    LETTERS,
    Attempt,
    EvidenceSpan,
    Kind,
    Option,
    Quiz,
    QuizItem,
    Rejected,
    Verdict,
)

EXAM = "aws-mla-c01"
EACH = 12
"""Items of each language, at the most."""
SHORTEST, LONGEST = 25, 160
"""Characters of a sentence that is asked about."""
DAYS = 30
"""Over which the answers are spread."""
ASKED = {
    "en": ("Which of these sentences stands in “{title}”?", "True or false: {said}"),
    "zh": ("下面哪一句出自《{title}》？", "判断正误：{said}"),
    "ar": ("أيّ جملة من هذه وردت في «{title}»؟", "صواب أم خطأ: {said}"),
}
TRUTH = {"en": ("True", "False"), "zh": ("正确", "错误"), "ar": ("صواب", "خطأ")}


class Said:
    """A sentence of a document, with its place."""

    def __init__(self, document: Document, start: int, end: int, language: str) -> None:
        self.text = document.text[start:end]
        self.document, self.language = document, language
        self.evidence = EvidenceSpan(
            document=document.id, title=document.title, page=document.page_at(start),
            start=start, end=end, quote=self.text, language=language, path=document.path,
        )  # fmt: skip


def practise(data: Path, index_folder: Path, now: datetime) -> Quiz | None:
    """Fill the notebook of a data folder whose library is at `index_folder`; None where the
    library says too little in every language."""
    library = Library(index_folder, create=False)
    try:
        quizzes = [quiz(library, code, now) for code in ASKED]
    finally:
        library.close()
    made = [each for each in quizzes if each.items]
    notebook = Notebook.open(data)
    try:
        for each in made:
            notebook.save(each)
            notebook.record(answered(each, now))
        if made:
            sat(notebook, made, now - timedelta(days=2), ends=True)
            sat(notebook, made, now - timedelta(minutes=2), ends=False)
    finally:
        notebook.close()
    return made[0] if made else None


def quiz(library: Library, language: str, now: datetime) -> Quiz:
    """Items about the documents that speak a language."""
    items = tuple(_items(list(_sentences(library, language)), language))
    turned_away = Rejected(
        stem=ASKED[language][0].format(title="…"), gate="key-supported",
        detail="The evidence does not say the key.", kind="single", language=language,
    )  # fmt: skip
    created = now - timedelta(days=DAYS)
    return Quiz(
        quiz=f"{list(ASKED).index(language) + 1:012x}", language=language, topic=None, seed=0,
        model="fake:words", settings="example", created=stamp(created), asked=EACH, items=items,
        rejected=(turned_away,),
    )  # fmt: skip


def _sentences(library: Library, language: str) -> Iterator[Said]:
    """Two sentences of each document, of a size to be read as an option."""
    for entry in library.library():
        if not entry.languages or primary(next(iter(entry.languages))) != language:
            continue
        document = library.document(entry.document)
        code = detect_language(document.text[:2000])
        fitting = [
            (start, end)
            for start, end in sentence_spans(document.text, code)
            if SHORTEST <= end - start <= LONGEST and document.text[end - 1] in ".。؟!！"
        ]
        for start, end in fitting[1:3]:
            yield Said(document, start, end, code)


def _items(said: Sequence[Said], language: str) -> Iterator[QuizItem]:
    others = Random(1)
    domains = shipped()[EXAM].blueprint.domains
    for at, one in enumerate(said[:EACH]):
        wrong = [each.text for each in said if each.document.id != one.document.id]
        if len(wrong) < 3:
            return
        chosen = others.sample(wrong, 3)
        domain = domains[at % len(domains)]
        fields = {"truth": at % 4 == 3, "gap": at % 4 == 2}
        yield _item(one, chosen, language, at, **fields).model_copy(
            update={"exam": EXAM, "domain": domain.id, "difficulty": 0.2 + 0.05 * (at % 10)}
        )


def _item(
    one: Said, wrong: Sequence[str], language: str, at: int, *, truth: bool, gap: bool
) -> QuizItem:
    """A single choice, a statement to be judged, or a gap."""
    which, judged = ASKED[language]
    gates = (
        Verdict(name="verbatim", verdict="pass"),
        Verdict(name="key-supported", verdict="pass"),
    )
    if at % 5 == 4:
        gates += (Verdict(name="longest-key", verdict="flag", detail="The key is the longest."),)
    options: tuple[Option, ...] = ()
    answer: tuple[str, ...] = ()
    kind: Kind = "single"
    stem = which.format(title=one.document.title)
    if truth:
        kind, stem = "true-false", judged.format(said=one.text)
        options = _options(TRUTH[language], TRUTH[language][0])
    elif gap and (name := _name(one.text)):
        kind, stem, answer = "cloze", one.text.replace(name, GAP), (name,)
    else:
        texts = [*wrong, one.text]
        Random(at).shuffle(texts)
        options = _options(texts, one.text)
    return QuizItem(
        id=f"{language}-{at:04d}", kind=kind, language=one.language, stem=stem, options=options,
        answer=answer, explanation=one.text, evidence=(one.evidence,), topic=one.document.title,
        gates=gates,
    )  # fmt: skip


def _options(texts: Sequence[str], right: str) -> tuple[Option, ...]:
    return tuple(
        Option(id=letter, text=text, correct=text == right) for letter, text in zip(LETTERS, texts)
    )


def _name(text: str) -> str:
    """A Latin name inside a sentence, to be left out; empty where there is none."""
    words = (word.strip(".,;:()“”\"'،؛") for word in text.split()[1:])
    return next((w for w in words if len(w) > 2 and w.isascii() and w[:1].isupper()), "")


def answered(made: Quiz, now: datetime) -> list[Attempt]:
    """Answers of a month: better later than earlier, surer than right."""
    luck, found = Random(2), list[Attempt]()
    for step in range(DAYS, 0, -3):
        for item in made.items[:: 1 + step % 2]:
            right = luck.random() < 0.85 - 0.01 * step
            found.append(
                Attempt(
                    quiz=made.quiz, item=item.id, chosen=_letters(item, right=right),
                    text="" if item.options else (item.answer[0] if right else "?"),
                    verdict="correct" if right else "wrong", points=float(right),
                    confidence=luck.choice((1, 2, 2, 3)), hints=int(luck.random() < 0.2),
                    at=stamp(now - timedelta(days=step) + timedelta(minutes=len(found))),
                )
            )  # fmt: skip
    return sorted(found, key=lambda attempt: attempt.at)


def sat(notebook: Notebook, made: Sequence[Quiz], at: datetime, *, ends: bool) -> MockPaper:
    """A mock exam of twelve questions: most answered, one flagged; over or still open."""
    items = {item.id: item for each in made for item in each.items}
    blueprint: Blueprint = shipped()[EXAM].blueprint
    paper = draw(blueprint, items.values(), Wish(count=12), now=stamp(at))
    notebook.keep_paper(paper)
    ledger = notebook.ledger
    sit.start(paper, ledger, now=stamp(at))
    asked = [question.item for question in paper.questions]
    pace = timedelta(seconds=paper.seconds / (2 * len(asked)))
    for number, id in enumerate(asked if ends else asked[:3], start=1):
        then = stamp(at + number * pace)
        sit.show(paper, ledger, id, now=then)
        if number != 5:
            letters = _letters(items[id], right=number % 3 != 0)
            sit.answer(paper, ledger, items[id], letters, now=then)
    over = at + (len(asked) + 1) * pace
    sit.flag(paper, ledger, asked[1], on=True, now=stamp(over if ends else at + 4 * pace))
    if ends:
        sitting = sit.finish(paper, ledger, now=stamp(over))
        quiz_of = {item.id: each.quiz for each in made for item in each.items}
        notebook.record(attempts(report(paper, sitting, items), sitting, quiz_of))
    return paper


def _letters(item: QuizItem, *, right: bool) -> tuple[str, ...]:
    return tuple(option.id for option in item.options if option.correct is right)[:1]


def stamp(at: datetime) -> str:
    """As the notebook stores times; `instant` reads it."""
    said = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert instant(said) <= at
    return said
