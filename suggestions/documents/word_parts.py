"""The parts of a DOCX that python-docx has no words for: what Word, WPS and LibreOffice need."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from suggestions.documents import layout

CHINESE = "zh-CN"
RED, BLACK = "C00000", "000000"
# In eighths of a point: 版头 red and strong, 版记 thin, the slip's edge dashed.
BORDERS: dict[str, tuple[tuple[str, str, int, str], ...]] = {
    "rule": (("bottom", "single", 18, RED),),
    "slip": (("top", "dashed", 4, BLACK),),
    "copies": (("top", "single", 8, BLACK),),
    "imprint": (("top", "single", 6, BLACK), ("bottom", "single", 8, BLACK)),
}


def settle(document: Docx) -> None:
    """Chinese throughout, and no traces of python-docx's own sample."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for name in list((fonts := properties.find(qn("w:rFonts"))).attrib):
        del fonts.attrib[name]  # a theme's font would win over the one that is named
    font(properties, layout.FANGSONG[0])
    properties.find(qn("w:lang")).set(qn("w:eastAsia"), CHINESE)
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), CHINESE)
    mirror = OxmlElement("w:mirrorMargins")
    settings.find(qn("w:zoom")).addnext(mirror)
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    section = document.sections[0]._sectPr
    if (grid := section.find(qn("w:docGrid"))) is not None:
        section.remove(grid)
    _font_table(document)


def font(properties: Any, name: str) -> None:
    """Chinese text takes the eastAsia name: without it Word shows another font."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for side in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{side}"), name)


def hint(properties: Any) -> None:
    """Quotation marks and dashes are Chinese ones: full width, from the Chinese font."""
    fonts = OxmlElement("w:rFonts")
    fonts.set(qn("w:hint"), "eastAsia")
    properties.insert(0, fonts)


def letter_spacing(properties: Any, twips: int) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(twips))
    size = properties.find(qn("w:sz"))
    size.addprevious(spacing)  # where the schema wants it


def chinese_lines(properties: Any) -> None:
    """Every letter keeps its place: nothing hangs out, no space of its own around digits."""
    following = [
        element
        for name in ("w:spacing", "w:ind", "w:jc")
        if (element := properties.find(qn(name))) is not None
    ]
    for name in ("w:overflowPunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:snapToGrid"):
        switch = OxmlElement(name)
        switch.set(qn("w:val"), "0")
        following[0].addprevious(switch)


def borders(properties: Any, kind: str) -> None:
    """Lines above and below, in the order that the schema wants."""
    if kind not in BORDERS:
        return
    box = OxmlElement("w:pBdr")
    for side, style, size, colour in BORDERS[kind]:
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", style), ("sz", size), ("space", 1), ("color", colour)):
            edge.set(qn(f"w:{name}"), str(value))
        box.append(edge)
    properties.find(qn("w:overflowPunct")).addprevious(box)
    if (tabs := properties.find(qn("w:tabs"))) is not None:
        box.addnext(tabs)


def table_look(table: Any, widths: Sequence[float]) -> None:
    """Thin lines, fixed columns, no style of Word's."""
    properties = table._tbl.tblPr
    for name in ("w:tblStyle", "w:tblLook"):
        if (old := properties.find(qn(name))) is not None:
            properties.remove(old)
    box = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", 4), ("space", 0), ("color", BLACK)):
            edge.set(qn(f"w:{name}"), str(value))
        box.append(edge)
    properties.append(box)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER  # as wide as the type area, and just in it
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(round(layout.CELL_MM / layout.MM_PER_PT * 20)))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    properties.append(margins)
    _in_order(properties, ("w:tblW", "w:jc", "w:tblBorders", "w:tblLayout", "w:tblCellMar"))
    for place, width in enumerate(widths):
        table.columns[place].width = Mm(width)
        for cell in table.columns[place].cells:
            cell.width = Mm(width)


def _in_order(parent: Any, names: Sequence[str]) -> None:
    for name in names:
        if (element := parent.find(qn(name))) is not None:
            parent.remove(element)
            parent.append(element)


def row_look(row: Any, *, head: bool) -> None:
    """A row is not torn over two pages; the head stands on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _font_table(document: Docx) -> None:
    """What to take where a machine lacks a font, in Word's own table."""
    rows = "".join(
        f"<w:font w:name={quoteattr(names[0])}><w:altName w:val={quoteattr(';'.join(names[1:]))}/>"
        f'<w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for names in layout.FAMILIES.values()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:fonts xmlns:w="{space}">{rows}</w:fonts>'
    )
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = xml.encode()
