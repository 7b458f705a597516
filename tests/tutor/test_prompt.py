"""Prompts are filled exactly."""

import pytest

from tutor.prompt import render


def test_braces_in_a_value_are_left_alone() -> None:
    text = render("examine", passage="{question} {x}", question="What is {y}?")
    assert "{question} {x}" in text
    assert "What is {y}?" in text


@pytest.mark.parametrize("given", [{"question": "q"}, {"question": "q", "passage": "p", "x": ""}])
def test_a_missing_or_unknown_variable_is_an_error(given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="examine takes"):
        render("examine", **given)
