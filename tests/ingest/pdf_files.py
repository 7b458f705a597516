"""Awkward PDFs, made from nothing: glyphs where we say, meaning what we say.

No font is embedded: a hand-made ToUnicode map says what each glyph is, so that every fault of a
producer can be built exactly (letters by shape, stored backwards, one by one, in two columns).
"""

import io
import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

WIDE = 1000
NARROW = 550


class Run(NamedTuple):
    """Glyphs written from `x` to the right, each a string: what it means in Unicode."""

    x: float
    y: float
    glyphs: Sequence[str]
    size: float = 10
    apart: bool = False
    """Each glyph by an operator of its own, as cairo writes."""


def width(glyph: str) -> int:
    """Thousandths of the size; marks have none."""
    if "\u0610" <= glyph[0] <= "\u061a" or "\u064b" <= glyph[0] <= "\u065f":
        return 0
    if glyph.isspace():
        return 300
    return WIDE if glyph[0] >= "\u2e80" and not "\ufb50" <= glyph[0] <= "\ufeff" else NARROW


def line_width(glyphs: Iterable[str], size: float = 10) -> float:
    return sum(map(width, glyphs)) * size / 1000


def as_seen(line: str) -> list[str]:
    """The glyphs of a right-to-left line from left to right, by the bidirectional algorithm."""
    from bidi.algorithm import get_display

    return list(get_display(line, base_dir="R"))


def shaped(line: str) -> list[str]:
    """As seen, in presentation forms: what a producer without Unicode in its fonts writes."""
    import arabic_reshaper

    return as_seen(arabic_reshaper.reshape(line))


def from_right(right: float, y: float, glyphs: Sequence[str], size: float = 10) -> Run:
    """A run that ends at `right`."""
    return Run(right - line_width(glyphs, size), y, glyphs, size)


def pdf(
    pages: Sequence[Sequence[Run]],
    *,
    title: str | None = None,
    outline: Sequence[tuple[str, int]] = (),
    to_unicode: bool = True,
    extra: Sequence[bytes] = (),
) -> bytes:
    """A PDF of these pages; `extra` are raw content streams put before each page's own."""
    codes: dict[str, int] = {}
    contents = []
    for number, runs in enumerate(pages):
        drawn = b"".join(_drawn(run, codes) for run in runs)
        contents.append((extra[number] if number < len(extra) else b"") + drawn)
    objects = _Objects()
    font = _font(objects, codes, to_unicode=to_unicode)
    tree = objects.reserve()
    kids = []
    for content in contents:
        stream = objects.add_stream(content)
        kids.append(
            objects.add(
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 600 800]/Contents %d 0 R"
                b"/Resources<</Font<</F1 %d 0 R>>>>>>" % (tree, stream, font)
            )
        )
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects.set(tree, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), listed))
    root = b"<</Type/Catalog/Pages %d 0 R" % tree
    if outline:
        root += b"/Outlines %d 0 R" % _outline(objects, outline, kids)
    catalog = objects.add(root + b">>")
    info = objects.add(b"<</Title %s>>" % _string(title)) if title is not None else None
    return objects.written(catalog, info)


class _Objects:
    def __init__(self) -> None:
        self._bodies: list[bytes] = []

    def reserve(self) -> int:
        self._bodies.append(b"null")
        return len(self._bodies)

    def set(self, number: int, body: bytes) -> None:
        self._bodies[number - 1] = body

    def add(self, body: bytes) -> int:
        self._bodies.append(body)
        return len(self._bodies)

    def add_stream(self, data: bytes, extra: bytes = b"") -> int:
        packed = zlib.compress(data)
        head = b"<</Length %d/Filter/FlateDecode%s>>" % (len(packed), extra)
        return self.add(head + b"stream\n" + packed + b"\nendstream")

    def written(self, catalog: int, info: int | None) -> bytes:
        out, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
        for number, body in enumerate(self._bodies, start=1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start, size = len(out), len(places) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size
        out += b"".join(b"%010d 00000 n \n" % place for place in places)
        named = b"/Info %d 0 R" % info if info else b""
        out += b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (size, catalog, named)
        return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _drawn(run: Run, codes: dict[str, int]) -> bytes:
    numbers = [codes.setdefault(glyph, len(codes) + 1) for glyph in run.glyphs]
    if not run.apart:
        hexes = b"".join(b"%04x" % number for number in numbers)
        return b"BT /F1 %g Tf %g %g Td <%s> Tj ET\n" % (run.size, run.x, run.y, hexes)
    drawn, x = b"", run.x
    for glyph, number in zip(run.glyphs, numbers):
        if not glyph.isspace():
            drawn += b"BT /F1 %g Tf %g %g Td <%04x> Tj ET\n" % (run.size, x, run.y, number)
        x += width(glyph) * run.size / 1000
    return drawn


def _font(objects: _Objects, codes: dict[str, int], *, to_unicode: bool) -> int:
    widths = b" ".join(b"%d[%d]" % (code, width(glyph)) for glyph, code in codes.items())
    descriptor = objects.add(
        b"<</Type/FontDescriptor/FontName/Made/Flags 4/FontBBox[0 -200 1000 900]"
        b"/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 700/StemV 80>>"
    )
    descendant = objects.add(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Made/DW 1000/W[%s]/FontDescriptor %d 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
        % (widths, descriptor)
    )
    named = b""
    if to_unicode:
        named = b"/ToUnicode %d 0 R" % objects.add_stream(_map(codes))
    return objects.add(
        b"<</Type/Font/Subtype/Type0/BaseFont/Made/Encoding/Identity-H"
        b"/DescendantFonts[%d 0 R]%s>>" % (descendant, named)
    )


def _map(codes: dict[str, int]) -> bytes:
    lines = [
        b"<%04x> <%s>" % (code, glyph.encode("utf-16-be").hex().encode())
        for glyph, code in codes.items()
    ]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = b"".join(
        b"%d beginbfchar\n%s\nendbfchar\n" % (len(block), b"\n".join(block)) for block in blocks
    )
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"/CMapName /Made def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <ffff> endcodespacerange\n" + body + b"endcmap end end\n"
    )


