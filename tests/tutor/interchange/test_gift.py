"""GIFT: the traps of Moodle's reader, both ways."""

import pytest

from tests.tutor.interchange.builders import arabic, item, options, read, span, write
from tutor.interchange.gift import escaped
from tutor.quizzes import GAP


def body(exported: bytes) -> str:
    """The first question without its comments."""
    block = exported.decode("utf-8").split("\n\n")[0]
    return "\n".join(line for line in block.split("\n") if not line.startswith("//"))


def test_the_signs_that_act_are_escaped_the_backslash_first() -> None:
    assert escaped("C:\\new {a~b} =#\n") == r"C\:\\new \{a\~b\} \=\#\n"


def test_a_question_is_one_block_without_blank_lines() -> None:
    given = item(stem="One\n\n\ntwo?", explanation="x\n\ny", evidence=(span("a\n\nb"),))
    text = write("gift", given, item(id="1" * 16)).data.decode("utf-8")
    assert text.count("\n\n") == 2
    assert not text.startswith("\ufeff")


def test_an_unescaped_sign_in_an_option_would_be_another_option() -> None:
    given = item(options=options(("a=b", True, "x#y"), ("c~d", False, "####z")))
    assert read("gift", write("gift", given).data).items == (given,)
    assert r"=a\=b#x\#y" in body(write("gift", given).data)


@pytest.mark.parametrize("text", ["%50% off", "%100%", "%-5%x"])
def test_a_percentage_at_the_start_of_an_option_is_no_weight(text: str) -> None:
    given = item(options=options((text, True, ""), (f"{text}!", False, "")))
    assert f'=<p dir\\="ltr" lang\\="en">{text}</p>' in body(write("gift", given).data)
    typed = item("short", answer=(text,))
    assert f"=%100%{text}" in body(write("gift", typed).data)
    assert read("gift", write("gift", given).data).items == (given,)
    assert read("gift", write("gift", typed).data).items == (typed,)


@pytest.mark.parametrize("text", ["[html]<b>", "[plainX", "[markdown] x", "[x]"])
def test_a_bracket_at_the_start_names_no_format(text: str) -> None:
    given = item(stem=text, options=options((text, True, text), ("b", False, "")), explanation=text)
    assert body(write("gift", given).data).count(f"[plain]{text}") == 4
    assert read("gift", write("gift", given).data).items == (given,)


def test_an_arrow_in_a_typed_answer_would_make_a_matching_question() -> None:
    exported = write("gift", item("short", answer=("a -> b",)), item(id="1" * 16))
    assert [loss.what for loss in exported.losses] == [
        "an answer holds ->, which makes a matching question of it"
    ]
    assert exported.losses[0].whole
    # Beside ~ it is only an arrow for Moodle, but not for every reader: there it is HTML.
    given = item(stem="a -> b?", options=options(("c -> d", True, "->"), ("e", False, "")))
    assert read("gift", write("gift", given).data).items == (given,)
    assert "->" not in body(write("gift", given).data).partition("{")[2]


def test_a_star_is_a_star_and_no_wildcard() -> None:
    given = item("short", answer=("C*", "\\*"))
    assert "\t=C\\\\*\n" in body(write("gift", given).data)
    assert read("gift", write("gift", given).data).items == (given,)


def test_several_right_options_have_weights_that_moodle_knows() -> None:
    text = body(write("gift", item("multiple")).data)
    assert "\n\t~%50%35 days" in text
    assert "\n\t~%-50%7 days" in text
    assert "\n\t=" not in text
    three = options(*((f"right {at}", at < 3, "") for at in range(4)))
    assert "~%33.33333%right 0" in body(write("gift", item("multiple", options=three)).data)


def test_eleven_right_options_have_no_weight_and_are_left_out() -> None:
    many = options(*((f"right {at}", at < 11, "") for at in range(12)))
    for format in ("gift", "moodle-xml"):
        exported = write(format, item("multiple", options=many))
        assert exported.items == 0
        assert exported.losses[0].what == "Moodle has no grade for one of 11 right options"


def test_a_gap_stands_where_the_answers_are() -> None:
    text = body(write("gift", item("cloze")).data)
    assert "[plain]A snapshot is kept for {\n\t=35 days\n" in text
    assert text.endswith("} in the Vault.")
    last = item("cloze", stem=f"It is kept for {GAP}")
    assert read("gift", write("gift", last).data).items == (last,)


def test_true_and_false_keep_their_words_and_reasons() -> None:
    given = item("true-false", options=options(("错", True, "对了"), ("对", False, "不对")))
    assert "{FALSE#不对#对了####" in body(write("gift", given).data)
    assert read("gift", write("gift", given).data).items == (given,)
    odd = item("true-false", options=options(("Agreed#", True, ""), ("Denied", False, "")))
    assert r"=Agreed\#" in body(write("gift", odd).data)
    assert read("gift", write("gift", odd).data).items == (odd,)


