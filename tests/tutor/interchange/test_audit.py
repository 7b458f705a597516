"""Evidence of others is looked for in the documents that are here; gates may look too."""

from tests.tutor.interchange.builders import item, span
from tutor.interchange.audit import EVIDENCE, audited, checked, rejection
from tutor.quizzes import QuizItem, Verdict

TEXT = "0123456789A snapshot is kept for 35 days. Then it is gone."


def test_evidence_that_stands_in_the_document_is_kept_as_it_is() -> None:
    items, losses = checked([item()], lambda id: TEXT if id == "d" * 16 else None)
    assert (items, losses) == ([item()], [])


def test_evidence_that_the_document_does_not_hold_is_taken_off_and_said() -> None:
    liar = item(evidence=(span("S3 is free."), span()))
    (kept,), (loss,) = checked([liar], {"d" * 16: TEXT}.get)
    assert kept.evidence == (span(),)
    assert (loss.item, loss.what) == (
        item().id, "evidence whose words are not in the document was left out",
    )  # fmt: skip


def test_evidence_of_documents_that_are_not_here_is_noted_as_unchecked() -> None:
    (kept,), losses = checked([item()], lambda id: None)
    assert losses == []
    assert kept.evidence == item().evidence
    assert kept.gates[-1] == Verdict(
        name=EVIDENCE, verdict="unchecked", detail="its document is not in this library"
    )
    (again,), _ = checked([kept], lambda id: None)
    assert again == kept
    (found,), _ = checked([kept], lambda id: TEXT)
    assert found == item()


def test_the_gates_have_the_last_word() -> None:
    def gates(given: QuizItem) -> list[Verdict]:
        return [Verdict(name="schema", verdict="reject", detail=given.stem[:3])]

    (kept,) = audited([item()], gates)
    assert kept.gates == (Verdict(name="schema", verdict="reject", detail="How"),)
    old = item(gates=(Verdict(name="blind", verdict="pass"),))
    assert [gate.name for gate in audited([old], gates)[0].gates] == ["blind", "schema"]


def test_the_first_rejection_is_told() -> None:
    sound = Verdict(name="language", verdict="flag")
    bad = Verdict(name="schema", verdict="reject", detail="two options are the same")
    assert rejection(item(gates=(sound, bad))) == bad
    assert rejection(item(gates=(sound,))) is None
