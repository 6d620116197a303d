"""Stations and the people to be heard from a file: a wrong one first, then the right one."""

import pytest
from playwright.sync_api import Page, expect

from suggestions.tabular import workbook_file
from tests.browser.hand import whole
from tests.browser.stories import at_desk, told_site

pytestmark = pytest.mark.browser

STATIONS = ("名称", "所在区域", "地址", "开放时间")
RIGHT = ("漕河泾站", "漕河泾街道", "康健路 1 号", "周一到周五 9:00—17:00")
TARGETS = ("区域", "常住人口")
BEFORE = ["徐汇区", 1113078, "普查"]


@pytest.fixture
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    with told_site(folder, "list_story", package="tests.suggestions") as found:
        yield found


@pytest.fixture
def page(chromium, place):
    opened = at_desk(chromium, place, "officer")
    yield opened
    opened.context.close()


def workbook(head: tuple, *rows: tuple) -> dict:
    held = workbook_file(list(head), rows, title="名单").read()
    return {"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": held}


PICTURE = {"name": "照片.xlsx", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" * 90}


def send(page: Page, file: dict) -> None:
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并核对").click()
    page.wait_for_load_state("load")


def no_list(page: Page) -> None:
    """What is no list at all does not come to the second page, and says so."""
    send(page, PICTURE)
    expect(whole(page).locator(".error-message")).to_contain_text("不是")


def refused(page: Page, reason: str) -> None:
    """It says which row and why; pressed all the same, nothing is written."""
    body = page.locator("main")
    expect(body).to_contain_text("改好以前什么都不会写入")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(body).to_contain_text("什么都没有写入")
    expect(body).to_contain_text(reason)
    with page.expect_download() as taken:
        whole(page).get_by_role("button", name="下载有误的行").click()
    assert taken.value.suggested_filename == "名单-有误的行.xlsx"
    page.get_by_role("link", name="换一个文件").click()
    expect(page.get_by_role("button", name="上传并核对")).to_be_visible()


def taken(page: Page, words: str) -> None:
    expect(page.locator(".lists-preview")).to_contain_text("可以导入")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.locator(".messages")).to_contain_text(words)


def test_stations_come_in_from_a_file(page, place):
    page.goto("/admin/stations/")
    page.locator("header").get_by_role("button", name="操作").click()
    page.get_by_role("link", name="导入站点").click()
    no_list(page)
    send(page, workbook(STATIONS, RIGHT, ("火星站", "火星街道", "一号坑", "每天")))
    refused(page, "没有叫“火星街道”的区域")
    assert place["story"]("told")["stations"] == []
    send(page, workbook(STATIONS, RIGHT, ("康健站", "康健新村街道", "桂林路 2 号", "每天")))
    taken(page, "设立了 2 个站点")
    assert place["story"]("told")["stations"] == ["康健站", "漕河泾站"]
    page.get_by_role("link", name="漕河泾站").click()
    expect(page.locator("main")).to_contain_text("康健路 1 号")


def test_the_people_to_be_heard_come_in_from_a_file(page, place):
    page.goto("/admin/hearing/")
    page.get_by_role("link", name="电动车充电").click()
    page.get_by_role("link", name="从表格导入").click()
    source = page.get_by_label("数字的来源")
    source.fill("街道台账，2026 年")
    no_list(page)
    expect(source).to_have_value("街道台账，2026 年")
    send(page, workbook(TARGETS, ("徐汇区", "1100000"), ("徐汇区", "很多")))
    refused(page, "很多")
    assert place["story"]("told")["targets"] == [BEFORE]
    source.fill("街道台账，2026 年")
    send(page, workbook(TARGETS, ("徐汇区", "1100000"), ("黄浦区", "650000")))
    taken(page, "已登记 2 格")
    assert place["story"]("told")["targets"] == [
        ["黄浦区", 650000, "街道台账，2026 年"], ["徐汇区", 1100000, "街道台账，2026 年"],
    ]  # fmt: skip
    expect(page.locator("main")).to_contain_text("1,100,000")
