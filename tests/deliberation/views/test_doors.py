"""Every address that residents can come to leads somewhere, also without the form it is for."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import URLPattern, get_resolver, reverse

from deliberation.actions import proposing
from deliberation.actions.minutes_asking import sign_url
from deliberation.minutes.parties import attended
from deliberation.models import Proposal
from suggestions.residents import visitors
from suggestions.residents.doors import AGAIN
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

OURS = ("suggestions.views", "cms.", "deliberation.views")
STAFF = ("admin/", "_util/", "documents/", "media/", "^")
MACHINES = {"suggestions:sms_receipt"}  # the gateway reads no notices
SAMPLES = {"int": 1, "str": "x", "slug": "x"}


def public(resolver, route="", namespace=""):
    """`(name, arguments)` of every address outside the staff's."""
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if here.startswith(STAFF):
            continue
        if isinstance(entry, URLPattern):
            if entry.callback.__module__.startswith(OURS) and entry.name:
                kinds = re.findall(r"<(\w+):\w+>", here)
                yield f"{namespace}{entry.name}", [SAMPLES[kind] for kind in kinds]
        else:
            deeper = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from public(entry, here, deeper)


def test_no_public_address_answers_a_reader_with_a_bare_refusal(client, home):
    seen = dict(public(get_resolver()))
    assert len(seen) > 100
    bare = {n for n, args in seen.items() if client.get(reverse(n, args=args)).status_code == 405}
    assert bare == MACHINES


@pytest.fixture
def proposal(council, secretary):
    wish = proposing.Wish(title="修一修路灯", body="三号楼到大门一段晚上全黑。")
    found = proposing.propose(council, wish=wish, key=visitors.new_key(), at=NOW)
    proposing.publish_proposal(found, by=secretary, at=NOW)
    return found


@pytest.mark.parametrize("name", ["second", "second_code"])
def test_a_reloaded_tab_is_led_to_the_form_and_told(client, proposal, name):
    response = client.get(reverse(f"deliberation:{name}", args=[proposal.pk]))
    assert response.status_code == 303
    page = reverse("deliberation:proposal", args=[proposal.pk])
    assert response.url == f"{page}#second-form"
    assert [str(said) for said in get_messages(response.wsgi_request)] == [AGAIN]
    landed = client.get(response.url).content.decode()
    assert AGAIN in landed and 'id="second-form"' in landed


def test_other_methods_are_still_refused(client, proposal):
    assert client.put(reverse("deliberation:second", args=[proposal.pk])).status_code == 405


# --- 大字版 -----------------------------------------------------------------------------------


def pressed_large(client, page, typed):
    """What a browser does with the page's button: the form's own words to the button's address,
    and on to where it is sent with the same words."""
    button = re.search(r'<button type="submit" form="([^"]+)"[^>]*formaction="([^"]+)"', page)
    assert f'<form id="{button[1]}"' in page
    sent = {**typed, "elder": "on"}
    response = client.post(button[2], sent)
    assert response.status_code == 307 and client.cookies["elder"].value == "on"
    return client.post(response.url, sent)


def test_large_letters_lose_nothing_of_what_is_typed_for_a_council(client, council):
    address = reverse("deliberation:propose", args=[council.slug])
    typed = {"title": "修一修路灯", "body": "", "name": "王阿姨", "phone": "13800138000"}
    wrong = client.post(address, typed)
    assert wrong.status_code == 422
    page = pressed_large(client, wrong.content.decode(), typed)
    text = page.content.decode()
    assert page.status_code == 200 and 'data-elder="on"' in text
    assert all(f'value="{typed[name]}"' in text for name in ("title", "name", "phone"))
    assert "field-error" not in text  # nobody has asked to send it yet
    assert Proposal.objects.count() == 0


def test_large_letters_lose_nothing_of_a_word_on_the_minutes(client, sent, time_machine):
    time_machine.move_to(NOW, tick=False)
    address = sign_url(sent, attended(sent)[0])
    typed = {"word": "dissent", "dissent": "第二项记反了。"}
    page = pressed_large(client, client.get(address).content.decode(), typed)
    text = page.content.decode()
    assert page.status_code == 200 and "第二项记反了。" in text and "field-error" not in text
    assert not sent.confirmations.exists()


def test_large_letters_lose_nothing_of_a_suggestion(client, campaign):
    address = reverse("suggestions:submit", args=[campaign.slug])
    typed = {"title": "修一修路灯", "body": "晚上全黑。", "name": "王阿姨", "phone": "13800138000"}
    page = pressed_large(client, client.get(address).content.decode(), typed)
    text = page.content.decode()
    assert page.status_code == 200 and "晚上全黑。" in text
    assert all(f'value="{typed[name]}"' in text for name in ("title", "name", "phone"))


def test_words_never_leave_for_another_host(client, home):
    response = client.post("/elder/?sheet=https://evil.example/", {"elder": "on"})
    assert response.url == "/"
