"""Lists of the settings from a sheet: read by the one reader, written whole or not at all."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from suggestions.models import Area, Department, ListFile, Section, User, Workday
from tests.suggestions.intake.sent import workbook


@pytest.fixture
def desk(door, administrator):
    return door(administrator)


@pytest.fixture
def send(desk, settings, tmp_path):
    """Uploads a list; gives the address of its check and the page there."""

    def run(kind, *rows, **sheets):
        file = SimpleUploadedFile("名单.xlsx", workbook(*rows, **sheets))
        answer = desk.post(f"/admin/lists/{kind}/", {"file": file})
        return answer.url, desk.get(answer.url)

    return run


def chosen(page):
    """What the browser would send of the page's form."""
    form = page.context["form"]
    return {"sheet": page.context["sheet"], **{n: form[n].value() or "" for n in form.fields}}


def faults(page):
    return [(fault.cell, fault.why) for fault in page.context["faults"]]


def test_departments_come_in_with_their_duties(desk, send, area, department):
    rows = [["部门名称", "主要职责", "区域"], ["新设的局", "管公园。", "310104008"],
            [department.name, "新的职责", ""]]  # fmt: skip
    url, page = send("departments", *rows)
    assert "管公园。" in page.content.decode() and not Department.objects.filter(name="新设的局")
    desk.post(url, chosen(page))
    made = Department.objects.get(name="新设的局")
    assert (made.duties, made.area, made.short_name) == ("管公园。", area, "新设的局")
    department.refresh_from_db()
    assert department.duties == "新的职责" and department.short_name
    sent = ListFile.objects.get()
    assert (sent.file.name, sent.rows, sent.taken_at is None) == ("", 2, False)
    assert desk.post(url, chosen(page)).status_code == 302  # taken already: back to the list
    assert Department.objects.filter(name="新设的局").count() == 1


def test_sections_come_in_below_their_departments_wherever_these_stand(desk, send, department):
    rows = [["名称", "简称", "职责", "所属单位"], ["公园处", "", "", "新设的局"],
            ["新设的局", "", "", ""], ["环卫处", "", "", department.name]]  # fmt: skip
    url, page = send("departments", *rows)
    told = desk.post(url, chosen(page), follow=True).content.decode()
    assert "新增 1 个承办单位，更新 0 个。新增 2 个科室，0 个已经有了。" in told
    found = Section.objects.values_list("department__name", "name")
    assert set(found) == {("新设的局", "公园处"), (department.name, "环卫处")}
    url, page = send("departments", rows[0], rows[3], rows[3], ["无处", "", "", "没有的局"],
                     ["写多了", "简", "", department.name])  # fmt: skip
    assert [cell for cell, _ in faults(page)] == ["A3", "D4", "B5"]
    url, page = send("departments", rows[0], rows[3])
    assert "0 个科室，1 个已经有了" in desk.post(url, chosen(page), follow=True).content.decode()
    assert Section.objects.count() == 2


def test_accounts_come_in_with_the_section_of_their_department(
    desk, send, department, other_department
):
    Section.objects.create(department=department, name="公园处")
    head = ["登录名", "姓名", "角色", "所属承办单位", "科室"]
    row = ["lisi", "李四", "承办单位", department.name, "公园处"]
    bad = [["wangwu", "王五", "承办单位", other_department.name, "公园处"],
           ["zhaoliu", "赵六", "征集办工作人员", "", "公园处"]]  # fmt: skip
    _, page = send("staff", head, row, *bad)
    assert [cell for cell, _ in faults(page)] == ["E3", "E4"]
    url, page = send("staff", head, row)
    desk.post(url, chosen(page))
    assert User.objects.get(username="lisi").section.name == "公园处"


def test_one_fault_and_nothing_is_written_and_the_rows_go_back_as_a_sheet(desk, send):
    url, page = send("departments", ["名称", "区域"], ["好局", ""], ["坏局", "没有的区"], [123, ""])
    assert [cell for cell, _ in faults(page)] == ["B3", "A4"]
    assert desk.post(url, chosen(page)).status_code == 422
    assert not Department.objects.filter(name="好局").exists()
    answer = desk.post(f"{url}faults.xlsx", chosen(page))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[2]][:4] == ["坏局", "没有的区", 3, "B3"]


