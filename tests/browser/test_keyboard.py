"""Nothing needs a mouse, and with large letters everything stands in one column."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK
from tests.browser.hand import whole

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/suggestions/",
    "/submit/xin-jiuye-qunti/",
    "/track/",
    "/yishi/510104032901001/propose/",
)
# Everything that is shown and can be pressed; of a group of choices one stands for all.
MARK = """
() => {
  const all = [...document.querySelectorAll('a[href], button, summary, select, textarea, input')]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && e.type !== 'hidden'
      && !e.disabled && e.tabIndex >= 0 && !e.closest('.trap'));
  const groups = new Set();
  return all.filter(e => {
    if (e.type !== 'radio') return true;
    if (groups.has(e.name)) return false;
    groups.add(e.name);
    return true;
  }).map(e => e.dataset.reached = '').length;
}
"""
FOCUSED = """
() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  for (const one of e.type === 'radio' ? document.getElementsByName(e.name) : [e])
    one.dataset.reached = 'yes';
  const drawn = (s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0;
  // A link stretched over its card, a tick and its words: the ring is around the whole.
  const seen = [[e], [e, '::after'], [e.closest('label') || e], [e.closest('.card') || e]]
    .some(([one, part]) => drawn(getComputedStyle(one, part)));
  return seen ? '' : e.outerHTML.slice(0, 110);
}
"""
LEFT = """
() => [...document.querySelectorAll('[data-reached=""]')].map(e => e.outerHTML.slice(0, 110))
"""
COLUMNS = """
() => [...document.querySelectorAll('main .grid, main .split, main .field-group, main .btn-row')]
  .filter(e => e.checkVisibility())
  .filter(e => new Set([...e.children].filter(c => c.checkVisibility())
    .map(c => Math.round(c.getBoundingClientRect().left))).size > 1)
  .map(e => e.className)
"""


def tab_through(page: Page) -> list[str]:
    """What the tab key does not reach, and where one does not see that it has arrived."""
    marked = page.evaluate(MARK)
    unseen = []
    for _ in range(marked + 20):
        page.keyboard.press("Tab")
        unseen.append(page.evaluate(FOCUSED))
    lost = page.evaluate(LEFT)
    return [*(f"not reached: {html}" for html in lost), *(f"unseen: {u}" for u in unseen if u)]


def test_the_tab_key_reaches_everything_and_shows_where_it_is(visitor):
    person = visitor(viewport=DESK)
    wrong = {address: tab_through(person.goto(address)) for address in PAGES}
    assert {address: found for address, found in wrong.items() if found} == {}


def test_a_suggestion_is_sent_and_followed_without_a_mouse(visitor):
    page = visitor(viewport=DESK).goto("/submit/xin-jiuye-qunti/?new=1")
    page.get_by_label("您想说的事").focus()
    page.keyboard.type("河边的长椅太少")
    while page.evaluate("document.activeElement.name") != "body":
        page.keyboard.press("Tab")
    page.keyboard.type("走累了没有地方坐。")
    while page.evaluate("document.activeElement.textContent.trim()") != "提交建议":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/submit')[0]}/receipt/")
    expect(page.get_by_text("查询码").first).to_be_visible()


def test_with_large_letters_everything_stands_in_one_column(visitor):
    person = visitor(viewport=DESK)
    page = person.goto("/")
    size = "() => parseFloat(getComputedStyle(document.documentElement).fontSize)"
    before = page.evaluate(size)
    assert page.evaluate(COLUMNS)  # else there is nothing to see
    page.get_by_role("button", name="大字版").click()
    expect(page.locator("html")).to_have_attribute("data-elder", "on")
    assert whole(page).evaluate(size) > before
    side_by_side = {url: person.goto(url).evaluate(COLUMNS) for url in (*PAGES, "/campaigns/")}
    assert {url: found for url, found in side_by_side.items() if found} == {}
