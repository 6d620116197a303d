"""The minutes as DOCX: real styles that an office may go on working with."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from deliberation.documents import layout
from deliberation.documents.lines import Line

CHARACTER = layout.BODY_PT
# Not allowed in XML: python-docx raises on them, Word refuses the file.
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
EPOCH = (1980, 1, 1, 0, 0, 0)
RED = RGBColor(0xC0, 0x00, 0x00)

# `{kind: (style, font, size, alignment, first indent in characters, hanging)}`
STYLES = {
    "title": ("纪要标志", layout.SONG_TITLE, layout.TITLE_PT, "center", 0, 0),
    "number": ("文号", layout.FANGSONG, CHARACTER, "center", 0, 0),
    "mark": ("稿别", layout.FANGSONG, CHARACTER, "center", 0, 0),
    "heading1": ("一级标题", layout.HEI, CHARACTER, "left", 2, 0),
    "heading2": ("二级标题", layout.KAI, CHARACTER, "left", 2, 0),
    "body": ("公文正文", layout.FANGSONG, CHARACTER, "justify", 2, 0),
    "field": ("会议要素", layout.FANGSONG, CHARACTER, "left", 2, 0),
    "list": ("名单", layout.FANGSONG, CHARACTER, "left", 2, 3),
    "date": ("落款", layout.FANGSONG, CHARACTER, "right", 0, 0),
    "foot": ("核对", layout.FANGSONG, 10.5, "left", 0, 0),
}
ALIGN = {
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def docx(lines: Sequence[Line], *, title: str, author: str, at: dt.datetime) -> bytes:
    """The file; equal lines at an equal moment give equal bytes."""
    document = Document()
    _page(document)
    _styles(document)
    _page_numbers(document)
    _font_table(document)
    for line in lines:
        _write(document, line)
    _properties(document, title, author, at)
    file = io.BytesIO()
    document.save(file)
    return _repacked(file)


def clean(text: str) -> str:
    return UNWANTED.sub("", text)


def _write(document: Docx, line: Line) -> None:
    paragraph = document.add_paragraph(style=STYLES[line.kind][0])
    if line.label:
        label = paragraph.add_run(f"{line.label}：")
        _font(label._element.get_or_add_rPr(), layout.HEI[0])
    paragraph.add_run(clean(line.text))


def _page(document: Docx) -> None:
    """A4, the binding edge inside on both sides of the sheet, a grid of lines and characters."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(layout.PAGE_WIDTH), Mm(layout.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
    section.left_margin, section.right_margin = Mm(layout.BINDING), Mm(layout.OUTER)
    section.footer_distance = Mm(layout.BOTTOM - 7 - 5)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(int(layout.LINE_PT * 20)))
    grid.set(qn("w:charSpace"), str(round(layout.SPACING_PT * 4096)))
    mirror = OxmlElement("w:mirrorMargins")
    document.settings.element.insert(0, mirror)
    document.settings.odd_and_even_pages_header_footer = True


def _styles(document: Docx) -> None:
    normal = document.styles["Normal"]
    normal.font.size = Pt(CHARACTER)
    _font(normal.element.get_or_add_rPr(), layout.FANGSONG[0])
    for name, fonts, size, align, indent, hanging in STYLES.values():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.font.size = Pt(size)
        _font(style.element.get_or_add_rPr(), fonts[0])
        if name == "纪要标志":
            style.font.color.rgb = RED
        form = style.paragraph_format
        form.alignment = ALIGN[align]
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(int(layout.LINE_PT * 20) / 20)
        form.widow_control = False
        if hanging:
            form.left_indent = Pt(CHARACTER * (indent + hanging))
            form.first_line_indent = Pt(-CHARACTER * hanging)
        elif indent:
            form.first_line_indent = Pt(CHARACTER * indent)
        if align == "right":
            form.right_indent = Pt(CHARACTER * 4)
        if name in ("一级标题", "二级标题"):
            form.keep_with_next = True


def _font(properties, name: str) -> None:
    """Chinese text takes the eastAsia name: without it Word shows another font."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for side in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{side}"), name)


def _page_numbers(document: Docx) -> None:
    """— 1 — in size 4, outside: odd pages right, even pages left, one character in."""
    section = document.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = ALIGN[align]
        form = paragraph.paragraph_format
        indent = Pt(layout.PAGE_NUMBER_PT)
        form.left_indent, form.right_indent = (indent, None) if align == "left" else (None, indent)
        for part in ("— ", None, " —"):
            run = paragraph.add_run(part or "")
            run.font.size = Pt(layout.PAGE_NUMBER_PT)
            _font(run._element.get_or_add_rPr(), layout.SONG[0])
            if part is None:
                field = OxmlElement("w:fldSimple")
                field.set(qn("w:instr"), "PAGE")
                paragraph._p.remove(run._element)
                field.append(run._element)
                paragraph._p.append(field)


def _font_table(document: Docx) -> None:
    """What to take where a machine lacks a font, in Word's own table."""
    rows = "".join(
        f"<w:font w:name={quoteattr(names[0])}><w:altName w:val={quoteattr(';'.join(names[1:]))}/>"
        f'<w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for names in (layout.SONG_TITLE, layout.FANGSONG, layout.HEI, layout.KAI, layout.SONG)
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:fonts xmlns:w="{space}">{rows}</w:fonts>'
    )
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = xml.encode()


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
