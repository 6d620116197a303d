"""Every public page type stands up to axe-core (WCAG 2.2 AA), at 200 % zoom and under a thumb."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.hand import whole

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
NARROW = {"width": 320, "height": 700}  # 640 px at 200 %
PHONE = {"width": 390, "height": 844}
ADDRESSES = {
    "home": "/",
    "campaigns": "/campaigns/",
    "campaign": "/dacheng-xiaoshi/dianpingche-chongdian/",
    "campaign, closed": "/renmin-chengshi/xialing-rexian/",
    "series": "/renmin-chengshi/",
    "article": "/zenyang-xie/",
    "live event": "/renmin-chengshi/renmin-jianyi-zhibojian/",
    "list": "/suggestions/",
    "list, filtered": "/suggestions/?q=充电&status=accepted",
    "list, empty": "/suggestions/?q=没有人会写的词儿",
    "choose a campaign": "/submit/",
    "choose by a few words": "/submit/?about=充电桩",
    "everyday door": "/richang/",
    "map": "/map/dianpingche-chongdian/",
    "map of all": "/map/",
    "map, empty": "/map/shequ-daren/",
    "form": "/submit/xin-jiuye-qunti/",
    "form, closed": "/submit/xialing-rexian/",
    "similar": "/similar/?text=充电桩",
    "questionnaire": "/dacheng-xiaoshi/dianpingche-chongdian/chongdian-wenjuan/",
    "questionnaires": "/questionnaires/",
    "recognitions": "/recognitions/",
    "not heard": "/campaigns/dianpingche-chongdian/heard/",
    "stations": "/stations/",
    "stations, found": "/stations/?q=街道",
    "units": "/units/",
    "figures": "/figures/",
    "board": "/yishi/",
    "find a council": "/yishi/find/?q=街道",
    "board of a street": "/yishi/areas/510104032/",
    "plan": "/yishi/plan/?state=all",
    "plan, month": "/yishi/plan/month/",
    "plan, bars": "/yishi/plan/bars/?state=all",
    "plan, map": "/yishi/plan/map/",
    "council": "/yishi/510104032901001/",
    "ratings": "/yishi/ratings/",
    "proposals": "/yishi/510104032901001/proposals/",
    "propose": "/yishi/510104032901001/propose/",
    "track": "/track/",
    "open data": "/data/",
    "interface": "/api/",
    "search": "/search/?q=建议",
    "not found": "/nowhere/",
}
# Pages whose address is read off another page: (start, pattern of the link).
QUESTIONNAIRE = "/dacheng-xiaoshi/dianpingche-chongdian/chongdian-wenjuan/"
FOUND = {
    "questionnaire, form": (QUESTIONNAIRE, r"^/questionnaires/\d+/$"),
    "questionnaire, results": (QUESTIONNAIRE, r"^/questionnaires/\d+/results/$"),
    "detail": ("/suggestions/", r"^/suggestions/\d+/$"),
    "detail, answered": ("/suggestions/?status=answered", r"^/suggestions/\d+/$"),
    "station": ("/stations/", r"^/stations/\d+/$"),
    "unit": ("/units/", r"^/units/\d+/$"),
    "topic": ("/dacheng-xiaoshi/dianpingche-chongdian/", r"^/topics/\d+/$"),
    "issue": ("/dacheng-xiaoshi/dianpingche-chongdian/", r"^/issues/\d+/$"),
    "follow": ("/dacheng-xiaoshi/dianpingche-chongdian/", r"^/follow/campaign/\?target=\d+$"),
    "register": ("/renmin-chengshi/renmin-jianyi-zhibojian/", r"^/zhibo/\d+/register/$"),
    "meeting": ("/yishi/510104032901001/", r"^/yishi/meetings/\d+/$"),
    "resolution": ("/yishi/510104032901001/", r"^/yishi/resolutions/\d+/$"),
}
# What the followed page shows at each stage: suggestions of the demo, by their key.
FOLLOWED = {
    "to be rated": "s180",
    "rated": "s179",
    "reopened": "s264",
    "declined": "s199",
    "with a department": "s002",
}

# What a thumb must hit: everything to be pressed, save links within a sentence (WCAG 2.5.8).
# A link stretched over its card is as large as the card, a tick as large as its label.
TARGETS = """
() => {
  const box = (e) => {
    const after = getComputedStyle(e, '::after');
    const stretched = after.content !== 'none' && after.position === 'absolute';
    const label = ['checkbox', 'radio'].includes(e.type) ? e.closest('label') : null;
    return (label || (stretched && e.closest('.card, article, li')) || e).getBoundingClientRect();
  };
  const inSentence = (e) => e.tagName === 'A' && getComputedStyle(e).display.startsWith('inline')
    && e.closest('p, li, dd, td, .prose')
    && e.closest('p, li, dd, td, .prose').textContent.trim() !== e.textContent.trim();
  return [...document.querySelectorAll('a[href], button, summary, select, textarea, input')]
    .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true})
      && e.type !== 'hidden' && !e.closest('.visually-hidden, .trap, .skip, .skip-link')
      && !inSentence(e))
    .map(e => [box(e).height, box(e).width, e.outerHTML.slice(0, 110)])
    .filter(([height, width]) => height > 1 && width > 1);
}
"""


def violations(page: Page) -> list[str]:
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [
        f"{found['id']}: {found['nodes'][0]['html'][:150]}"
        for found in result.response["violations"]
    ]


def faults(page: Page, least: int) -> list[str]:
    """Everything that this page does wrong, at a phone's width and at 200 % zoom."""
    small = [html for height, _, html in whole(page).evaluate(TARGETS) if height < least - 0.5]
    wrong = [*violations(page), *(f"under {least} px: {html}" for html in small)]
    page.set_viewport_size(NARROW)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(PHONE)
    return wrong if width <= NARROW["width"] else [*wrong, f"{width} px wide at 200 %"]


