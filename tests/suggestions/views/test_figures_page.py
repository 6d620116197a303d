"""数据: one page tells the whole, and says what every other page says."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse

from suggestions.actions import answering, referring, submitting
from suggestions.models import Area, Delivery, Placement, Suggestion
from suggestions.telling import funnel
from suggestions.telling.funnel import Stages

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def page(client):
    cache.clear()
    return client.get(reverse("suggestions:figures"))


@pytest.fixture
def settle(make_referral, make_topic, clerk, officer, now):
    """A topic of `size` suggestions with its answer; `done` is what its first author says."""

    def make(name, size=6, *, adoption="work", done=None, **fields):
        referral = make_referral(make_topic(name, size, **fields))
        referring.sign(referral, by=clerk, at=now)
        row = answering.submit_answer(
            referral, text="会装。", adoption=adoption, by=clerk, at=now + DAY
        )
        answering.accept_answer(row, by=officer, at=now + 2 * DAY)
        if done:
            first = Delivery.objects.filter(answer=row).order_by("pk")[0]
            answering.rate(first, satisfaction="good", done=done, comment="看过", at=now + 3 * DAY)
        return referral.topic

    return make


@pytest.fixture
def way(settle, make_topic, make_referral, make_suggestion, submit, area):
    """Something at each stage: 30 received, and 6 fewer at every further one."""
    for _ in range(6):
        submit()
    for _ in range(6):
        make_suggestion()
    make_referral(make_topic("正在办", 6))
    settle("没采纳", 6, adoption="not_adopted", area=area)
    settle("采纳了", 6, area=area)
    settle("办成了", 6, done="yes", area=area)


def test_the_way_from_received_to_done_is_told_with_its_wholes(client, way, now):
    assert funnel.counted(now).stages == Stages(36, 30, 24, 18, 12, 6)
    text = page(client).content.decode()
    for said in (
        "受理，占收到的 83%",
        "转办，占受理的 80%",
        "答复，占受理的 60%",
        "采纳，占答复的 67%",
    ):
        assert said in text
    assert "办成，占答复的 33%" in text and "每 5 分钟更新一次" in text


def test_every_table_adds_up_to_the_same_whole(way, now):
    whole = funnel.counted(now + 40 * DAY)
    for lines in (whole.campaigns, whole.months, whole.districts, whole.channels):
        assert sum((line.stages for line in lines), Stages()) == whole.stages
    assert [(line.name, line.stages.done) for line in whole.districts] == [
        ("徐汇区", 6),
        (funnel.NO_PLACE, 0),
    ]
    assert [line.name for line in whole.months] == ["2026年9月"]
    assert [line.name for line in whole.channels] == ["网络"]


def test_what_a_resident_contradicts_is_not_done(settle, now):
    settle("没办", done="no")
    assert funnel.counted(now).stages.done == 0


def test_months_follow_the_citys_own_clock(submit, now, campaign):
    campaign.opens_at = now - 900 * DAY
    campaign.save()
    last = dt.datetime(2026, 8, 31, 23, 59, tzinfo=now.tzinfo)
    for at in (last, last + dt.timedelta(minutes=1), last - 800 * DAY):
        submit(at=at)
    assert [line.name for line in funnel.counted(now).months] == ["2026年9月", "2026年8月", "更早"]


def test_a_campaign_that_is_not_public_is_counted_and_not_named(way, campaign, now):
    campaign.title, campaign.live = "还没公开的题目", False
    campaign.save()
    whole = funnel.counted(now)
    assert [line.name for line in whole.campaigns] == [funnel.OTHER_CAMPAIGNS]
    assert whole.stages.received == 36


def test_people_are_counted_apart_from_letters_and_supports(client, submit, make_topic, now):
    topic = make_topic(size=1)
    for phone in ("13800001046", "13800001046", "13800001047", "", ""):
        submit(phone=phone)
    row = topic.placements.get().suggestion
    submitting.support(row, supporter_key="v", at=now)
    submitting.support_topic(topic, supporter_key="v", at=now)
    told = funnel.counted(now).participation
    assert (told.people, told.supports, told.met) == (5, 1, 1)
    assert "人数、次数、条数分开数，不相加" in page(client).content.decode()


def test_small_numbers_are_hidden_on_the_page(client, submit, area, now):
    for place, number in ((area, 3), (None, 20)):
        for _ in range(number):
            submit(area=place)
    text = page(client).content.decode()
    row = text[text.index("徐汇区") :]
    assert row.index("少于5") < row.index("</tr>")
    assert "不公布" in row and "怎样算的" in text


def test_home_campaign_department_and_figures_pages_agree(client, way, campaign, department, soon):
    whole = page(client).context["whole"]
    (line,) = whole.campaigns
    home = client.get("/").context["stats"]
    own = client.get(campaign.get_url()).context
    own = own["stats"] if "stats" in own else own["page"].stats
    told = [line.stages.received, line.stages.accepted, line.stages.answered]
    assert [item["value"] for item in home[:3]] == told
    assert [item["value"] for item in own[:3]] == told
    (unit,) = page(client).context["units"]
    beside = client.get(reverse("suggestions:unit", args=[department.pk])).context["unit"]
    assert unit.handling == beside.handling
    assert (unit.confirmed, unit.taken_up) == (beside.confirmed, beside.taken_up)
    done = Placement.objects.filter(topic__name="办成了").count()
    assert (unit.done, whole.stages.done) == (1, done)


def test_an_empty_site_says_so(client, home):
    assert "还没有数据" in page(client).content.decode()


def test_many_rows_ask_no_more(
    client, way, campaign, make_campaign, submit, settle, now, area, django_assert_num_queries
):
    page(client)
    cache.clear()
    with django_assert_num_queries(39):
        client.get(reverse("suggestions:figures"))
    Suggestion.objects.bulk_create(
        Suggestion(
            campaign=campaign, title="又一条", body="同上", submitted_at=now - n * DAY, area=area
        )
        for n in range(1000)
    )
    for n in range(12):
        Area.objects.get(level="city").add_child(
            code=f"3102{n:02}", name=f"{n}区", level="district", full_name=f"{n}区"
        )
    settle("又办成一个", done="yes")
    for n in range(3):
        submit(into=make_campaign(f"征集{n}", closes_at=now + 900 * DAY))
    cache.clear()
    with django_assert_num_queries(39):
        client.get(reverse("suggestions:figures"))
