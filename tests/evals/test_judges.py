"""Judges: the deterministic layers on cruel text, and the model's layer on a scripted model."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from evals.judges import embedded, floor, particulars
from evals.judges.asking import messages
from evals.judges.calibrations import Calibration, FormFigures, read_calibrations
from evals.judges.forms import form_of
from evals.judges.judge import JUDGES, Judge, load_judge
from evals.judges.verdicts import Claim, Finding, Form
from ingest.errors import ModelsMissing, SettingsError
from tests.evals.judging import calibration, figures
from tutor.fake_chat import FakeChatModel


def claim(text: str, *quotes: str, language: str = "en", question: str = "") -> Claim:
    return Claim(text=text, quotes=quotes, language=language, question=question)


class Reader(FakeChatModel):
    """A chat model that gives every word of a reply the same log-probability, and e^-3 where it
    was not asked anything."""

    nats: float = -1.0
    broken: bool = False

    @property
    def engine(self) -> Any:
        return self

    def tokenize(self, text: str, *, special: bool) -> list[str]:
        return text.split()

    def log_probabilities(
        self, messages: Any, continuations: Sequence[str], *, usage: Any, cancel: Any = None
    ) -> list[float]:
        if self.broken:
            raise RuntimeError("llama_decode returned -3")
        nats = -3.0 if "(any question)" in str(messages[1].text) else self.nats
        return [nats * len(text.split()) for text in continuations]


def judged(found: Claim, model: Reader) -> Finding:
    return embedded.score(found, lambda: model)  # type: ignore[arg-type,return-value]


# ---- forms --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "question", "form"),
    [
        ("48 hours", "How long?", "answer"),
        ("48 hours", "", "statement"),
        ("It lasts 48 hours.", "How long?", "statement"),
        ("它保存48小时。", "保存多久？", "statement"),
        ("48 小时", "保存多久？", "answer"),
        ("ثمانٍ وأربعون ساعة", "كم تدوم؟", "answer"),
        ("تدوم ٤٨ ساعة.", "كم تدوم؟", "statement"),
        ("It lasts 48 hours.”)", "How long?", "statement"),
        ("word " * 21, "How long?", "statement"),
        ("字" * 41, "多久？", "statement"),
    ],
)
def test_a_short_answer_is_told_from_a_sentence_in_every_script(
    text: str, question: str, form: Form
) -> None:
    assert form_of(claim(text, question=question)) == form


# ---- the floor ----------------------------------------------------------------------------------


def test_chinese_overlap_counts_characters_and_pairs() -> None:
    same = floor.score(claim("光合作用产生氧气", "光合作用产生氧气。", language="zh"))
    other = floor.score(claim("光合作用产生氧气", "气氧生产用作合光。", language="zh"))
    assert same.score == 1
    # All eight characters are there, none of the seven pairs.
    assert other.score == pytest.approx(8 / 15)


def test_arabic_overlap_does_not_stumble_over_tashkeel() -> None:
    found = floor.score(claim("الخَلِيَّةُ وَحْدَةُ الحَيَاةِ", "الخلية وحدة الحياة", language="ar"))
    assert found.score == 1


@pytest.mark.parametrize("digits", ["48", "٤٨", "４８"])
def test_the_floor_reads_digits_of_every_kind(digits: str) -> None:
    assert floor.score(claim("48 hours", f"{digits} hours")).score == 1


def test_a_missing_number_weighs_on_the_floor() -> None:
    found = floor.score(claim("24 hours or 7 days", "48 hours or 7 days"))
    # The terms 24, hour, or, 7, day: four of five are there; of the numbers one of two.
    assert found.score == pytest.approx(4 / 5 * 1 / 2)
    assert "24" in found.reason


# ---- the deterministic layer --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote", "language"),
    [
        ("It keeps for 24 hours.", "It keeps for 48 hours.", "en"),
        ("它保存二十四小时。", "它保存48小时。", "zh"),
        ("يُحفَظ ٢٤ ساعة.", "يُحفَظ 48 ساعة.", "ar"),
        ("The port is not open.", "The port is open.", "en"),
    ],
)
def test_a_wrong_particular_is_unsupported_without_a_model(
    text: str, quote: str, language: str
) -> None:
    judge = Judge(particulars.IDENTITY, particulars.score)
    verdict = judge.verdict(text, [quote], language)
    assert (verdict.support, verdict.score) == ("unsupported", 0)
    assert verdict.layer == "particulars"


@pytest.mark.parametrize(
    ("text", "quote", "language"),
    [
        ("It keeps for 48 hours.", "Cold: it keeps for ４８ hours 🧪.", "en"),
        ("它保存48小时", "它保存 48 小时。", "zh"),
        ("يُحفَظ ٤٨ ساعة", "يحفظ 48 ساعة في EC2", "ar"),
    ],
)
def test_a_copy_is_supported_without_a_model(text: str, quote: str, language: str) -> None:
    verdict = Judge(particulars.IDENTITY, particulars.score).verdict(text, [quote], language)
    assert (verdict.support, verdict.score, verdict.layer) == ("supported", 1, "verbatim")
    assert not verdict.advisory, "a copy needs no calibration"


def test_words_of_the_passage_are_no_copy_where_they_answer_a_question() -> None:
    judge = Judge(particulars.IDENTITY, particulars.score)
    verdict = judge.verdict("1288", ["Won in 1281, lost in 1288."], "en", question="When won?")
    assert (verdict.support, verdict.score) == ("unchecked", None)


def test_a_claim_without_quotes_is_unsupported_and_one_without_words_is_unchecked() -> None:
    judge = Judge(particulars.IDENTITY, particulars.score)
    assert judge.verdict("It lasts.", [], "en").support == "unsupported"
    assert judge.verdict(" …\n🧪", ["It lasts."], "en").support == "unchecked"


# ---- the model's layer --------------------------------------------------------------------------


def test_a_short_answer_is_scored_by_what_the_question_adds_to_each_word() -> None:
    for text in ("one", "four long words here"):
        found = judged(claim(text, "…", question="Which?"), Reader(nats=-2.0))
        # ln P is -2 a word with the question and -3 without it.
        assert found.score == pytest.approx(1 / (1 + math.exp(-1)))
    less = judged(claim("one", "…", question="Which?"), Reader(nats=-4.0))
    assert less.score == pytest.approx(1 / (1 + math.exp(1)))


def test_a_statement_is_put_to_the_model_as_yes_or_no() -> None:
    yes, no = Reader(replies=["Yes"]), Reader(replies=["No"])
    statement = claim("Light feeds plants.", "Plants live on light.")
    high, low = judged(statement, yes).score, judged(statement, no).score
    assert high is not None
    assert low is not None
    assert high > 0.8 > 0.2 > low
    assert "Light feeds plants." in str(yes.asked[0][1].text)


def test_the_model_is_not_asked_what_the_deterministic_layer_knows() -> None:
    silent = Reader(replies=[])
    assert judged(claim("24 hours.", "48 hours."), silent).layer == "particulars"
    assert judged(claim("48 hours.", "48 hours."), silent).layer == "verbatim"
    assert judged(claim("…", "48 hours."), silent).score is None
    assert silent.asked == []


def test_a_judge_that_breaks_leaves_the_claim_unchecked_and_keeps_the_fault() -> None:
    broken = Reader(broken=True)
    judge = Judge(embedded.identity(), lambda one: judged(one, broken))
    verdict = judge.verdict("Kublai", ["Kublai ruled."], "en", question="Who?")
    assert (verdict.support, verdict.score) == ("unchecked", None)
    assert verdict.fault is not None
    assert verdict.fault["type"] == "ModelUnavailable"


def test_what_a_claim_says_is_no_template() -> None:
    text = str(messages("statement", passage="{claim}", claim="{passage} {0}")[1].text)
    assert "{claim}" in text
    assert "{passage} {0}" in text
    with pytest.raises(ValueError, match="takes"):
        messages("statement", passage="…")


# ---- who judges ---------------------------------------------------------------------------------


def test_the_identity_names_model_and_prompts_and_not_the_tutors_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = embedded.identity()
    monkeypatch.setenv("HIKMA_MODEL", "fake:words")
    assert embedded.identity() == before
    assert before.model == f"embedded:{embedded.MODEL}"
    assert len(before.model_sha256) == len(before.prompts_sha256) == 64
    other = before.model_copy(update={"prompts_sha256": "0" * 64})
    assert other.fingerprint() != before.fingerprint()


def test_a_threshold_decides_by_language_and_form_and_the_rest_is_advisory() -> None:
    known = calibration(
        "zh",
        FormFigures(form="answer", threshold=0.2, tuned_on=9, figures=figures(kappa=0.7, n=30)),
    )
    half = Judge(embedded.identity(), lambda one: judged(one, Reader(nats=-4.0)), {"zh": known})
    # The question takes a nat away: 1 / (1 + e) = 0.27.
    chinese = half.verdict("叶子", ["…"], "zh-Hans", question="什么？")
    arabic = half.verdict("ورقة", ["…"], "ar", question="ما هي؟")
    assert (chinese.support, chinese.advisory) == ("supported", False)
    assert (arabic.support, arabic.advisory) == ("unsupported", True)
    assert half.may_gate("zh-Hant", ["answer"])
    assert half.may_gate("zh", [])
    assert not half.may_gate("zh", ["statement"])
    assert not half.may_gate("zh"), "of statements nothing is known"
    assert not half.may_gate("ar")
    assert half.as_record()["thresholds"] == {"zh": {"answer": 0.2}}


@pytest.mark.parametrize(
    "figures_",
    [
        figures(kappa=0.39, n=99),
        figures(kappa=None, n=99),
        figures(kappa=0.9, n=99, faults=1),
        figures(kappa=0.9, n=40, unchecked=11),
    ],
    ids=["weak", "unknown", "failing", "few"],
)
def test_a_judge_that_agrees_too_little_or_failed_may_not_gate(figures_: Any) -> None:
    form = FormFigures(form="answer", threshold=0.2, tuned_on=9, figures=figures_)
    assert not calibration("en", form).may_gate(["answer"])
    assert not calibration("en").may_gate()


def test_a_calibration_of_another_judge_or_a_damaged_one_counts_as_none(tmp_path: Path) -> None:
    from evals.judges.calibrations import write_calibration

    form = FormFigures(form="answer", threshold=0.2, tuned_on=9, figures=figures(kappa=0.7, n=30))
    made: Calibration = calibration("en", form)
    path = write_calibration(tmp_path, made)
    assert read_calibrations(tmp_path, made.judge) == {"en": made}
    older = made.judge.model_copy(update={"prompts_sha256": "0" * 64})
    assert read_calibrations(tmp_path, older) == {}
    path.write_text(path.read_text("utf-8")[:-20], encoding="utf-8")
    assert read_calibrations(tmp_path, made.judge) == {}


def test_judges_are_loaded_by_name(tmp_path: Path) -> None:
    for name in ("floor", "particulars", "none"):
        assert load_judge(name, data=tmp_path).identity.name == name
    none = load_judge("none", data=tmp_path).verdict("It lasts.", ["It lasts."], "en")
    assert (none.support, none.advisory) == ("unchecked", True)
    with pytest.raises(SettingsError, match="no judge"):
        load_judge("gpt", data=tmp_path)
    with pytest.raises(ModelsMissing):
        load_judge("embedded", data=tmp_path, model_roots=[tmp_path])
    assert "embedded" in JUDGES
