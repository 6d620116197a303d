"""Paper of a round, typed by two on their phones: neither sees the other typing."""

import pytest
from playwright.sync_api import expect

from tests.browser.hand import whole
from tests.browser.stories import at_desk, told_site

pytestmark = pytest.mark.browser


@pytest.fixture
def place(tmp_path_factory):
    with told_site(
        tmp_path_factory.mktemp("typing"), "visit_story", package="tests.suggestions"
    ) as found:
        yield {**found, "page": "/admin/typing/"}


@pytest.fixture
def desk(chromium, place):
    pages = []

    def make(username):
        pages.append(at_desk(chromium, place, username))
        return pages[-1]

    yield make
    for page in pages:
        page.context.close()


def fill(page, option, words):
    page.get_by_label(option).check()
    page.locator("textarea").fill(words)
    page.get_by_role("button", name="录好了").click()


def test_two_type_one_sheet_and_the_second_settles_what_differs(desk, place):
    one, two = desk("visitor"), desk("colleague")
    one.get_by_role("link", name="录入纸质答卷").first.click()
    one.get_by_role("link", name="田林一村：便民设施问卷").click()
    one.get_by_label("编号").fill("A-7")
    fill(one, "路灯", "灯太暗")
    expect(whole(one).locator("body")).to_contain_text("等另一位同事录第二遍")
    one.goto(place["page"])
    one.get_by_role("link", name="A-7").click()
    expect(one.locator("body")).to_contain_text("录过第一遍的人不能录第二遍")
    expect(one.get_by_role("link", name="录第二遍")).to_have_count(0)
    two.reload()
    two.get_by_role("link", name="A-7").click()
    two.get_by_role("link", name="录第二遍").click()
    expect(whole(two).locator("body")).not_to_contain_text("灯太暗")
    fill(two, "长椅", "灯太暗")
    expect(two.locator("body")).to_contain_text("有 1 题两遍不一样")
    assert place["story"]("papers") == {
        "papers": [["A-7", "differs", "方", "何"]], "sheets": 0,
    }  # fmt: skip
    officer = desk("officer")
    officer.get_by_role("link", name="A-7").click()
    settle = whole(officer).locator("form", has=officer.get_by_role("button", name="核定并计入"))
    officer.get_by_text("核定并计入").first.click()
    settle.get_by_label("第二遍：长椅").check()
    settle.get_by_role("button", name="核定并计入").click()
    expect(officer.locator("body")).to_contain_text("已核定，计入了统计")
    assert place["story"]("papers") == {
        "papers": [["A-7", "counted", "方", "何"]], "sheets": 1,
    }  # fmt: skip
