"""One person once, on every channel; hands and paper by two people; closing judges."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from deliberation.actions import closing, online, proxies, voting
from deliberation.actions.online import find_slip
from deliberation.actions.voting import numbers_in
from deliberation.models import Ballot, HandCount, Motion, PaperBallot, Proxy, Voter
from deliberation.verify import commitment
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW
from tests.deliberation.conftest import people_rows

PDF = b"%PDF-1.4 mandate"


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }


def mandate(instruction="for", file=PDF, **fields):
    fields.setdefault("given_on", NOW.date())
    upload = SimpleUploadedFile("m.pdf", file) if file else None
    return proxies.Mandate(agent="李四", instruction=instruction, file=upload, **fields)


def paper(voter, secretary, colleague, choice="for"):
    voting.type_paper(voter, choice=choice, by=secretary, at=NOW)
    return voting.type_paper(voter, choice=choice, by=colleague, at=NOW)


CHANNELS = {
    "paper": lambda voter, a, b: paper(voter, a, b),
    "hall": lambda voter, a, b: voting.call(voter, choice="for", by=a, at=NOW),
    "proxy": lambda voter, a, b: proxies.give_mandate(voter, mandate=mandate(), by=a, at=NOW),
    "online": lambda voter, a, b: online.vote_by_slip(
        find_slip(
            online.print_slips(voter.motion, numbers=[voter.entry.number], by=a, at=NOW)[0].token
        ),
        choice="for",
        key="",
        at=NOW,
    ),
}


@pytest.mark.parametrize("first", CHANNELS)
@pytest.mark.parametrize("second", CHANNELS)
def test_a_head_votes_once_whatever_the_channels(make_vote, secretary, colleague, first, second):
    motion = make_vote()
    (slip,) = online.print_slips(motion, numbers=[1], by=secretary, at=NOW)
    CHANNELS[first](motion.heads[1], secretary, colleague)
    voter = Voter.objects.select_related("motion", "entry").get(pk=motion.heads[1].pk)
    assert voter.voted and voter.channel == first
    with pytest.raises(Refused):
        if second == "online":
            online.vote_by_slip(find_slip(slip.token), choice="against", key="", at=NOW)
        else:
            CHANNELS[second](voter, secretary, colleague)
    assert Ballot.objects.filter(motion=motion).count() == 1
    assert closing.close_motion(motion, by=secretary, at=NOW).case["for"]["people"] == 1


def test_a_ballot_carries_the_area_of_all_units_of_its_owner(make_vote):
    motion = make_vote()
    voting.cast(motion.heads[3], choice="for", channel="paper", at=NOW)
    ballot = Ballot.objects.get()
    assert ballot.area == Decimal("100.00") and ballot.voter == motion.heads[3]


def test_a_secret_ballot_names_nobody_and_its_receipt_finds_it(make_vote):
    motion = make_vote("residents-representatives", secret=True)
    receipt = voting.cast(motion.heads[2], choice="against", channel="online", at=NOW)
    ballot = Ballot.objects.get()
    assert ballot.voter is None
    assert ballot.commitment == commitment(motion.pk, "against", receipt.code)
    names = {field.name for field in Ballot._meta.get_fields()}
    assert names == {"id", "motion", "voter", "choice", "area", "commitment", "cast_at"}
    assert ballot.cast_at is None, "no moment"
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.update(cast_at=NOW)


def test_who_comes_again_hears_when_an_open_ballot_came_and_of_a_secret_one_nothing(make_vote):
    motion = make_vote()
    voting.cast(motion.heads[1], choice="for", channel="online", at=NOW, key="form")
    with pytest.raises(voting.Voted, match="已经收下（赞成，2026-09-16 10:00）") as same:
        voting.cast(motion.heads[1], choice="for", channel="online", at=NOW, key="other")
    with pytest.raises(voting.Voted, match="2026-09-16 10:00 投出，不能再改") as other:
        voting.cast(motion.heads[1], choice="against", channel="online", at=NOW, key="other")
    assert same.value.same and not other.value.same
    secret = make_vote("residents-representatives", secret=True)
    voting.cast(secret.heads[1], choice="for", channel="online", at=NOW)
    told = set()
    for choice in ("for", "against", "abstain"):
        with pytest.raises(voting.Voted) as again:
            voting.cast(secret.heads[1], choice=choice, channel="online", at=NOW, key="x")
        told.add(str(again.value))
    assert len(told) == 1 and "2026" not in told.pop()


def test_the_same_form_sent_twice_gives_the_same_receipt(make_vote):
    motion = make_vote()
    first = voting.cast(motion.heads[1], choice="for", channel="online", at=NOW, key="form")
    again = voting.cast(motion.heads[1], choice="for", channel="online", at=NOW, key="form")
    assert first == again and Ballot.objects.count() == 1
    with pytest.raises(Overtaken):  # with another choice it is another vote
        voting.cast(motion.heads[1], choice="against", channel="online", at=NOW, key="form")
    with pytest.raises(Overtaken):
        voting.cast(motion.heads[1], choice="for", channel="online", at=NOW, key="other")


def test_nobody_votes_before_opening_or_after_closing(make_vote, secretary):
    motion = make_vote()
    voter = motion.heads[1]
    Motion.objects.filter(pk=motion.pk).update(status="draft")
    with pytest.raises(Refused, match="还没有开始"):
        voting.cast(voter, choice="for", channel="hall", at=NOW)
    Motion.objects.filter(pk=motion.pk).update(status="open")
    closing.close_motion(motion, by=secretary, at=NOW)
    with pytest.raises(Refused, match="已经结束"):
        voting.cast(voter, choice="for", channel="hall", at=NOW)
    assert not Ballot.objects.exists() and not Voter.objects.filter(voted=True).exists()


def test_an_unknown_choice_is_refused(make_vote):
    motion = make_vote()
    with pytest.raises(Refused, match="赞成、反对或弃权"):
        voting.cast(motion.heads[1], choice="perhaps", channel="hall", at=NOW)
    assert not Voter.objects.filter(voted=True).exists()


# --- paper -----------------------------------------------------------------------------------


def test_paper_counts_when_two_people_read_the_same(make_vote, secretary, colleague):
    motion = make_vote()
    voter = motion.heads[1]
    assert not voting.type_paper(voter, choice="for", by=secretary, at=NOW)
    with pytest.raises(Refused, match="另一个人"):
        voting.type_paper(voter, choice="for", by=secretary, at=NOW)
    with pytest.raises(Refused, match="只录入了一遍"):
        closing.close_motion(motion, by=secretary, at=NOW)
    with pytest.raises(Refused, match="从头再录"):
        voting.type_paper(voter, choice="against", by=colleague, at=NOW)
    assert not PaperBallot.objects.exists() and not Ballot.objects.exists()
    assert paper(voter, secretary, colleague)
    assert Ballot.objects.get().choice == "for"


def test_paper_typed_once_does_not_hold_up_closing_when_the_voter_voted_online(
    make_vote, secretary
):
    motion = make_vote()
    voting.type_paper(motion.heads[1], choice="for", by=secretary, at=NOW)
    voting.cast(motion.heads[1], choice="against", channel="online", at=NOW)
    assert closing.close_motion(motion, by=secretary, at=NOW).case["against"]["people"] == 1


def test_a_secret_vote_is_not_typed_from_paper_called_or_given_to_an_agent(make_vote, secretary):
    voter = make_vote("residents-representatives", secret=True).heads[1]
    with pytest.raises(Refused, match="不能按人录入纸票"):
        voting.type_paper(voter, choice="for", by=secretary, at=NOW)
    with pytest.raises(Refused, match="不能点名"):
        voting.call(voter, choice="for", by=secretary, at=NOW)
    with pytest.raises(Refused, match="无记名表决不能委托"):
        proxies.give_mandate(voter, mandate=mandate(), by=secretary, at=NOW)


# --- mandates --------------------------------------------------------------------------------


def test_a_mandate_is_cast_as_instructed_and_its_paper_kept_privately(make_vote, secretary):
    motion = make_vote()
    proxies.give_mandate(
        motion.heads[1], mandate=mandate("against", agent_number=2), by=secretary, at=NOW
    )
    proxy = Proxy.objects.get()
    assert Ballot.objects.get().choice == "against"
    assert proxy.agent_entry.number == 2 and proxy.mandate.read() == PDF
    noted = motion.item.meeting.council.record.get(kind="motion.mandate").data
    assert noted["voter"] == 1 and "against" not in str(noted), "public: that, not how"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"file": b""}, "上传书面委托书"),
        ({"file": b"hello"}, "只收照片或 PDF"),
        ({"given_on": NOW.date() + dt.timedelta(days=1)}, "今天以后"),
        ({"agent_number": 99}, "没有编号 99"),
        ({"agent_number": 1}, "不能委托自己"),
        ({"instruction": "any"}, "赞成、反对或弃权"),
    ],
)
def test_a_mandate_that_does_not_hold_is_refused_and_nobody_has_voted(
    make_vote, secretary, fields, why
):
    motion = make_vote()
    with pytest.raises(Refused, match=why):
        proxies.give_mandate(motion.heads[1], mandate=mandate(**fields), by=secretary, at=NOW)
    assert not Voter.objects.filter(voted=True).exists() and not Proxy.objects.exists()


def test_members_of_an_owners_committee_send_nobody(make_vote, secretary):
    motion = make_vote("owners-committee")
    with pytest.raises(Refused, match="不得委托他人"):
        proxies.give_mandate(motion.heads[1], mandate=mandate(), by=secretary, at=NOW)


# --- hands and presence ----------------------------------------------------------------------


@pytest.fixture
def hands(make_vote, make_roll, secretary):
    """Ten representatives, eight in the hall, voting by hands."""
    roll = make_roll("representatives", people_rows(10))
    motion = make_vote("residents-representatives", roll, method="hands")
    voting.mark_present(motion, numbers=set(range(1, 9)), present=True, by=secretary, at=NOW)
    return motion


def counted(motion, by, *figures):
    return voting.count_hands(motion, hands=voting.Hands(*figures), by=by, at=NOW)


def test_hands_are_counted_by_two_who_must_agree(hands, secretary, colleague):
    with pytest.raises(Refused, match="还没有由两个人核对一致"):
        closing.close_motion(hands, by=secretary, at=NOW)
    assert not counted(hands, secretary, 5, 2, 1)
    with pytest.raises(Refused, match="另一个人"):
        counted(hands, secretary, 5, 2, 1)
    with pytest.raises(Refused, match="两次都不算"):
        counted(hands, colleague, 5, 1, 1)
    assert not HandCount.objects.exists()
    assert not counted(hands, secretary, 5, 2, 1)
    assert counted(hands, colleague, 5, 2, 1)
    closed = closing.close_motion(hands, by=secretary, at=NOW)
    assert closed.passed and closed.case["present"]["people"] == 8
    assert closed.case["for"]["people"] == 5


def test_more_hands_than_people_are_refused(hands, secretary, colleague):
    with pytest.raises(Refused, match="到会的只有 8 人"):
        counted(hands, secretary, 6, 2, 1)
    counted(hands, secretary, 6, 2, 0)
    counted(hands, colleague, 6, 2, 0)
    voting.mark_present(hands, numbers={1}, present=False, by=secretary, at=NOW)
    with pytest.raises(Refused, match="多于到会人数"):
        closing.close_motion(hands, by=secretary, at=NOW)
    assert Motion.objects.get(pk=hands.pk).status == "open"


def test_hands_cast_no_single_ballots(hands):
    with pytest.raises(Refused, match="举手表决"):
        voting.cast(hands.heads[1], choice="for", channel="hall", at=NOW)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("1-3、7，9", {1, 2, 3, 7, 9}),
        ("4 至 6", {4, 5, 6}),
        ("5", {5}),
        ("2～3", {2, 3}),
        ("", set()),
    ],
)
def test_roll_numbers_are_read_as_people_write_them(typed, numbers):
    assert numbers_in(typed) == numbers


@pytest.mark.parametrize("typed", ["三", "3-1", "1-9999999", "-1", "1--2"])
def test_numbers_that_make_no_sense_are_refused(typed):
    with pytest.raises(Refused):
        numbers_in(typed)


def test_who_is_not_on_the_roll_cannot_be_present(hands, secretary):
    with pytest.raises(Refused, match="没有编号 99"):
        voting.mark_present(hands, numbers={1, 99}, present=True, by=secretary, at=NOW)
