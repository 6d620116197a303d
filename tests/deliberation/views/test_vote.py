"""Voting on a phone: by slip and by message, clear refusals, a receipt shown once, a check."""

import datetime as dt
import json
import re

import pytest
import time_machine
from django.urls import reverse

from deliberation import verify
from deliberation.actions import closing, ending, motions, online, voting
from deliberation.actions import online as online_actions
from deliberation.models import Ballot, Meeting, Motion, Voter, VotingCode
from tests.conftest import NOW
from tests.deliberation.conftest import people_rows

PHONE, NAME = "13800000002", "王五"


@pytest.fixture(autouse=True)
def doors_clock(soon):
    """The doors read the clock: it stands a minute after NOW."""


@pytest.fixture
def sent(monkeypatch):
    """The messages that leave, as the gateway gets them."""
    messages = []

    class Gateway:
        def send(self, message, address):
            messages.append((address, message.body))

    monkeypatch.setattr(online, "channel_for", lambda name: Gateway())
    return messages


@pytest.fixture
def slip(secretary):
    def make(motion, number=1):
        return online_actions.print_slips(motion, numbers=[number], by=secretary, at=NOW)[0].token

    return make


def url(name, *args):
    return reverse(f"deliberation:{name}", args=args)


def ask_code(client, motion, name=NAME, phone=PHONE):
    return client.post(url("vote_code", motion.pk), {"name": name, "phone": phone})


def cast(client, motion, code, **fields):
    form = {"name": NAME, "phone": PHONE, "code": code, "choice": "for", "key": "", **fields}
    return client.post(url("vote_phone", motion.pk), form)


def cast_slip(client, token, **fields):
    return client.post(url("slip_cast"), {"token": token, "choice": "for", "key": "", **fields})


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# --- the front page --------------------------------------------------------------------------


def test_the_page_of_a_vote_tells_rule_and_turnout_but_no_partial_result(client, make_vote):
    motion = make_vote(online=True)
    voting.cast(motion.heads[1], choice="against", channel="paper", at=NOW)
    page = client.get(url("vote", motion.pk))
    text = words(page)
    assert page.status_code == 200 and "民法典" in text and "1 人，名册共 3 人" in text
    assert "反对" not in text and "所以只能记名" in text


def test_the_page_costs_few_queries(client, make_vote, django_assert_max_num_queries):
    motion = make_vote(online=True)
    client.get(url("vote", motion.pk))
    with django_assert_max_num_queries(6):
        client.get(url("vote", motion.pk))


def test_drafts_are_nobodys_business(client, make_vote):
    motion = make_vote(opened=False)
    for name in ("vote", "vote_check"):
        assert client.get(url(name, motion.pk)).status_code == 404
    assert client.get(url("vote", 99999)).status_code == 404


def test_a_secret_vote_says_what_is_promised_and_what_is_not(client, make_vote):
    text = words(client.get(url("vote", make_vote("residents-representatives", secret=True).pk)))
    assert "系统管理员" in text and "谁也看不到部分结果" in text


# --- by message ------------------------------------------------------------------------------


def test_somebody_on_the_roll_votes_by_a_code_from_a_message(client, make_vote, sent):
    motion = make_vote(online=True)
    page = ask_code(client, motion)
    assert page.status_code == 200 and "验证码已经发到" in words(page)
    ((address, body),) = sent
    code = re.search(r"\d{6}", body)[0]
    assert address == PHONE and code not in VotingCode.objects.get().digest
    receipt = cast(client, motion, code)
    assert receipt.status_code == 200 and receipt["Cache-Control"] == "no-store"
    shown = re.search(r"data-copy=\"([A-Z0-9-]+)\"", receipt.content.decode())[1]
    ballot = Ballot.objects.get()
    nonce = shown.replace("-", "")
    assert ballot.commitment == verify.commitment(motion.pk, "for", nonce)
    assert Voter.objects.get(voted=True).channel == "online"
    again = cast(client, motion, code)
    assert again.status_code == 409 and "您的票已经收下（赞成" in words(again)
    assert "没有投票" not in words(again)
    other = cast(client, motion, code, choice="against")
    assert other.status_code == 409 and "投出，不能再改" in words(other)
    for _ in range(9):  # many windows at once: nobody hears of a wrong code
        told = words(cast(client, motion, code))
        assert "验证码不对" not in told and "收下" in told
    assert Ballot.objects.count() == 1


