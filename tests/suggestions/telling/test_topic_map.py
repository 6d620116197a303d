"""The map of a campaign's topics: whom it counts, what it never shows, how it is drawn and kept."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suggestions.actions import curating, submitting
from suggestions.models import Placement, Suggestion, Topic
from suggestions.telling.map_spots import public_spots
from suggestions.telling.topic_map import LARGE, TALL, WIDE, Spot, drawing

pytestmark = pytest.mark.django_db
MAP = "/map/charging/"


def html(client, url=MAP, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def spot(key, people, theme="", name="充电桩不够用"):
    return Spot(key, name, people, "accepted", "准备转办", theme, f"/topics/{key}/")


# --- the picture ------------------------------------------------------------------------------


@pytest.fixture
def spots():
    return [spot(i, 200 // i, f"主题{i % 5}") for i in range(1, 60)]


@pytest.mark.parametrize("sheet", [WIDE, TALL, LARGE], ids=lambda sheet: sheet.name)
def test_areas_are_in_proportion_to_people_and_none_is_too_small_to_press(spots, sheet):
    drawn = drawing(spots, sheet)
    bubbles = [bubble for ring in drawn.rings for bubble in ring.bubbles]
    assert len(bubbles) == drawn.drawn > 1
    shares = [bubble.circle.r**2 / bubble.spot.people for bubble in bubbles]
    assert max(shares) / min(shares) < 1.02  # a tenth of a pixel is rounded away
    assert min(bubble.circle.r for bubble in bubbles) >= sheet.least - 0.1
    # The largest come first: whoever is left out has no more people than whoever is drawn.
    out = {s.key for s in spots} - {bubble.spot.key for bubble in bubbles}
    least = min(bubble.spot.people for bubble in bubbles)
    assert all(s.people <= least for s in spots if s.key in out)


@pytest.mark.parametrize("sheet", [WIDE, TALL, LARGE], ids=lambda sheet: sheet.name)
def test_everything_lies_on_the_sheet_each_topic_within_its_own_theme(spots, sheet):
    drawn = drawing(spots, sheet)
    right, bottom = drawn.left + drawn.width, drawn.top + drawn.height
    for ring in drawn.rings:
        rim = ring.circle
        assert drawn.left <= rim.x - rim.r and rim.x + rim.r <= right
        assert drawn.top <= rim.y - rim.r and rim.y + rim.r <= bottom
        assert {b.spot.theme for b in ring.bubbles} == {ring.name}
        for b in ring.bubbles:
            reach = ((b.circle.x - rim.x) ** 2 + (b.circle.y - rim.y) ** 2) ** 0.5 + b.circle.r
            assert reach <= rim.r


def test_a_sheet_is_as_wide_as_it_says_and_never_needs_to_be_scrolled_sideways(spots):
    for sheet in (WIDE, TALL, LARGE):
        assert drawing(spots, sheet).width <= sheet.width * 1.03


def test_the_picture_does_not_depend_on_the_order_of_the_topics(spots):
    assert drawing(spots, TALL) == drawing(spots[::-1], TALL)


def test_one_topic_alone_is_drawn_and_none_is_no_picture():
    assert drawing([spot(1, 1)], TALL).drawn == 1
    assert drawing([], TALL) is None


def test_a_long_theme_is_cut_where_its_rim_ends():
    (ring,) = drawing([spot(1, 3, "很长很长的主题名" * 5)], TALL).rings
    assert ring.name.endswith("…")


# --- the page ---------------------------------------------------------------------------------


def test_the_campaign_leads_to_its_map_and_the_map_to_the_topics(client, campaign, make_topic):
    topic = make_topic("飞线充电", 3)
    assert f'href="{MAP}"' in html(client, campaign.url)
    page = html(client)
    assert page.count(f'href="/topics/{topic.pk}/"') == 3  # wide, tall, and in the list
    assert "<title>飞线充电：3 人，准备转办</title>" in page
    assert "style=" not in page and "<script>" not in page


def test_it_shows_what_people_confirmed_and_nothing_else(client, make_topic, propose, officer, now):
    make_topic("飞线充电", 2)
    propose("机器拟的题", 2)
    away = make_topic("搁置的题", 2)
    curating.set_aside(away, reason="另行研究。", by=officer, at=now)
    make_topic("空的题", 0)
    page = html(client)
    assert "飞线充电" in page
    assert not re.search("机器拟的题|搁置的题|空的题", page)


def test_a_topic_taken_down_is_gone_at_once_although_people_are_counted_later(
    client, make_topic, make_suggestion, officer, now
):
    topic, other = make_topic("飞线充电", 2), make_topic("桩坏了", 1)
    assert "飞线充电" in html(client)
    more = make_suggestion("又一条")
    curating.place([more], topic=other, by=officer, at=now)
    curating.set_aside(topic, reason="另行研究。", by=officer, at=now)
    page = html(client)
    assert "飞线充电" not in page and "桩坏了：1 人" in page
    cache.clear()  # as the minutes do
    assert "桩坏了：2 人" in html(client)


def test_people_are_counted_once_and_the_nameless_one_by_one(
    campaign, make_topic, make_suggestion, officer, now
):
    topic = make_topic("飞线充电", 2)  # two without a contact
    twice = [make_suggestion(f"又是我{i}", phone="13800001046") for i in range(2)]
    curating.place(twice, topic=topic, by=officer, at=now)
    assert [s.people for s in public_spots(campaign.pk, at=now)[0]] == [3]


def test_withdrawn_people_are_not_on_the_map(campaign, make_topic, now):
    topic = make_topic("飞线充电", 2)
    submitting.withdraw(topic.placements.first().suggestion, at=now)
    assert [s.people for s in public_spots(campaign.pk, at=now)[0]] == [1]


def test_status_is_told_in_words_and_patterns_as_well(client, make_referral):
    make_referral()
    page = html(client)
    assert 'data-status="forwarded"' in page and "3 人，办理中" in page
    legend = page.split("map-legend")[1].split("</ul>")[0]
    assert "办理中" in legend and "已答复" not in legend  # what the picture shows, no more


def test_the_large_letters_have_a_sheet_of_their_own(client, make_topic):
    make_topic("飞线充电", 2)
    client.cookies["elder"] = "on"
    page = html(client)
    assert "map-large" in page and "map-wide" not in page and "map-tall" not in page


def test_many_topics_are_all_in_the_list_and_the_picture_says_how_many_it_leaves_out(
    client, campaign, officer, now
):
    rows = Suggestion.objects.bulk_create(
        Suggestion(campaign=campaign, status="accepted", submitted_at=now, title="一", body="二")
        for _ in range(120)
    )
    topics = Topic.objects.bulk_create(
        Topic(campaign=campaign, number=i, name=f"第{i}件事", status="confirmed")
        for i in range(1, 121)
    )
    Placement.objects.bulk_create(
        Placement(suggestion=s, topic=t, by=officer, at=now)
        for s, t in zip(rows, topics, strict=True)
    )
    page = html(client)
    left = [int(n) for n in re.findall(r"其余 (\d+) 个较小的问题", page)]
    assert len(left) == 2 and min(left) >= 60
    assert all(f'href="/topics/{t.pk}/">第{t.number}件事</a>' in page for t in topics)


def test_a_campaign_without_topics_says_what_will_come(client, campaign):
    page = html(client)
    assert "地图还是空白的" in page and '<svg class="map' not in page
    assert f'href="{MAP}"' not in html(client, campaign.url)


@pytest.mark.parametrize("address", ["/map/nope/", "/map/%00/", "/map/草稿/"])
def test_an_unknown_campaign_is_not_found(client, home, address):
    html(client, address, status=404)


def test_a_draft_has_no_public_map(client, make_campaign):
    make_campaign(slug="draft", live=False)
    html(client, "/map/draft/", status=404)


def test_it_costs_few_queries_however_much_there_is(client, campaign, make_topic, now):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            html(client)
        return len(captured)

    topic = make_topic("飞线充电", 1)
    cost()
    first = cost()
    for number in range(5):
        make_topic(f"第{number}件事", 1)
    rows = Suggestion.objects.bulk_create(
        Suggestion(campaign=campaign, status="accepted", submitted_at=now, title="一", body="二")
        for _ in range(50)
    )
    Placement.objects.bulk_create(
        Placement(suggestion=row, topic=topic, by_id=topic.named_by_id, at=now) for row in rows
    )
    assert cost() == first <= 5
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert "飞线充电：51 人" in html(client)
    counting = [q for q in captured if "author_key" in q["sql"]]
    assert len(counting) == 1


def test_a_closed_campaign_keeps_its_map_without_the_button(client, make_campaign, now):
    make_campaign(
        slug="old", closes_at=now - dt.timedelta(days=300), opens_at=now - dt.timedelta(days=400)
    )
    page = html(client, "/map/old/")
    assert "speak-bar" not in page
