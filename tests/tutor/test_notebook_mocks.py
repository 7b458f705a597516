"""Mock exams in the notebook: papers are kept, events only added, one window at a time."""

from pathlib import Path

import pytest

from ingest.errors import InputError
from tests.tutor.mock.sitting import bank, clock, paper
from tutor.errors import UnknownExam
from tutor.mock.papers import MockEvent
from tutor.mock.sit import answer, finish, present, start
from tutor.notebook import Notebook


def test_a_paper_is_found_by_the_beginning_of_its_id_and_kept_once(tmp_path: Path) -> None:
    notebook, drawn = Notebook.open(tmp_path), paper()
    notebook.keep_paper(drawn)
    notebook.keep_paper(drawn)
    assert notebook.papers() == [drawn]
    assert notebook.paper(drawn.id[:5]) == drawn
    with pytest.raises(UnknownExam) as caught:
        notebook.paper("ffff")
    assert "hikma exam sittings" in caught.value.hint
    notebook.close()


def test_events_outlive_the_process_and_two_windows_cannot_both_write(tmp_path: Path) -> None:
    notebook, drawn = Notebook.open(tmp_path), paper()
    notebook.keep_paper(drawn)
    first = drawn.questions[0].item
    item = next(each for each in bank(9, 9, 9) if each.id == first)
    start(drawn, notebook.ledger, now=clock())
    now = answer(drawn, notebook.ledger, item, ["b"], now=clock(5))
    notebook.close()
    again = Notebook.open(tmp_path)
    assert present(drawn, again.ledger.events(drawn.id)) == now
    late = MockEvent(paper=drawn.id, number=1, event="flagged", item=first, at=clock(6))
    with pytest.raises(InputError, match="another window"):
        again.ledger.add(late)
    assert finish(drawn, again.ledger, now=clock(7)).answers == {first: ("b",)}
    assert again.ledger.events("elsewhere") == []
    again.close()
