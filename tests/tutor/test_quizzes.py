"""The nouns of practice: what they tell of themselves."""

from tests.tutor.practice import item
from tutor.quizzes import Drafts, Quiz, Rejected


def _rejected(gate: str, language: str) -> Rejected:
    return Rejected(stem="…", gate=gate, detail="", kind="single", language=language)


def test_drafts_are_counted_by_kind_and_language_and_the_gate_that_rejects() -> None:
    gates = ("blind-solve", "language", "blind-solve")
    quiz = Quiz(
        quiz="q", language="en", seed=0, model="m", settings="s",
        created="2026-11-21T08:00:00Z", asked=9,
        items=(item("single", "en"), item("single", "ar")),
        rejected=(
            *(_rejected(gate, "ar") for gate in gates),
            Rejected(stem="", gate="plan", detail="nothing more", kind="single"),  # no draft
        ),
    )  # fmt: skip
    english, arabic = quiz.drafts
    assert english == Drafts(kind="single", language="en", drafted=1, admitted=1, rejected={})
    assert (arabic.drafted, arabic.admitted, arabic.rate) == (4, 1, 0.25)
    assert arabic.rejected == {"blind-solve": 2, "language": 1}