def test_who_is_not_on_the_roll_reads_the_same_and_gets_no_message(client, make_vote, sent):
    motion = make_vote(online=True)
    with_them = ask_code(client, motion)
    without = ask_code(client, motion, "路人", "13911111111")

    def same(page):
        return re.sub(r'value="[^"]*"|\d{3}\*{4}\d{4}', "", page.content.decode())

    assert same(with_them) == same(without) and len(sent) == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"code": "12345"}, "验证码是 6 位数字"),
        ({"code": ""}, "请填写短信里的 6 位验证码"),
        ({"choice": ""}, "请选择赞成、反对或弃权"),
        ({"choice": "x"}, "请选择赞成、反对或弃权"),
        ({"code": "000000"}, "验证码不对"),
        ({"name": "别人"}, "验证码不对"),
    ],
)
def test_a_wrong_answer_is_told_and_the_choice_is_kept(client, make_vote, answer, why):
    motion = make_vote(online=True)
    page = cast(client, motion, **{"code": "123456", "choice": "against", **answer})
    assert page.status_code == 422 and why in words(page)
    if "choice" not in answer:
        assert re.search(r'value="against"[^>]*checked', page.content.decode())
    assert not Ballot.objects.exists()


def code_of(sent):
    return re.search(r"\d{6}", sent[-1][1])[0]


def test_five_wrong_tries_spend_a_code(client, make_vote, sent):
    motion = make_vote(online=True)
    ask_code(client, motion)
    code = code_of(sent)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert "验证码不对" in words(cast(client, motion, wrong))
    assert "输错太多次" in words(cast(client, motion, code))
    ask_code(client, motion)
    assert cast(client, motion, code_of(sent)).status_code == 200


def test_a_code_lives_ten_minutes_and_a_newer_one_replaces_it(client, make_vote, sent):
    motion = make_vote(online=True)
    ask_code(client, motion)
    with time_machine.travel(NOW + dt.timedelta(minutes=11, seconds=1), tick=False):
        page = cast(client, motion, code_of(sent))
    assert page.status_code == 410 and "已经过期" in words(page)
    first = code_of(sent)
    ask_code(client, motion)
    if code_of(sent) != first:
        assert "验证码不对" in words(cast(client, motion, first))
    assert cast(client, motion, code_of(sent)).status_code == 200


def test_five_messages_an_hour_are_enough(client, make_vote, sent):
    motion = make_vote(online=True)
    for _ in range(8):
        page = ask_code(client, motion)
        assert page.status_code == 200
    assert len(sent) == 5


def test_one_address_cannot_wake_a_whole_roll(client, make_vote, sent):
    motion = make_vote(online=True)
    Meeting.objects.update(starts_at=NOW - dt.timedelta(days=1))  # no hall is full today
    for n in range(30):
        assert ask_code(client, motion, phone=f"1390000{n:04d}").status_code == 200
    assert ask_code(client, motion).status_code == 429


def test_a_gateway_that_fails_is_told(client, make_vote, monkeypatch):
    class Broken:
        def send(self, message, address):
            raise OSError("down")

    monkeypatch.setattr(online, "channel_for", lambda name: Broken())
    motion = make_vote(online=True)
    page = ask_code(client, motion)
    assert page.status_code == 422 and "短信没有发出去" in words(page)
    assert NAME in page.content.decode() and not VotingCode.objects.exists()


def test_without_voting_by_phone_there_is_no_code(client, make_vote):
    page = ask_code(client, make_vote())
    assert page.status_code == 422


@pytest.mark.parametrize("phone", ["123", "abc", ""])
def test_a_wrong_number_is_told_and_the_name_kept(client, make_vote, phone):
    page = ask_code(client, make_vote(online=True), phone=phone)
    assert page.status_code == 422 and NAME in page.content.decode()


