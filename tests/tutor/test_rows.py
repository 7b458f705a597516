"""Rows of tables know the heads of their columns, also where a passage begins among the rows."""

from pathlib import Path

import pytest

from ingest.documents import Scope
from tests.builders import fake_index
from tutor.evidence import listed, split_sentences
from tutor.retrieve import retrieve
from tutor.rows import heads_above, is_heads, is_row

HEADS = "| 存储类别 | 最短时长 |"
ROWS = "| Standard-IA | 30 天 |\n| Deep Archive | 180 天 |"
TABLE = f"前文。\n\n{HEADS}\n| --- | --- |\n{ROWS}\n\n后文。"


@pytest.mark.parametrize(
    ("words", "heads"),
    [("Standard", HEADS), ("180", HEADS), ("最短", ""), ("前文", ""), ("后文", "")],
)
def test_the_heads_above_are_those_of_the_rows_table(words: str, heads: str) -> None:
    assert heads_above(TABLE, TABLE.index(words)) == heads
    rest = TABLE[TABLE.index("| Standard") :]
    assert heads_above(rest, 0) == "", "the table begins before"


def test_bars_in_prose_make_no_table() -> None:
    assert not is_row("P(a|b) and P(b|a)", 0)
    assert is_row("| a | b |", 0)
    assert not is_heads("| a | b |\n| c | d |", 0)


def test_a_passage_that_begins_among_rows_is_read_below_their_heads(tmp_path: Path) -> None:
    rows = "".join(
        f"| Class {n} | keeps things for {n} days and costs a little less |\n" for n in range(90)
    )
    index = fake_index(
        tmp_path, {"t.md": f"# T\n\n| Class | What it does |\n| --- | --- |\n{rows}"}
    )
    found = retrieve("Class 88 keeps things", index, k=8, pool=50, scope=Scope())
    later = [p for p in found.passages if "Class 88 " in p.text and "What it does" not in p.text]
    assert later
    for passage in later:
        assert passage.heads == "| Class | What it does |"
        sentences = split_sentences(passage)
        (meant,) = [s for s in sentences if "Class 88 " in s.text]
        lines = listed(passage, [meant]).split("\n")
        assert lines[-2:] == [passage.heads, f"[{meant.label}] {meant.text}"]
