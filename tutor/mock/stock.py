"""A bank filled up for a mock exam: what it lacks, made of the documents, kept after every draft.

The one place where `supply` meets the notebook, for the command line and the browser alike. Whoever
stops keeps what was made. Times are arguments.
"""

from collections.abc import Iterable, Iterator, Sequence

from tutor.blueprint import Blueprint
from tutor.compose import QuizRequest
from tutor.mock.draw import Wish, kinds_of
from tutor.mock.supply import Order, Supply, lacking, supply
from tutor.quizzes import QuizItem
from tutor.session import StudySession


def shortage(
    blueprint: Blueprint, bank: Iterable[QuizItem], wish: Wish
) -> tuple[tuple[Order, ...], QuizRequest]:
    """What a bank lacks for a paper, and the request to make it with; nothing is ordered where the
    exam has no kind of question that an item can be.

    `bank` holds what may be asked. Raises `NoWeights`, `InputError`.
    """
    kinds = kinds_of(blueprint)
    orders = lacking(blueprint, bank, wish) if kinds else ()
    return orders, QuizRequest(language=wish.language, seed=wish.seed, kinds=kinds)


def stocked(
    session: StudySession,
    orders: Sequence[Order],
    request: QuizRequest,
    *,
    title: str,
    bank: Sequence[QuizItem],
    now: str,
) -> Iterator[Supply]:
    """What was made so far, after each draft, stored before it is handed over.

    `bank`: all items there are, of every standing; none of them is made again. Raises what opening
    the library and the chat model does, what `supply` raises, and `StoreError`s.
    """
    session.notebook.try_writing()
    index, model = session.index, session.chat_model
    for so_far in supply(
        orders, request, index, model, session.settings, now=now, title=title, bank=bank
    ):
        if so_far.quiz.items or so_far.quiz.rejected:
            session.notebook.save(so_far.quiz)
        yield so_far
