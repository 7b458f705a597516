"""The coverage map as a picture: sound XML, nothing cut off, readable from either side."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tutor.coverage import Coverage, CoveredTask
from tutor.coverage_picture import ROW, TOP, WIDTH, as_svg, wrapped
from tutor.progress import label

SVG = "{http://www.w3.org/2000/svg}"
LONG = "Performance, availability, scalability, resiliency, fault tolerance and then some more"


def task(number: int = 1, **changed: Any) -> CoveredTask:
    fields: dict[str, Any] = {
        "domain": "1", "task": f"1.{number}", "title": "Data repositories", "passages": 4,
        "items": 2, "attempts": 4, "right": 3, "state": "learning", "known": 0.526, "gap": "none",
    }  # fmt: skip
    return CoveredTask(**(fields | changed))


def drawn(*tasks: CoveredTask, title: str = "Acme One", language: str = "en") -> Any:
    found = Coverage(exam="acme-one", tasks=tasks, outside=0)
    return etree.fromstring(as_svg(found, title, language).encode("utf-8"))


def texts(picture: Any) -> list[str]:
    return [str(each.text) for each in picture.iter(f"{SVG}text")]


def test_every_figure_stands_beside_its_bar_as_text() -> None:
    picture = drawn(task(), task(2, passages=0, items=0, attempts=0, right=0, state="untried",
                                 known=None, gap="no passage"))  # fmt: skip
    said = texts(picture)
    assert said[0] == "Acme One [acme-one]"
    assert {"1.1", "4", "2", "3/4", "53%", "learning"} <= set(said)
    assert {"1.2", "0", "0/0", "–"} <= set(said)
    assert " ".join(said[-2:]) == "nothing in your documents"


def test_bars_are_in_proportion_to_the_longest_of_their_column() -> None:
    picture = drawn(task(passages=8, items=0), task(2, passages=2, items=0))
    rows = [
        [float(bar.get("width")) for bar in row.iter(f"{SVG}rect")]
        for row in picture.iter(f"{SVG}g")
    ]
    assert rows[0][0] == 4 * rows[1][0]
    assert all(float(bar.get("width")) > 0 for bar in picture.iter(f"{SVG}rect"))


@pytest.mark.parametrize(
    ("changed", "shapes"),
    [
        ({"gap": "no passage"}, {"path": 1}),
        ({"gap": "no item"}, {"path": 1}),
        ({"state": "untried", "gap": "no attempt"}, {"circle": 1}),
        ({"state": "learning"}, {"circle": 2}),
        ({"state": "mastered"}, {"circle": 1}),
        ({"state": "fading"}, {"circle": 1}),
    ],
)
def test_states_differ_in_shape_and_not_in_colour(
    changed: dict[str, Any], shapes: dict[str, int]
) -> None:
    (row,) = drawn(task(**changed)).iter(f"{SVG}g")
    counted = {name: len(list(row.iter(f"{SVG}{name}"))) for name in ("path", "circle")}
    assert {name: count for name, count in counted.items() if count} == shapes
    colours = {each.get("fill") for each in row.iter() if each.get("fill") not in (None, "none")}
    # Ink and a grey: nothing is lost in black and white.
    assert colours <= {"#1a1a1a", "#d0d0d0"}


def test_the_shapes_of_all_states_differ() -> None:
    marks = {
        etree.tostring([*row.iter(f"{SVG}circle")][-1])
        for state in ("untried", "learning", "mastered", "fading")
        for row in drawn(task(state=state)).iter(f"{SVG}g")
    }
    assert len(marks) == 4


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ar"])
def test_columns_begin_at_the_edge_at_which_one_starts_to_read(language: str) -> None:
    picture = drawn(task(title="نقل البيانات عبر Kinesis"), language=language)
    found = {str(each.text): each for each in picture.iter(f"{SVG}text")}
    first, last = found[label("task", language)], found[label("state", language)]
    mirrored = language == "ar"
    assert (float(first.get("x")) > float(last.get("x"))) == mirrored
    arabic = found["نقل البيانات عبر Kinesis"]
    # In its own direction, begun at the column's edge: its start on the right, its end on the left.
    assert arabic.get("direction") == "rtl"
    assert arabic.get("text-anchor") == ("start" if mirrored else "end")
    number = found["1.1"]
    assert (number.get("direction"), number.get("text-anchor")) == (
        "ltr", "end" if mirrored else "start",
    )  # fmt: skip


@pytest.mark.parametrize(
    "evil",
    [
        "</text><script>alert(1)</script>", 'x" onload="alert(1)', "a & b < c > d", "]]>",
        "\x00\x1b[31m\x07", "a\ufffeb\uffff", "\ud800", "\u202eevil\u2066", "<!ENTITY x 'y'>",
        "{red}\n\r\tblue", "安全\n与合规", "🔥" * 30, "https://elsewhere.example/x.png",
    ],
)  # fmt: skip
def test_what_a_title_says_draws_nothing_and_leads_nowhere(evil: str) -> None:
    picture = drawn(task(title=evil), title=evil)
    names = {etree.QName(each).localname for each in picture.iter()}
    assert names <= {"svg", "title", "rect", "text", "g", "path", "circle"}
    said = "".join(picture.itertext())
    assert not set(said) & set("\x00\x1b\x07\u202e\u2066\ufffe\uffff\ud800")
    assert not any(
        name.startswith("on") or "href" in name for each in picture.iter() for name in each.attrib
    )


def test_a_long_title_takes_two_lines_and_is_whole_in_the_tooltip() -> None:
    picture = drawn(task(title=LONG))
    (row,) = picture.iter(f"{SVG}g")
    assert LONG in str(next(row.iter(f"{SVG}title")).text)
    assert any(text.endswith("…") for text in texts(row))


def test_a_hundred_tasks_have_a_row_each_inside_the_picture() -> None:
    picture = drawn(*(task(number) for number in range(100)))
    height = float(picture.get("height"))
    assert height >= TOP + 100 * ROW
    for each in picture.iter(f"{SVG}text"):
        assert 0 <= float(each.get("x")) <= WIDTH
        assert 0 < float(each.get("y")) < height


def test_without_tasks_it_is_a_headline() -> None:
    assert list(drawn().iter(f"{SVG}g")) == []


@given(st.text(), st.integers(4, 50), st.integers(1, 4))
def test_lines_are_as_wide_and_as_many_as_they_may_be(text: str, cells: int, lines: int) -> None:
    from rich.cells import cell_len

    found = wrapped(text, cells, lines)
    assert 1 <= len(found) <= lines
    assert all(cell_len(line) <= cells for line in found)


def test_chinese_without_spaces_is_broken_and_nothing_of_it_is_lost() -> None:
    title = "机器学习解决方案的监控、维护与安全以及成本优化的最佳实践"
    assert "".join(wrapped(title, 20, 9)) == title
