"""The tutor as it is configured, and its extractive mode: asked exactly as a learner asks."""

from collections.abc import Sequence
from typing import Any

from evals.provenance import INT8, models_used
from evals.records import EvalCase
from tutor.answers import Answer, Exchange
from tutor.ask import Ask, ask
from tutor.chats import Chat, Turn, history
from tutor.session import StudySession


class Tutor:
    """`hikma ask`, and `hikma chat` for a case with a history."""

    def __init__(self, session: StudySession, *, extractive: bool = False) -> None:
        """Opens the models: one that is missing is one fault, not one in each case."""
        settings = session.settings
        self.name = "extractive" if extractive else "tutor"
        self.model = "extractive" if extractive else settings.model
        self.values: dict[str, Any] = {}
        self._session, self._extractive = session, extractive
        self._chat_model = None if extractive else session.chat_model
        roots = settings.model_roots
        chat = () if extractive else models_used(settings.model, roots)
        self.models = (*chat, *models_used(settings.embedding, roots, INT8))

    def answer(self, case: EvalCase, documents: Sequence[str]) -> Answer:
        """The case's earlier questions are asked first, as the turns of a chat are."""
        turns: tuple[Turn, ...] = ()
        for number, question in enumerate(case.history, start=1):
            said = self._asked(question, documents, _remembered(turns, question))
            turns += (Turn(number=number, question=question, at="", answer=said),)
        return self._asked(case.question, documents, _remembered(turns, case.question))

    def _asked(
        self, question: str, documents: Sequence[str], earlier: tuple[Exchange, ...]
    ) -> Answer:
        session = self._session
        request = Ask(
            question=question, documents=documents, extractive=self._extractive, history=earlier
        )
        *_, answer = ask(request, session.index, self._chat_model, session.settings)
        assert isinstance(answer, Answer)
        return answer

    def close(self) -> None:
        """The session's owner closes it."""


def _remembered(turns: tuple[Turn, ...], question: str) -> tuple[Exchange, ...]:
    return history(Chat(id="", title="", created="", updated="", turns=turns), question)
