"""`hikma quiz edit`, `retire` and `restore`."""

from pathlib import Path

import pytest

from tests.app.test_cli_quiz_dispute import Hikma, folder, hikma
from tests.tutor.quizzing import solving
from tutor.fake_chat import FakeChatModel
from tutor.notebook import Notebook

__all__ = ["folder", "hikma"]


def test_an_edit_that_passes_every_gate_takes_the_old_items_place(
    hikma: Hikma, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = Notebook.open(folder / "data")
    old = notebook.item("en35").item
    model = FakeChatModel(replies=solving(old))
    monkeypatch.setattr("tutor.session.load_chat_model", lambda *_: model)
    question = "For how many days does it keep one?"
    status, record, _ = hikma("quiz", "edit", "en35", "--stem", question)
    assert (status, record["admitted"]) == (0, True)
    new = notebook.item(record["item"]["id"])
    assert (new.standing, new.item.stem) == ("active", question)
    assert new.item.evidence == old.evidence
    assert notebook.item("en35").standing == "retired"
    notebook.close()


def test_a_refused_edit_ends_with_3_and_changes_nothing(hikma: Hikma, folder: Path) -> None:
    status, record, _ = hikma("quiz", "edit", "ar35", "--option", "a=كل ما سبق")
    assert (status, record["admitted"]) == (3, False)
    assert record["gates"][-1]["name"] == "all-or-none"
    notebook = Notebook.open(folder / "data")
    assert notebook.item("ar35").standing == "active"
    assert notebook.bank(standing=None).total == 3
    notebook.close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--stem", "How long is a snapshot kept?"), "Nothing was changed"),
        (("--option", "nothing"), "names no option"),
        (("--option", "z=x"), "has no option"),
    ],
)
def test_an_edit_that_is_none_is_refused_with_a_hint(
    hikma: Hikma, arguments: tuple[str, ...], said: str
) -> None:
    status, record, _ = hikma("quiz", "edit", "en35", *arguments)
    assert status == 1
    assert said in record["error"]["message"]
    assert record["error"]["hint"]


def test_an_item_is_retired_and_restored(hikma: Hikma) -> None:
    _, record, _ = hikma("quiz", "retire", "en36", "--why", "مفتاحه خاطئ")
    assert record == {"item": "en36", "standing": "retired"}
    _, record, _ = hikma("quiz", "restore", "en36")
    assert record == {"item": "en36", "standing": "active"}
