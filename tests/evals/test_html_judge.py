"""The judge on the page: its calibration beside its score, and what the score may not be used for.

Figures of the calibration are made up; the arithmetic of the correction is tested with it.
"""

from pathlib import Path
from typing import Any

import lxml.html
import pytest

from evals.html.page import as_html
from evals.judges.calibrations import (
    Bin,
    Calibration,
    Counts,
    Figures,
    FormFigures,
    SetFigures,
    write_calibration,
)
from evals.judges.verdicts import Identity
from evals.kept import Kept, may_gate
from evals.records import EvalRecord, JudgeUsed, SentenceVerdicts, Verdict
from tests.evals.builders import answer, case
from tests.evals.test_compare import a_run, record
from tests.evals.test_html import row
from tutor.answers import Sentence, Support

JUDGE = Identity(name="particulars", version=1)
MADE = "2026-11-21T10:00:00Z"


def figures(kappa: float | None, right: int = 45, wrong: int = 5) -> Figures:
    """A hundred claims, half of them supported, of which the judge has `right` right."""
    share = right / (right + wrong)
    return Figures(
        n=100, supported=50, unchecked=1, faults=0, fault={"message": "Once it was gone."},
        counts=Counts(tp=right, fn=wrong, tn=right, fp=wrong),
        sensitivity=share, specificity=share, balanced_accuracy=share,
        balanced_accuracy_interval=(share - 0.06, share + 0.06), kappa=kappa, auroc=0.9,
        pairs=0, pair_accuracy=None, pair_accuracy_interval=None, ties=0,
        numbers=0, number_precision=None, number_recall=None,
        curve=(Bin(n=50, score=0.2, supported=0.1), Bin(n=50, score=0.8, supported=0.9)),
    )  # fmt: skip


def calibrate(data: Path, language: str = "ar", kappa: float = 0.8, **fields: Any) -> None:
    """Keep a calibration of both forms of claim."""
    known: dict[str, Any] = {
        "judge": JUDGE,
        "language": language,
        "forms": tuple(
            FormFigures(form=form, threshold=0.5, tuned_on=100, figures=figures(kappa))
            for form in ("answer", "statement")
        ),
        "sets": (SetFigures(set="contrast", judge=figures(kappa), floor=figures(0.1, 26, 24)),),
        "data_sha256": "0" * 64,
        "labels": "/x",
        "limit": None,
        "n": 200,
        "made": MADE,
    }
    write_calibration(data, Calibration(**(known | fields)))


def judged(number: int, support: Support) -> EvalRecord:
    """An Arabic case with one sentence and its verdict."""
    said = "تبقى السجلات يومًا واحدًا في الخدمة كلها."
    sentence = Sentence(text=said, start=0, end=len(said), support="supported", citations=())
    return record(
        number,
        case(id=f"ar-{number}", language="ar", question="كم تبقى؟"),
        answer=answer(said, language="ar", sentences=(sentence,)),
        verdicts=(SentenceVerdicts(verdict=Verdict(support=support, score=0.5)),),
        supported=float(support == "supported"),
    )


def a_judged_run(data: Path, supports: str = "ssssssuu??") -> Kept:
    """`s` supported, `u` unsupported, `?` unchecked."""
    names: dict[str, Support] = {"s": "supported", "u": "unsupported", "?": "unchecked"}
    records = [judged(number, names[sign]) for number, sign in enumerate(supports, start=1)]
    identity = JUDGE.model_dump() | {
        "fingerprint": JUDGE.fingerprint(),
        "calibrated": {"ar": MADE},
    }
    kept = a_run(
        "A",
        *records,
        rows=(row("supported", "ar"), row("supported", "all")),
        judge=JudgeUsed(name="particulars", identity=identity),
    )
    return kept.model_copy(update={"folder": data / "evals" / "A"})


def arabic(kept: Kept) -> Any:
    """The page of the Arabic cases."""
    tree = lxml.html.document_fromstring(as_html([kept]))
    (found,) = tree.xpath("//section[@id='page-1']")
    return found


