"""The public list, detail and topic pages: what they show, what they never show, what they cost."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from suggestions.actions import answering, curating, referring, screening, submitting
from suggestions.models import Area, Placement, Suggestion, Topic
from suggestions.text import search

pytestmark = pytest.mark.django_db
MOST_QUERIES = 18  # a campaign with guides and answers of a questionnaire asks most


def queries(client, url):
    client.get(url)  # caches of the process (site paths, content types) are warm from now on
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def html(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return re.sub("</?mark>", "", response.content.decode())


def plenty(campaign, topic, area, number, now):
    """`number` published suggestions in one topic, as an import leaves them."""
    rows = Suggestion.objects.bulk_create(
        Suggestion(
            campaign=campaign,
            status="accepted",
            submitted_at=now - dt.timedelta(hours=place),
            published_at=now - dt.timedelta(minutes=place),
            title="原题",
            body="原文",
            public_title=f"楼下加装充电桩第{place}条",
            public_body="晚上没有地方充电。",
            area=area,
            support_count=place % 7,
        )
        for place in range(number)
    )
    Placement.objects.bulk_create(
        Placement(suggestion=row, topic=topic, by=topic.named_by, at=now) for row in rows
    )
    search.index(rows)
    return rows


# --- the list ---------------------------------------------------------------------------------


def test_only_published_suggestions_are_listed(client, submit, make_suggestion):
    make_suggestion("楼道要有灯")
    make_suggestion("这条没有公开", publish=False)
    submit("这条还在审核")
    page = html(client, "/suggestions/")
    assert "楼道要有灯" in page and "共 <strong>1</strong> 条" in page
    assert "这条没有公开" not in page and "这条还在审核" not in page


def test_a_card_and_the_page_behind_it_say_the_same_day_and_which_it_is(
    client, submit, officer, now
):
    suggestion = submit("楼道要有灯", at=now - dt.timedelta(days=2)).suggestion
    screening.accept(suggestion, by=officer, at=now, publish=True)
    published = f"{localtime(now):%Y年%-m月%-d日}公开"
    assert published in html(client, "/suggestions/")
    page = html(client, f"/suggestions/{suggestion.pk}/")
    assert published in page and f"{localtime(suggestion.submitted_at):%Y年%-m月%-d日}提交" in page


def test_the_list_finds_by_chinese_words_and_says_when_nothing_is_found(client, make_suggestion):
    make_suggestion("老楼加装电梯", "六楼的老人下不来。")
    make_suggestion("路灯太暗", "晚上看不清台阶。")
    page = html(client, "/suggestions/?q=电梯")
    assert "老楼加装电梯" in page and "路灯太暗" not in page
    assert "没有找到合适的建议" in html(client, "/suggestions/?q=地铁")


def test_search_keeps_within_the_other_filters(client, make_suggestion, make_campaign):
    other = make_campaign(
        "老旧电梯换新", slug="lifts", closes_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    )
    make_suggestion("这里的电梯太旧", into=other)
    make_suggestion("那里的电梯太慢")
    page = html(client, "/suggestions/?q=电梯&campaign=lifts")
    assert "这里的电梯太旧" in page and "那里的电梯太慢" not in page


def test_a_district_holds_its_streets_and_offers_them(client, make_suggestion, area):
    district = area.get_parent()
    make_suggestion("田林的路灯", area=area)
    make_suggestion("没说在哪里")
    page = html(client, f"/suggestions/?area={district.code}")
    assert "田林的路灯" in page and "没说在哪里" not in page
    assert f'value="{area.code}"' in page  # the street can be chosen now
    assert "田林的路灯" in html(client, f"/suggestions/?area={district.code}&street={area.code}")


def test_theme_filter_follows_the_topic_and_ignores_the_machine(
    client, make_topic, make_suggestion, campaign, officer, now
):
    theme = campaign.themes.create(number=1, name="电动车")
    topic = make_topic("飞线充电", 1)
    curating.set_theme(topic, theme=theme, by=officer, at=now)
    guess = make_suggestion("机器猜的这一条")
    Placement.objects.update_or_create(suggestion=guess, defaults={"topic": topic, "at": now})
    page = html(client, f"/suggestions/?theme={theme.pk}")
    assert "飞线充电之1" in page and "机器猜的这一条" not in page


def test_tag_status_and_order_work_together(
    client, make_suggestion, make_topic, make_referral, now
):
    few, many = make_suggestion("一个人附议"), make_suggestion("很多人附议")
    for row, number in ((few, 1), (many, 3)):
        row.tags.add("充电桩")
        for visitor in range(number):
            submitting.support(row, supporter_key=f"v{visitor}", at=now)
    page = html(client, f"/suggestions/?tag={few.tags.get().pk}&status=accepted&sort=support")
    assert page.index("很多人附议") < page.index("一个人附议")
    assert "已选：" in page and "充电桩" in page
    assert "没有找到" in html(client, "/suggestions/?status=answered")


def test_each_chip_leads_to_the_list_without_it(client, make_suggestion, campaign):
    make_suggestion()
    response = client.get("/suggestions/?campaign=charging&status=accepted")
    urls = {chip["label"]: chip["url"] for chip in response.context["active"]}
    assert urls == {campaign.title: "?status=accepted", "已受理": "?campaign=charging"}


@pytest.mark.parametrize(
    "query", ["campaign=nope", "theme=abc", "area=0", "tag=999999999999999999999", "status=pending"]
)
def test_an_unknown_choice_is_told_and_not_applied(client, make_suggestion, query):
    make_suggestion("楼道要有灯")
    page = html(client, f"/suggestions/?{query}", status=400)
    assert "有的条件没有用上" in page and "楼道要有灯" in page


@pytest.mark.parametrize("query", ["q=%00", "q=" + "长" * 101])
def test_a_search_word_that_cannot_be_one_is_refused_in_words(client, make_suggestion, query):
    make_suggestion()
    assert "有的条件没有用上" in html(client, f"/suggestions/?{query}", status=400)


@pytest.mark.parametrize("query", ["page=0", "page=abc", "page=99999", "q=%22+OR+*", "q=！！"])
def test_odd_input_is_no_error(client, make_suggestion, query):
    make_suggestion()
    html(client, f"/suggestions/?{query}")


def test_a_new_site_says_how_it_begins(client, home):
    assert "还没有公开的建议" in html(client, "/suggestions/")


# --- one suggestion ---------------------------------------------------------------------------


def test_detail_shows_the_public_words_and_never_the_original(client, make_suggestion):
    row = make_suggestion("请打我电话 13800001046", "我住在3号楼502室，电话13800001046。")
    page = html(client, f"/suggestions/{row.pk}/")
    assert "13800001046" not in page and row.public_body in page and row.number in page


@pytest.mark.parametrize("pk", ["999999", "9" * 30])
def test_unknown_suggestions_are_not_found(client, home, pk):
    html(client, f"/suggestions/{pk}/", status=404)


def test_what_is_not_public_looks_like_what_does_not_exist(client, submit, make_suggestion):
    def plain(pk):
        page = html(client, f"/suggestions/{pk}/", status=404)
        page = page.replace(f"/suggestions/{pk}/", "/suggestions/N/")
        return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", page)

    hidden = [submit().suggestion, make_suggestion("没有公开", publish=False)]
    assert {plain(row.pk) for row in hidden} == {plain(999999)}


def test_detail_tells_who_has_it_by_when_and_who_said_the_same(
    client, make_referral, department, now
):
    referral = make_referral()
    row = Suggestion.objects.order_by("pk").first()
    with time_machine.travel(now, tick=False):
        page = html(client, f"/suggestions/{row.pk}/")
    due = referral.due_on
    assert f"已经转给{department.name}，最晚{due.month}月{due.day}日答复" in page
    assert "同一件事还有 2 条" in page and "充电桩不够之2" in page


def test_detail_shows_the_answer_but_not_the_clerk(client, make_referral, officer, clerk, now):
    referral = make_referral()
    referring.sign(referral, by=clerk, at=now)
    answer = answering.submit_answer(
        referral, text="年底前装好十个端口。", adoption="measure", by=clerk, at=now
    )
    row = Suggestion.objects.order_by("pk").first()
    assert "年底前装好十个端口" not in html(client, f"/suggestions/{row.pk}/")
    answering.accept_answer(answer, by=officer, at=now)
    page = html(client, f"/suggestions/{row.pk}/")
    assert "年底前装好十个端口" in page and "形成惠民举措" in page
    assert str(clerk) not in page and str(officer) not in page


def test_a_machine_placement_is_not_shown(client, make_topic, make_suggestion, now):
    topic, row = make_topic(size=1), make_suggestion("还没人看过归类")
    Placement.objects.update_or_create(suggestion=row, defaults={"topic": topic, "at": now})
    assert topic.name not in html(client, f"/suggestions/{row.pk}/")


# --- topics -----------------------------------------------------------------------------------


def test_topic_page_tells_size_place_week_and_standing(client, make_topic, area):
    topic = make_topic(size=3, area=area)
    page = html(client, f"/topics/{topic.pk}/")
    assert "收到 3 条说这件事的建议" in page and "徐汇区田林街道" in page
    assert "2026年9月14日至9月20日" in page and "正准备转给承办单位" in page


def test_topic_page_counts_people_apart_from_letters_and_leads_to_the_map(
    client, make_topic, make_suggestion, officer, now
):
    topic = make_topic(size=2)  # two without a contact
    twice = [make_suggestion(f"又是我{i}", phone="13800001046") for i in range(2)]
    curating.place(twice, topic=topic, by=officer, at=now)
    submitting.support(twice[0], supporter_key="v1", at=now)
    page = html(client, f"/topics/{topic.pk}/")
    assert '<strong class="num">3</strong> 人、<strong class="num">4</strong> 条建议' in page
    assert '<strong class="num">1</strong> 次附议' in page
    assert 'href="/map/charging/"' in page and "13800001046" not in page


def test_unpublished_members_count_but_are_not_quoted(client, make_topic):
    topic = make_topic(size=2, publish=False)
    page = html(client, f"/topics/{topic.pk}/")
    assert "收到 2 条" in page and "充电桩不够之1" not in page


def test_withdrawn_members_no_longer_count(client, make_topic, now):
    topic = make_topic(size=3)
    submitting.withdraw(topic.placements.first().suggestion, at=now)
    assert "收到 2 条" in html(client, f"/topics/{topic.pk}/")


def test_a_machine_topic_is_not_found(client, campaign, make_suggestion, now):
    topic = Topic.objects.create(campaign=campaign, number=1, name="机器拟的题")
    Placement.objects.update_or_create(
        suggestion=make_suggestion(), defaults={"topic": topic, "at": now}
    )
    html(client, f"/topics/{topic.pk}/", status=404)


def test_a_late_department_is_called_late(client, make_referral):
    referral = make_referral()
    type(referral).objects.update(due_on=dt.date(2020, 1, 2), status="signed")
    assert "原定1月2日前答复，现在晚了" in html(client, f"/topics/{referral.topic_id}/")


# --- what it costs ----------------------------------------------------------------------------


def test_pages_cost_the_same_queries_however_much_there_is(
    client, campaign, make_topic, area, officer, now
):
    topic = make_topic(size=1, area=area)
    first = plenty(campaign, topic, area, 26, now)[0]
    first.tags.add("充电桩")
    district = Area.objects.get(level="district").code
    everything = (
        f"/suggestions/?q=充电&campaign=charging&area={district}&street={area.code}"
        f"&tag={first.tags.get().pk}&status=accepted"
    )
    urls = ["/suggestions/", everything, f"/suggestions/{first.pk}/", f"/topics/{topic.pk}/"]
    before = [queries(client, url) for url in urls]
    plenty(campaign, topic, area, 243, now)
    assert Suggestion.objects.public().count() == 270
    assert [queries(client, url) for url in urls] == before
    assert max(before) <= MOST_QUERIES


def test_the_list_reads_no_original_text(client, make_suggestion):
    make_suggestion()
    with CaptureQueriesContext(connection) as captured:
        client.get("/suggestions/")
    assert not [q for q in captured if '"suggestions_suggestion"."body"' in q["sql"]]
