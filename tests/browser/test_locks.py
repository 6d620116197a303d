"""The second step on a phone, without JavaScript: bound, asked for, refused, let in."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Person
from tests.browser.test_axe import TAGS
from tests.suggestions.staff.locks import shown, typed_secret

pytestmark = pytest.mark.browser

WHO = "clerk15"
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
LOW = """() => [...document.querySelectorAll("#main :is(a, button, input:not([type=hidden]))")]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 44)
    .map((e) => e.outerHTML)"""


def log_in(person: Person) -> Page:
    page = person.goto("/admin/")
    page.get_by_label("用户名").fill(WHO)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    return page


def fits(page: Page) -> None:
    assert not page.evaluate(WIDE)
    assert page.evaluate(LOW) == []


def test_an_app_is_bound_and_from_then_on_its_code_is_asked_for(visitor):
    person = visitor(javascript=False)
    page = log_in(person)
    page = person.goto("/admin/own_login/")
    secret = typed_secret(page.content())
    assert page.locator(".lock-qr svg").bounding_box()["width"] > 150
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_label("验证码").fill(shown(secret))
    page.get_by_role("button", name="绑定").click()
    page.locator(".lock-codes code").first.wait_for()
    codes = page.locator(".lock-codes code").all_inner_texts()
    assert len(codes) == 10

    other = visitor(javascript=False)
    page = log_in(other)
    expect(page.get_by_role("heading", level=1)).to_have_text("两步验证")
    fits(page)
    page.get_by_label("验证码").fill("123")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("验证码不对")).to_be_visible()
    fits(page)
    page.get_by_label("验证码").fill(codes[0])
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile("/admin/$"))
    page = other.goto("/admin/own_login/")
    page.get_by_label("验证码").fill(codes[1])
    page.get_by_role("button", name="解除两步验证").click()
    expect(page.get_by_text("以后登录只要密码")).to_be_visible()
    assert person.notes.all() == other.notes.all() == []


def test_a_device_takes_the_place_of_the_code(visitor):
    person = visitor()
    log_in(person).wait_for_url(f"{person.url}/admin/")
    page = person.goto("/admin/own_login/")
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_label("验证码").fill(shown(typed_secret(page.content())))
    page.get_by_role("button", name="绑定").click()
    page.locator(".lock-codes code").first.wait_for()
    codes = page.locator(".lock-codes code").all_inner_texts()
    device = plug_in(page)
    page.get_by_role("link", name="记好了").click()
    page.get_by_role("link", name=re.compile("通行密钥")).click()
    page.get_by_label("给它起个名字").fill("门口的电脑")
    page.get_by_label("验证码").last.fill(codes[0])
    page.get_by_role("button", name="添加这台设备").click()
    expect(page.get_by_text("添加好了")).to_be_visible()
    assert not page.evaluate(WIDE)

    page.context.clear_cookies()
    log_in(person).wait_for_url(re.compile("/second/"))
    fits(page)
    device["present"](False)
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_text("设备没有完成验证")).to_be_visible()
    device["present"](True)
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url(f"{person.url}/admin/")
    page = person.goto("/admin/own_login/passkeys/")
    expect(page.get_by_text("用过", exact=False).first).to_be_visible()
    page.get_by_label("验证码").first.fill(codes[1])
    page.get_by_role("button", name="删除选中的").click()
    expect(page.get_by_text("已经删除")).to_be_visible()
    page = person.goto("/admin/own_login/")
    page.get_by_label("验证码").fill(codes[2])
    page.get_by_role("button", name="解除两步验证").click()
    page.wait_for_load_state()
    assert person.notes.all() == []


def plug_in(page: Page) -> dict:
    """A security key as Chromium makes one for tests; its owner answers, or refuses."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True}
    key = devtools.send("WebAuthn.addVirtualAuthenticator", {
        "options": {**kind, "isUserVerified": True, "automaticPresenceSimulation": True},
    })["authenticatorId"]  # fmt: skip

    def present(is_so: bool) -> None:
        devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": is_so})

    return {"present": present}


def test_the_page_of_the_code_has_no_fault_for_screen_readers(visitor):
    person = visitor()
    log_in(person).wait_for_url(f"{person.url}/admin/")
    page = person.goto("/admin/own_login/")
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_label("验证码").fill(shown(typed_secret(page.content())))
    page.get_by_role("button", name="绑定").click()
    page.locator(".lock-codes code").first.wait_for()
    codes = page.locator(".lock-codes code").all_inner_texts()
    other = visitor()
    page = log_in(other)
    page.wait_for_url(re.compile("/second/"))
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, found.generate_report()
    page = person.goto("/admin/own_login/")
    page.get_by_label("验证码").fill(codes[0])
    page.get_by_role("button", name="解除两步验证").click()
    page.wait_for_load_state()
    assert [*person.notes.all(), *other.notes.all()] == []
