"""The learner's own documents → questions to measure with, marked `synthetic`.

Made by the machinery of quizzes, one sentence a question, and admitted by its gates. That flatters
what is measured: a question is kept only if the tutor's own model, given the passage, answers it;
its words are near its passage's; each is about one sentence, in that sentence's language, and can
be answered. Good for noticing that a change broke something, not for saying how good answers are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from evals.locate import shortest_path
from evals.records import EvalCase, GoldEvidence
from ingest.documents import LibraryEntry, Record
from ingest.errors import InputError
from ingest.index import Index
from tutor.compose import MOST, TRIES, attempt, single_task, workbench
from tutor.facts import Source, sources
from tutor.quizzes import QuizItem, Rejected
from tutor.session import StudySession

Tell = Callable[[QuizItem | Rejected], None]
"""Called after each draft, admitted or not."""


def synthetic(
    session: StudySession, count: int, seed: int = 0, tell: Tell = lambda made: None
) -> Iterator[EvalCase]:
    """At most `count` cases, each as soon as it is made; the languages and documents of the
    library take turns. Fewer where the documents give no more: `TRIES` drafts a case are made.

    Raises `InputError` at once, and what opening index and model, and the model itself, raise.
    """
    if not 1 <= count <= MOST:
        raise InputError(f"{count} questions cannot be made.", hint=f"Ask for 1 to {MOST}.")
    index, model = session.index, session.chat_model
    return _cases(index, model, count, seed, tell)


def _cases(
    index: Index, model: BaseChatModel, count: int, seed: int, tell: Tell
) -> Iterator[EvalCase]:
    library = index.library()
    waiting = _by_language(index, seed)
    made: dict[str, list[QuizItem]] = {language: [] for language in waiting}
    admitted: list[QuizItem] = []
    bench = workbench(index, model, seed=seed)
    for _ in range(TRIES * count):
        left = [language for language in waiting if waiting[language]]
        if not left or len(admitted) == count:
            return
        language = min(left, key=lambda code: len(made[code]))
        source = waiting[language].pop(0)
        item = attempt(single_task(source, language, bench), model, admitted)
        if item is None:
            continue
        tell(item)
        if isinstance(item, QuizItem):
            made[language].append(item)
            admitted.append(item)
            yield _case(item, source, library)


def _by_language(index: Index, seed: int) -> dict[str, list[Source]]:
    """The sentences worth asking about, best first, for each language of the library."""
    every = sources(
        index, documents=(), topic=None, language=None, limit=len(index) * 10, seed=seed
    )
    found: dict[str, list[Source]] = {}
    for source in every:
        found.setdefault(source.passage.language, []).append(source)
    return {language: found[language] for language in sorted(found)}


def _case(item: QuizItem, source: Source, library: Sequence[LibraryEntry]) -> EvalCase:
    path = shortest_path(source.document.id, source.document.path, library)
    return EvalCase(
        id=f"synthetic-{item.id}",
        question=item.stem,
        answers=(item.key.text,),
        language=item.language,
        answerable=True,
        evidence=tuple(GoldEvidence(path=path, quote=span.quote) for span in item.evidence),
        source="synthetic",
        synthetic=True,
    )


def write_cases(path: Path, cases: Iterable[Record]) -> int:
    """Write the cases as JSON lines, each as it comes; how many. Raises `InputError` where the
    file is there already: a set that was measured with must not change under its name."""
    count = 0
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            for case in cases:
                file.write(case.model_dump_json(exclude_defaults=True) + "\n")
                file.flush()
                count += 1
    except FileExistsError as error:
        raise InputError(f"{path} is there already.", hint="Name a new file.") from error
    except OSError as error:
        raise InputError(
            f"{path} cannot be written ({error.strerror}).", hint="Name a file in another folder."
        ) from error
    return count