def test_places_find_their_parents_by_name_of_code_or_its_first_digits(desk, send, area):
    rows = [["区划代码", "区划名称", "级别", "上级代码"], ["310104008002", "乙居委", "", ""],
            [310104009, "新街道", "街道", "310104"], ["310104009001", "丙居委", "居委会", ""],
            ["310104008", area.name, "", ""], ["999", "孤儿", "居村", ""]]  # fmt: skip
    url, page = send("areas", *rows)
    assert faults(page) == [("D6", "找不到上级，请写上级代码")]
    url, page = send("areas", *rows[:-1])
    assert faults(page) == [] and "已经在系统里" in " ".join(page.context["notes"])
    desk.post(url, chosen(page))
    lower = Area.objects.get(code="310104009001")
    assert (lower.get_parent().code, lower.level) == ("310104009", "community")
    assert Area.objects.get(code="310104008002").get_parent() == area
    assert Area.objects.filter(code="310104008").count() == 1


def test_accounts_come_in_with_role_and_department_and_without_a_password(desk, send, department):
    rows = [["账号", "姓名", "邮箱", "角色", "单位"],
            ["zhang", "张　三", "z@example.cn", "承办单位", department.name],
            ["li", "李四", "", "编辑、督办", ""]]  # fmt: skip
    url, page = send("staff", *rows)
    desk.post(url, chosen(page))
    one, two = User.objects.get(username="zhang"), User.objects.get(username="li")
    assert (one.first_name, one.department, one.is_superuser) == ("张三", department, False)
    assert [group.name for group in two.groups.all()] == ["编辑"]
    (waiting,) = two.account_changes.all()  # for a second person
    assert [group.name for group in waiting.gives.all()] == ["督办"]
    wrong = [["用户名", "姓名", "角色", "单位"], ["zhang", "别人", "编辑", ""],
             ["wang", "王五", "皇帝", ""], ["zhao", "赵六", "承办单位", ""]]  # fmt: skip
    assert [cell for cell, _ in faults(send("staff", *wrong)[1])] == ["A2", "C3", "D4"]


def test_the_calendar_of_a_year_comes_in_by_days_and_by_spans(desk, send):
    rows = [["放假日期", "结束日期", "节日", "安排"], ["2030-01-01", "2030/1/3", "元旦", "放假"],
            [dt.datetime(2030, 1, 5), None, "元旦调休", "上班"]]  # fmt: skip
    url, page = send("workdays", *rows)
    desk.post(url, chosen(page))
    days = Workday.objects.filter(date__year=2030).order_by("date")
    assert list(days.values_list("date__day", "working")) == [
        (1, False), (2, False), (3, False), (5, True),
    ]  # fmt: skip
    assert faults(send("workdays", rows[0], ["2030-02-01", "", "x", "也许"])[1])[0][0] == "D2"


def test_columns_that_are_not_known_are_chosen_once_and_remembered(desk, send):
    rows = [["甲列", "乙列"], ["某局", "管水"]]
    url, page = send("departments", *rows)
    assert "“名称”在哪一列" in page.context["unclear"]
    desk.post(url, {**chosen(page), "column_name": "甲列", "column_duties": "乙列"})
    assert Department.objects.get(name="某局").duties == "管水"
    _, page = send("departments", rows[0], ["另一局", "管电"])
    assert chosen(page)["column_duties"] == "乙列"


@pytest.mark.parametrize("kind", ["departments", "areas", "staff", "workdays"])
def test_templates_keep_codes_as_text_and_can_be_read_as_they_are(desk, kind):
    answer = desk.get(f"/admin/lists/{kind}/template.xlsx")
    data = b"".join(answer.streaming_content)
    assert data.startswith(b"PK")
    if kind == "areas":
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert sheet["A2"].number_format == sheet.column_dimensions["A"].number_format == "@"
