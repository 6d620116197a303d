"""问题地图 and 大家最关心 over all campaigns, for everybody and at the desk."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suggestions.actions import curating, gathering
from suggestions.models import Placement, Suggestion, Topic, TopicSupport
from suggestions.telling import hot, map_spots
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("soon")]


def html(client, url="/map/"):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def table(public=True, at=NOW, **options):
    return hot.reckoned(None, public=public, at=at, **options)


# --- the map ----------------------------------------------------------------------------------


def test_topics_of_all_campaigns_stand_on_one_map_in_circles_of_their_campaign(
    client, campaign, door_campaign, topic_of, crossing, propose
):
    other = topic_of(door_campaign, "公园缺长椅", 1)
    propose("机器拟的题", 2)
    page = html(client)
    assert f"{crossing.name}：5 人" in page and "公园缺长椅：1 人" in page
    assert f'href="/topics/{other.pk}/"' in page and "机器拟的题" not in page
    assert "大家在说的 2 件事" in page
    assert 'href="/map/charging/"' in page and 'href="/map/everyday/"' in page
    assert 'href="/map/"' in html(client, "/map/charging/") and 'href="/map/"' in html(
        client, "/figures/"
    )
    spots, known = map_spots.everywhere(at=NOW)
    assert [spot.theme for spot in spots] == [campaign.title, "日常建议"] and known == 2


def test_a_campaign_that_is_no_page_for_everybody_is_not_named(client, make_campaign, topic_of):
    hidden = make_campaign("内部试点", slug="hidden")
    topic_of(hidden, "飞线充电", 1)
    type(hidden).objects.filter(pk=hidden.pk).update(live=False)
    page = html(client)
    assert "飞线充电" in page and "内部试点" not in page and "其他征集" in page


def test_an_empty_city_says_what_will_come(client, home):
    assert "地图还是空白的" in html(client)


def test_what_was_taken_down_is_gone_at_once_and_not_counted(client, make_topic, officer, now):
    topic, _ = make_topic("飞线充电", 2), make_topic("桩坏了", 1)
    html(client)
    curating.set_aside(topic, reason="另行研究。", by=officer, at=now)
    page = html(client)
    assert "飞线充电" not in page and "大家在说的 1 件事" in page


def test_the_map_costs_the_same_for_many_and_lists_the_largest(
    client, make_topic, make_campaign, monkeypatch
):
    topic = make_topic("飞线充电", 1)

    def cost():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            html(client)
        return len(captured)

    html(client)
    few = cost()
    for page in [make_campaign(f"第{i}次征集", slug=f"c{i}") for i in range(3)]:
        _fill(page, topic, 40)
    assert (
        cost() == few <= 19
    )  # whether the worker drew it: of each sheet one, where none is cached
    monkeypatch.setattr(map_spots, "LISTED", 10)
    assert "还有 111 个更小的问题没有列出" in html(client)


def _fill(page, like, number, at=NOW):
    """Topics with a voice each, without the verbs."""
    rows = Suggestion.objects.bulk_create(
        Suggestion(campaign=page, status="accepted", submitted_at=at, title="一", body="二")
        for _ in range(number)
    )
    topics = Topic.objects.bulk_create(
        Topic(campaign=page, number=i, name=f"{page.title}的{i}", status="confirmed")
        for i in range(1, number + 1)
    )
    Placement.objects.bulk_create(
        Placement(suggestion=row, topic=topic, by_id=like.named_by_id, at=at)
        for row, topic in zip(rows, topics, strict=True)
    )
    return topics


# --- the hot table ----------------------------------------------------------------------------


def test_the_table_of_all_counts_the_voices_of_every_campaign(crossing, topic_of, door_campaign):
    other = topic_of(door_campaign, "公园缺长椅", 4)
    assert [(row.topic, row.people) for row in table()] == [(crossing.pk, 5), (other.pk, 4)]
    assert [row.people for row in hot.reckoned(crossing.campaign_id, public=True, at=NOW)] == [2]


def test_who_met_it_too_counts_also_for_a_topic_whose_voices_all_came_from_elsewhere(
    crossing, door_campaign
):
    crossing.placements.filter(comes_from=None).delete()
    TopicSupport.objects.create(topic=crossing, supporter_key="a" * 64, at=NOW)
    assert [row.supports for row in table()] == [1]
    assert [row.supports for row in hot.reckoned(door_campaign.pk, public=True, at=NOW)] == [0]


def test_what_nobody_has_said_for_a_year_is_not_hot_any_more(make_topic):
    old, late = make_topic("去年的", 3), make_topic("今年的", 2)
    Suggestion.objects.filter(placement__topic=old).update(submitted_at=NOW - dt.timedelta(400))
    assert [row.topic for row in table()] == [late.pk]
    assert [row.topic for row in table(public=False)] == [late.pk]


def test_a_table_of_all_looks_at_so_many_topics_and_no_more(
    make_topic, make_campaign, monkeypatch, django_assert_max_num_queries
):
    first = make_topic("飞线充电", 2)

    def cost():
        with django_assert_max_num_queries(12) as asked:
            table(public=False)
        return len(asked)

    few = cost()
    _fill(make_campaign("又一次", slug="more"), first, 60)
    assert cost() == few
    monkeypatch.setattr(hot, "LOOKED_AT", 5)
    assert len(table(public=False)) == 5 and table(public=False)[0].topic == first.pk


def test_the_page_shows_the_hottest_in_their_names_of_now(client, make_topic, officer, now):
    topics = [make_topic(f"第{i}件事", i) for i in range(1, 4)]
    shown = client.get("/map/").context["hottest"]
    assert [one["name"] for one in shown] == ["第3件事", "第2件事", "第1件事"]
    curating.rename(topics[2], name="飞线充电", seen="第3件事", by=officer, at=now)
    curating.set_aside(topics[1], reason="另行研究。", by=officer, at=now)
    shown = client.get("/map/").context["hottest"]
    assert [one["name"] for one in shown] == ["飞线充电", "第1件事"]


def test_the_desk_has_the_tables_over_all_with_file(
    desk, crossing, topic_of, door_campaign, officer
):
    page = desk.get("/admin/reports/hot/?campaign=all")
    assert "近一年说得最多的 500 个具体问题" in page.content.decode()
    assert page.context["whole"] and "全部征集和日常建议" in page.content.decode()
    told = b"".join(desk.get("/admin/reports/hot/?campaign=all&export=csv").streaming_content)
    assert crossing.name in told.decode("utf-8-sig")
    issue = gathering.open_issue(door_campaign, name="缺座椅", by=officer, at=NOW)
    gathering.set_issue(topic_of(door_campaign, "公园缺长椅", 2), issue=issue, by=officer, at=NOW)
    cache.clear()
    listed = desk.get("/admin/reports/hot_issues/?campaign=all")
    assert "缺座椅" in listed.content.decode()
    one = desk.get(f"/admin/reports/hot_issues/?campaign={crossing.campaign_id}")
    assert "缺座椅" not in one.content.decode()
