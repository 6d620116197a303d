"""The evening by clicks on a phone: one item, seven seats, a show of hands, who does it, minutes.

Printed with `-s`: the clicks and characters of the secretary, and of the second who counts.
"""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.hand import Hand, whole
from tests.browser.stories import at_desk, told_site

pytestmark = pytest.mark.browser
MOST_CLICKS, MOST_TYPED = 30, 200
DUE = dt.date.today() + dt.timedelta(days=30)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with told_site(tmp_path_factory.mktemp("evening"), "evening_story") as found:
        yield found


@pytest.fixture
def phone(chromium, place):
    """A secretary's phone that shows the page of the evening."""
    pages = []

    def make(username):
        pages.append(at_desk(chromium, place, username))
        return pages[-1]

    yield make
    for page in pages:
        page.context.close()


def told(page, words):
    expect(page.locator("body")).to_contain_text(words)
    whole(page)


def opened(hand, label):
    """A button that asks something: its line opens, then its own button is pressed."""
    line = hand.page.locator("summary", has_text=label).first
    hand.click(line)
    return line.locator("xpath=..")


def press(hand, box, label):
    hand.click(box.get_by_role("button", name=label, exact=True))


def count(hand, figures):
    box = opened(hand, "录入举手票数")
    for name, figure in zip(("赞成", "反对", "弃权"), figures, strict=True):
        hand.write(box.get_by_label(name), figure)
    press(hand, box, "录入举手票数")


def test_the_whole_evening_on_one_page(phone):
    page = phone("secretary")
    hand = Hand(page)
    press(hand, opened(hand, "开会"), "开会")
    told(page, "会议开始了")
    box = opened(hand, "全部到会")
    hand.click(box.get_by_label("黄海"))  # has not come
    press(hand, box, "全部到会")
    told(page, "已签到 6 人")
    hand.click(page.get_by_role("button", name="开始议这一项"))
    told(page, "开始议")
    hand.choose(page.locator("#remarks select"), "李秀英（居（村）委会）")
    hand.write(page.locator("#remarks textarea"), "晚上看不清台阶，先装三号楼。")
    press(hand, page.locator("#remarks"), "记下要点")
    told(page, "已记下")
    box = opened(hand, "举手表决")
    hand.write(box.get_by_label("表决内容"), "同意三号楼装六盏太阳能灯。")
    hand.write(box.get_by_label("没有按时通知的理由"), "各方同意今晚开。")
    press(hand, box, "举手表决")
    told(page, "开始举手表决")
    count(hand, "510")
    told(page, "请另一个人自己数一遍")

    second = Hand(phone("colleague"))
    expect(second.page.locator("#votes")).to_contain_text("等另一个人自己数一遍")
    count(second, "510")
    told(second.page, "可以结束表决")

    hand.clicks += 1  # loads the page again
    page.reload()
    hand.click(whole(page).locator("#votes").get_by_role("button", name="结束表决"))
    told(page, "表决结束")
    asked = page.locator(".meet-laydown")
    hand.write(asked.get_by_label("谁来办"), "幸福物业")
    hand.write(asked.get_by_label("何时办好"), DUE.isoformat())
    calendar = page.locator(".xdsoft_datetimepicker:visible").bounding_box()
    assert calendar["x"] >= 0, calendar
    assert calendar["x"] + calendar["width"] <= PHONE["width"], calendar
    asked.get_by_label("何时办好").press("Tab")  # the calendar closes
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)
    press(hand, asked, "形成决议")
    told(page, "已形成，由幸福物业牵头")
    press(hand, opened(hand, "结束"), "结束")
    told(page, "议完了")
    press(hand, opened(hand, "散会"), "散会")
    told(page, "会议结束了")
    hand.click(page.get_by_role("button", name="写纪要"))
    told(page, "已按会议记录写好")
    press(hand, opened(hand, "送各方确认"), "送各方确认")
    told(page, "待各方确认")
    expect(page.get_by_text("登记纸质签字").first).to_be_visible()  # it waits for the parties
    print(f"\n{hand.told('the evening')}\n{second.told('the second count')}")
    assert hand.clicks + second.clicks <= MOST_CLICKS
    assert hand.typed + second.typed <= MOST_TYPED
