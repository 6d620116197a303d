"""Every errand of a resident works without JavaScript; at the desk, where much runs with it,
nothing is refused or fetched from elsewhere. (For the public pages see `reader` in test_axe.)"""

import pytest
from playwright.sync_api import expect

from tests.browser.hand import whole

pytestmark = pytest.mark.browser

DESK = (
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
    "/admin/campaign_list/",
    "/admin/reports/handling/",
)


@pytest.fixture
def plain(visitor):
    """A resident whose browser runs no script."""
    return visitor(javascript=False)


def test_a_suggestion_with_its_place_is_sent_and_followed(plain, visitor):
    page = plain.goto("/submit/xin-jiuye-qunti/")
    page.get_by_label("您想说的事").fill("站点旁边的长椅太少")
    page.get_by_label("为什么想说这件事").fill("送完一单没有地方坐。")
    for name in ("上海市", "徐汇区", "田林街道"):
        page.locator("select[name=area]").last.select_option(label=name)
        page.get_by_role("button", name="选好了，显示下一级").click()
        expect(page.get_by_label("您想说的事")).to_have_value("站点旁边的长椅太少")
    page.get_by_role("button", name="提交建议").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您！")
    code = "-".join(whole(page).locator(".code span[aria-hidden]").all_inner_texts())

    page = visitor(javascript=False).goto("/track/")
    page.get_by_label("有查询码？看看办到哪一步").fill(code)
    page.get_by_role("button", name="查进度").click()
    expect(page.get_by_role("main")).to_contain_text("站点旁边的长椅太少")
    expect(page.get_by_role("main")).to_contain_text("徐汇区 · 田林街道")


def test_mistakes_come_back_with_everything_that_was_written(plain):
    page = plain.goto("/submit/xin-jiuye-qunti/?new=1")
    page.get_by_label("您想说的事").fill("想要夜里的热水")
    page.get_by_label("怎么称呼您").fill("李师傅")
    page.get_by_role("button", name="提交建议").last.click()
    expect(page.get_by_role("alert").first).to_contain_text("为什么想说这件事")
    expect(page.get_by_role("alert").first).to_contain_text("请勾选同意")
    expect(page.get_by_label("您想说的事")).to_have_value("想要夜里的热水")


def test_looking_for_the_same_and_supporting_it_counts_once(plain):
    page = plain.goto("/submit/dianpingche-chongdian/?new=1")
    page.get_by_label("您想说的事").fill("充电位太少，抢不到")
    page.get_by_label("为什么想说这件事").fill("下班回来充电位都满了。")
    page.get_by_role("button", name="看看有没有人提过一样的").click()
    same = page.locator(".similar-title").first
    expect(same).to_be_visible()
    page = plain.goto(same.get_attribute("href"))
    count = page.locator(".support-count strong")
    before = int(count.inner_text())
    page.get_by_role("button", name="我也这么想").click()
    expect(page.locator("#support")).to_contain_text("您已附议，谢谢")
    expect(count).to_have_text(str(before + 1))
    page.reload()
    expect(count).to_have_text(str(before + 1))
    expect(page.get_by_role("button", name="我也这么想")).to_have_count(0)


def test_an_answer_is_rated(plain, site):
    page = plain.goto(f"/c/{site.receipts['s181']}")
    page.get_by_label("满意", exact=True).check()
    page.get_by_label("真的办好了").check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("main")).to_contain_text("谢谢")
    expect(page.get_by_role("button", name="提交评价")).to_have_count(0)


def test_filters_narrow_the_list_and_the_large_letters_stay(plain):
    page = plain.goto("/suggestions/")
    before = page.locator(".result-line strong").inner_text()
    page.locator(".filters summary").click()
    page.get_by_label("办到哪一步").select_option(label="已答复")
    page.get_by_role("button", name="按这些条件看").click()
    expect(page.locator(".result-line strong")).not_to_have_text(before)
    after = whole(page).locator(".result-line strong").inner_text()
    assert int(after) < int(before.replace(",", ""))
    assert set(page.locator("article .pill").all_inner_texts()) == {"已答复"}
    page.get_by_role("button", name="大字版").click()
    expect(page.locator("html")).to_have_attribute("data-elder", "on")
    assert "status=answered" in page.url
    plain.goto("/track/")
    expect(page.locator("html")).to_have_attribute("data-elder", "on")
    page.get_by_role("button", name="回到普通版").click()
    expect(page.locator("html")).to_have_attribute("data-elder", "off")


def test_the_desk_neither_complains_nor_asks_another_host(staff, site):
    person = staff("officer")
    for address in DESK:
        person.goto(address).wait_for_load_state("networkidle")
        assert person.page.get_by_role("main").count() == 1, address
    assert person.notes.all() == []
    assert site.complaints() == []


def test_what_complains_and_what_is_lost_is_noticed(visitor):
    """The red control of `Notes`: an inline script, a file that is not there."""
    person = visitor()
    page = person.goto("/track/")
    page.evaluate(
        """for (const [tag, name, value] of [['script', 'textContent', 'window.ran = 1'],
          ['img', 'src', '/static/lost.png']])
          document.body.append(Object.assign(document.createElement(tag), {[name]: value}))"""
    )
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in words for words in person.notes.console)
    assert any("lost.png" in words for words in person.notes.broken)
