"""Closing a vote: it counts, judges, cannot be undone, and says all of it in the record."""

import datetime as dt

import pytest

from deliberation.actions import closing, motions, voting
from deliberation.models import Ballot, Motion, Resolution
from deliberation.voting.counting import eligible, present
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW
from tests.deliberation.conftest import people_rows


def closed(motion, by, **choices):
    for number, choice in choices.items():
        voter = motion.heads[int(number[1:])]
        voting.cast(voter, choice=choice, channel="paper", at=NOW)
    return closing.close_motion(motion, by=by, at=NOW)


def test_owners_take_part_by_voting_and_both_bases_decide(make_vote, secretary):
    motion = closed(make_vote(), secretary, n1="for", n2="for")
    assert motion.case == {
        "rule": "owners-ordinary",
        "on": "2026-09-08",
        "eligible": {"people": 3, "households": 0, "area": "300.00"},
        "present": {"people": 2, "households": 0, "area": "200.00"},
        "for": {"people": 2, "households": 0, "area": "200.00"},
        "against": {"people": 0, "households": 0, "area": "0.00"},
        "abstain": {"people": 0, "households": 0, "area": "0.00"},
        "notice": motion.notice,
    }
    assert motion.passed and motion.verdict["valid"] and "本项通过" in motion.verdict["worked"]


def test_too_few_owners_make_no_vote_at_all(make_vote, secretary):
    motion = closed(make_vote(), secretary, n1="for")
    assert motion.status == "closed" and not motion.passed and not motion.verdict["valid"]


def test_closing_cannot_be_repeated_or_undone(make_vote, secretary):
    motion = closed(make_vote(), secretary, n1="for", n2="for")
    with pytest.raises(Overtaken):
        closing.close_motion(motion, by=secretary, at=NOW)
    assert Motion.NEXT["closed"] == {"annulled"}
    assert motion.item.meeting.council.record.filter(kind="motion.closed").count() == 1


def test_a_council_counts_who_was_checked_in_while_the_vote_was_open(
    seats, make_vote, make_item, open_meeting, secretary, parties
):
    from deliberation.models import Attendance

    def came(seat, left_at=None):
        Attendance.objects.create(
            meeting=open_meeting, seat=seat, name=seat.holder, capacity="member", way="list",
            arrived_at=NOW - dt.timedelta(minutes=10), left_at=left_at,
        )  # fmt: skip

    open_meeting.council.required_parties.set(parties[:4])
    for seat in seats[:7]:
        came(seat)
    came(seats[8], left_at=NOW - dt.timedelta(minutes=1))  # gone before the vote
    motion = make_vote("council", item=make_item(open_meeting))
    by_seat = {v.entry.seat_id: v for v in motion.heads.values()}
    for seat in seats[:5]:
        voting.cast(by_seat[seat.pk], choice="for", channel="hall", at=NOW)
    motion = closing.close_motion(motion, by=secretary, at=NOW)
    assert motion.case["present"]["people"] == 7 and motion.case["seats"] == 10
    assert motion.case["parties_present"] == sorted(p.name for p in parties[:4])
    assert motion.passed


def test_households_carry_a_residents_assembly_too(make_vote, make_roll, secretary):
    rows = people_rows(4, household=True) + [["", "", "", "", ""]]
    rows = [*rows[:4], *(["", f"家人{n}", f"{n}户", "", ""] for n in range(1, 5))]
    rows = [[str(i), *row[1:]] for i, row in enumerate(rows, 1)]
    motion = make_vote("residents-assembly", make_roll("residents", rows))
    for number in (1, 2, 3):
        voting.cast(motion.heads[number], choice="for", channel="hall", at=NOW)
    motion = closing.close_motion(motion, by=secretary, at=NOW)
    assert motion.case["eligible"] == {"people": 8, "households": 4, "area": "0.00"}
    assert motion.case["present"] == {"people": 3, "households": 3, "area": "0.00"}
    assert motion.passed, "three of eight heads, but three of four households"


def test_a_household_roll_counts_households_alone(make_vote, make_roll, secretary):
    roll = make_roll("households", people_rows(4, household=True))
    motion = make_vote("residents-assembly", roll, method="hands")
    voting.mark_present(motion, numbers={1, 2, 3}, present=True, by=secretary, at=NOW)
    assert (eligible(motion).people, eligible(motion).households) == (0, 4)
    assert present(motion).households == 3


def test_the_record_tells_secret_votes_by_commitment_and_open_ones_by_number(make_vote, secretary):
    record = closed(make_vote(), secretary, n2="against", n1="for")
    data = record.item.meeting.council.record.get(kind="motion.closed").data
    assert data["votes"] == [
        {"number": 1, "choice": "for", "household": False, "area": "100.00"},
        {"number": 2, "choice": "against", "household": False, "area": "100.00"},
    ]
    secret = make_vote("residents-representatives", secret=True)
    closed(secret, secretary, n2="against", n1="for")
    data = secret.item.meeting.council.record.filter(kind="motion.closed").last().data
    assert [set(vote) for vote in data["votes"]] == [{"commitment", "choice"}] * 2
    marks = [vote["commitment"] for vote in data["votes"]]
    assert marks == sorted(marks)


def test_secret_ballots_are_written_anew_in_another_order_when_the_vote_closes(
    make_vote, make_roll, secretary
):
    from django.db import connection

    def physical(motion):
        place = "rowid" if connection.vendor == "sqlite" else "ctid"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT commitment FROM deliberation_ballot WHERE motion_id = %s ORDER BY {place}",
                [motion.pk],
            )
            return [row[0] for row in cursor.fetchall()]

    roll = make_roll("representatives", people_rows(40))
    motion = make_vote("residents-representatives", roll, secret=True)
    for voter in motion.heads.values():
        voting.cast(voter, choice="for", channel="online", at=NOW)
    cast_in = physical(motion)
    keys = set(Ballot.objects.values_list("pk", flat=True))
    closing.close_motion(motion, by=secretary, at=NOW)
    assert physical(motion) == sorted(cast_in) != cast_in
    assert not keys & set(Ballot.objects.values_list("pk", flat=True))


def test_a_ballot_smuggled_in_is_noticed_and_nothing_is_decided(make_vote, secretary):
    motion = make_vote()
    voting.cast(motion.heads[1], choice="for", channel="hall", at=NOW)
    Ballot.objects.create(motion=motion, voter=motion.heads[2], choice="for", commitment="0" * 64)
    with pytest.raises(Refused, match="对不上"):
        closing.close_motion(motion, by=secretary, at=NOW)
    assert Motion.objects.get(pk=motion.pk).status == "open"


def test_a_vote_behind_a_resolution_is_not_annulled_until_that_is_repealed(make_vote, secretary):
    motion = closed(make_vote(), secretary, n1="for", n2="for")
    resolution = Resolution.objects.create(
        council=motion.item.meeting.council, motion=motion, matter=motion.item.matter, year=2026,
        number=1, title="路灯", text="装", worked="", lead="物业", passed_at=NOW,
    )  # fmt: skip
    with pytest.raises(Refused, match="已经形成决议"):
        motions.annul_motion(motion, reason="错了", by=secretary, at=NOW)
    Resolution.objects.filter(pk=resolution.pk).update(status="repealed")
    motions.annul_motion(motion, reason="错了", by=secretary, at=NOW)
    assert motion.status == "annulled"
