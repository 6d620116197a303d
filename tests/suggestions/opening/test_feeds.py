"""Feeds, calendars, site map and what machines may read."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from icalendar import Calendar
from PIL import Image

from suggestions.actions import answering, referring, submitting
from suggestions.models import Suggestion
from suggestions.opening import sitemap
from suggestions.telling import figures
from tests.conftest import NOW

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def titles(response):
    root = ElementTree.fromstring(response.content)
    assert response["Content-Type"].startswith("application/atom+xml")
    assert root.find(f"{ATOM}updated") is not None and root.find(f"{ATOM}id").text
    return [entry.find(f"{ATOM}title").text for entry in root.iter(f"{ATOM}entry")]


def feed(client, name, *args, **asked):
    return client.get(reverse(f"suggestions:{name}", args=args, query=asked))


@pytest.fixture
def answered(make_referral, clerk, officer):
    """A topic with an accepted answer."""
    referral = make_referral()
    referring.sign(referral, by=clerk, at=NOW)
    answer = answering.submit_answer(referral, text="会装。", adoption="work", by=clerk, at=NOW)
    answering.accept_answer(answer, by=officer, at=NOW)
    return referral.topic


# --- suggestions ------------------------------------------------------------------------------


def test_new_suggestions_come_newest_first(client, make_suggestion):
    make_suggestion("早的")
    make_suggestion("晚的", at=NOW + dt.timedelta(hours=1))
    make_suggestion("不公开的", publish=False)
    assert titles(feed(client, "feed_suggestions")) == ["晚的", "早的"]


def test_a_filtered_list_has_the_feed_of_its_filters(client, make_suggestion, make_campaign):
    other = make_campaign("夜市", slug="market")
    make_suggestion("楼下装充电桩")
    make_suggestion("夜市晚点收摊", body="摊主晚上要过日子。", into=other)
    assert titles(feed(client, "feed_suggestions", campaign="market")) == ["夜市晚点收摊"]
    assert titles(feed(client, "feed_suggestions", q="充电桩")) == ["楼下装充电桩"]
    page = client.get(reverse("suggestions:list", query={"campaign": "market", "sort": "support"}))
    wanted = reverse("suggestions:feed_suggestions", query={"campaign": "market"})
    assert f'href="{wanted}"' in page.content.decode()


@pytest.mark.parametrize("asked", [{"campaign": "nobody"}, {"q": "长" * 200}, {"status": "x"}])
def test_a_filter_that_is_no_more_is_told(client, campaign, asked):
    response = feed(client, "feed_suggestions", **asked)
    assert response.status_code == 400 and "重新选" in response.content.decode()


def test_letters_that_xml_cannot_hold_do_not_break_a_feed(client, make_suggestion):
    shown = make_suggestion("楼下装充电桩")
    Suggestion.objects.filter(pk=shown.pk).update(public_title="楼下\x0b装<充电桩>&")
    assert titles(feed(client, "feed_suggestions")) == ["楼下装<充电桩>&"]


def test_a_feed_is_not_sent_twice_and_forgets_what_was_taken_back(client, make_suggestion):
    one = make_suggestion("楼下装充电桩")
    first = feed(client, "feed_suggestions")
    address, known = reverse("suggestions:feed_suggestions"), {"If-None-Match": first["ETag"]}
    assert client.get(address, headers=known).status_code == 304
    submitting.withdraw(one, at=NOW)
    again = client.get(address, headers=known)
    assert again.status_code == 200 and titles(again) == []


def test_a_feed_asks_once(client, make_suggestion, django_assert_num_queries):
    for number in range(3):
        make_suggestion(f"第{number}条")
    client.get(reverse("suggestions:feed_suggestions"))
    with django_assert_num_queries(7):  # six of choices, one of rows
        feed(client, "feed_suggestions")


# --- answers, topics, campaigns ---------------------------------------------------------------


def test_answers_are_told_once_residents_got_them(client, answered, department):
    (title,) = titles(feed(client, "feed_answers"))
    assert title == f"{department.name}答复：{answered.name}"


def test_a_topics_feed_has_its_answers_and_its_suggestions(client, answered):
    told = titles(feed(client, "feed_topic", answered.pk))
    assert len(told) == 1 + figures.members(answered.pk).count() > 1


def test_a_topic_that_no_person_confirmed_has_no_feed(client, propose):
    assert feed(client, "feed_topic", propose(size=1).pk).status_code == 404


def test_campaigns_are_told_once_they_are_open(client, campaign, make_campaign):
    far = dt.datetime(2090, 1, 1, tzinfo=dt.UTC)
    make_campaign("还早", opens_at=far, closes_at=far + dt.timedelta(days=30))
    assert titles(feed(client, "feed_campaigns")) == [campaign.title]


def test_a_calendar_has_the_first_and_the_last_day(client, make_campaign):
    page = make_campaign(
        "夜市",
        slug="夜市-2090",
        opens_at=dt.datetime(2090, 1, 31, 16, tzinfo=dt.UTC),
        closes_at=dt.datetime(2090, 2, 28, 16, tzinfo=dt.UTC),
    )
    for address in (
        reverse("suggestions:campaign_calendar", args=[page.slug]),
        reverse("suggestions:campaigns_calendar"),
    ):
        events = Calendar.from_ical(client.get(address).content).walk("VEVENT")
        assert [e["dtstart"].dt.isoformat() for e in events] == ["2090-02-01", "2090-02-28"]
        assert len({e["uid"] for e in events}) == 2


def test_an_unknown_campaign_has_no_calendar(client, campaign):
    assert client.get(reverse("suggestions:campaign_calendar", args=["nobody"])).status_code == 404


# --- map, robots, manifest --------------------------------------------------------------------


def addresses(client, path):
    root = ElementTree.fromstring(client.get(path).content)
    return [one.text for one in root.iter(f"{MAP}loc")]


def test_the_map_leads_to_every_public_page_and_no_other(
    client, make_topic, make_suggestion, settings
):
    topic = make_topic(size=2)
    hidden = make_suggestion("不公开的", publish=False)
    parts = addresses(client, reverse("suggestions:sitemap"))
    found = [a for part in parts for a in addresses(client, part.removeprefix(settings.SITE_URL))]
    assert settings.SITE_URL + reverse("suggestions:topic", args=[topic.pk]) in found
    assert settings.SITE_URL + reverse("suggestions:detail", args=[hidden.pk]) not in found
    assert len(found) == len(set(found))
    for address in found:
        assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200, address


def test_the_map_is_split_by_keys(client, make_suggestion, monkeypatch):
    monkeypatch.setattr(sitemap, "BLOCK", 2)
    rows = [make_suggestion(f"第{i}条") for i in range(5)]
    parts = [p for p in addresses(client, reverse("suggestions:sitemap")) if "suggestions-" in p]
    assert len(parts) == rows[-1].pk // 2 - rows[0].pk // 2 + 1


@pytest.mark.parametrize(("name", "number"), [("nothing", 0), ("pages", 1), ("topics", 10**12)])
def test_a_part_that_is_not_there_is_not_found(client, home, name, number):
    address = reverse("suggestions:sitemap_part", args=[name, number])
    assert client.get(address).status_code == 404


def test_own_matters_and_desks_are_hidden_from_searchers(client, home, settings):
    lines = client.get(reverse("suggestions:robots")).content.decode().splitlines()
    for name in ("suggestions:track", "suggestions:receipt", "wagtailadmin_home"):
        assert f"Disallow: {reverse(name)}" in lines
    assert f"Disallow: {reverse('suggestions:list')}?" in lines
    assert lines[-1] == f"Sitemap: {settings.SITE_URL}{reverse('suggestions:sitemap')}"


def test_a_phone_can_put_the_site_among_its_programs(client, home, settings):
    told = client.get(reverse("suggestions:manifest")).json()
    assert told["short_name"] == settings.SITE_NAME
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]
