"""Visits without a network: what is pressed waits closed on the phone, and is done once."""

import re

import pytest
from playwright.sync_api import Error, expect

from tests.browser.hand import whole
from tests.browser.stories import at_desk, enter_tunnel, leave_tunnel, told_site

pytestmark = pytest.mark.browser
KEPT = "Object.entries(localStorage).filter(([k]) => k.startsWith('jianyan-visits-'))"


@pytest.fixture
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("visits")
    with told_site(folder, "visit_story", package="tests.suggestions") as found:
        yield found


@pytest.fixture
def phone(chromium, place):
    pages = []

    def make(username="visitor"):
        pages.append(at_desk(chromium, place, username))
        expect(pages[-1].locator(".visits[data-ready]")).to_be_visible()
        return pages[-1]

    yield make
    for page in pages:
        page.context.close()


def door(page, room):
    page.locator("a.visit-door", has=page.locator(f"[data-room$=' {room}']")).click()
    return page.locator("[data-sheet]")


def state(page, room):
    row = page.locator("a.visit-door", has=page.locator(f"[data-room$=' {room}']"))
    return row.locator("[data-said]")


def fill(page, room, words, option="路灯"):
    sheet = door(page, room)
    sheet.get_by_label(option).check()
    sheet.locator("textarea").fill(words)
    sheet.get_by_role("button", name="交卷", exact=True).last.click()


def test_visits_go_on_in_a_tunnel_and_arrive_once(phone, place):
    page = phone()
    held = page.locator(".visit-held")
    enter_tunnel(page, place)
    sheet = door(page, "301")
    expect(sheet).to_contain_text("您好，回答自愿。")
    sheet.get_by_role("button", name="交卷", exact=True).last.click()
    expect(sheet.locator("[data-fault]")).to_contain_text("还有必答的题没有答")
    sheet.get_by_role("button", name="回到名单").click()
    fill(page, "301", "地下室也要装路灯。")
    expect(held.locator("h3")).to_have_text("还没送到 1 件")
    door(page, "302").get_by_role("button", name="没有人在家").click()
    expect(held.locator("h3")).to_have_text("还没送到 2 件")
    expect(state(page, "302")).to_have_text("没有人在家（还没送到）")
    kept = page.evaluate(KEPT)
    assert len(kept) == 2
    assert not any(word in str(kept) for word in ("路灯", "visited", "3号楼"))
    assert place["story"]("told")["visits"] == []
    leave_tunnel(page, place)
    expect(held).to_be_hidden()
    expect(state(page, "301")).to_have_text("已走访")
    told = place["story"]("told")
    assert sorted(one[1] for one in told["visits"]) == ["not_home", "visited"]
    assert told["sheets"] == 1 and told["words"] == ["地下室也要装路灯。"]
    assert page.evaluate(KEPT) == []


def test_what_waits_outlives_the_page_and_a_lost_answer_makes_no_second_visit(phone, place):
    page, lost = phone(), []

    def swallow(route):
        """The office does it; the phone never hears of it."""
        lost.append(route.request.headers["x-press"])
        route.fetch()
        route.abort()

    page.route(re.compile("/visits/doors/"), swallow, times=1)
    fill(page, "301", "只说这一遍。")
    expect(state(page, "301")).to_have_text("已走访")
    assert len(lost) == 1 and place["story"]("told")["sheets"] == 1
    enter_tunnel(page, place)
    fill(page, "303", "关掉以后也在。")
    expect(page.locator(".visit-held h3")).to_have_text("还没送到 1 件")
    address = page.url
    page.close()
    again = page.context.new_page()
    leave_tunnel(page, place)
    again.goto(address)
    expect(state(again, "303")).to_have_text("已走访")
    assert place["story"]("told")["sheets"] == 2


KEPT_COPY = """async (words) => {
  const copy = await (await caches.open("jianyan-visits-page")).match(location.pathname);
  return (await copy.text()).includes(words);
}"""


def counts(page):
    return page.locator("[data-counts]").all_inner_texts()


