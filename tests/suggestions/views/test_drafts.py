"""Drafts under a code, hints while writing, a thin text asked once, a computer that others use."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from suggestions.actions import drafting, keeping
from suggestions.models import SavedDraft, Suggestion
from suggestions.residents import receipts, visitors

HINTS = reverse("suggestions:hints")
TRACK = reverse("suggestions:track")
HALF = {"title": "路口要一盏灯", "body": "晚上看不见，李阿姨摔过一跤。", "place": "田林路口"}
WHO = {"name": "李秀英", "phone": "13812345678", "consent": "on"}
DAY = dt.timedelta(days=1)


@pytest.fixture
def address(campaign):
    return reverse("suggestions:submit", args=[campaign.slug])


@pytest.fixture
def save(client, address):
    """Presses 存草稿; gives the page."""

    def press(**changes):
        return client.post(address, {**HALF, "step": "save", **changes})

    return press


def code_in(response):
    return receipts.normal(response.context["saved"])


# --- under a code -----------------------------------------------------------------------------


def test_a_draft_comes_back_by_its_code_in_another_browser(save, client_as, address, area):
    page = save(area=["310104", "310104008"], **WHO)
    code = code_in(page)
    assert page.status_code == 200 and HALF["body"] in page.content.decode()
    other = client_as()
    response = other.post(TRACK, {"code": f"我的草稿码是 {receipts.grouped(code)}"})
    assert response.status_code == 303 and response["Location"] == f"{address}?draft=1"
    form = other.get(response["Location"])
    for words in HALF.values():
        assert words in form.content.decode()
    assert form.context["levels"][-1]["value"] == "310104008"
    assert "李秀英" not in form.content.decode() and "13812345678" not in form.content.decode()
    assert not Suggestion.objects.exists()


def test_the_database_holds_neither_the_words_nor_the_code_nor_the_person(save):
    code = code_in(save(**WHO))
    draft = SavedDraft.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, code_hash FROM suggestions_saveddraft")
        row = " ".join(cursor.fetchone())
    assert "路口" not in row and code not in row
    assert "路口" in draft.content
    assert "李秀英" not in draft.content and "1381234" not in draft.content


def test_the_code_is_told_once_and_saving_again_keeps_it(save, client, address):
    code = code_in(save())
    again = save(body="晚上看不见，装一盏就好。")
    assert code not in again.content.decode().replace("-", "")
    assert "还是原来的草稿码" in again.content.decode()
    draft = SavedDraft.objects.get()
    assert draft.code_hash == receipts.digest(code)
    assert "装一盏就好" in draft.content


def test_sending_deletes_the_draft(save, client, address):
    code = code_in(save())
    assert client.post(address, {**HALF, "key": str(uuid.uuid4())}).status_code == 303
    assert not SavedDraft.objects.exists()
    assert client.post(TRACK, {"code": code}).status_code == 404


def test_after_seven_days_it_is_gone_and_the_clock_deletes_it(save, client_as):
    code = code_in(save())
    saved_at = SavedDraft.objects.get().saved_at
    with time_machine.travel(saved_at + 7 * DAY - dt.timedelta(minutes=1), tick=False):
        assert client_as().post(TRACK, {"code": code}).status_code == 303
        keeping.keep_clocks(at=timezone.now())
    assert SavedDraft.objects.exists()
    with time_machine.travel(saved_at + 7 * DAY, tick=False):
        assert client_as().post(TRACK, {"code": code}).status_code == 404
    keeping.keep_clocks(at=saved_at + 7 * DAY)
    assert not SavedDraft.objects.exists()


def test_what_was_half_written_when_the_campaign_closed_goes_through_the_everyday_door(
    save, client_as, campaign, make_campaign
):
    code = code_in(save())
    campaign.closes_at = timezone.now() - dt.timedelta(minutes=1)
    campaign.save()
    make_campaign("日常建议", slug="richang", closes_at=None)
    form = client_as().post(TRACK, {"code": code}, follow=True)
    assert form.redirect_chain[0][0] == "/submit/richang/?draft=1"
    assert HALF["body"] in form.content.decode() and "已经不收建议了" in form.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"title": "", "body": " "}, "没有可以存的"), ({"body": "长" * 30_000}, "存不下")],
)
def test_nothing_and_too_much_are_refused_with_the_words_kept(save, changes, words):
    page = save(**changes)
    assert page.status_code == 422
    assert words in page.content.decode() and HALF["place"] in page.content.decode()
    assert not SavedDraft.objects.exists()


def test_saving_has_a_limit_and_loses_nothing(save, settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    assert save(shared="on").status_code == 200
    page = save(shared="on")
    assert page.status_code == 429
    assert HALF["body"] in page.content.decode() and "分钟" in page.content.decode()
    assert SavedDraft.objects.count() == 1


@pytest.mark.parametrize("stored", ["", "kein JSON", "（密钥已更换，无法读取）"])
def test_a_draft_that_cannot_be_read_opens_an_empty_form(client, campaign, address, stored):
    code = receipts.issue("draft")
    SavedDraft.objects.create(
        campaign=campaign, code_hash=receipts.digest(code), content=stored, saved_at=timezone.now()
    )
    assert client.post(TRACK, {"code": code}, follow=True).status_code == 200


def test_a_draft_of_nobody_opens_nothing(client, address):
    page = client.get(address, {"draft": "1"})
    assert page.status_code == 200 and HALF["title"] not in page.content.decode()
    client.cookies[visitors.SAVED] = "forged"
    assert client.get(address, {"draft": "1"}).status_code == 200
    assert drafting.find("", at=timezone.now()) is None


# --- a computer that others use ---------------------------------------------------------------


def lasting(response):
    """Cookies that stay when the browser is closed, those that are being deleted left out."""
    return [
        name
        for name, cookie in response.cookies.items()
        if name.startswith("jy_") and cookie.value and (cookie["max-age"] or cookie["expires"])
    ]


def test_on_a_shared_computer_no_cookie_outlives_the_browser(client, address):
    sent = {**HALF, "shared": "on", "key": client.get(address).context["key"]}
    page = client.post(address, sent | {"title": ""})
    assert lasting(page) == [] and page["Cache-Control"] == "no-store"
    urgent = client.post(address, sent | {"title": "着火了，有人被困"})
    assert 'name="shared"' in urgent.content.decode()
    assert lasting(urgent) == [] and urgent["Cache-Control"] == "no-store"
    response = client.post(address, sent)
    assert response.status_code == 303
    assert lasting(response) == []
    assert client.get(response["Location"]).status_code == 200
    assert visitors.DRAFT not in client.cookies or not client.cookies[visitors.DRAFT].value


def test_on_ones_own_the_cookies_stay(client, address):
    response = client.post(address, {**HALF, "key": str(uuid.uuid4())})
    assert {visitors.MINE, visitors.RECEIPT, visitors.DRAFT} <= set(lasting(response))


def test_the_box_stays_ticked_and_the_next_person_gets_a_form_of_their_own(client, address):
    key = client.get(address).context["key"]
    client.post(address, {**HALF, "shared": "on", "key": key, "title": ""})
    later = client.get(address)
    assert later.context["shared"] and later.context["key"] != key
    client.post(address, {**HALF, "key": key, "title": ""})
    assert not client.get(address).context["shared"]


def test_a_draft_saved_on_a_shared_computer_is_open_to_its_code_alone(save, client, address):
    page = save(shared="on")
    assert page["Cache-Control"] == "no-store"
    assert HALF["title"] not in client.get(address, {"draft": "1"}).content.decode()


# --- a thin text is asked once ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("灯", "坏了"),
        ("测试", "测试测试测试测试"),
        ("😀😀😀", "👍👍👍👍👍👍👍👍👍"),
        ("111", "1111111111"),
    ],
)
def test_a_thin_text_is_asked_once_and_then_taken(client, address, title, body):
    sent = {"title": title, "body": body, "key": client.get(address).context["key"]}
    page = client.post(address, sent)
    assert page.status_code == 200 and not Suggestion.objects.exists()
    assert "再说具体一点好吗？哪里、什么时候、怎么了" in page.content.decode()
    assert 'name="asked"' in page.content.decode() and f'value="{title}"' in page.content.decode()
    assert client.post(address, sent | {"asked": "1"}).status_code == 303
    assert Suggestion.objects.get().title == title


def test_a_short_text_that_says_something_is_not_asked(client, address):
    sent = {"title": "路灯坏了", "body": "田林路口，三天了", "key": str(uuid.uuid4())}
    assert client.post(address, sent).status_code == 303


def test_danger_comes_before_the_question(client, address):
    page = client.post(address, {"title": "着火了", "body": "救命", "key": str(uuid.uuid4())})
    assert "119" in page.content.decode() and "再说具体一点" not in page.content.decode()


# --- going back ---------------------------------------------------------------------------------


def test_a_page_that_answers_a_form_does_not_vary_with_cookies(client, address):
    """Else going back to it, after sending has changed a cookie, ends at an error page."""
    page = client.post(address, {**HALF, "title": ""})
    assert page.status_code == 422 and page["Cache-Control"] == "private"
    assert "cookie" not in page.get("Vary", "").lower()
    assert "cookie" in client.get(address)["Vary"].lower()
    assert "cookie" in client.post(TRACK, {"code": "x"})["Vary"].lower()


# --- hints while writing ----------------------------------------------------------------------


def test_an_emergency_is_answered_with_its_number_while_it_is_written(client, db):
    response = client.post(HINTS, {"title": "楼下着火了", "body": "有人被困在里面，快来"})
    text = response.content.decode()
    assert 'href="tel:119"' in text and "先打电话" in text
    assert "<html" not in text and response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("sent", [{}, HALF, {"title": "\0"}, {"title": "长" * 99_999}])
def test_what_may_be_a_suggestion_gets_no_hint_at_all(client, db, sent):
    response = client.post(HINTS, sent)
    assert response.status_code == 200 and response.content.strip() == b""


def test_a_hint_is_only_posted_never_in_an_address(client, db):
    assert client.get(HINTS).status_code == 303


def test_one_that_is_over_is_not_written_anew_under_its_old_code(campaign, now):
    content = {"title": ["路口要一盏灯"]}
    code = drafting.save(campaign, content=content, at=now)
    known, late = receipts.digest(code), now + 7 * DAY
    fresh = drafting.save(campaign, content=content, at=late, known=known)
    assert fresh and drafting.find(receipts.digest(fresh), at=late)
    assert drafting.find(known, at=late) is None
