"""GB/T 9704 held in the files themselves: measures, fonts, numbering, text; one source for all."""

import datetime as dt
import io
import re
import subprocess
import sys
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image, ImageFile

from deliberation.actions import conducting, minuting, resolutions
from deliberation.minutes.documents.files import printed, printed_as
from deliberation.minutes.documents.lines import minutes_lines
from deliberation.models import Meeting, Minutes
from suggestions.documents import layout, pdf
from suggestions.documents.files import composed
from suggestions.documents.lines import Line, chinese
from suggestions.documents.word import docx
from tests.conftest import NOW
from tests.suggestions.documents.test_layout import boxes_of, office

pytestmark = pytest.mark.django_db
MM = 96 / 25.4  # WeasyPrint counts in CSS pixels


@pytest.fixture
def final(held, decision, secretary):
    """Final minutes with a passed motion and its resolution."""
    conducting.end_item(held.item, outcome="先装太阳能灯。", by=secretary, at=NOW)
    meeting = Meeting.objects.get(pk=held.item.meeting_id)
    conducting.close_meeting(meeting, by=secretary, at=NOW + dt.timedelta(hours=1))
    resolutions.resolve(held, decision=decision(), by=secretary, at=NOW)
    meeting = Meeting.objects.select_related("council__area").get(pk=meeting.pk)
    minutes = minuting.draft_minutes(meeting, by=secretary, at=NOW)
    minuting.send_minutes(minutes, by=secretary, at=NOW)
    minuting.freeze_due_minutes(at=NOW + dt.timedelta(days=6))
    return Minutes.objects.select_related("meeting__council").get()


def texts(lines):
    return [f"{line.label}：{line.text}" if line.label else line.text for line in lines]


def opened(lines, **fields):
    facts = {"title": "纪要", "author": "议事会", "at": NOW, **fields}
    return Document(io.BytesIO(docx(lines, **facts)))


# --- the lines --------------------------------------------------------------------------------


def test_levels_numbers_and_lists(final):
    lines = minutes_lines(final, public=False)
    said = texts(lines)
    assert said[0] == "幸福社区议事会会议纪要" and said[1] == "〔2026〕1号"
    assert "一、三号楼前路灯不亮" in said
    assert [t for t in said if t.startswith("（一）") and len(t) < 10] == ["（一）会商步骤"]
    assert any(t.startswith("1.张建国（党组织）：晚上看不清路") for t in said)
    assert any(t.startswith("（1）采购路灯，由幸福物业负责，2026年10月20日前完成") for t in said)
    assert any(
        t.startswith("出席：党组织：张建国、李秀英；居（村）委会：王志强、钱多多（代刘桂兰）")
        for t in said
    )
    assert "请假：无" in said and "未到：居民（代表）：周平、吴芳" in said
    assert "列席：孙列席" in said
    assert said[-2] == f"记录指纹：{final.head}"
    assert said[-1].endswith(f"/yishi/meetings/{final.meeting_id}/minutes/")


def test_the_public_paper_names_people_as_they_agreed(final):
    text = "\n".join(texts(minutes_lines(final, public=True)))
    assert "张某、李某" in text and "代刘某" in text
    for name in ("张建国", "李秀英", "刘桂兰", "孙列席", "钱多多"):
        assert name not in text


def test_a_draft_says_that_it_is_one(final):
    final.status, final.head = Minutes.Status.DRAFT, ""
    said = texts(minutes_lines(final, public=False))
    assert "（草稿，尚未定稿）" in said and not any(t.startswith("记录指纹") for t in said)


def test_chinese_numerals():
    assert [chinese(n) for n in (1, 10, 11, 20, 21, 99)] == [
        "一", "十", "十一", "二十", "二十一", "九十九",
    ]  # fmt: skip


# --- DOCX -------------------------------------------------------------------------------------


