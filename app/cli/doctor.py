"""`hikma doctor`: checks models, index and machine; each finding names the command that mends."""

import shutil
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.terminal import DONE, PARTLY, terminal
from ingest.errors import EmptyLibrary, HikmaError

if TYPE_CHECKING:
    from tutor.session import StudySession


def doctor(
    context: typer.Context,
    mend: Annotated[
        bool, typer.Option("--mend", help="Put right what is wrong with the index.")
    ] = False,
) -> int:
    """Check everything; exit status 3 if something needs mending."""
    here = terminal(context)
    with here.session() as session:
        index = _mended(session) if mend else _index(session)
        findings = [*_models(session), *index, *_machine(session)]
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
    from ingest.index import Index
    from ingest.mend import HINT, examine

    settings = session.settings
    try:
        Index.require(settings.index_folder)
        found = examine(settings.index_folder, session.embeddings, settings.index)
        if found:
            return [_finding(f"index {bad.check}", "fail", bad.message, HINT) for bad in found]
        index = session.index
        count = f"{len(index.library())} document(s), {len(index)} chunks."
        return [_finding("index", "ok", count)]
    except EmptyLibrary as error:
        return [_finding("index", "warn", error.message, error.hint)]
    except HikmaError as error:
        return [_fault("index", error)]


def _mended(session: "StudySession") -> list[dict[str, str]]:
    """What was mended, then what is still wrong."""
    from ingest.index import Index
    from ingest.mend import mend

    settings = session.settings
    try:
        Index.require(settings.index_folder)
        done = mend(settings.index_folder, session.embeddings, settings.ingest, settings.index)
    except EmptyLibrary:
        return _index(session)
    except HikmaError as error:
        return [_fault("index", error)]
    mended = [
        _finding(f"index {bad.check}", "mended", f"{bad.message} Now {bad.mended}.") for bad in done
    ]
    return mended + _index(session)


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
