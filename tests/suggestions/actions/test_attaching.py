"""Attachments of an answer: what is taken in and what is left of it, and how far it goes."""

import io
import resource
import shutil
import sys
import zlib
from pathlib import Path

import pikepdf
import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from suggestions.actions import answering, attaching, in_house, referring
from suggestions.actions.rules import Overtaken, Refused
from suggestions.documents import pdf_pages
from suggestions.models import AnswerFile, Event, Referral
from tests.conftest import NOW


def picture(name="现场.jpg"):
    out, note = io.BytesIO(), Image.Exif()
    note[0x010E] = "陈刚的手机"
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=note)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def pdf(name="方案.pdf", *, pages=1, armed=False, **saved):
    made, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        made.add_blank_page()
    if armed:
        made.docinfo["/Author"] = "陈刚"
        made.attachments["virus.exe"] = b"MZ-evil"
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('evil')")
        made.Root.OpenAction = script
        page = made.pages[0].obj
        page.AA = pikepdf.Dictionary(O=script)
        page.Annots = pikepdf.Array([link("https://example.org/plan"), link("javascript:evil()")])
    made.save(out, **saved)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


def link(address):
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=address)
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 10, 10], A=action
    )


@pytest.fixture
def signed(make_referral, clerk):
    referral = make_referral()
    referring.sign(referral, by=clerk, at=NOW)
    return referral


@pytest.fixture
def attach(signed, clerk):
    return lambda file, **more: attaching.attach(signed, file=file, by=clerk, at=NOW, **more)


@pytest.fixture(autouse=True)
def empty_disk():
    shutil.rmtree(storages["private"].path("answers"), ignore_errors=True)


def kept():
    """The files that lie on the disk."""
    return [path for path in Path(storages["private"].path("answers")).rglob("*") if path.is_file()]


# --- what is taken in -----------------------------------------------------------------------


def test_a_picture_is_drawn_anew_without_what_the_camera_wrote(attach):
    row = attach(picture())
    assert (row.name, row.kind, str(row)) == ("现场", "jpg", "现场.jpg")
    data = row.file.read()
    assert row.size == len(data) and b"\xe9\x99\x88\xe5\x88\x9a" not in data
    assert not Image.open(io.BytesIO(data)).getexif()


def test_a_pdf_keeps_its_pages_and_web_links_and_nothing_else(attach):
    row = attach(pdf(pages=2, armed=True), name="改造方案")
    assert str(row) == "改造方案.pdf"
    data = row.file.read()
    with pikepdf.open(io.BytesIO(data)) as new:
        assert len(new.pages) == 2
        assert "/OpenAction" not in new.Root and "/Names" not in new.Root
        assert not new.attachments and "/Author" not in new.docinfo
        page = new.pages[0].obj
        assert "/AA" not in page
        assert [str(note.A.URI) for note in page.Annots] == ["https://example.org/plan"]
    assert b"evil" not in data and b"virus" not in data


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "有密码"),
        (lambda: pdf(pages=pdf_pages.PAGE_LIMIT + 1), "超过 200 页"),
        (lambda: SimpleUploadedFile("坏.pdf", b"%PDF-1.7\n" + b"x" * 500), "打不开"),
        (lambda: SimpleUploadedFile("表.docx", b"PK\x03\x04rest"), "另存为 PDF"),
        (lambda: SimpleUploadedFile("旧.doc", b"\xd0\xcf\x11\xe0rest"), "另存为 PDF"),
        (lambda: SimpleUploadedFile("页.html", b"<script>evil()</script>"), "不是能打开的照片"),
        (lambda: SimpleUploadedFile("大.pdf", b"%PDF-" + b"0" * 11_000_000), "超过 10 MB"),
    ],
)
def test_what_cannot_be_taken_in_says_why_and_leaves_nothing(attach, file, words):
    with pytest.raises(Refused, match=words):
        attach(file())
    assert not AnswerFile.objects.exists() and kept() == []


def test_a_pdf_that_takes_too_long_is_given_up(attach, monkeypatch):
    monkeypatch.setattr(attaching, "PATIENCE", 0.01)
    with pytest.raises(Refused, match="打不开"):
        attach(pdf())
    assert not AnswerFile.objects.exists()