def test_the_sheet_has_the_standards_measures(final):
    document = Document(io.BytesIO(printed(final, "docx", public=False)))
    section = document.sections[0]
    width, height = section.page_width, section.page_height
    assert (round(width.mm, 1), round(height.mm, 1)) == (210, 297)
    assert (round(section.top_margin.mm, 1), round(section.left_margin.mm, 1)) == (37, 28)
    assert round((width - section.left_margin - section.right_margin) / Mm(1), 1) == 156
    assert round((height - section.top_margin - section.bottom_margin) / Mm(1), 1) == 225
    assert section._sectPr.find(qn("w:docGrid")) is None  # LibreOffice sets 19 a line on it
    form = document.styles["公文正文"].paragraph_format
    assert 22 * form.line_spacing <= Mm(225) < 23 * form.line_spacing
    spacing = document.styles["公文正文"].element.rPr.find(qn("w:spacing"))
    character = 16 + int(spacing.get(qn("w:val"))) / 20
    assert 28 <= Mm(156).pt / character < 28.1
    assert document.settings.element.find(qn("w:mirrorMargins")) is not None


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("版头标志", "方正小标宋简体", 30),
        ("公文正文", "仿宋", 16),
        ("一级标题", "黑体", 16),
        ("二级标题", "楷体", 16),
    ],
)
def test_fonts_are_named_for_chinese_text(final, style, font, size):
    document = Document(io.BytesIO(printed(final, "docx", public=False)))
    found = document.styles[style]
    assert found.font.size == Pt(size)
    assert found.element.rPr.rFonts.get(qn("w:eastAsia")) == font
    assert any(p.style.name == style for p in document.paragraphs)


def test_what_replaces_a_missing_font_is_written_down(final):
    data = printed(final, "docx", public=False)
    table = zipfile.ZipFile(io.BytesIO(data)).read("word/fontTable.xml").decode()
    assert re.search(r'w:name="仿宋"><w:altName w:val="FangSong;[^"]*Noto Serif CJK SC"', table)


def test_page_numbers_stand_outside(final):
    document = Document(io.BytesIO(printed(final, "docx", public=False)))
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, alignment in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph._p.pPr.jc.get(qn("w:val")) == alignment
        assert 'w:instr="PAGE"' in paragraph._p.xml and "— " in paragraph._p.xml
        assert all(run.font.size == Pt(14) for run in paragraph.runs)


def test_the_file_says_what_the_page_says(final):
    document = Document(io.BytesIO(printed(final, "docx", public=True)))
    assert [p.text for p in document.paragraphs] == texts(minutes_lines(final, public=True))


def test_lists_hang_behind_their_colon(final):
    form = opened([Line("list", "甲、乙", "出席")]).styles["名单"].paragraph_format
    assert round(form.left_indent.pt) == 79 and round(form.first_line_indent.pt) == -47


def test_control_characters_and_markup_do_no_harm():
    dirty = "坏\x00\x0b字\ufffe<b>&\ud83d"
    document = opened([Line("body", dirty)], title="标\x01题")
    assert document.paragraphs[0].text == "坏字<b>&"
    assert document.core_properties.title == "标题"


def test_printing_twice_gives_the_same_bytes(final):
    paper = printed_as(final, "docx", public=True)
    assert composed(paper) == composed(paper)


# --- PDF --------------------------------------------------------------------------------------


def lines_of(page):
    """The tops of the text lines inside the type area of a page, in mm."""
    boxes = [box for box in page._page_box.descendants() if type(box).__name__ == "LineBox"]
    return sorted({round(box.position_y / MM, 1) for box in boxes if box.element_tag == "p"})


@pytest.fixture
def long_paper():
    """Enough text for four pages; a full line is 28 characters."""
    return pdf.laid_out([Line("body", "议" * 28 * 80)], title="纪要", author="议事会")


