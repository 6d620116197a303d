"""A choice of residents: fixed when announced, one ballot a number, counted by both rules."""

import datetime as dt
import hashlib
import re
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from deliberation.actions import choice_ballots, choosing
from deliberation.actions.funding import account_of
from deliberation.models import ChoiceBallot, Entry, ProjectChoice
from deliberation.tasks import keep_clocks
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


# --- before it opens ------------------------------------------------------------------------


def test_once_announced_neither_rule_nor_money_nor_time_changes(make_choice, plan, secretary):
    choice = make_choice(announced=False)
    choosing.edit_choice(choice, plan=plan(rule="greedy"), by=secretary, at=NOW)
    choosing.announce_choice(choice, by=secretary, at=NOW)
    with pytest.raises(Overtaken, match="不能再改"):
        choosing.edit_choice(choice, plan=plan(), by=secretary, at=NOW)
    choice.refresh_from_db()
    assert choice.rule == "greedy"
    told = Entry.objects.get(kind="choice.announced").data
    assert (told["rule"], told["budget"]) == ("greedy", "9000.00")
    assert told["projects"] == [
        [1, "扶手", "3000.00"], [2, "路灯", "4000.00"], [3, "长椅", "5000.00"]
    ]  # fmt: skip


def test_a_beginning_that_is_past_is_now_and_an_end_that_is_past_is_refused(make_choice, secretary):
    choice = make_choice(announced=False, opens_at=NOW - dt.timedelta(days=2))
    choosing.announce_choice(choice, by=secretary, at=NOW)
    assert choice.opens_at == NOW
    past = make_choice(
        announced=False,
        opens_at=NOW - dt.timedelta(days=2),
        closes_at=NOW - dt.timedelta(days=1),
    )
    with pytest.raises(Refused, match="结束时间已经过了"):
        choosing.announce_choice(past, by=secretary, at=NOW)


def test_it_needs_two_projects_each_within_the_money(make_choice, make_project, secretary):
    make_project("扶手", "3000")
    with pytest.raises(Refused, match="至少要有 2 个"):
        make_choice()
    make_project("长椅", "5000")
    with pytest.raises(Refused, match="比总金额还多"):
        make_choice(budget=Decimal(4000))


def test_no_more_than_is_free_is_promised_and_one_choice_at_a_time(make_choice, secretary):
    with pytest.raises(Refused, match=r"只有 10000\.00 元"):
        make_choice(budget=Decimal("10000.01"))
    assert set(ProjectChoice.objects.values_list("status", flat=True)) == {"draft"}
    make_choice(budget=Decimal(5000))
    with pytest.raises(Overtaken, match="已经有一次"):
        make_choice(budget=Decimal(5000))


# --- the ballot -------------------------------------------------------------------------------


def test_a_number_has_one_ballot_and_may_change_it(make_choice, vote_for):
    choice = make_choice()
    assert vote_for(choice, [1, 2])
    assert not vote_for(choice, [3])
    assert vote_for(choice, [2], phone="13900139000")
    assert sorted(choice.ballots.values_list("picks", flat=True)) == [[2], [3]]


def test_the_number_stands_in_no_table(make_choice, vote_for):
    choice = make_choice()
    vote_for(choice, [1])
    row = ChoiceBallot.objects.get()
    assert "13800138000" not in str(vars(row))
    assert "13800138000" not in str(vars(choice.codes.get()))


def test_a_code_sent_again_hears_what_became_of_the_first(make_choice, vote_for, texts):
    choice = make_choice()
    vote_for(choice, [1, 2])
    again = {"phone": "13800138000", "code": re.search(r"\d{6}", texts[-1][1])[0]}
    with pytest.raises(Refused, match=r"您的票已经收下（2026-09-16 10:00）"):
        choice_ballots.cast(choice, picks=[2, 1], **again, at=NOW)
    with pytest.raises(Refused, match="要改票，请重新获取验证码"):
        choice_ballots.cast(choice, picks=[3], **again, at=NOW)
    assert choice.ballots.get().picks == [1, 2]
    assert not vote_for(choice, [3]), "a fresh code changes it"


@pytest.mark.parametrize("picks", [[], [9], [1, 9]])
def test_a_ballot_of_nothing_or_of_strange_numbers_is_refused(make_choice, vote_for, picks):
    with pytest.raises(Refused, match="至少选一个"):
        vote_for(make_choice(), picks)


def test_a_ballot_may_be_bound_to_the_money(make_choice, vote_for):
    choice = make_choice(way="budget")
    with pytest.raises(Refused, match=r"多 3000\.00 元"):
        vote_for(choice, [1, 2, 3])
    assert vote_for(choice, [2, 3])


def test_it_opens_and_closes_by_the_clock(make_choice, vote_for):
    choice = make_choice(opens_at=NOW + dt.timedelta(hours=1))
    with pytest.raises(Refused, match="还没有开始"):
        vote_for(choice, [1])
    assert vote_for(choice, [1], at=choice.closes_at - SECOND)
    with pytest.raises(Refused, match="已经结束"):
        vote_for(choice, [2], at=choice.closes_at)