def test_a_pdf_made_to_blow_up_takes_only_its_own_process_along(attach, tmp_path):
    """A few kilobytes that unpack to a gigabyte: the memory of who looks has an end."""
    outer, inner, packed = zlib.compressobj(9), zlib.compressobj(1), b""
    for _ in range(1024):
        packed += outer.compress(inner.compress(bytes(1024 * 1024)))
    packed += outer.compress(inner.flush()) + outer.flush()
    head = b"9 0 obj\n<</Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]/Length %d>>\n"
    stream = head % len(packed) + b"stream\n" + packed + b"\nendstream\nendobj\n"
    bomb = b"%PDF-1.7\n" + stream + b"trailer<</Root 1 0 R/Size 10>>\n%%EOF"
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with pytest.raises(Refused, match="打不开"):
        attach(SimpleUploadedFile("b.pdf", bomb))
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert after <= max(before, pdf_pages.MEMORY // 1024)


@pytest.mark.parametrize(
    ("code", "words"), [(1, "有病毒"), (2, "没法检查"), (127, "没法检查"), (None, "没法检查")]
)
def test_what_the_scanner_does_not_clear_is_not_taken_in(attach, settings, code, words):
    settings.FILE_SCANNER = (
        ["/no/such/scanner"]
        if code is None
        else [sys.executable, "-c", f"raise SystemExit({code})"]
    )
    with pytest.raises(Refused, match=words):
        attach(picture())
    assert not AnswerFile.objects.exists() and kept() == []


def test_the_scanner_reads_what_would_be_kept(attach, settings, tmp_path):
    copy = tmp_path / "seen"
    script = f"import sys; open({str(copy)!r}, 'wb').write(sys.stdin.buffer.read())"
    settings.FILE_SCANNER = [sys.executable, "-c", script]
    row = attach(picture())
    assert copy.read_bytes() == row.file.read()


# --- how far it goes ------------------------------------------------------------------------


def hand_in(referral, by):
    in_house.hand_in(referral, text="已整治。", adoption="work", by=by, at=NOW)
    return referral.answers.get(status="submitted")


def test_files_go_with_the_answer_come_back_with_it_and_stay_with_what_was_accepted(
    attach, signed, clerk, officer
):
    row = attach(picture())
    answer = hand_in(signed, clerk)
    assert list(answer.files.all()) == [row]
    answering.return_answer(answer, reason="写清楚些", by=officer, at=NOW)
    assert list(AnswerFile.objects.waiting()) == [row]
    signed.refresh_from_db()
    second = hand_in(signed, clerk)
    answering.accept_answer(second, by=officer, at=NOW)
    assert list(second.files.all()) == [row] and not AnswerFile.objects.waiting().exists()


def test_after_handing_in_nothing_is_added_or_taken_away(attach, signed, clerk):
    row = attach(picture())
    hand_in(signed, clerk)
    stale = Referral.objects.get(pk=signed.pk)
    stale.status = "signed"  # a page that was opened before
    with pytest.raises(Overtaken):
        attaching.attach(stale, file=picture("另一张.jpg"), by=clerk, at=NOW)
    with pytest.raises(Overtaken):
        attaching.detach(row, by=clerk, at=NOW)
    assert AnswerFile.objects.count() == 1 and len(kept()) == 1


def test_while_the_department_signs_its_files_are_fixed(attach, signed, clerk):
    signed.department.sign_off = 1
    signed.department.save()
    row = attach(picture())
    in_house.hand_in(signed, text="已整治。", adoption="work", by=clerk, at=NOW)
    for change in (lambda: attach(pdf()), lambda: attaching.detach(row, by=clerk, at=NOW)):
        with pytest.raises(Overtaken, match="正在本单位审签"):
            change()


def test_taken_away_it_is_gone_from_the_disk_and_told_in_the_history(
    attach, signed, clerk, django_capture_on_commit_callbacks
):
    row = attach(picture())
    with django_capture_on_commit_callbacks(execute=True):
        attaching.detach(row, by=clerk, at=NOW)
    assert kept() == [] and not AnswerFile.objects.exists()
    with pytest.raises(Overtaken, match="已经被同事去掉"):
        attaching.detach(row, by=clerk, at=NOW)
    told = Event.objects.filter(referral=signed, verb__startswith="file").values_list(
        "verb", "reason"
    )
    assert list(told) == [("file_added", "现场.jpg"), ("file_removed", "现场.jpg")]
    assert not Event.objects.filter(verb__startswith="file", public=True).exists()


def test_two_of_one_name_and_too_many_are_refused_without_a_trace(attach):
    attach(picture())
    with pytest.raises(Refused, match="已经有一个附件叫“现场”"):
        attach(picture())
    for number in range(attaching.FILE_LIMIT - 1):
        attach(picture(f"第{number}张.png"))
    with pytest.raises(Refused, match="最多 6 个附件"):
        attach(picture("多出来的.jpg"))
    assert len(kept()) == AnswerFile.objects.count() == attaching.FILE_LIMIT


def test_the_next_answer_takes_its_own_files_along_and_has_its_own_six(
    attach, signed, clerk, officer
):
    for number in range(attaching.FILE_LIMIT):
        attach(picture(f"第{number}张.png"))
    in_house.hand_in(signed, text="先做的。", adoption="work", part="一部分", by=clerk, at=NOW)
    part = signed.answers.get()
    answering.accept_answer(part, by=officer, at=NOW)
    signed.refresh_from_db()
    own = attach(picture("后来的.jpg"))
    whole = hand_in(signed, clerk)
    assert list(whole.files.all()) == [own] and part.files.count() == attaching.FILE_LIMIT


def test_where_many_send_files_at_once_one_is_asked_to_wait(attach, monkeypatch):
    def taken(*args, **kwargs):
        raise attaching.slots.Taken

    monkeypatch.setattr(attaching.slots, "slot", taken)
    with pytest.raises(Refused, match="过半分钟再传一次"):
        attach(pdf())
    assert not AnswerFile.objects.exists() and kept() == []


def test_a_pdf_that_begins_with_something_else_is_one_all_the_same(attach):
    """As mail programs and scanners write them: the mark stands in the first kilobyte."""
    file = SimpleUploadedFile("扫描.pdf", b"\xef\xbb\xbf\r\n" + pdf().read())
    assert attach(file).kind == "pdf"
