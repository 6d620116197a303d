"""A mandate is taken back: the vote under it stays, and the paper is good for nothing else."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from deliberation.actions import closing, proxies
from deliberation.models import Ballot, Proxy
from deliberation.rules import RULES
from deliberation.voting.counting import NO_PROXY
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW

HOUR = dt.timedelta(hours=1)


def mandate(given_on=None, agent="李四"):
    file = SimpleUploadedFile("m.pdf", b"%PDF-1.4")
    return proxies.Mandate(agent, "for", given_on or (NOW - 20 * 24 * HOUR).date(), file)


@pytest.fixture
def vote(make_vote, private_files):
    return make_vote()


@pytest.fixture
def given(vote, secretary):
    proxies.give_mandate(vote.heads[1], mandate=mandate(), by=secretary, at=NOW)
    return Proxy.objects.select_related("voter__motion", "voter__entry").get()


def withdraw(proxy, by, who="principal", when=None, at=NOW):
    proxies.withdraw_mandate(proxy, who=who, when=when, by=by, at=at)


def test_the_vote_that_was_cast_stays_and_the_record_says_who_and_when(given, vote, secretary):
    withdraw(given, secretary, when=NOW - HOUR)
    assert given.withdrawn_at == NOW - HOUR and given.withdrawn_by == secretary
    assert Ballot.objects.get(voter=given.voter).choice == "for"
    data = vote.council.record.get(kind="motion.mandate_withdrawn").data
    assert (data["voter"], data["who"], data["vote"]) == (1, "principal", "stays")
    assert data["when"] == "2026-09-16T09:00+08:00"


def test_it_is_withdrawn_once_and_never_after_the_end(given, vote, secretary):
    withdraw(given, secretary, who="agent")
    with pytest.raises(Overtaken, match="已经登记撤回"):
        withdraw(given, secretary)
    closing.close_motion(vote, by=secretary, at=NOW)
    with pytest.raises(Refused, match="已经结束"):
        withdraw(given, secretary)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"who": "nobody"}, "委托人撤回，还是受托人辞去"),
        ({"when": NOW + HOUR}, "撤回时间"),
        ({"when": NOW - 60 * 24 * HOUR}, "不能早于委托日期"),
    ],
)
def test_what_cannot_be_is_refused(given, secretary, fields, words):
    with pytest.raises(Refused, match=words):
        withdraw(given, secretary, **fields)
    assert Proxy.objects.get().withdrawn_at is None


def test_the_paper_is_good_for_no_other_vote_and_a_newer_one_is(given, vote, make_vote, secretary):
    withdraw(given, secretary)
    second = make_vote(roll=vote.roll)
    with pytest.raises(Refused, match="已经撤回，不能再用"):
        proxies.give_mandate(second.heads[1], mandate=mandate(), by=secretary, at=NOW)
    tomorrow = NOW + 24 * HOUR
    fresh = mandate(given_on=tomorrow.date())
    proxies.give_mandate(second.heads[1], mandate=fresh, by=secretary, at=tomorrow)
    other = make_vote(roll=vote.roll)
    proxies.give_mandate(other.heads[1], mandate=mandate(agent="王五"), by=secretary, at=NOW)


def test_the_database_wants_to_know_by_whom(given, secretary):
    for fields in ({"withdrawn_at": NOW}, {"withdrawn_who": "agent"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proxy.objects.filter(pk=given.pk).update(**fields)


def test_every_rule_that_knows_mandates_says_what_becomes_of_them():
    for rule in RULES:
        assert bool(rule.withdrawn_mandate) is (rule.id not in NO_PROXY)
