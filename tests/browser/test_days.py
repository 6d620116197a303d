"""A day of an officer and a day of a clerk by mouse and keyboard, and what each errand costs.

The costs are printed (`pytest -s`); docs/figures.md has the measured ones.
"""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import letters, steps
from tests.browser.hand import Hand, whole

pytestmark = pytest.mark.browser

# The demo's confirmed topics that nobody has forwarded yet, each with its campaign.
RIDERS = "新就业群体：路上的人也要有地方停一停", "小区不让外卖车进"
CABLES = "电动车充电：充得上、充得起、充得安全", "飞线充电和电瓶上楼"
NOTE = "请一并看看门岗怎样登记。"
URGED = "离期限不远了，请先告知门岗怎么登记。"
LATER = "物业要逐个小区改装，需要多一周。"
DRAFT = "已请三十个小区的物业装好外卖车登记牌。"
REPLY = f"{DRAFT}骑手扫码即可进门，其余小区下月装完。"


def test_an_officer_reads_curates_forwards_urges_and_reports(staff, site):
    """From the first page after login to the ledger, nothing but clicks and keys."""
    page = staff("officer").page
    page.goto(f"{site.url}/admin/import/new/")
    campaign = page.get_by_label("导入到哪个征集").locator("option").nth(2).inner_text().strip()
    steps.import_messages(page, site.url, campaign, letters.made(), letters.COLUMNS, read=False)
    waiting = counted(page, site.url, "待审核的建议")
    assert waiting >= 60
    screen(page, waiting)
    assert counted(page, site.url, "待审核的建议") == 0
    curate(page, site.url, campaign)
    refer(page, site.url, *RIDERS)
    urge(page)
    report(page, site.url)


def counted(page: Page, url: str, todo: str) -> int:
    """How many the first page after login counts; 0 where it does not name them."""
    page.goto(f"{url}/admin/")
    expect(page.get_by_role("heading", name="今天的事")).to_be_visible()
    line = page.get_by_role("main").get_by_role("link", name=todo)
    found = re.search(r"[\d,]+", line.inner_text()) if line.count() else None
    return int(found[0].replace(",", "")) if found else 0


def screen(page: Page, many: int) -> None:
    """The queue by one key a letter; the last one is told where it belongs."""
    hand = Hand(page)
    hand.click(page.get_by_role("main").get_by_role("link", name="待审核的建议"))
    hand.click(page.get_by_role("link", name="领下一条 →"))
    for _ in range(many - 1):
        expect(page.locator(".desk-give-back")).to_be_visible()
        here = page.url
        hand.key("a")
        page.wait_for_url(lambda url, here=here: url != here)
    expect(page.locator(".desk-give-back")).to_be_visible()
    hand.key("d")
    form = page.locator("details[open] form")
    hand.click(form.get_by_label("信访"))
    hand.click(form.get_by_role("button", name="告知应去途径"))
    expect(page.locator(".messages")).to_contain_text("都办完了")
    print(f"\n{hand.told(f'{many} letters screened')}")


def curate(page: Page, url: str, campaign: str) -> None:
    """Grouped, one renamed in its place, all that wait confirmed together."""
    page.goto(f"{url}/admin/grouping/")
    page.get_by_role("row", name=campaign).get_by_role("button", name="开始归类").click()
    expect(page.get_by_role("heading", name="运行报告")).to_be_visible(timeout=steps.LONG)
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="整理问题"))
    hand.click(page.get_by_role("link", name="只看还没确认的"))
    expect(page.locator("[data-here]")).to_have_count(1)
    hand.key("e")
    hand.write(page.get_by_role("textbox", name="问题名称"), "夜里看不见路")
    hand.click(page.get_by_role("button", name="改好了"))
    expect(page.locator(".messages")).to_contain_text("已改名为")
    expect(page.locator("[data-here]")).to_have_count(1)
    hand.click(whole(page).get_by_role("checkbox", name="全选本页"))
    many = page.locator("tbody input[type=checkbox]:checked").count()
    assert many >= 8
    hand.key("c")
    expect(page.locator(".messages")).to_contain_text("已确认")
    expect(page.get_by_role("main")).to_contain_text("没有符合条件的问题")
    print(hand.told(f"{many} lines of topics confirmed"))


def refer(page: Page, url: str, campaign: str, topic: str) -> None:
    """From the list: the topic goes to the department that can do something about it."""
    page.goto(f"{url}/admin/topics/")
    hand = Hand(page)
    hand.choose(page.locator("#desk-campaign"), campaign)
    hand.click(page.get_by_role("button", name="查看"))
    hand.click(page.get_by_role("link", name="逐个列出"))
    hand.click(page.get_by_role("main").get_by_role("link", name=topic))
    box = page.locator(".desk-box--verbs")
    hand.click(box.locator("summary", has_text="转办").first)
    form = box.locator("details[open] form")
    hand.choose(form.get_by_label("主办单位"), steps.LEAD)
    hand.write(form.get_by_label("转办意见"), NOTE)
    hand.click(form.get_by_role("button", name="转办", exact=True))
    expect(page.locator(".messages")).to_contain_text("答复期限")
    print(hand.told("one topic referred"))


