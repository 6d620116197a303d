"""今天的事: true numbers, each a link to a list that holds exactly so many rows."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from suggestions.actions import answering as answering_actions
from suggestions.actions import referring
from suggestions.desk.numbers.panels import campaign_numbers, window_words
from suggestions.desk.numbers.todos import missing_years, todos, urged
from suggestions.models import (
    CampaignPage,
    CampaignSeriesPage,
    Delivery,
    Event,
    Referral,
    Topic,
    Workday,
)
from tests.conftest import NOW

HOME = "wagtailadmin_home"


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False):
        yield


def numbers(user, at=NOW):
    return {todo.label: todo.count for todo in todos(user, at)}


@pytest.fixture
def busy(officer, clerk, make_topic, make_referral, submit, campaign):
    """A desk on which something of every kind waits."""
    submit("等审核的一")
    submit("等审核的二")
    Topic.objects.create(campaign=campaign, number=900, name="机器拟的")
    objecting = make_referral(make_topic("异议的", size=1))
    referring.object_to(objecting, reason="不归我局。", by=clerk, at=NOW)
    asking = make_referral(make_topic("延期的", size=1))
    referring.sign(asking, by=clerk, at=NOW)
    until = asking.due_on + dt.timedelta(days=5)
    referring.ask_extension(asking, until=until, reason="要会商。", by=clerk, at=NOW)
    answering = make_referral(make_topic("答复的", size=1))
    referring.sign(answering, by=clerk, at=NOW)
    answering_actions.submit_answer(answering, text="已装。", adoption="work", by=clerk, at=NOW)
    angry = make_referral(make_topic("不满的", size=1))
    referring.sign(angry, by=clerk, at=NOW)
    answer = answering_actions.submit_answer(
        angry, text="已办。", adoption="work", by=clerk, at=NOW
    )
    answering_actions.accept_answer(answer, by=officer, at=NOW)
    answering_actions.rate(
        Delivery.objects.get(), satisfaction="bad", done="no", comment="没办。", at=NOW
    )


def test_the_office_sees_what_waits_for_it(officer, busy):
    assert numbers(officer) == {
        "我领取的": 0,
        "紧急，先看": 0,
        "审核今天到期": 0,
        "待审核的建议": 2,
        "审核已超期": 0,
        "机器拟题待确认": 1,
        "异议待处理": 1,
        "延期待批复": 1,
        "第二遍读": 0,
        "答复待审核": 1,
        "需要重新办理": 1,
        "一周内到期": 0,
        "逾期未答复": 0,
        "要回电的人": 0,
        "要寄的信": 0,
        "没有发出去的消息": 0,
    }


def test_time_alone_makes_things_late(officer, busy):
    later = numbers(officer, NOW + dt.timedelta(days=60))
    assert later["审核已超期"] == 2
    assert later["逾期未答复"] == 1


def test_every_number_of_the_office_leads_to_a_list_of_that_length(door, officer, busy):
    with time_machine.travel(NOW + dt.timedelta(days=60), tick=False):
        client = door(officer)
        client.get(reverse("desk_screening:next"))
        for todo in todos(officer, NOW + dt.timedelta(days=60)):
            page = client.get(todo.url)
            assert page.status_code == 200, todo.url
            if todo.label == "机器拟题待确认":  # of all campaigns together: leads to their list
                found = sum(campaign.proposed or 0 for campaign in page.context["campaigns"])
            else:
                found = len(page.context["object_list"])
            assert found == todo.count, todo.label


def test_what_is_due_today_and_ones_own_stand_first(door, officer, submit):
    suggestion = submit("今天到期的").suggestion
    day = dt.datetime.combine(suggestion.screen_by, NOW.timetz())
    with time_machine.travel(day, tick=False):
        client = door(officer)
        client.get(reverse("desk_screening:next"))
        found = numbers(officer, day)
        assert (found["审核今天到期"], found["我领取的"]) == (1, 1)
        html = client.get(reverse(HOME)).content.decode()
        assert html.index("我手上的") < html.index("今天要办") < html.index("等我办的")
        assert "逾期未答复" not in html  # what counts none takes no place


def test_every_number_of_a_clerk_leads_to_a_list_of_that_length(
    door, clerk, busy, make_topic, make_referral
):
    make_referral(make_topic("新来的", size=1))
    found = todos(clerk, NOW)
    assert {todo.label: todo.count for todo in found} == {
        "待签收": 1,
        "办理中": 1,
        "退回重答": 0,
        "一周内到期": 0,
        "逾期": 0,
        "分给我的": 0,
    }
    client = door(clerk)
    for todo in found:
        assert len(client.get(todo.url).context["object_list"]) == todo.count, todo.label


def test_a_clerk_counts_her_own_department_only(other_clerk, busy):
    assert set(numbers(other_clerk).values()) == {0}


def test_supervisors_see_what_is_unsigned_due_and_late_by_department_and_urge_all_at_once(
    door, supervisor, clerk, make_topic, make_referral, other_department
):
    mine = make_referral(make_topic("一", size=1))
    make_referral(make_topic("二", size=1), lead=other_department)
    assert numbers(supervisor) == {"待签收": 2, "一周内到期": 0, "逾期未答复": 0}
    later = NOW + dt.timedelta(days=60)
    assert numbers(supervisor, later)["逾期未答复"] == 2
    with time_machine.travel(later, tick=False):
        client = door(supervisor)
        page = client.get(reverse(HOME)).content.decode()
        assert page.index("全部承办单位") < page.index("市消防局") < page.index("市绿化市容局")
        for todo in todos(supervisor, later):
            assert len(client.get(todo.url).context["object_list"]) == todo.count, todo.label
        url = reverse("desk_referrals:remind") + f"?tab=late&department={mine.department_id}"
        assert client.get(url).context["total"] == 1
        assert client.post(url, {"note": ""}).status_code == 422
        done = client.post(url, {"note": "请马上答复。"}, follow=True)
        assert "已催办 1 件。" in str([*done.context["messages"]][0])
        every = client.post(reverse("desk_referrals:remind"), {"note": "都请答复。"}, follow=True)
        assert "已催办 1 件。另有 1 件" in str([*every.context["messages"]][0])
        assert [event.reason for event in urged(clerk)] == ["请马上答复。"]
        home = door(clerk).get(reverse(HOME)).content.decode()
        assert home.index("请马上答复。") < home.index("今天的事")
    referring.sign(mine, by=clerk, at=later)
    answering_actions.submit_answer(mine, text="已装。", adoption="work", by=clerk, at=later)
    assert urged(clerk) == []  # it lies with the department no more


def test_clerks_do_not_urge(door, clerk, busy):
    assert door(clerk).post(reverse("desk_referrals:remind"), {"note": "催"}).status_code == 302
    assert not Event.objects.filter(verb="reminded").exists()


def test_administrators_are_told_of_missing_years(administrator):
    assert numbers(administrator) == {}
    assert numbers(administrator, NOW.replace(month=11)) == {"个年份的工作日历未录全": 1}
    Workday.objects.create(date=dt.date(2027, 1, 1), working=False, name="元旦")
    assert missing_years(NOW.replace(month=11)) == [2027]  # one entry is no table
    off = ((2, d) for d in range(5, 12)), ((4, 5), (5, 1), (5, 3), (6, 9)), ((10, 1), (10, 4))
    more = ((2, 12), (10, 5), (10, 6))
    Workday.objects.bulk_create(
        Workday(date=dt.date(2027, *day), working=False, name="放假")
        for day in (*off[0], *off[1], *off[2], *more)
    )
    assert missing_years(NOW.replace(month=11)) == []


def test_editors_have_no_errands_here(door, editor, secretary, busy):
    for who in (editor, secretary):
        assert todos(who, NOW) == []
        assert "今天的事" not in door(who).get(reverse(HOME)).content.decode()


def test_a_clerk_without_department_is_told_on_the_first_page(door, make_user):
    page = door(make_user("stray", "承办单位")).get(reverse(HOME)).content.decode()
    assert "还没有指定所属的承办单位" in page


def test_the_first_page_greets_and_holds_no_page_counts(door, officer, busy):
    page = door(officer).get(reverse(HOME)).content.decode()
    assert "周敏，您好" in page
    assert "今天的事" in page
    assert "w-summary" not in page
    assert "wagtail.org" not in page


def test_the_numbers_cost_few_questions(
    officer, clerk, supervisor, busy, django_assert_max_num_queries
):
    for who, most in ((officer, 13), (clerk, 6), (supervisor, 5)):
        with django_assert_max_num_queries(most):
            todos(type(who).objects.get(pk=who.pk), NOW)


def fields(panels):
    for panel in panels:
        yield from fields(panel.children) if hasattr(panel, "children") else [panel]


@pytest.mark.parametrize("page", [CampaignPage, CampaignSeriesPage])
def test_every_field_of_a_campaign_says_what_it_is_for(page):
    for panel in fields(page.content_panels):
        name = getattr(panel, "field_name", "") or panel.relation_name
        written = panel.help_text or getattr(page._meta.get_field(name), "help_text", "")
        assert written, name


# --- beside the editor -----------------------------------------------------------------------


def test_the_editors_sidebar_holds_live_numbers(door, editor, campaign, busy):
    found = campaign_numbers(campaign, NOW)
    assert (found["received"], found["waiting"], found["accepted"]) == (6, 2, 4)
    assert (found["topics"], found["proposed"]) == (5, 1)
    page = door(editor).get(reverse("wagtailadmin_pages:edit", args=[campaign.pk]))
    assert page.status_code == 200
    assert 'data-side-panel="numbers"' in page.content.decode()
    assert "征集情况" in page.content.decode()


def test_only_who_may_enter_the_desk_gets_its_link(door, editor, officer, campaign):
    url = reverse("wagtailadmin_pages:edit", args=[campaign.pk])
    link = f"{reverse('desk_topics:index')}?campaign={campaign.pk}"
    assert link not in door(editor).get(url).content.decode()
    assert link in door(officer).get(url).content.decode()


def test_the_sidebar_says_how_long_the_window_is_open(make_campaign):
    page = make_campaign()
    assert window_words(page, NOW) == "征集中：还剩 30 天"
    assert window_words(page, NOW + dt.timedelta(days=27)) == "即将截止：还剩 3 天"
    assert window_words(page, NOW + dt.timedelta(days=30)) == "已截止（2026-10-16）"
    assert window_words(page, NOW - dt.timedelta(days=32)) == "即将开始：2 天后开始"
    page.opens_at = None
    assert window_words(page, NOW) == "还没有填写征集时间"


def test_page_lists_show_the_state_of_campaigns(door, editor, home, make_campaign):
    make_campaign("还在征集的")
    make_campaign("早已结束的", closes_at=NOW - dt.timedelta(days=1))
    page = door(editor).get(reverse("wagtailadmin_explore", args=[home.pk])).content.decode()
    assert "征集中：还剩 30 天" in page
    assert "已截止" in page


def test_the_list_of_campaigns_counts_what_came_in(door, editor, clerk, campaign, busy):
    page = door(editor).get(reverse("campaign_list:index"))
    (row,) = page.context["object_list"]
    assert (row.received, row.waiting) == (6, 2)
    assert door(clerk).get(reverse("campaign_list:index")).status_code == 302


def test_the_list_of_campaigns_can_be_ordered_by_what_came_in(
    door, editor, campaign, make_campaign, submit
):
    make_campaign("空的", slug="empty")
    submit()
    page = door(editor).get(f"{reverse('campaign_list:index')}?ordering=-received")
    assert [row.received for row in page.context["object_list"]] == [1, 0]
    assert Referral.objects.count() == 0
