"""How soon a phone shows something: a slow net and a slow processor, as Lighthouse throttles them.

The demo's site behind gunicorn, Chromium of this machine with nothing kept from before.
"""

import shutil
import statistics
from collections.abc import Iterator

from tests.bench import site

RUNS = 5
PAGES = {
    "home": "/",
    "campaign": "/dacheng-xiaoshi/dianpingche-chongdian/",
    "submit": "/submit/xin-jiuye-qunti/",
}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PHONE = {"width": 390, "height": 844}
SLOW = {
    "offline": False,
    "latency": 150,  # ms of a round trip
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4  # times: the processor
PAINTED = """() => new Promise(done => new PerformanceObserver(list => {
  const paint = list.getEntriesByName('first-contentful-paint')[0];
  if (paint) done(paint.startTime);
}).observe({type: 'paint', buffered: true}))"""


def rows() -> Iterator[tuple[str, str, str]]:
    """(what, must, figure) of each page: milliseconds until the first words stand there."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("skipped: no chromium")
        return
    from playwright.sync_api import sync_playwright

    with site.scratch("sqlite") as place:
        place.manage("load_demo", "--small", "--verbosity", "0")
        with site.serving(place) as port, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for name, path in PAGES.items():
                address = f"http://localhost:{port}{path}"
                _painted(browser, address)  # the server has read its templates
                taken = [_painted(browser, address) for _ in range(RUNS)]
                figure = f"{statistics.median(taken):.0f} ms ({min(taken):.0f}–{max(taken):.0f})"
                yield f"first words of {name} on a phone, 1.6 Mbit/s, 150 ms", "≤ 1.8 s", figure
            browser.close()


def _painted(browser, address: str) -> float:
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address)
    taken = page.evaluate(PAINTED)
    context.close()
    return taken