def test_counts_follow_what_is_pressed_and_so_does_the_copy_on_the_phone(phone, place):
    page = copied(phone())
    assert counts(page) == ["还没去 4 户", "还没去 3", "还没去 1"]
    door(page, "101").get_by_role("button", name="没有人在家").click()
    expect(state(page, "101")).to_have_text("没有人在家")
    assert counts(page) == ["还没去 3 户，没有人在家 1 户", "还没去 3", "没有人在家 1"]
    page.wait_for_function(KEPT_COPY, arg="没有人在家 1 户")
    enter_tunnel(page, place)
    door(page, "302").get_by_role("button", name="不愿意").click()
    expect(page.locator(".visit-held h3")).to_have_text("还没送到 1 件")
    assert counts(page)[0] == "还没去 2 户，没有人在家 1 户，不愿意 1 户"
    page.reload()
    expect(state(page, "302")).to_have_text("记过了（还没送到）")
    expect(state(page, "101")).to_have_text("没有人在家")
    assert counts(page)[0] == "还没去 2 户，没有人在家 1 户，记过了 1 户"


# As if it had been kept the day before yesterday.
OLD = """async () => {
  const cache = await caches.open("jianyan-visits-page"), old = await cache.match(location.href);
  const headers = new Headers(old.headers);
  headers.set("X-Kept-At", Date.now() - 48 * 3600 * 1000);
  await cache.put(location.href, new Response(await old.text(), { headers }));
}"""
COPIES = "caches.keys().then((all) => all.length)"


def copied(page):
    expect(page.locator(".visits[data-copied]")).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.controller")
    return page


def test_the_page_loads_anew_in_a_tunnel_and_all_of_it_arrives_once(phone, place):
    page = copied(phone())
    enter_tunnel(page, place)
    fill(page, "301", "重新打开以前记的。")
    expect(state(page, "301")).to_have_text("已走访（还没送到）")
    page.reload()
    body = whole(page).locator("body")
    expect(body).to_contain_text("没有网络，这是手机上留着的名单")
    expect(body).not_to_contain_text("王阿姨")
    expect(page.locator(".visits[data-ready]")).to_be_visible()
    held = page.locator(".visit-held")
    expect(held).to_contain_text("这一页打开以前还记了 1 件")
    expect(state(page, "301")).to_have_text("记过了（还没送到）")
    fill(page, "302", "重新打开以后记的。", "长椅")
    door(page, "303").get_by_role("button", name="没有人在家").click()
    kept = page.evaluate(KEPT)
    assert len(kept) == 3 and not any(word in str(kept) for word in ("打开", "号楼", "visited"))
    page.reload()
    expect(held).to_contain_text("这一页打开以前还记了 3 件")
    assert place["story"]("told")["visits"] == []
    leave_tunnel(page, place)
    expect(held).to_be_hidden()
    for room, said in (("301", "已走访"), ("302", "已走访"), ("303", "没有人在家")):
        expect(state(page, room)).to_have_text(said)
    told = place["story"]("told")
    assert sorted(one[1] for one in told["visits"]) == ["not_home", "visited", "visited"]
    assert sorted(told["words"]) == ["重新打开以前记的。", "重新打开以后记的。"]
    assert page.evaluate(KEPT) == []
    page.get_by_role("link", name="有网络了").click()
    expect(page.locator("body")).to_contain_text("王阿姨")


def test_the_copy_goes_with_the_login_and_after_a_day(phone, place):
    page = copied(phone())
    assert page.evaluate(COPIES) == 1
    page.evaluate(OLD)
    enter_tunnel(page, place)
    with pytest.raises(Error, match="ERR_"):
        page.reload()
    leave_tunnel(page, place)
    page.goto(place["page"])
    assert copied(page).evaluate(COPIES) == 1
    page.context.clear_cookies(name="sessionid")
    page.goto("/admin/login/")
    page.wait_for_function(f"{COPIES}.then((number) => number === 0)")
    enter_tunnel(page, place)
    with pytest.raises(Error, match="ERR_"):
        page.goto(place["page"])


