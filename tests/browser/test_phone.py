"""What a phone's screen holds."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

SCREENS = 6


def test_the_home_page_takes_six_screens_and_offers_the_everyday_door(visitor):
    person = visitor()
    page = person.goto("/")
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= SCREENS * PHONE["height"]
    page.get_by_role("link", name="不在上面？随时可以说").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我要提建议")
    assert person.notes.all() == []


def test_the_nearest_council_is_found_only_when_its_button_is_pressed(visitor):
    person = visitor()
    sent = []
    person.page.on("request", lambda request: sent.append(request.url))
    page = person.goto("/yishi/find/")
    page.get_by_role("button", name="用手机定位").click()
    page.get_by_text("没有得到位置").wait_for()
    asked = [url for url in sent if "near" in url and "/static/" not in url]
    assert asked == [], "not allowed, nothing sent"
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 30.6390, "longitude": 104.0960})
    page.get_by_role("button", name="用手机定位").click()
    page.get_by_role("link", name="狮子山小区议事会").wait_for()
    assert "30.6390" not in "".join(sent)
    assert person.notes.all() == []


def test_who_cannot_use_a_page_says_so_below_the_accessibility_statement(visitor):
    person = visitor(javascript=False)
    page = person.goto("/wuzhangai/")
    page.get_by_role("textbox", name="哪里不好用").fill("长者版里按钮太挤，手指头按不准。")
    page.get_by_label("在哪一页").fill("查进度")
    page.get_by_role("button", name="告诉网站").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您！")
    assert person.notes.all() == []
