"""What an item shows of the words of a document or a model: all but marks of layout."""

from pathlib import Path

import pytest

from ingest.documents import Document
from tests.builders import document, fake_index
from tests.tutor.quizzing import passage_in, scripted
from tutor.compose import workbench
from tutor.facts import sources
from tutor.making.asked import invented
from tutor.making.cards import card, pairs
from tutor.making.cloze import cloze
from tutor.making.focus import foci
from tutor.making.stems import shown


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Spot** saves `money`.", "Spot saves money."),
        ("这是**重点**，有**10**个。", "这是重点，有10个。"),
        ("هذا **مهم** جدًا", "هذا مهم جدًا"),
        ("Up to **10** GB (**at once**)", "Up to 10 GB (at once)"),
        ("2**10 values, or 2 ** 10", "2**10 values, or 2 ** 10"),
        (" a\nb ", " a b "),
        ("", ""),
    ],
)
def test_bold_goes_and_a_power_stays(text: str, plain: str) -> None:
    assert shown(text) == plain


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("Q: Which language is in use?\nA: It is written in C#", "Which language is in use?", "C#"),
        ("**Q:** Which method?\n**A:** Its name is __init__", "Which method?", "__init__"),
        ("问：用什么语言写的？\n答：它是用 C#", "用什么语言写的？", "C#"),
        ("س: بأي لغة كُتب هذا؟\nج: كُتب بلغة C#", "بأي لغة كُتب هذا؟", "C#"),
        ("Q: _Why so slow?_\nA: **It waits for all.**", "Why so slow?", "It waits for all."),
        (
            "## What is one? ##\n\nThe first.\n\n## What is two?\n\nThe second.\n\n"
            "## What is three?\n\nThe third.\n",
            "What is one?",
            "The first.",
        ),
    ],
)
def test_a_card_keeps_every_sign_that_is_no_layout(text: str, question: str, answer: str) -> None:
    whole: Document = document(text + "\n")
    pair = next(pairs(whole.text))
    _, passage = passage_in(text, "en")
    made = card(pair, whole, [passage.model_copy(update={"heading": "", "title": ""})], "en")
    assert made is not None
    assert made.item.stem.endswith(question)
    assert made.item.answer[0].endswith(answer)
    (span,) = made.item.evidence
    assert whole.text[span.start : span.end] == span.quote


def test_wrong_answers_of_the_model_lose_their_numbers_and_not_their_amounts(
    tmp_path: Path,
) -> None:
    index = fake_index(
        tmp_path, {"en.md": "# Disks\n\nA disk of the vault holds 3.2 GB of logs.\n"}
    )
    (source,) = sources(index, documents=(), topic=None, language=None, limit=1, seed=0)
    focus = foci(source.evidence.text, "en")[0]
    said = "3.5 GB\n2) 4.5 GB\n- 5.5 GB\nب. 6.5 GB\n-5 °C"
    found = invented("How much?", focus, source, "en", scripted(said))
    index.close()
    assert [o.text for o in found] == ["3.5 GB", "4.5 GB", "5.5 GB", "6.5 GB", "-5 °C"]


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("Kept 35 days", "A snapshot is kept for 35 days in the service."),
        ("保留 35 天", "快照在服务里默认保留３５天，之后自动删除。"),
        ("تُحفظ 35 يومًا", "تُحفَظُ لقطة القرص ٣٥ يومًا ثم تُحذف تلقائيًا."),
    ],
)
def test_a_gap_that_its_heading_fills_is_not_made(
    heading: str, sentence: str, tmp_path: Path
) -> None:
    index = fake_index(tmp_path, {"a.md": f"# {heading}\n\n{sentence}\n"})
    (source,) = sources(index, documents=(), topic=None, language=None, limit=1, seed=0)
    made = cloze(source, source.passage.language, workbench(index, scripted()))
    index.close()
    assert made is None or "35" not in made.item.answer
