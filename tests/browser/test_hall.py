"""The hall in a real browser: the screen fits, is large and changes untouched; phones sign in."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WAIT
from tests.browser.stories import told_site
from tests.browser.test_axe import faults

pytestmark = pytest.mark.browser
SCREENS = {"full": (1920, 1080), "small": (1280, 720)}
TEN_METRES = 0.025  # of the picture's width: 48 px of 1920
SMALLEST = """() => Math.min(...[...document.querySelectorAll('#screen *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
CUT_OFF = """() => [document.documentElement, document.querySelector('.hall-main')]
  .filter(e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
  .map(e => e.className || e.tagName)"""
SMALL_TARGETS = """() => [...document.querySelectorAll('.meet a, .meet button, .meet summary')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44)
  .map(e => e.textContent.trim())"""
TOO_WIDE = """() => [...document.querySelectorAll('.meet *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """A site with a meeting about to begin and one that is running, and its secretary."""
    with told_site(tmp_path_factory.mktemp("hall"), "hall_story") as found:
        yield found


@pytest.fixture
def look(chromium, hall):
    """A page of a browser of its own."""
    contexts = []

    def make(width=PHONE["width"], height=PHONE["height"], *, javascript=True):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
            base_url=hall["url"],
        )
        context.set_default_timeout(WAIT)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", SCREENS.values(), ids=SCREENS)
@pytest.mark.parametrize("which", ["before", "running"])
def test_the_screen_fits_and_is_read_from_ten_metres(look, hall, which, size):
    page = look(*size)
    page.goto(hall[which])
    assert page.evaluate(SMALLEST) >= size[0] * TEN_METRES
    assert page.evaluate(CUT_OFF) == []


def test_the_screen_changes_without_being_touched_or_flickering(look, hall):
    page = look(1280, 720)
    page.goto(hall["running"])
    page.evaluate("window.untouched = true")
    before = page.locator(".hall-speaking").inner_text()
    first = page.locator("[data-clock]").inner_text()
    expect(page.locator("[data-clock]")).not_to_have_text(first)  # counts by itself
    hall["story"]("next")
    expect(page.locator(".hall-speaking")).not_to_have_text(before)
    assert page.evaluate("window.untouched"), "exchanged, not loaded again"


def test_the_screen_says_when_it_has_lost_the_server(look, hall):
    page = look(1280, 720)
    page.goto(hall["running"])
    page.route("**/hall/**", lambda route: route.abort())
    expect(page.locator("#offline")).to_be_visible()
    page.unroute("**/hall/**")
    expect(page.locator("#offline")).to_be_hidden()


def test_without_javascript_the_screen_reloads_itself(look, hall):
    page = look(1280, 720, javascript=False)
    page.goto(hall["running"])
    with page.expect_navigation(timeout=20_000):
        pass


def test_a_resident_signs_in_without_javascript(look, hall):
    page = look(javascript=False)
    page.goto(hall["scan"])
    page.get_by_role("link", name="代＊＊2").click()
    page.get_by_label("手机号后四位").fill("0000")
    page.get_by_role("button", name="确认签到").click()
    expect(page.get_by_role("main")).to_contain_text("对不上")
    page.get_by_label("手机号后四位").fill("0002")
    page.get_by_role("button", name="确认签到").click()
    expect(page.get_by_role("status").first).to_contain_text("代＊＊2 签到成功")


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_the_pages_of_signing_in_are_without_fault(look, hall, elder):
    page = look()
    if elder:
        page.context.add_cookies([{"name": "elder", "value": "on", "url": hall["url"]}])
    page.goto(hall["scan"])
    assert faults(page, 60 if elder else 44) == []
    page.locator("a.seat-link").last.click()
    expect(page.get_by_role("button", name="确认签到")).to_be_visible()
    assert faults(page, 60 if elder else 44) == []
    page.get_by_role("button", name="确认签到").click()
    assert faults(page, 60 if elder else 44) == []
    page.goto(hall["scan"].replace("/code/", "/code/x"))
    assert faults(page, 60 if elder else 44) == []


def test_the_secretarys_phone_has_large_targets_and_needs_no_javascript(look, hall):
    page = look(javascript=False)
    page.goto("/admin/login/")
    page.locator("[name=username]").fill("secretary")
    page.locator("[name=password]").fill("jianyan")
    page.locator("[name=password]").press("Enter")
    for name in ("conduct", "attendance", "paper"):
        page.goto(f"{hall['desk']}{name}/")
        assert page.evaluate(SMALL_TARGETS) == [] and page.evaluate(TOO_WIDE) == [], name
    page.goto(f"{hall['desk']}attendance/")
    page.get_by_role("button", name="到会").first.click()
    expect(page.locator(".meet-quorum__figure")).to_contain_text("1 / 5 席")
    page.goto(f"{hall['desk']}conduct/")
    page.get_by_label("名单外的填姓名").last.fill("王阿姨")
    page.locator("#remarks textarea").first.fill("晚上看不清路。")
    page.get_by_role("button", name="记下要点").click()
    expect(page.locator("#remarks")).to_contain_text("晚上看不清路。")
