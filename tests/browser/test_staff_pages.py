"""Every staff page looked at on a phone, a desk and a wide screen, with overlong names on it."""

import itertools
import os
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.browser.clicking import Window
from tests.browser.looks import AXE, LATIN, MEASURE, NOT_OURS, STILL, THEME, WRONG
from tests.browser.overlong import stretch
from tests.browser.scenes import SCENES
from tests.browser.test_axe import TAGS
from tests.cms.roles_row import Row
from tests.cms.roles_table import GETS

pytestmark = pytest.mark.browser

SIZES = {390: 44, 1280: 24, 1920: 24}  # width: least height of what is pressed
THEMES = itertools.cycle(("light", "dark"))  # by turns: all pages are made of the same parts
# Not looked at, and why.
OTHERS = {
    "wagtailusers_groups": "Wagtail's own grid of permissions",
    "desk_sheets:print": "a sheet of A4 paper for the printer",
    "desk_meetings:poster": "likewise",
    "desk_stations:poster": "likewise",
    "desk_visits:slips": "likewise",
}
# Words in the test's world: logins, names within an address, and functions of a formula.
DATA = ("newcomer officer reader someone administrator clerk editor secretary supervisor "
        "xingfu other street Wagtail min max")  # fmt: skip
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
# Pages that Wagtail draws whole, the results of a list alone, and what is no page.
THEIRS = ("_results", ":delete", ":usage", ":history")
LOOKERS = ("secretary", "officer", "clerk", "administrator", "supervisor", "editor")


@pytest.fixture(scope="module", autouse=True)
def database_beside_the_browser() -> Iterator[None]:
    """Playwright's loop runs in this thread, where Django would refuse to ask the database."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def looker(row: Row) -> str:
    if row.status != 200 or row.name.endswith(THEIRS) or row.name.startswith(tuple(OTHERS)):
        return ""
    return next((role for role in LOOKERS if role in (row.may or ())), "")


class Look:
    """One window, and what was wrong with what it showed."""

    def __init__(self, page, fixture, world: dict) -> None:
        self.window, self.world, self.fixture = Window(page), world, fixture
        self.clients = {role: Client() for role in LOOKERS}
        for role, client in self.clients.items():
            client.force_login(fixture(role))
        self.faults: dict[str, list[str]] = {}

    def address(self, row: Row) -> str:
        args = [getattr(self.world.get(t), "pk", self.world.get(t, t)) for t in row.args.split()]
        query = f"?{row.query}={self.world[row.query].pk}" if row.query else ""
        return reverse(row.name, args=args) + query

    def open(self, path: str, role: str) -> bool:
        response = self.clients[role].get(path)
        if not path.startswith("/admin/") or "html" not in response["Content-Type"]:
            return False
        html = SCRIPT.sub("", response.content.decode())  # a desk's page is whole without them
        if "</head>" not in html:
            return False
        self.window.show(path, html.replace("</head>", f"{STILL}</head>"))
        return True

    def visit(self, name: str, path: str, role: str, *, axe: bool = True) -> None:
        if self.open(path, role):
            found = self.measured() + (self.axe(next(THEMES)) if axe else [])
            if found:
                self.faults[name] = found

    def measured(self) -> list[str]:
        page, found = self.window.page, []
        for width, least in SIZES.items():
            page.set_viewport_size({"width": width, "height": 900})
            asked = {
                "notOurs": NOT_OURS,
                "latin": f"{LATIN} {DATA}",
                "width": width,
                "least": least,
            }
            found += [f"{width} {fault}" for fault in page.evaluate(MEASURE, asked)]
        return found

    def axe(self, theme: str) -> list[str]:
        page = self.window.page
        page.evaluate(THEME, theme)
        page.evaluate(Axe().axe_script)
        return [
            f"{theme} {found}" for found in page.evaluate(AXE, {"notOurs": NOT_OURS, "tags": TAGS})
        ]


@pytest.fixture
def look(world, chromium, request) -> Iterator[Look]:
    context = chromium.new_context(locale="zh-CN", reduced_motion="reduce", color_scheme="light")
    yield Look(context.new_page(), request.getfixturevalue, world)
    context.close()


def test_what_is_wrong_is_found(look):
    """The red control: one fault of each kind, put into a page that has none."""
    assert look.open(reverse("desk_topics:index"), "officer")
    assert look.measured() == []
    look.window.page.evaluate(WRONG)
    found = "\n".join([*look.measured(), *look.axe("dark")])
    for kind in (
        "hangs out",
        "no cards",
        "cell without label",
        "icon",
        "narrow",
        "under 44 px",
        "under 24 px",
        "English",
        "color-contrast",
        "image-alt",
    ):
        assert f" {kind}: " in found, kind


def test_every_staff_page_is_without_fault(look):
    stretch()
    for role in LOOKERS:
        look.visit(f"home of the {role}", reverse("wagtailadmin_home"), role)
    for row in GETS:
        if role := looker(row):
            look.visit(f"{row.name} {row.args}".strip(), look.address(row), role)
    for number, (row, role, scene) in enumerate(SCENES):
        with transaction.atomic():
            found = scene(look.world, look.fixture)
            look.world |= found if isinstance(found, dict) else {}
            look.visit(f"{row.name} {row.args} #{number}", look.address(row), role, axe=False)
            transaction.set_rollback(True)
    told = [f"{name}: {fault}" for name, found in look.faults.items() for fault in found]
    assert not told, "\n".join(told)
