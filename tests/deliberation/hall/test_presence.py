"""The live quorum: counted by the rules module, in words, in four queries."""

import datetime as dt

import pytest

from deliberation.actions import attending
from deliberation.hall.presence import gather, quorum
from deliberation.models import Meeting
from tests.conftest import NOW


@pytest.fixture
def come(open_meeting, seats, secretary):
    def make(*numbers):
        for n in numbers:
            attending.check_in(open_meeting, seats[n], way="list", by=secretary, at=NOW)

    return make


@pytest.mark.parametrize(("came", "still", "valid"), [(0, 6, False), (5, 1, False), (6, 0, True)])
def test_more_than_half_of_ten_seats_is_six(open_meeting, come, came, still, valid):
    come(*range(came))
    there = quorum(open_meeting)
    assert (there.seats, there.present, there.needed) == (10, came, 6)
    assert (there.still_needed, there.valid) == (still, valid)
    assert there.words == (
        "到会席位已经够了，可以表决。" if valid else f"还差 {still} 席：可以先议，现在表决无效。"
    )


def test_a_missing_required_party_is_named_and_makes_the_vote_invalid(
    council, open_meeting, parties, come
):
    council.required_parties.set([parties[0], parties[3]])
    come(0, 1, 2, 3, 4, 5)
    there = quorum(open_meeting)
    assert (there.still_needed, there.missing, there.valid) == (0, ("物业",), False)
    assert there.words == "必须到场的“物业”还没有人到：可以先议，现在表决无效。"
    come(6)
    assert quorum(open_meeting).valid


def test_a_required_party_without_any_seat_is_missing_too(council, open_meeting, seats, come):
    from deliberation.models import Party

    sixth = Party.objects.get(usual=False)
    council.required_parties.set([sixth])
    come(*range(10))
    assert quorum(open_meeting).missing == (sixth.name,)


def test_who_left_and_who_has_no_term_do_not_count(open_meeting, seats, come, secretary):
    come(*range(6))
    attending.leave(open_meeting.attendances.first(), by=secretary, at=NOW)
    there = quorum(open_meeting)
    assert (there.present, there.gone, there.valid) == (5, 1, False)
    seats[9].until = NOW.date() - dt.timedelta(days=1)
    seats[9].save()
    there = quorum(open_meeting)
    assert (there.seats, there.needed, there.valid) == (9, 5, True)


def test_the_parties_stand_in_their_order_with_their_figures(open_meeting, come):
    come(0, 2, 3)
    lines = [(p.name, p.seats, p.present) for p in quorum(open_meeting).parties]
    assert lines == [
        ("党组织", 2, 1), ("居（村）委会", 2, 2), ("业委会（院委会）", 2, 0), ("物业", 2, 0),
        ("居民（代表）", 2, 0),
    ]  # fmt: skip
    assert quorum(open_meeting).parties_present == ("党组织", "居（村）委会")


def test_a_council_without_seats_says_so_instead_of_failing(open_meeting):
    there = quorum(open_meeting)
    assert (there.seats, there.valid) == (0, False)
    assert there.words == "议事会还没有席位，请先登记席位。"


def test_the_version_of_the_rule_is_that_of_the_day(make_meeting, seats):
    old = make_meeting(starts_at=dt.datetime(2024, 7, 20, 19, tzinfo=NOW.tzinfo))
    for seat in seats:
        seat.since = dt.date(2024, 1, 1)
        seat.save()
    there = quorum(old)
    assert not there.valid and "2024-08-01" in there.words


def test_four_queries_whatever_the_size(
    open_meeting, come, make_seat, parties, django_assert_num_queries
):
    come(*range(6))
    for n in range(30):
        make_seat(f"代表{n}", parties[n % 5])
    meeting = Meeting.objects.select_related("council", "format").get(pk=open_meeting.pk)
    with django_assert_num_queries(4):
        found = gather(meeting)
        assert found.presence.seats == 40
        assert [row.attendance.public_name for row in found.rows if row.there]