@pytest.fixture(params=["off", "on"], ids=["plain", "elder"])
def reader(request, visitor):
    """A resident with a phone; one of the two has switched to large letters."""
    person = visitor()
    page = person.goto("/")
    person.least = 44
    if request.param == "on":
        page.get_by_role("button", name="大字版").click()
        person.least = 60
    expect(page.locator("html")).to_have_attribute("data-elder", request.param)
    yield person
    # No complaint of the browser, the CSP's included; nothing lost, nothing from another host.
    assert person.notes.all() == []


def test_every_page_to_read_is_without_fault(reader):
    wrong = {}
    for name, address in ADDRESSES.items():
        wrong[name] = faults(reader.goto(address), reader.least)
    for name, (start, pattern) in FOUND.items():
        links = reader.goto(start).locator("main a[href]").all()
        addresses = [link.get_attribute("href") for link in links]
        address = next(address for address in addresses if re.match(pattern, address))
        wrong[name] = faults(reader.goto(address), reader.least)
    assert {name: found for name, found in wrong.items() if found} == {}


def test_the_form_with_mistakes_the_receipt_and_the_way_are_without_fault(reader):
    wrong = {}
    page = reader.goto("/submit/xin-jiuye-qunti/?new=1")
    page.get_by_label("怎么称呼您").fill("王阿姨")
    page.get_by_role("button", name="提交建议").last.click()
    expect(page.get_by_role("alert").first).to_contain_text("还差一点")
    wrong["mistakes"] = faults(page, reader.least)
    page.get_by_label("您想说的事").fill("河边的长椅太少")
    page.get_by_label("为什么想说这件事").fill("走累了没有地方坐，我的电话是 13800001234。")
    page.get_by_label("怎么称呼您").fill("")
    page.get_by_role("button", name="提交建议").last.click()
    page.wait_for_url("**/receipt/")
    wrong["receipt"] = faults(page, reader.least)
    page.get_by_role("link", name="现在就看进度").click()
    page.wait_for_url(re.compile(r"/track/\d+/"))
    wrong["tracked"] = faults(page, reader.least)
    page.get_by_role("link", name="撤回这条建议").click()
    page.wait_for_url("**/withdraw/")
    wrong["withdraw"] = faults(page, reader.least)
    wrong["track, with mine"] = faults(reader.goto("/track/"), reader.least)
    assert {name: found for name, found in wrong.items() if found} == {}


def test_the_better_door_is_without_fault_and_lets_through(reader):
    page = reader.goto("/submit/xin-jiuye-qunti/?new=1")
    page.get_by_label("您想说的事").fill("驿站里着火了")
    page.get_by_label("为什么想说这件事").fill("正在冒烟，有人被困，快来救命！")
    page.get_by_role("button", name="提交建议").last.click()
    expect(page.get_by_role("heading", name="请先打电话")).to_be_visible()
    assert faults(page, reader.least) == []
    page.get_by_role("button", name="仍作为建议提交").click()
    page.wait_for_url("**/receipt/")


def test_following_a_suggestion_is_without_fault_at_every_stage(reader, site):
    wrong = {}
    for name, key in FOLLOWED.items():
        page = reader.goto(f"/c/{site.receipts[key]}")
        expect(page).to_have_url(re.compile(r"/track/\d+/$"))
        wrong[name] = faults(page, reader.least)
    page = reader.goto(f"/c/{site.receipts['s180']}")
    page.get_by_label("不满意", exact=True).check()
    page.get_by_label("没有办").check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("alert").first).to_contain_text("请写一两句")
    wrong["rating with mistakes"] = faults(page, reader.least)
    assert {name: found for name, found in wrong.items() if found} == {}


def test_what_is_wrong_is_found(visitor):
    """The red control: one fault of each kind, put into a page that has none."""
    page = visitor().goto("/track/")
    page.evaluate(
        """document.querySelector('main').insertAdjacentHTML('beforeend',
        '<div><a id="small" href="/">小</a></div><img id="unnamed" src="/x.png">')"""
    )
    page.evaluate("document.querySelector('main').style.minWidth = '360px'")
    found = "\n".join(faults(page, 44))
    assert 'under 44 px: <a id="small"' in found
    assert "image-alt" in found
    assert "px wide at 200 %" in found
