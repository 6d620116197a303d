"""The campaign page: Art. 8, the calendar's state, live numbers, and what it costs."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from suggestions.actions import answering, referring
from suggestions.models import Audience, CampaignPage, CampaignSeriesPage, ThemeOfInterest
from suggestions.telling.campaigns import campaign_context
from suggestions.telling.endings import last_day
from tests.conftest import NOW, SHANGHAI

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def full(make_campaign):
    """Everything an editor can write."""
    return make_campaign(
        lead_organ="市人民建议征集办公室",
        body=[("heading", "为什么征集"), ("quote", "有地方充，谁愿意飞线。")],
        ways=[("way", {"kind": "phone", "text": "拨打 12345。"})],
        result=[("facts", [{"number": "43", "label": "采纳"}, {"number": "9", "label": "办结"}])],
    )


def test_it_publishes_topic_background_ways_and_time_limit(client, full):
    ThemeOfInterest.objects.create(campaign=full, name="换电柜")
    Audience.objects.create(campaign=full, name="骑手")
    page = html(client, full.url)
    for words in (full.summary, "为什么征集", "有地方充", "打电话", "拨打 12345", "换电柜", "骑手"):
        assert words in page
    assert "2026年8月17日 10:00 起，2026年10月16日 10:00 止" in page


@pytest.mark.parametrize(
    ("moment", "label"),
    [
        (NOW - 31 * DAY, "即将开始"),
        (NOW, "征集中"),
        (NOW + 24 * DAY, "即将截止"),
        (NOW + 31 * DAY, "已截止"),
    ],
)
def test_the_calendar_decides_the_state_when_asked(client, full, moment, label):
    with time_machine.travel(moment, tick=False):
        page = html(client, full.url)
    assert f">{label}</span>" in page
    assert ('href="/submit/campaign-1/"' in page) == (label in ("征集中", "即将截止"))


def test_after_closing_the_result_comes_first_and_not_before(client, full):
    with time_machine.travel(NOW, tick=False):
        assert 'id="result"' not in html(client, full.url)
    with time_machine.travel(NOW + 31 * DAY, tick=False):
        page = html(client, full.url)
    assert page.index('id="result"') < page.index("为什么征集")


def test_a_window_that_ends_at_midnight_ends_on_the_day_before(make_campaign, rf):
    closes = dt.datetime(2026, 9, 30, 0, 0, tzinfo=SHANGHAI)
    page = make_campaign(closes_at=closes)
    with time_machine.travel(dt.datetime(2026, 9, 29, 20, tzinfo=SHANGHAI), tick=False):
        item = campaign_context(page, rf.get("/"))["item"]
    assert item["days"] == 0 and last_day(item["closes_at"]) == localdate(closes) - DAY


def test_numbers_carry_their_whole(client, campaign, submit, make_referral, officer, clerk, now):
    submit("还没有审核")
    referral = make_referral()
    referring.sign(referral, by=clerk, at=now)
    answer = answering.submit_answer(referral, text="已装好。", adoption="work", by=clerk, at=now)
    answering.accept_answer(answer, by=officer, at=now)
    answering.rate(answer.deliveries.first(), satisfaction="good", done="yes", at=now)
    page = html(client, campaign.url)
    for words in ("占收到的 75%", "占受理的 100%", "共 1 次评价", "100<small>%"):
        assert words in page


def test_topics_are_those_that_people_confirmed(client, campaign, make_topic):
    make_topic("飞线充电", 2)
    campaign.topics.create(number=90, name="机器拟的题")
    page = html(client, campaign.url)
    assert "飞线充电" in page and "准备转办" in page and "机器拟的题" not in page


def test_a_series_page_leads_to_its_campaigns(client, home, make_campaign):
    series = home.add_child(
        instance=CampaignSeriesPage(title="大城小事", slug="xiaoshi", summary="小事不小。")
    )
    inside = make_campaign("老旧电梯换新", parent=series)
    page = html(client, series.url)
    assert inside.title in page and inside.url in page
    assert series.title in html(client, inside.url)  # the way back


def test_the_campaign_list_puts_those_that_listen_first(client, make_campaign):
    make_campaign("早就结束", closes_at=NOW - DAY)
    make_campaign("还没开始", opens_at=NOW + DAY)
    make_campaign("正在进行")
    with time_machine.travel(NOW, tick=False):
        page = html(client, "/campaigns/")
    assert page.index("正在进行") < page.index("还没开始") < page.index("早就结束")


def test_drafts_are_not_listed_and_not_found(client, make_campaign):
    draft = make_campaign("还是草稿", live=False)
    assert "还是草稿" not in html(client, "/campaigns/")
    assert client.get(draft.url_path.removeprefix("/home")).status_code == 404


def test_a_preview_of_an_unsaved_campaign_works(home):
    page = CampaignPage(
        title="新的征集", slug="xin", summary="……", opens_at=NOW, closes_at=NOW + DAY
    )
    context = campaign_context(page, RequestFactory().get("/"))
    assert context["interests"] == [] and "topics" not in context


def test_it_costs_at_most_twenty_queries_however_much_there_is(
    client, home, make_campaign, make_topic, make_suggestion
):
    series = home.add_child(instance=CampaignSeriesPage(title="系列", slug="xl", summary="……"))
    page = make_campaign(parent=series, closes_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
    make_suggestion(into=page)

    def cost():
        client.get(page.url)
        with CaptureQueriesContext(connection) as captured:
            html(client, page.url)
        return len(captured)

    before = cost()
    for number in range(12):
        make_suggestion(f"第{number}条", into=page)
    # Guides, questionnaires, open answers, targets, counts, whether the city is large: one each.
    assert cost() == before <= 20