def urge(page: Page) -> None:
    """From the topic: the department that has it is asked after it."""
    hand = Hand(page)
    lot = page.locator(".desk-referral").first
    hand.click(lot.locator("summary", has_text="催办").first)
    form = lot.locator("details[open] form")
    hand.write(form.get_by_label("内容"), URGED)
    hand.click(form.get_by_role("button", name="催办", exact=True))
    expect(page.locator(".messages")).to_contain_text("催办")
    print(hand.told("one department urged"))


def report(page: Page, url: str) -> None:
    """摘报 from the topic, numbered; then the ledger of what was forwarded, as a file."""
    hand = Hand(page)
    hand.click(page.get_by_role("button", name="摘报", exact=True))
    expect(page.locator(".messages")).to_contain_text("摘报已按办理记录拟好")
    print(hand.told("one digest drawn up"))
    page.goto(f"{url}/admin/referrals/")
    page.locator("header").get_by_role("button", name="操作").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="导出 Excel（XLSX）").click()
    assert taken.value.suggested_filename.endswith(".xlsx")


def test_a_clerk_signs_asks_for_time_keeps_a_draft_and_answers(staff, site):
    """What the office urges stands on top; the answer goes out when the office has read it."""
    officer, page = staff("officer").page, staff("clerk").page
    refer(officer, site.url, *CABLES)
    urge(officer)
    to_sign = counted(page, site.url, "待签收")
    assert to_sign >= 1
    sign(page)
    ask_for_time(page)
    grant(officer, site.url)
    answer(page)
    accept(officer, site.url)
    assert counted(page, site.url, "待签收") == to_sign - 1
    page.goto(f"{site.url}/admin/department/?tab=done")
    expect(page.get_by_role("row", name=CABLES[1])).to_contain_text("已采用")


def sign(page: Page) -> None:
    hand = Hand(page)
    line = page.get_by_role("main").get_by_role("listitem").filter(has_text=URGED).first
    hand.click(line.get_by_role("link", name=CABLES[1]))
    expect(page.get_by_role("main")).to_contain_text(NOTE)
    hand.key("s")
    expect(page.locator(".messages")).to_contain_text("已签收")
    print(f"\n{hand.told('one referral found and signed')}")


def ask_for_time(page: Page) -> None:
    hand = Hand(page)
    told = whole(page).get_by_role("main").inner_text()
    due = dt.date.fromisoformat(re.findall(r"答复期限\s*(\d{4}-\d\d-\d\d)", told)[0])
    hand.click(page.locator("summary", has_text="申请延期"))
    form = page.locator("details[open] form")
    hand.write(form.get_by_label("申请延至"), f"{due + dt.timedelta(days=7)}")
    page.keyboard.press("Escape")  # the calendar that has opened
    hand.write(form.get_by_label("延期理由"), LATER)
    hand.click(form.get_by_role("button", name="申请延期"))
    expect(page.locator(".messages")).to_contain_text("延期申请已提交征集办")
    print(hand.told("more time asked for"))


def grant(page: Page, url: str) -> None:
    assert counted(page, url, "延期待批复") >= 1
    hand = Hand(page)
    hand.click(page.get_by_role("main").get_by_role("link", name="延期待批复"))
    hand.click(page.get_by_role("main").get_by_role("link", name=CABLES[1]))
    asked = page.locator(".desk-asked").filter(has_text=LATER)
    hand.click(asked.locator("summary", has_text="同意延期").first)
    hand.click(asked.locator("details[open]").get_by_role("button", name="同意延期", exact=True))
    expect(page.locator(".messages")).to_contain_text("延期")
    print(hand.told("more time granted"))


def answer(page: Page) -> None:
    """A draft stays in the house, is there after a reload, and is handed in."""
    page.reload()
    hand = Hand(page)
    hand.click(page.locator("summary", has_text="提交答复"))
    form = page.locator("details[open] form")
    hand.write(form.get_by_label("答复内容"), DRAFT)
    hand.click(form.get_by_role("button", name="存草稿"))
    expect(page.locator(".messages")).to_contain_text("草稿已存好")
    hand.click(page.locator("summary", has_text="提交答复"))
    form = page.locator("details[open] form")
    expect(form.get_by_label("答复内容")).to_have_value(DRAFT)
    hand.write(form.get_by_label("答复内容"), REPLY)
    hand.choose(form.get_by_label("采纳情况"), "改进工作")
    hand.click(form.get_by_role("button", name="提交答复"))
    expect(page.locator(".messages")).to_contain_text("已提交征集办审核")
    print(hand.told("one answer drafted and handed in"))


def accept(page: Page, url: str) -> None:
    assert counted(page, url, "答复待审核") >= 1
    hand = Hand(page)
    hand.click(page.get_by_role("main").get_by_role("link", name="答复待审核"))
    hand.click(page.get_by_role("main").get_by_role("link", name=CABLES[1]).first)
    expect(page.locator(".desk-letter")).to_contain_text(REPLY)
    hand.click(page.locator(".desk-box--verbs").get_by_role("button", name="采用并送达"))
    expect(page.locator(".messages")).to_be_visible()
    print(hand.told("one answer read and delivered"))
