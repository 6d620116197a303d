"""One matter in two campaigns, by clicks: merged, forwarded once, answered once, read by both."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.hand import whole

pytestmark = pytest.mark.browser

TWO = (
    ("qingnian", "青年：在这座城市站稳脚跟", "绿道东段没有灯"),
    ("richang", "日常建议", "绿道夜里一片黑"),
)


def test_two_who_wrote_in_different_campaigns_read_one_answer(staff, visitor, site):
    officer, clerk = staff("officer"), staff("clerk")
    codes = []
    for slug, campaign, topic in TWO:
        author = visitor()
        author.goto(f"/submit/{slug}/")
        codes.append(steps.submit(author.page))
        open_topic(officer.page, site.url, campaign, topic)
        steps.accept_into(officer.page, site.url, topic)
    name = merge(officer.page, site.url)
    steps.forward(officer.page)
    assert officer.page.locator(".desk-referral").count() == 1
    steps.sign_and_answer(clerk.page, site.url, name)
    steps.accept_answer(officer.page, site.url, name)
    for code in codes:
        steps.read_answer(visitor().page, site.url, code)
    for person in (officer, clerk):
        assert person.notes.all() == []
    assert site.complaints() == []


def open_topic(page: Page, url: str, campaign: str, topic: str) -> None:
    page.goto(f"{url}/admin/topics/")
    page.locator("#desk-campaign").select_option(label=campaign)
    page.get_by_role("button", name="查看").click()
    expect(page.locator("#desk-campaign option:checked")).to_have_text(campaign)
    whole(page).get_by_role("link", name="新建问题").click()
    page.get_by_label("问题名称").fill(topic)
    page.get_by_role("main").get_by_role("button", name="新建问题").click()
    expect(page.locator(".messages")).to_contain_text(f"“{topic}”")


def merge(page: Page, url: str) -> str:
    """In the list of all campaigns: both ticked and merged; gives what the one is called."""
    page.goto(f"{url}/admin/topics/")
    page.locator("#desk-campaign").select_option(label="全部征集和日常建议")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("columnheader", name="征集")).to_be_visible()
    whole(page).goto(f"{page.url}&q=绿道")
    for _, campaign, topic in TWO:
        expect(page.get_by_role("row").filter(has_text=topic)).to_contain_text(campaign)
        page.get_by_role("checkbox", name=f"选择：{topic}").check()
    bar = page.locator(".desk-bulk__bar")
    bar.locator("summary", has_text="合并").click()
    bar.get_by_role("button", name="合并", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("已把 1 个问题并入《")
    expect(page.get_by_role("checkbox", name="选择：绿道")).to_have_count(1)
    link = whole(page).locator("tbody [data-name]").filter(has_text="绿道")
    name = link.inner_text().strip()
    link.click()
    expect(page.get_by_role("main")).to_contain_text("1 条来自《")
    return name
