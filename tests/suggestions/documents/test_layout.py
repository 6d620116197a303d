"""One list of lines: DOCX and PDF say the same, line by line, and LibreOffice sets 22 × 28."""

import datetime as dt
import io
import os
import re
import shutil
import subprocess
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table

from suggestions.documents import layout, pdf
from suggestions.documents.lines import (
    BLANK,
    BODY,
    COPIES,
    DATE,
    FIELD,
    HEAD_ROW,
    HEADING1,
    HEADING2,
    IMPRINT,
    MASTHEAD,
    NUMBER,
    ROW,
    RULE,
    SIGNER,
    SLIP,
    TITLE,
    TO,
    Line,
    gap,
)
from suggestions.documents.word import STYLES, docx

AT = dt.datetime(2026, 9, 16, 2, 0, tzinfo=dt.UTC)
FACTS = {"title": "通知", "author": "征集办", "at": AT}
PAPER = [
    Line(MASTHEAD, "某市人民建议征集办公室"),
    Line(NUMBER, "征转〔2026〕1号"),
    Line(RULE, ""),
    Line(TITLE, "关于转办“充电桩不够”有关建议的通知"),
    Line(TO, "市绿化和市容管理局："),
    Line(HEADING1, "一、建议情况"),
    Line(HEADING2, "（一）数字"),
    Line(HEAD_ROW, "", cells=("征集", "收到", "受理")),
    Line(ROW, "", cells=("充电<难>", "1,234", "1,000（81%）")),
    Line(BODY, "市民说：“楼下没有充电桩”——希望尽快解决。"),
    Line(FIELD, "2026年9月30日", "签收期限"),
    Line(SIGNER, "某市人民建议征集办公室"),
    Line(DATE, "2026年9月16日"),
    Line(COPIES, "市消防救援局。", "抄送"),
    Line(IMPRINT, "", cells=("某市人民建议征集办公室", "2026年9月16日印发")),
    Line(SLIP, "签收回执"),
    Line(BLANK, "＿＿＿＿（盖章）", "签收单位"),
]


def wanted(lines):
    """What stands on the paper, in its order; the cells of a row one by one."""
    return [
        text
        for line in lines
        for text in (line.cells or [f"{line.label}：{line.text}" if line.label else line.text])
        if text
    ]


def in_docx(data):
    found = []
    for part in Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(part, Table):
            found += [cell.text for row in part.rows for cell in row.cells]
        else:
            found += part.text.split("\t")
    return [text for text in found if text]


def in_pdf(document):
    """The text of each paragraph and cell of WeasyPrint's pages, however it was broken."""
    found = {}
    for page in document.pages:
        for box in page._page_box.descendants():
            if type(box).__name__ == "LineBox" and box.element is not None:
                words = "".join(b.text for b in box.descendants() if hasattr(b, "text"))
                found.setdefault(id(box.element), [box.element, ""])[1] += words
    rows = []
    for element, text in found.values():
        spans = [child.text for child in element if child.tag == "span"]
        rows += spans or [text]
    return [text for text in rows if text]


def test_docx_and_pdf_say_the_same_line_by_line():
    data = docx(PAPER, **FACTS)
    document = pdf.laid_out(PAPER, title="通知", author="征集办")
    assert in_docx(data) == wanted(PAPER)
    printed = in_pdf(document)
    flat = [text for text in printed if text not in PAPER[14].cells]
    assert flat == [t for t in wanted(PAPER) if t not in PAPER[14].cells]


def test_the_fonts_of_the_pdf_lie_inside():
    """Embedded in subsets, whatever the machine has: a reader needs none of them."""
    data = pdf.laid_out(PAPER, title="通知", author="征集办").write_pdf(uncompressed_pdf=True)
    described = data.count(b"/Type /FontDescriptor")
    assert described and len(re.findall(rb"/FontFile[23]? \d", data)) == described
    families = {name for names in layout.FAMILIES.values() for name in names}
    assert {"FangSong", "SimHei", "KaiTi", "Noto Serif CJK SC"} <= families


