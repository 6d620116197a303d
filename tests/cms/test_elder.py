"""The large-letter version: on every page, remembered, back to where one was."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(home, campaign, make_topic):
    topic = make_topic(size=1)
    suggestion = topic.placements.get().suggestion_id
    return [
        "/",
        "/campaigns/",
        campaign.url,
        "/suggestions/?q=充电",
        f"/suggestions/{suggestion}/",
        f"/topics/{topic.pk}/",
        "/search/",
        "/nothing-here/",
    ]


def test_every_page_carries_the_switch_and_obeys_it(client, pages):
    for elder, attribute, words in (("", "off", "大字版"), ("on", "on", "回到普通版")):
        client.cookies["elder"] = elder
        for url in pages:
            page = client.get(url).content.decode()
            assert f'data-elder="{attribute}"' in page, url
            assert words in page, url


def test_switching_comes_back_to_the_same_page(client, home):
    response = client.post("/elder/", {"next": "/suggestions/?page=2"})
    assert response.url == "/suggestions/?page=2" and client.cookies["elder"].value == "on"
    client.post("/elder/", {"next": "/"})
    assert client.cookies["elder"].value == ""


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_switching_never_leads_away(client, home, target):
    assert client.post("/elder/", {"next": target}).url == "/"


def test_public_pages_carry_nothing_inline(client, pages):
    for url in pages:
        page = client.get(url).content.decode()
        assert " style=" not in page and "<style" not in page and "onclick" not in page, url
        assert page.count("<script") == page.count('<script type="module" src="/static/'), url
