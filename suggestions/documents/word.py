"""A paper as DOCX: real styles that an office may go on working with.

The places of a line come from the letters' own spacing and an exact height of lines, not from a
grid of the page: LibreOffice sets 19 characters a line on `docGrid linesAndChars`, Word and WPS
set 28 either way.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any, NamedTuple

from docx import Document
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from suggestions.documents import layout, word_parts
from suggestions.documents.lines import HEAD_ROW, Block, Line, blocks, widths

BODY = layout.BODY_PT
PLACE = layout.PLACE_PT
# Not allowed in XML: python-docx raises on them, Word refuses the file.
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
EPOCH = (1980, 1, 1, 0, 0, 0)
RED = RGBColor(0xC0, 0x00, 0x00)


class Look(NamedTuple):
    """A style: its name in the file, font, size, alignment; indents in places of a line."""

    name: str
    fonts: tuple[str, ...]
    size: float
    align: str
    first: int = 0
    left: int = 0
    right: int = 0
    height: float = layout.WORD_LINE_PT


STYLES = {
    "masthead": Look(
        "版头标志",
        layout.SONG_TITLE,
        layout.MASTHEAD_PT,
        "center",
        height=layout.MASTHEAD_LINE_PT,
    ),
    "number": Look("文号", layout.FANGSONG, BODY, "center"),
    "rule": Look("红线", layout.FANGSONG, BODY, "center", height=layout.RULE_PT),
    "mark": Look("稿别", layout.FANGSONG, BODY, "center"),
    "title": Look("公文标题", layout.SONG_TITLE, layout.TITLE_PT, "center"),
    "to": Look("主送机关", layout.FANGSONG, BODY, "left"),
    "heading1": Look("一级标题", layout.HEI, BODY, "left", 2),
    "heading2": Look("二级标题", layout.KAI, BODY, "left", 2),
    "body": Look("公文正文", layout.FANGSONG, BODY, "justify", 2),
    "field": Look("要素", layout.FANGSONG, BODY, "left", 2),
    "list": Look("名单", layout.FANGSONG, BODY, "left", -3, 5),
    "signer": Look("署名", layout.FANGSONG, BODY, "right", 0, 0, 4),
    "date": Look("成文日期", layout.FANGSONG, BODY, "right", 0, 0, 4),
    "slip": Look("回执", layout.HEI, BODY, "center"),
    "blank": Look("回执栏目", layout.FANGSONG, BODY, "left"),
    "copies": Look("抄送", layout.FANGSONG, layout.SMALL_PT, "left", -3, 4, 1),
    "imprint": Look("印发", layout.FANGSONG, layout.SMALL_PT, "left", 0, 1, 1),
    "foot": Look("核对", layout.FANGSONG, 10.5, "left"),
    "head_row": Look("表头", layout.HEI, layout.TABLE_PT, "center", height=layout.TABLE_LINE_PT),
    "row": Look("表格", layout.FANGSONG, layout.TABLE_PT, "left", height=layout.TABLE_LINE_PT),
}
STAY = ("masthead", "heading1", "heading2", "signer", "slip", "copies")  # with what follows
ALIGN = {
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def docx(lines: Sequence[Line], *, title: str, author: str, at: dt.datetime) -> bytes:
    """The file; equal lines at an equal moment give equal bytes."""
    document = Document()
    word_parts.settle(document)
    _page(document)
    _styles(document)
    _page_numbers(document)
    for block in blocks(lines):
        if block.is_table:
            _table(document, block)
        else:
            _write(document, block)
    _properties(document, title, author, at)
    file = io.BytesIO()
    document.save(file)
    return _repacked(file)


def clean(text: str) -> str:
    return UNWANTED.sub("", text)


def _write(document: Docx, block: Block) -> None:
    line = block.line
    if line.kind == "signer" and (above := document.paragraphs):
        above[-1].paragraph_format.keep_with_next = True  # the seal is never alone on a page
    paragraph = document.add_paragraph(style=STYLES[line.kind].name)
    if block.gap:
        paragraph.paragraph_format.space_before = Pt(layout.WORD_LINE_PT * block.gap)
    if line.label:
        label = paragraph.add_run(f"{line.label}：")
        word_parts.font(label._element.get_or_add_rPr(), layout.HEI[0])
    words = paragraph.add_run(clean("\t".join(line.cells) if line.cells else line.text))
    word_parts.hint(words._element.get_or_add_rPr())


def _table(document: Docx, block: Block) -> None:
    """Rows as one table over the whole width; its head stands again on the next page."""
    rows = block.lines
    if block.gap and (above := document.paragraphs):
        above[-1].paragraph_format.space_after = Pt(layout.WORD_LINE_PT * block.gap)
    shares = widths(rows)
    table = document.add_table(rows=len(rows), cols=len(shares))
    word_parts.table_look(table, [layout.TYPE_WIDTH * share for share in shares])
    for line, row in zip(rows, table.rows, strict=True):
        word_parts.row_look(row, head=line.kind == HEAD_ROW)
        for place, (text, cell) in enumerate(zip(line.cells, row.cells, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.style = STYLES[line.kind].name
            if place and line.kind != HEAD_ROW and len(text) <= layout.NARROW_CELL:
                paragraph.alignment = ALIGN["center"]
            paragraph.add_run(clean(text))


def _page(document: Docx) -> None:
    """A4, the binding edge inside on both sides of the sheet."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(layout.PAGE_WIDTH), Mm(layout.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
    section.left_margin, section.right_margin = Mm(layout.BINDING), Mm(layout.OUTER)
    section.footer_distance = Mm(layout.BOTTOM - 7 - 5)
    document.settings.odd_and_even_pages_header_footer = True


