"""签到 by the resident's phone: the code on the wall, the name, four digits; clear refusals."""

import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from deliberation.actions import attending
from deliberation.hall import passes
from deliberation.models import Attendance, Meeting
from tests.conftest import NOW

SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
START = NOW.replace(second=0)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def seats(seats):
    for n, seat in enumerate(seats):
        seat.phone = f"1380000{8000 + n}" if n != 3 else ""
        seat.save()
    return seats


@pytest.fixture
def scan(client):
    """The phone holds a good code against its camera."""

    def make(meeting, at=NOW):
        code = passes.code(meeting, at)
        return client.get(reverse("deliberation:scan", args=[meeting.pk, code]))

    return make


def list_url(meeting):
    return reverse("deliberation:sign_in", args=[meeting.pk])


def seat_url(meeting, seat):
    return reverse("deliberation:sign_in_seat", args=[meeting.pk, seat.pk])


def words(response):
    main = BeautifulSoup(response.content, "html.parser").select_one("main")
    return main.get_text(" ", strip=True)


# --- the whole way ----------------------------------------------------------------------------


def test_scan_name_four_digits_and_in(client, scan, open_meeting, seats):
    response = scan(open_meeting)
    assert (response.status_code, response["Location"]) == (303, list_url(open_meeting))
    page = client.get(list_url(open_meeting))
    link = BeautifulSoup(page.content, "html.parser").select_one("a.seat-link")
    assert "张＊国" in link.get_text()
    assert "<script>" not in page.content.decode() and "style=" not in page.content.decode()
    done = client.post(link["href"], {"digits": "8000"}, follow=True)
    assert "张＊国 签到成功，10:00" in words(done)
    assert "已到 1 席" in words(done)
    row = Attendance.objects.get()
    assert (row.seat, row.way, row.by) == (seats[0], Attendance.Way.QR, None)


def test_no_full_name_stands_on_the_page_unless_its_holder_agreed(
    client, scan, open_meeting, seats
):
    seats[1].shown = "name"
    seats[1].save()
    scan(open_meeting)
    page = words(client.get(list_url(open_meeting)))
    assert "李秀英" in page
    assert not [seat.holder for seat in seats if seat.holder in page and seat != seats[1]]
    assert not re.search(r"\d{4}", page.replace("2026", ""))


def test_full_width_digits_are_digits(client, scan, open_meeting, seats):
    scan(open_meeting)
    client.post(seat_url(open_meeting, seats[0]), {"digits": " ８０００ "})
    assert Attendance.objects.count() == 1


def test_one_phone_signs_a_neighbour_in_as_well(client, scan, open_meeting, seats):
    scan(open_meeting)
    client.post(seat_url(open_meeting, seats[0]), {"digits": "8000"})
    done = client.post(seat_url(open_meeting, seats[2]), {"digits": "8002"}, follow=True)
    assert "张＊国 签到成功" in words(done) and "王＊强 签到成功" in words(done)


def test_a_substitute_signs_in_for_their_seat(client, scan, open_meeting, seats, make_seat):
    substitute = make_seat("何勇", seats[0].party, substitute_for=seats[0], phone="13911112222")
    scan(open_meeting)
    assert "替补，代张＊国出席" in words(client.get(list_url(open_meeting)))
    client.post(seat_url(open_meeting, substitute), {"digits": "2222"})
    assert Attendance.objects.get().substitute == substitute
    late = client.post(seat_url(open_meeting, seats[0]), {"digits": "8000"}, follow=True)
    assert "已由替补何＊在 10:00 签到" in BeautifulSoup(late.content, "html.parser").get_text()
    assert Attendance.objects.count() == 1


def test_who_left_no_phone_is_sent_to_the_desk(client, scan, open_meeting, seats):
    scan(open_meeting)
    page = BeautifulSoup(client.get(list_url(open_meeting)).content, "html.parser")
    line = next(p for p in page.select(".seat-desk") if "刘＊兰" in p.get_text())
    assert "请到签到台签到" in line.get_text()
    assert client.get(seat_url(open_meeting, seats[3])).status_code == 404
    assert client.post(seat_url(open_meeting, seats[3]), {"digits": "0000"}).status_code == 404


# --- codes ------------------------------------------------------------------------------------


def test_a_code_stays_for_a_minute_and_is_good_for_three(make_meeting):
    meeting = make_meeting()
    first = passes.code(meeting, START)
    assert passes.code(meeting, START + 59 * SECOND) == first
    assert passes.code(meeting, START + 60 * SECOND) != first
    passes.check(meeting, first, START + 179 * SECOND)
    for at in (START + 180 * SECOND, START - SECOND):
        with pytest.raises(passes.Expired):
            passes.check(meeting, first, at)


