"""The sentences of a passage, and which of them state something."""

import pytest

from tutor.answers import Passage
from tutor.evidence import split_sentences


def stating(text: str, language: str) -> list[str]:
    """The sentences that state something."""
    found = Passage(
        rank=1, score=1.0, document="d" * 16, title="T", path="/t.md", page=1, start=0,
        end=len(text), language=language, text=text,
    )  # fmt: skip
    return [sentence.text for sentence in split_sentences(found) if sentence.states]


@pytest.mark.parametrize(
    ("language", "text", "states"),
    [
        ("en", "Who built it? Yes. Yes Yes Yes. The hut is old.", ["The hut is old."]),
        ("zh-Hans", "谁建的？Yes。Yes Yes。小屋很旧。", ["小屋很旧。"]),
        ("ar", "من بناه؟ نعم. نعم نعم نعم. الكوخ قديم.", ["الكوخ قديم."]),
        ("en", "Metrics:\n\n- Recall.\n- Precision.", ["Recall.", "Precision."]),
        ("ar", "المقاييس هي:\n\n- الاستدعاء.\n- الدقة.", ["الاستدعاء.", "الدقة."]),
    ],
)
def test_a_question_and_one_word_beside_others_state_nothing(
    language: str, text: str, states: list[str]
) -> None:
    assert stating(text, language)[-len(states) :] == states
    assert not {"Yes.", "Yes。", "نعم."} & set(stating(text, language))
