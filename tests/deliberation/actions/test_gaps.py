"""缺项清单: brought in whole or not at all, crossed off by work, told in public by its state."""

import io

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from deliberation.actions import gaps
from deliberation.actions.gap_list import LISTED, GapList
from deliberation.models import Council, Entry, Gap, GapWork, Project, Resolution
from deliberation.telling import gaps as telling
from suggestions.actions import lists
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("soon", "private_files")
COLUMNS = "编号,区域代码,设施,类型,地点,说明\n"


@pytest.fixture
def gap(council, secretary):
    made = Gap(council=council, listed=LISTED, number="7", name="老年助餐点", place="二号楼底层")
    gaps.write_gaps([made], by=secretary, at=NOW)
    return Gap.objects.get()


def state(gap):
    return telling.standing().get(pk=gap.pk).state


def stand(resolution, status):
    Resolution.objects.filter(pk=resolution.pk).update(status=status)


# --- a list --------------------------------------------------------------------------------------


def send(client, text):
    file = ContentFile(text.encode(), "清单.csv")
    response = client.post(reverse("desk_gaps:upload"), {"file": file})
    assert response.status_code == 302, response.content.decode()[:2000]
    return response["Location"]


def take(client, text, **more):
    url = send(client, text)
    form = client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return url, data, client.post(url, {**data, **more})


def test_a_sheet_becomes_gaps_and_each_is_a_line_of_the_record(door, secretary, council):
    code = council.area.code
    text = f"{COLUMNS}1,{code},助餐点,养老,二号楼,一公里内没有\n2,{code},书报亭,,,\n"
    _, _, response = take(door(secretary), text)
    assert response.status_code == 302, response.content.decode()[:3000]
    assert list(Gap.objects.values_list("number", "name", "kind")) == [
        ("1", "助餐点", "养老"), ("2", "书报亭", ""),
    ]  # fmt: skip
    told = Entry.objects.filter(council=council, kind="gap.listed")
    assert [entry.data["name"] for entry in told] == ["助餐点", "书报亭"]
    _, _, again = take(door(secretary), text)
    assert again.status_code in (302, 422) and Gap.objects.count() == 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("1,nowhere,助餐点,,,", "没有您可以登记的议事会"),
        (",{code},助餐点,,,", "编号"),
        ("1,{code},,,,", "设施"),
        ("1,{code},助餐点,,,请找王先生 13800138000", "请去掉"),
        ("9,{code},好的,,,", "重复"),
        ("1,{code},{long},,,", "太长"),
    ],
)
def test_one_faulty_line_stops_the_list_and_comes_back_as_a_file(
    door, secretary, council, line, why
):
    client, code = door(secretary), council.area.code
    text = f"{COLUMNS}9,{code},书报亭,,,\n" + line.format(code=code, long="长" * 61) + "\n"
    url, data, response = take(client, text)
    assert response.status_code == 422 and Gap.objects.count() == 0
    faults = client.post(f"{url}faults.xlsx", data)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(faults.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 2 and why in str(rows[1])


def test_a_list_is_for_the_councils_that_one_runs(door, secretary, colleague, council):
    council.secretaries.set([colleague])
    with pytest.raises(KeyError):
        GapList(Council.objects.run_by(secretary))._places[council.area.code]
    kind = GapList(Council.objects.run_by(colleague))
    file = ContentFile(f"{COLUMNS}1,{council.area.code},亭,,,\n".encode(), "a.csv")
    sent = lists.receive(kind, file=file, about=colleague.pk, by=colleague, at=NOW)
    assert door(secretary).get(reverse("desk_gaps:check", args=[sent.pk])).status_code == 404


# --- crossed off ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "expected"),
    [("draft", "missing"), ("published", "working"), ("carried", "working"), ("done", "done"),
     ("confirmed", "done"), ("repealed", "missing")],
)  # fmt: skip
def test_how_it_stands_its_resolution_says(gap, carried, secretary, status, expected):
    assert state(gap) == "missing"
    gaps.tie_resolution(gap, resolution=carried, by=secretary, at=NOW)
    stand(carried, status)
    assert state(gap) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [("priced", "working"), ("running", "working"), ("done", "done"), ("unchosen", "missing"),
     ("cancelled", "missing")],
)  # fmt: skip
def test_how_it_stands_its_project_says(gap, make_project, secretary, status, expected):
    project = make_project("建助餐点")
    gaps.tie_project(gap, project=project, by=secretary, at=NOW)
    Project.objects.filter(pk=project.pk).update(status=status)
    assert state(gap) == expected


