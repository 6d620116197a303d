"""Real processes at the same moment: seconds counted once each, a matter on one agenda."""

import datetime as dt

import pytest

from tests.suggestions.racing import PROCESSES, Racers, database_copy

ROUNDS = 6


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), database_copy(tmp_path_factory.mktemp("race")) as url:
        racing = Racers(url)
        yield racing
        racing.stop()


# --- what runs in the other processes -------------------------------------------------------


def build(number, name, needed):
    """A council with seats, a secretary, two meetings, a matter and a published proposal."""
    from django.utils import timezone

    from deliberation.actions import proposing
    from deliberation.models import Council, Matter, Meeting, Party, Seat, Step, StepTaken
    from suggestions.models import Area, User
    from suggestions.residents import visitors

    at = timezone.now()
    user, _ = User.objects.get_or_create(username="racer")
    area = Area.objects.filter(code="1").first() or Area.add_root(
        code="1", name="市", level="city", full_name="市"
    )
    council = Council.objects.create(
        area=area, name=name, slug=name, level="street", seconds_needed=needed
    )
    for holder in range(PROCESSES):
        Seat.objects.create(
            council=council, party=Party.objects.first(), holder=f"成员{holder}", since=at.date()
        )
    meetings = [
        Meeting.objects.create(
            council=council, kind="extra", month=at.date().replace(day=1), minutes=60,
            starts_at=at + dt.timedelta(days=day), notice_by=at, secret=name,
        )
        for day in (20, 21)
    ]  # fmt: skip
    matter = Matter.objects.create(council=council, title="议", source="staff", raised_at=at)
    for step in Step.objects.filter(procedure__code="four-steps", stage="before"):
        StepTaken.objects.create(matter=matter, step=step, note="是", on=at.date(), at=at)
    wish = proposing.Wish("装长椅", "老人没处坐")
    proposal = proposing.propose(council, wish=wish, key=visitors.new_key(), at=at)
    proposing.publish_proposal(proposal, by=user, at=at)
    return council.pk, proposal.pk, matter.pk, [meeting.pk for meeting in meetings]


def second_as(number, proposal, people):
    """Seconds as one of `people`: the same person in several processes counts once."""
    from django.utils import timezone

    from deliberation.actions import seconding
    from deliberation.models import Proposal
    from suggestions.actions import rules
    from suggestions.models import User

    row = Proposal.objects.select_related("council").get(pk=proposal)
    seat = row.council.seats.order_by("pk")[number % people]
    user = User.objects.get(username="racer")
    try:
        seconding.second_by_seat(row, seat=seat, by=user, at=timezone.now())
    except rules.Overtaken:
        return False
    return True


def arrange_in(number, matter, meetings):
    from django.utils import timezone

    from deliberation.actions import agenda
    from deliberation.models import Matter, Meeting
    from suggestions.actions import rules
    from suggestions.models import User

    user = User.objects.get(username="racer")
    meeting = Meeting.objects.select_related("council").get(pk=meetings[number % len(meetings)])
    try:
        agenda.arrange(meeting, Matter.objects.get(pk=matter), by=user, at=timezone.now())
    except rules.Refused:
        return False
    return True


def read(number, council, proposal, matter):
    from deliberation.actions.record import body
    from deliberation.models import AgendaItem, Entry, Proposal
    from deliberation.verify import digest

    row = Proposal.objects.get(pk=proposal)
    chain = list(Entry.objects.filter(council=council).order_by("seq"))
    return {
        "count": row.second_count,
        "rows": row.seconds.count(),
        "status": row.status,
        "items": AgendaItem.objects.filter(matter=matter, status="listed").count(),
        "ready": sum(entry.kind == "proposal.ready" for entry in chain),
        "whole": all(digest(body(entry)) == entry.hash for entry in chain)
        and all(b.previous == a.hash for a, b in zip(chain, chain[1:], strict=False)),
    }


# --- the races ------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_the_last_second_that_is_needed_is_never_overlooked(racers, turn):
    council, proposal, matter, _ = racers.alone(build, f"all-{turn}", PROCESSES)
    assert racers.together(second_as, proposal, PROCESSES) == [True] * PROCESSES
    found = racers.alone(read, council, proposal, matter)
    assert (found["count"], found["rows"], found["status"]) == (PROCESSES, PROCESSES, "ready")
    assert found["ready"] == 1 and found["whole"]


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_one_person_counts_once_from_many_windows(racers, turn):
    council, proposal, matter, _ = racers.alone(build, f"one-{turn}", PROCESSES)
    assert sorted(racers.together(second_as, proposal, 1)) == [False] * (PROCESSES - 1) + [True]
    found = racers.alone(read, council, proposal, matter)
    assert (found["count"], found["rows"], found["status"]) == (1, 1, "collecting")


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_matter_is_arranged_once_by_many(racers, turn):
    council, proposal, matter, meetings = racers.alone(build, f"matter-{turn}", 5)
    assert sum(racers.together(arrange_in, matter, meetings)) == 1
    found = racers.alone(read, council, proposal, matter)
    assert found["items"] == 1 and found["whole"]
