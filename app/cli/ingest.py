"""`hikma ingest`: add or update files and folders."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.progress import Meter, meter
from app.cli.stale import recheck_items
from app.cli.terminal import DONE, PARTLY, terminal
from app.health import health_lines

if TYPE_CHECKING:
    from ingest.reports import FileReport, IngestResult, Watcher


def ingest(
    context: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders.")] = None,
    reindex: Annotated[
        bool, typer.Option("--reindex", help="Embed anew everything that is in the library.")
    ] = False,
    workers: Annotated[int | None, typer.Option(help="Files read at the same time.")] = None,
) -> int:
    """Add or update files and folders; unchanged files cost nothing."""
    from ingest.embed import load_embeddings
    from ingest.errors import InputError
    from ingest.pipeline import find_files, ingest_paths, rebuild

    here = terminal(context)
    settings = here.settings()
    if not paths and not reindex:
        raise InputError("Nothing to ingest was named.", hint="Run: hikma ingest PATH")
    if workers is not None:
        if workers < 1:
            raise InputError("--workers must be 1 or more.", hint="Leave it out for 2.")
        settings = settings.model_copy(
            update={"ingest": settings.ingest.model_copy(update={"workers": workers})}
        )
    selection = find_files(paths or [])
    embeddings = load_embeddings(settings.embedding, settings.model_roots)
    work = rebuild if reindex else ingest_paths
    with meter(here) as shown:
        result = work(
            selection,
            settings.index_folder,
            embeddings,
            settings.ingest,
            store=settings.index,
            watcher=_watcher(shown),
        )
    here.emit(_document(result), _text(result))
    recheck_items(here)
    return PARTLY if any(report.status == "failed" for report in result.files) else DONE


def _watcher(shown: Meter) -> "Watcher":
    from ingest.files import shown as safe
    from ingest.reports import Watcher

    class Shown(Watcher):
        """Files, and within a long file its chunks, on the meter."""

        done, total = 0, 1

        def file(self, report: "FileReport", number: int, total: int) -> None:
            self.done, self.total = number, total
            shown.show("files", number, total, f": {safe(Path(report.path).name)}")

        def chunks(self, name: str, done: int, total: int) -> None:
            shown.show("files", self.done, self.total, f"; {safe(name)}: chunk {done} of {total}")

    return Shown()


def _totals(result: "IngestResult") -> dict[str, object]:
    reports = result.files
    counts = {
        status: sum(report.status == status for report in reports)
        for status in ("added", "updated", "unchanged", "skipped", "failed")
    }
    return {
        "files": len(reports),
        **counts,
        "removed": len(result.removed),
        "chunks": sum(report.chunks for report in reports),
        "tokens": sum(report.tokens for report in reports),
        "seconds": result.seconds,
        "stages": result.stages,
    }


def _document(result: "IngestResult") -> dict[str, object]:
    return {
        "files": [report.model_dump(exclude_none=True) for report in result.files],
        "removed": [removed.model_dump() for removed in result.removed],
        "totals": _totals(result),
    }


def _text(result: "IngestResult") -> str:
    from ingest.files import shown

    lines = []
    for report in result.files:
        detail = f"{report.pages} page(s), {report.chunks} chunk(s)" if report.chunks else ""
        lines.append(f"{report.status:9} {shown(report.path)}  {detail}".rstrip())
        if report.error:
            lines.append(f"          {report.error['message']} {report.error['hint']}")
        lines += [f"          {line}" for line in health_lines(report.health)]
    lines += [f"removed   {shown(gone.path)}  (its file is gone)" for gone in result.removed]
    totals = _totals(result)
    lines.append(
        f"{totals['files']} file(s): {totals['added']} added, {totals['updated']} updated, "
        f"{totals['unchanged']} unchanged, {totals['skipped']} skipped, {totals['failed']} failed, "
        f"{totals['removed']} removed; "
        f"{totals['chunks']} chunks, {totals['tokens']} tokens, {totals['seconds']} s."
    )
    return "\n".join(lines)