def test_a_code_of_another_meeting_or_a_changed_one_is_wrong(make_meeting):
    meeting, other = make_meeting(), make_meeting(kind="extra")
    code = passes.code(meeting, START)
    later = code.replace(str(int(START.timestamp()) // 60), str(int(START.timestamp()) // 60 + 5))
    assert later != code
    for text in (passes.code(other, START), later, code[:-1], "", "~", "1.2~x", "编号"):
        with pytest.raises(passes.Wrong):
            passes.check(meeting, text, START)


def test_an_old_code_says_what_to_do(client, scan, open_meeting):
    response = scan(open_meeting, at=NOW - 5 * MINUTE)
    assert response.status_code == 410
    assert "过期了" in words(response) and "再扫一次" in words(response)
    assert client.get(list_url(open_meeting)).status_code == 403


def test_a_wrong_code_says_what_to_do_and_is_limited(client, open_meeting):
    url = reverse("deliberation:scan", args=[open_meeting.pk, "1.2~falsch"])
    response = client.get(url)
    assert response.status_code == 404 and "再扫一次" in words(response)
    for _ in range(60):
        response = client.get(url)
    assert response.status_code == 429


def test_without_a_pass_there_is_no_list_and_nobody_signs_in(client, open_meeting, seats):
    for response in (
        client.get(list_url(open_meeting)),
        client.post(seat_url(open_meeting, seats[0]), {"digits": "8000"}),
    ):
        assert response.status_code == 403
        assert "请先扫会场的签到码" in words(response)
    assert not Attendance.objects.exists()


def test_a_pass_is_over_after_a_quarter_of_an_hour(client, scan, open_meeting, clock):
    scan(open_meeting)
    clock.move_to(NOW + 14 * MINUTE, tick=False)
    assert client.get(list_url(open_meeting)).status_code == 200
    clock.move_to(NOW + 16 * MINUTE, tick=False)
    assert client.get(list_url(open_meeting)).status_code == 403


def test_a_pass_of_one_meeting_opens_no_other(client, scan, open_meeting, make_meeting, seats):
    other = make_meeting(starts_at=NOW, status=Meeting.Status.NOTICED, kind="extra")
    scan(open_meeting)
    client.cookies[passes.PASS]["path"] = "/"
    assert client.get(list_url(other)).status_code == 403


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("digits", "told"),
    [
        ("9999", "对不上"),
        ("", "请填写手机号的后四位"),
        ("800", "请填写四个数字"),
        ("13800008000", "请填写四个数字"),
        ("abcd", "请填写四个数字"),
    ],
)
def test_other_digits_are_refused_in_words(client, scan, open_meeting, seats, digits, told):
    scan(open_meeting)
    response = client.post(seat_url(open_meeting, seats[0]), {"digits": digits})
    assert response.status_code == 422 and told in words(response)
    assert not Attendance.objects.exists()


def test_after_five_tries_at_a_seat_only_the_desk_helps(client, scan, open_meeting, seats):
    scan(open_meeting)
    url = seat_url(open_meeting, seats[0])
    for n in range(5):
        assert client.post(url, {"digits": f"000{n}"}).status_code == 422
    stopped = client.post(url, {"digits": "8000"})
    assert stopped.status_code == 429 and "请到签到台" in words(stopped)
    assert not Attendance.objects.exists()
    # A neighbour behind the same address still signs in.
    client.post(seat_url(open_meeting, seats[1]), {"digits": "8001"})
    assert Attendance.objects.get().seat == seats[1]


def test_a_seat_that_was_taken_meanwhile_says_so(client, scan, open_meeting, seats, secretary):
    scan(open_meeting)
    attending.check_in(open_meeting, seats[0], way="list", by=secretary, at=NOW)
    response = client.post(seat_url(open_meeting, seats[0]), {"digits": "8000"}, follow=True)
    page = BeautifulSoup(response.content, "html.parser").get_text()
    assert "张＊国在 10:00 已经签到" in page and "张建国" not in page
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize(("status", "told"), [("closed", "已散会"), ("cancelled", "已取消")])
def test_a_meeting_that_is_over_says_so(client, scan, open_meeting, status, told):
    scan(open_meeting)
    Meeting.objects.filter(pk=open_meeting.pk).update(status=status)
    response = client.get(list_url(open_meeting))
    assert response.status_code == 409 and told in words(response)


def test_too_early_says_from_when(client, scan, make_meeting, seats):
    meeting = make_meeting(starts_at=NOW + dt.timedelta(hours=3), status=Meeting.Status.NOTICED)
    scan(meeting)
    response = client.get(list_url(meeting))
    assert response.status_code == 409 and "9月16日 11:00 开始签到" in words(response)


def test_a_seat_of_another_council_is_not_found(
    client, scan, open_meeting, make_seat, make_council
):
    foreign = make_seat("外人", council=make_council("别处议事会"), phone="13800001234")
    scan(open_meeting)
    assert client.get(seat_url(open_meeting, foreign)).status_code == 404


def test_the_list_takes_as_many_queries_for_forty_seats_as_for_ten(
    client, scan, open_meeting, seats, make_seat, parties, django_assert_max_num_queries
):
    for n in range(30):
        make_seat(f"代表{n}", parties[n % 5], phone=f"139{n:08d}")
    scan(open_meeting)
    client.get(list_url(open_meeting))
    with django_assert_max_num_queries(5):
        assert client.get(list_url(open_meeting)).status_code == 200
