"""What a phone has to load before somebody can read: at most 150 KB, nothing kept from before."""

import gzip
import re

import pytest
from playwright.sync_api import Browser, Response

from tests.browser.test_axe import ADDRESSES, FOUND, PHONE

pytestmark = pytest.mark.browser

MOST = 150_000  # bytes
# The demo's server sends text as it is; a proxy, and the production's static files, compress it.
TEXT = ("text/", "application/javascript", "application/json", "image/svg", "application/manifest")
PAGES = {name: ADDRESSES[name] for name in ("home", "campaign", "list", "form")}


def sent(response: Response) -> int:
    """Bytes of a body on the way, text compressed as gzip does by default."""
    body = response.body()
    if "content-encoding" in response.headers:
        return int(response.headers.get("content-length", len(body)))
    text = response.headers.get("content-type", "").startswith(TEXT)
    return len(gzip.compress(body, 6)) if text else len(body)


def weigh(chromium: Browser, address: str) -> dict[str, int]:
    """What one opening of a page takes on a phone that was never here; it does not scroll."""
    context = chromium.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True)
    came: list[Response] = []
    context.on("response", lambda response: came.append(response))
    context.new_page().goto(address, wait_until="networkidle")
    weights = {response.url: sent(response) for response in came}
    context.close()
    return weights


@pytest.fixture
def topic(site, chromium):
    context = chromium.new_context()
    start, pattern = FOUND["topic"]
    html = context.request.get(site.url + start).text()
    context.close()
    return next(a for a in re.findall(r'href="([^"]+)"', html) if re.match(pattern, a))


def test_a_page_is_light_on_a_phone(chromium, site, topic):
    heavy, said = {}, []
    for name, address in {**PAGES, "topic": topic}.items():
        weights = weigh(chromium, site.url + address)
        total = sum(weights.values())
        said.append(f"{name}: {total / 1000:.0f} KB in {len(weights)}")
        if total > MOST:
            heavy[name] = sorted(weights.items(), key=lambda one: -one[1])[:5]
        if name == "campaign":
            covers = [url for url in weights if "/media/images/" in url]
            assert covers and all(
                url.endswith("720x274.format-webp.webpquality-70.webp") for url in covers
            ), covers
    print("; ".join(said))
    assert heavy == {}
