"""The evening without a network: nothing pressed is lost, and each is done once and in order."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hand import whole
from tests.browser.stories import at_desk, told_site

pytestmark = pytest.mark.browser


@pytest.fixture
def place(tmp_path_factory):
    with told_site(tmp_path_factory.mktemp("held"), "evening_story") as found:
        yield found


@pytest.fixture
def phone(chromium, place):
    pages = []

    def make(username="secretary"):
        pages.append(at_desk(chromium, place, username))
        return pages[-1]

    yield make
    for page in pages:
        page.context.close()


def opened(page, label):
    page.locator("summary", has_text=label).first.click()
    return page.locator("details[open]", has=page.locator("summary", has_text=label)).first


def press(box, label):
    box.get_by_role("button", name=label, exact=True).click()


def begin(page):
    press(opened(page, "开会"), "开会")
    expect(page.locator("body")).to_contain_text("会议开始了")
    whole(page).get_by_role("button", name="开始议这一项").click()
    expect(page.locator("body")).to_contain_text("正在议第 1 项")
    return whole(page)


def write(page, words):
    box = page.locator("#remarks form").first
    box.locator("select").select_option(label="李秀英（居（村）委会）")
    box.locator("textarea").fill(words)
    press(box, "记下要点")


def remarks(page):
    return page.locator("#remarks .desk-list li").all_inner_texts()


def test_presses_wait_on_the_phone_and_go_out_once_in_order(phone):
    page = begin(phone())
    page.context.set_offline(True)
    held = page.locator(".meet-held")
    for number, words in enumerate(("先装三号楼。", "再装五号楼。"), 1):
        write(page, words)
        expect(held.locator("h3")).to_have_text(f"还没送到 {number} 件")
    box = opened(page, "全部到会")
    press(box, "全部到会")
    expect(held.locator("h3")).to_have_text("还没送到 3 件")
    expect(held).to_contain_text("再装五号楼。")
    expect(box.get_by_role("button", name="全部到会（还没送到）")).to_be_disabled()
    page.context.set_offline(False)
    expect(page.locator("body")).to_contain_text("已签到 7 人")
    expect(held).to_be_hidden()
    first, second = sorted(remarks(whole(page)), key=lambda text: "五号楼" in text)
    assert ["三号楼" in first, "五号楼" in second] == [True, True]
    assert len(remarks(page)) == 2


def test_what_waits_outlives_the_browsers_page(phone):
    page = begin(phone())
    page.context.set_offline(True)
    write(page, "晚上看不清台阶。")
    expect(page.locator(".meet-held")).to_contain_text("晚上看不清台阶。")
    address = page.url
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(address)
    expect(again.locator("#remarks .desk-list")).to_contain_text("晚上看不清台阶。")


def test_an_answer_that_was_lost_on_the_way_makes_no_second_remark(phone):
    page = begin(phone())
    lost = []

    def swallow(route):
        """The office does it; the phone never hears of it."""
        lost.append(route.request.headers["x-press"])
        route.fetch(max_redirects=0)
        route.abort()

    page.route(re.compile("/conduct/do/remark/"), swallow, times=2)
    write(page, "只说这一遍。")
    expect(page.locator("#remarks .desk-list")).to_contain_text("只说这一遍。")
    assert len(remarks(whole(page))) == 1
    assert len(set(lost)) == 1
    assert len(lost) == 2


def test_a_second_phone_was_quicker_and_the_first_is_told(phone):
    page, other = begin(phone()), phone("colleague")
    page.context.set_offline(True)
    press(opened(page, "全部到会"), "全部到会")
    expect(page.locator(".meet-held h3")).to_have_text("还没送到 1 件")
    press(opened(other, "全部到会"), "全部到会")
    expect(other.locator("body")).to_contain_text("已签到 7 人")
    page.context.set_offline(False)
    held = page.locator(".meet-held")
    expect(held).to_contain_text("没有办成")
    expect(held).to_contain_text("都已经签到了")
    held.get_by_role("button", name="知道了，不要了").click()
    expect(held).to_be_hidden()
    page.reload()
    expect(page.locator(".meet-held")).to_be_hidden()


def test_a_login_that_ran_out_keeps_what_was_pressed(phone):
    page = begin(phone())
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    write(page, "重新登录以后也在。")
    held = page.locator(".meet-held")
    expect(held).to_contain_text("登录过期了")
    page.context.add_cookies(cookies)
    held.get_by_role("button", name="现在再送").click()
    expect(page.locator("#remarks .desk-list")).to_contain_text("重新登录以后也在。")


def test_a_mistake_is_said_beside_its_field_as_ever(phone):
    page = begin(phone())
    box = page.locator("#remarks form").first
    box.locator("textarea").fill("谁说的没有填。")
    press(box, "记下要点")
    expect(page.locator("#remarks")).to_contain_text("请选择发言人，或者填写姓名。")
    expect(whole(page).locator("#remarks textarea").first).to_have_value("谁说的没有填。")
    expect(page.locator(".meet-held")).to_be_hidden()
