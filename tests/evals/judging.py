"""Small built values for tests of judges."""

import json
from pathlib import Path
from typing import Any

from evals.agreement import Judged
from evals.judges.calibrations import Calibration, Counts, Figures, FormFigures
from evals.judges.embedded import identity
from evals.judges.labels import Labelled
from evals.judges.verdicts import Claim, Finding, Verdict


def figures(**known: Any) -> Figures:
    """Figures of which only some matter."""
    empty: dict[str, Any] = dict.fromkeys(Figures.model_fields)
    empty |= {"n": 0, "supported": 0, "unchecked": 0, "faults": 0, "pairs": 0, "ties": 0}
    empty |= {"numbers": 0, "curve": (), "counts": Counts()}
    return Figures(**(empty | known))


def calibration(language: str, *forms: FormFigures) -> Calibration:
    """What was measured of the embedded judge."""
    return Calibration(
        judge=identity(),
        language=language,
        forms=forms,
        sets=(),
        data_sha256="0" * 64,
        labels="/x/labels.jsonl",
        limit=None,
        n=100,
        made="2026-01-02T03:04:05Z",
    )


def labelled(id: str, text: str, *, label: bool, **fields: Any) -> Labelled:
    """A labelled claim; `language` and `question` besides."""
    language, question = fields.pop("language", "en"), fields.pop("question", "")
    said = Claim(text=text, quotes=("…",), language=language, question=question)
    known: dict[str, Any] = {"set": "s", "evidence": id}
    return Labelled(id=id, claim=said, label=label, **(known | fields))


def judged(id: str, score: float | None, *, label: bool, **fields: Any) -> Judged:
    """A claim scored by a judge whose threshold is 0.5."""
    item = labelled(id, fields.pop("text", "word"), label=label, **fields)
    fault = {"type": "ModelUnavailable", "message": "It is down.", "hint": "…"}
    finding = Finding(
        form="statement",
        layer="model",
        score=score,
        reason="…",
        fault=fault if score is None else None,
    )
    if score is None:
        return Judged(item, finding, "unchecked")
    return Judged(item, finding, "supported" if score >= 0.5 else "unsupported")


def verdict(support: str, **fields: Any) -> Verdict:
    """A verdict of the model on a statement."""
    known: dict[str, Any] = {"support": support, "score": 0.5, "reason": "…", "layer": "model"}
    return Verdict(**(known | fields))


def write_rows(path: Path, rows: list[Any]) -> Path:
    """JSON lines; a text is written as it is."""
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