def test_word_and_wps_are_told_that_it_is_chinese():
    package = zipfile.ZipFile(io.BytesIO(docx(PAPER, **FACTS)))
    styles = package.read("word/styles.xml").decode()
    settings = package.read("word/settings.xml").decode()
    defaults = styles[: styles.index("</w:docDefaults>")]
    assert 'w:eastAsia="zh-CN"' in defaults and "Theme=" not in defaults
    assert re.search(r'<w:themeFontLang[^>]*w:eastAsia="zh-CN"', settings)
    # The schema's order, without which Word calls the file damaged.
    assert settings.index("<w:zoom") < settings.index("<w:mirrorMargins")
    document = Document(io.BytesIO(docx(PAPER, **FACTS)))
    for look in STYLES.values():
        style = document.styles[look.name].element
        assert style.rPr.rFonts.get(qn("w:eastAsia")) == look.fonts[0]
        order = [child.tag.split("}")[1] for child in style.pPr]
        known = ["keepNext", "widowControl", "pBdr", "tabs", "overflowPunct", "autoSpaceDE",
                 "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc"]  # fmt: skip
        assert order == sorted(order, key=known.index), look.name


def test_space_is_where_the_standard_puts_it():
    assert gap("", MASTHEAD) == 3 and gap("", TITLE) == 0
    assert gap(RULE, TITLE) == 2 and gap(TITLE, TO) == 1 and gap(TO, BODY) == 0
    assert gap(BODY, SIGNER) == 2  # room for the seal
    assert gap(SIGNER, DATE) == 0


# --- as LibreOffice sets it -------------------------------------------------------------------

TOOLS = ("soffice", "pdftotext")


def set_by_office(tmp_path, lines):
    return boxes_of(tmp_path, docx(lines, **FACTS))


def boxes_of(tmp_path, data):
    """The DOCX through LibreOffice, as boxes: `[page, left, top, right, words]` in mm a line."""
    (tmp_path / "paper.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    asked = ["soffice", profile, "--headless", "--convert-to", "pdf", "paper.docx"]
    subprocess.run(asked, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    subprocess.run(["pdftotext", "-bbox-layout", "paper.pdf", "b.html"], cwd=tmp_path, check=True)
    found, page = [], 0
    line = re.compile(r'<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)"')
    for row in (tmp_path / "b.html").read_text(encoding="utf-8").splitlines():
        page += "<page" in row
        if hit := line.search(row):
            left, top, right = (float(x) * layout.MM_PER_PT for x in hit.groups())
            found.append([page, left, top, right, ""])
        elif word := re.search(r">([^<]+)</word>", row):
            found[-1][4] += word[1]
    return found


def office():
    """Skips clearly where the DOCX cannot be set; under CI=true that is a failure."""
    if missing := [tool for tool in TOOLS if not shutil.which(tool)]:
        words = f"没有 {'、'.join(missing)}（LibreOffice 和 poppler），这里不排 DOCX。"
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI=true：{words}")
        pytest.skip(words)


def test_libreoffice_sets_22_lines_of_28_characters(tmp_path):
    office()
    found = set_by_office(tmp_path, [Line(BODY, "议" * 28 * 60)])
    second = [row for row in found if row[0] == 2 and "议" in row[4]]
    assert len(second) == layout.LINES
    assert {len(row[4]) for row in second} == {layout.CHARACTERS}
    # An even page: the binding edge is on the right.
    assert {round(row[1]) for row in second} == {layout.OUTER}
    first = [row for row in found if row[0] == 1 and "议" in row[4]]
    assert min(round(row[1]) for row in first) == layout.BINDING
    assert layout.TOP <= min(row[2] for row in second) < layout.TOP + 4
    assert [row[4] for row in found if row[4].startswith("—")] == ["—1—", "—2—", "—3—"]


def test_the_seal_never_stands_alone_on_a_page():
    """Twenty-one full lines, then room for two more: the last paragraph goes along."""
    lines = [Line(BODY, "议" * 26)] * 21 + [Line(SIGNER, "征集办"), Line(DATE, "2026年9月16日")]
    pages = pdf.laid_out(lines, title="通知", author="征集办").pages
    last = [box.text for box in pages[1]._page_box.descendants() if hasattr(box, "text")]
    assert "议" * 26 in last and "征集办" in last
    above = Document(io.BytesIO(docx(lines, **FACTS))).paragraphs[20]
    assert above.paragraph_format.keep_with_next
