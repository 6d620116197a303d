"""The main job on thousands of real messages, by clicking: import, group, curate, forward,
answer, read back by receipt. Skipped where the messages are not at hand."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import press

ROOT = Path(__file__).resolve().parent.parent.parent
MESSAGES = (
    Path(os.environ.get("JIANYAN_DATA", ROOT.parent / "shared" / "data"))
    / "messages"
    / "messages_4326.csv"
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not MESSAGES.exists(), reason=f"没有真实留言 {MESSAGES}（可设置 JIANYAN_DATA）"
    ),
]
NAME, ANSWER = "点开来看的一个问题", "已经派人去看过，下个月底前办好，办好了再告诉大家。"
PATIENCE = 180_000


def test_real_messages_are_answered_and_read_back(staff, visitor, site):
    officer, clerk = staff("officer"), staff("clerk")
    import_them(officer.page, site.url)
    group_them(officer.page)
    topic = forward_the_largest(officer.page)
    answer(clerk.page, site.url)
    officer.page.goto(f"{site.url}/admin/answers/")
    officer.page.get_by_role("main").get_by_role("link", name=NAME).first.click()
    press(officer.page, "采用并送达")
    code = receipt_of_a_member(officer.page, topic)
    read_back(visitor().page, site.url, code)
    assert site.complaints() == []


def import_them(page: Page, url: str) -> None:
    page.goto(f"{url}/admin/import/")
    page.get_by_role("link", name="上传文件").click()
    page.get_by_label("导入到哪个征集").select_option(index=1)
    page.locator("input[type=file]").set_input_files(MESSAGES)
    page.get_by_role("button", name="上传并设置列").click()
    columns = {"编号": "message_id", "标题": "title", "内容": "body", "提交时间": "created_at"}
    for name, column in columns.items():
        page.get_by_label(f"“{name}”在哪一列").select_option(label=column)
    page.get_by_label("导入即受理并公开").set_checked(True)
    page.get_by_role("button", name="开始导入").click()
    figures = page.locator(".desk-figures")
    expect(figures.locator("div", has_text="新增")).to_contain_text("4326", timeout=PATIENCE)


def group_them(page: Page) -> None:
    page.get_by_role("link", name="去归类").click()
    page.get_by_role("button", name="开始归类").click()
    expect(page.get_by_role("heading", name="运行报告")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="整理问题").click()


def forward_the_largest(page: Page) -> str:
    """The list begins with the largest; gives the address of the topic's page."""
    proposed = page.get_by_role("row").filter(has_text="机器拟题")
    proposed.first.get_by_role("link").first.click()
    press(page, "改名", {"问题名称": NAME})
    press(page, "确认")
    press(page, "转办", {"主办单位": "上海市住房和城乡建设管理委员会", "转办意见": "请研究。"})
    expect(page.locator(".desk-title")).to_contain_text("办理中")
    return page.url


def answer(page: Page, url: str) -> None:
    page.goto(f"{url}/admin/")
    page.get_by_role("link", name="承办事项").first.click()
    page.get_by_role("main").get_by_role("link", name=NAME).first.click()
    press(page, "签收")
    press(page, "提交答复", {"答复内容": ANSWER, "采纳情况": "改进工作"})


def receipt_of_a_member(page: Page, topic: str) -> str:
    """Who wrote by letter gets a code from the desk, shown once."""
    page.goto(topic)
    page.locator("#members").get_by_role("link").first.click()
    box = page.locator(".desk-box--verbs")
    box.locator("summary", has_text="补发查询码").click()
    box.locator("details[open] form").get_by_role("button").click()
    page.wait_for_load_state()
    return re.search(
        r"\b[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}\b", page.content()
    ).group()


def read_back(page: Page, url: str, code: str) -> None:
    page.goto(f"{url}/track/")
    page.locator("main [name=code]").fill(code)
    page.get_by_role("button", name="查进度").click()
    expect(page.locator(".answer")).to_contain_text(ANSWER)
