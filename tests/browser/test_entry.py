"""登记一条 as it is worked: with the keyboard alone, and every button pressed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hand import whole

pytestmark = pytest.mark.browser

URL = "/admin/suggestions/add/"
ENOUGH = 30  # presses of a key besides the words themselves
BUTTONS = {
    "登记，留待审核": "待审核",
    "登记，通过并公开": "已受理",
    "登记，通过不公开": "已受理",
}


class Keys:
    """A keyboard that counts what is pressed besides words."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def say(self, words: str) -> None:
        self.page.keyboard.insert_text(words)


def test_a_call_is_entered_by_keyboard_alone(staff, site):
    page = staff("officer").page
    page.goto(site.url + URL)
    keys = Keys(page)
    keys.press("1")  # 电话; the cursor goes on to the title
    keys.say("河边步道晚上太暗")
    keys.press("Tab")
    keys.say("河边步道的灯坏了一半，晚上走路看不见，老人摔过两次。")
    expect(page.locator("[data-fragment-url]")).not_to_contain_text("写下主题以后")
    keys.press("Tab", "Tab")
    keys.say("田林街道")
    keys.press("Tab", "Tab")
    keys.say("王阿姨")
    keys.press("Tab")
    keys.say("13800001234")
    keys.press("Tab", "Tab", "Tab", "2", "Space")  # 打电话; the cursor goes on to the consent
    keys.press("Control+Enter")
    expect(page.locator(".entered-said")).to_contain_text("登记好了")
    groups = whole(page).locator(".entered-code span").all_inner_texts()
    assert len(groups) == 4 and all(re.fullmatch("[0-9A-Z]{4}", group) for group in groups)
    assert page.locator(".entered-spelled b").count() == 16
    assert keys.pressed <= ENOUGH
    keys.press("Enter")  # 再登记一条 has the cursor
    expect(page.locator("input[name=channel][value=phone]")).to_be_focused()
    expect(page.locator("[name=area]")).to_have_value("田林街道")


def test_every_button_answers_with_nothing_filled_in_and_with_words(staff, site):
    page = staff("officer").page
    for button in (*BUTTONS, "登记，告知应去途径"):
        press(page, site.url, button)
        expect(page.locator(".desk-warning[role=alert]")).to_contain_text("请用一句话写下")
    for button, status in BUTTONS.items():
        press(page, site.url, button, title=f"试一试{button}")
        expect(page.locator(".entered-said")).to_contain_text(status)
    press(page, site.url, "登记，告知应去途径", title="反映一件投诉")
    expect(page.get_by_role("alert")).to_contain_text("请选择应当去的途径")
    page.get_by_label("12345 政务服务便民热线").check()
    page.get_by_role("button", name="登记，告知应去途径").click()
    expect(page.locator(".entered-said")).to_contain_text("已告知途径")


def press(page: Page, url: str, button: str, title: str = "") -> None:
    page.goto(url + URL)
    if title:
        page.get_by_label("建议主题").fill(title)
        page.get_by_label("主要事由").fill("写几句主要事由。")
    if "途径" in button:
        page.locator("summary", has_text="告知应去途径").click()
    page.get_by_role("button", name=button).click()


def test_scans_lie_beside_the_form_before_it_is_sent(staff, site):
    from tests.browser.steps import picture

    page = staff("officer").page
    page.goto(site.url + URL)
    file = {"name": "信.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    page.locator("[name=scans]").set_input_files(file)
    expect(page.locator("[data-scan-preview] img")).to_be_visible()
    page.get_by_role("button", name="先存原件").click()
    expect(page.get_by_alt_text("原件第 1 张")).to_be_visible()
    page.get_by_role("button", name="去掉").click()
    expect(page.get_by_alt_text("原件第 1 张")).to_have_count(0)