def test_a_full_page_is_22_lines_of_28_characters(long_paper):
    assert len(long_paper.pages) == 4
    second = long_paper.pages[1]
    assert len(lines_of(second)) == 22, lines_of(second)
    words = [
        box.text
        for box in second._page_box.descendants()
        if type(box).__name__ == "TextBox" and set(box.text) == {"议"}
    ]
    assert {len(text) for text in words} == {28}
    first = next(b for b in long_paper.pages[0]._page_box.descendants() if hasattr(b, "text"))
    assert len(first.text) == 26  # indented by two


def test_pages_are_a4_with_the_binding_edge_inside(long_paper):
    for number, page in enumerate(long_paper.pages, 1):
        assert (round(page.width / MM), round(page.height / MM)) == (210, 297)
        box = page._page_box
        assert round(box.margin_top / MM, 1) == 37
        sides = (box.margin_left, box.margin_right)
        inside, outside = sides if number % 2 else reversed(sides)
        assert (round(inside / MM, 1), round(outside / MM, 1)) == (28, 26)
        assert (round(box.width / MM, 1), round(box.height / MM, 1)) == (156, 225)


def test_page_numbers_of_the_pdf_stand_outside_too(long_paper):
    for number, page in enumerate(long_paper.pages, 1):
        boxes = [b for b in page._page_box.children if type(b).__name__ == "MarginBox"]
        (margin,) = [box for box in boxes if any(True for _ in box.descendants())]
        assert margin.at_keyword == ("@bottom-right" if number % 2 else "@bottom-left")
        (text,) = [b for b in margin.descendants() if type(b).__name__ == "TextBox"]
        assert text.text == f"— {number} —"
        assert round(text.style["font_size"] / (96 / 72)) == 14


def test_the_pdf_is_one_and_the_same_each_time(final):
    first, second = (composed(printed_as(final, "pdf", public=True)) for _ in range(2))
    assert first.startswith(b"%PDF-") and first == second


def test_without_pango_there_is_a_clear_page(client, final, monkeypatch):
    pdf._weasyprint.cache_clear()
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    def missing(name, *args, real=__import__, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr("builtins.__import__", missing)
    response = client.get(f"/yishi/meetings/{final.meeting_id}/minutes.pdf")
    monkeypatch.undo()
    assert response.status_code == 503 and "请下载 DOCX 版" in response.content.decode()


def test_a_printing_process_still_refuses_half_a_picture():
    pdf._weasyprint()
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


# --- the minutes themselves as LibreOffice sets them ------------------------------------------


def test_libreoffice_sets_the_minutes_in_22_lines_of_28_characters(final, tmp_path):
    """A remark of three pages: measured in the PDF's boxes and in the drawn page."""
    office()
    final.content["items"][0]["body"] = "国" * 28 * 66
    found = boxes_of(tmp_path, printed(final, "docx", public=True))
    full = [row for row in found if set(row[4]) == {"国"}]
    pages = {page: [row for row in full if row[0] == page] for page in {row[0] for row in full}}
    # Not the page on which it begins: the first line of a paragraph is indented by two.
    most = max([rows for page, rows in pages.items() if page > min(pages)], key=len)
    assert len(most) == layout.LINES, {page: len(rows) for page, rows in pages.items()}
    assert {len(row[4]) for row in most} == {layout.CHARACTERS}
    # Drawn: as many dark bands as lines between the margins of the standard.
    page = most[0][0]
    pt = ["pdftoppm", "-r", "100", "-gray", "-png", "-f", str(page), "-l", str(page)]
    subprocess.run([*pt, "paper.pdf", "page"], cwd=tmp_path, check=True)
    with Image.open(next(tmp_path.glob("page*.png"))) as drawn:
        mm = 100 / 25.4
        foot = layout.TOP + layout.TYPE_HEIGHT
        area = drawn.convert("L").crop(
            (0, int(layout.TOP * mm) - 4, drawn.width, int(foot * mm) + 4)
        )
        dark = [
            min(area.crop((0, y, area.width, y + 1)).getdata()) < 128 for y in range(area.height)
        ]
    bands = sum(now and not before for before, now in zip([False, *dark], dark, strict=False))
    assert bands == layout.LINES
