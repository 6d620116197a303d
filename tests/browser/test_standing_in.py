"""请假与代班 as it is worked: a leave is entered, the place taken and left, the leave ended."""

import datetime as dt

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def pick(page, name, day):
    """A day is typed; the calendar that opens a moment later is closed by a click beside it."""
    page.locator(f"[name={name}]").fill(day)
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    expect(calendar).to_have_count(1)
    page.locator(".desk-main h3").first.click()
    expect(calendar).to_have_count(0)


def test_a_leave_is_entered_and_the_place_taken_and_left(staff, site):
    today = dt.date.today()
    away = staff("supervisor").page
    away.goto(site.url + "/admin/")
    away.get_by_role("link", name="请假与代班").click()
    pick(away, "first_day", f"{today:%Y-%m-%d}")
    pick(away, "last_day", f"{today - dt.timedelta(days=1):%Y-%m-%d}")
    away.locator("[name=substitute]").select_option(label="周敏")
    away.get_by_role("button", name="登记请假").click()
    expect(away.get_by_role("alert").filter(has_text="不能早于第一天")).to_be_visible()
    expect(away.locator("[name=substitute]")).to_have_value(
        away.locator("[name=substitute]").input_value()
    )
    pick(away, "last_day", f"{today + dt.timedelta(days=2):%Y-%m-%d}")
    away.get_by_role("button", name="登记请假").click()
    expect(away.locator(".messages")).to_contain_text("由 周敏 代办")

    here = staff("officer").page
    panel = here.locator("[aria-labelledby=standing-in-heading]")
    expect(panel).to_contain_text("您正在代 郑华")
    panel.get_by_role("button", name="代 郑华 办理").click()
    expect(here.locator("#standing-in-heading")).to_have_text("您正在代 郑华 办理")
    here.goto(site.url + "/admin/referrals/")
    banner = here.locator(".desk-stands-in")
    expect(banner).to_contain_text("您正在代 郑华 办理")
    here.goto(site.url + "/admin/screening/")
    expect(here.get_by_role("button", name="领下一条")).to_have_count(0)  # a supervisor only looks
    banner.get_by_role("button", name="回到自己的工作").click()
    expect(panel.get_by_role("button", name="代 郑华 办理")).to_be_visible()

    away.get_by_role("button", name="提前结束").click()
    expect(away.locator(".messages")).to_contain_text("代班也随之结束")
    here.reload()
    expect(panel).to_have_count(0)
