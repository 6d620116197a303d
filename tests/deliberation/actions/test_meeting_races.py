"""Two devices at the same moment: one seat once, one item, one end. Real processes."""

import datetime as dt

import pytest

from tests.deliberation.notices import REASON
from tests.suggestions import racing

NOW = dt.datetime(2026, 9, 16, 11, 0, tzinfo=dt.UTC)
ROUNDS = 25

# Makes the runner build the database that `racers` copies; the races themselves use the copy.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare) as racers:
        yield racers


def prepare(_):
    from deliberation.models import Council, Party, Seat
    from suggestions.models import Area, User

    area = Area.add_root(code="31", name="上海市", level="city", full_name="上海市")
    council = Council.objects.create(area=area, name="赛跑", slug="race", level="community")
    User.objects.create_user("secretary")
    party = Party.objects.first()
    seat = Seat.objects.create(
        council=council, party=party, holder="张建国", since=dt.date(2026, 1, 1)
    )
    Seat.objects.create(
        council=council, party=party, holder="何勇", since=seat.since, substitute_for=seat
    )


def open_meetings(_, count):
    """Meetings that are being held, each with an item; gives their keys."""
    from deliberation.models import AgendaItem, Council, Matter, Meeting

    council = Council.objects.get(slug="race")
    made = []
    for _number in range(count):
        meeting = Meeting.objects.create(
            council=council, kind="extra", status="open", month=dt.date(2026, 9, 1),
            starts_at=NOW, opened_at=NOW, minutes=60, notice_by=NOW, secret="race",
        )  # fmt: skip
        for order in (1, 2):
            matter = Matter.objects.create(
                council=council, title="路灯", source="staff", raised_at=NOW, status="arranged"
            )
            AgendaItem.objects.create(meeting=meeting, matter=matter, order=order)
        made.append(meeting.pk)
    return made


def _outcomes(keys, deed):
    from suggestions.actions.rules import Refused

    found = []
    for pk in keys:
        try:
            deed(pk)
            found.append("done")
        except Refused:
            found.append("refused")
    return found


def check_in_all(number, keys):
    """Even processes sign the holder in, odd ones the substitute."""
    from deliberation.actions import attending
    from deliberation.models import Meeting, Seat

    holder, substitute = Seat.objects.order_by("pk")

    def deed(pk):
        instead = substitute if number % 2 else None
        meeting = Meeting.objects.get(pk=pk)
        attending.check_in(meeting, holder, substitute=instead, way="qr", at=NOW)

    return _outcomes(keys, deed)


def start_or_close(number, keys):
    """One process closes the meeting, the others start its items."""
    from deliberation.actions import conducting
    from deliberation.models import Meeting
    from suggestions.models import User

    by = User.objects.get(username="secretary")

    def deed(pk):
        meeting = Meeting.objects.get(pk=pk)
        if number == 0:
            conducting.close_meeting(meeting, by=by, at=NOW)
        else:
            item = meeting.items.select_related("meeting").order_by("order")[number % 2]
            conducting.start_item(item, by=by, at=NOW)

    return _outcomes(keys, deed)


def draft_votes(_, keys):
    from deliberation.actions import motions
    from deliberation.models import Meeting
    from suggestions.models import User

    by = User.objects.get(username="secretary")
    draft = motions.MotionDraft(title="路灯", text="同意。", rule="council", method="hands")
    for meeting in Meeting.objects.filter(pk__in=keys):
        item = meeting.items.select_related("meeting__council").first()
        motions.draft_motion(item, draft=draft, by=by, at=NOW)


def vote_or_close(number, keys):
    """One process closes the meeting, the others open its vote."""
    from deliberation.actions import conducting, motions
    from deliberation.models import Meeting, Motion
    from suggestions.models import User

    by = User.objects.get(username="secretary")

    def deed(pk):
        if number == 0:
            conducting.close_meeting(Meeting.objects.get(pk=pk), by=by, at=NOW)
        else:
            rows = Motion.objects.select_related("item__meeting__council")
            motions.open_motion(rows.get(item__meeting=pk), by=by, at=NOW, reason=REASON)

    return _outcomes(keys, deed)


def closed_while_voting(_, keys):
    from deliberation.models import Motion

    rows = Motion.objects.filter(item__meeting__in=keys, status="open")
    return rows.exclude(item__meeting__status="open").count()


def facts(_, keys):
    """For each meeting: its state, current items, attendances, and entries by kind."""
    from deliberation.models import Meeting

    found = []
    for meeting in Meeting.objects.filter(pk__in=keys).order_by("pk"):
        current = meeting.items.filter(status="current").values_list("pk", flat=True)
        found.append(
            {
                "status": meeting.status,
                "floor": meeting.current_item_id,
                "current": list(current),
                "attendances": meeting.attendances.count(),
                "kinds": sorted(meeting.record.values_list("kind", flat=True)),
            }
        )
    return found


def chain_is_whole(_):
    from deliberation.actions.record import body
    from deliberation.models import Entry
    from deliberation.verify import GENESIS, digest

    previous = GENESIS
    for entry in Entry.objects.order_by("seq"):
        if entry.previous != previous or digest(body(entry)) != entry.hash:
            return False
        previous = entry.hash
    return previous != GENESIS


def test_a_seat_is_taken_once_whoever_taps(racers):
    keys = racers.alone(open_meetings, ROUNDS)
    results = racers.together(check_in_all, keys)
    for outcomes in zip(*results, strict=True):
        assert sorted(outcomes) == ["done"] + ["refused"] * (racing.PROCESSES - 1)
    for fact in racers.alone(facts, keys):
        assert fact["attendances"] == 1
        assert fact["kinds"] == ["attendance.checked_in"], "who was refused wrote nothing"
    assert racers.alone(chain_is_whole)


def test_a_meeting_closes_or_an_item_has_the_floor_never_both(racers):
    keys = racers.alone(open_meetings, ROUNDS)
    results = racers.together(start_or_close, keys)
    facts_found = racers.alone(facts, keys)
    for fact, outcomes in zip(facts_found, zip(*results, strict=True), strict=True):
        assert len(fact["current"]) <= 1
        assert [fact["floor"]] == (fact["current"] or [None])
        if fact["status"] == "closed":
            assert not fact["current"] and fact["kinds"] == ["meeting.closed"]
        else:
            assert fact["current"] and fact["kinds"] == ["item.started"]
        assert outcomes.count("done") == 1
    assert racers.alone(chain_is_whole)


def test_no_meeting_closes_over_a_running_vote(racers):
    keys = racers.alone(open_meetings, ROUNDS)
    racers.alone(draft_votes, keys)
    results = racers.together(vote_or_close, keys)
    assert [outcomes.count("done") for outcomes in zip(*results, strict=True)] == [1] * ROUNDS
    assert racers.alone(closed_while_voting, keys) == 0
    assert racers.alone(chain_is_whole)


def test_without_the_constraint_a_seat_would_be_taken_twice(racers):
    """The guard is the database's: taken away, the same race writes the seat twice."""
    racers.alone(drop_constraint)
    for _ in range(5):  # a race that can be lost need not be lost each time
        keys = racers.alone(open_meetings, ROUNDS)
        results = racers.together(check_in_all, keys)
        if any(outcomes.count("done") > 1 for outcomes in zip(*results, strict=True)):
            return
    pytest.fail("no seat was taken twice")


def drop_constraint(_):
    from django.db import connection

    from deliberation.models import Attendance

    constraint = next(c for c in Attendance._meta.constraints if c.name == "seat_taken_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Attendance, constraint)
