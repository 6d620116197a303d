"""征集站 in public: found by area, written at, counted with their wholes; closed they stay."""

import pytest
from django.urls import reverse
from django.utils import timezone

from suggestions.actions import answering, curating, screening, stationing, submitting
from suggestions.models import Suggestion
from suggestions.telling.stations import figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_station(area, officer, now):
    def make(name="田林街道征集站", **more):
        said = {
            "kind": "station", "area": area, "address": "田林路 140 号",
            "hours": "周一到周五 9:00—17:00", "position": "31.1722,121.4203", **more,
        }  # fmt: skip
        return stationing.set_up(name=name, **said, by=officer, at=now)

    return make


@pytest.fixture
def station(make_station):
    return make_station()


@pytest.fixture
def everyday(make_campaign):
    return make_campaign("日常建议", slug="everyday", closes_at=None)


def submit_at(station, campaign, officer, now, number, *, accept=True):
    said = submitting.Draft(f"修路灯{number}", "太黑了，看不见路。")
    key = f"{station.pk}-{number}"
    row = submitting.submit(campaign, draft=said, key=key, at=now, station=station).suggestion
    if accept:
        screening.accept(row, by=officer, at=now)
    return row


def test_each_figure_stands_with_its_whole_and_from_one_query(
    station, make_station, campaign, officer, now, django_assert_num_queries
):
    other = make_station("虹梅联络点", kind="contact")
    rows = [submit_at(station, campaign, officer, now, i, accept=i < 4) for i in range(5)]
    for name, part, adoption in (("灯", rows[:2], "work"), ("路", rows[2:3], "not_adopted")):
        topic = curating.create_topic(campaign, name=name, by=officer, at=now)
        curating.place(part, topic=topic, by=officer, at=now)
        answering.answer(topic, text="已办。", adoption=adoption, by=officer, at=now)
    with django_assert_num_queries(1):
        counted = figures([station.pk, other.pk])
    own = counted[station.pk]
    assert (own.received, own.accepted, own.answered, own.adopted) == (5, 4, 3, 2)
    assert (own.answered_share, own.adopted_share) == ("3/4（75%）", "2/3（67%）")
    assert (counted[other.pk].received, counted[other.pk].answered_share) == (0, "—")


def test_residents_find_a_station_by_words_and_by_district(client, station, make_station, area):
    beside = (
        area.get_parent()
        .get_parent()
        .add_child(code="310105", name="长宁区", level="district", full_name="长宁区")
    )
    make_station("天山联络点", area=beside, kind="contact", address="天山路 1 号")
    page = reverse("suggestions:stations")

    def names(**asked):
        return [one.name for one, _ in client.get(page, asked).context["lines"]]

    assert names() == ["田林街道征集站", "天山联络点"]
    assert names(q="田林路") == names(q="徐汇") == names(area="310104") == ["田林街道征集站"]
    assert names(q="天山", area="310104") == []
    assert names(area="nowhere", q="\0") == ["田林街道征集站", "天山联络点"]
    assert client.get(page, {"page": "9" * 30}).status_code == 200


def test_a_list_of_many_asks_as_little_as_one_of_one(
    client, station, make_station, django_assert_max_num_queries
):
    page = reverse("suggestions:stations")
    client.get(page)
    for i in range(15):
        make_station(f"第{i}站")
    with django_assert_max_num_queries(12):
        client.get(page)
    with django_assert_max_num_queries(12):
        client.get(station.get_absolute_url())


def test_the_code_at_the_door_opens_the_form_with_its_place_filled_in(
    client, station, everyday, area
):
    door = client.get(reverse("suggestions:station_write", args=[station.pk]))
    assert door.status_code == 302 and door["Location"].endswith(f"/everyday/?station={station.pk}")
    page = client.get(door["Location"])
    text = page.content.decode()
    assert "您在“田林街道征集站”写这条建议" in text
    assert f'name="station" value="{station.pk}"' in text
    assert [level["value"] for level in page.context["levels"]][:2] == ["310104", area.code]


def test_what_is_sent_from_there_keeps_its_station(client, station, everyday, soon):
    form = {"title": "装一盏灯", "body": "路口晚上很黑，老人不敢走。", "station": station.pk,
            "may_publish": "on", "asked": "1"}  # fmt: skip
    sent = client.post(reverse("suggestions:submit", args=[everyday.slug]), form)
    assert sent.status_code == 303
    row = Suggestion.objects.get()
    assert (row.station, row.channel) == (station, "station")


@pytest.mark.parametrize("forged", ["0", "-1", "9" * 40, "x", "１", "\0", "7777"])
def test_a_forged_station_loses_nothing(client, everyday, forged, soon):
    url = reverse("suggestions:submit", args=[everyday.slug])
    form = {
        "title": "装一盏灯",
        "body": "路口晚上很黑，老人不敢走。",
        "station": forged,
        "asked": "1",
    }
    assert client.get(url, {"station": forged}).status_code == 200
    assert client.post(url, form).status_code == 303
    assert (Suggestion.objects.get().station, Suggestion.objects.get().channel) == (None, "online")


def test_the_station_goes_along_through_the_better_door(client, station, everyday, soon):
    form = {"title": "屋里着火了", "body": "正在冒烟，有人被困，快来救命！", "station": station.pk}
    page = client.post(reverse("suggestions:submit", args=[everyday.slug]), form)
    assert f'name="station" value="{station.pk}"' in page.content.decode()


def test_a_closed_station_keeps_its_page_and_takes_nothing(
    client, station, make_station, everyday, campaign, officer, now
):
    submit_at(station, campaign, officer, now, 1)
    near = make_station("虹梅联络点", kind="contact")
    stationing.close(station, reason="搬到新址", by=officer, at=timezone.now())
    page = client.get(station.get_absolute_url()).content.decode()
    assert "关闭" in page and "搬到新址" in page and near.name in page and "1 条" in page
    assert "在这里写一条" not in page
    listed = client.get(reverse("suggestions:stations")).content.decode()
    assert station.name not in listed and near.name in listed
    door = client.get(reverse("suggestions:station_write", args=[station.pk]))
    assert door["Location"] == station.get_absolute_url()
    asked = {"station": station.pk}
    form = client.get(reverse("suggestions:submit", args=[everyday.slug]), asked).content.decode()
    assert 'name="station"' not in form


def test_the_page_leads_to_the_map_of_the_phone_and_of_the_site(client, station):
    page = client.get(station.get_absolute_url()).content.decode()
    assert 'href="geo:31.172200,121.420300' in page
    assert reverse("suggestions:city_map") in page
    assert "http://" not in page.partition("<main")[2].partition("</main")[0]


def test_with_no_station_the_page_says_so(client, home):
    assert "还没有征集站" in client.get(reverse("suggestions:stations")).content.decode()


def test_the_own_data_name_the_station(station, campaign, officer, now):
    from suggestions.telling import own_data

    row = submit_at(station, campaign, officer, now, 1)
    assert ("在哪个征集站", station.name) in own_data.parts(row)[0].lines


def test_anybody_prints_the_poster_of_an_open_station(client, station, settings, officer, now):
    page = client.get(reverse("suggestions:station", args=[station.pk])).content.decode()
    url = reverse("suggestions:station_poster", args=[station.pk])
    assert url in page
    poster = client.get(url).content.decode()
    assert station.name in poster and "<svg" in poster and station.get_absolute_url() in poster
    assert "desk" not in poster and "/admin/" not in poster
    stationing.close(station, reason="搬走", by=officer, at=now)
    assert client.get(url).status_code == 404
    assert url not in client.get(station.get_absolute_url()).content.decode()
