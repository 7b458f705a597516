"""Files and folders built to hang, fool or exhaust: each is refused or bounded, and named."""

import io
import itertools
import os
import socket
import subprocess
import sys
import threading
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import errors
from ingest.extract import Extractors
from ingest.files import (
    Found,
    actual_path,
    document_id,
    file_id,
    load,
    shown,
    stored_path,
    walk,
)
from ingest.kinds import READERS
from ingest.read import read
from ingest.settings import IngestSettings
from tests.builders import write_files

SETTINGS = IngestSettings(ocr="off")
posix = pytest.mark.skipif(os.name != "posix", reason="such files are POSIX's")
bytes_names = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux has file names that are no text"
)


def fault_of(path: Path, settings: IngestSettings = SETTINGS) -> errors.HikmaError:
    """What `load` raises, checked for what every fault must have."""
    with pytest.raises(errors.HikmaError) as caught:
        load(path, settings)
    assert caught.value.hint
    assert shown(path.name) in caught.value.message
    assert caught.value.message.isprintable()
    return caught.value


# -- files that are no files -------------------------------------------------------------


@posix
def test_a_pipe_that_nobody_writes_to_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)
    fault = fault_of(path)
    assert type(fault) is errors.NotReadable
    assert "pipe" in fault.message


@posix
def test_a_link_to_a_device_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "zero.md"
    path.symlink_to("/dev/zero")
    assert type(fault_of(path)) is errors.NotReadable


@posix
def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's name may have 108 bytes
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.txt")
        assert type(fault_of(tmp_path / "s.txt")) is errors.NotReadable


def test_a_folder_named_like_a_file_is_called_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x.md").mkdir()
    fault = fault_of(tmp_path / "x.md")
    assert type(fault) is errors.NotReadable
    assert "a folder" in fault.message


@pytest.mark.parametrize("name", ["gone.md", "x.txt/inside.md", "nul\0byte.md"])
def test_what_is_not_there_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.txt").write_text("a file, not a folder")
    assert type(fault_of(tmp_path / name)) is errors.NoSuchPath


@posix
def test_a_link_to_itself_and_a_name_without_end_are_refused(tmp_path: Path) -> None:
    (tmp_path / "loop.md").symlink_to("loop.md")
    assert type(fault_of(tmp_path / "loop.md")) is errors.NotReadable
    assert type(fault_of(tmp_path / f"{'x' * 300}.md")) is errors.NotReadable


@posix
def test_a_file_that_may_not_be_opened_says_how_to_open_it(tmp_path: Path) -> None:
    path = tmp_path / "secret.md"
    path.write_text("text")
    path.chmod(0)
    fault = as_nobody(tmp_path, f"load(Path({str(path)!r}), IngestSettings())")
    assert fault.startswith("NotReadable: ")
    assert "secret.md" in fault
    assert "chmod u+r" in fault


def as_nobody(folder: Path, call: str) -> str:
    """What `call` raises or gives, in a process without root's rights."""
    code = (
        "import sys, os; from pathlib import Path; from ingest.files import load, walk; "
        "from ingest.errors import HikmaError; from ingest.settings import IngestSettings\n"
        "if os.getuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        f"try: print({call})\n"
        "except HikmaError as error: print(f'{error.type}: {error.message} {error.hint}')"
    )
    for above in (folder, *folder.parents):
        if os.getuid() == 0 and str(above).startswith("/tmp/"):
            above.chmod(above.stat().st_mode | 0o055)  # pytest's own folders are for one user
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# -- files that do not hold still --------------------------------------------------------


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Path]:
    """A file of some megabytes to which another thread adds without pause."""
    path = tmp_path / "download.txt"
    path.write_bytes(b"text " * 4_000_000)
    done = threading.Event()

    def write() -> None:
        with path.open("ab", buffering=0) as file:
            while not done.is_set():
                file.write(b"more ")

    thread = threading.Thread(target=write)
    thread.start()
    yield path
    done.set()
    thread.join()


def _changing(path: Path) -> errors.FileChanging | None:
    try:
        load(path, SETTINGS)
    except errors.FileChanging as fault:
        return fault
    return None


def test_a_file_that_is_being_written_is_not_read_by_halves(writer: Path) -> None:
    # On a busy machine the writer may not get its turn while the file is read.
    faults = list(itertools.islice(filter(None, (_changing(writer) for _ in range(500))), 1))
    assert faults
    assert "no longer being written" in faults[0].hint


