"""Items that a learner contests: what the gates say then, and what is noted of it."""

import pytest

from ingest.errors import InputError
from tests.tutor.gating import Case, single
from tests.tutor.quizzing import scripted
from tutor.disputes import dispute, events
from tutor.gates.grounds import Grounds
from tutor.standing import present

NOW = "2026-11-22T08:00:00Z"
EN = "Standard retrieval takes 3 to 5 hours, bulk retrieval 5 to 12 hours."
ZH = "快照默认保留 35 天，之后自动删除。"
AR = "تُحفظ اللقطة ٣٥ يومًا ثم تُحذف."


def asked(language: str, key: str = "35") -> Case:
    """An item whose key is sound if it is 35."""
    stem, form, quote = {
        "zh-Hans": ("快照默认保留多长时间？", "{} 天", ZH),
        "ar": ("كم تُحفظ اللقطة قبل حذفها؟", "{} يومًا", AR),
    }[language]
    texts = [form.format(number) for number in (key, "14", "21", "60")]
    return single(stem, *texts, quote=quote, language=language)


@pytest.mark.parametrize("language", ["zh-Hans", "ar"])
def test_an_item_that_no_gate_rejects_is_kept_and_what_was_said_is_noted(language: str) -> None:
    item, grounds = asked(language)
    made = dispute(item, " 不对\n ٣٦ ", grounds)
    assert made.against == ()
    assert {"schema", "verbatim", "particulars"} <= {verdict.name for verdict in made.gates}
    (noted,) = events(made, "quiz", retire=False, now=NOW)
    assert (noted.event, noted.item, noted.quiz, noted.at) == ("disputed", item.id, "quiz", NOW)
    assert (noted.words, noted.gates) == ("不对 ٣٦", made.gates)
    assert present([noted]) == {item.id: ("active", None)}


@pytest.mark.parametrize("language", ["zh-Hans", "ar"])
def test_an_item_that_a_gate_rejects_is_retired_and_says_by_which(language: str) -> None:
    item, grounds = asked(language, key="36")
    made = dispute(item, "The number is wrong.", grounds)
    assert [verdict.name for verdict in made.against] == ["particulars"]
    disputed, retired = events(made, "quiz", retire=False, now=NOW)
    assert retired.event == "retired"
    assert disputed.reason == retired.reason
    assert "36" in retired.reason
    assert retired.gates == ()
    assert present([disputed, retired])[item.id] == ("retired", retired)


def test_the_learner_may_retire_what_every_gate_finds_good() -> None:
    item, grounds = asked("ar")
    _, retired = events(dispute(item, "سؤال بلا فائدة", grounds), "quiz", retire=True, now=NOW)
    assert (retired.event, retired.reason) == ("retired", "Disputed: سؤال بلا فائدة")


def test_every_gate_is_asked_though_one_rejects() -> None:
    item, grounds = single(
        "How long does a bulk retrieval take?", "3 to 5 hours", "5 to 12 hours", "1 hour",
        "All of the above", quote=EN,
    )  # fmt: skip
    made = dispute(item, "Two are right.", grounds)
    assert {"all-or-none", "rivals"} <= {verdict.name for verdict in made.against}


def test_an_item_whose_document_is_gone_is_retired() -> None:
    item, _ = asked("zh-Hans")
    gone = Grounds.model_validate(
        {"parts": [{"span": item.evidence[0], "held": "", "passage": None}]}
    )
    assert "verbatim" in {verdict.name for verdict in dispute(item, "?", gone).against}


def test_with_a_model_its_gates_are_asked_too() -> None:
    item, grounds = asked("ar")
    model = scripted(*["A", "A", "A"], *["No"] * 20)
    names = {verdict.name for verdict in dispute(item, "خطأ", grounds, model).gates}
    assert {"choices-only", "key-supported", "blind-solve"} <= names
    assert model.asked


@pytest.mark.parametrize("words", ["", " ", "\n\t\u3000"])
def test_a_dispute_without_words_is_refused_before_any_model_is_asked(words: str) -> None:
    item, grounds = asked("ar")
    model = scripted()
    with pytest.raises(InputError) as caught:
        dispute(item, words, grounds, model)
    assert "--why" in caught.value.hint
    assert model.asked == []
