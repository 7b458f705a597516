"""The plain LangChain chain that a user would write from a tutorial, on the same models.

Characters split recursively (1,000, with 200 of overlap), the nearest 4 from Chroma, stuffed into
one prompt: see `chain_parts`. It has no citations and no memory of earlier questions. It declines
where `declining` says so. Its tokens are those of the prompt as the model's own tokenizer counts
them; what llama.cpp had in its cache it does not report, so none count as cached.
"""

import time
from collections.abc import Sequence

from evals.records import EvalCase
from evals.systems.chain_parts import TOP, Parts, load_parts, prompt
from evals.systems.declining import declines
from evals.systems.passages import of_slice
from ingest.languages import detect_language, sentence_spans
from tutor.answers import Answer, Passage, Sentence, Timings, Tokens
from tutor.ask import check_question
from tutor.chat_models import stream_text
from tutor.llama_engine import Usage
from tutor.session import StudySession


class Chain:
    """Retrieve, stuff, write."""

    name = "chain"

    def __init__(self, session: StudySession, parts: Parts | None = None) -> None:
        """Builds the chain's own index of the library where it is missing.

        Raises `PackageMissing`, and what opening models and index raises.
        """
        self._session = session
        self._parts = parts or load_parts(session)
        self.model, self.models = session.settings.model, self._parts.models
        self.values = self._parts.values

    def answer(self, case: EvalCase, documents: Sequence[str]) -> Answer:
        started = time.perf_counter()
        session, parts = self._session, self._parts
        check_question(case.question, session.index, session.settings)
        wanted = session.index.resolve_all(documents)
        where = {"document": {"$in": wanted}} if wanted else None
        found = parts.store.similarity_search_with_score(case.question, k=TOP, filter=where)
        passages = tuple(
            self._passage(rank, made.metadata, -distance)
            for rank, (made, distance) in enumerate(found, start=1)
        )
        searched = time.perf_counter() - started
        messages = prompt(case.question, [made.page_content for made, _ in found])
        usage, text, first = Usage(), "", None
        for piece in stream_text(parts.model, messages, usage=usage):
            first = first or time.perf_counter() - started
            text += piece
        text = text.strip()
        declined = declines(text)
        return Answer(
            question=case.question,
            language=detect_language(case.question),
            answer=text,
            declined=declined,
            grounding="declined" if declined else "partly",
            sentences=() if declined else _sentences(text),
            passages=passages,
            model=self.model,
            settings=session.settings.fingerprint(),
            timings=Timings(
                retrieve=round(searched, 3),
                first_token=None if first is None else round(first, 3),
                total=round(time.perf_counter() - started, 3),
            ),
            tokens=self._tokens(usage, messages, text),
        )

    def _passage(self, rank: int, metadata: dict[str, object], score: float) -> Passage:
        document = self._session.index.document(str(metadata["document"]))
        start, end = int(str(metadata["start_index"])), int(str(metadata["end_index"]))
        return of_slice(rank, score, document, start, end)

    def _tokens(self, usage: Usage, messages: Sequence[object], text: str) -> Tokens:
        if usage.prompt:
            return Tokens(prompt=usage.prompt, cached=usage.cached, output=usage.output)
        count = self._parts.count
        said = "\n".join(str(getattr(message, "content", "")) for message in messages)
        return Tokens(prompt=count(said), output=count(text))

    def close(self) -> None:
        """Free the chat model that it opened for itself."""
        self._parts.close()


def _sentences(text: str) -> tuple[Sentence, ...]:
    """Nothing was checked: every sentence is unchecked and cites nothing."""
    return tuple(
        Sentence(text=text[a:b], start=a, end=b, support="unchecked", citations=())
        for a, b in sentence_spans(text, detect_language(text))
    )
