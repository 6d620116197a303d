"""报名 for a live event: asked back, a place or a list, reminded, told of changes, forgotten."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cms import registering, reminding
from cms.models import LiveEventPage, LiveRegistration
from suggestions.actions import following, outbox
from suggestions.models import Follow, OutboxMessage
from suggestions.news import links
from tests.conftest import NOW
from tests.suggestions.news.conftest import links_in, text_of

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
STARTS = NOW + 3 * DAY


@pytest.fixture
def event(make_event, campaign):
    return make_event(
        starts_at=STARTS,
        ends_at=STARTS + 2 * HOUR,
        place="市民中心",
        campaign=campaign,
        takes_registrations=True,
    )


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def registers(event):
    """Somebody who has registered and confirmed."""

    def make(address, *, persons=1, at=NOW, channel="email"):
        follow = registering.ask(event, channel=channel, address=address, persons=persons, at=at)
        row = LiveRegistration.objects.get(follow=follow)
        registering.confirm(row, at=at)
        return again(row)

    return make


def again(row):
    return LiveRegistration.objects.select_related("follow", "event").get(pk=row.pk)


def said(*kinds):
    rows = OutboxMessage.objects.filter(kind__in=kinds) if kinds else OutboxMessage.objects
    return list(rows.order_by("pk").values_list("kind", flat=True))


def form(**fields):
    return {"email": "a@example.org", "persons": "2", "consent": "on", **fields}


def url(event):
    return reverse("cms:live_register", args=[event.pk])


def token_for(purpose, row):
    return links.sign(purpose, row.follow_id, at=NOW)


# --- asking and confirming ----------------------------------------------------------------------


def test_nothing_counts_before_the_address_has_confirmed_by_a_press_and_not_by_a_look(
    client, event
):
    assert "报名参加" in client.get(event.url).content.decode()
    assert client.get(url(event)).status_code == 200
    page = client.post(url(event), form()).content.decode()
    assert "还差一步" in page
    row = LiveRegistration.objects.get()
    assert row.persons == 2 and row.place_at is None and said() == ["v_confirm"]
    confirm = reverse("cms:live_register_confirm", args=[token_for(links.CONFIRM, row)])
    assert "确认报名" in client.get(confirm).content.decode()
    assert not LiveRegistration.objects.active().exists()
    done = client.post(confirm, follow=True).content.decode()
    assert "报名成功" in done and "加到我的日历" in done and "2 人" in done
    assert said() == ["v_confirm", "v_registered"]
    assert client.post(confirm).status_code == 303 and len(said()) == 2


def test_the_letter_leads_to_the_events_own_door_and_the_next_one_to_the_calendar(
    client, event, mailbox
):
    client.post(url(event), form())
    outbox.send_outbox(at=NOW)
    (letter,) = mailbox.letters
    link = next(one for one in links_in(letter) if "/zhibo/confirm/" in one)
    client.post(link.replace("http://localhost:8000", ""))
    outbox.send_outbox(at=NOW)
    told = mailbox.letters[1]
    assert told["Subject"] == "报名成功" and "地点：市民中心" in text_of(told)
    assert any(one.endswith(f"/zhibo/{event.pk}/event.ics") for one in links_in(told))
    ends = told["List-Unsubscribe"].strip(" <>").replace("http://localhost:8000", "")
    assert Client(enforce_csrf_checks=True).post(ends).status_code == 302
    assert not LiveRegistration.objects.active().exists() and not Follow.objects.get().address


def test_a_phone_is_confirmed_by_the_digits_of_its_message(client, event):
    asked = client.post(url(event), form(email="", phone="13900001234"))
    follow = Follow.objects.get()
    assert follow.channel == "sms" and asked.status_code == 303
    assert client.post(asked.url, {"code": "000000"}).status_code == 422
    typed = links.code(follow.pk, follow.asked_at)
    assert "报名成功" in client.post(asked.url, {"code": typed}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"persons": "11"}, "请填 1 到 10 之间的整数"),
        ({"email": ""}, "请填邮箱或者手机号"),
        ({"consent": ""}, "请勾选同意"),
        ({"website": "x"}, "请再按一次“报名”"),
    ],
)
def test_what_cannot_be_taken_says_what_to_do_and_writes_nothing(client, event, wrong, words):
    response = client.post(url(event), form(**wrong))
    assert response.status_code == 422 and words in response.content.decode()
    assert not Follow.objects.exists()


def test_what_is_over_off_or_never_asked_for_it_takes_no_registration(client, event):
    for changes in ({"takes_registrations": False}, {"cancelled": "台风"}, {"starts_at": NOW}):
        kept = {name: getattr(event, name) for name in changes}
        LiveEventPage.objects.filter(pk=event.pk).update(**changes)
        assert client.get(url(event)).status_code == 404
        assert client.post(url(event), form()).status_code == 409
        assert "报名参加" not in client.get(event.url).content.decode()
        LiveEventPage.objects.filter(pk=event.pk).update(**kept)
    assert not LiveRegistration.objects.exists()


def test_who_knows_an_address_changes_nothing_of_what_it_has_confirmed(event, registers):
    row = registers("a@example.org", persons=2)
    registering.ask(event, channel="email", address="a@example.org", persons=9, at=NOW + HOUR)
    assert again(row).persons == 2 and said()[-1] == "v_known"


def test_the_common_door_of_following_neither_takes_lists_nor_ends_a_registration(
    client, event, registers, make_topic
):
    row, topic = registers("a@example.org"), make_topic(size=1)
    page = reverse("suggestions:follow", args=["live"])
    assert client.get(page, {"target": event.pk}).status_code == 404
    other = following.ask(
        "topic", str(topic.pk), channel="email", address="a@example.org", pace="at_once", at=NOW
    )
    following.confirm(other, at=NOW)
    assert following.of_reader(other) == [other]
    end = reverse("suggestions:follow_end", args=[token_for(links.MANAGE, row)])
    assert client.post(end).status_code == 404 and again(row).follow.status == "active"


# --- places -------------------------------------------------------------------------------------


def test_who_finds_no_place_waits_and_moves_up_in_the_order_of_confirming(client, event, registers):
    LiveEventPage.objects.filter(pk=event.pk).update(capacity=3)
    event.refresh_from_db()
    first, large, small = (
        registers("a@example.org", persons=2),
        registers("b@example.org", persons=2),
        registers("c@example.org", persons=1),
    )
    assert [bool(row.place_at) for row in (first, large, small)] == [True, False, False]
    assert "名额满了" not in client.get(event.url).content.decode()
    mine = reverse("cms:live_registration", args=[token_for(links.MANAGE, large)])
    assert "您在候补" in client.get(mine).content.decode()
    registering.cancel(first, at=NOW + HOUR)
    assert [bool(again(row).place_at) for row in (large, small)] == [True, True]
    assert said("v_waiting", "v_seated") == ["v_waiting"] * 2 + ["v_seated"] * 2
    assert "名额满了" in client.get(event.url).content.decode()


def test_a_place_is_given_too_where_the_office_makes_more_of_them(event, registers):
    LiveEventPage.objects.filter(pk=event.pk).update(capacity=1)
    event.refresh_from_db()
    registers("a@example.org")
    waiting = registers("b@example.org")
    LiveEventPage.objects.filter(pk=event.pk).update(capacity=2)
    reminding.keep_clocks(at=NOW + HOUR)
    reminding.keep_clocks(at=NOW + HOUR)
    assert again(waiting).place_at and said("v_seated") == ["v_seated"]


# --- reminding and telling ----------------------------------------------------------------------


def test_each_is_reminded_a_day_and_an_hour_before_and_once(event, registers):
    registers("a@example.org")
    late = registers("b@example.org", at=STARTS - 5 * HOUR)
    for at in (STARTS - 2 * DAY, STARTS - DAY, STARTS - DAY + HOUR, STARTS - 2 * HOUR):
        reminding.keep_clocks(at=at)
    assert said("v_day", "v_hour") == ["v_day"]
    for minutes in (60, 30):
        reminding.keep_clocks(at=STARTS - dt.timedelta(minutes=minutes))
    reminding.keep_clocks(at=STARTS)
    assert said("v_day", "v_hour") == ["v_day", "v_hour", "v_hour"]
    hour = OutboxMessage.objects.filter(kind="v_hour", follow=late.follow).get()
    assert hour.urgent and "9月19日（星期六）10:00开始，地点：市民中心" in hour.body


def test_who_waits_is_not_reminded_and_who_cancelled_hears_nothing(event, registers):
    LiveEventPage.objects.filter(pk=event.pk).update(capacity=1)
    event.refresh_from_db()
    gone = registers("a@example.org")
    registers("b@example.org")
    registering.cancel(gone, at=NOW)
    registers("c@example.org")
    reminding.keep_clocks(at=STARTS - DAY)
    reminded = OutboxMessage.objects.filter(kind="v_day").values_list("follow_id", flat=True)
    assert len(reminded) == 1 and gone.follow_id not in reminded


def test_another_time_is_told_once_and_reminded_anew(event, registers):
    registers("a@example.org")
    reminding.keep_clocks(at=STARTS - DAY)
    event.starts_at, event.ends_at = STARTS + DAY, STARTS + DAY + HOUR
    event.save_revision().publish()
    for _ in range(2):
        reminding.keep_clocks(at=STARTS - DAY + HOUR)
    assert said("v_day", "v_moved") == ["v_moved"], "the queued reminder would now be wrong"
    reminding.keep_clocks(at=STARTS)
    assert said("v_day", "v_moved") == ["v_moved", "v_day"]


def test_what_is_called_off_is_told_to_all_with_the_reason_and_the_addresses_go(
    client, event, registers
):
    registers("a@example.org")
    event.cancelled = "台风要来"
    event.save_revision().publish()
    reminding.keep_clocks(at=NOW + HOUR)
    reminding.keep_clocks(at=STARTS - DAY)
    assert Follow.objects.get().address, "while the news is on its way"
    told = OutboxMessage.objects.get(kind="v_cancelled")
    assert "台风要来。" in told.body and not said("v_day")
    page = client.get(event.url).content.decode()
    assert "这场活动取消了" in page and "台风要来" in page and "加到我的日历" not in page
    calendar = client.get(reverse("cms:live_calendar", args=[event.pk])).content.decode()
    assert "STATUS:CANCELLED" in calendar
    outbox.send_outbox(at=NOW + 2 * HOUR)
    reminding.keep_clocks(at=NOW + 2 * DAY)
    assert Follow.objects.get().status == "ended" and not Follow.objects.get().address


def test_addresses_go_the_day_after_the_event_and_how_many_came_stays(event, registers):
    registers("a@example.org", persons=3)
    reminding.keep_clocks(at=event.ends_at + dt.timedelta(hours=23))
    assert Follow.objects.get().address
    reminding.keep_clocks(at=event.ends_at + DAY + HOUR)
    assert not Follow.objects.get().address and event.registrations.persons() == 3


def test_addresses_go_with_the_page(event, registers):
    registers("a@example.org")
    event.delete()
    reminding.keep_clocks(at=NOW)
    assert not Follow.objects.exclude(address="").exclude(status="ended").exists()


@pytest.mark.parametrize("way", ["delete", "unpublish", "series", "bulk"])
def test_an_event_that_people_expect_is_called_off_before_it_vanishes(
    client, event, registers, make_user, way
):
    registers("a@example.org")
    client.force_login(make_user("chief", is_superuser=True))
    urls = {
        "delete": f"/admin/pages/{event.pk}/delete/",
        "unpublish": f"/admin/pages/{event.pk}/unpublish/",
        "series": f"/admin/pages/{event.get_parent().pk}/delete/",
        "bulk": f"/admin/bulk/wagtailcore/page/unpublish/?next=/admin/&id={event.pk}",
    }
    answer = client.post(urls[way], follow=True).content.decode()
    assert "有 1 个报名，还不能撤下" in answer and LiveEventPage.objects.live().exists()
    LiveEventPage.objects.filter(pk=event.pk).update(cancelled="台风")
    client.post(urls[way])
    assert not LiveEventPage.objects.live().exists()


# --- the desk -----------------------------------------------------------------------------------


def test_the_desk_counts_and_lists_without_addresses(client, event, registers, officer):
    LiveEventPage.objects.filter(pk=event.pk).update(capacity=3)
    event.refresh_from_db()
    registers("a@example.org", persons=3)
    registers("b@example.org", persons=2)
    client.force_login(officer)
    assert "报名 3 人，候补 2 人" in client.get(reverse("desk_live:index")).content.decode()
    page = client.get(reverse("desk_live:registrations"), {"event": event.pk}).content.decode()
    assert "有名额" in page and "候补" in page and "example.org" not in page
