"""The first page after login, for who runs a council; and what is said of meetings long past."""

import datetime as dt

import pytest
from django.urls import reverse

from deliberation.models import AgendaItem, Meeting, Notice, Resolution
from tests.conftest import NOW
from tests.deliberation.desk.test_results import page

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def mine(door, secretary, time_machine):
    time_machine.move_to(NOW, tick=False)
    return door(secretary)


@pytest.fixture
def missed(council, make_meeting, make_item):
    meeting = make_meeting(starts_at=NOW - 3 * DAY, status="noticed")
    make_item(meeting)
    return meeting


def test_what_is_due_is_the_first_page_of_a_secretary(mine, missed):
    home = page(mine.get(reverse("wagtailadmin_home")))
    assert "要办的事" in home and "过了日子、没有记录的会" in home
    assert reverse("desk_meetings:conduct", args=[missed.council_id, missed.pk]) in home


def test_with_nothing_due_it_says_so_and_others_see_nothing_of_it(mine, council, door, officer):
    assert "今天没有要办的" in page(mine.get(reverse("wagtailadmin_home")))
    other = page(door(officer).get(reverse("wagtailadmin_home")))
    assert 'id="panel-due"' not in other


def test_the_first_page_asks_no_more_for_many(
    mine, council, make_meeting, django_assert_max_num_queries
):
    mine.get(reverse("wagtailadmin_home"))
    for n in range(12):
        make_meeting(starts_at=NOW - (n + 1) * DAY, status="noticed", kind="extra")
    with django_assert_max_num_queries(80):
        mine.get(reverse("wagtailadmin_home"))


def test_a_meeting_that_nobody_held_is_noted_with_its_reason(mine, missed, council):
    url = reverse("desk_meetings:notices_verb", args=[council.pk, missed.pk, "not-held"])
    shown = page(mine.get(reverse("desk_meetings:notices", args=[council.pk, missed.pk])))
    assert "记为未开" in shown and "取消会议" not in shown
    assert mine.post(url, {"reason": ""}).status_code == 422
    assert mine.post(url, {"reason": "那天停电"}).status_code == 302
    missed.refresh_from_db()
    assert (missed.status, missed.cancelled_because) == ("cancelled", "那天停电")
    assert AgendaItem.objects.get().status == "postponed"
    assert not Notice.objects.exists()  # nobody is told on the next day not to come
    assert "没有记录的会" not in page(mine.get(reverse("desk_due:index")))


# --- the council's page -----------------------------------------------------------------------


def test_this_months_meeting_is_not_missed_while_it_is_still_to_come(
    client, council, make_meeting, time_machine
):
    time_machine.move_to(NOW, tick=False)
    council.day = 1
    council.save()
    today = make_meeting(starts_at=NOW + dt.timedelta(hours=2), status="noticed")
    url = council.get_absolute_url()
    assert "本月没有开会" not in page(client.get(url))
    Meeting.objects.filter(pk=today.pk).update(status="cancelled")
    assert "本月没有开会" in page(client.get(url))


def test_past_meetings_lead_to_their_minutes_and_resolutions(client, minutes, council):
    url, to = council.get_absolute_url(), reverse("deliberation:minutes", args=[minutes.meeting_id])
    assert to not in page(client.get(url))
    type(minutes).objects.filter(pk=minutes.pk).update(status="frozen", frozen_at=NOW, head="x")
    shown = page(client.get(url))
    assert to in shown
    public = Resolution.objects.public().filter(motion__item__meeting=minutes.meeting)
    assert (f"{public.count()} 件决议" in shown) == public.exists()


def test_a_party_in_brackets_names_its_seats_without_them(make_seat, parties):
    residents = next(party for party in parties if "（代表）" in party.name)
    assert make_seat("周平", residents, shown="party").public_name == "居民代表"
