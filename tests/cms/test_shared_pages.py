"""Public pages are everybody's: no cookie comes with them, and the proxy may hold them a moment."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client

from cms.middleware import SharedPagesMiddleware

pytestmark = pytest.mark.django_db
HELD = "public, max-age=0, s-maxage=5"


@pytest.fixture
def pages(home, campaign, make_topic, make_suggestion):
    topic, one = make_topic("充电难", size=2), make_suggestion("路灯坏了")
    return [
        "/",
        "/suggestions/",
        "/suggestions/?sort=support",
        "/campaigns/",
        "/map/",
        campaign.url,
        f"/topics/{topic.pk}/",
        f"/suggestions/{one.pk}/",
    ]


def test_a_public_page_sets_no_cookie_and_may_be_held(pages):
    for path in pages:
        response = Client().get(path)
        assert response.status_code == 200 and not response.cookies, path
        assert response["Cache-Control"] == HELD, path
        assert "Cookie" in response["Vary"], path
        assert "csrfmiddlewaretoken" not in response.content.decode(), path


def test_who_has_it_already_is_told_so(pages):
    for path in pages:
        etag = Client().get(path)["ETag"]
        again = Client().get(path, headers={"if-none-match": etag})
        assert again.status_code == 304 and not again.content, path
        assert Client().get(path, headers={"if-none-match": '"x"'}).status_code == 200
        packed = Client().get(path, headers={"accept-encoding": "gzip", "if-none-match": '"x"'})
        assert gzip.decompress(packed.content) and packed["ETag"] == f"W/{etag}"


def test_whoever_brings_a_cookie_gets_a_page_of_their_own(pages, officer):
    for path in pages:
        elder, staff = Client(), Client()
        elder.cookies["elder"] = "on"
        staff.force_login(officer)
        for browser in (elder, staff):
            response = browser.get(path)
            assert "Cache-Control" not in response and "ETag" not in response, path
        assert 'data-elder="on"' in elder.get(path).content.decode()


def test_under_https_a_cookie_of_whatever_name_counts(pages, settings):
    settings.HOST_COOKIES = True
    browser = Client()
    browser.cookies["elder"] = "on"  # not ours there: it is not read, and yet it was sent
    assert "Cache-Control" not in browser.get("/", secure=True)


def test_who_supports_sees_it_at_once(pages):
    browser, path = Client(), pages[-1]
    assert browser.get(path)["Cache-Control"] == HELD
    browser.post(f"{path}support/")
    for _ in range(2):
        response = browser.get(path)
        assert "您已附议，谢谢" in response.content.decode()
        assert "Cache-Control" not in response


@pytest.mark.parametrize(
    "path",
    ["/suggestions/?q=路灯", "/submit/", "/track/", "/search/?q=路灯", "/nirgends/", "/admin/"],
)
def test_what_is_not_everybodys_is_not_held(client, pages, path):
    response = client.get(path)
    assert "s-maxage" not in response.get("Cache-Control", "") and "ETag" not in response


def test_a_form_with_a_token_is_not_held(pages, campaign):
    response = Client().get(f"/submit/{campaign.slug}/")
    assert response.cookies and "s-maxage" not in response.get("Cache-Control", "")


def of_everybody(request, **said):
    """What the middleware makes of an answer to a page that is everybody's."""
    response = HttpResponse("一页", status=said.get("status", 200))
    for name in said.get("cookies", ()):
        response.set_cookie(name, "1")
    request.is_everybodys = said.get("everybodys", True)
    return SharedPagesMiddleware(lambda _: response)(request)


def test_each_reason_alone_keeps_a_page_from_being_held(rf):
    assert of_everybody(rf.get("/"))["Cache-Control"] == HELD
    own = [
        of_everybody(rf.get("/"), cookies=["csrftoken"]),
        of_everybody(rf.get("/"), everybodys=False),
        of_everybody(rf.get("/"), status=404),
        of_everybody(rf.get("/", {"q": "路灯"})),
        of_everybody(rf.get("/", headers={"cookie": "a=1"})),
        of_everybody(rf.post("/")),
    ]
    assert not any("Cache-Control" in one or "ETag" in one for one in own)