class Blinking:
    """Stands for `os.read`: the file grows behind the first `times` readings of its beginning."""

    def __init__(self, path: Path, times: int) -> None:
        self.path, self.times, self._read = path, times, os.read

    def __call__(self, handle: int, length: int) -> bytes:
        at_start = os.lseek(handle, 0, os.SEEK_CUR) == 0
        data = self._read(handle, length)
        if self.times and at_start:
            self.times -= 1
            self.path.write_bytes(data + b"!")
        return data


@pytest.mark.parametrize(("times", "text"), [(0, b"text"), (1, b"text!"), (2, None)])
def test_a_file_that_changed_once_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, text: bytes | None
) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"text")
    monkeypatch.setattr("ingest.files.os.read", Blinking(path, times))
    if text is None:
        assert type(fault_of(path)) is errors.FileChanging
    else:
        assert load(path, SETTINGS) == text


def test_a_files_id_is_its_documents_and_changes_with_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text("one")
    first = file_id(path, SETTINGS)
    assert first == read(path, b"one", SETTINGS).id
    path.write_text("two")
    assert file_id(path, SETTINGS) == document_id(b"two") != first
    with pytest.raises(errors.UnsupportedFile):
        file_id(tmp_path / "x.exe", SETTINGS)


# -- names -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("درس\nالأول.md", r"درس\nالأول.md"),
        ("a\x1b[31mb\r.md", r"a\x1b[31mb\r.md"),
        ("fdp.\u202emd.md", r"fdp.\u202emd.md"),
        ("one\u2028two.md", r"one\u2028two.md"),
        ("\udce9t\udce9.md", r"\xe9t\xe9.md"),
        ("تَشْكِيل 机器 😀 ٣.md", "تَشْكِيل 机器 😀 ٣.md"),
        ("می\u200cخواهم.md", "می\u200cخواهم.md"),
    ],
)
def test_a_name_is_shown_on_one_line_without_hidden_commands(name: str, safe: str) -> None:
    assert shown(name) == safe
    assert shown(Path("/x", name)) == f"/x/{safe}"


@pytest.mark.parametrize(
    "name", ["plain.md", "درس\nالأول.md", "\udcff\udc80.md", "😀.md", r"back\slash.md", "100%.md"]
)
def test_a_stored_path_can_be_stored_anywhere_and_found_again(name: str) -> None:
    path = Path("/x", name)
    assert stored_path(path).encode("utf-8")
    assert actual_path(stored_path(path)) == path
    if name.isascii():
        assert stored_path(path) == str(path)


