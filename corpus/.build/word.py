"""Blocks as a Word file: real headings, lists, tables and languages; the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from blocks import Block, spans
from directions import directions

AS_OF = datetime(2026, 11, 1)
LANGUAGES = {"en": {"w:val": "en-GB"}, "zh": {"w:eastAsia": "zh-CN"}, "ar": {"w:bidi": "ar-SA"}}
FONTS = {"w:ascii": "Calibri", "w:hAnsi": "Calibri", "w:eastAsia": "SimSun", "w:cs": "Arial"}
MONO = {"w:ascii": "Courier New", "w:hAnsi": "Courier New", "w:cs": "Courier New"}
STYLES = {
    "h1": "Heading 1",
    "h2": "Heading 2",
    "h3": "Heading 3",
    "p": "Normal",
    "li": "List Bullet",
    "ol": "List Number",
    "code": "Source Code",
}


def docx(blocks: Iterable[Block], lang: str, title: str) -> bytes:
    """A Word file of `blocks`."""
    import docx as word

    file = word.Document()
    _prepare(file, lang, title)
    before = ""
    for block in blocks:
        if block.kind == "table":
            _table(file, block, lang)
        else:
            paragraph = file.add_paragraph(style=STYLES[block.kind])
            text = block.text
            if block.kind == "ol":
                text = text.partition(" ")[2]
                if before != "ol":
                    numbering = _new_list(file)
                _child(_child(paragraph._p.get_or_add_pPr(), "w:numPr"), "w:numId", numbering)
            _fill(paragraph, text, lang, code=block.kind == "code")
        before = block.kind
    result = io.BytesIO()
    file.save(result)
    return _without_times(result.getvalue())


def _prepare(file: Any, lang: str, title: str) -> None:
    """Properties, and the fonts and language that every style inherits."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm

    properties = file.core_properties
    properties.title, properties.author, properties.language = title, "Hikma", lang
    properties.comments, properties.last_modified_by = "", "Hikma"
    properties.created = properties.modified = AS_OF
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    normal = file.styles["Normal"].element.get_or_add_rPr()
    _child(normal, "w:rFonts", FONTS)
    _child(normal, "w:lang", LANGUAGES["en"] | LANGUAGES[lang])
    code = file.styles.add_style(STYLES["code"], WD_STYLE_TYPE.PARAGRAPH)
    code.base_style = file.styles["Normal"]
    _child(code.element.get_or_add_rPr(), "w:rFonts", MONO)


def _fill(paragraph: Any, text: str, lang: str, *, code: bool = False) -> None:
    """Runs of one direction and one weight; an Arabic paragraph begins at the right."""
    if lang == "ar" and not code:
        _child(paragraph._p.get_or_add_pPr(), "w:bidi")
    for part, weight in [(text, "code")] if code else spans(text):
        mixed = lang == "ar" and weight != "code"
        for run_text, rtl in directions(part) if mixed else [(part, False)]:
            run = paragraph.add_run(run_text)
            if weight == "bold":
                run.bold = run.font.cs_bold = True
            if weight == "code":
                _child(run._r.get_or_add_rPr(), "w:rFonts", MONO)
            if rtl:
                _child(run._r.get_or_add_rPr(), "w:rtl")
                _child(run._r.get_or_add_rPr(), "w:lang", LANGUAGES["ar"])


def _table(file: Any, block: Block, lang: str) -> None:
    table = file.add_table(len(block.rows), len(block.rows[0]), style="Table Grid")
    if lang == "ar":
        _child(table._tbl.tblPr, "w:bidiVisual")
    _child(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    for number, (row, cells) in enumerate(zip(table.rows, block.rows, strict=True)):
        for cell, text in zip(row.cells, cells, strict=True):
            _fill(cell.paragraphs[0], text if number else f"**{text}**", lang)


def _new_list(file: Any) -> dict[str, str]:
    """A list that counts from one: Word counts on through all paragraphs of a style."""
    style = file.styles["List Number"].element.pPr.numPr.numId.val
    numbering = file.part.numbering_part.element
    number = numbering.add_num(numbering.num_having_numId(style).abstractNumId.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return {"w:val": str(number.numId)}


def _child(parent: Any, tag: str, attributes: dict[str, str] | None = None) -> Any:
    """The child of `parent` with this tag, made if need be, with these attributes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    child = parent.find(qn(tag))
    if child is None:
        child = OxmlElement(tag)
        _insert(parent, child, tag)
    for name, value in (attributes or {}).items():
        child.set(qn(name), value)
    return child


def _insert(parent: Any, child: Any, tag: str) -> None:
    """Where Word's schema wants it; Word refuses some files with children out of order."""
    from docx.oxml.ns import qn

    following = {
        "w:rFonts": ("w:b", "w:sz", "w:rtl", "w:lang"),
        "w:rtl": ("w:lang",),
        "w:numPr": ("w:bidi", "w:spacing", "w:ind", "w:jc"),
        "w:bidi": ("w:spacing", "w:ind", "w:jc"),
        "w:bidiVisual": ("w:tblW", "w:tblLook"),
    }.get(tag, ())
    after = next((found for name in following for found in parent.findall(qn(name))), None)
    if after is None:
        parent.append(child)
    else:
        after.addprevious(child)


def _without_times(data: bytes) -> bytes:
    """The archive with every member at one fixed time."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            member = zipfile.ZipInfo(name, AS_OF.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            new.writestr(member, old.read(name))
    return result.getvalue()
