"""The main job on thousands of real messages, by clicking: import, group, curate, forward,
answer, read back by receipt. Skipped where the messages are not at hand."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import steps

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
COLUMNS = {"编号": "message_id", "标题": "title", "内容": "body", "提交时间": "created_at"}
NAME = "点开来看的一个问题"


def test_real_messages_are_answered_and_read_back(staff, visitor, site):
    officer, clerk = staff("officer"), staff("clerk")
    page = officer.page
    steps.import_messages(page, site.url, first_campaign(page, site.url), MESSAGES, COLUMNS)
    assert steps.imported(page, "新增") == 4326
    steps.group(page)
    # The list begins with the largest.
    steps.curate(page, page.get_by_role("row").filter(has_text="机器拟题").first, NAME)
    steps.forward(page)
    code = steps.issue_receipt(page)
    steps.sign_and_answer(clerk.page, site.url, NAME)
    steps.accept_answer(page, site.url, NAME)
    steps.read_answer(visitor().page, site.url, code)
    assert site.complaints() == []


def first_campaign(page: Page, url: str) -> str:
    page.goto(f"{url}/admin/import/new/")
    return page.get_by_label("导入到哪个征集").locator("option").nth(1).inner_text().strip()
