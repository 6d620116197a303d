"""等我办的: true numbers, each a link to a list that holds exactly so many rows."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from suggestions import actions
from suggestions.desk.panels import (
    campaign_numbers,
    missing_years,
    todos,
    window_words,
)
from suggestions.models import Delivery, Referral, Topic, Workday
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
    actions.object_to(objecting, reason="不归我局。", by=clerk, at=NOW)
    asking = make_referral(make_topic("延期的", size=1))
    actions.sign(asking, by=clerk, at=NOW)
    until = asking.due_on + dt.timedelta(days=5)
    actions.ask_extension(asking, until=until, reason="要会商。", by=clerk, at=NOW)
    answering = make_referral(make_topic("答复的", size=1))
    actions.sign(answering, by=clerk, at=NOW)
    actions.submit_answer(answering, text="已装。", adoption="work", by=clerk, at=NOW)
    angry = make_referral(make_topic("不满的", size=1))
    actions.sign(angry, by=clerk, at=NOW)
    answer = actions.submit_answer(angry, text="已办。", adoption="work", by=clerk, at=NOW)
    actions.accept_answer(answer, by=officer, at=NOW)
    actions.rate(Delivery.objects.get(), satisfaction="bad", done="no", comment="没办。", at=NOW)


def test_the_office_sees_what_waits_for_it(officer, busy):
    assert numbers(officer) == {
        "紧急，先看": 0,
        "待审核的建议": 2,
        "审核已超期": 0,
        "机器拟题待确认": 1,
        "异议待处理": 1,
        "延期待批复": 1,
        "答复待审核": 1,
        "需要重新办理": 1,
        "一周内到期": 0,
        "逾期未答复": 0,
    }


def test_time_alone_makes_things_late(officer, busy):
    later = numbers(officer, NOW + dt.timedelta(days=60))
    assert later["审核已超期"] == 2
    assert later["逾期未答复"] == 1


def test_every_number_of_the_office_leads_to_a_list_of_that_length(door, officer, busy):
    with time_machine.travel(NOW + dt.timedelta(days=60), tick=False):
        client = door(officer)
        for todo in todos(officer, NOW + dt.timedelta(days=60)):
            page = client.get(todo.url)
            assert page.status_code == 200, todo.url
            assert len(page.context["object_list"]) == todo.count, todo.label


def test_every_number_of_a_clerk_leads_to_a_list_of_that_length(
    door, clerk, busy, make_topic, make_referral
):
    make_referral(make_topic("新来的", size=1))
    found = todos(clerk, NOW)
    assert {todo.label: todo.count for todo in found} == {
        "待签收": 1,
        "退回重答": 0,
        "一周内到期": 0,
        "逾期": 0,
    }
    client = door(clerk)
    for todo in found:
        assert len(client.get(todo.url).context["object_list"]) == todo.count, todo.label


def test_a_clerk_counts_her_own_department_only(other_clerk, busy):
    assert set(numbers(other_clerk).values()) == {0}


def test_supervisors_see_late_ones_by_department(
    supervisor, make_topic, make_referral, other_department
):
    make_referral(make_topic("一", size=1))
    make_referral(make_topic("二", size=1), lead=other_department)
    assert numbers(supervisor) == {"逾期未答复": 0}
    late = numbers(supervisor, NOW + dt.timedelta(days=60))
    assert late == {"逾期未答复": 2, "市绿化市容局": 1, "市消防局": 1}


def test_administrators_are_told_of_missing_years(administrator):
    assert numbers(administrator) == {}
    assert numbers(administrator, NOW.replace(month=11)) == {"个年份的工作日历未录入": 1}
    Workday.objects.create(date=dt.date(2027, 1, 1), working=False, name="元旦")
    assert missing_years(NOW.replace(month=11)) == [2027]  # one entry is no table
    Workday.objects.create(date=dt.date(2027, 10, 1), working=False, name="国庆节")
    assert missing_years(NOW.replace(month=11)) == []


def test_editors_have_no_errands_here(door, editor, secretary, busy):
    for who in (editor, secretary):
        assert todos(who, NOW) == []
        assert "等我办的" not in door(who).get(reverse(HOME)).content.decode()


def test_a_clerk_without_department_is_told_on_the_first_page(door, make_user):
    page = door(make_user("stray", "承办单位")).get(reverse(HOME)).content.decode()
    assert "还没有指定所属的承办单位" in page


def test_the_first_page_greets_and_holds_no_page_counts(door, officer, busy):
    page = door(officer).get(reverse(HOME)).content.decode()
    assert "周敏，您好" in page
    assert "等我办的" in page
    assert "w-summary" not in page
    assert "wagtail.org" not in page


def test_the_numbers_cost_few_questions(
    officer, clerk, supervisor, busy, django_assert_max_num_queries
):
    for who, most in ((officer, 10), (clerk, 5), (supervisor, 5)):
        with django_assert_max_num_queries(most):
            todos(type(who).objects.get(pk=who.pk), NOW)


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
    link = f"{reverse('suggestions_desk:topics')}?campaign={campaign.pk}"
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
