"""Small built values for tests of the harness."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from evals.dataset import parse
from evals.folder import RunFolder
from evals.judges.judge import Judge
from evals.judging import Judging
from evals.loaders.suite import Suite
from evals.records import CodeState, EvalCase, EvalReport, EvalRun, Located, Outcome
from evals.run import Bench, Clock, begin, prepare, run_cases
from evals.systems.table import load_system
from tests.builders import ingest_folder, write_files
from tutor.answers import Answer, Citation, Passage, Sentence, Timings
from tutor.session import StudySession
from tutor.settings import Settings

CODE = CodeState(version="0.1.0", commit="c" * 40, dirty=True)


def case(**fields: Any) -> EvalCase:
    """An answerable English question."""
    known: dict[str, Any] = {
        "id": "q1",
        "question": "How long?",
        "answers": ("48 hours",),
        "language": "en",
        "answerable": True,
    }
    return EvalCase(**(known | fields))


def answer(text: str = "", *, declined: bool = False, **fields: Any) -> Answer:
    """An answer of one sentence."""
    sentence = Sentence(text=text, start=0, end=len(text), support="supported", citations=())
    known: dict[str, Any] = {
        "question": "How long?",
        "language": "en",
        "answer": f"{text} [1]",
        "declined": declined,
        "grounding": "declined" if declined else "grounded",
        "sentences": () if declined else (sentence,),
        "model": "fake:words",
        "settings": "0" * 12,
        "timings": Timings(total=1.5),
    }
    return Answer(**(known | fields))


def outcome(text: str = "", **fields: Any) -> Outcome:
    """What a case gave; `evidence` and `texts` besides the fields of an answer."""
    evidence: tuple[Located, ...] = fields.pop("evidence", ())
    texts: dict[str, str] = fields.pop("texts", {})
    return Outcome(answer=answer(text, **fields), evidence=evidence, texts=texts)


def passage(document: str, start: int, end: int, text: str = "…") -> Passage:
    """A passage as a search finds it."""
    return Passage(
        rank=1,
        score=1.0,
        document=document,
        title="Doc",
        path="/x/doc.md",
        page=1,
        start=start,
        end=end,
        language="en",
        text=text,
    )


def citation(document: str, start: int, end: int, quote: str = "…") -> Citation:
    """A citation of the words between two offsets."""
    return Citation(
        label=1,
        document=document,
        title="Doc",
        path="/x/doc.md",
        page=1,
        start=start,
        end=end,
        quote=quote,
        language="en",
    )


def clock(*, hour: int = 3) -> Clock:
    """A clock that is one second later at each look, from 2026-01-02 03:04:05 UTC."""
    moments = iter(range(10_000))
    first = datetime(2026, 1, 2, hour, 4, 5, tzinfo=UTC)
    return lambda: first + timedelta(seconds=next(moments))


def fake_session(tmp_path: Path, files: dict[str, str]) -> StudySession:
    """A session over text files, with models that need no weights."""
    ingest_folder(write_files(tmp_path / "files", files), tmp_path / "data" / "index")
    settings = Settings(data=tmp_path / "data", model="fake:words", embedding="fake:words")
    return StudySession(settings)


def eval_run(name: str, started: str = "2026-01-02T03:04:05Z") -> EvalRun:
    """A run as `run.json` holds it."""
    from evals.provenance import machine

    return EvalRun(
        run=name,
        file="/x/cases.jsonl",
        file_sha256="0" * 64,
        cases=3,
        limit=None,
        model="fake:words",
        embedding={},
        settings="0" * 12,
        settings_values={},
        library=(),
        code=CODE,
        machine=machine(),
        started=started,
    )


def suite(*rows: object, name: str = "cases", **fields: Any) -> Suite:
    """A suite of rows: cases as dictionaries, or lines as they are."""
    texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    return Suite(name=name, dataset=parse("\n".join(texts).encode(), "/x/cases.jsonl"), **fields)


def bench(session: StudySession, system: str = "tutor", judge: Judge | None = None) -> Bench:
    """What a run works with."""
    return Bench(session, load_system(system, session), Judging(judge) if judge else None)


def run_suite(
    session: StudySession, asked: Suite, *, system: str = "tutor", now: Clock | None = None,
    judge: Judge | None = None, notify: Any = None, **options: Any,
) -> tuple[EvalRun, RunFolder, EvalReport]:  # fmt: skip
    """A whole run, from the beginning."""
    now = now or clock()
    works = bench(session, system, judge)
    made = prepare(asked, works, now=now, code=CODE, **options)
    folder = begin(made, session.settings.data)
    given = {"notify": notify} if notify else {}
    return made, folder, run_cases(made, folder, asked, works, now=now, **given)


def kept(data: Path, name: str) -> RunFolder:
    """A run's folder under `data`."""
    return RunFolder.create(data, eval_run(name))
