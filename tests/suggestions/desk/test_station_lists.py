"""征集站 in bulk: pasted or uploaded, each fault named, all of them or none."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from suggestions.actions import lists, scoping, stationing
from suggestions.actions.rules import Refused
from suggestions.actions.station_list import StationList
from suggestions.desk.stations.forms import may_keep
from suggestions.models import Area, ListFile, Station, StationStep, User
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HEAD = "站点名称\t类型\t所属街镇\t详细地址\t服务时间\t联系电话\t经纬度\t负责人"
UPLOAD = "desk_stations:list_upload"


@pytest.fixture
def village(area):
    return area.add_child(
        code="310104008001", name="田林一村", level="community", full_name="徐汇区 · 田林一村"
    )


def line(name, place="田林街道", **more):
    said = {"kind": "", "address": "田林路 140 号", "hours": "工作日 9:00—17:00", "phone": "",
            "position": "", "keeper": ""} | more  # fmt: skip
    return "\t".join([name, said["kind"], place, *list(said.values())[1:]])


def paste(client, *lines, head=HEAD):
    sent = client.post(reverse(UPLOAD), {"pasted": "\n".join([head, *lines])})
    assert sent.status_code == 302, sent.content.decode()
    return sent["Location"]


def take(client, check, **more):
    columns = client.get(check).context["form"].initial
    return client.post(check, {**columns, **more}, follow=True)


def test_a_pasted_sheet_becomes_stations_with_their_history(desk, officer, secretary, village):
    check = paste(
        desk,
        line("街道站", phone="021-55551234", position="31.17,121.42", keeper=secretary.username),
        line("一村联络点", "310104008001", kind="联络点"),
        line("一村站", "徐汇区 · 田林一村", kind="人民建议征集站"),
    )
    shown = desk.get(check).content.decode()
    assert "街道站" in shown and "人民建议联络点" in shown and "31.17,121.42" in shown
    assert "设立了 3 个站点" in take(desk, check).content.decode()
    station = Station.objects.get(name="街道站")
    assert (station.keeper, station.latitude, station.phone) == (secretary, 31.17, "021-55551234")
    assert set(Station.objects.filter(area=village).values_list("name", "kind")) == {
        ("一村联络点", "contact"), ("一村站", "station"),
    }  # fmt: skip
    step = StationStep.objects.get(station=station)
    assert (step.verb, step.by, step.reason) == ("opened", officer, "从表格导入")
    again = paste(desk, line("街道站"), line("新的站"))
    assert "有 1 个站点已经在系统里" in desk.get(again).content.decode()
    assert "设立了 1 个站点" in take(desk, again).content.decode()
    assert Station.objects.count() == 4


def test_each_fault_is_named_with_its_row_and_nothing_is_written(desk, area, village):
    area.refresh_from_db()
    area.get_parent().add_child(
        code="310104009", name="田林一村", level="street", full_name="徐汇区 · 另一个田林一村"
    )
    check = paste(
        desk,
        line("好的站"),
        line(""),
        line("没有地方", "火星"),
        line("不止一处", "田林一村"),
        line("类别不对", kind="商店"),
        line("位置不对", position="999,1"),
        line("没有这个人", keeper="某人"),
        line("没有时间", hours=""),
        line("好的站"),
        line("太长", address="路" * 121),
    )
    shown = desk.get(check).content.decode()
    for words in (
        "没有写名称", "没有叫“火星”的区域", "“田林一村”的区域不止一个，请写全名或者代码",
        "类别“商店”不认识", "位置不对", "没有叫“某人”的负责人", "没有写开放时间", "重复：第 2 行",
        "最多120字",
    ):  # fmt: skip
        assert words in shown
    refused = take(desk, check)
    assert refused.status_code == 422 and "有 9 行需要改" in refused.content.decode()
    assert not Station.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "请选择文件，或者把表格粘贴到下面"),
        ({"pasted": " \n"}, "请选择文件"),
        ({"pasted": "名称\x00"}, "空字符"),
        ({"pasted": "名" * 1_000_001}, "超过"),
    ],
)
def test_what_is_no_list_is_said(desk, sent, words):
    answer = desk.post(reverse(UPLOAD), sent)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not ListFile.objects.exists()


def test_a_file_does_as_well_but_not_both(desk, area):
    text = f"{HEAD}\n{line('站')}"
    both = {"pasted": text, "file": ContentFile(text.encode(), "站点.csv")}
    answer = desk.post(reverse(UPLOAD), both)
    assert answer.status_code == 422 and "只要一样" in answer.content.decode()
    sent = desk.post(reverse(UPLOAD), {"file": ContentFile(text.encode(), "站点.csv")})
    assert "设立了 1 个站点" in take(desk, sent["Location"]).content.decode()


def test_who_has_areas_brings_stations_of_them_alone(door, make_user, administrator, village):
    lead = make_user("lead", "征集办工作人员")
    change = scoping.propose(lead, areas=[village], reason="负责", by=administrator, at=NOW)
    if change.status == "proposed":
        scoping.confirm(change, by=make_user("second", "系统管理员"), at=NOW)
    client = door(User.objects.get(pk=lead.pk))
    check = paste(client, line("街道站"), line("一村站", "田林一村"))
    assert "没有叫“田林街道”的区域，或者不归您管" in client.get(check).content.decode()
    assert take(client, check).status_code == 422
    check = paste(client, line("一村站", "田林一村"))
    assert "设立了 1 个站点" in take(client, check).content.decode()


def test_three_thousand_rows_are_read_and_written_in_sets(
    desk, officer, area, django_assert_max_num_queries
):
    def bring(names):
        text = "\n".join([HEAD, *map(line, names)])
        kind = StationList(officer, may_keep())
        file = ContentFile(text.encode(), "站点.csv")
        sent = lists.receive(kind, file=file, by=officer, at=NOW)
        columns = {"name": "站点名称", "area": "所属街镇", "address": "详细地址"}
        columns |= {"hours": "服务时间"}
        lists.take(
            sent, kind, columns, by=officer, at=NOW,
            write=lambda items: stationing.set_up_all(items, by=officer, at=NOW),
        )  # fmt: skip

    with django_assert_max_num_queries(90):  # SQLite takes some eighty rows in one statement
        bring([f"第{number}站" for number in range(3000)])
    assert Station.objects.count() == StationStep.objects.count() == 3000


def test_a_station_set_up_meanwhile_lets_none_in(officer, area):
    facts = {"name": "站", "kind": "station", "area": area, "address": "路", "hours": "周一"}
    stationing.set_up(**facts, by=officer, at=NOW)
    with pytest.raises(Refused, match="刚才已经有人设立了"):
        stationing.set_up_all([{**facts, "name": "另一个"}, facts], by=officer, at=NOW)
    assert Station.objects.count() == StationStep.objects.count() == 1
    assert Area.objects.filter(stations__name="站").exists()
