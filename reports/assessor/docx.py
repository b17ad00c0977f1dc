"""The document as DOCX, for assessors who go on writing in it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
from docx.document import Document as Sheet
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as Grid
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Line
from docx.text.run import Run

from reports.assessor.document import (
    Block,
    Cell,
    Document,
    Excerpt,
    Heading,
    PageBreak,
    Paragraph,
    Pictures,
    Signatures,
    Table,
    Tone,
)

BODY, HEAD, MONO = "宋体", "黑体", "Consolas"
WIDTH_CM = 16.6
_TONES: dict[Tone, RGBColor] = {
    "bad": RGBColor(0xB4, 0x23, 0x18),
    "open": RGBColor(0xB5, 0x47, 0x08),
    "ask": RGBColor(0x69, 0x41, 0xC6),
    "good": RGBColor(0x02, 0x7A, 0x48),
}
_SIZES = {1: 15.0, 2: 12.0, 3: 10.5}
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def docx_file(document: Document) -> bytes:
    """The file's bytes, equal for equal documents."""
    sheet = docx.Document()
    _set_up(sheet, document)
    _cover(sheet, document)
    for block in document.blocks:
        _add(sheet, block)
    buffer = io.BytesIO()
    sheet.save(buffer)
    return _timeless(buffer.getvalue())


def _set_up(sheet: Sheet, document: Document) -> None:
    section = sheet.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    normal = sheet.styles["Normal"]
    normal.font.size = Pt(10.5)
    _fonts(normal.element.get_or_add_rPr(), BODY)
    language = OxmlElement("w:lang")
    for kind, value in (("w:val", "en-US"), ("w:eastAsia", "zh-CN")):
        language.set(qn(kind), value)
    normal.element.get_or_add_rPr().append(language)
    for level, size in _SIZES.items():
        style = sheet.styles[f"Heading {level}"]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), True, RGBColor(0, 0, 0)
        _fonts(style.element.get_or_add_rPr(), HEAD)
    made = datetime.fromtimestamp(document.epoch_s, UTC).replace(tzinfo=None)
    about = sheet.core_properties
    about.title, about.author, about.language = document.title, "consentinel", "zh-CN"
    about.created = about.modified = made
    about.last_modified_by = "consentinel"


def _cover(sheet: Sheet, document: Document) -> None:
    for text, size, above in ((document.title, 23, 110), (document.subtitle, 15, 12)):
        line = sheet.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_before = Pt(above)
        _run(line, text, HEAD, size, bold=size > 20)
    sheet.add_paragraph().paragraph_format.space_after = Pt(60)
    _table(sheet, document.facts)
    body = sheet.add_section(WD_SECTION.NEW_PAGE)
    body.header.is_linked_to_previous = body.footer.is_linked_to_previous = False
    top = body.header.paragraphs[0]
    _run(top, f"{document.header}　　{document.title}", BODY, 8.5)
    foot = body.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(foot, "第 ", BODY, 8.5)
    _field(foot, "PAGE")
    _run(foot, " 页 共 ", BODY, 8.5)
    _field(foot, "NUMPAGES")
    _run(foot, " 页", BODY, 8.5)


def _add(sheet: Sheet, block: Block) -> None:
    match block:
        case Heading():
            sheet.add_heading(_clean(block.text), block.level)
        case Paragraph():
            _paragraph(sheet, block)
        case Table():
            _table(sheet, block)
        case Pictures():
            _pictures(sheet, block)
        case Excerpt():
            _excerpt(sheet, block)
        case PageBreak():
            sheet.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case Signatures():
            _signatures(sheet, block)


def _paragraph(sheet: Sheet, block: Paragraph) -> None:
    line = sheet.add_paragraph()
    form = line.paragraph_format
    match block.style:
        case "quote":
            form.left_indent, form.keep_with_next = Cm(0.6), True
            _edge(line)
            _run(line, block.text, BODY, 10.5)
        case "note":
            _run(line, block.text, BODY, 9)
        case "body":
            form.first_line_indent = Pt(21)
            _run(line, block.text, BODY, 10.5)


