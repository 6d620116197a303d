"""Every errand of a resident works without JavaScript; nothing asks another host."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_suggestion_with_its_place_is_sent_and_followed(visitor):
    person = visitor(javascript=False)
    page = person.goto("/submit/")
    page.locator("main a[href^='/submit/']").first.click()
    page.locator("[name=title]").fill("河边的长椅太少")
    page.locator("[name=body]").fill("散步走累了没有地方坐。")
    if page.locator("[name=phone]").count():
        page.locator("[name=phone]").fill("13800001234")
        page.locator("[name=consent]").check()
    for name in ("上海市", "徐汇区"):
        page.locator("select[name=area]").last.select_option(label=name)
        page.locator("[name=refine_area]").click()
        assert page.locator("[name=title]").input_value() == "河边的长椅太少"
    assert page.locator("select[name=area]").count() == 3
    page.get_by_role("button", name="提交建议").click()
    page.wait_for_url("**/receipt/")
    code = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", page.content()).group()

    neighbour = visitor(javascript=False)
    page = neighbour.goto("/track/")
    page.locator("main [name=code]").fill(code)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/track/\d+/"))
    expect(page.locator("main")).to_contain_text("河边的长椅太少")
    expect(page.locator("main")).to_contain_text("徐汇区")


def test_supporting_counts_once(visitor):
    person = visitor(javascript=False)
    page = person.goto("/suggestions/")
    page.locator("main a[href*='/suggestions/']").filter(has_text=re.compile(".")).first.click()
    before = page.locator("main").inner_text()
    page.get_by_role("button", name=re.compile("我也这么想|附议")).first.click()
    page.wait_for_load_state()
    assert page.locator("main").inner_text() != before
    expect(page.locator("main")).to_contain_text("附议")


def test_filters_narrow_the_list_and_the_elder_mode_stays(visitor):
    person = visitor(javascript=False)
    page = person.goto("/suggestions/?status=answered")
    assert page.locator("[data-status=answered]").count()
    page.get_by_role("button", name=re.compile("大字")).click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("data-elder") == "on"
    assert "status=answered" in page.url
    assert person.goto("/track/").locator("html").get_attribute("data-elder") == "on"


def test_ten_pages_of_the_desk_ask_no_other_host(staff):
    person = staff("officer")
    for path in (
        "/admin/",
        "/admin/screening/",
        "/admin/suggestions/",
        "/admin/topics/",
        "/admin/shelf/",
        "/admin/answers/",
        "/admin/referrals/",
        "/admin/import/",
        "/admin/grouping/",
        "/admin/pages/",
    ):
        person.goto(path).wait_for_load_state("networkidle")
    assert person.notes.all() == []
