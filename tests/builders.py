"""Small built values and files for tests."""

import io
import signal
from pathlib import Path

from ingest.documents import Document, Page
from ingest.embed import FakeEmbeddings
from ingest.index import Index
from ingest.pipeline import find_files, ingest_paths
from ingest.reports import FileReport
from ingest.settings import IngestSettings

CORPUS = Path(__file__).parents[1] / "corpus"


def document(text: str, *, id: str = "0" * 16, path: str = "/x/doc.md") -> Document:
    """A one-page document of this text."""
    return Document(
        id=id, path=path, title="Doc", text=text, pages=(Page(number=1, start=0, end=len(text)),)
    )


def write_files(folder: Path, files: dict[str, str]) -> Path:
    """Write text files by name; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def ingest_folder(folder: Path, index_folder: Path) -> list[FileReport]:
    """Ingest a folder with the fake embeddings."""
    result = ingest_paths(find_files([folder]), index_folder, FakeEmbeddings(), IngestSettings())
    return list(result.files)


def fake_index(tmp_path: Path, files: dict[str, str]) -> Index:
    """An index over text files, opened for asking."""
    ingest_folder(write_files(tmp_path / "files", files), tmp_path / "index")
    return Index.open(tmp_path / "index", FakeEmbeddings())


def heed_ctrl_c() -> None:
    """For `preexec_fn`: a process started from a background shell would ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def encrypted(pdf: bytes, password: str) -> bytes:
    """The same PDF behind a password."""
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def blank_pdf(pages: int) -> bytes:
    """A PDF of empty pages, as a scan without a text layer gives."""
    import pypdf

    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
