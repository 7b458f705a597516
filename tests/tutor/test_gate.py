"""The decision to answer: whatever speaks for it makes it likelier."""

import itertools
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel

from tutor.chat_models import sigmoid
from tutor.fake_chat import FakeChatModel
from tutor.gate import Signals, least, probability

USUAL = Signals(odds=0.5, sentence=0.88, coverage=0.5, answers=0.5)
MEASURED = "embedded:qwen2.5-coder-1.5b-instruct"


class Named(FakeChatModel):
    """A chat model of any name."""

    name_of_model: str

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.name_of_model}


MODELS = [None, Named(name_of_model=MEASURED)]


@pytest.mark.parametrize(
    ("model", "same", "answers", "telling"),
    [
        (None, True, None, {"sentence", "coverage"}),
        (None, False, None, {"sentence"}),
        (MODELS[1], True, None, {"odds", "sentence"}),
        (MODELS[1], True, 0.5, {"odds", "sentence", "answers"}),
        (MODELS[1], False, 0.5, {"answers"}),
    ],
)
def test_the_more_speaks_for_an_answer_the_likelier_it_is(
    model: BaseChatModel | None, same: bool, answers: float | None, telling: set[str]
) -> None:
    usual = USUAL.model_copy(update={"answers": answers})
    known = probability(usual, model, same=same)
    assert 0 < known < 1
    moved = set()
    for name, value in usual.model_dump().items():
        if value is not None:
            more = probability(usual.model_copy(update={name: value + 0.05}), model, same=same)
            assert more >= known
            moved |= {name} if more > known else set()
    assert moved == telling


def test_where_nothing_speaks_for_an_answer_there_is_none_and_where_all_does_there_is() -> None:
    for model, same in itertools.product(MODELS, [True, False]):
        nothing = Signals(odds=-3, sentence=0.75, coverage=0.0, answers=-3)
        assert probability(nothing, model, same=same) < least(model, same=same)
        everything = Signals(odds=3, sentence=0.95, coverage=1.0, answers=3)
        assert probability(everything, model, same=same) > least(model, same=same)


def test_a_model_that_was_not_measured_is_taken_at_its_word_and_without_one_words_decide() -> None:
    other = Named(name_of_model="openai:some")
    assert probability(USUAL, other, same=True) == sigmoid(USUAL.odds)
    asked_of_sentences = USUAL.model_copy(update={"odds": 0.0})
    assert probability(asked_of_sentences, other, same=False) == sigmoid(0.5)
    silent = USUAL.model_copy(update={"odds": 0.0, "answers": None})
    assert probability(silent, other, same=True) == probability(silent, None, same=True)
