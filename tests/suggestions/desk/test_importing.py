"""The import screens: upload, mapping, progress, faults; for those who may, and in words."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from suggestions.desk.intake import importing, mapping
from suggestions.models import ImportBatch, Suggestion

TEXT = "编号,标题,内容,时间\nA1,灯坏了,楼道灯坏了,2026-01-05\nA2,=1+1,内容,昨天\n"
COLUMNS = {
    "column_external_id": "编号",
    "column_title": "标题",
    "column_body": "内容",
    "column_submitted_at": "时间",
    "channel": "phone",
}


@pytest.fixture
def desk(door, officer):
    return door(officer)


@pytest.fixture
def upload(desk, campaign):
    def send(content=TEXT, name="来信.csv", **extra):
        data = content if isinstance(content, bytes) else content.encode()
        file = SimpleUploadedFile(name, data)
        return desk.post("/admin/import/new/", {"campaign": campaign.pk, "file": file, **extra})

    return send


@pytest.fixture
def batch(upload):
    upload()
    return ImportBatch.objects.get()


def test_a_list_goes_all_the_way_by_clicking(desk, upload, campaign):
    answer = upload()
    batch = ImportBatch.objects.get()
    assert answer.url == f"/admin/import/{batch.pk}/mapping/"
    page = desk.get(answer.url).content.decode()
    assert "灯坏了" in page and "看不懂" in page and 'value="编号" selected' in page
    answer = desk.post(answer.url, COLUMNS)
    assert answer.url == f"/admin/import/{batch.pk}/"
    page = desk.get(answer.url).content.decode()
    assert "昨天" in page and "下载有误的行" in page
    assert Suggestion.objects.get().channel == "phone"
    assert desk.get("/admin/import/").content.decode().count("来信.csv") == 1


def test_of_several_sheets_none_is_read_before_somebody_chose(desk, upload):
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["本表由热线导出"])
    for name, lines in (("一月", 1), ("二月", 2)):
        page = book.create_sheet(name)
        page.append(["编号", "标题", "内容"])
        for number in range(lines):
            page.append([f"{name}{number}", "灯坏了", "楼道灯坏了"])
    file = io.BytesIO()
    book.save(file)
    url = upload(file.getvalue(), "两月.xlsx").url
    page = desk.get(url)
    said = page.content.decode()
    assert "form" not in page.context and "表头最像的是“一月”" in said
    for name in ("说明（1 行）", "一月（2 行）", "二月（3 行）"):
        assert name in said
    columns = {**COLUMNS, "column_submitted_at": ""}
    assert desk.post(url, columns).status_code == 422 and not Suggestion.objects.exists()
    assert "二月1" in desk.get(url, {"sheet": "二月"}).content.decode()
    assert desk.post(url, {**columns, "sheet": "二月"}).status_code == 302
    assert Suggestion.objects.count() == 2 and ImportBatch.objects.get().sheet == "二月"


def test_a_picture_is_refused_where_it_was_chosen(desk, upload):
    answer = upload(name="来信.jpg")
    assert answer.status_code == 422 and not ImportBatch.objects.exists()
    assert "请上传 CSV 或 Excel（.xlsx）文件。" in answer.content.decode()


def test_trying_again_reads_and_does_not_import(desk, batch):
    answer = desk.post(f"/admin/import/{batch.pk}/mapping/", {**COLUMNS, "check": "1"})
    assert answer.status_code == 200 and not Suggestion.objects.exists()


def test_what_goes_public_at_once_is_asked_twice_with_the_number(desk, upload, campaign):
    rows = "".join(f"B{i},灯坏了,楼道灯坏了,2026-01-05\n" for i in range(1_202))
    upload(TEXT + "A1,灯坏了,同一个编号,2026-01-05\n" + rows)
    batch = ImportBatch.objects.get()
    url, ticked = f"/admin/import/{batch.pk}/mapping/", {**COLUMNS, "approve": "on"}
    asked = desk.post(url, ticked)
    page = asked.content.decode()
    assert asked.status_code == 200
    assert f"将直接受理并公开 1,203 条到《{campaign.title}》，任何人马上能看到" in page
    batch.refresh_from_db()
    assert batch.status == "uploaded" and not Suggestion.objects.exists()
    # What was chosen comes along unseen, and back again.
    assert 'type="hidden" name="column_title" value="标题"' in page
    assert 'type="hidden" name="approve" value="True"' in page
    back = desk.post(url, {**ticked, "approve": "True", "sure": "1", "check": "1"})
    assert "再试读一遍" in back.content.decode() and not Suggestion.objects.exists()
    answer = desk.post(url, {**ticked, "approve": "True", "sure": "1"})
    assert answer.url == f"/admin/import/{batch.pk}/"
    assert Suggestion.objects.public().count() == 1_203
    batch.refresh_from_db()
    assert batch.created == 1_203 and batch.faulty == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_long_file_is_reckoned_from_the_part_that_was_read_in_time(
    desk, upload, monkeypatch, kind
):
    monkeypatch.setattr(mapping, "PATIENCE", 0)
    header, rows = TEXT.split("\n")[0].split(","), 2_000
    lines = [[f"B{i}", "灯坏了", "楼道灯坏了" * 60, "2026-01-05"] for i in range(rows)]
    if kind == "csv":
        upload("\n".join(",".join(line) for line in [header, *lines]))
    else:
        file = io.BytesIO()
        book = openpyxl.Workbook()
        for line in [header, *lines]:
            book.active.append(line)
        book.save(file)
        upload(file.getvalue(), "来信.xlsx")
    url = f"/admin/import/{ImportBatch.objects.get().pk}/mapping/"
    page = desk.post(url, {**COLUMNS, "approve": "on"}).content.decode()
    number = int(re.search(r"公开大约 ([\d,]+) 条到", page)[1].replace(",", ""))
    assert 0.2 * rows <= number <= 2 * rows and "推算" in page
    desk.post(url, {**COLUMNS, "approve": "on", "sure": "1"})
    assert Suggestion.objects.public().count() == rows


def test_what_was_known_before_is_not_counted_among_what_goes_public(desk, upload):
    for number in (1, 0):
        upload()
        url = f"/admin/import/{ImportBatch.objects.latest('pk').pk}/mapping/"
        page = desk.post(url, {**COLUMNS, "approve": "on"}).content.decode()
        assert f"将直接受理并公开 {number} 条" in page
        desk.post(url, {**COLUMNS, "approve": "on", "sure": "1"})
    assert Suggestion.objects.public().count() == 1


def test_a_file_taken_before_is_refused_before_anybody_is_asked(desk, upload):
    bare = {key: name for key, name in COLUMNS.items() if key != "column_external_id"}
    for _ in range(2):
        upload()
        url = f"/admin/import/{ImportBatch.objects.latest('pk').pk}/mapping/"
        answer = desk.post(url, {**bare, "approve": "on"})
        if answer.status_code == 200:
            desk.post(url, {**bare, "approve": "on", "sure": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "同一个文件已经在" in page and "开始导入" in page
    assert "确认公开" not in page


def test_what_waits_for_screening_is_asked_once(desk, batch):
    answer = desk.post(f"/admin/import/{batch.pk}/mapping/", COLUMNS)
    assert answer.status_code == 302 and Suggestion.objects.get().status == "pending"


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "空文件"), (b"%PDF-1.7 ...", "不是表格"), (b"PK\x03\x04", "损坏")],
)
def test_a_file_that_is_no_list_is_refused_on_the_form(upload, content, word):
    answer = upload(content)
    assert answer.status_code == 422 and word in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_file_over_fifty_megabytes_is_refused(upload, monkeypatch):
    monkeypatch.setattr(importing, "FILE_LIMIT", 10)
    answer = upload()
    assert answer.status_code == 422 and "50 MB" in answer.content.decode()


def test_a_mapping_without_title_and_body_is_refused_on_the_form(desk, batch):
    url = f"/admin/import/{batch.pk}/mapping/"
    answer = desk.post(url, {"channel": "phone", "column_external_id": "编号"})
    assert answer.status_code == 422 and "至少" in answer.content.decode()
    assert desk.post(url, {**COLUMNS, "column_title": "没有"}).status_code == 422


def test_the_faults_come_as_a_list_that_can_be_mended_and_sent_again(desk, batch, upload):
    desk.post(f"/admin/import/{batch.pk}/mapping/", COLUMNS)
    answer = desk.get(f"/admin/import/{batch.pk}/faults.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = book.active
    assert [cell.value for cell in sheet[1]] == [
        "编号",
        "标题",
        "内容",
        "时间",
        "行号",
        "单元格",
        "原因",
    ]
    assert [cell.value for cell in sheet[2]][:6] == ["A2", "'=1+1", "内容", "昨天", 3, "D3"]
    assert sheet["A2"].number_format == "@"  # a long number does not change once more
    sheet["D2"] = "2026-01-06"
    mended = io.BytesIO()
    book.save(mended)
    upload(mended.getvalue(), name="有误的行.xlsx")
    again = ImportBatch.objects.latest("pk")
    page = desk.get(f"/admin/import/{again.pk}/mapping/").content.decode()
    assert 'value="编号" selected' in page and 'value="原因"' not in page
    desk.post(f"/admin/import/{again.pk}/mapping/", COLUMNS)
    assert sorted(Suggestion.objects.values_list("title", flat=True)) == ["=1+1", "灯坏了"]


def test_the_progress_page_works_with_and_without_scripts(desk, batch):
    ImportBatch.objects.update(status="running", progress=42, stage="已核对 99 行")
    page = desk.get(f"/admin/import/{batch.pk}/").content.decode()
    assert 'http-equiv="refresh"' in page and "progress.js" in page and 'value="42"' in page
    told = desk.get(f"/admin/import/{batch.pk}/progress/").json()
    assert told == {"percent": 42, "stage": "已核对 99 行", "finished": False}


def test_a_failed_import_says_why_and_can_be_started_again(desk, batch):
    ImportBatch.objects.update(status="failed", error="磁盘满了")
    page = desk.get(f"/admin/import/{batch.pk}/").content.decode()
    assert "磁盘满了" in page and "mapping" in page
    desk.post(f"/admin/import/{batch.pk}/mapping/", COLUMNS)
    assert Suggestion.objects.count() == 1


def test_a_running_import_is_stopped_told_how_far_it_came_and_goes_on(desk, batch, officer):
    desk.post(f"/admin/import/{batch.pk}/mapping/", COLUMNS)
    number = Suggestion.objects.filter(import_batch=batch).count()
    assert number
    ImportBatch.objects.update(status="running", written_to=9)
    address = f"/admin/import/{batch.pk}/"
    assert "停止导入" in desk.get(address).content.decode()
    told = desk.post(f"{address}stop/", follow=True).content.decode()
    assert f"{officer}停止了这次导入" in told and f"已经写入 {number} 条" in told
    assert "继续导入" in told and f"撤回已写入的 {number} 条" in told
    again = desk.post(f"{address}stop/")
    assert again.status_code == 409 and "不能再进行这项操作" in again.content.decode()
    assert desk.get(f"{address}stop/").status_code == 405
    changed = desk.post(f"{address}mapping/", {**COLUMNS, "channel": "letter"})
    assert changed.status_code == 422 and "已经按原来的设置" in changed.content.decode()
    desk.post(f"{address}mapping/", COLUMNS)
    assert ImportBatch.objects.get(pk=batch.pk).status == "done"
    assert Suggestion.objects.filter(import_batch=batch).count() == number


def test_what_a_stopped_import_wrote_is_taken_back(desk, batch):
    desk.post(f"/admin/import/{batch.pk}/mapping/", COLUMNS)
    number = Suggestion.objects.filter(import_batch=batch).count()
    ImportBatch.objects.update(status="failed", written_to=9)
    desk.post(f"/admin/import/{batch.pk}/take-back/", {"number": str(number)})
    assert ImportBatch.objects.get(pk=batch.pk).status == "taken_back"
    assert not Suggestion.objects.exists()


def test_a_lost_file_is_told_in_words(desk, batch):
    batch.file.delete(save=False)
    answer = desk.get(f"/admin/import/{batch.pk}/mapping/")
    assert answer.status_code == 422 and "重新上传" in answer.content.decode()


@pytest.mark.parametrize("who", ["clerk", "editor", "supervisor", "secretary"])
def test_nobody_else_comes_in(request, door, who, batch):
    client = door(request.getfixturevalue(who))
    for path in ("", "new/", f"{batch.pk}/", f"{batch.pk}/mapping/", f"{batch.pk}/faults.xlsx"):
        assert client.get(f"/admin/import/{path}").status_code in (302, 403)
