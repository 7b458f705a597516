"""`hikma library`, `show`, `text`, `remove`: the documents that are there."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.stale import recheck_items
from app.cli.terminal import DONE, terminal
from app.health import health_lines

if TYPE_CHECKING:
    from ingest.documents import Chunk

Name = Annotated[
    str, typer.Argument(metavar="DOC", help="A document's id, its beginning, or path.")
]


def library(context: typer.Context) -> int:
    """List the documents with their health."""
    from ingest.files import shown

    here = terminal(context)
    with here.session() as session:
        entries = session.library.library()
    lines = [
        f"{e.document}  {e.title}  ({', '.join(e.languages)}; {e.pages} page(s), "
        f"{e.chunks} chunk(s))\n                  {shown(e.path)}"
        + "".join(f"\n                  {line}" for line in health_lines(e.health))
        for e in entries
    ]
    here.emit({"documents": [entry.model_dump() for entry in entries]}, "\n".join(lines))
    return DONE


def _pages(chunk: "Chunk") -> str:
    last = f"-{chunk.page_end}" if chunk.page_end != chunk.page else ""
    return f"page {chunk.page}{last}"


def show(context: typer.Context, document: Name) -> int:
    """One document: its facts, pages and chunks."""
    from ingest.files import shown

    here = terminal(context)
    with here.session() as session:
        library = session.library
        id = library.resolve(document)
        entry = library.entry(id)
        chunks = library.chunks_of(id)
        pages = library.document(id).pages
    facts = entry.model_dump() | {
        "page_spans": [page.model_dump() for page in pages],
        "chunk_spans": [chunk.model_dump(exclude={"text"}) for chunk in chunks],
    }
    plain = entry.model_dump(exclude={"health"})
    lines = [f"{name}: {shown(str(value))}" for name, value in plain.items()]
    lines += health_lines(entry.health)
    lines += [
        f"  {chunk.start}-{chunk.end} {_pages(chunk)} {' '.join(chunk.languages)} {chunk.heading}"
        for chunk in chunks
    ]
    here.emit(facts, "\n".join(lines))
    return DONE


def text(
    context: typer.Context,
    document: Name,
    page: Annotated[int | None, typer.Option(help="One page only.")] = None,
) -> int:
    """A document's extracted text, exactly what offsets refer to."""
    from ingest.errors import InputError

    here = terminal(context)
    with here.session() as session:
        found = session.library.document(document)
    start, end = 0, len(found.text)
    if page is not None:
        spans = {p.number: (p.start, p.end) for p in found.pages}
        if page not in spans:
            raise InputError(
                f"{found.title} has no page {page}.", hint=f"It has {len(spans)} page(s)."
            )
        start, end = spans[page]
    words = found.text[start:end]
    record = {"document": found.id, "title": found.title, "path": found.path, "page": page}
    here.emit(record | {"start": start, "end": end, "text": words}, words)
    return DONE


def remove(context: typer.Context, document: Name) -> int:
    """Remove a document from the library (the file itself is not touched)."""
    from ingest.files import shown
    from ingest.writing import writing

    here = terminal(context)
    with here.session() as session:
        index = session.index
        with writing(here.settings().index_folder):
            found = index.document(document)
            index.remove(found.id)
    record = {"document": found.id, "title": found.title, "path": found.path}
    here.emit({"removed": [record]}, f"Removed {found.title} ({shown(found.path)}).")
    recheck_items(here)
    return DONE