def test_two_at_one_door_are_told_and_both_are_kept(phone, place):
    page, other = phone(), phone("colleague")
    page.context.set_offline(True)
    fill(page, "101", "我先填的，可是没有网络。")
    fill(other, "101", "我后填的，先送到。", "长椅")
    expect(state(other, "101")).to_have_text("已走访")
    page.context.set_offline(False)
    held = page.locator(".visit-held")
    expect(held).to_contain_text("已有人走访过 1 件")
    expect(held).to_contain_text("没有计入统计")
    held.get_by_role("button", name="知道了").click()
    expect(held).to_be_hidden()
    told = place["story"]("told")
    assert [one[2:] for one in told["visits"]] == [["colleague", False], ["visitor", True]]
    assert told["sheets"] == 1 and told["words"] == ["我后填的，先送到。"]


def test_a_login_that_ran_out_sends_after_the_next_one(phone, place):
    page = phone()
    page.context.clear_cookies(name="sessionid")
    fill(page, "301", "重新登录以后也在。")
    held = page.locator(".visit-held")
    expect(held).to_contain_text("登录过期了")
    second = page.context.new_page()
    second.goto("/admin/login/")
    second.locator("[name=username]").fill("visitor")
    second.locator("[name=password]").fill("jianyan")
    second.locator("[name=password]").press("Enter")
    second.wait_for_url("**/admin/")
    # Every few seconds it is tried without a press as well: then the button is gone.
    held.get_by_role("button", name="现在再送").evaluate_all("(all) => all[0]?.click()")
    expect(state(page, "301")).to_have_text("已走访")
    assert place["story"]("told")["sheets"] == 1


def test_a_lost_phone_keeps_nothing_that_can_be_read(phone, place):
    page = phone()
    enter_tunnel(page, place)
    fill(page, "301", "丢了也打不开。")
    expect(page.locator(".visit-held h3")).to_have_text("还没送到 1 件")
    place["story"]("revoke")
    leave_tunnel(page, place)
    expect(page.locator(".visit-held")).to_contain_text("登录过期了")
    page.goto("/admin/login/")
    page.locator("[name=username]").fill("visitor")
    page.locator("[name=password]").fill("jianyan")
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/admin/")
    page.goto(place["page"])
    expect(whole(page).locator("body")).to_contain_text("已经被收回")
    assert page.evaluate(COPIES) == 0
    assert place["story"]("told") == {"visits": [], "sheets": 0, "words": []}


def test_whoever_goes_round_takes_the_own_phone_back_from_another(phone, chromium, place):
    lost = phone()
    lost.context.set_offline(True)  # this one alone; the other has its network
    fill(lost, "301", "丢在路上了。")
    expect(lost.locator(".visit-held h3")).to_have_text("还没送到 1 件")
    desk = at_desk(chromium, {**place, "page": "/admin/visits/"}, "visitor")
    desk.locator("header").get_by_role("button", name="操作").click()
    desk.get_by_role("link", name="我的走访手机").click()
    row = desk.get_by_role("row").filter(has_text="能用")
    # At its first line: it wraps on a phone, and its middle lies beside the words.
    row.get_by_role("link").first.click(position={"x": 12, "y": 8})
    box = desk.locator(".desk-box--verbs")
    box.locator("summary", has_text="手机丢了，收回").click()
    expect(box).to_contain_text("再也打不开")
    whole(desk)
    box.get_by_role("button", name="手机丢了，收回").click()
    expect(desk.locator(".messages")).to_contain_text("已收回")
    expect(box).to_contain_text("已经收回")
    desk.goto(place["page"])
    expect(desk.locator(".visits[data-ready]")).to_be_visible()  # the other phone goes on
    lost.context.set_offline(False)
    expect(lost.locator(".visit-held")).to_contain_text("登录过期了")
    assert place["story"]("told") == {"visits": [], "sheets": 0, "words": []}
    desk.context.close()
