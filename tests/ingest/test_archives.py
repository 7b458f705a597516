"""Archives: what lies, leads out, explodes or is locked is refused by name, with a remedy."""

import io
import struct
import zipfile
from collections.abc import Iterator

import pytest
from lxml import etree

from ingest import errors
from ingest.readers import Extracted, docx, epub, pptx
from ingest.readers.archive import open_archive
from ingest.settings import IngestSettings
from tests.ingest import office_files as make

NAME = "كتاب 第一章\n.docx"
SMALL = IngestSettings(max_unpacked_mb=1, max_members=20)
READERS = {"docx": docx.extract, "pptx": pptx.extract, "epub": epub.extract}
PLAIN = make.zipped({"a.xml": "<a/>"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!-- <a> --><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def deck(**changes: str | None) -> bytes:
    """A deck of one slide, with members changed."""
    import pptx as library

    presentation = library.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Drift 漂移"
    out = io.BytesIO()
    presentation.save(out)
    return make.changed(out.getvalue(), changes) if changes else out.getvalue()


def refusal(data: bytes, settings: IngestSettings = SMALL) -> errors.HikmaError:
    with pytest.raises(errors.ReadError) as caught:
        open_archive(data, NAME, settings)
    assert NAME in caught.value.message
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("data", "fault", "words"),
    [
        (b"<!DOCTYPE html><html>", errors.DamagedFile, "web page"),
        (b"\xef\xbb\xbf\n<html>", errors.DamagedFile, "web page"),
        (b"%PDF-1.7", errors.DamagedFile, "not what its name says"),
        (OLE, errors.DamagedFile, "old .doc"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), errors.EncryptedFile, "password"),
        (PLAIN[: len(PLAIN) // 2], errors.DamagedFile, "cut short"),
        (PLAIN[:-4], errors.DamagedFile, "cut short"),
        (make.patched(PLAIN, 8, b"\1\0"), errors.EncryptedFile, "password"),
        (make.patched(PLAIN, 10, b"\x0e\0"), errors.DamagedFile, "method 14"),
        (make.patched(PLAIN, 42, b"\x05\0\0\0"), errors.DamagedFile, "not where"),
        (make.patched(PLAIN, 20, b"\xff\x0f\0\0"), errors.UnsafeFile, "into its directory"),
        (make.zeros(10), errors.TooLarge, "more than 1 MB"),
        (make.overlapping(count=15, unpacked=1000), errors.UnsafeFile, "shares its bytes"),
        (make.overlapping(count=21, unpacked=1000), errors.TooLarge, "more than 20 parts"),
        (make.overlapping(count=500, unpacked=1000), errors.TooLarge, "more than 20 parts"),
        (make.zipped({"../../etc/passwd": ""}), errors.UnsafeFile, "leads out"),
        (make.zipped({"..\\x": ""}), errors.UnsafeFile, "leads out"),
        (make.zipped({"/etc/passwd": ""}), errors.UnsafeFile, "leads out"),
        (make.zipped({"C:\\x": ""}), errors.UnsafeFile, "leads out"),
        (make.link("word/media", "/etc"), errors.UnsafeFile, "link"),
        (make.twice("word/a.xml"), errors.UnsafeFile, "one name"),
    ],
)
def test_an_archive_that_lies_or_is_broken_is_refused_with_a_remedy(
    data: bytes, fault: type[errors.HikmaError], words: str
) -> None:
    refused = refusal(data)
    assert type(refused) is fault
    assert words in refused.message


def test_the_bombs_are_small_and_would_be_large() -> None:
    assert len(make.zeros(10)) < 11_000
    assert len(make.overlapping()) < 13_000
    with zipfile.ZipFile(io.BytesIO(make.overlapping())) as file:
        assert sum(info.file_size for info in file.infolist()) == 20_000_000


def test_a_part_that_unpacks_to_a_thousand_times_its_size_is_no_text() -> None:
    archive = open_archive(make.zeros(11), NAME, IngestSettings())
    with pytest.raises(errors.UnsafeFile, match="times its size"):
        archive.read("word/document.xml")


def test_a_declared_size_smaller_than_the_real_one_gains_nothing() -> None:
    lying = make.patched(make.zeros(10), 24, struct.pack("<L", 10))
    with pytest.raises(errors.DamagedFile, match="cannot be unpacked"):
        open_archive(lying, NAME, SMALL).read("word/document.xml")


def test_reading_again_and_again_counts() -> None:
    archive = open_archive(make.zipped({"a": b"x" * 600_000}), NAME, SMALL)
    assert len(archive.read("a")) == 600_000
    with pytest.raises(errors.TooLarge):
        archive.read("a")


def test_bytes_changed_on_the_way_are_noticed() -> None:
    data = make.zipped({"a.txt": "the whole truth"}, packed=False)
    archive = open_archive(data.replace(b"whole", b"other"), NAME, SMALL)
    with pytest.raises(errors.DamagedFile, match=r"a\.txt"):
        archive.read("a.txt")


def test_a_missing_part_is_named() -> None:
    with pytest.raises(errors.DamagedFile, match=r"word/x\.xml is missing"):
        open_archive(PLAIN, NAME, SMALL).read("word/x.xml")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("prologue", [LAUGHS, OUTSIDE, "<!DOCTYPE d SYSTEM 'http://x/'>"])
def test_a_document_type_is_refused_in_every_encoding(encoding: str, prologue: str) -> None:
    data = make.zipped({"a.xml": f"\n{prologue}<d/>".lstrip().encode(encoding)})
    with pytest.raises(errors.UnsafeFile, match="entities"):
        open_archive(data, NAME, SMALL).xml("a.xml")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("prologue", [LAUGHS, OUTSIDE])
def test_no_reader_expands_entities(encoding: str, prologue: str) -> None:
    xml = (prologue + "<w:document/>").encode(encoding)
    files = {
        "docx": make.changed(make.docx(make.para("x")), {"word/document.xml": xml}),
        "epub": make.epub({"a.xhtml": xml}),
    }
    slide = make.changed(deck(), {"ppt/slides/slide1.xml": xml})
    for kind, data in {**files, "pptx": slide}.items():
        with pytest.raises(errors.UnsafeFile, match="entities"):
            READERS[kind](data, f"x.{kind}", IngestSettings())


def test_entities_hide_neither_in_side_parts_nor_in_relationships() -> None:
    for part in ("word/styles.xml", "word/_rels/document.xml.rels", "_rels/.rels"):
        whole = make.docx(make.para("x"), {"styles": ""})
        with pytest.raises(errors.UnsafeFile, match=part):
            docx.extract(make.changed(whole, {part: LAUGHS + "<a/>"}), NAME, IngestSettings())


def test_the_words_of_an_entity_declaration_may_be_written_about() -> None:
    text = "An XML bomb begins with &lt;!DOCTYPE x [&lt;!ENTITY a 'ha'&gt;]&gt;."
    read = docx.extract(make.docx(make.para(text)), NAME, IngestSettings())
    assert read.pages == ("An XML bomb begins with <!DOCTYPE x [<!ENTITY a 'ha'>]>.",)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>I am a page</body></html>",
        PLAIN,
        make.zipped({}),
        make.overlapping(count=2, unpacked=10),
        make.zipped({"word/document.xml": b"\0" * 99, "ppt/presentation.xml": b"<a", "x.opf": "<"}),
        make.zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<a/>"}),
    ],
)
def test_every_reader_names_the_file_that_it_refuses(kind: str, data: bytes) -> None:
    with pytest.raises(errors.ReadError) as caught:
        READERS[kind](data, f"{kind} 書.{kind}", IngestSettings())
    assert f"{kind} 書.{kind}" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("kind", READERS)
