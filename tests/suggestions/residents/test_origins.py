"""Forms without a token: only our own pages send them, and the browser says which page did."""

import pytest
from django.test import Client

from suggestions.models import Support

pytestmark = pytest.mark.django_db
HERE = "http://testserver"


@pytest.fixture
def door(make_suggestion):
    """Presses 我也这么想 as a browser that has no cookie and no token."""
    pk = make_suggestion("路灯坏了").pk

    def press(*, secure=False, **headers):
        browser = Client(enforce_csrf_checks=True)
        sent = browser.post(f"/suggestions/{pk}/support/", secure=secure, headers=headers)
        return sent.status_code, Support.objects.count()

    return press


def test_our_own_page_needs_no_token(door):
    assert door(origin=HERE) == (302, 1)


def test_so_does_a_browser_that_only_says_the_page(door):
    assert door(referer=f"{HERE}/suggestions/1/") == (302, 1)
    https = "https://testserver"
    assert door(secure=True, referer=f"{https}/suggestions/1/") == (302, 2)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "https://evil.example", "referer": f"{HERE}/"},
        {"referer": "https://evil.example/testserver/"},
        {"referer": "http://testserver.evil.example/"},
        {},
    ],
)
@pytest.mark.parametrize("secure", [False, True])
def test_another_page_and_who_does_not_say_are_refused(door, headers, secure):
    assert door(secure=secure, **headers) == (403, 0)


@pytest.mark.parametrize("path", ["/elder/", "/track/"])
def test_what_stands_on_every_page_is_guarded_alike(client, home, path):
    browser = Client(enforce_csrf_checks=True)
    sent = {"code": "0000-0000-0000-0000"}
    assert browser.post(path, sent, headers={"origin": HERE}).status_code in (302, 404)
    assert browser.post(path, sent, headers={"origin": "https://evil.example"}).status_code == 403
    assert browser.post(path, sent).status_code == 403


def test_a_token_is_good_where_nothing_else_is_said(make_suggestion):
    browser, pk = Client(enforce_csrf_checks=True), make_suggestion("路灯坏了").pk
    browser.get("/submit/")
    browser.cookies["csrftoken"] = "a" * 32
    sent = {"csrfmiddlewaretoken": "a" * 32}
    assert browser.post(f"/suggestions/{pk}/support/", sent).status_code == 302
    browser.cookies["csrftoken"] = "b" * 32
    assert browser.post(f"/suggestions/{pk}/support/", sent).status_code == 403