def _table(sheet: Sheet, block: Table) -> None:
    rows = len(block.rows) + bool(block.head)
    grid = sheet.add_table(rows=rows, cols=len(block.widths), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(block.widths)
    widths = [Cm(WIDTH_CM * width / whole) for width in block.widths]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    _padded(grid)
    made = list(grid.rows)
    _unsplit(grid)
    if block.head:
        _repeated(made[0]._tr)
        for cell, width, name in zip(made[0].cells, widths, block.head, strict=True):
            cell.width = width
            _write(cell, Cell(name), head=True)
    for row, cells in zip(made[bool(block.head) :], block.rows, strict=True):
        for at, (cell, width, content) in enumerate(zip(row.cells, widths, cells, strict=True)):
            cell.width = width
            _write(cell, content, head=not block.head and at == 0)
    sheet.add_paragraph().paragraph_format.space_after = Pt(2)


def _write(cell: _Cell, content: Cell, *, head: bool) -> None:
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = Pt(0)
    run = _run(line, content.text, HEAD if head or content.tone else BODY, 9.5, bold=head or bool(content.tone))
    if content.tone:
        run.font.color.rgb = _TONES[content.tone]
    if head:
        shade = OxmlElement("w:shd")
        for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "F2F4F7")):
            shade.set(qn(name), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _pictures(sheet: Sheet, block: Pictures) -> None:
    grid = sheet.add_table(rows=1, cols=3)
    for cell, picture in zip(grid.rows[0].cells, block.pictures, strict=False):
        line = cell.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        scale = min(5.0 / picture.width, 7.8 / picture.height)
        line.add_run().add_picture(io.BytesIO(picture.data), Cm(picture.width * scale), Cm(picture.height * scale))
        caption = cell.add_paragraph()
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(caption, picture.caption, BODY, 8.5)
    _unsplit(grid)
    sheet.add_paragraph().paragraph_format.space_after = Pt(2)


def _excerpt(sheet: Sheet, block: Excerpt) -> None:
    grid = sheet.add_table(rows=1, cols=1, style="Table Grid")
    cell = grid.rows[0].cells[0]
    _padded(grid)
    _run(cell.paragraphs[0], block.title, HEAD, 8.5, bold=True)
    line = cell.add_paragraph()
    for text, hit in block.runs:
        run = _run(line, text, MONO, 8.5)
        if hit:
            shade = OxmlElement("w:shd")
            for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "FECDCA")):
                shade.set(qn(name), value)
            run._r.get_or_add_rPr().append(shade)
    sheet.add_paragraph().paragraph_format.space_after = Pt(2)


def _signatures(sheet: Sheet, block: Signatures) -> None:
    for role in block.roles:
        line = sheet.add_paragraph()
        line.paragraph_format.space_before = Pt(28)
        _run(line, f"{role}：", HEAD, 10.5)
        _run(line, "＿" * 16, BODY, 10.5)
        _run(line, "　日期：", HEAD, 10.5)
        _run(line, "＿" * 9, BODY, 10.5)
    stamp = sheet.add_paragraph()
    stamp.paragraph_format.space_before = Pt(40)
    _run(stamp, "检测单位（盖章）：", HEAD, 10.5)


def _run(line: Line, text: str, font: str, size: float, *, bold: bool = False) -> Run:
    run = line.add_run(_clean(text))
    run.font.size, run.font.bold = Pt(size), bold
    _fonts(run._r.get_or_add_rPr(), font)
    return run


def _fonts(properties: object, name: str) -> None:
    """The font of Chinese and of Latin characters alike; a monospaced one leaves the Chinese to the body's."""
    fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
    latin = "Times New Roman" if name == BODY else "Arial" if name == HEAD else name
    for kind, value in (("w:ascii", latin), ("w:hAnsi", latin), ("w:eastAsia", BODY if name == MONO else name)):
        fonts.set(qn(kind), value)


def _clean(text: str) -> str:
    """Without what XML cannot hold; the texts are printable already."""
    return text.encode("utf-8", "replace").decode().replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def _field(line: Line, code: str) -> None:
    run = _run(line, "", BODY, 8.5)
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = text
        run._r.append(part)


def _edge(line: Line) -> None:
    """A bar at the left of a quotation."""
    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for name, value in (("w:val", "single"), ("w:sz", "18"), ("w:space", "8"), ("w:color", "175CD3")):
        left.set(qn(name), value)
    borders.append(left)
    line._p.get_or_add_pPr().append(borders)


def _repeated(row: object) -> None:
    """The head of a table stands on each of its pages."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(mark)  # type: ignore[attr-defined]


def _padded(grid: Grid) -> None:
    """A little room above and below the texts, in twentieths of a point."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("w:top", "50"), ("w:left", "100"), ("w:bottom", "50"), ("w:right", "100")):
        edge = OxmlElement(side)
        edge.set(qn("w:w"), width)
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    grid._tbl.tblPr.append(margins)


def _unsplit(grid: Grid) -> None:
    for row in grid.rows:
        mark = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(mark)


def _timeless(data: bytes) -> bytes:
    """The archive with one date for all its parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written:
        for part in read.infolist():
            written.writestr(zipfile.ZipInfo(part.filename, _ZIP_DATE), read.read(part), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
