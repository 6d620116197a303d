"""签到 at the desk: one tap a seat, corrections, observers, and the list on paper."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from deliberation.actions import attending
from deliberation.models import Attendance, Entry, Meeting
from suggestions.staff.forms import SUBJECT
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("soon")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def phone(door, secretary):
    return door(secretary)


def url_of(meeting, name="attendance", *more):
    return reverse(f"desk_meetings:{name}", args=[meeting.council_id, meeting.pk, *more])


def press(client, meeting, verb, on=None, **data):
    if on is not None:
        data[SUBJECT] = on.pk
    return client.post(url_of(meeting, "attendance_verb", verb), data)


def read(response):
    return BeautifulSoup(response.content, "html.parser")


def texts(response):
    return " ".join(read(response).get_text(" ").split())


# --- one tap ----------------------------------------------------------------------------------


def test_one_tap_signs_in_and_leads_back_to_the_line(phone, open_meeting, seats):
    page = read(phone.get(url_of(open_meeting)))
    form = page.select_one(f"#seat-{seats[2].pk} form")
    assert not form.select("input:not([type=hidden])"), "nothing to fill in"
    response = phone.post(form["action"], {SUBJECT: form.select_one(f"[name={SUBJECT}]")["value"]})
    assert response["Location"].endswith(f"/attendance/#seat-{seats[2].pk}")
    row = Attendance.objects.get()
    assert (row.seat, row.way, row.by.username) == (seats[2], "list", "secretary")
    text = texts(phone.get(url_of(open_meeting)))
    assert "10:01 到" in text and "迟到" in text and "1 / 10 席" in text


def test_a_second_tap_from_another_phone_says_that_it_is_done(phone, open_meeting, seats):
    press(phone, open_meeting, "here", on=seats[0])
    page = press(phone, open_meeting, "here", on=seats[0])
    assert page.status_code == 409 and "张建国在 10:01 已经签到" in texts(page)
    assert Attendance.objects.count() == 1


def test_a_substitute_comes_and_the_holder_takes_over(phone, open_meeting, seats, make_seat):
    substitute = make_seat("何勇", seats[0].party, substitute_for=seats[0])
    assert "替补 何勇" in texts(phone.get(url_of(open_meeting)))
    press(phone, open_meeting, "here", on=substitute)
    row = Attendance.objects.get()
    assert (row.seat, row.substitute) == (seats[0], substitute)
    assert "换成 张建国" in texts(phone.get(url_of(open_meeting)))
    gone = press(phone, open_meeting, "swap", on=seats[0])
    assert gone["Location"].endswith(f"#seat-{seats[0].pk}")
    row.refresh_from_db()
    assert (row.substitute, row.name) == (None, "张建国")
    assert press(phone, open_meeting, "swap", on=seats[1]).status_code == 404


def test_leaving_coming_back_correcting_and_striking(phone, open_meeting, seats):
    press(phone, open_meeting, "here", on=seats[0])
    row = Attendance.objects.get()
    assert press(phone, open_meeting, "leave", on=row).status_code == 302
    assert "10:01 离会" in texts(phone.get(url_of(open_meeting)))
    assert press(phone, open_meeting, "back", on=row).status_code == 302
    typed = {"arrived_at": "2026-09-16 09:58", "left_at": "", "reason": "记晚了"}
    assert press(phone, open_meeting, "correct", on=row, **typed).status_code == 302
    row.refresh_from_db()
    assert (row.arrived_at, row.left_at) == (NOW - 2 * MINUTE, None)
    assert press(phone, open_meeting, "strike", on=row, reason="不是他").status_code == 302
    assert not Attendance.objects.exists()
    assert list(Entry.objects.order_by("seq").values_list("kind", flat=True)) == [
        "attendance.checked_in", "attendance.left", "attendance.returned",
        "attendance.corrected", "attendance.struck",
    ]  # fmt: skip


def test_a_refused_correction_keeps_what_was_typed(phone, open_meeting, seats):
    press(phone, open_meeting, "here", on=seats[0])
    row = Attendance.objects.get()
    for typed, told in (
        ({"arrived_at": "昨天", "left_at": "", "reason": "记晚了"}, "这样填写时间"),
        ({"arrived_at": "2026-09-16 09:58", "left_at": "", "reason": ""}, "请填写更正的理由"),
        ({"arrived_at": "2026-09-16 11:58", "left_at": "", "reason": "记错了"}, "不能晚于现在"),
    ):
        page = press(phone, open_meeting, "correct", on=row, **typed)
        assert page.status_code == 422 and told in texts(page)
        form = read(page).select_one("form[action*='/do/correct/']")
        assert form.select_one("[name=arrived_at]")["value"] == typed["arrived_at"]
        assert form.find_parent("details", class_="desk-more").has_attr("open")


def test_observers_are_listed_apart(phone, open_meeting, seats, parties):
    gone = press(phone, open_meeting, "observer", name="钱多多", party=parties[4].pk)
    assert gone["Location"].endswith("#observers")
    box = read(phone.get(url_of(open_meeting))).select_one("#observers")
    assert "钱多多" in box.get_text() and "列席 1 人" in texts(phone.get(url_of(open_meeting)))
    again = press(phone, open_meeting, "observer", name="钱多多", party=parties[4].pk)
    assert again.status_code == 409
    assert press(phone, open_meeting, "observer", name="").status_code == 422


def test_the_code_is_there_for_who_comes_late(phone, door, supervisor, open_meeting, seats):
    assert read(phone.get(url_of(open_meeting))).select_one(".meet-qr svg")
    assert not read(door(supervisor).get(url_of(open_meeting))).select(".meet-qr, form[action*=do]")


@pytest.mark.parametrize(
    ("status", "told"),
    [("planned", "还没有送达"), ("closed", "补签请用“补录”"), ("filed", "不能再改签到")],
)
def test_what_cannot_be_signed_now_is_not_offered(phone, make_meeting, seats, status, told):
    opened = NOW if status in ("closed", "filed") else None
    meeting = make_meeting(starts_at=NOW, status=status, opened_at=opened, closed_at=opened)
    page = phone.get(url_of(meeting))
    assert told in texts(page)
    assert not read(page).select("form[action*='/do/here/']")


def test_doors(door, make_user, make_council, supervisor, open_meeting, seats):
    stranger = make_user("stranger", "议事员")
    make_council("别处议事会", secretaries=[stranger])
    for name in ("attendance", "paper_list"):
        assert door(stranger).get(url_of(open_meeting, name)).status_code == 404
        assert door(supervisor).get(url_of(open_meeting, name)).status_code == 200
    assert press(door(stranger), open_meeting, "here", on=seats[0]).status_code == 404
    home = reverse("wagtailadmin_home")
    assert press(door(supervisor), open_meeting, "here", on=seats[0])["Location"] == home
    paper = door(supervisor).post(url_of(open_meeting, "paper_list"), {f"who_{seats[0].pk}": "x"})
    assert paper["Location"] == home
    assert not Attendance.objects.exists()


def test_forty_seats_take_no_more_queries_than_ten(
    phone, open_meeting, seats, make_seat, parties, secretary, django_assert_max_num_queries
):
    for n in range(30):
        seat = make_seat(f"代表{n}", parties[n % 5])
        make_seat(f"替补{n}", parties[n % 5], substitute_for=seat)
        if n % 2:
            attending.check_in(open_meeting, seat, way="list", by=secretary, at=NOW)
    phone.get(url_of(open_meeting))
    with django_assert_max_num_queries(16):
        assert phone.get(url_of(open_meeting)).status_code == 200


# --- the list on paper ------------------------------------------------------------------------


@pytest.fixture
def over(open_meeting, secretary):
    """It ended an hour after it began."""
    began = open_meeting.opened_at
    Meeting.objects.filter(pk=open_meeting.pk).update(
        status="closed", opened_at=began - 60 * MINUTE, closed_at=began
    )
    open_meeting.refresh_from_db()
    return open_meeting


def paper(client, meeting, **data):
    return client.post(url_of(meeting, "paper_list"), {"note": "李秀英核对，存档案柜", **data})


def test_a_paper_list_is_typed_at_once(phone, over, seats, make_seat):
    substitute = make_seat("何勇", seats[1].party, substitute_for=seats[1])
    one, two, three = (seat.pk for seat in seats[:3])
    response = paper(
        phone,
        over,
        **{f"who_{one}": one, f"came_{one}": "09:05", f"left_{one}": "09:40"},
        **{f"who_{two}": substitute.pk},
        **{f"who_{three}": ""},
    )
    assert response.status_code == 302
    first, second = Attendance.objects.order_by("seat")
    assert (first.arrived_at, first.left_at) == (
        NOW.replace(hour=9, minute=5), NOW.replace(hour=9, minute=40),
    )  # fmt: skip
    assert (second.substitute, second.arrived_at) == (substitute, over.opened_at)
    assert {row.way for row in (first, second)} == {"paper"}
    assert first.note == "李秀英核对，存档案柜"
    kinds = Entry.objects.order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["attendance.checked_in", "attendance.left", "attendance.checked_in"]
    # Who is in is not asked for again.
    page = read(phone.get(url_of(over, "paper_list")))
    assert len(page.select(".meet-paper > li")) == 8


def test_one_impossible_line_stops_the_whole_list_and_keeps_it(phone, over, seats):
    one, two = seats[0].pk, seats[1].pk
    page = paper(phone, over, **{f"who_{one}": one, f"who_{two}": two, f"came_{two}": "09:58"})
    assert page.status_code == 422
    text = texts(page)
    assert "李秀英：到会时间不能晚于散会时间。全部没有保存。" in text
    assert not Attendance.objects.exists() and not Entry.objects.exists()
    assert read(page).select_one(f"[name=came_{two}]")["value"] == "09:58"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({}, "请至少为一个席位选择"),
        ({"who": "999"}, "从名单里选"),
        ({"who": "self", "came": "晚上"}, "这样填写时间"),
        ({"who": "self", "left": "08:00"}, "不能早于到会时间"),
        ({"who": "self", "note": ""}, "请写明谁核对过签名"),
    ],
)
def test_a_faulty_paper_list_is_refused_in_words(phone, over, seats, data, told):
    pk = seats[0].pk
    typed = {
        name if name == "note" else f"{name}_{pk}": str(pk) if value == "self" else value
        for name, value in data.items()
    }
    page = paper(phone, over, **typed)
    assert page.status_code == 422 and told in texts(page), texts(page)
    assert not Attendance.objects.exists()


def test_a_filed_meeting_takes_no_paper_list(phone, over, seats):
    Meeting.objects.filter(pk=over.pk).update(status="filed")
    page = phone.get(url_of(over, "paper_list"))
    assert "不能补录" in texts(page) and not read(page).select("[name=note]")
    refused = paper(phone, over, **{f"who_{seats[0].pk}": seats[0].pk})
    assert refused.status_code == 422 and not Attendance.objects.exists()
