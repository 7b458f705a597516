"""`hikma ingest`: add or update files and folders."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.progress import meter
from app.cli.terminal import DONE, PARTLY, terminal

if TYPE_CHECKING:
    from ingest.pipeline import FileReport


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
    files = find_files(paths or [])
    embeddings = load_embeddings(settings.embedding, settings.model_roots)
    work = rebuild if reindex else ingest_paths
    with meter(here) as shown:
        reports = work(
            files,
            settings.index_folder,
            embeddings,
            settings.ingest,
            lambda report, number, total: shown.show(Path(report.path).name, number, total),
        )
    here.emit(_document(reports), _text(reports))
    return PARTLY if any(report.status == "failed" for report in reports) else DONE


def _totals(reports: "list[FileReport]") -> dict[str, float]:
    counts = {
        status: sum(report.status == status for report in reports)
        for status in ("added", "updated", "unchanged", "skipped", "failed")
    }
    return {
        "files": len(reports),
        **counts,
        "chunks": sum(report.chunks for report in reports),
        "tokens": sum(report.tokens for report in reports),
        "seconds": round(sum(report.seconds for report in reports), 2),
    }


def _document(reports: "list[FileReport]") -> dict[str, object]:
    return {
        "files": [report.model_dump(exclude_none=True) for report in reports],
        "totals": _totals(reports),
    }


def _text(reports: "list[FileReport]") -> str:
    lines = []
    for report in reports:
        detail = f"{report.pages} page(s), {report.chunks} chunk(s)" if report.chunks else ""
        lines.append(f"{report.status:9} {report.path}  {detail}".rstrip())
        if report.error:
            lines.append(f"          {report.error['message']} {report.error['hint']}")
        lines += [f"          page {f.page}: {f.finding}. {f.hint}" for f in report.health]
    totals = _totals(reports)
    lines.append(
        f"{totals['files']} file(s): {totals['added']} added, {totals['updated']} updated, "
        f"{totals['unchanged']} unchanged, {totals['skipped']} skipped, {totals['failed']} failed; "
        f"{totals['chunks']} chunks, {totals['tokens']} tokens, {totals['seconds']} s."
    )
    return "\n".join(lines)
