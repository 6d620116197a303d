"""What a site in production tells browsers, and how it scores by published rules."""

import json
import re

import pytest

from tests import template_database
from tests.cms import observatory
from tests.cms.test_settings import COMPLETE, start

PAGES = ["/", "/suggestions/", "/campaigns/", "/track/", "/yishi/", "/admin/login/", "/nirgends/"]
ASK = """
import json
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
told = {}
with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
    for page in PAGES:
        client = Client(enforce_csrf_checks=True)
        answer = client.get(page, secure=True, headers={"host": "jianyan.example.cn"})
        cookies = [morsel.OutputString() for morsel in answer.cookies.values()]
        told[page] = [answer.status_code, dict(answer.headers), cookies, answer.content.decode()]
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """The answers of a site in production, once a set of settings."""
    kept = {}

    def asked(**environment):
        key = tuple(environment.items())
        if key not in kept:
            folder = tmp_path_factory.mktemp("production")
            template_database.copy_sqlite(folder / "db.sqlite3")
            code = ASK.replace("PAGES", repr(PAGES))
            done = start(folder, code, **COMPLETE, **environment)
            assert done.returncode == 0, done.stderr[-2000:]
            kept[key] = {
                page: (status, {k.lower(): v for k, v in headers.items()}, cookies, html)
                for page, (status, headers, cookies, html) in json.loads(done.stdout).items()
            }
        return kept[key]

    return asked


def test_every_public_page_and_the_login_score_120_and_more(ask):
    for environment in ({}, {"HSTS_SECONDS": "31536000"}):
        scores = {}
        for page, (status, headers, cookies, html) in ask(**environment).items():
            assert status == (404 if page == "/nirgends/" else 200), page
            scores[page] = observatory.score(headers, cookies, html)
        assert min(scores.values()) >= 120, scores


def test_each_header_that_is_taken_away_costs_points(ask):
    """The red control of the scoring."""
    _, headers, cookies, html = ask()["/admin/login/"]
    full = observatory.score(headers, cookies, html)
    for name in (
        "content-security-policy",
        "strict-transport-security",
        "referrer-policy",
        "x-content-type-options",
        "cross-origin-resource-policy",
    ):
        without = {key: value for key, value in headers.items() if key != name}
        assert observatory.score(without, cookies, html) < full, name
    loose = {**headers, "content-security-policy": "default-src 'self' 'unsafe-inline'"}
    assert observatory.score(loose, cookies, html) < full
    assert observatory.score(headers, ["sessionid=x; Path=/"], html) < full


def test_the_policy_names_what_it_allows_and_nothing_inline(ask):
    for page, (_, headers, _, html) in ask().items():
        csp = observatory.policy(headers["content-security-policy"])
        assert csp["default-src"] == csp["base-uri"] == ["'none'"], page
        assert csp["script-src"] == csp["style-src"] == ["'self'"], page
        scripts = re.findall(
            r"<script(?![^>]*\b(?:src=|type=.application/(?:ld\+)?json))[^>]*>", html
        )
        assert scripts == [] and " style=" not in html and "<style" not in html, page


def test_cookies_are_bound_to_the_host(ask):
    set_ = [line for _, _, cookies, _ in ask().values() for line in cookies]
    assert any(line.startswith("__Host-csrftoken=") for line in set_)
    for line in set_:
        assert line.startswith("__Host-") and "Secure" in line and "Path=/" in line
        assert "Domain" not in line and "HttpOnly" in line and "SameSite=Lax" in line


def test_hsts_begins_with_a_day(ask):
    assert ask()["/"][1]["strict-transport-security"] == "max-age=86400"
    longer = ask(HSTS_SECONDS="31536000")["/"][1]
    assert longer["strict-transport-security"] == "max-age=31536000"


def test_devices_and_other_origins_are_kept_out(ask):
    _, headers, _, _ = ask()["/"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "geolocation=(self)" in headers["permissions-policy"]


# --- cookies by another name ------------------------------------------------------------------


@pytest.fixture
def bound(settings):
    settings.HOST_COOKIES = True


def test_what_a_neighbour_site_sets_is_not_read(bound, client, officer):
    client.force_login(officer)
    session = client.cookies["sessionid"].value
    assert client.get("/admin/").status_code == 302  # under its plain name
    client.cookies.clear()
    client.cookies["__Host-sessionid"] = session
    assert client.get("/admin/").status_code == 200


def test_logging_in_and_out_and_forms_work_under_the_bound_names(bound, officer):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/admin/login/").content.decode()
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page))
    data = {"username": "officer", "password": "jianyan", "csrfmiddlewaretoken": token}
    assert browser.post("/admin/login/", data).status_code == 302
    assert all(name.startswith("__Host-") for name in browser.cookies)
    assert browser.get("/admin/").status_code == 200
    assert browser.post("/elder/", {"csrfmiddlewaretoken": "falsch"}).status_code == 403


def test_a_cookie_of_one_path_is_secure_all_the_same(bound, rf):
    from django.http import HttpResponse

    from cms.middleware import HostCookiesMiddleware

    def view(request):
        response = HttpResponse()
        response.set_cookie("jy_hall", "x", path="/yishi/meetings/1/")
        return response

    answer = HostCookiesMiddleware(view)(rf.get("/"))
    (line,) = [morsel.OutputString() for morsel in answer.cookies.values()]
    assert line.startswith("__Secure-jy_hall=x") and "Secure" in line.partition(";")[2]