def _outline(objects: _Objects, entries: Sequence[tuple[str, int]], kids: Sequence[int]) -> int:
    root = objects.reserve()
    items = [objects.reserve() for _ in entries]
    for place, (title, page) in enumerate(entries):
        before = b"/Prev %d 0 R" % items[place - 1] if place else b""
        after = b"/Next %d 0 R" % items[place + 1] if place + 1 < len(items) else b""
        objects.set(
            items[place],
            b"<</Title %s/Parent %d 0 R/Dest[%d 0 R/Fit]%s%s>>"
            % (_string(title), root, kids[page], before, after),
        )
    objects.set(root, b"<</First %d 0 R/Last %d 0 R/Count %d>>" % (items[0], items[-1], len(items)))
    return root


def _string(text: str) -> bytes:
    return b"<feff%s>" % text.encode("utf-16-be").hex().encode()


def lines(
    texts: Iterable[str], *, x: float = 60, top: float = 740, pitch: float = 15, size: float = 10
) -> list[Run]:
    """Left-to-right lines below each other."""
    return [Run(x, top - pitch * place, list(text), size) for place, text in enumerate(texts)]


def legacy_chinese(text: str, encoding: str, charset: str, ordering: str = "GB1") -> bytes:
    """Chinese as old producers write it: a national encoding by name, no font, no map."""
    objects = _Objects()
    descendant = objects.add(
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(%s)/Supplement 2>>"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6"
        b"/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880"
        b"/StemV 93>>>>" % ordering.encode()
    )
    font = objects.add(
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/%s/DescendantFonts[%d 0 R]>>"
        % (encoding.encode(), descendant)
    )
    content = b"".join(
        b"BT /F1 12 Tf 50 %d Td <%s> Tj ET\n"
        % (740 - 20 * place, line.encode(charset).hex().encode())
        for place, line in enumerate(text.split("\n"))
    )
    stream, tree = objects.add_stream(content), objects.reserve()
    page = objects.add(
        b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 600 800]/Contents %d 0 R"
        b"/Resources<</Font<</F1 %d 0 R>>>>>>" % (tree, stream, font)
    )
    objects.set(tree, b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % page)
    return objects.written(objects.add(b"<</Type/Catalog/Pages %d 0 R>>" % tree), None)


def scan(picture: bytes, columns: int, rows: int) -> bytes:
    """A page that is one grey picture, 8 bits a dot, from the top."""
    objects = _Objects()
    image = objects.add_stream(
        picture,
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8" % (columns, rows),
    )
    stream, tree = objects.add_stream(b"600 0 0 800 0 0 cm /I Do"), objects.reserve()
    page = objects.add(
        b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 600 800]/Contents %d 0 R"
        b"/Resources<</XObject<</I %d 0 R>>>>>>" % (tree, stream, image)
    )
    objects.set(tree, b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % page)
    return objects.written(objects.add(b"<</Type/Catalog/Pages %d 0 R>>" % tree), None)


def encrypted(data: bytes, password: str, algorithm: str = "RC4-128") -> bytes:
    """The same PDF behind a password; AES needs the package `cryptography`."""
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(password, algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
