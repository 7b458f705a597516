"""`hikma doctor`: checks models, index and machine; each finding names the command that mends."""

import shutil
from typing import TYPE_CHECKING, Any

import typer

from app.cli.terminal import DONE, PARTLY, terminal
from ingest.errors import EmptyLibrary, HikmaError

if TYPE_CHECKING:
    from tutor.session import StudySession


def doctor(context: typer.Context) -> int:
    """Check everything; exit status 3 if something needs mending."""
    here = terminal(context)
    with here.session() as session:
        findings = [*_models(session), *_index(session), *_machine(session)]
    sick = any(finding["status"] == "fail" for finding in findings)
    text = "\n".join(
        f"{f['status']:5} {f['check']}: {f['message']}"
        + (f"\n      {f['hint']}" if f["hint"] else "")
        for f in findings
    )
    here.emit({"findings": findings, "healthy": not sick}, text)
    return PARTLY if sick else DONE


def _finding(check: str, status: str, message: str, hint: str = "") -> dict[str, str]:
    return {"check": check, "status": status, "message": message, "hint": hint}


def _fault(check: str, error: HikmaError) -> dict[str, str]:
    return _finding(check, "fail", error.message, error.hint)


def _models(session: "StudySession") -> list[dict[str, str]]:
    from ingest import weights

    settings = session.settings
    findings = []
    for check, spec in (("embedding model", settings.embedding), ("chat model", settings.model)):
        provider, _, name = spec.partition(":")
        if provider != "embedded" or name not in weights.manifest():
            findings.append(_finding(check, "ok", f"{spec} (not embedded: not checked here)"))
            continue
        bad = [s for s in weights.status([name], settings.model_roots) if s.state != "present"]
        findings += [
            _finding(check, "fail", f"{s.path} is {s.state}.", "Run: hikma models pull")
            for s in bad
        ]
        if not bad:
            findings.append(_finding(check, "ok", f"{spec}: every file has its SHA-256."))
    return findings


def _index(session: "StudySession") -> list[dict[str, str]]:
    try:
        index = session.index
    except EmptyLibrary as error:
        return [_finding("index", "warn", error.message, error.hint)]
    except HikmaError as error:
        return [_fault("index", error)]
    lost = index.missing_vectors()
    if lost:
        return [
            _finding(
                "index",
                "fail",
                f"{len(lost)} document(s) have lost vectors: {', '.join(lost[:5])}",
                "Run: hikma ingest --reindex",
            )
        ]
    return [_finding("index", "ok", f"{len(index.library())} document(s), {len(index)} chunks.")]


def _machine(session: "StudySession") -> list[dict[str, str]]:
    folder: Any = session.settings.data
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < 500_000_000:
        return [
            _finding(
                "disk", "warn", f"Only {free / 1e6:.0f} MB free at {folder}.", "Free some space."
            )
        ]
    return [_finding("disk", "ok", f"{free / 1e9:.0f} GB free at {folder}.")]