@posix
@pytest.mark.parametrize("name", ["درس\nالأول.md", "\x1b[2J.txt", "‮txt.md"])
def test_a_file_with_a_hostile_name_is_read_and_its_faults_are_printable(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_text("نص", encoding="utf-8")
    document = read(path, load(path, SETTINGS), SETTINGS)
    assert document.path == str(path)
    assert document.title.isprintable()
    path.write_text("")
    fault_of(path)


@bytes_names
def test_a_name_that_is_no_text_is_read_in_a_process_and_stored(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9 \xff.md"))
    path.write_text("text")
    with Extractors(SETTINGS) as extractors:
        document = extractors.read(path)
    assert document.text == "text"
    assert document.title == r"caf\xe9 \xff"
    assert actual_path(document.path).read_text() == "text"
    assert type(document).model_validate_json(document.model_dump_json()) == document


# -- folders -----------------------------------------------------------------------------


def found(folder: Path) -> dict[str, str | None]:
    """What a walk meets: path below the folder, and the type of its fault."""
    return {
        str(path.relative_to(folder)): error.type if error else None
        for path, error in walk(folder)
    }  # fmt: skip


def test_a_walk_gives_what_can_be_read_in_a_fixed_order(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "b" / "c").mkdir(parents=True)
    names = ["z.md", "a.TXT", "b/2.pdf", "b/10.pdf", "b/c/x.html", ".hidden.md", ".git/x.md",
             "~$letter.docx", "x.exe", "Makefile", "درس.md"]  # fmt: skip
    write_files(tmp_path, dict.fromkeys(names, "text"))
    assert list(found(tmp_path)) == [
        "a.TXT", "z.md", "درس.md", "b/10.pdf", "b/2.pdf", "b/c/x.html",
    ]  # fmt: skip
    assert not any(found(tmp_path).values())


@posix
def test_links_do_not_lead_out_of_the_folder_nor_in_circles(tmp_path: Path) -> None:
    write_files(tmp_path / "outside", {"secret.md": "secret", "x.exe": "program"})
    folder = write_files(tmp_path / "named", {"real.md": "text"})
    (folder / "sub").mkdir()
    (folder / "out.md").symlink_to(tmp_path / "outside" / "secret.md")
    (folder / "out-relative.md").symlink_to("../outside/secret.md")
    (folder / "out-folder").symlink_to(tmp_path / "outside")
    (folder / "program.exe").symlink_to(tmp_path / "outside" / "x.exe")
    (folder / "sub" / "circle").symlink_to(folder)
    (folder / "nowhere.md").symlink_to(folder / "gone.md")
    (folder / "itself.md").symlink_to("itself.md")
    (folder / "sub" / "inside.md").symlink_to(folder / "real.md")
    assert found(folder) == {
        "itself.md": "NoSuchPath",
        "nowhere.md": "NoSuchPath",
        "out-folder": "OutsideFolder",
        "out-relative.md": "OutsideFolder",
        "out.md": "OutsideFolder",
        "real.md": None,
        "sub/inside.md": None,
    }
    for path, error in walk(folder):
        if error:
            assert shown(path.name) in error.message
            assert error.hint


@posix
def test_a_folder_named_by_a_link_is_walked_and_its_own_files_are_inside(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "real", {"x.md": "text"})
    (folder / "inside.md").symlink_to(folder / "x.md")
    (tmp_path / "link").symlink_to(folder)
    assert list(walk(tmp_path / "link")) == [
        Found(tmp_path / "link" / "inside.md"),
        Found(tmp_path / "link" / "x.md"),
    ]


@posix
def test_a_folder_that_may_not_be_opened_is_named_and_the_others_are_walked(
    tmp_path: Path,
) -> None:
    folder = write_files(tmp_path / "named", {"x.md": "text"})
    write_files(folder / "closed", {"y.md": "text"})
    (folder / "closed").chmod(0)
    rows = as_nobody(
        folder,
        f"[(f.path.name, f.error and f.error.message) for f in walk(Path({str(folder)!r}))]",
    )
    (folder / "closed").chmod(0o700)
    assert "('x.md', None)" in rows
    assert "closed cannot be opened: Permission denied" in rows


@posix
def test_a_folder_deeper_than_any_name_can_say_ends_the_walk_there_only(tmp_path: Path) -> None:
    write_files(tmp_path, {"x.md": "text"})
    home = Path.cwd()
    os.chdir(tmp_path)
    try:
        for _ in range(900):
            os.mkdir("deep")  # noqa: PTH102
            os.chdir("deep")
    finally:
        os.chdir(home)
    rows = list(walk(tmp_path))
    assert rows[0] == Found(tmp_path / "x.md")
    assert [row.error and row.error.type for row in rows[1:]] == ["NotReadable"]
    subprocess.run(["rm", "-rf", tmp_path / "deep"], check=True)  # pytest's own tidying recurses


# -- contents ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bounded() -> Iterator[Extractors]:
    """Reading processes with little memory and little time."""
    settings = IngestSettings(
        ocr="off", workers=1, memory_mb=700, file_seconds=20, page_seconds=2,
        max_unpacked_mb=50, max_pages=500, max_members=500, max_file_mb=60,
    )  # fmt: skip
    with Extractors(settings) as extractors:
        yield extractors


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of which is its catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return out + head + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(out)


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), more, data)


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
ONE_PAGE = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R "
    b"/Resources << /Font << /F 5 0 R >> >> >>",
)


def one_page(content: bytes, more: bytes = b"") -> bytes:
    return pdf(*ONE_PAGE, stream(content, more), FONT)


def packed_many_times(data: bytes, times: int) -> tuple[bytes, bytes]:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data, b"/Filter [%b]" % (b"/FlateDecode " * times)


