"""Writing a suggestion: what is typed survives, help comes while it is typed, errors go."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FORM = "/submit/xin-jiuye-qunti/"
TITLE, BODY = "您想说的事", "为什么想说这件事"
STORED = "Object.keys(localStorage).filter(name => name.startsWith('jy-draft:')).length"


@pytest.fixture
def writer(visitor):
    return visitor()


def write(page, title="站点旁边的长椅太少", body="送完一单没有地方坐，腿都站麻了。"):
    page.get_by_label(TITLE).fill(title)
    page.get_by_label(BODY).fill(body)


def stored(page, condition):
    """Wait for it; the page's policy refuses to wait within the page."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


def send(page):
    page.get_by_role("button", name="提交建议").last.click()


def test_text_and_choices_survive_a_reload_and_go_by_a_button(writer):
    page = writer.goto(FORM)
    write(page)
    page.get_by_label("怎么称呼您").fill("李师傅")
    page.get_by_label("同意公开这条建议的内容").uncheck()
    for name in ("上海市", "徐汇区", "田林街道"):
        select = page.locator("select[name=area]").filter(has_text=name)
        select.select_option(label=name)
    expect(page.locator("[data-draft-status]")).to_contain_text("已保存在这台设备上")
    stored(page, "localStorage.getItem('jy-draft:xin-jiuye-qunti').includes('310104011')")
    page.reload()
    expect(page.locator("[data-draft-found]")).to_contain_text("还在这台设备上")
    expect(page.get_by_label(TITLE)).to_have_value("站点旁边的长椅太少")
    expect(page.get_by_label(BODY)).to_have_value("送完一单没有地方坐，腿都站麻了。")
    expect(page.get_by_label("同意公开这条建议的内容")).not_to_be_checked()
    expect(page.locator("select[name=area]").nth(2)).to_have_value("310104011")
    expect(page.get_by_label("怎么称呼您")).to_have_value("")
    page.get_by_role("button", name="清掉草稿").first.click()
    expect(page.get_by_label(TITLE)).to_have_value("")
    assert page.evaluate(STORED) == 0
    page.reload()
    expect(page.get_by_label(TITLE)).to_have_value("")
    assert writer.notes.all() == []


def test_on_a_shared_computer_nothing_stays(writer):
    page = writer.goto(FORM)
    write(page)
    stored(page, f"{STORED} === 1")
    page.get_by_label("这是公用的电脑或手机").check()
    assert page.evaluate(STORED) == 0
    page.get_by_label(TITLE).fill("别人不该看见")
    page.wait_for_timeout(800)
    assert page.evaluate(STORED) == 0
    page.reload()
    expect(page.get_by_label(TITLE)).to_have_value("")
    expect(page.get_by_label("这是公用的电脑或手机")).to_be_checked()
    expect(page.get_by_role("button", name="存草稿")).to_be_visible()


def test_leaving_asks_while_something_is_unsent(writer):
    page = writer.goto(FORM)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label(TITLE).press_sequentially("长椅")
    page.goto(f"{writer.url}/track/")
    assert asked == ["beforeunload"]


def test_sent_is_no_draft_any_more_and_back_shows_a_page(writer):
    page = writer.goto(f"{FORM}?new=1")
    page.get_by_label(TITLE).fill("夜里想要热水")
    send(page)
    expect(page.get_by_role("alert").first).to_contain_text(BODY)
    page.get_by_label(BODY).fill("凌晨收工以后，站点里没有热水。")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您！")
    assert page.evaluate(STORED) == 0
    for _ in range(2):
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text("我要提建议")
    assert page.evaluate(STORED) == 0


def test_back_after_a_better_door_shows_a_page(writer):
    page = writer.goto(f"{FORM}?new=1")
    write(page, "老板欠薪三个月不发工资", "欠薪三个月，要求马上支付工资，请查处。")
    send(page)
    page.get_by_role("button", name="仍作为建议提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您！")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("我要提建议")


def test_back_shows_a_page_without_javascript(visitor):
    page = visitor(javascript=False).goto(f"{FORM}?new=1")
    page.get_by_label(TITLE).fill("夜里想要热水")
    send(page)
    page.get_by_label(BODY).fill("凌晨收工以后，站点里没有热水。")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您！")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("我要提建议")


def test_without_javascript_a_draft_is_kept_under_a_code(visitor):
    page = visitor(javascript=False).goto(f"{FORM}?new=1")
    write(page)
    page.get_by_role("button", name="存草稿").click()
    code = page.locator(".draft-code").inner_text()
    page = visitor(javascript=False).goto("/track/")
    page.get_by_label("有查询码？看看办到哪一步").fill(code)
    page.get_by_role("button", name="查进度").click()
    expect(page.get_by_label(TITLE)).to_have_value("站点旁边的长椅太少")


def test_danger_is_answered_while_it_is_written(writer):
    page = writer.goto(f"{FORM}?new=1")
    page.get_by_label(TITLE).fill("楼下着火了，有人被困")
    expect(page.locator(".hint a[href='tel:119']")).to_be_visible()
    page.get_by_label(TITLE).fill("希望站点旁边多几条长椅")
    expect(page.locator(".hint a")).to_have_count(0)


def test_errors_go_when_their_fields_are_put_right(writer):
    page = writer.goto(f"{FORM}?new=1")
    page.get_by_label("手机号").fill("138")
    page.get_by_label("怎么称呼您").fill("李师傅")
    send(page)
    summary = page.locator(".error-summary")
    expect(summary.locator("li")).to_have_count(4)  # title, body, number, consent
    page.get_by_label(TITLE).fill("长椅太少")
    expect(summary.locator("li")).to_have_count(3)
    expect(page.locator("#id_title_error")).to_have_count(0)
    expect(page.get_by_label(TITLE)).not_to_have_attribute("aria-invalid", "true")
    page.get_by_label("手机号").fill("1381234")
    expect(summary.locator("li")).to_have_count(3)
    page.get_by_label("手机号").fill("138-1234-5678")
    page.get_by_label(BODY).fill("没有地方坐，希望加几条。")
    page.get_by_label("我同意按上面的说明使用我的联系方式").check()
    expect(summary).to_have_count(0)
    expect(page.locator("[data-invalid]")).to_have_count(0)
