"""What `hikma doctor` and the app's health screen find: models, index, machine.

Every finding names the command that mends it and, where it is safe to do so unasked for more,
the remedy that a click may run. Knows no surface.
"""

import shutil
from typing import Literal

from ingest import weights
from ingest.documents import Record
from ingest.errors import EmptyLibrary, HikmaError
from ingest.index import Index
from ingest.mend import HINT, examine, mend
from tutor.session import StudySession

Status = Literal["ok", "warn", "fail", "mended"]
Remedy = Literal["", "pull", "mend"]
"""`pull` fetches models, `mend` mends the index; neither deletes what cannot be made again."""
LITTLE = 500_000_000
"""Bytes of free disk below which the doctor warns."""


class Finding(Record):
    """One thing that was looked at."""

    check: str
    """`embedding model`, `chat model`, `index`, `index vectors` and so on, `disk`."""
    status: Status
    message: str
    hint: str = ""
    """What to do now; empty where there is nothing to do."""
    remedy: Remedy = ""


def checkup(session: StudySession, *, rehash: bool = True) -> list[Finding]:
    """Everything; without `rehash` a model file that was hashed before is not hashed again."""
    return [*models(session, rehash=rehash), *index(session), *machine(session)]


def models(session: StudySession, *, rehash: bool = True) -> list[Finding]:
    """Whether the models' files are here and whole."""
    settings, findings = session.settings, list[Finding]()
    for check, spec in (("embedding model", settings.embedding), ("chat model", settings.model)):
        provider, _, name = spec.partition(":")
        if provider != "embedded" or name not in weights.manifest():
            told = f"{spec} (not embedded: not checked here)"
            findings.append(Finding(check=check, status="ok", message=told))
            continue
        files = weights.status([name], settings.model_roots, rehash=rehash)
        bad = [one for one in files if one.state != "present"]
        findings += [
            Finding(
                check=check,
                status="fail",
                message=f"{one.path} is {one.state}.",
                hint="Run: hikma models pull",
                remedy="pull",
            )
            for one in bad
        ]
        if not bad:
            told = f"{spec}: every file has its SHA-256."
            findings.append(Finding(check=check, status="ok", message=told))
    return findings


def index(session: StudySession) -> list[Finding]:
    """What is wrong with the index, or how much it holds."""
    settings = session.settings
    try:
        Index.require(settings.index_folder)
        found = examine(settings.index_folder, session.embeddings, settings.index)
        if found:
            return [
                Finding(
                    check=f"index {bad.check}",
                    status="fail",
                    message=bad.message,
                    hint=HINT,
                    remedy="mend",
                )
                for bad in found
            ]
        opened = session.index
        count = f"{len(opened.library())} document(s), {len(opened)} chunks."
        return [Finding(check="index", status="ok", message=count)]
    except EmptyLibrary as error:
        return [Finding(check="index", status="warn", message=error.message, hint=error.hint)]
    except HikmaError as error:
        return [_fault("index", error)]


def mended(session: StudySession) -> list[Finding]:
    """Mends the index: what was mended, then what is still wrong."""
    settings = session.settings
    try:
        Index.require(settings.index_folder)
        done = mend(settings.index_folder, session.embeddings, settings.ingest, settings.index)
    except EmptyLibrary:
        return index(session)
    except HikmaError as error:
        return [_fault("index", error)]
    # What was opened before the mending may be gone.
    session.reopen_index()
    told = [
        Finding(
            check=f"index {bad.check}",
            status="mended",
            message=f"{bad.message} Now {bad.mended}.",
        )
        for bad in done
    ]
    return told + index(session)


def machine(session: StudySession) -> list[Finding]:
    """Whether there is room on the disk."""
    folder = session.settings.data.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < LITTLE:
        told = f"Only {free / 1e6:.0f} MB free at {folder}."
        return [Finding(check="disk", status="warn", message=told, hint="Free some space.")]
    return [Finding(check="disk", status="ok", message=f"{free / 1e9:.0f} GB free at {folder}.")]


def _fault(check: str, error: HikmaError) -> Finding:
    return Finding(check=check, status="fail", message=error.message, hint=error.hint)
