"""征集站 at the desk: the office runs them, a keeper keeps one, an area sees its own alone."""

import pytest
from django.urls import reverse

from suggestions.actions import stationing
from suggestions.models import Station, Suggestion

pytestmark = pytest.mark.django_db

FORM = {"kind": "station", "name": "田林站", "area": "田林街道", "address": "田林路 140 号",
        "hours": "工作日 9:00—17:00"}  # fmt: skip


@pytest.fixture
def station(area, officer, secretary, now):
    return stationing.set_up(
        kind="station", name="田林街道征集站", area=area, address="田林路 140 号", hours="工作日",
        keeper=secretary, by=officer, at=now,
    )  # fmt: skip


@pytest.fixture
def foreign(area, officer, now):
    return stationing.set_up(
        kind="contact", name="别人的联络点", area=area.get_parent(), address="某路", hours="周一",
        by=officer, at=now,
    )  # fmt: skip


def test_an_officer_sets_one_up_and_is_led_to_it(desk, area, secretary):
    sent = desk.post(reverse("desk_stations:new"), {**FORM, "keeper": secretary.pk})
    station = Station.objects.get()
    assert sent["Location"] == reverse("desk_stations:page", args=[station.pk])
    assert (station.area, station.keeper) == (area, secretary)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"area": "不存在的地方"}, "没有找到"), ({"kind": "shop"}, "请选择类别"),
        ({"position": "999,1"}, "位置不对"), ({"keeper": "99999"}, "请重新选择负责人"),
        ({"name": "\0"}, ""), ({"hours": "时" * 121}, ""),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_the_form_and_what_was_typed_stays(desk, area, wrong, words):
    page = desk.post(reverse("desk_stations:new"), {**FORM, **wrong})
    assert page.status_code == 422 and not Station.objects.exists()
    assert words in page.content.decode() and "田林路 140 号" in page.content.decode()


def test_a_keeper_sees_the_own_station_alone_and_changes_its_hours_not_its_name(
    door, secretary, station, foreign
):
    client = door(secretary)
    page = client.get(reverse("desk_stations:index")).content.decode()
    assert station.name in page and foreign.name not in page and "设立站点" not in page
    assert client.get(reverse("desk_stations:page", args=[foreign.pk])).status_code == 404
    assert client.get(reverse("desk_stations:poster", args=[foreign.pk])).status_code == 404
    update = reverse("desk_stations:verb", args=[station.pk, "update"])
    asked = {"address": station.address, "hours": "每天 8:00—20:00", "phone": "", "position": ""}
    assert client.post(update, asked).status_code == 302
    revise = reverse("desk_stations:verb", args=[station.pk, "revise"])
    assert client.post(revise, {**asked, "name": "改名"}).url == reverse("wagtailadmin_home")
    close = reverse("desk_stations:verb", args=[station.pk, "close"])
    assert client.post(close, {"reason": "想关"}).url == reverse("wagtailadmin_home")
    station.refresh_from_db()
    assert (station.hours, station.name, station.status) == (
        "每天 8:00—20:00", "田林街道征集站", "open",
    )  # fmt: skip


def test_a_keeper_offers_the_own_station_alone_when_entering(
    door, secretary, station, foreign, campaign
):
    client = door(secretary)
    page = client.get(reverse("desk_entry:index")).content.decode()
    assert station.name in page and foreign.name not in page
    form = {"key": "6f3c9d0e-5a42-4d6e-9a1c-0d6f9a1c2b3d", "channel": "station", "behalf": "self",
            "way": "auto", "campaign": campaign.pk, "title": "装灯", "body": "太黑。"}  # fmt: skip
    assert (
        client.post(reverse("desk_entry:index"), {**form, "station": foreign.pk}).status_code == 422
    )
    assert (
        client.post(reverse("desk_entry:index"), {**form, "station": station.pk}).status_code == 200
    )
    assert Suggestion.objects.get().station == station


def test_closing_and_opening_again(desk, station):
    def press(verb, **form):
        return desk.post(reverse("desk_stations:verb", args=[station.pk, verb]), form)

    assert press("close", reason="").status_code == 422
    assert press("close", reason="搬走").status_code == 302
    assert press("close", reason="又关").status_code in (409, 422)
    page = desk.get(reverse("desk_stations:page", args=[station.pk])).content.decode()
    assert "搬走" in page and "打印门口的海报" not in page
    assert desk.get(reverse("desk_stations:poster", args=[station.pk])).status_code == 404
    assert press("reopen").status_code == 302


def test_the_poster_leads_to_the_station_s_own_door(desk, station, settings):
    page = desk.get(reverse("desk_stations:poster", args=[station.pk])).content.decode()
    assert station.name in page and station.address in page and "<svg" in page
    own = desk.get(reverse("desk_stations:page", args=[station.pk])).content.decode()
    assert settings.SITE_URL + reverse("suggestions:station_write", args=[station.pk]) in own


def test_the_list_asks_no_more_for_many(
    desk, station, area, officer, now, django_assert_max_num_queries
):
    page = reverse("desk_stations:index")
    desk.get(page)
    for i in range(12):
        stationing.set_up(kind="station", name=f"第{i}站", area=area, address="路", hours="日",
                          by=officer, at=now)  # fmt: skip
    with django_assert_max_num_queries(20):
        desk.get(page)
    file = b"".join(desk.get(f"{page}?export=csv").streaming_content).decode("utf-8-sig")
    assert "第11站" in file and "收到" in file
