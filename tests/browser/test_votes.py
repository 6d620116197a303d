"""Voting on a phone in Chromium: axe, targets and zoom on every page of it, and no JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WAIT
from tests.browser.hand import whole
from tests.browser.stories import told_site
from tests.browser.test_axe import faults

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def votes(tmp_path_factory):
    """A site with an open vote of owners and a closed secret one; its address and slips."""
    with told_site(tmp_path_factory.mktemp("votes"), "vote_story") as found:
        yield found


@pytest.fixture
def phone(chromium):
    """A phone without JavaScript; axe needs it, so the pages to be judged get one with."""
    contexts = []

    def make(*, javascript: bool):
        context = chromium.new_context(
            viewport=PHONE, locale="zh-CN", java_script_enabled=javascript
        )
        context.set_default_timeout(WAIT)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_every_page_of_voting_is_without_fault(phone, votes, elder):
    page, least, wrong = phone(javascript=True), 60 if elder else 44, {}
    complaints = []
    page.on("console", lambda m: complaints.append(m.text) if "Refused" in m.text else None)
    page.goto(f"{votes['url']}/yishi/vote/{votes['open']}/")
    if elder:
        page.get_by_role("button", name="大字版").click()
        expect(page.locator("html")).to_have_attribute("data-elder", "on")
    wrong["vote"] = faults(page, least)
    page.get_by_role("button", name="获取验证码").click()
    wrong["mistakes"] = faults(page, least)
    page.get_by_label("姓名", exact=True).fill("甲")
    page.get_by_label("手机号", exact=True).fill("13800000001")
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_text("验证码已经发到")).to_be_visible()
    wrong["phone"] = faults(page, least)
    page.goto(f"{votes['url']}/yishi/slip/{votes['slips'][1 if elder else 0]}/")
    wrong["slip"] = faults(page, least)
    page.get_by_label("赞成").check()
    page.get_by_role("button", name="投出这一票").click()
    expect(page.get_by_text("您的回执码")).to_be_visible()
    wrong["receipt"] = faults(page, least)
    for name, path in (
        ("stop", f"slip/{votes['slips'][1 if elder else 0]}/"),
        ("no slip", "slip/nothing/"),
        ("closed", f"vote/{votes['closed']}/"),
        ("check", f"vote/{votes['closed']}/check/"),
    ):
        page.goto(f"{votes['url']}/yishi/{path}")
        wrong[name] = faults(page, least)
    assert {name: found for name, found in wrong.items() if found} == {}
    assert complaints == []


def test_voting_and_checking_need_no_javascript(phone, votes):
    page = phone(javascript=False)
    page.goto(f"{votes['url']}/yishi/vote/{votes['open']}/")
    page.get_by_label("纸条上的投票码").fill(votes["slips"][2])
    page.get_by_role("button", name="去投票").click()
    page.get_by_label("反对").check()
    page.get_by_role("button", name="投出这一票").click()
    check = page.get_by_role("link", name="怎么核对")
    expect(check).to_be_visible()
    groups = whole(page).locator(".code span[aria-hidden]").all_inner_texts()
    check.click()
    page.get_by_label("回执码").fill("-".join(groups))
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_text("您的票在里面")).to_be_visible()
    expect(page.get_by_text("结束以前不显示票上的内容")).to_be_visible()


# --- among options ----------------------------------------------------------------------------


def open_slip(page, votes, form, number):
    page.goto(f"{votes['url']}/yishi/slip/{votes[form]['slips'][number]}/")


@pytest.mark.parametrize("form", ["one", "approval", "rank"])
def test_the_pages_of_a_choice_are_without_fault(phone, votes, form):
    page, wrong = phone(javascript=True), {}
    page.goto(f"{votes['url']}/yishi/vote/{votes[form]['vote']}/")
    wrong["vote"] = faults(page, 44)
    open_slip(page, votes, form, 0)
    expect(page.get_by_text("口袋花园").first).to_be_visible()
    wrong["slip"] = faults(page, 44)
    page.get_by_role("button", name="投出这一票").click()
    wrong["mistakes"] = faults(page, 44)
    for name, path in (("over", ""), ("check", "check/")):
        page.goto(f"{votes['url']}/yishi/vote/{votes['over'][form]}/{path}")
        wrong[name] = faults(page, 44)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], (name, wide)
    assert {name: found for name, found in wrong.items() if found} == {}


def test_one_several_and_an_order_are_voted_without_javascript(phone, votes):
    page = phone(javascript=False)
    open_slip(page, votes, "one", 1)
    expect(page.get_by_text("三号楼前的空地做什么用")).to_be_visible()
    page.get_by_label("2号　停车位").check()
    page.get_by_role("button", name="投出这一票").click()
    expect(page.get_by_role("status").first).to_contain_text("2号“停车位”")

    open_slip(page, votes, "approval", 1)
    page.get_by_label("1号　口袋花园").check()
    page.get_by_label("弃权").check()
    page.get_by_role("button", name="投出这一票").click()
    expect(page.get_by_text("选了弃权，就不能再选别的").first).to_be_visible()
    expect(page.get_by_label("1号　口袋花园")).to_be_checked()
    page.get_by_label("弃权").uncheck()
    page.get_by_label("3号　健身角").check()
    page.get_by_role("button", name="投出这一票").click()
    expect(page.get_by_role("status").first).to_contain_text("1号“口袋花园”、3号“健身角”")

    open_slip(page, votes, "rank", 1)
    page.get_by_label("3号　健身角").select_option("第1")
    page.get_by_label("1号　口袋花园").select_option("第1")
    page.get_by_role("button", name="投出这一票").click()
    expect(page.get_by_text("有两项都排在第1").first).to_be_visible()
    expect(page.get_by_label("3号　健身角")).to_have_value("1")
    page.get_by_label("1号　口袋花园").select_option("第2")
    page.get_by_role("button", name="投出这一票").click()
    told = page.get_by_role("status").first
    expect(told).to_contain_text("第1 3号“健身角”、第2 1号“口袋花园”")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_result_of_a_choice_is_drawn_and_told_round_by_round(phone, votes):
    page = phone(javascript=False)
    page.goto(f"{votes['url']}/yishi/vote/{votes['over']['rank']}/")
    expect(page.get_by_text("怎么算：")).to_be_visible()
    assert page.locator(".vote-bars li").count() == 3
    assert page.locator(".vote-bars rect.bar-fill").first.get_attribute("width")
    page.get_by_text("每一轮的票数", exact=True).click()
    expect(page.get_by_role("columnheader", name="第 2 轮")).to_be_visible()