def test_a_file_cut_anywhere_is_refused_and_never_half_read(kind: str) -> None:
    whole = {
        "docx": make.docx(make.para("مرحبا")),
        "pptx": deck(),
        "epub": make.epub({"a.xhtml": make.xhtml("<p>x</p>")}),
    }[kind]
    assert isinstance(READERS[kind](whole, "x", IngestSettings()), Extracted)
    for part in range(1, 20):
        with pytest.raises(errors.ReadError):
            READERS[kind](whole[: len(whole) * part // 20], "x", IngestSettings())


def crippled(xml: str) -> Iterator[bytes]:
    """The XML without each of its first elements in turn, then without its attributes."""
    count = sum(1 for _ in etree.fromstring(xml.encode()).iter())
    for at in range(1, min(count, 30)):
        root = etree.fromstring(xml.encode())
        element = list(root.iter())[at]
        element.getparent().remove(element)
        yield etree.tostring(root)
        root = etree.fromstring(xml.encode())
        list(root.iter())[at].attrib.clear()
        yield etree.tostring(root)


@pytest.mark.parametrize(
    ("kind", "member"),
    [
        ("docx", "word/document.xml"),
        ("docx", "word/numbering.xml"),
        ("docx", "word/footnotes.xml"),
        ("docx", "_rels/.rels"),
        ("pptx", "ppt/slides/slide1.xml"),
        ("pptx", "ppt/presentation.xml"),
        ("pptx", "ppt/slides/_rels/slide1.xml.rels"),
        ("epub", "OEBPS/content.opf"),
        ("epub", "META-INF/container.xml"),
    ],
)
def test_xml_that_lacks_anything_gives_text_or_a_named_fault(kind: str, member: str) -> None:
    note = f"<w:footnote w:id='1'>{make.para('note')}</w:footnote>"
    reference = make.para("<w:r><w:footnoteReference w:id='1'/></w:r>" + make.run("z"))
    item = make.para("<w:r><w:sym w:font='Symbol' w:char='F061'/></w:r>", make.numbered(1))
    cells = (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
    )
    lists = make.list_kind(1, ("decimal", "%1."))
    whole = {
        "docx": make.docx(reference + item + cells, {"numbering": lists, "footnotes": note}),
        "pptx": deck() if kind == "pptx" else b"",
        "epub": make.epub({"a.xhtml": make.xhtml("<p>x</p>")}, guide="<reference type='toc'/>"),
    }[kind]
    for xml in crippled(make.member(whole, member)):
        found = outcome(kind, make.changed(whole, {member: xml}))
        assert isinstance(found, Extracted) or (found.message.startswith("x") and found.hint)


def outcome(kind: str, data: bytes) -> Extracted | errors.ReadError:
    """What a reader gives or says; any other fault fails the test that asks."""
    try:
        return READERS[kind](data, "x", IngestSettings())
    except errors.ReadError as error:
        return error


@pytest.mark.parametrize(
    ("kind", "data", "advice"),
    [
        ("docx", deck(), ".pptx"),
        ("pptx", make.docx(make.para("x")), ".docx"),
        ("docx", make.zipped({"xl/workbook.xml": "<a/>"}), "spreadsheet"),
        ("docx", make.epub({"a.xhtml": "x"}), ".epub"),
        ("epub", make.docx(make.para("x")), "ending"),
    ],
)
def test_a_file_of_another_kind_is_told_its_ending(kind: str, data: bytes, advice: str) -> None:
    with pytest.raises(errors.DamagedFile) as caught:
        READERS[kind](data, "x", IngestSettings())
    assert advice in caught.value.hint


def test_xml_nested_absurdly_deep_is_refused() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 60 + make.para("x") + "</w:tc></w:tr></w:tbl>" * 60
    with pytest.raises(errors.UnsafeFile, match="deep"):
        docx.extract(make.docx(deep), "x", IngestSettings())
    deeper = "<w:sdt>" * 5000 + "</w:sdt>" * 5000
    with pytest.raises(errors.ReadError):
        docx.extract(make.docx(deeper), "x", IngestSettings())
    lists = make.xhtml("<ul><li>" * 100 + "x" + "</li></ul>" * 100)
    with pytest.raises(errors.UnsafeFile, match="deep"):
        epub.extract(make.epub({"a.xhtml": lists}), "x", IngestSettings())
