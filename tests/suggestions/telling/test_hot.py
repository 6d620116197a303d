"""热点问题表: people before messages, copies counted and read once, and only what may be shown."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suggestions.actions import curating
from suggestions.models import Issue, Placement, Suggestion, Topic
from suggestions.telling import hot
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("soon")]
DAY = dt.timedelta(days=1)
REPORT = "report_hot:index"


def address(query=""):
    return reverse(REPORT) + query


def rows_of(response):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def ranked(campaign, *, public=True, at=NOW):
    return [row.topic for row in hot.reckoned(campaign.pk, public=public, at=at)]


# --- the ranking on our records ---------------------------------------------------------------


def test_more_people_rank_before_fewer_and_one_person_counts_once(
    campaign, make_topic, make_suggestion, officer
):
    many = make_topic("很多人说", 4)
    loud = make_topic("一个人说了六遍", 0)
    same = [make_suggestion(f"又是我{i}", phone="13800001046") for i in range(6)]
    curating.place(same, topic=loud, by=officer, at=NOW)
    assert ranked(campaign) == [many.pk, loud.pk]
    assert [r.people for r in hot.reckoned(campaign.pk, public=True, at=NOW)] == [4, 1]


def test_supports_and_recent_words_make_a_topic_hotter(campaign, make_topic, now):
    old, fresh = make_topic("去年说的", 3), make_topic("刚刚说的", 3)
    rows = Suggestion.objects.filter(placement__topic=old)
    rows.update(submitted_at=now - 300 * DAY)
    assert ranked(campaign) == [fresh.pk, old.pk]
    rows.update(support_count=300)
    assert ranked(campaign) == [old.pk, fresh.pk]


def test_copies_are_counted_and_read_once(campaign, make_topic, make_suggestion, officer):
    topic = make_topic("停水", 0)
    flood = [make_suggestion("停水了", f"和平路停水{mark}三天了") for mark in ("", "，", "！")]
    other = make_suggestion("水压太低", "六楼没有水。")
    curating.place([*flood, other], topic=topic, by=officer, at=NOW)
    (row,) = hot.reckoned(campaign.pk, public=True, at=NOW)
    assert (row.messages, row.copies, row.texts) == (4, 3, 2)


def test_the_public_table_knows_what_people_confirmed_and_nothing_else(
    campaign, make_topic, propose, make_suggestion
):
    topic, guess = make_topic("飞线充电", 2), propose("机器拟的题", 5)
    late = make_suggestion("还没人看过归类")
    Placement.objects.filter(suggestion=late).delete()
    Placement.objects.create(suggestion=late, topic=topic, at=NOW)
    (row,) = hot.reckoned(campaign.pk, public=True, at=NOW)
    assert (row.topic, row.messages, row.problem) == (topic.pk, 2, "")
    desk = {row.topic: row for row in hot.reckoned(campaign.pk, public=False, at=NOW)}
    assert desk[topic.pk].messages == 3 and guess.pk in desk


def test_the_table_is_reckoned_once_in_a_few_minutes(campaign, make_topic):
    make_topic("飞线充电", 2)
    first = hot.table(campaign.pk, public=False, at=NOW)
    make_topic("桩坏了", 5)
    with CaptureQueriesContext(connection) as captured:
        assert hot.table(campaign.pk, public=False, at=NOW) == first
    assert len(captured) == 1  # whether a worker keeps it
    later = NOW + hot.FRESH
    assert len(hot.table(campaign.pk, public=False, at=later)) == 2


def test_while_one_reckons_the_others_read_the_table_of_before(campaign, make_topic):
    make_topic("飞线充电", 2)
    first = hot.table(campaign.pk, public=True, at=NOW)
    cache.add(f"hot:public:{campaign.pk}:turn", True)  # somebody is at it
    assert hot.table(campaign.pk, public=True, at=NOW + DAY) == first
    cache.delete(f"hot:public:{campaign.pk}")
    assert hot.table(campaign.pk, public=True, at=NOW + DAY) == []


def test_a_failed_reckoning_does_not_keep_the_turn(campaign, make_topic, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(hot, "reckoned", fail)
    with pytest.raises(RuntimeError):
        hot.table(campaign.pk, public=True, at=NOW)
    monkeypatch.undo()
    make_topic("飞线充电", 2)
    assert len(hot.table(campaign.pk, public=True, at=NOW)) == 1


def test_reckoning_costs_a_fixed_number_of_queries(campaign, make_topic):
    def cost(public):
        with CaptureQueriesContext(connection) as captured:
            hot.reckoned(campaign.pk, public=public, at=NOW)
        return len(captured)

    make_topic("飞线充电", 2)
    assert (cost(True), cost(False)) == (4, 4)
    for i in range(4):
        make_topic(f"第{i}件事", 3)
    assert (cost(True), cost(False)) == (4, 4)


def test_the_public_table_reads_no_text(campaign, make_topic):
    make_topic("飞线充电", 2)
    with CaptureQueriesContext(connection) as captured:
        hot.reckoned(campaign.pk, public=True, at=NOW)
    assert not any("body" in q["sql"] or "title" in q["sql"] for q in captured)


@pytest.mark.parametrize("by_issue", [False, True])
def test_the_desk_ranks_once_and_says_what_a_ranking_of_the_texts_says(
    campaign, make_topic, monkeypatch, by_issue
):
    make_topic("田林路路灯不亮", 3, body="田林路的灯坏了。")
    make_topic("要长椅", 2)
    if by_issue:
        issue = Issue.objects.create(campaign=campaign, number=1, name="设施", status="confirmed")
        Topic.objects.update(issue=issue)
    calls, rank = [], hot.rank_hot

    def noted(voices, **facts):
        calls.append((voices, facts))
        return rank(voices, **facts)

    monkeypatch.setattr(hot, "rank_hot", noted)
    table = hot.reckoned(campaign.pk, public=False, at=NOW, by_issue=by_issue)
    ((voices, facts),) = calls
    rows = hot._members(campaign.pk, False).values_list(
        "suggestion__public_title", "suggestion__public_body"
    )
    texts = [{"title": title, "body": body} for title, body in rows]
    assert table == rank([a | b for a, b in zip(voices, texts, strict=True)], **facts)
    assert table[0].problem.startswith("田林路路灯不亮") and "田林路" in table[0].place


# --- the report -------------------------------------------------------------------------------


@pytest.fixture
def busy(make_topic, area):
    make_topic("很多人说", 5, area=area, at=NOW - 9 * DAY)
    make_topic("两个人说", 2)


def test_the_report_shows_ranks_heat_people_and_span(desk, busy):
    response = desk.get(address())
    html = response.content.decode()
    first, second = response.context["object_list"]
    assert (first.name, first.rank, second.rank) == ("很多人说", 1, 2)
    assert "100.0" in html and "2026-09-07" in html and "两个人说之1" in html


def test_the_file_has_the_columns_of_the_trade(desk, busy):
    rows = rows_of(desk.get(address("?export=xlsx")))
    assert [row["排名"] for row in rows] == [1, 2]
    first = rows[0]
    assert (first["热度指数"], first["人数"], first["件数"], first["附议"]) == (100, 5, 5, 0)
    assert (first["问题描述"], first["时间范围"]) == ("很多人说", "2026-09-07")
    assert "地点/人群" in first


def test_no_cell_is_a_formula_and_none_holds_contact_data(desk, make_topic):
    make_topic("=HYPERLINK(1)", 2, body="请打13812345678找我。", phone="13812345678")
    response = desk.get(address("?export=csv"))
    text = b"".join(response.streaming_content).decode()
    assert "'=HYPERLINK(1)" in text and "13812345678" not in text
    assert "13812345678" not in desk.get(address()).content.decode()


def test_status_and_words_narrow_it_and_ranks_stay(desk, busy, propose):
    propose("机器拟的题", 1)
    for query in ("?status=confirmed", "?q=人说"):
        rows = desk.get(address(query)).context["object_list"]
        assert [row.name for row in rows] == ["很多人说", "两个人说"]


@pytest.mark.parametrize(
    "query", ["?campaign=x", "?status=nonsense", "?p=99&ordering=--", "?q=%00"]
)
def test_a_wrong_filter_breaks_nothing(desk, busy, query):
    assert desk.get(address(query)).status_code == 200


def test_a_topic_put_aside_leaves_the_table_at_once(desk, busy, officer, campaign):
    desk.get(address())
    topic = campaign.topics.get(name="很多人说")
    curating.set_aside(topic, reason="另行研究。", by=officer, at=NOW)
    assert [row.name for row in desk.get(address()).context["object_list"]] == ["两个人说"]


def test_an_empty_campaign_and_no_campaign_at_all_say_so(desk, home, make_campaign):
    assert "还没有征集" in desk.get(address()).content.decode()
    make_campaign(slug="new")
    assert "还没有归好类的问题" in desk.get(address()).content.decode()


def test_the_report_costs_no_more_for_more_topics(desk, make_topic, django_assert_num_queries):
    make_topic("一件事", 1)
    desk.get(address())
    with CaptureQueriesContext(connection) as captured:
        desk.get(address())
    few = len(captured)
    assert few <= 18
    for i in range(6):
        make_topic(f"第{i}件事", 1)
    cache.clear()
    desk.get(address())
    with django_assert_num_queries(few):
        desk.get(address())


@pytest.mark.parametrize("who", ["clerk", "editor", "secretary", "administrator"])
def test_others_do_not_read_it(door, request, who):
    response = door(request.getfixturevalue(who)).get(address())
    assert response.status_code == 302


# --- the campaign page ------------------------------------------------------------------------


def test_the_campaign_says_what_people_care_most_about(client, campaign, make_topic):
    for i in range(4):
        make_topic(f"第{i}件事", 1)
    assert "大家最关心" not in client.get(campaign.url).content.decode()
    make_topic("最多人说的", 4)
    response = client.get(campaign.url)
    html = response.content.decode()
    assert "大家最关心" in html and "4 人在说" in html
    assert response.context["hottest"][0]["name"] == "最多人说的"


def test_a_topic_taken_back_is_gone_from_the_campaign_at_once(
    client, campaign, make_topic, officer
):
    topics = [make_topic(f"第{i}件事", i + 1) for i in range(6)]
    assert "第5件事" in [row["name"] for row in client.get(campaign.url).context["hottest"]]
    curating.set_aside(topics[5], reason="另行研究。", by=officer, at=NOW)
    names = [row["name"] for row in client.get(campaign.url).context["hottest"]]
    assert "第5件事" not in names and len(names) == 5