def test_work_of_another_council_or_twice_or_given_up_is_refused(
    gap, carried, make_council, make_project, secretary
):
    gaps.tie_resolution(gap, resolution=carried, by=secretary, at=NOW)
    with pytest.raises(Overtaken):
        gaps.tie_resolution(gap, resolution=carried, by=secretary, at=NOW)
    wish = make_project("没公开的", until="propose")
    with pytest.raises(Refused, match="没有公开"):
        gaps.tie_project(gap, project=wish, by=secretary, at=NOW)
    stand(carried, "repealed")
    with pytest.raises(Refused, match="不再执行"):
        gaps.tie_resolution(gap, resolution=Resolution.objects.get(), by=secretary, at=NOW)
    Gap.objects.filter(pk=gap.pk).update(council=make_council("别处"))
    moved = Gap.objects.get()
    with pytest.raises(Refused, match="本议事会"):
        gaps.tie_resolution(moved, resolution=carried, by=secretary, at=NOW)


def test_what_is_untied_dropped_and_restored_stands_in_the_record(gap, carried, secretary):
    work = gaps.tie_resolution(gap, resolution=carried, by=secretary, at=NOW)
    gaps.untie(work, reason="弄错了", by=secretary, at=NOW)
    with pytest.raises(Overtaken):
        gaps.untie(work, reason="再来", by=secretary, at=NOW)
    gaps.drop_gap(gap, reason="旁边建了一个", by=secretary, at=NOW)
    assert state(gap) == "dropped"
    with pytest.raises(Overtaken):
        gaps.drop_gap(gap, reason="再划", by=secretary, at=NOW)
    with pytest.raises(Refused, match="恢复"):
        gaps.tie_resolution(gap, resolution=carried, by=secretary, at=NOW)
    gaps.restore_gap(gap, by=secretary, at=NOW)
    assert state(gap) == "missing"
    kinds = Entry.objects.filter(kind__startswith="gap.").order_by("seq")
    assert [entry.kind for entry in kinds] == [
        "gap.listed", "gap.tied", "gap.untied", "gap.dropped", "gap.restored",
    ]  # fmt: skip


def test_the_database_refuses_a_work_that_is_both_or_nothing(gap, carried, make_project, secretary):
    for fields in ({}, {"resolution": carried, "project": make_project("两样")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GapWork.objects.create(gap=gap, by=secretary, at=NOW, **fields)


# --- in public -----------------------------------------------------------------------------------


def see(client, status=200, **query):
    response = client.get(reverse("deliberation:gaps"), query)
    assert response.status_code == status
    return response.content.decode()


def test_the_page_says_what_is_missing_in_work_and_there(client, gap, carried, secretary):
    assert "老年助餐点" in see(client) and "还缺 1 项" in see(client)
    gaps.tie_resolution(gap, resolution=carried, by=secretary, at=NOW)
    text = see(client, state="working")
    assert "老年助餐点" in text and carried.get_absolute_url() in text
    assert "老年助餐点" not in see(client, state="missing")
    assert "老年助餐点" in see(client, q="二号楼") and "老年助餐点" not in see(client, q="没有的")
    assert "没有这种情况" in see(client, 400, state="x")


def test_a_draft_that_is_to_fill_it_is_not_named(client, gap, carried, secretary):
    gaps.tie_resolution(gap, resolution=carried, by=secretary, at=NOW)
    stand(carried, "draft")
    assert carried.title not in see(client) and "还缺 1 项" in see(client)
    response = client.get(reverse("deliberation:gap_file"))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    header, row = book.active.iter_rows(values_only=True)
    told = dict(zip(header, row, strict=True))
    assert told["设施"] == "老年助餐点" and told["情况"] == "还缺" and not told["由什么落实"]


def test_what_is_no_longer_needed_is_in_no_count(client, gap, secretary):
    gaps.drop_gap(gap, reason="旁边建了一个", by=secretary, at=NOW)
    assert telling.places(None) == []
    assert telling.whole(telling.places(gap.council.area)).all == 0


def test_the_price_does_not_grow(client, gap, carried, secretary, django_assert_max_num_queries):
    for number in range(25):
        one = Gap(council=gap.council, listed=LISTED, number=f"n{number}", name=f"设施{number}")
        gaps.write_gaps([one], by=secretary, at=NOW)
        gaps.tie_resolution(one, resolution=carried, by=secretary, at=NOW)
    with django_assert_max_num_queries(16):
        see(client)


def test_what_is_looked_for_stays_while_pages_are_turned(client, gap, secretary):
    for number in range(40):
        one = Gap(council=gap.council, listed=LISTED, number=f"n{number}", name="充电&停车#棚")
        gaps.write_gaps([one], by=secretary, at=NOW)
    text = see(client, q="充电&停车#", state="missing")
    assert "q=%E5%85%85%E7%94%B5%26%E5%81%9C%E8%BD%A6%23&amp;page=2" in text
