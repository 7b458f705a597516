"""An answer in its paragraph → gold evidence: its sentence, or the whole paragraph. Pure."""

from collections.abc import Iterator, Sequence

from evals.records import GoldEvidence
from ingest.languages import sentence_spans


def evidence_in(
    name: str, text: str, language: str, answers: Sequence[str], start: int | None = None
) -> GoldEvidence:
    """The sentence of `text` that holds the answer, as evidence in the file `name`.

    `start` is where the set says that the first answer stands. Where it does not say and the
    answers stand in several sentences, or in none, the whole text is the evidence.
    """
    places = list(_places(text, answers, start))
    spans = sentence_spans(text, language)
    around = {_sentences(spans, *place) for place in places}
    first, last = around.pop() if len(around) == 1 else (0, len(text))
    return GoldEvidence(path=name, quote=text[first:last])


def _places(text: str, answers: Sequence[str], start: int | None) -> Iterator[tuple[int, int]]:
    if answers and start is not None and start >= 0 and text.startswith(answers[0], start):
        yield start, start + len(answers[0])
        return
    for answer in filter(str.strip, answers):
        at = text.find(answer)
        while at >= 0:
            yield at, at + len(answer)
            at = text.find(answer, at + 1)


def _sentences(spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """From the beginning of the first sentence that is touched to the end of the last."""
    met = [(first, last) for first, last in spans if first < end and start < last]
    return (met[0][0], met[-1][1]) if met else (start, end)