def test_a_wrong_code_casts_nothing(make_choice, texts):
    choice = make_choice()
    choice_ballots.send_code(choice, picks=[1], phone="13800138000", at=NOW)
    right = texts[-1][1]
    wrong = "000000" if "000000" not in right else "111111"
    with pytest.raises(Refused, match="验证码不对"):
        choice_ballots.cast(choice, picks=[1], phone="13800138000", code=wrong, at=NOW)
    assert not choice.ballots.exists()


# --- the count ------------------------------------------------------------------------------


@pytest.fixture
def counted(make_choice, vote_for, secretary):
    """Three want 1 and 2 (3,000 and 4,000), two want 3 (5,000); 9,000 yuan."""

    def make(rule):
        choice = make_choice(rule=rule)
        for number, picks in enumerate(([1, 2], [1, 2], [1, 2], [3], [3])):
            vote_for(choice, picks, phone=f"1380013800{number}")
        choosing.count_choice(choice, at=choice.closes_at, by=secretary)
        return choice

    return make


def test_both_are_counted_and_the_announced_one_decides(counted, fund):
    choice = counted("greedy")
    told = Entry.objects.get(kind="choice.counted").data
    # Equal shares: 1,800 each. 1 costs the three 1,000 each; 2 and 3 nobody can pay; then by votes.
    assert (told["greedy"], told["equal_shares"]) == ([1, 2], [1, 2])
    assert told["ballots"] == 5
    balance = account_of(fund).whole
    assert (balance.committed, balance.left) == (700_000, 300_000)
    assert {p.number: p.status for p in fund.projects.all()} == {
        1: "chosen", 2: "chosen", 3: "unchosen"
    }  # fmt: skip
    assert choice.result["ballots"] == 5


def test_the_rule_makes_a_difference(make_choice, make_project, vote_for, secretary, fund):
    """Six want 1 to 3, four want 4, as in the test of the rules."""
    for title in ("甲", "乙", "丙"):
        make_project(title, "2700")
    make_project("丁", "3600")
    choice = make_choice()
    for number in range(10):
        picks = [1, 2, 3] if number < 6 else [4]
        vote_for(choice, picks, phone=f"1380013810{number}", at=NOW)
    choosing.count_choice(choice, at=choice.closes_at, by=secretary)
    told = Entry.objects.get(kind="choice.counted").data
    assert (told["greedy"], told["equal_shares"]) == ([1, 2, 3], [1, 2, 4])
    chosen = fund.projects.filter(status="chosen").values_list("number", flat=True)
    assert list(chosen) == [1, 2, 4]


def test_it_is_counted_once_after_its_end_by_the_clock_too(make_choice, vote_for):
    choice = make_choice()
    vote_for(choice, [1])
    with pytest.raises(Refused, match="还没有结束"):
        choosing.count_choice(choice, at=choice.closes_at - SECOND)
    keep_clocks(at=choice.closes_at)
    choice.refresh_from_db()
    assert choice.status == "counted"
    with pytest.raises(Overtaken):
        choosing.count_choice(choice, at=choice.closes_at)


def test_the_ballots_are_cut_from_the_numbers_and_their_file_is_in_the_record(counted, client):
    choice = counted("greedy")
    assert all(key.startswith("counted-") for key in choice.ballots.values_list("key", flat=True))
    answer = client.get(reverse("deliberation:choice_ballots", args=[choice.pk]))
    digest = hashlib.sha256(answer.content).hexdigest()
    assert digest == Entry.objects.get(kind="choice.counted").data["ballots_digest"]
    assert "1;3000;3;扶手" in answer.content.decode()


def test_a_choice_called_off_frees_its_money_and_cannot_be_after_its_end(make_choice, secretary):
    choice = make_choice()
    with pytest.raises(Refused, match="请计票"):
        choosing.withdraw_choice(choice, reason="改期", by=secretary, at=choice.closes_at)
    choosing.withdraw_choice(choice, reason="改期", by=secretary, at=NOW)
    assert make_choice().status == "announced"


# --- the pages --------------------------------------------------------------------------------


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


def test_a_resident_votes_by_phone_without_an_account(make_choice, texts, client, at_noon):
    choice = make_choice()
    page = client.get(choice.get_absolute_url()).content.decode()
    assert "扶手（3,000 元）" in page
    sent = client.post(
        reverse("deliberation:choice_code", args=[choice.pk]),
        {"picks": ["1", "3"], "phone": "138 0013 8000"},
    )
    assert "您选了这些" in sent.content.decode()
    code = re.search(r"\d{6}", texts[-1][1])[0]
    done = client.post(
        reverse("deliberation:choice_vote", args=[choice.pk]),
        {"picks": ["1", "3"], "phone": "13800138000", "code": code},
        follow=True,
    )
    assert "您的票投好了" in done.content.decode()
    assert choice.ballots.get().picks == [1, 3]


def test_no_count_is_seen_before_the_end_and_both_after(counted, client):
    choice = counted("equal_shares")
    page = client.get(choice.get_absolute_url()).content.decode()
    for words in ("5</strong> 人投票", "按票数从高到低：第 1 个选中", "等额分配法", "2,000"):
        assert words in page, words