def _styles(document: Docx) -> None:
    normal = document.styles["Normal"]
    normal.font.size = Pt(BODY)
    word_parts.font(normal.element.get_or_add_rPr(), layout.FANGSONG[0])
    for kind, look in STYLES.items():
        style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.font.size = Pt(look.size)
        word_parts.font(style.element.get_or_add_rPr(), look.fonts[0])
        if look.size == BODY:
            word_parts.letter_spacing(style.element.get_or_add_rPr(), layout.WORD_SPACING_TWIPS)
        if kind == "masthead":
            style.font.color.rgb = RED
        form = style.paragraph_format
        form.alignment = ALIGN[look.align]
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(look.height)
        form.widow_control = False
        form.keep_with_next = kind in STAY or None
        _indents(form, look)
        word_parts.chinese_lines(style.element.get_or_add_pPr())
        word_parts.borders(style.element.get_or_add_pPr(), kind)


def _indents(form: Any, look: Look) -> None:
    place = PLACE if look.size == BODY else look.size
    if look.left:
        form.left_indent = Pt(place * look.left)
    if look.first:
        form.first_line_indent = Pt(place * look.first)
    if look.right:
        form.right_indent = Pt(place * look.right)
    if look.name == "印发":
        end = layout.TYPE_WIDTH / layout.MM_PER_PT - look.size
        form.tab_stops.add_tab_stop(Pt(end), WD_TAB_ALIGNMENT.RIGHT)


def _page_numbers(document: Docx) -> None:
    """— 1 — in size 4, outside: odd pages right, even pages left, one character in."""
    section = document.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = ALIGN[align]
        form = paragraph.paragraph_format
        indent = Pt(layout.SMALL_PT)
        form.left_indent, form.right_indent = (indent, None) if align == "left" else (None, indent)
        for part in ("— ", None, " —"):
            run = paragraph.add_run(part or "")
            run.font.size = Pt(layout.SMALL_PT)
            word_parts.font(run._element.get_or_add_rPr(), layout.SONG[0])
            if part is None:
                field = OxmlElement("w:fldSimple")
                field.set(qn("w:instr"), "PAGE")
                paragraph._p.remove(run._element)
                field.append(run._element)
                paragraph._p.append(field)


def _properties(document: Docx, title: str, author: str, at: dt.datetime) -> None:
    core = document.core_properties
    core.title, core.author, core.last_modified_by = clean(title), clean(author), clean(author)
    core.comments, core.language = "", "zh-CN"
    core.created = core.modified = at.astimezone(dt.UTC).replace(tzinfo=None)


def _repacked(file: io.BytesIO) -> bytes:
    """The same parts without the moment of packing."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()
