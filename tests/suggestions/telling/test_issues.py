"""Public issues: first in every list, unfolding to their topics, and only what people confirmed."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suggestions.actions import curating, gathering
from suggestions.models import Issue, Topic
from suggestions.telling import hot, issues
from suggestions.telling.campaigns import campaign_context
from suggestions.telling.figures import Bar
from suggestions.telling.map_spots import public_spots
from suggestions.views.topic_map import by_issue
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def html(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def lamps(make_topic, make_referral, campaign, officer, now):
    """A confirmed issue of two topics, one of them forwarded."""
    topics = [make_topic("弄堂路灯", 2), make_topic("公园路灯", 1)]
    issue = gathering.open_issue(campaign, name="路灯不亮", topics=topics, by=officer, at=now)
    make_referral(topics[1])
    return issue


def address(issue):
    return reverse("suggestions:issue", args=[issue.pk])


# --- the campaign page ------------------------------------------------------------------------


def test_the_campaign_shows_issues_first_with_the_stages_of_their_topics(
    client, campaign, lamps, make_topic, rf
):
    make_topic("遛狗不牵绳", 2)
    lines = campaign_context(campaign, rf.get("/"))["topics"]
    assert [(line.bar.name, line.bar.count) for line in lines] == [
        ("路灯不亮", 3),
        ("遛狗不牵绳", 2),
    ]
    assert [bar.name for bar in lines[0].inside] == ["弄堂路灯", "公园路灯"]
    assert lines[0].stages == "准备转办 1、办理中 1" and not lines[1].inside
    page = html(client, campaign.url)
    assert page.index("<summary>") < page.index("弄堂路灯") and address(lamps) in page
    assert "2 个具体问题：准备转办 1、办理中 1" in page


def test_what_no_person_confirmed_is_no_heading(client, campaign, lamps, propose):
    Issue.objects.update(status="proposed", name="机器拟的类")
    for url in (campaign.url, "/map/charging/"):
        page = html(client, url)
        assert "机器拟的类" not in page and "弄堂路灯" in page and "公园路灯" in page
    html(client, address(lamps), 404)


def test_a_topic_that_the_machine_put_there_stands_by_itself(client, campaign, lamps, make_topic):
    late = make_topic("桥头路灯", 1)
    Topic.objects.filter(pk=late.pk).update(issue=lamps)
    assert "桥头路灯" not in html(client, address(lamps))
    assert late.pk not in issues.issue_of(campaign.pk, [t.pk for t in campaign.topics.all()])


def test_an_issue_of_one_public_topic_is_that_topic(campaign, lamps, rf, officer, now):
    gathering.set_issue(lamps.topics.get(name="公园路灯"), issue=None, by=officer, at=now)
    lines = campaign_context(campaign, rf.get("/"))["topics"]
    assert [line.bar.name for line in lines] == ["弄堂路灯", "公园路灯"]


def test_the_campaign_costs_no_more_for_more_issues(
    client, campaign, lamps, make_topic, officer, now
):
    def cost():
        html(client, campaign.url)
        with CaptureQueriesContext(connection) as captured:
            html(client, campaign.url)
        return len(captured)

    def more(numbers):
        for number in numbers:
            topics = [make_topic(f"{place}{number}", 1) for place in "东西"]
            gathering.open_issue(campaign, name=f"类{number}", topics=topics, by=officer, at=now)

    more(range(4))
    before = cost()
    more(range(4, 8))
    assert cost() == before <= 25


def test_of_a_very_large_issue_the_campaign_tells_the_first_and_counts_all():
    bars = [(pk, Bar(f"路{pk}", 10 - pk, 0, "", "accepted", "准备转办")) for pk in range(1, 6)]
    (line,) = issues.lines(bars, dict.fromkeys(range(1, 6), (7, "路灯")), shown=2)
    assert (line.places, len(line.inside), line.bar.count) == (5, 2, 35)
    assert line.stages == "准备转办 5"


def test_small_topics_of_a_large_issue_are_not_left_out_of_it():
    topics = [Topic(pk=pk) for pk in range(1, 7)]
    for topic, size in zip(topics, (9, 8, 4, 3, 2, 1), strict=True):
        topic.size = size
    kinds = dict.fromkeys((3, 4, 5), (7, "路灯"))
    assert [t.pk for t in issues.leading(topics, kinds, 2)] == [1, 3, 4, 5]


# --- the map ----------------------------------------------------------------------------------


def test_the_map_rings_an_issue_and_lists_it_first(client, lamps, make_topic):
    make_topic("遛狗不牵绳", 5)
    page = html(client, "/map/charging/")
    assert page.index("路灯不亮</textPath>") < page.index("同一类问题，不止一处")
    listed = page[page.index("同一类问题，不止一处") :]
    assert listed.index("路灯不亮") < listed.index("弄堂路灯") < listed.index("遛狗不牵绳")


def test_who_speaks_of_two_places_is_one_person_of_the_issue(
    client, campaign, make_suggestion, officer, now
):
    topics = []
    for name in ("弄堂路灯", "公园路灯"):
        topics.append(curating.create_topic(campaign, name=name, by=officer, at=now))
        row = make_suggestion(name, phone="13800138000")
        curating.place([row], topic=topics[-1], by=officer, at=now)
    issue = gathering.open_issue(campaign, name="路灯不亮", topics=topics, by=officer, at=now)
    assert [
        line.bar.count
        for line in by_issue(campaign.pk, public_spots(campaign.pk, at=now)[0], at=now)
    ] == [1]
    assert "1</strong> 人、" in html(client, address(issue))


# --- the issue's own page ---------------------------------------------------------------------


def test_its_page_lists_its_topics_with_their_stage(client, lamps):
    page = html(client, address(lamps))
    assert "3</strong> 条建议说的是这一类事" in page and "准备转办 1、办理中 1" in page
    for topic in lamps.topics.all():
        assert reverse("suggestions:topic", args=[topic.pk]) in page
        assert address(lamps) in html(client, reverse("suggestions:topic", args=[topic.pk]))


@pytest.mark.parametrize("end", ["set_aside", "merge", "empty"])
def test_what_is_gone_has_no_page(client, lamps, campaign, officer, now, end):
    if end == "set_aside":
        gathering.set_aside(lamps, reason="分开办", by=officer, at=now)
    elif end == "merge":
        other = gathering.open_issue(campaign, name="照明", by=officer, at=now)
        gathering.merge(lamps, into=other, by=officer, at=now)
    else:
        gathering.move_topics(list(lamps.topics.all()), into=None, by=officer, at=now)
    html(client, address(lamps), 404)
    assert "路灯不亮" not in html(client, campaign.url)


def test_its_page_costs_no_more_for_more_topics(client, lamps, make_topic, officer, now):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            html(client, address(lamps))
        return len(captured)

    cost()
    before = cost()
    more = [make_topic(f"路{n}", 1) for n in range(5)]
    gathering.move_topics(more, into=lamps, by=officer, at=now)
    assert cost() == before


# --- what people care most about --------------------------------------------------------------


def test_the_public_table_ranks_issues_among_topics(campaign, lamps, make_topic):
    make_topic("遛狗不牵绳", 2)
    rows = hot.reckoned(campaign.pk, public=True, at=NOW)
    dogs = campaign.topics.get(name="遛狗不牵绳")
    assert [row.topic for row in rows] == [hot.of_issue(lamps.pk), dogs.pk]
    assert rows[0].people == 3


def test_the_campaign_names_the_issue_that_people_care_about(client, campaign, lamps, make_topic):
    for name in ("一", "二", "三", "四"):
        make_topic(f"别的事{name}", 1)
    page = html(client, campaign.url)
    care = page[page.index("大家最关心") : page.index("大家在说什么")]
    assert "路灯不亮" in care and "2 个具体问题" in care and "弄堂路灯" not in care


def test_the_desk_ranks_issues_in_a_table_of_their_own(desk, campaign, lamps, make_topic, soon):
    make_topic("遛狗不牵绳", 5)
    cache.clear()
    response = desk.get(reverse("report_hot_issues:index"))
    (row,) = response.context["object_list"]
    assert (row.name, row.rank, row.people, row.spread) == ("路灯不亮", 1, 3, 2)
    assert reverse("report_hot:index") in response.content.decode()
    topics = desk.get(reverse("report_hot:index")).context["object_list"]
    assert {t.name for t in topics} == {"遛狗不牵绳", "弄堂路灯", "公园路灯"}


def test_the_file_of_the_issues_counts_their_topics(desk, lamps, soon):
    response = desk.get(reverse("report_hot_issues:index") + "?export=csv")
    text = b"".join(response.streaming_content).decode()
    head, row = text.strip().splitlines()
    assert "具体问题数" in head and "路灯不亮" in row


def test_the_table_of_issues_costs_a_fixed_number_of_queries(
    desk, campaign, lamps, make_topic, officer, now, soon
):
    def cost():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            desk.get(reverse("report_hot_issues:index"))
        return len(captured)

    cost()
    before = cost()
    for number in range(4):
        topics = [make_topic(f"{place}{number}", 1) for place in "东西"]
        gathering.open_issue(campaign, name=f"类{number}", topics=topics, by=officer, at=now)
    assert cost() == before
