"""What a client sees before the attempt: nothing of the key."""

import json

import pytest

from tests.tutor.practice import LANGUAGES, item
from tutor.quizzes import Kind, Verdict
from tutor.unanswered import public

KINDS: tuple[Kind, ...] = ("single", "multiple", "true-false", "cloze", "short", "card")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_the_key_is_in_what_a_client_sees(kind: Kind, language: str) -> None:
    asked = item(kind, language, gates=(Verdict(name="solve", verdict="pass", detail="SECRET"),))
    if kind == "true-false":  # whose statement may well be the evidence's own words
        asked = asked.model_copy(update={"stem": "A statement."})
    sent = json.dumps(public(asked).model_dump(), ensure_ascii=False)
    hidden = [
        *asked.answer,
        asked.explanation,
        asked.topic,
        "SECRET",
        *(span.quote for span in asked.evidence),
        *(span.title for span in asked.evidence),
        *(span.document for span in asked.evidence),
        *(option.rationale for option in asked.options),
    ]
    assert [text for text in hidden if text and text in sent] == []


@pytest.mark.parametrize("kind", ["single", "multiple", "true-false"])
def test_two_items_that_differ_in_their_key_alone_look_the_same(kind: Kind) -> None:
    asked = item(kind)
    turned = tuple(o.model_copy(update={"correct": not o.correct}) for o in asked.options)
    assert public(asked) == public(asked.model_copy(update={"options": turned}))


def test_a_field_that_items_get_later_is_not_sent_before_somebody_decides_so() -> None:
    assert set(public(item("single")).model_dump()) == {
        "id", "kind", "language", "stem", "options", "exam", "domain", "task", "difficulty",
    }  # fmt: skip
    assert set(public(item("single")).options[0].model_dump()) == {"id", "text"}