def test_right_to_left_text_is_html_that_says_so_and_latin_names_keep_to_themselves() -> None:
    text = body(write("gift", arabic()).data)
    assert '[html]<p dir\\="rtl" lang\\="ar"><bdi>Amazon S3</bdi>\\: كم' in text
    assert "<bdi>C\\#</bdi>" in text
    assert "[html]" not in body(write("gift", item()).data)


def test_moodle_finds_the_id_and_the_tags_in_a_comment_and_nothing_of_the_record() -> None:
    text = write("gift", item(domain="[id:x] a]b", evidence=(span("[tag:y]"),))).data.decode()
    record, marks = text.split("\n")[:2]
    assert "[id:" not in record
    assert "[tag:" not in record
    assert "[id:hikma-0123456789abcdef] [tag:exam:aws-mla-c01]" in marks
    assert marks.count("]") == marks.count("[") == 5
    assert read("gift", text).items[0].domain == "[id:x] a]b"


def test_evidence_is_shown_under_the_explanation_and_taken_off_again() -> None:
    text = body(write("gift", item()).data)
    assert r"####It says so.\n\n“A snapshot is kept for 35 days.” (The Vault, p. 3)}" in text
    assert read("gift", write("gift", item()).data).items == (item(),)


OTHERS = """// a comment
$CATEGORY: $course$/top/Vault

::Q1:: What is two plus two? {
  =four #right
  ~three
  ~%25%almost four
}

Two plus two is {=four =4} exactly.

// [id:17] [tag:maths] [tag:exam:aws-mla-c01]
::Q3 \\: colons::[html]Is <b>2&nbsp;+ 2</b><br>four?{T#no#yes####Because &lt;it&gt; is.}

Which are even?{~%50%2 ~%50%4 ~%-100%3}

When?{#1945:5 =%50%1944}

Match.{=a -> b =c -> d}

Write an essay.{}

A description.

Broken { =a ~b

Broken } too {

[markdown]**Bold** and `code`?{=yes ~no}

<p>How many <i>buckets</i>?</p>{=1~2}

Two right ones?{=a =b ~c}
"""


def test_files_of_others_are_read_as_moodle_reads_them() -> None:
    found = read("gift", OTHERS)
    by_stem = {each.stem: each for each in found.items}
    assert list(by_stem) == [
        "What is two plus two?",
        f"Two plus two is {GAP} exactly.",
        "Is 2 + 2\nfour?",
        "Which are even?",
        "When?",
        "**Bold** and `code`?",
        "How many buckets?",
    ]
    first = by_stem["What is two plus two?"]
    assert [(o.text, o.correct, o.rationale) for o in first.options] == [
        ("four", True, "right"), ("three", False, ""), ("almost four", False, ""),
    ]  # fmt: skip
    gap = by_stem[f"Two plus two is {GAP} exactly."]
    assert (gap.kind, gap.answer) == ("cloze", ("four", "4"))
    third = by_stem["Is 2 + 2\nfour?"]
    assert (third.kind, third.key.text, third.exam, third.topic) == (
        "true-false", "True", "aws-mla-c01", "maths",
    )  # fmt: skip
    assert third.explanation == "Because <it> is."
    assert [o.rationale for o in third.options] == ["yes", "no"]
    assert third.id != "17"
    assert [o.correct for o in by_stem["Which are even?"].options] == [True, True, False]
    assert by_stem["When?"].answer == ("1945",)


def test_what_cannot_be_checked_or_read_is_named_by_its_line() -> None:
    found = read("gift", OTHERS)
    assert {each.where: each.detail for each in found.unread} == {
        "line 19": "a matching question",
        "line 21": "an essay or a description has no answer to check",
        "line 23": "it has no answers in braces",
        "line 25": "its braces do not match",
        "line 27": "its braces do not match",
        "line 33": "several options are each right by themselves",
    }
    assert {loss.what for loss in found.losses} == {
        "options worth part of the points", "the tolerance of a number was left out",
    }  # fmt: skip


def test_windows_lines_and_a_mark_at_the_start_change_nothing() -> None:
    text = "\ufeff" + OTHERS.replace("\n", "\r\n")
    assert read("gift", text).items == read("gift", OTHERS).items


def test_an_explanation_that_was_edited_keeps_id_and_evidence() -> None:
    text = write("gift", item()).data.decode().replace("It says so.", "It says that it is so.")
    (back,) = read("gift", text).items
    assert (back.id, back.evidence, back.explanation) == (
        item().id, item().evidence, "It says that it is so.",
    )  # fmt: skip
