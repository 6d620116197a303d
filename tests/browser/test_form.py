"""No public page grows wider than its screen, however large its reader has set the letters."""

import re

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.test_axe import ADDRESSES, FOLLOWED, FOUND, PHONE

pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 768, 1280)
PHONES = (320, 390)
USUAL, LARGE = 16, 32  # px of the browser's own letters; 32 is its setting "very large"
# What opens with a query code: after the name of the suggestion's own page.
PRIVATE = ("", "own/", "correct/", "erase/", "withdraw/")
# Wider than the screen, unless it is itself a frame that scrolls.
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Some phones enlarge the letters without telling the media queries.
UNTOLD = "size => { document.documentElement.style.fontSize = size }"


@pytest.fixture
def letters(visitor):
    """A resident whose browser sets its letters as large as is asked."""
    person = visitor()
    return person, person.page.context.new_cdp_session(person.page)


def set_letters(cdp: CDPSession, size: int) -> None:
    cdp.send("Page.setFontSizes", {"fontSizes": {"standard": size}})


def addresses(page: Page, url: str, code: str) -> dict[str, str]:
    """Every type of public page, and those of somebody who has a query code."""
    found = {**ADDRESSES, "lost code": "/track/lost/"}
    for name, (start, pattern) in FOUND.items():
        html = page.request.get(url + start).text().replace("&amp;", "&")
        found[name] = next(a for a in re.findall(r'href="([^"]+)"', html) if re.match(pattern, a))
    page.goto(f"{url}/c/{code}")
    own = page.url.removeprefix(url)
    return found | {f"tracked, {part}": own + part for part in PRIVATE}


def too_wide(page: Page, cdp: CDPSession, widths: tuple[int, ...]) -> list[str]:
    """Where this page runs over: width of the screen, size of the letters, by how much."""
    wrong = []
    for size in (USUAL, LARGE):
        set_letters(cdp, size)
        wrong += _over(page, widths, f"{size} px")
    set_letters(cdp, USUAL)
    page.evaluate(UNTOLD, f"{LARGE}px")
    return wrong + _over(page, PHONES, f"{LARGE} px untold")


def _over(page: Page, widths: tuple[int, ...], letters: str) -> list[str]:
    wrong = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        if (over := page.evaluate(WIDE)) > 0:
            wrong.append(f"{over} px over {width} at {letters}")
    return wrong


@pytest.mark.parametrize("elder", ["off", "on"])
def test_no_page_runs_over_its_screen_with_letters_twice_as_large(letters, site, elder):
    person, cdp = letters
    places = addresses(person.page, site.url, site.receipts[FOLLOWED["rated"]])
    cookie = {"name": "elder", "value": elder, "url": site.url}
    person.page.context.add_cookies([cookie])
    wrong = {}
    for name, address in places.items():
        page = person.goto(address)
        assert page.locator("html").get_attribute("data-elder") == elder
        wrong[name] = too_wide(page, cdp, WIDTHS if elder == "off" else PHONES)
    assert {name: found for name, found in wrong.items() if found} == {}
    assert len(places) > 40 and person.notes.all() == []


def test_the_usual_letters_keep_the_five_entries_in_one_row(letters):
    page = letters[0].goto("/")
    for width in (360, 390):
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        tops = [link.bounding_box()["y"] for link in page.locator(".site-nav a").all()]
        assert len(tops) == 5 and len(set(tops)) == 1, width


def test_a_page_that_runs_over_is_found(letters):
    """The red control: the browser's setting reaches the page, and one wide thing is seen."""
    person, cdp = letters
    page = person.goto("/track/")
    set_letters(cdp, LARGE)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "36px"
    page.evaluate("document.querySelector('main').style.minWidth = '400px'")
    assert too_wide(page, cdp, (390, 1280)) == [
        "10 px over 390 at 16 px",
        "10 px over 390 at 32 px",
        "80 px over 320 at 32 px untold",
        "10 px over 390 at 32 px untold",
    ]
