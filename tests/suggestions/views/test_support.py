"""附议 and the nearest suggestions: without an account, without JavaScript, once a visitor."""

import pytest
from django.urls import reverse

from suggestions.actions import screening
from suggestions.models import Support
from suggestions.residents import visitors


def button(suggestion):
    return reverse("suggestions:support", args=[suggestion.pk])


def count(suggestion):
    suggestion.refresh_from_db()
    return suggestion.support_count


def test_a_visitor_counts_once_and_another_one_again(client, client_as, make_suggestion):
    suggestion = make_suggestion()
    for _ in range(3):
        assert client.post(button(suggestion)).status_code == 302
    assert count(suggestion) == 1
    client_as().post(button(suggestion))
    assert count(suggestion) == 2


def test_the_stored_key_does_not_lead_back_to_the_cookie(client, make_suggestion):
    suggestion = make_suggestion()
    client.post(button(suggestion))
    cookie = client.cookies[visitors.VISITOR]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert Support.objects.get().supporter_key not in cookie.value


def test_a_forged_cookie_is_a_new_visitor_and_no_error(client, make_suggestion):
    suggestion = make_suggestion()
    client.cookies[visitors.VISITOR] = "forged"
    assert client.post(button(suggestion)).status_code == 302
    assert count(suggestion) == 1


def test_only_what_is_public_can_be_supported(client, submit, make_suggestion, officer, now):
    hidden = submit().suggestion
    assert client.post(button(hidden)).status_code == 404
    public = make_suggestion("路灯")
    screening.unpublish(public, by=officer, at=now, reason="误公开")
    assert client.post(button(public)).status_code == 404
    assert client.post("/suggestions/99999999999999999999/support/").status_code == 404
    assert not Support.objects.exists()


def test_a_link_supports_nothing(client, make_suggestion):
    assert client.get(button(make_suggestion())).status_code == 303


def test_afterwards_one_is_where_one_was(client, make_suggestion):
    suggestion = make_suggestion()
    response = client.post(button(suggestion), {"next": "/receipt/"})
    assert response["Location"] == "/receipt/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_no_address_of_others_is_gone_to(client, make_suggestion, target):
    suggestion = make_suggestion()
    response = client.post(button(suggestion), {"next": target})
    assert response["Location"] == reverse("suggestions:detail", args=[suggestion.pk])


def test_the_script_gets_a_fragment_and_the_cookie(client, make_suggestion):
    suggestion = make_suggestion()
    for _ in range(2):
        response = client.post(button(suggestion), headers={"X-Requested-With": "fetch"})
        assert response.status_code == 200
        assert "您已附议" in response.content.decode()
        assert "<html" not in response.content.decode()
    assert count(suggestion) == 1


def test_one_address_cannot_support_without_end(client_as, make_suggestion, settings):
    settings.LOOKUPS_PER_HOUR = 2
    suggestion = make_suggestion()
    codes = [client_as().post(button(suggestion)).status_code for _ in range(3)]
    assert codes == [302, 302, 429]
    assert count(suggestion) == 2


# --- the nearest ------------------------------------------------------------------------------


def test_the_script_posts_the_draft_and_gets_a_list(client, make_suggestion):
    make_suggestion("小区充电桩太少", "希望多装充电桩")
    response = client.post(
        "/similar/", {"title": "充电桩不够", "body": ""}, headers={"X-Requested-With": "fetch"}
    )
    text = response.content.decode()
    assert "小区充电桩太少" in text
    assert "<html" not in text
    assert response["Cache-Control"] == "no-store"


def test_it_is_a_page_as_well_and_keeps_to_a_campaign(client, make_suggestion, make_campaign):
    suggestion = make_suggestion("小区充电桩太少", "希望多装充电桩")
    found = client.get("/similar/", {"text": "充电桩", "campaign": suggestion.campaign_id})
    assert "小区充电桩太少" in found.content.decode()
    other = make_campaign()
    none = client.get("/similar/", {"text": "充电桩", "campaign": other.pk})
    assert "没有找到相近的建议" in none.content.decode()


def test_at_most_five_and_only_public_ones(client, make_suggestion, submit):
    for number in range(6):
        make_suggestion(f"充电桩太少之{number}", "希望多装充电桩")
    submit("充电桩没人审过", "希望多装充电桩")
    items = client.get("/similar/", {"text": "充电桩"}).context["items"]
    assert len(items) == 5
    assert not any("没人审过" in item["title"] for item in items)


@pytest.mark.parametrize("text", ["", "充", "的了吗", "\0", "x" * 99999, '" OR 1', "🙂🙂"])
def test_no_text_breaks_it(client, db, text):
    assert client.post("/similar/", {"text": text, "campaign": "abc"}).status_code == 200
