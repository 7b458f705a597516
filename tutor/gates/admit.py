"""All gates in their order, cheap ones first: the one door through which items come in.

For items that were made, imported, edited or disputed alike. Stops at the first reject; a
calibration asks every gate.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tutor.gates.absolutes import absolutes
from tutor.gates.all_or_none import all_or_none
from tutor.gates.blind import blind
from tutor.gates.choices_only import choices_only
from tutor.gates.combined_options import combined_options
from tutor.gates.convergence import convergence
from tutor.gates.distractors import distractors
from tutor.gates.duplicates import duplicates
from tutor.gates.evidence_removed import evidence_removed
from tutor.gates.grounds import Grounds
from tutor.gates.key_in_stem import key_in_stem
from tutor.gates.key_supported import key_supported
from tutor.gates.language import language
from tutor.gates.longest_key import longest_key
from tutor.gates.nearest import nearest
from tutor.gates.needs_passage import needs_passage
from tutor.gates.negation import negation
from tutor.gates.negative_stem import negative_stem
from tutor.gates.number_order import number_order
from tutor.gates.number_overlap import number_overlap
from tutor.gates.others_unsupported import others_unsupported
from tutor.gates.particulars import particulars
from tutor.gates.reader import Maker, Reader
from tutor.gates.repeated_words import repeated_words
from tutor.gates.rivals import rivals
from tutor.gates.scene import scene
from tutor.gates.schema import schema
from tutor.gates.truth_options import truth_options
from tutor.gates.unaided import unaided
from tutor.gates.vague import vague
from tutor.gates.verbatim import verbatim
from tutor.gates.words import words
from tutor.quizzes import QuizItem, Verdict

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

Gate = Callable[[QuizItem, Grounds], Verdict]
Reading = Callable[[QuizItem, Grounds, Reader], Verdict]
RULES: tuple[Gate, ...] = (
    schema, language, needs_passage, key_in_stem, all_or_none, combined_options, truth_options,
    longest_key, number_overlap, number_order, absolutes, vague, negative_stem, repeated_words,
    convergence,
)  # fmt: skip
"""Of item writing: they read the item alone, and the language of its passages."""
EVIDENCE: tuple[Gate, ...] = (
    verbatim, particulars, negation, words, rivals, distractors, nearest, scene,
)  # fmt: skip
READINGS: tuple[Reading, ...] = (
    choices_only, key_supported, others_unsupported, blind, unaided, evidence_removed,
)  # fmt: skip
"""By a chat model."""


@dataclass(frozen=True)
class Instruments:
    """What gates may use besides an item and what it rests on; what is missing is left out."""

    bank: Sequence[QuizItem] = ()
    """Every item there is, in any language."""
    embeddings: "Embeddings | None" = None
    """`duplicates.Remembered` ones, where many items are compared."""
    model: "BaseChatModel | None" = None
    maker: Maker | None = None
    """Of a draft of Hikma's own."""


def verdicts(
    item: QuizItem, grounds: Grounds, given: Instruments, *, every: bool = False
) -> Iterator[Verdict]:
    """What each gate found, up to the first that rejects, or with `every` all. Raises
    `ModelUnavailable`, `ReplyUnusable`.

    An item that is none at all (`schema`) goes no further in any case.
    """
    for check in _checks(item, grounds, given):
        verdict = check()
        yield verdict
        if verdict.verdict == "reject" and (not every or verdict.name == "schema"):
            return


def rules(item: QuizItem) -> Iterator[Verdict]:
    """The gates that need nothing but the item, all of them."""
    yield from (gate(item, Grounds()) for gate in RULES)


def _checks(
    item: QuizItem, grounds: Grounds, given: Instruments
) -> Iterator[Callable[[], Verdict]]:
    for gate in (*RULES, *EVIDENCE):
        yield partial(gate, item, grounds)
    yield partial(duplicates, item, given.bank, given.embeddings)
    if given.model is not None:
        reader = Reader(given.model, given.maker)
        for reading in READINGS:
            yield partial(reading, item, grounds, reader)
