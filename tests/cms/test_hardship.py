"""哪里不好用: below the accessibility statement, without an account, to the desk of suggestions."""

import uuid

import pytest
from django.urls import reverse

from cms.hardship import TAG
from cms.models import ArticlePage
from suggestions.actions import screening
from suggestions.models import Contact, Suggestion

pytestmark = pytest.mark.django_db
HARD = {"text": "读屏软件读不出“附议”按钮。", "place": "建议列表", "device": "红米 9，旁白"}


@pytest.fixture
def everyday(make_campaign):
    return make_campaign("日常建议", slug="richang", closes_at=None)


def tell(client, **more):
    data = HARD | {"key": str(uuid.uuid4())} | more
    return client.post(reverse("cms:hardship"), data)


@pytest.mark.parametrize(("asks", "there"), [(True, True), (False, False)])
def test_an_article_ends_with_the_form_where_editors_want_it(client, home, everyday, asks, there):
    page = home.add_child(
        instance=ArticlePage(title="无障碍说明", slug="wuzhangai", asks_hardship=asks)
    )
    assert (reverse("cms:hardship") in client.get(page.url).content.decode()) == there


def test_a_site_without_the_everyday_door_does_not_ask(client, home):
    page = home.add_child(
        instance=ArticlePage(title="无障碍说明", slug="wuzhangai", asks_hardship=True)
    )
    assert reverse("cms:hardship") not in client.get(page.url).content.decode()
    assert client.get(reverse("cms:hardship")).status_code == 404
    assert tell(client).status_code == 409 and not Suggestion.objects.exists()


def test_what_is_hard_reaches_the_desk_with_a_code_and_is_not_public(client, everyday, officer):
    response = tell(client)
    assert response.status_code == 303
    suggestion = Suggestion.objects.get(campaign=everyday)
    assert "网站不好用" in suggestion.title and TAG in suggestion.tags.names()
    assert all(words in suggestion.body for words in HARD.values())
    assert suggestion.number in client.get(response.url).content.decode()
    assert not suggestion.may_publish and not Contact.objects.exists()


def test_an_officer_sees_it_and_closes_it(client, desk, everyday, officer):
    tell(client)
    suggestion = Suggestion.objects.get()
    assert "网站不好用" in desk.get(reverse("desk_screening:index")).content.decode()
    screening.accept(suggestion, by=officer, at=suggestion.submitted_at)
    assert client.get(reverse("suggestions:detail", args=[suggestion.pk])).status_code == 404


def test_contact_is_taken_with_consent_alone_and_lies_encrypted(client, everyday):
    assert tell(client, phone="13800000001").status_code == 422
    assert tell(client, phone="13800000001", consent="on").status_code == 303
    assert Contact.objects.get().phone == "13800000001"


@pytest.mark.parametrize(
    "wrong",
    [{"text": " "}, {"text": "长" * 501}, {"email": "x"}, {"website": "a"}, {"place": "页" * 101}],
)
def test_what_cannot_be_taken_comes_back_with_what_was_typed(client, everyday, wrong):
    response = tell(client, **wrong)
    assert response.status_code == 422 and not Suggestion.objects.exists()
    assert "红米 9" in response.content.decode()


def test_sent_twice_it_is_one(client, everyday):
    key = str(uuid.uuid4())
    assert [tell(client, key=key).status_code for _ in range(2)] == [303, 303]
    assert Suggestion.objects.count() == 1
