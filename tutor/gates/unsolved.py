"""Does a reader come to the key by neither of two ways: its letter in every order, its own words?

Each alone only flags: a small model's letters and its wording are both weak. Where both fail, the
key is mostly another's: of the first three such items that were read, two had a wrong key.
"""

from collections.abc import Sequence

from tutor.gates.blind import NAME as BLIND
from tutor.gates.unaided import NAME as UNAIDED
from tutor.gates.verdicts import passed, rejected
from tutor.quizzes import Verdict

NAME = "unsolved"


def unsolved(found: Sequence[Verdict]) -> Verdict:
    """Of what the gates before it found of the same item."""
    failed = [v.detail for v in found if v.name in (BLIND, UNAIDED) and v.verdict == "flag"]
    return rejected(NAME, "; ".join(failed)) if len(failed) > 1 else passed(NAME)
