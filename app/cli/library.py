"""`hikma library`, `show`, `text`, `remove`: the documents that are there."""

from typing import Annotated

import typer

from app.cli.terminal import DONE, terminal

Name = Annotated[
    str, typer.Argument(metavar="DOC", help="A document's id, its beginning, or path.")
]


def library(context: typer.Context) -> int:
    """List the documents with their health."""
    here = terminal(context)
    with here.session() as session:
        entries = session.index.library()
    lines = [
        f"{e.document}  {e.title}  ({', '.join(e.languages)}; {e.pages} page(s), "
        f"{e.chunks} chunk(s))\n                  {e.path}"
        + "".join(f"\n                  page {f.page}: {f.finding}. {f.hint}" for f in e.health)
        for e in entries
    ]
    here.emit({"documents": [entry.model_dump() for entry in entries]}, "\n".join(lines))
    return DONE


def show(context: typer.Context, document: Name) -> int:
    """One document: its facts, pages and chunks."""
    here = terminal(context)
    with here.session() as session:
        id = session.index.resolve(document)
        entry = next(e for e in session.index.library() if e.document == id)
        chunks = session.index.chunks_of(id)
        pages = session.index.document(id).pages
    facts = entry.model_dump() | {
        "page_spans": [page.model_dump() for page in pages],
        "chunk_spans": [chunk.model_dump(exclude={"text"}) for chunk in chunks],
    }
    lines = [f"{name}: {value}" for name, value in entry.model_dump().items()]
    lines += [
        f"  {chunk.start}-{chunk.end} page {chunk.page} {chunk.language} {chunk.heading}"
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
        found = session.index.document(document)
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
    from ingest.pipeline import writing

    here = terminal(context)
    with here.session() as session:
        index = session.index
        with writing(here.settings().index_folder):
            found = index.document(document)
            index.remove(found.id)
    record = {"document": found.id, "title": found.title, "path": found.path}
    here.emit({"removed": [record]}, f"Removed {found.title} ({found.path}).")
    return DONE
