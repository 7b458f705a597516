"""What documents can carry, counted before anything is drafted."""

from pathlib import Path

from ingest.library import Library
from tests.builders import ingest_folder, write_files
from tests.tutor.quizzing import AR, EN, ZH
from tutor.making.capacity import OF, Capacity, capacity, together
from tutor.quizzes import CHOSEN, TYPED

LIST = (
    "# Vault\n\nThe Vault service keeps these things:\n\n- snapshots of every volume\n"
    "- logs of every request\n- keys of every tenant\n"
)
EMPTY = "# Contents\n\n1 …… 2\n\n# Figures\n"


def counted(tmp_path: Path, **files: str) -> dict[str, Capacity]:
    named = {f"{name}.md": text for name, text in files.items()}
    ingest_folder(write_files(tmp_path / "files", named), tmp_path / "index")
    library = Library(tmp_path / "index", create=False)
    ids = [entry.document for entry in library.library()]
    found = together(counts for _, counts in capacity(library, ids))
    library.close()
    return found


def test_facts_are_counted_in_each_language(tmp_path: Path) -> None:
    found = counted(tmp_path, en=f"# S\n\n{EN}", zh=f"# 快照\n\n{ZH}", ar=f"# لقطات\n\n{AR}")
    assert set(found) == {"en", "zh-Hans", "ar"}
    assert all(each.sentences >= 1 for each in found.values())


def test_lists_are_counted_for_questions_with_several_right_answers(tmp_path: Path) -> None:
    assert counted(tmp_path, list=LIST)["en"].lists == 1


def test_a_document_that_states_nothing_carries_nothing(tmp_path: Path) -> None:
    found = counted(tmp_path, empty=EMPTY)
    assert not any(each.sentences or each.lists or each.pairs for each in found.values())


def test_sums_are_those_of_the_parts() -> None:
    one, two = Capacity(sentences=2, lists=1), Capacity(sentences=3, pairs=4)
    assert together([{"ar": one}, {"en": one, "ar": two}]) == {
        "ar": Capacity(sentences=5, lists=1, pairs=4),
        "en": one,
    }
    assert together([]) == {}


def test_every_kind_is_made_of_something_that_is_counted() -> None:
    assert set(OF) == {*CHOSEN, *TYPED}
    assert set(OF.values()) == set(Capacity.model_fields)
