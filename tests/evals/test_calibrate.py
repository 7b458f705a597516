"""Labelled rows of every kind, and a calibration that stops and goes on."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from app.cli.eval_calibrate import calibrate as command
from app.cli.terminal import DONE, PARTLY, Terminal
from evals.calibrate import calibrate
from evals.judges import floor
from evals.judges.calibrations import may_gate, read_calibrations
from evals.judges.judge import Judge
from evals.judges.label_files import read_labels
from evals.judges.labels import halves, of_languages, sample
from evals.judges.verdicts import Claim, Finding, Identity
from ingest.errors import HikmaError, InputError, NoSuchPath, SettingsError
from tests.evals.builders import clock
from tests.evals.judging import labelled, write_rows


def row(claim: str, label: Any = 1, **fields: Any) -> dict[str, Any]:
    known = {"claim": claim, "evidence": f"Of {claim}.", "label": label, "language": "en"}
    return known | fields


def statements(count: int, language: str = "en") -> list[dict[str, Any]]:
    """Half are what the evidence says; the evidence of each is its own."""
    return [
        {
            "claim": f"word {'right' if n % 4 < 2 else 'wrong'} {n}.",
            "evidence": f"text {n}",
            "label": int(n % 4 < 2),
            "language": language,
        }
        for n in range(count)
    ]


def right(claim: Claim) -> Finding:
    """A judge that reads the label off the claim."""
    score = 0.9 if "right" in claim.text else 0.1
    return Finding(form="statement", layer="model", score=score, reason="…")


# ---- rows ---------------------------------------------------------------------------------------


def test_a_row_that_is_no_item_is_named_by_line_and_the_rest_are_used(tmp_path: Path) -> None:
    rows: list[Any] = [
        row("fine", 1),
        "{broken",
        "[1]",
        row("no label", None),
        {"claim": "no evidence", "label": 1, "language": "en"},
        row("no language", language="not a language"),
        "",
        row("٤٨ ساعة", False, lang="ar", language="ar", question="كم؟"),
        row("LINE\u2028END", True),
    ]
    found = read_labels(write_rows(tmp_path / "own.jsonl", rows))
    assert [fault["line"] for fault in found.faults] == [2, 3, 4, 5, 6]
    assert [item.id for item in found.items] == ["own-1", "own-8", "own-9"]
    assert [item.language for item in found.items] == ["en", "ar", "en"]


def test_files_without_any_item_are_refused_with_the_form(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        read_labels(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="none of grounding_contrast"):
        read_labels(tmp_path)
    with pytest.raises(InputError, match="Line 1") as caught:
        read_labels(write_rows(tmp_path / "bad.jsonl", ["{"]))
    assert '"evidence"' in caught.value.hint


def test_the_known_sets_are_read_from_a_folder_with_their_evidence(tmp_path: Path) -> None:
    write_rows(
        tmp_path / "grounding_contrast.evidence.jsonl",
        [{"evidence_id": "e1", "text": "Won in 1281, lost in 1288."}],
    )
    pair = {"lang": "en", "question": "When won?", "evidence_id": "e1"}
    write_rows(
        tmp_path / "grounding_contrast.jsonl",
        [
            {"id": "xc-en-7-1", "claim": "1281", "label": 1, **pair},
            {"id": "xc-en-7-0", "claim": "1288", "label": 0, **pair},
            {"id": "xc-en-8-0", "claim": "1288", "label": 0, **pair, "evidence_id": "e9"},
        ],
    )
    write_rows(
        tmp_path / "grounding_zh_keywords.jsonl",
        [
            {
                "id": "u1",
                "lang": "zh",
                "evidence": "共有48人。",
                "claim": "共有49人。",
                "label": 0,
                "bad_keywords": ["４９人"],
                "good_keywords": ["共有"],
            }
        ],
    )
    found = read_labels(tmp_path)
    told = {item.id: (item.label, item.pair, item.claim.text) for item in found.items}
    assert {item.set for item in found.items if item.id.endswith("-told")} == {
        "grounding_contrast_told"
    }
    assert told == {
        "xc-en-7-1-told": (True, "xc-en-7", "When won? 1281."),
        "xc-en-7-0-told": (False, "xc-en-7", "When won? 1288."),
        "xc-en-7-1": (True, "xc-en-7", "1281"),
        "xc-en-7-0": (False, "xc-en-7", "1288"),
        "u1-good_keywords-0": (True, "", "共有"),
        "u1-bad_keywords-0": (False, "", "４９人"),
    }
    assert [fault["message"] for fault in found.faults] == ["'e9' is missing"]
    assert [item.numeric for item in found.items if item.language == "zh"] == [False, True]
    assert found.items[0].claim.quotes == ("Won in 1281, lost in 1288.",)


def test_a_change_of_the_evidence_changes_the_hash(tmp_path: Path) -> None:
    write_rows(tmp_path / "grounding_ar_pairs.jsonl", [
        {"id": "a", "lang": "ar", "claim": "نعم", "label": 1, "evidence_id": "e"}
    ])  # fmt: skip
    beside = tmp_path / "grounding_ar_pairs.evidence.jsonl"
    hashes = []
    for text in ("نعم", "لا"):
        write_rows(beside, [{"evidence_id": "e", "text": text}])
        hashes.append(read_labels(tmp_path).sha256)
    assert hashes[0] != hashes[1]


def test_no_evidence_is_in_both_halves_and_a_sample_keeps_pairs_and_only_grows() -> None:
    items = [
        labelled(f"q{n}-{label}", "x", label=bool(label), evidence=f"e{n // 3}", pair=f"q{n}")
        for n in range(30)
        for label in (0, 1)
    ]
    tune, report = halves(items)
    assert not {item.evidence for item in tune} & {item.evidence for item in report}
    assert len(tune) == len(report) == 30
    ten, twenty = sample(items, 10), sample(items, 20)
    assert len(ten) == 10
    assert {item.id for item in ten} < {item.id for item in twenty}
    assert {item.pair for item in ten if item.label} == {i.pair for i in ten if not i.label}
    assert sample(items, None) == items


def test_only_the_languages_asked_for_are_kept_and_none_is_a_fault(tmp_path: Path) -> None:
    rows = [row("right 1.", language="zh-Hant"), row("right 2.", language="ar")]
    labels = read_labels(write_rows(tmp_path / "own.jsonl", rows))
    assert [item.id for item in of_languages(labels, ["zh-Hans"]).items] == ["own-1"]
    with pytest.raises(InputError, match="No labelled claim is in de") as caught:
        of_languages(labels, ["de"])
    assert "ar, zh" in caught.value.hint


# ---- calibrating --------------------------------------------------------------------------------

JUDGE = Judge(Identity(name="test", version=1), right)


def test_a_calibration_is_kept_per_language_with_the_floor_beside(tmp_path: Path) -> None:
    rows = statements(80) + statements(80, "ar")
    path = write_rows(tmp_path / "own.jsonl", rows)
    made = calibrate(JUDGE, read_labels(path), path, tmp_path, now=clock(), seed=1)
    assert [one.language for one in made] == ["en", "ar"]
    stored = read_calibrations(tmp_path, JUDGE.identity)
    assert set(stored.values()) == set(made)
    english = stored["en"]
    assert (english.n, english.made, english.limit) == (80, "2026-01-02T03:04:05Z", None)
    (form,) = english.forms
    assert (form.form, form.threshold, form.tuned_on) == ("statement", 0.5, 40)
    assert (form.figures.kappa, form.figures.n) == (1.0, 40)
    (own,) = english.sets
    assert (own.set, own.judge.balanced_accuracy) == ("own", 1.0)
    assert own.floor.n == 40
    assert own.floor.balanced_accuracy != 1.0
    assert may_gate("en-GB", tmp_path, "test", ["statement"])
    assert not may_gate("en-GB", tmp_path, "test")
    assert not may_gate("zh", tmp_path, "test", [])


def test_an_interrupted_calibration_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "own.jsonl", statements(12))
    labels, asked = read_labels(path), list[str]()

    def stops(claim: Claim) -> Finding:
        if len(asked) == 7:
            raise KeyboardInterrupt
        asked.append(claim.text)
        return right(claim)

    with pytest.raises(KeyboardInterrupt):
        calibrate(Judge(JUDGE.identity, stops), labels, path, tmp_path, now=clock(), seed=1)
    assert read_calibrations(tmp_path, "test") == {}
    torn = tmp_path / "evals" / "judges" / "test" / "findings.jsonl"
    torn.write_text(torn.read_text("utf-8") + '{"key": "tor', encoding="utf-8")

    def goes_on(claim: Claim) -> Finding:
        asked.append(claim.text)
        return right(claim)

    shown: list[tuple[int, int]] = []
    (made,) = calibrate(
        Judge(JUDGE.identity, goes_on), labels, path, tmp_path,
        now=clock(), seed=1, notify=lambda done, total: shown.append((done, total)),
    )  # fmt: skip
    assert sorted(asked) == sorted(item.claim.text for item in labels.items)
    assert made.n == 12
    assert shown[-1] == (12, 12)
    other = Judge(Identity(name="test", version=2), goes_on)
    calibrate(other, labels, path, tmp_path, now=clock(), seed=1)
    assert len(asked) == 24, "what another version found is not this one's"


def test_a_judge_that_goes_down_half_way_is_counted_and_asked_again(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "own.jsonl", statements(80))
    labels, fault = read_labels(path), {"type": "ModelUnavailable", "message": "Gone.", "hint": ""}
    asked = list[str]()

    def goes_down(claim: Claim) -> Finding:
        asked.append(claim.text)
        if len(asked) > 40:
            return right(claim).model_copy(update={"score": None, "fault": fault})
        return right(claim)

    (down,) = calibrate(
        Judge(JUDGE.identity, goes_down), labels, path, tmp_path, now=clock(), seed=1
    )
    figures = down.sets[0].judge
    assert (figures.n, figures.unchecked, figures.faults) == (40, 20, 20)
    assert figures.fault == fault
    assert figures.kappa == 1.0
    assert not down.may_gate(["statement"]), "the claims that it failed on may be the hard ones"
    (up,) = calibrate(JUDGE, labels, path, tmp_path, now=clock(), seed=1)
    assert up.sets[0].judge.unchecked == 0
    assert up.may_gate(["statement"])


def test_labels_all_alike_give_no_threshold_and_no_gate(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "own.jsonl", [row(f"word {n}.", 1) for n in range(9)])
    (made,) = calibrate(JUDGE, read_labels(path), path, tmp_path, now=clock(), seed=1)
    assert [form.threshold for form in made.forms] == [None]
    assert made.sets[0].judge.balanced_accuracy is None
    assert not made.may_gate()


# ---- the command --------------------------------------------------------------------------------


def run(data: Path, *arguments: str) -> int:
    app = typer.Typer()
    app.command()(command)
    app.callback()(lambda: None)
    here = Terminal(json=True, overrides={"data": data})
    given = ["calibrate", *arguments]
    return int(app(args=given, standalone_mode=False, obj=here) or DONE)


def test_the_command_prints_the_calibrations_and_shows_them_again_without_labels(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_rows(tmp_path / "own.jsonl", statements(40))
    assert run(tmp_path, "--judge", "floor", "--labels", str(path)) == DONE
    made = json.loads(capsys.readouterr().out)
    (one,) = made["calibrations"]
    assert (one["language"], one["judge"]["name"]) == ("en", floor.IDENTITY.name)
    assert one["may_gate"] is False
    assert run(tmp_path, "--judge", "floor") == DONE
    assert json.loads(capsys.readouterr().out)["calibrations"] == made["calibrations"]


def test_bad_rows_give_status_3_and_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_rows(tmp_path / "own.jsonl", [*statements(8), "{"])
    assert run(tmp_path, "--judge", "floor", "--labels", str(path)) == PARTLY
    shown = capsys.readouterr()
    assert json.loads(shown.out)["faults"][0]["line"] == 9
    assert "own.jsonl, line 9" in shown.err


def test_an_unknown_judge_is_a_fault_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no judge") as caught:
        run(tmp_path, "--judge", "gpt")
    assert isinstance(caught.value, HikmaError)
    assert "particulars" in caught.value.hint


def test_the_table_has_the_floor_below_each_set(tmp_path: Path) -> None:
    from app.cli.eval_calibrate import as_text

    path = write_rows(tmp_path / "own.jsonl", statements(80))
    made = calibrate(JUDGE, read_labels(path), path, tmp_path, now=clock(), seed=1)
    lines = as_text("test", made).splitlines()
    assert [line.split()[:3] for line in lines[2:4]] == [
        ["own", "en", "test"],
        ["own", "en", "floor"],
    ]
    assert "en, statements: may gate (kappa 1.00, threshold 0.500 from 40 claims)." in lines