# --- by slip ---------------------------------------------------------------------------------


def test_a_slip_opens_the_ballot_and_votes_once(client, make_vote, slip):
    motion = make_vote()
    token = slip(motion)
    page = client.get(url("slip", token))
    assert page.status_code == 200 and motion.text in page.content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode())[1]
    first = cast_slip(client, token, key=key)
    assert first.status_code == 200 and "投票成功" in words(first)
    assert words(cast_slip(client, token, key=key)) == words(first), "sent twice: one receipt"
    other = cast_slip(client, token, choice="against")
    assert other.status_code == 409 and "不能再改" in words(other)
    assert client.get(url("slip", token)).status_code == 409
    assert Ballot.objects.get().choice == "for"


def test_a_slip_may_be_typed_as_it_is_printed(client, make_vote, slip):
    motion = make_vote()
    typed = "-".join(re.findall("....", slip(motion))).lower().replace("0", "o").replace("1", "l")
    assert client.post(url("vote_slip", motion.pk), {"token": typed}).status_code == 200


def test_an_unknown_slip_and_one_that_was_replaced_open_nothing(client, make_vote, slip):
    motion = make_vote()
    old, new = slip(motion), slip(motion)
    for token in (old, "0" * 24, "表决", "x" * 200):
        page = client.get(url("slip", token))
        assert page.status_code == 404 and "没有找到这张纸条" in words(page)
    page = client.post(url("vote_slip", motion.pk), {"token": old})
    assert page.status_code == 422 and old in page.content.decode()
    assert cast_slip(client, old).status_code == 422
    assert cast_slip(client, "nonsense").status_code == 404
    assert client.get(url("slip", new)).status_code == 200


def test_a_ballot_without_a_choice_comes_back(client, make_vote, slip):
    token = slip(make_vote())
    page = cast_slip(client, token, choice="")
    assert page.status_code == 422 and token in page.content.decode()
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("end", ["closed", "annulled", "late"])
def test_after_the_end_nobody_votes_and_everybody_is_told(
    client, make_vote, slip, secretary, colleague, sent, end
):
    motion = make_vote(online=True, closes_at=NOW + dt.timedelta(hours=1))
    token = slip(motion)
    if end == "closed":
        ending.ask_early(motion, reason="都投完了。", by=colleague, at=NOW)
        closing.close_motion(motion, by=secretary, at=NOW)
    elif end == "annulled":
        motions.annul_motion(motion, reason="错了", by=secretary, at=NOW)
    else:
        Motion.objects.filter(pk=motion.pk).update(closes_at=NOW)
    told = "已经截止" if end == "late" else "已经结束"
    for page in (
        client.get(url("slip", token)),
        cast_slip(client, token),
        ask_code(client, motion),
    ):
        assert page.status_code == 410 and told in words(page)
    assert not Ballot.objects.exists() and not sent
    assert client.get(url("vote", motion.pk)).status_code == 200


def test_guessing_slips_is_stopped(client, make_vote, settings, slip):
    settings.LOOKUPS_PER_HOUR = 3
    token = slip(make_vote())
    for _ in range(3):
        assert client.get(url("slip", "0" * 24)).status_code == 404
    assert client.get(url("slip", token)).status_code == 429


def test_tokens_are_kept_as_keyed_hashes_alone(make_vote, slip):
    from django.db import connection

    token = slip(make_vote())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM deliberation_votingcode")
        assert token not in str(cursor.fetchall())


# --- checking --------------------------------------------------------------------------------


def closed_secret(make_vote, make_roll, secretary, count=5):
    motion = make_vote(
        "residents-representatives", make_roll("representatives", people_rows(count)), secret=True
    )
    receipts = [
        voting.cast(voter, choice="against", channel="online", at=NOW)
        for voter in motion.heads.values()
    ]
    return motion, receipts


