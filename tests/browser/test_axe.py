"""Every public page type stands up to axe-core (WCAG 2.2 AA), at 200 % zoom and under a thumb."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROW = {"width": 320, "height": 700}  # 640 px at 200 %
ADDRESSES = {
    "home": "/",
    "campaigns": "/campaigns/",
    "list": "/suggestions/",
    "list, filtered": "/suggestions/?q=电梯&status=accepted",
    "list, empty": "/suggestions/?q=没有人会写的词儿",
    "choose a campaign": "/submit/",
    "track": "/track/",
    "search": "/search/?q=建议",
    "article": "/yinsi/",
    "live event": "/renmin-chengshi/renmin-jianyi-zhibojian/",
    "not found": "/nowhere/",
}
# Pages whose address is read off another page: (start, pattern of the link).
FOUND = {
    "campaign": ("/campaigns/", r"^/(?!campaigns|suggestions|submit|track|search)[^/]+/[^/]+/$"),
    "series": ("/campaigns/", r"^/(?!campaigns|suggestions|submit|track|search)[^/]+/$"),
    "detail": ("/suggestions/", r"^/suggestions/\d+/$"),
    "topic": ("/", r"^/topics/\d+/$"),
    "submit": ("/submit/", r"^/submit/[^/]+/$"),
}
# Links and buttons that are no part of a sentence, with the smaller side of each in pixels.
TARGETS = """
() => [...document.querySelectorAll('button, .button, nav a, select, input:not([type=hidden])')]
  .filter(e => e.offsetParent && !['checkbox', 'radio'].includes(e.type)
    && !e.closest('.visually-hidden') && getComputedStyle(e).opacity !== '0')
  .map(e => [e.getBoundingClientRect().height, e.outerHTML.slice(0, 90)])
"""


def open_page(person, name):
    if name in ADDRESSES:
        return person.goto(ADDRESSES[name])
    start, pattern = FOUND[name]
    page = person.goto(start)
    links = [a.get_attribute("href") or "" for a in page.locator("main a[href]").all()]
    address = next((link for link in links if re.match(pattern, link)), None)
    assert address, (name, links)
    return person.goto(address)


def violations(page) -> list[str]:
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [
        f"{found['id']}: {found['nodes'][0]['html'][:150]}"
        for found in result.response["violations"]
    ]


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_every_page_type_has_no_violation_and_targets_that_a_thumb_hits(visitor, elder):
    person = visitor()
    page = person.goto("/")
    if elder:
        page.get_by_role("button", name=re.compile("大字")).click()
        assert page.locator("html").get_attribute("data-elder") == "on"
    least = 60 if elder else 44
    for name in (*ADDRESSES, *FOUND):
        page = open_page(person, name)
        assert violations(page) == [], name
        small = [html for height, html in page.evaluate(TARGETS) if height < least - 0.5]
        assert small == [], name
    assert person.notes.outside == [] and person.notes.console == []


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_nothing_runs_off_the_side_at_two_hundred_percent(visitor, elder):
    person = visitor(viewport=NARROW)
    page = person.goto("/")
    if elder:
        page.get_by_role("button", name=re.compile("大字")).click()
    for name in (*ADDRESSES, *FOUND):
        page = open_page(person, name)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROW["width"], name


def test_the_form_with_mistakes_the_receipt_and_the_way_of_it(visitor):
    person = visitor()
    page = open_page(person, "submit")
    page.get_by_role("button", name="提交建议").click()
    page.wait_for_load_state()
    assert page.locator(".error-summary, [role=alert]").first.is_visible()
    assert violations(page) == []
    page.locator("[name=title]").fill("河边的长椅太少")
    page.locator("[name=body]").fill("散步走累了没有地方坐，我的电话是 13800001234。")
    if page.locator("[name=phone]").count():
        page.locator("[name=phone]").fill("13800001234")
        page.locator("[name=consent]").check()
    page.get_by_role("button", name="提交建议").click()
    page.wait_for_url("**/receipt/")
    assert violations(page) == []
    page = person.goto("/track/")
    page.locator("main a[href^='/track/']").first.click()
    page.wait_for_load_state()
    assert violations(page) == []
