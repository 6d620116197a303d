"""Every button of both desks, found on the rendered pages and clicked: each sends something, and
the server has an answer to it. Without JavaScript, as everything at a desk must work."""

import os
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve, reverse

from suggestions.staff.verbs import RecordPage
from tests.browser.clicking import HOST, SILENT, Sent, Window
from tests.browser.conftest import DESK
from tests.browser.scenes import SCENES
from tests.cms.roles_row import Row
from tests.cms.roles_table import GETS

pytestmark = pytest.mark.browser

DESK_PAGES = "desk_"  # the namespaces of their viewsets
WALKERS = (
    "secretary",
    "officer",
    "clerk",
    "administrator",
)  # of those who may enter, the first walks
PEOPLE = (*WALKERS, "supervisor")
ANSWERS = (200, 302, 409, 422)
FORM = "application/x-www-form-urlencoded"
# Declared, but on no page of the walk, and why.
UNSEEN: dict[str, str] = {}
# Buttons that must be met though no table declares them.
WANTED = {"desk_import:take_back"}


@pytest.fixture(scope="module", autouse=True)
def database_beside_the_browser() -> Iterator[None]:
    """Playwright's loop runs in this thread, where Django would refuse to ask the database."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


# --- what there is to walk ------------------------------------------------------------------


def views(resolver=None) -> Iterator[type]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield getattr(pattern.callback, "view_class", object)
        else:
            yield from views(pattern)


def declared() -> set[str]:
    """Every verb of every record's page that has an address."""
    pages = {view for view in views() if issubclass(view, RecordPage)}
    return {f"{page.__name__}.{verb.name}" for page in pages for verb in page.verbs}


def verb_of(path: str) -> str:
    match = resolve(urlsplit(path).path)
    view, verb = getattr(match.func, "view_class", object), match.kwargs.get("verb", "")
    return f"{view.__name__}.{verb}" if issubclass(view, RecordPage) else match.view_name


def walker(row: Row) -> str:
    """Who walks this page; nobody where it is no page of a desk."""
    ours = row.name.startswith(DESK_PAGES) and not row.name.endswith(("_results", "verb"))
    if not ours or row.status != 200:
        return ""
    return next((role for role in WALKERS if role in (row.may or ())), "")


# --- walking --------------------------------------------------------------------------------


class Walk:
    """What was pressed so far, and what was wrong with it."""

    def __init__(self, window: Window, fixture, world: dict) -> None:
        self.window, self.fixture, self.world = window, fixture, world
        self.clients = {
            role: Client(enforce_csrf_checks=True, raise_request_exception=False) for role in PEOPLE
        }
        for role, client in self.clients.items():
            client.force_login(fixture(role))
        self.pressed: set[str] = set()
        self.known: set[tuple] = set()
        self.faults: dict[str, str] = {}

    def visit(self, row: Row, role: str) -> None:
        path = self.address(row)
        response = self.clients[role].get(path)
        if not response.get("Content-Type", "").startswith("text/html"):
            return
        assert response.status_code == 200, path
        self.window.show(path, response.content.decode())
        for number, button in self.window.buttons():
            what = verb_of(button["action"].removeprefix(HOST))
            alike = (row.name, what, button["label"], button["sends"], role)
            if button["disabled"] or alike in self.known:
                continue
            self.known.add(alike)
            self.press(number, f"{row.name} {row.args}: {button['label']} → {what}", role)

    def happen(self, scene: Callable) -> None:
        found = scene(self.world, self.fixture)
        self.world |= found if isinstance(found, dict) else {}

    def address(self, row: Row) -> str:
        args = [getattr(self.world.get(t), "pk", self.world.get(t, t)) for t in row.args.split()]
        query = f"?{row.query}={self.world[row.query].pk}" if row.query else ""
        return reverse(row.name, args=args) + query

    def press(self, number: int, where: str, role: str) -> None:
        sent = self.window.click(number, answered=True)
        if isinstance(sent, str):
            self.faults[where] = sent
            return
        self.pressed.add(verb_of(sent.path))
        if wrong := self.answer(sent, role):
            self.faults[where] = wrong

    def answer(self, sent: Sent, role: str) -> str:
        """What the server has against it; the world stays as it was."""
        client = self.clients[role]
        held = client.cookies.copy()
        with transaction.atomic():
            response = client.generic(
                sent.method, sent.path, sent.body, content_type=sent.content_type
            )
            transaction.set_rollback(True)
        client.cookies = held
        refused = response.status_code == 302 and response.url in (
            reverse("wagtailadmin_home"),
            reverse("wagtailadmin_login"),
        )
        if response.status_code not in ANSWERS or refused:
            return f"{sent.path} answers {response.status_code}{' (no entry)' * refused}"
        return ""


@pytest.fixture
def walk(world, chromium, request) -> Iterator[Walk]:
    context = chromium.new_context(viewport=DESK, locale="zh-CN", java_script_enabled=False)
    yield Walk(Window(context.new_page()), request.getfixturevalue, world)
    context.close()


def test_a_button_that_sends_nothing_is_noticed(walk):
    """The red control: the decisions on a list as they once were, checked by the browser."""
    path = reverse("desk_screening:index")
    html = walk.clients["officer"].get(path).content.decode()
    checked = re.sub(r"(<form[^>]*data-bulk[^>]*) novalidate", r"\1", html)
    assert checked != html
    walk.window.show(path, checked)
    all_of_it = list(walk.window.buttons())
    found = {button["sends"]: number for number, button in all_of_it}
    for decision in ("do=accept", "do=accept_quietly"):
        assert walk.window.click(found[decision]) == SILENT
    walk.window.show(path, html)
    assert len(list(walk.window.buttons())) == len(all_of_it)
    assert b"do=accept" in walk.window.click(found["do=accept"]).body
    nowhere = reverse("desk_topics:verb", args=[1, "no-verb"])
    assert "answers 403" in walk.answer(Sent("POST", nowhere, b"", FORM), "officer")  # no token
    token = walk.clients["officer"].cookies["csrftoken"].value.encode()
    lost = Sent("POST", nowhere, b"csrfmiddlewaretoken=" + token, FORM)
    assert "answers 404" in walk.answer(lost, "officer")


def test_every_button_of_both_desks_sends_and_is_answered(walk):
    for row in GETS:
        if role := walker(row):
            walk.visit(row, role)
    for row, role, scene in SCENES:
        with transaction.atomic():
            walk.happen(scene)
            walk.visit(row, role)
            transaction.set_rollback(True)
    assert walk.faults == {}
    assert (declared() | WANTED) - walk.pressed - set(UNSEEN) == set()
    assert set(UNSEEN) <= declared()