def test_a_receipt_finds_its_ballot_and_tells_the_choice_only_after_the_end(
    client, make_vote, make_roll, secretary
):
    motion, receipts = closed_secret(make_vote, make_roll, secretary)
    page = client.post(url("vote_check", motion.pk), {"code": receipts[0].code})
    assert page.status_code == 200 and "您的票在里面" in words(page)
    assert "反对" not in words(page) and receipts[1].commitment not in page.content.decode()
    closing.close_motion(motion, by=secretary, at=NOW)
    page = client.post(url("vote_check", motion.pk), {"code": receipts[0].code.lower()})
    assert "记为“反对”" in words(page)
    assert all(receipt.commitment in page.content.decode() for receipt in receipts)


@pytest.mark.parametrize(("code", "status"), [("", 422), ("xxxx", 422), ("0" * 16, 404)])
def test_a_code_that_is_none_or_nobodys_is_told(client, make_vote, code, status):
    motion = make_vote()
    assert client.post(url("vote_check", motion.pk), {"code": code}).status_code == status


def test_open_votes_are_listed_by_number_and_not_by_name(client, make_vote, secretary):
    motion = make_vote()
    voting.cast(motion.heads[2], choice="against", channel="paper", at=NOW)
    assert "公布的清单" not in words(client.get(url("vote_check", motion.pk)))
    closing.close_motion(motion, by=secretary, at=NOW)
    text = words(client.get(url("vote_check", motion.pk)))
    assert "名册编号" in text and "2 100.00 反对" in text and "王五" not in text


def test_a_long_list_is_paged(client, make_vote, make_roll, secretary):
    motion, _ = closed_secret(make_vote, make_roll, secretary, count=120)
    closing.close_motion(motion, by=secretary, at=NOW)
    page = client.get(url("vote_check", motion.pk), {"page": 2})
    assert page.content.decode().count('<td class="fingerprint">') == 20


# --- the record ------------------------------------------------------------------------------


def test_the_public_record_verifies_and_is_not_sent_twice(client, make_vote, secretary, council):
    motion = make_vote()
    voting.cast(motion.heads[1], choice="for", channel="paper", at=NOW)
    closing.close_motion(motion, by=secretary, at=NOW)
    response = client.get(url("record", council.slug))
    export = json.loads(response.content)
    assert verify.verify(export)["votes"] == 1 and export["head"] in response["ETag"]
    again = client.get(url("record", council.slug), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert client.get(url("record", "nowhere")).status_code == 404


def test_the_record_of_an_open_vote_holds_no_ballot(client, make_vote, council):
    motion = make_vote("residents-representatives", secret=True)
    receipt = voting.cast(motion.heads[1], choice="for", channel="online", at=NOW)
    body = client.get(url("record", council.slug)).content.decode()
    assert receipt.commitment not in body and "votes" not in body


def test_no_page_tells_how_an_open_secret_vote_stands(client, make_vote, council, secretary):
    """Two votes that stand quite differently look the same from outside until they close."""

    def main_of(response):
        text = re.sub(r"<(script|nav)\b.*?</\1>", "", response.content.decode(), flags=re.S)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))

    def seen(choice):
        motion = make_vote("residents-representatives", secret=True)
        for number in (1, 2):
            voting.cast(motion.heads[number], choice=choice, channel="online", at=NOW)
        meeting = motion.item.meeting
        client.force_login(secretary)
        pages = [
            url("vote", motion.pk), url("vote_check", motion.pk), url("meeting", meeting.pk),
            url("council", council.slug),
            reverse("desk_motions:page", args=[council.pk, motion.pk]),
            reverse("desk_motions:slips", args=[council.pk, motion.pk]),
        ]  # fmt: skip
        texts = [main_of(client.get(page)) for page in pages]
        motions.annul_motion(motion, reason="另起一次", by=secretary, at=NOW)
        return texts[:2] + texts[4:], texts

    (for_, all_for), (against, all_against) = seen("for"), seen("against")
    assert for_ == against
    for text in [*all_for, *all_against]:
        assert not re.search(r"(赞成|反对|同意)\s*2", text)
