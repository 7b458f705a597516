"""Moodle XML: what its reader wants, and what it gives back."""

import pytest
import regex
from lxml import etree

from ingest.errors import DamagedFile, UnsafeFile
from tests.tutor.interchange.builders import arabic, item, options, read, span, write
from tutor.errors import UnreadableBank
from tutor.quizzes import GAP


def question(exported: bytes) -> "etree._Element":
    """The first question behind the category."""
    return etree.fromstring(exported).findall("question")[1]


def test_the_declaration_is_the_very_first_thing_and_a_category_the_first_question() -> None:
    data = write("moodle-xml", item()).data
    assert data.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<quiz>")
    first = etree.fromstring(data)[0]
    assert (first.get("type"), first.findtext("category/text")) == (
        "category",
        "$course$/top/Vault",
    )


def test_a_question_has_what_moodle_reads() -> None:
    found = question(write("moodle-xml", item()).data)
    assert found.get("type") == "multichoice"
    assert found.findtext("name/text") == "How long is a snapshot kept?"
    assert found.find("questiontext").get("format") == "html"
    assert (found.findtext("single"), found.findtext("shuffleanswers")) == ("true", "false")
    assert [a.get("fraction") for a in found.findall("answer")] == ["100", "0"]
    assert found.find("answer/feedback").findtext("text") == '<p dir="ltr" lang="en">Right.</p>'
    assert found.findtext("idnumber") == "hikma-0123456789abcdef"
    assert [tag.text for tag in found.findall("tags/tag/text")] == [
        "exam:aws-mla-c01", "domain:2", "task:2.1", "language:en",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("right", "share"), [(1, "100"), (2, "50"), (3, "33.33333"), (7, "14.28571"), (8, "12.5")]
)
def test_fractions_are_of_moodles_list(right: int, share: str) -> None:
    many = options(*((f"option {at}", at < right, "") for at in range(right + 1)))
    found = question(write("moodle-xml", item("multiple", options=many)).data)
    assert found.findtext("single") == "false"
    assert [a.get("fraction") for a in found.findall("answer")] == [share] * right + [f"-{share}"]


def test_the_end_of_a_cdata_section_in_a_text_ends_none() -> None:
    given = item(stem="a ]]> b <![CDATA[ c?", explanation="]]>")
    data = write("moodle-xml", given).data
    assert "a ]]&gt; b" in question(data).findtext("questiontext/text")
    assert read("moodle-xml", data).items == (given,)


def test_a_gap_is_where_moodle_puts_its_box() -> None:
    # qtype_shortanswer looks for five underscores; four of ours would be only a line.
    found = question(write("moodle-xml", item("cloze")).data)
    assert found.get("type") == "shortanswer"
    assert "for _____ in" in found.findtext("questiontext/text")
    odd = item("cloze", stem=f"a_____{GAP}{GAP}_")
    assert read("moodle-xml", write("moodle-xml", odd).data).items == (odd,)
    line = item("short", stem="Fill: _____ and ____?")
    assert read("moodle-xml", write("moodle-xml", line).data).items[0].stem == line.stem


def test_evidence_with_title_page_and_quote_stands_in_the_feedback() -> None:
    source = question(write("moodle-xml", item()).data).findtext("generalfeedback/text")
    assert source.startswith('<p dir="ltr" lang="en">It says so.</p><div class="hikma-source"')
    assert "“A snapshot is kept for 35 days.” (The Vault, p. 3)" in source


def test_an_arabic_question_is_right_to_left_though_it_begins_in_latin() -> None:
    source = question(write("moodle-xml", arabic()).data).findtext("questiontext/text")
    assert source.startswith('<p dir="rtl" lang="ar"><bdi>Amazon S3</bdi>: كم')


def test_what_outlives_a_stay_in_moodle_is_enough() -> None:
    # Moodle keeps idnumber and tags even where an editor cleaned the HTML.
    data = write("moodle-xml", item()).data.replace(b"data-hikma", b"data-gone")
    (back,) = read("moodle-xml", data).items
    assert (back.id, back.exam, back.domain, back.task) == (item().id, "aws-mla-c01", "2", "2.1")
    assert back.evidence == ()


OTHERS = """<?xml version="1.0" encoding="UTF-8"?>
<!-- from a course -->
<quiz>
<question type="category"><category><text>$course$/top</text></category></question>
<question type="multichoice"><name><text>q</text></name>
 <questiontext format="html"><text><![CDATA[<p>Which <b>one</b>&nbsp;is&#233;?</p>
  <img src="@@PLUGINFILE@@/x.png" alt="a plot">]]></text></questiontext>
 <generalfeedback format="html"><text><![CDATA[<p>So.</p>
  <ul><li>a</li><li>b</li></ul>]]></text></generalfeedback>
 <single>true</single><idnumber>17</idnumber>
 <answer fraction="100" format="html"><text><![CDATA[<p>x &lt; y</p>]]></text>
  <feedback format="html"><text>yes</text></feedback></answer>
 <answer fraction="33.333" format="html"><text>y</text></answer>
 <answer fraction="0" format="plain_text"><text>&lt;b&gt;z&lt;/b&gt;</text></answer>
 <tags><tag><text>maths</text></tag><tag><text>domain:4</text></tag></tags>
</question>
<question type="multichoice"><questiontext format="html"><text>Which two?</text></questiontext>
 <single>false</single>
 <answer fraction="50"><text>a</text></answer><answer fraction="50"><text>b</text></answer>
 <answer fraction="-100"><text>c</text></answer></question>
<question type="truefalse">
 <questiontext format="html"><text>S3 是对象存储服务。</text></questiontext>
 <answer fraction="0"><text>true</text><feedback><text>不</text></feedback></answer>
 <answer fraction="100"><text>false</text></answer></question>
<question type="shortanswer">
 <questiontext format="html"><text>It is _____ days.</text></questiontext>
 <answer fraction="100"><text>3*5 &lt;b&gt;</text></answer>
 <answer fraction="50"><text>34</text></answer></question>
<question type="numerical"><questiontext format="html"><text>How many?</text></questiontext>
 <answer fraction="100"><text>35</text><tolerance>1</tolerance></answer></question>
<question type="essay"><questiontext format="html"><text>Discuss.</text></questiontext></question>
<question type="ddwtos"><questiontext format="html"><text>Drag.</text></questiontext></question>
<question type="multichoice"><questiontext format="html"><text>Two keys?</text></questiontext>
 <answer fraction="100"><text>a</text></answer>
 <answer fraction="100"><text>b</text></answer></question>
</quiz>
"""


