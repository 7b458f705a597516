"""An interrupted run, taken up where it stopped.

Only where nothing that decides an answer or a score has changed since: else half of its numbers
would be another run's. The machine may be another one; its seconds then are, too.
"""

from pathlib import Path

from evals.changes import changes
from evals.errors import NothingToResume, RunChanged
from evals.folder import RunFolder, run_folders
from evals.kept import find_run
from evals.loaders.suite import Suite
from evals.records import EvalRecord, EvalRun
from evals.run import Clock, rfc3339

_NAMED = {
    "system": "the system",
    "system_values": "the system's settings",
    "suite": "the suite",
    "split": "the half",
    "file_sha256": "the data",
    "data_sha256": "the data",
    "limit": "--limit",
    "seed": "--seed",
    "judge": "the judge",
    "model": "the chat model",
    "models": "the models' files",
    "embedding": "the embedding model",
    "settings_values": "the settings",
    "library": "the documents",
    "code": "the code",
}
"""What must be the same, by the names of `EvalRun`."""
_TOLD_IN_FULL = {"settings_values", "system_values", "judge", "code"}
_ASKED_FOR = ("system", "suite", "split", "limit", "seed")


def resume(
    fresh: EvalRun, suite: Suite, data: Path, name: str | None, now: Clock
) -> tuple[EvalRun, RunFolder, tuple[EvalRecord, ...]]:
    """The run called `name`, else the newest that was interrupted and asked for the same.

    `fresh` is what would run now. Raises `NothingToResume`, `RunChanged`, `InputError`,
    `RunDamaged`, `RunOlder`, `RunNewer`, `StoreBusy`.
    """
    folder = find_run(data, name) if name else _newest(fresh, data)
    stored = folder.load()
    if stored.complete:
        raise NothingToResume(
            f"The run {stored.run} is complete.", hint="Run it anew, without --resume."
        )
    _check(stored, fresh)
    folder.hold()
    records = folder.take_up()
    asked = [(row.line, row.case.id if row.case else None) for row in suite.dataset.rows]
    if [(record.line, record.id) for record in records] != asked[: len(records)]:
        raise _changed(stored, ["the cases"])
    run = stored.model_copy(update={"ended": None, "resumed": (*stored.resumed, rfc3339(now()))})
    folder.write_run(run)
    return run, folder, records


def _newest(fresh: EvalRun, data: Path) -> RunFolder:
    for folder in reversed(list(run_folders(data))):
        run = folder.run()
        if (
            run
            and not run.complete
            and all(getattr(run, name) == getattr(fresh, name) for name in _ASKED_FOR)
        ):
            return folder
    raise NothingToResume(
        f"No interrupted run of {fresh.suite} with the system {fresh.system} and these options "
        "is kept here.",
        hint="See: hikma eval list; or run it without --resume.",
    )


def _check(stored: EvalRun, fresh: EvalRun) -> None:
    names = [name for name, _, _ in changes(stored, fresh) if name.partition(".")[0] in _NAMED]
    # The fingerprint also changes with prompts and tables, which the values do not show.
    if stored.settings != fresh.settings and not any(n.startswith("settings") for n in names):
        names.append("settings_values")
    if names:
        raise _changed(stored, list(dict.fromkeys(_said(name) for name in names)))


def _said(name: str) -> str:
    """`settings_values.retrieval.passages` as `the settings (retrieval.passages)`."""
    field, _, inner = name.partition(".")
    return f"{_NAMED[field]} ({inner})" if field in _TOLD_IN_FULL and inner else _NAMED[field]


def _changed(stored: EvalRun, what: list[str]) -> RunChanged:
    return RunChanged(
        f"The run {stored.run} cannot go on: changed since it began: {', '.join(what)}.",
        hint="Put it back as it was, or run it from the start, without --resume.",
    )