def deep_pages(depth: int) -> bytes:
    """A page tree of one page below `depth` nodes."""
    nodes = [
        b"<< /Type /Pages /Kids [%d 0 R] /Count 1 %b >>"
        % (number + 1, b"/Parent %d 0 R" % (number - 1) if number > 2 else b"")
        for number in range(2, depth + 2)
    ]
    leaf = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 9 9] >>" % (depth + 1)
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, leaf)


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(count))
    return pdf(
        ONE_PAGE[0],
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    )


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
    b'package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument'
    b'/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def docx(body: bytes, doctype: bytes = b"") -> bytes:
    document = (
        b'<?xml version="1.0"?>%b<w:document xmlns:w="%b"><w:body><w:p><w:r><w:t>%b</w:t></w:r>'
        b"</w:p></w:body></w:document>" % (doctype, WORD.encode(), body)
    )
    return zipped(
        {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document}
    )


LAUGHS = b"<!DOCTYPE w:document [<!ENTITY a0 'ha'>%b]>" % b"".join(
    b"<!ENTITY a%d '%b'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
)
THIEF = b"<!DOCTYPE w:document [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
HUGE, HUGE_FILTERS = packed_many_times(b"(x) Tj " * 150_000_000, 2)
needs_docx = pytest.mark.skipif(
    not (Path(errors.__file__).parent / "readers" / f"{READERS['.docx']}.py").exists(),
    reason="the DOCX reader is not there yet",
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("expands.pdf", one_page(HUGE, HUGE_FILTERS)),
        ("deep.pdf", deep_pages(20_000)),
        ("nested.pdf", one_page(b"[" * 300_000)),
        ("pages.pdf", many_pages(2_000)),
        ("circle.pdf", pdf(ONE_PAGE[0], b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>")),
        ("claims.pdf", pdf(ONE_PAGE[0], b"<< /Type /Pages /Kids [] /Count 2000000000 >>")),
        pytest.param("bomb.docx", docx(b"a" * 400_000_000), marks=needs_docx),
        pytest.param("laughs.docx", docx(b"&a11;", LAUGHS), marks=needs_docx),
        pytest.param("thief.docx", docx(b"&x;", THIEF), marks=needs_docx),
        pytest.param(
            "many.docx", zipped({f"{n}.xml": b"" for n in range(2_000)}), marks=needs_docx
        ),
        pytest.param("plain-zip.docx", zipped({"x.txt": b"text"}), marks=needs_docx),
    ],
)
def test_a_file_built_to_exhaust_its_reader_is_refused_and_the_next_is_read(
    bounded: Extractors, tmp_path: Path, name: str, data: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(errors.ReadError) as caught:
        bounded.read(path)
    assert name in caught.value.message
    assert caught.value.hint
    assert "cannot make sense" not in caught.value.message, "its reader did not foresee this"
    good = write_files(tmp_path, {"good.md": "نص"}) / "good.md"
    assert bounded.read(good).text == "نص"


def test_a_page_that_takes_too_long_is_reported_and_what_could_be_read_is_kept(
    tmp_path: Path,
) -> None:
    settings = IngestSettings(ocr="off", workers=1, page_seconds=0.3)
    lines = b"".join(b"1 0 0 1 2 %d Tm (a b) Tj " % at for at in range(60_000))
    path = tmp_path / "slow.pdf"
    path.write_bytes(one_page(b"BT /F 9 Tf " + lines + b"ET"))
    with Extractors(settings) as extractors:
        try:
            document = extractors.read(path)
        except errors.ReadError as error:
            assert "slow.pdf" in error.message  # noqa: PT017
            assert error.hint  # noqa: PT017
        else:
            assert "too-slow" in [found.finding for found in document.health]


def test_fifty_megabytes_of_text_are_read_whole(bounded: Extractors, tmp_path: Path) -> None:
    line = "تعلّم الآلة — machine learning — 机器学习 ٣٫٥ ％.\n".encode()
    path = tmp_path / "long.txt"
    path.write_bytes(line * (50_000_000 // len(line)))
    document = bounded.read(path)
    assert document.text.encode() == path.read_bytes()
    assert document.id == file_id(path, SETTINGS)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    with path.open("wb") as file:
        file.truncate(10**12)  # a terabyte of nothing: reading it would take all memory
    fault = fault_of(path, IngestSettings(max_file_mb=60))
    assert type(fault) is errors.TooLarge
    assert "HIKMA_INGEST__MAX_FILE_MB" in fault.hint


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"text \0\0\0\1 \0\0 and more\0" * 100)
    with pytest.raises(errors.DamagedFile, match=r"x\.md.*NUL"):
        read(path, load(path, SETTINGS), SETTINGS)
