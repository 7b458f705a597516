"""Files that are too large, packed to harm, or not what they say: refused, and said."""

import io
import struct
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from ingest.errors import DamagedFile, EncryptedFile, HikmaError, TooLarge, UnsafeFile
from ingest.settings import IngestSettings
from tests.tutor.interchange.builders import LIMITS, item, write
from tutor.errors import UnknownFormat, UnreadableBank
from tutor.interchange.banks import MOST_MB
from tutor.interchange.formats import FORMATS, of_file, of_suffix, read

ZIPS = pytest.mark.parametrize("format", ["anki", "qti", "qti3"])


def fault(format: str, data: bytes, limits: IngestSettings = LIMITS) -> HikmaError:
    """What reading raises: an error for people."""
    with pytest.raises(HikmaError) as caught:
        read(FORMATS[format], data, "bank.bin", limits)
    assert caught.value.hint
    return caught.value


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("format", FORMATS)
def test_more_than_fifty_megabytes_are_refused_unread(format: str) -> None:
    data = b"x" * (MOST_MB * 1_000_000 + 1)
    error = fault(format, data)
    assert isinstance(error, TooLarge)
    assert "50 MB" in error.message


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("data", [b"", b"\n\n", b"\0" * 999, b"\xff\xfe", b"GIF89a\0\1", b"PK\3\4"])
def test_what_holds_no_item_is_an_error_for_people(format: str, data: bytes) -> None:
    fault(format, data)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("other", FORMATS)
def test_a_file_of_another_format_raises_nothing_else(format: str, other: str) -> None:
    data = write(other, item()).data
    with suppress(HikmaError):
        read(FORMATS[format], data, "bank", LIMITS)


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_cut_anywhere_raises_nothing_else(format: str) -> None:
    data = write(format, item(), item("cloze", id="1" * 16), item("short", id="2" * 16)).data
    for at in range(0, len(data), max(1, len(data) // 40)):
        for damaged in (data[:at], data[:at] + b"\xff\0<" + data[at + 3 :]):
            with suppress(HikmaError):
                read(FORMATS[format], damaged, "bank", LIMITS)


@ZIPS
def test_a_zip_bomb_is_refused(format: str) -> None:
    bomb = zipped({"imsmanifest.xml": bytes(60_000_000), "collection.anki2": bytes(60_000_000)})
    assert len(bomb) < 200_000
    tracemalloc.start()
    assert isinstance(fault(format, bomb), UnsafeFile)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000
    many = zipped({f"{at}.xml": bytes(9_000_000) for at in range(3)})
    assert isinstance(fault(format, many, IngestSettings(max_unpacked_mb=20)), TooLarge)


@ZIPS
@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil.xml", "C:\\evil.xml", "a/../../b"])
def test_names_that_lead_out_are_refused_and_nothing_reaches_the_disk(
    format: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert isinstance(fault(format, zipped({name: b"x", "imsmanifest.xml": b"<m/>"})), UnsafeFile)
    assert list(tmp_path.iterdir()) == []


@ZIPS
def test_parts_that_share_their_bytes_and_locked_ones_are_refused(format: str) -> None:
    data = bytearray(zipped({"imsmanifest.xml": b"<m/>", "b.xml": b"<b/>"}))
    first, second = data.index(b"PK\1\2"), data.rindex(b"PK\1\2")
    twin = bytearray(data)
    twin[second + 42 : second + 46] = struct.pack("<I", 0)
    assert isinstance(fault(format, bytes(twin)), UnsafeFile)
    locked = bytearray(data)
    locked[first + 8] |= 1
    assert isinstance(fault(format, bytes(locked)), EncryptedFile)


@pytest.mark.parametrize("format", ["qti", "qti3"])
def test_entities_in_a_package_are_refused_part_by_part(format: str) -> None:
    thief = b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'
    manifest = (
        b'<manifest><resources><resource type="imsqti_item_xmlv2p2" href="a.xml"/>'
        b"</resources></manifest>"
    )
    error = fault(format, zipped({"imsmanifest.xml": manifest, "a.xml": thief}))
    assert isinstance(error, UnreadableBank)
    assert "declares a document type" in error.message
    assert isinstance(fault(format, zipped({"imsmanifest.xml": thief})), UnsafeFile)


@pytest.mark.parametrize("format", ["moodle-xml", "qti", "gift", "csv", "aiken", "json"])
def test_reading_many_items_takes_memory_in_proportion(format: str) -> None:
    items = [item(id=f"{at:016x}", stem=f"Question {at}?") for at in range(400)]
    data = write(format, *items).data
    tracemalloc.start()
    found = read(FORMATS[format], data, "bank", LIMITS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.items) == 400
    assert peak < 60 * max(len(data), 100_000)


def test_formats_are_told_by_name_and_beginning() -> None:
    told = {
        "x.apkg": "anki", "x.CSV": "csv", "x.tsv": "csv", "x.gift": "gift", "x.json": "json",
        "x.zip": "qti", "x.xml": "moodle-xml",
    }  # fmt: skip
    for path, name in told.items():
        assert of_suffix(path).name == name
    assert of_file("x.xml", b"<qti-assessment-item >").name == "qti"
    assert of_file("x.xml", b"<assessmentItem\n").name == "qti"
    assert of_file("x.txt", b"Q?\r\nA. x\r\nANSWER: A").name == "aiken"
    assert of_file("x.txt", b"Q? {=a}").name == "gift"
    with pytest.raises(UnknownFormat) as caught:
        of_suffix("x.docx")
    assert "moodle-xml" in caught.value.hint


def test_damage_is_damage_by_its_name() -> None:
    assert isinstance(fault("anki", b"PK\3\4garbage"), DamagedFile)
