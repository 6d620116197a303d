"""报名 by hand: the sheet, the letter's link, the confirmation, and giving it up again."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
EVENT = "/renmin-chengshi/renmin-jianyi-zhibojian/"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_resident_registers_confirms_by_the_letter_and_cancels(visitor, site, javascript):
    person = visitor(javascript=javascript)
    page = person.goto(EVENT)
    page.get_by_role("link", name="报名参加").click()
    page.get_by_role("button", name="报名").click()
    expect(page.get_by_text("请填邮箱或者手机号。").first).to_be_visible()
    address = f"browser-{javascript}@example.org"
    page.get_by_label("电子邮箱").fill(address)
    page.get_by_label("一共几个人来").fill("2")
    page.get_by_label("我同意用它来告诉我这场活动的事").check()
    page.get_by_role("button", name="报名").click()
    expect(page.get_by_role("heading", name="还差一步")).to_be_visible()

    (link,) = re.findall(r"/zhibo/confirm/\S+", site.letters()[-1])
    person.goto(link).get_by_role("button", name="确认报名").click()
    expect(page.get_by_role("heading", name="报名成功")).to_be_visible()
    expect(page.get_by_role("link", name="加到我的日历")).to_be_visible()
    page.get_by_role("button", name="取消报名").click()
    expect(page.get_by_role("heading", name="没有报名")).to_be_visible()
    assert person.notes.all() == []


def test_a_question_that_is_let_through_comes_onto_a_page_that_is_open(visitor, staff):
    resident, officer = visitor(), staff("officer")
    asking = resident.goto(EVENT)
    asking.get_by_role("link", name="我要提问").click()
    asking.get_by_label("您想问什么").fill("末班车能不能延长到十一点半？")
    asking.get_by_role("button", name="提问").click()
    expect(asking.get_by_text("查询码").first).to_be_visible()
    page = resident.goto(EVENT)
    expect(page.get_by_text("末班车能不能延长到十一点半？")).to_have_count(0)
    desk = officer.goto("/admin/live/?status=waiting")
    desk.get_by_role("link", name=re.compile(r"^报名 \d+ 人")).click()
    expect(desk.get_by_role("heading", name="直播报名")).to_be_visible()
    desk = officer.goto("/admin/live/?status=waiting")
    desk.get_by_role("link", name="末班车能不能延长到十一点半？").click()
    desk.get_by_role("button", name="上屏", exact=True).click()
    expect(desk.get_by_text("已经上屏")).to_be_visible()
    question = page.locator("#live-questions > li").filter(has_text="末班车能不能")
    question.get_by_role("button", name="我也想问").click()
    expect(page.get_by_text("您也想问，谢谢").first).to_be_visible()
    assert resident.notes.all() == []
