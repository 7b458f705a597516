"""Text and HTML: nothing acts, nothing is lost, right to left is shown well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutor.interchange.builders import texts
from tutor.interchange.fragments import block, direction, from_html, parse, runs, to_html
from tutor.interchange.prepare import clean_text


@given(st.one_of(texts, st.text("<>&\"'\n \t#;/bdipra", max_size=12)))
def test_what_is_written_is_read_again_to_the_letter(text: str) -> None:
    text = clean_text(text)
    assert from_html(to_html(text), own=True) == (text, ())
    assert from_html(block(text, "ar"), own=True) == (text, ())


@given(texts)
def test_a_text_makes_no_element_but_those_that_show_it(text: str) -> None:
    tags = {each.tag for each in parse(to_html(clean_text(text))).iter()}
    assert tags <= {"div", "bdi", "br", "span"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("استخدم C# ثم اسأل", ["C#"]),
        ('ضع Key="role"، ثم', ['Key="role"']),
        ("خدمة (Amazon SageMaker).", ["(Amazon SageMaker)"]),
        ("(مثل S3) و(EC2)؟", ["S3", "(EC2)"]),
        ("هل SageMaker:", ["SageMaker"]),
        ("الدالة f(x) تُرجع", ["f(x)"]),
        ("٣٥ يومًا 35", []),
        ("C# and Java", []),
    ],
)
def test_latin_names_in_arabic_are_set_apart_without_the_signs_of_the_sentence(
    text: str, names: list[str]
) -> None:
    assert [piece for piece, is_name in runs(text) if is_name] == names
    assert "".join(piece for piece, _ in runs(text)) == text


def test_an_arabic_question_is_right_to_left_also_where_it_begins_in_latin() -> None:
    assert direction("Amazon S3 ما هو؟", "ar") == "rtl"
    assert direction("Amazon S3", "ar") == "ltr"
    assert direction("ما هو؟", "en") == "rtl"
    assert direction("מה זה?", "he") == "rtl"
    assert direction("快照", "zh-Hans") == "ltr"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One\n  <b>two</b></p>\n<p>three</p>", "One two\nthree"),
        ("a<br/>b<br>c", "a\nb\nc"),
        ("<pre>if x:\n    y()</pre>after", "if x:\n    y()\nafter"),
        ("<ul>\n <li>a</li>\n <li>b</li>\n</ul>", "a\nb"),
        ("x<script>alert(1)</script>y<style>z</style>", "xy"),
        ("1 &lt; 2 &amp;&nbsp;3 &#x4e2d;", "1 < 2 & 3 中"),
        ("H<sub>2</sub>O<!-- c -->!", "H2O!"),
        ("", ""),
        ("<div><div><div>", ""),
        ("plain & simple < text", "plain & simple < text"),
    ],
)
def test_html_of_others_is_read_as_a_browser_shows_it(source: str, text: str) -> None:
    assert from_html(source, own=False) == (text, ())


def test_lines_of_ankis_editor_are_lines() -> None:
    source = "one<div>two</div><div><br></div><div>three&nbsp; x</div>"
    assert from_html(source, own=True)[0] == "one\ntwo\n\nthree\u00a0 x"


def test_what_is_no_text_is_named() -> None:
    source = 'a<img src="http://x/y.png" alt="a plot"><svg><text>b</text></svg><math>c</math>'
    text, lost = from_html(source, own=False)
    assert text == "aa plot"
    assert lost == ("a picture was left out", "a drawing was left out", "a formula was left out")


def test_html_nested_without_end_neither_hangs_nor_raises() -> None:
    assert isinstance(from_html("<b>" * 50_000 + "x", own=False)[0], str)
    assert isinstance(from_html("<!--" * 50_000, own=False)[0], str)
    assert isinstance(from_html("&" * 100_000 + "<", own=False)[0], str)