def test_banks_of_others_are_read() -> None:
    found = read("moodle-xml", OTHERS)
    first, second, third, gap, number = found.items
    assert (first.stem, first.explanation) == ("Which one isé?\na plot", "So.\na\nb")
    assert [(o.text, o.correct, o.rationale) for o in first.options] == [
        ("x < y", True, "yes"), ("y", False, ""), ("<b>z</b>", False, ""),
    ]  # fmt: skip
    assert (first.domain, first.topic, first.evidence) == ("4", "maths", ())
    assert (second.kind, len(second.keys)) == ("multiple", 2)
    assert [(o.text, o.correct, o.rationale) for o in third.options] == [
        ("正确", False, "不"), ("错误", True, ""),
    ]  # fmt: skip
    assert (gap.kind, gap.stem, gap.answer) == ("cloze", f"It is {GAP} days.", ("3*5 <b>",))
    assert number.answer == ("35",)
    assert {each.detail for each in found.unread} == {
        "an essay has no answer to check",
        "questions of type 'ddwtos' are not read",
        "several options are each right by themselves",
    }
    assert {loss.what for loss in found.losses} == {
        "a picture was left out", "options worth part of the points",
        "answers worth part of the points", "the tolerance of a number",
    }  # fmt: skip


@pytest.mark.parametrize(
    "spoil",
    [("</questiontext>", ""), ("Which two?", "Which &nbsp; two?"), ("b</text>", "b<")],
)
def test_a_file_broken_in_the_middle_names_the_line_and_gives_the_rest(
    spoil: tuple[str, str],
) -> None:
    at = OTHERS.index("Which two?")
    text = OTHERS[:at] + OTHERS[at:].replace(spoil[0], spoil[1], 1)
    found = read("moodle-xml", text)
    assert [each.stem for each in found.items][:2] == [
        "Which one isé?\na plot",
        "S3 是对象存储服务。",
    ]
    assert len(found.items) == 4
    assert "line 17" in {each.where for each in found.unread}
    assert any("line 1" in each.detail for each in found.unread)


def test_every_line_that_is_named_is_one_of_the_file_not_of_the_question() -> None:
    at = OTHERS.index("Which two?")
    text = OTHERS[:at] + OTHERS[at:].replace("</questiontext>", "</question-text>", 1)
    here = text[: text.index("</question-text>")].count("\n") + 1
    detail = next(each.detail for each in read("moodle-xml", text).unread)
    numbers = {int(number) for number in regex.findall(r"line (\d+)", detail)}
    assert here in numbers
    assert all(here - 1 <= number <= here for number in numbers), detail
    assert "column" not in detail


def test_a_file_cut_short_gives_what_is_whole() -> None:
    found = read("moodle-xml", OTHERS[: OTHERS.index('<question type="numerical"') + 60])
    assert len(found.items) == 4
    assert found.unread


@pytest.mark.parametrize(
    "text", ["<html><body/></html>", "<questestinterop/>", "<?xml version='1.0'?><lesson/>"]
)
def test_other_xml_is_told_apart(text: str) -> None:
    with pytest.raises(UnreadableBank) as caught:
        read("moodle-xml", text)
    assert "no quiz of Moodle" in caught.value.message


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><quiz>&j;</quiz>"
)
THIEF = (
    '<!-- x --><?y z?>\n<!DOCTYPE quiz [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    "<quiz><question type='shortanswer'><questiontext><text>&f;</text></questiontext>"
    "</question></quiz>"
)


@pytest.mark.parametrize("text", [BOMB, THIEF, "<!DOCTYPE quiz SYSTEM 'http://x/y.dtd'><quiz/>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_any_parser_sees_them(text: str, encoding: str) -> None:
    with pytest.raises(UnsafeFile):
        read("moodle-xml", text.encode(encoding))


def test_an_entity_that_slipped_past_would_not_be_expanded() -> None:
    late = "<quiz><!DOCTYPE q [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><x>&f;</x></quiz>"
    with pytest.raises(DamagedFile):
        read("moodle-xml", late)


def test_a_million_questions_that_are_not_closed_take_no_time() -> None:
    found = read("moodle-xml", "<quiz>" + "<question >" * 200_000)
    assert not found.items
    assert "the rest was not read" in found.unread[-1].detail


def test_quotes_of_evidence_with_controls_do_not_break_the_file() -> None:
    given = item(evidence=(span("a\x00\x0bb", title="t\x1b[31m"),))
    assert read("moodle-xml", write("moodle-xml", given).data).items == (given,)
