"""Following by the code: one answer for all strangers, everything for the author."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from suggestions.actions import answering, curating, keeping, referring, screening
from suggestions.models import Contact, Rating, Suggestion, Topic
from suggestions.residents import receipts, visitors
from suggestions.views.track import UNKNOWN

TRACK = "/track/"


@pytest.fixture
def following(client, submit):
    """A suggestion whose code this browser has shown."""
    receipt = submit(phone="13812345678")
    client.post(TRACK, {"code": receipt.code})
    return receipt.suggestion


def page_of(suggestion, name="tracked"):
    return reverse(f"suggestions:{name}", args=[suggestion.pk])


@pytest.fixture
def answered(following, officer, clerk, campaign, make_referral, now):
    """The followed suggestion, answered by the department."""
    screening.accept(following, by=officer, at=now)
    topic = curating.create_topic(campaign, name="充电桩不够", by=officer, at=now)
    curating.place([following], topic=topic, by=officer, at=now)
    referral = make_referral(topic)
    referring.sign(referral, by=clerk, at=now)
    answer = answering.submit_answer(
        referral, text="下个月装十个。", adoption="work", by=clerk, at=now
    )
    answering.accept_answer(answer, by=officer, at=now)
    following.refresh_from_db()
    return following


# --- the code ---------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [str, str.lower, receipts.grouped, " {} ".format])
def test_the_code_opens_the_page_however_it_is_typed(client, submit, change):
    receipt = submit()
    response = client.post(TRACK, {"code": change(receipt.code)})
    assert response.status_code == 303
    assert response["Location"] == page_of(receipt.suggestion)
    assert client.get(response["Location"]).status_code == 200


def test_the_qr_address_opens_it_and_leaves_the_code_out_of_the_next_address(client, submit):
    receipt = submit()
    response = client.get(f"/c/{receipt.code}")
    assert response.status_code == 303
    assert receipt.code not in response["Location"]
    assert response["Cache-Control"] == "no-store"
    assert client.get(response["Location"]).status_code == 200


def answer_to(client, code):
    response = client.post(TRACK, {"code": code})
    context = {key: response.context[key] for key in ("error", "mine")}
    # The token against forged forms is new in every page.
    text = response.content.decode().split("<main")[1].split("</main>")[0]
    return response.status_code, context, re.sub(r'value="[^"]{30,}"', "", text)


def test_help_depends_on_the_typed_shape_alone(client, submit):
    """A code that is taken, with one slip in it, is answered as one that nobody has."""
    taken, free = submit().code, receipts.issue("nobody has it")
    for spoil in (lambda c: c[:-1], lambda c: c + "77", lambda c: c[:-1] + other(c[-1])):
        known, unknown = answer_to(client, spoil(taken)), answer_to(client, spoil(free))
        assert (known[0], known[1]["error"]) == (unknown[0], unknown[1]["error"])
        assert known[0] == 404
    assert answer_to(client, free)[1]["error"] == UNKNOWN


def other(symbol):
    return receipts.ALPHABET[(receipts.ALPHABET.index(symbol) + 1) % 32]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "没有查询码"),
        ("中文", "没有查询码"),
        ("\0", "没有查询码"),
        ("ABCD", "少 12 位"),
        ("x" * 9999, "多"),
        ("2026-000012", "建议的编号"),
        ("13812345678", "手机号"),
    ],
)
def test_what_is_no_code_is_told_why_and_stays_in_the_box(client, db, typed, words):
    response = client.post(TRACK, {"code": typed})
    assert response.status_code == 404
    assert words in response.content.decode()
    assert response.context["code"] == typed[: receipts.LONGEST]


def test_unknown_and_malformed_codes_cost_the_same_work(
    client, db, settings, django_assert_num_queries
):
    client.get(TRACK)  # what every page shows is looked up once
    for code in (receipts.issue("nobody has it"), "ABCD"):
        with django_assert_num_queries(9):  # limit, look-up, drafts, each other door, count
            client.post(TRACK, {"code": code})


def test_the_scanned_address_of_a_wrong_code_is_not_found(client, db):
    wrong = client.get("/c/ABCD")
    unknown = client.get(f"/c/{receipts.issue('nobody')}")
    assert (wrong.status_code, unknown.status_code) == (404, 404)
    assert "少 12 位" in wrong.context["error"]
    assert unknown.context["error"] == UNKNOWN


def test_guessing_ends_at_the_limit_even_with_a_right_code(client, client_as, submit, settings):
    settings.LOOKUPS_PER_HOUR = 2
    receipt = submit()
    assert [client.post(TRACK, {"code": "ABCD"}).status_code for _ in range(3)] == [404, 404, 429]
    assert client.post(TRACK, {"code": receipt.code}).status_code == 429
    assert client.get(f"/c/{receipt.code}").status_code == 429


def test_right_codes_do_not_use_up_the_limit(client, submit, settings):
    settings.LOOKUPS_PER_HOUR = 1
    receipt = submit()
    for _ in range(3):
        assert client.post(TRACK, {"code": receipt.code}).status_code == 303


# --- who may ----------------------------------------------------------------------------------


def test_strangers_learn_nothing_not_even_whether_it_exists(client, following, client_as, officer):
    stranger = client_as()
    answers = {
        (r.status_code, r.context["error"])
        for r in (stranger.get(page_of(following)), stranger.get("/track/999999/"))
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    for name in ("rate", "withdraw"):
        assert stranger.post(page_of(following, name)).status_code == 404
    assert client_as(officer).get(page_of(following)).status_code == 404  # staff has its desk


def test_a_replaced_code_closes_the_pages_it_had_opened(client, following, officer, now):
    assert client.get(page_of(following)).status_code == 200
    screening.issue_receipt(following, by=officer, at=now)
    assert client.get(page_of(following)).status_code == 404
    assert following.title not in client.get(TRACK).content.decode()


def test_a_cookie_made_up_opens_nothing(client, client_as, following):
    other = client_as()
    other.cookies[visitors.MINE] = f"[[{following.pk}, 'x']]"
    assert other.get(page_of(following)).status_code == 404


def test_the_browser_lists_what_it_follows_until_it_is_told_to_forget(client, following):
    assert following.title in client.get(TRACK).content.decode()
    client.post(reverse("suggestions:forget"))
    assert following.title not in client.get(TRACK).content.decode()
    assert client.get(page_of(following)).status_code == 404


def test_pages_of_holders_are_stored_nowhere(client, following):
    for url in (TRACK, page_of(following), page_of(following, "withdraw")):
        response = client.get(url)
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "strict-origin"


# --- what it says -----------------------------------------------------------------------------


def test_the_page_says_where_it_stands_and_shows_the_own_words(client, following, now):
    with time_machine.travel(now, tick=False):
        text = client.get(page_of(following)).content.decode()
    assert "您的建议已经收到，征集办正在审核。" in text
    assert following.body in text
    assert following.screen_by == dt.date(2026, 9, 22)
    assert "2026年9月22日" in text


def test_the_answer_reaches_the_page(client, answered):
    text = client.get(page_of(answered)).content.decode()
    for words in ("下个月装十个。", "市绿化和市容管理局", "改进工作", "这个答复，您满意吗"):
        assert words in text


def test_the_page_costs_a_fixed_number_of_questions(
    client, answered, django_assert_max_num_queries
):
    with django_assert_max_num_queries(18):  # one of them: is it about a clause
        client.get(page_of(answered))


def test_a_good_word_is_thanked_for_and_not_asked_twice(client, answered):
    url = page_of(answered, "rate")
    response = client.post(url, {"satisfaction": "good", "done": "yes"}, follow=True)
    assert "谢谢您的评价" in response.content.decode()
    assert response.context["rating_form"] is None
    again = client.post(url, {"satisfaction": "bad", "done": "no", "comment": "后悔"}, follow=True)
    assert "已经评价过" in again.content.decode()
    assert Rating.objects.get().satisfaction == "good"


def test_a_bad_word_reopens_and_the_page_says_so(client, answered):
    form = {"satisfaction": "bad", "done": "no", "comment": "一个也没装"}
    response = client.post(page_of(answered, "rate"), form, follow=True)
    text = response.content.decode()
    assert "重新打开" in text
    assert "一个也没装" in text
    assert Topic.objects.get().status == Topic.Status.REOPENED


def test_a_bad_word_without_a_reason_comes_back_with_what_was_chosen(client, answered):
    response = client.post(page_of(answered, "rate"), {"satisfaction": "bad", "done": "no"})
    assert response.status_code == 422
    assert "请写一两句" in response.content.decode()
    assert response.context["rating_form"]["satisfaction"].value() == "bad"
    assert not Rating.objects.exists()


def test_weeks_later_it_asks_once_more(client, answered, now):
    client.post(page_of(answered, "rate"), {"satisfaction": "good", "done": "unknown"})
    assert keeping.ask_again(at=now + dt.timedelta(days=29)) == 1
    page = client.get(page_of(answered))
    assert page.context["second_round"]
    assert "再问您一次" in page.content.decode()
    client.post(page_of(answered, "rate"), {"satisfaction": "good", "done": "yes"})
    assert Rating.objects.filter(round=2, done="yes").exists()
    assert client.get(page_of(answered)).context["rating_form"] is None


def test_nothing_can_be_rated_before_the_answer(client, following):
    form = {"satisfaction": "good", "done": "yes"}
    response = client.post(page_of(following, "rate"), form, follow=True)
    assert "还没有新的答复" in response.content.decode()
    assert not Rating.objects.exists()


# --- taking it back ---------------------------------------------------------------------------


def test_withdrawing_asks_first_and_then_deletes_the_contact(client, following):
    url = page_of(following, "withdraw")
    assert "不能恢复" in client.get(url).content.decode()
    assert Suggestion.objects.get().status == "pending"
    response = client.post(url, {"reason": "写错了"}, follow=True)
    assert "已经撤回" in response.content.decode()
    assert Suggestion.objects.get().status == "withdrawn"
    assert not Contact.objects.exists()


def test_what_is_withdrawn_cannot_be_withdrawn_again(client, following):
    url = page_of(following, "withdraw")
    client.post(url, {"reason": ""})
    assert client.get(url, follow=True).redirect_chain
    assert "现在不能撤回" in client.post(url, {"reason": ""}, follow=True).content.decode()


def test_a_declined_one_offers_no_withdrawal_and_says_where_to_go(client, following, officer, now):
    screening.decline(following, route="hotline", by=officer, at=now)
    page = client.get(page_of(following))
    assert page.context["may_withdraw"] is False
    assert "请到12345 政务服务便民热线办理" in page.content.decode()
