"""What is looked at in imported items: their evidence in the documents here, and the gates.

Pure: documents and gates come in as functions.
"""

from collections.abc import Callable, Iterable, Sequence

from tutor.interchange.banks import Loss
from tutor.quizzes import EvidenceSpan, QuizItem, Verdict

TextOf = Callable[[str], str | None]
"""The text of a document by its id; None for one that is not in the library."""
Audit = Callable[[QuizItem], Sequence[Verdict]]
"""What the gates say of an item."""
EVIDENCE = "imported-evidence"


def checked(items: Iterable[QuizItem], text_of: TextOf) -> tuple[list[QuizItem], list[Loss]]:
    """The items with the evidence that stands: `quote == text[start:end]` or nothing.

    A file may say of any document that it holds any words. Evidence in a document that is here
    and does not hold them is taken off; that of unknown documents stays and is noted as unchecked.
    """
    kept: list[QuizItem] = []
    losses: list[Loss] = []
    for item in items:
        verdicts = [_holds(span, text_of) for span in item.evidence]
        spans = tuple(s for s, holds in zip(item.evidence, verdicts) if holds is not False)
        if len(spans) < len(item.evidence):
            what = "evidence whose words are not in the document was left out"
            losses.append(Loss(item=item.id, what=what))
        gates = tuple(gate for gate in item.gates if gate.name != EVIDENCE)
        if None in verdicts:
            detail = "its document is not in this library"
            gates = (*gates, Verdict(name=EVIDENCE, verdict="unchecked", detail=detail))
        kept.append(item.model_copy(update={"evidence": spans, "gates": gates}))
    return kept, losses


def audited(items: Iterable[QuizItem], audit: Audit) -> list[QuizItem]:
    """The items with what the gates say now; older words of the same gates go."""
    return [_audited(item, audit(item)) for item in items]


def rejection(item: QuizItem) -> Verdict | None:
    """The verdict by which a gate turned an item away; None where none did."""
    return next((gate for gate in item.gates if gate.verdict == "reject"), None)


def _audited(item: QuizItem, verdicts: Sequence[Verdict]) -> QuizItem:
    now = {verdict.name for verdict in verdicts}
    older = tuple(gate for gate in item.gates if gate.name not in now)
    return item.model_copy(update={"gates": (*older, *verdicts)})


def _holds(span: EvidenceSpan, text_of: TextOf) -> bool | None:
    text = text_of(span.document)
    return None if text is None else text[span.start : span.end] == span.quote