def test_a_score_is_shown_raw_and_corrected_with_its_coverage(tmp_path: Path) -> None:
    calibrate(tmp_path)
    page = arabic(a_judged_run(tmp_path))
    (table,) = page.xpath(".//table[contains(caption, 'Rogan')]")
    cells = [td.text_content() for td in table.xpath("./tbody/tr/td")][1:]
    # 6 of 8 checked; (0.75 + 0.9 - 1) / (0.9 + 0.9 - 1) = 0.8125
    assert cells[:3] == ["0.80 (8 of 10 claims)", "0.75", "0.81"]
    low, high = cells[3].split(" to ")
    assert 0 <= float(low) < 0.81 < float(high) <= 1


def test_the_judge_stands_beside_the_floor_with_its_curve(tmp_path: Path) -> None:
    calibrate(tmp_path)
    page = arabic(a_judged_run(tmp_path))
    rows = [tr.text_content() for tr in page.xpath(".//table[contains(caption, 'floor')]/tbody/tr")]
    assert [name for name in rows if name.startswith("contrast, the judge1001")]
    assert [name for name in rows if name.startswith("contrast, floor1001")]
    curves = page.xpath(".//svg[starts-with(@aria-label, 'Calibration curve')]")
    assert len(curves) == 2  # answers, statements
    assert len(curves[0].xpath("./circle")) == 2
    assert "score 0.80: 0.90 supported, n 50" in curves[0].get("aria-label")


@pytest.mark.parametrize(("kappa", "may"), [(0.39, False), (0.4, True)])
def test_a_judge_of_little_agreement_is_called_advisory(
    tmp_path: Path, kappa: float, may: bool
) -> None:
    calibrate(tmp_path, kappa=kappa)
    kept = a_judged_run(tmp_path)
    assert may_gate(kept) == {"ar": may}
    text = arabic(kept).text_content()
    assert ("The score cannot gate." in text) is not may
    assert ("advisory in A: the judge may not gate here" in text) is not may


def test_a_judge_without_calibration_has_no_corrected_score(tmp_path: Path) -> None:
    calibrate(tmp_path, language="en")
    kept = a_judged_run(tmp_path)
    assert may_gate(kept) == {"ar": False}
    page = arabic(kept)
    assert "The judge is not calibrated in this language" in page.text_content()
    cells = page.xpath(".//table[contains(caption, 'Rogan')]/tbody/tr/td")
    assert [td.text_content() for td in cells][1:] == ["0.80 (8 of 10 claims)", "0.75", "–", "–"]


def test_the_calibration_of_another_version_of_the_judge_does_not_count(tmp_path: Path) -> None:
    calibrate(tmp_path, judge=JUDGE.model_copy(update={"version": 2}))
    assert may_gate(a_judged_run(tmp_path)) == {"ar": False}


def test_a_calibration_made_after_the_run_is_named(tmp_path: Path) -> None:
    calibrate(tmp_path, made="2026-11-22T10:00:00Z")
    text = arabic(a_judged_run(tmp_path)).text_content()
    assert "calibrated again on 2026-11-22T10:00:00Z, after this run" in text


def test_a_damaged_calibration_counts_as_none(tmp_path: Path) -> None:
    calibrate(tmp_path)
    (tmp_path / "evals" / "judges" / "particulars" / "ar.json").write_text("{")
    assert may_gate(a_judged_run(tmp_path)) == {"ar": False}


def test_a_run_that_nothing_judged_says_so() -> None:
    text = arabic(a_run("A", record(1, case(id="1", language="ar"), gold_in_answer=1.0)))
    assert "No judge judged the claims" in text.text_content()


def test_a_judge_of_several_runs_is_shown_once_and_each_score_by_itself(tmp_path: Path) -> None:
    calibrate(tmp_path)
    runs = [a_judged_run(tmp_path), a_judged_run(tmp_path, "uuuuuuuu??")]
    tree = lxml.html.document_fromstring(as_html(runs))
    (page,) = tree.xpath("//section[@id='page-1']")
    assert len(page.xpath(".//table[contains(caption, 'Rogan')]/tbody/tr")) == 2
    assert len(page.xpath(".//table[contains(caption, 'floor')]")) == 1
    notes = [li.text_content() for li in page.xpath(".//ul[@class='notes']/li")]
    assert len(notes) == len(set(notes))
