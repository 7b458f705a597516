"""The conversation that `hikma chat` leads: asks, shows, and keeps what was said.

Every question is in the notebook before it is answered, so none is lost to Ctrl-C or a crash.
"""

import json
import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.cli.ask import _events, as_text
from app.cli.terminal import DONE, PARTLY, Terminal, now
from ingest.errors import EmptyQuestion, HikmaError, InputError

if TYPE_CHECKING:
    from tutor.answers import Answer
    from tutor.ask import Ask
    from tutor.chats import Chat, Turn
    from tutor.session import StudySession


@dataclass
class Talk:
    """One run of the verb: where it stands, and what became of its questions."""

    here: Terminal
    study: "StudySession"
    request: "Ask"
    """How every question is asked."""
    typed: bool
    """True where a person sits at a terminal."""
    stream: bool
    """True where parts of answers are shown as soon as they are checked."""
    chat: str | None = None
    """Id of the chat; None before its first question."""
    turns: list[dict[str, Any]] = field(default_factory=list)
    """Answers and errors of this run, as the JSON of the contract has them."""
    status: int = DONE

    def ask(self, question: str, manner: Any = None) -> None:
        """Keep a question, answer it, keep what became of it.

        Raises `KeyboardInterrupt` where it was stopped and nobody is there to ask another, and
        `HikmaError`s where it could not be kept.
        """
        from tutor.chats import Fault
        from tutor.llama_engine import Cancelled

        if not question:
            raise EmptyQuestion("The question is empty.", hint="Ask something in words.")
        turn, request = self._kept(replace(self.request, question=question), manner)
        try:
            with _stoppable(request.cancel, gently=self._gently):
                answer = self._answer(request)
        except (KeyboardInterrupt, Cancelled) as stop:
            self._stopped(turn.question)
            # A model that was torn away from is in no state to be asked again.
            if not self.typed or (self._gently and not isinstance(stop, Cancelled)):
                raise KeyboardInterrupt from stop
            return
        except HikmaError as error:
            self._complete(turn, Fault(**error.as_record()))
            self.failed(turn.question, error)
            return
        self._complete(turn, answer)
        self.turns.append(answer.model_dump())

    def current(self) -> "Chat":
        """The chat with its turns. Raises `InputError` before the first question."""
        if self.chat is None:
            raise InputError("Nothing was asked in this chat yet.", hint="Ask something first.")
        return self.study.notebook.chat(self.chat)

    def last_question(self) -> str:
        """Raises `InputError` before the first question."""
        return self.current().turns[-1].question

    def failed(self, question: str, error: HikmaError) -> None:
        """Show what went wrong with one line; the chat goes on."""
        self.status = PARTLY
        record = {"question": question, "error": error.as_record()}
        self.turns.append(record)
        if not self.here.json:
            self.here.fault(error.as_record())
        elif self.stream:
            self._event("error", record)

    def tell(self, text: str) -> None:
        """A word to whoever sits there."""
        if not self.here.json:
            self.here.line(text)

    def _kept(self, request: "Ask", manner: Any) -> "tuple[Turn, Ask]":
        """The question as it is stored, and the request with what it may refer to."""
        from tutor.chats import history

        notebook, manner = self.study.notebook, manner or request.manner
        earlier: Any = ()
        if self.chat is None:
            begun = notebook.new_chat(request.question, now=now(), manner=manner)
            self.chat, turn = begun.id, begun.turns[0]
        else:
            turn = notebook.add_turn(self.chat, request.question, now=now(), manner=manner)
            earlier = history(notebook.chat(self.chat), turn.question)
        cancel = threading.Event()
        asked = {"question": turn.question, "manner": manner, "history": earlier, "cancel": cancel}
        return turn, replace(request, **asked)

    def _complete(self, turn: "Turn", outcome: Any) -> None:
        assert self.chat is not None
        self.study.notebook.complete_turn(self.chat, turn.number, outcome, now=now())

    @property
    def _gently(self) -> bool:
        """True where the model looks at the cancel event, and is not to be torn away from."""
        return not self.request.extractive and self.study.settings.model.startswith("embedded:")

    def _answer(self, request: "Ask") -> "Answer":
        """The answer, shown."""
        from tutor.answers import Answer
        from tutor.display import harmless

        if not self.typed and not self.stream:
            self.tell(f"? {harmless(request.question)}\n")
        drafted = False
        with closing(_events(request, self.study)) as events:
            for event in events:
                if isinstance(event, Answer):
                    break
                drafted = True
                self._token(event)
        assert isinstance(event, Answer)
        if self.here.json and self.stream:
            self._event("answer", event.model_dump())
        # What came before had neither labels nor quotes.
        shown = as_text(event, isolate=self.here.watched)
        self.tell(("\n\n" if drafted and self.stream else "") + shown + "\n")
        return event

    def _token(self, token: Any) -> None:
        if self.stream and self.here.json:
            self._event("token", token.model_dump())
        elif self.stream:
            from tutor.display import harmless

            self.here.line(harmless(token.text), end="")

    def _event(self, name: str, record: dict[str, Any]) -> None:
        said = {"event": name, "session": self.chat, **record}
        self.here.line(json.dumps(said, ensure_ascii=False))

    def _stopped(self, question: str) -> None:
        self.turns.append({"question": question, "interrupted": True})
        if self.typed:
            self.tell("\n(Stopped. The question is kept.)")


@contextmanager
def _stoppable(cancel: threading.Event, *, gently: bool) -> Iterator[None]:
    """Let Ctrl-C stop what is done here: gently by the event, the second time at once."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        yield
        return

    def stop(number: int, frame: Any) -> None:
        if cancel.is_set() or not gently:
            raise KeyboardInterrupt
        cancel.set()

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
