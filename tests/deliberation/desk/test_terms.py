"""Seats from a sheet and 换届 by clicking: all or none, nobody twice, nothing overwritten."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from deliberation.actions import notifying, terms
from deliberation.models import Notice, Seat
from suggestions.actions.rules import Refused
from tests.conftest import NOW

HEAD = "所属方,姓名,联系电话,替补谁,任期至,公开方式\n"
GOOD = (
    "居委会,王志强,13800000001,,2029-09-15,公开姓名\n"
    "物业,赵敏,021-55551234,,,\n"
    "居委会,钱多,13800000002,王志强,,\n"
)
pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def mine(door, secretary, council):
    return door(secretary)


def read(response, status=200):
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def sent(client, council, rows):
    file = SimpleUploadedFile("名单.csv", (HEAD + rows).encode())
    url = reverse("desk_councils:seats_upload", args=[council.pk])
    response = client.post(url, {"file": file})
    assert response.status_code == 302, response.content.decode()[:2000]
    return response["Location"]


def take(client, check, **extra):
    page = client.get(check)
    form = page.context["form"]
    data = {"sheet": page.context["sheet"], **{n: form[n].value() or "" for n in form.fields}}
    return client.post(check, {**data, **extra}, follow=True)


def test_a_sheet_becomes_seats_with_their_substitutes(mine, council, parties):
    check = sent(mine, council, GOOD)
    page = read(mine.get(check))
    assert "王志强" in page and "座机收不到短信" in page
    assert "登记了 3 个席位" in read(take(mine, check))
    first = Seat.objects.get(holder="王志强")
    assert (first.phone, first.shown, first.until) == ("13800000001", "name", dt.date(2029, 9, 15))
    assert first.party.name == "居（村）委会" and first.since == NOW.date()
    assert Seat.objects.get(holder="钱多").substitute_for == first
    assert Seat.objects.get(holder="赵敏").phone == ""
    assert council.record.filter(kind="seat.added").count() == 3
    again = sent(mine, council, GOOD.replace("2029-09-15", ""))
    assert "有 3 人已经在席位上" in read(mine.get(again))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("街坊,王志强,,,,\n", "没有叫“街坊”的议事方"),
        ("居委会,,,,,\n", "请填写姓名"),
        ("居委会,王志强,12,,,\n", "手机"),
        ("居委会,王志强,,,2020-01-01,\n", "早于开始日期"),
        ("居委会,王志强,,,明年,\n", "2028-12-31"),
        ("居委会,王志强,,,,随便\n", "对外公开“随便”不认识"),
    ],
)
def test_one_fault_is_told_by_its_cell_and_nothing_written(mine, council, parties, row, words):
    check = sent(mine, council, "物业,赵敏,,,,\n" + row)
    assert words in read(mine.get(check))
    read(take(mine, check), 422)
    assert not Seat.objects.exists()


def test_who_stands_in_for_nobody_stops_the_list(mine, council, parties):
    page = read(take(mine, sent(mine, council, "居委会,钱多,,没有的人,,\n物业,赵敏,,,,\n")), 422)
    assert "没有这个席位" in page and not Seat.objects.exists()


def test_a_new_term_by_clicking(mine, council, seats, make_seat):
    make_seat("钱多", seats[0].party, substitute_for=seats[0], phone="13800000009")
    page = read(mine.get(reverse("desk_councils:seats", args=[council.pk])))
    assert "换届" in page and "从表格导入席位" in page
    data = {"since": "2026-10-01", "until": "2029-09-30", "staying": [s.pk for s in seats[:4]]}
    url = reverse("desk_councils:seats_verb", args=[council.pk, "new-term"])
    page = read(mine.post(url, data, follow=True))
    assert "2026年10月1日起新一届，4 人留任。6 个席位的任期结束。" in page
    eve, first = dt.date(2026, 9, 30), dt.date(2026, 10, 1)
    assert Seat.objects.in_force(eve).full().count() == 10
    new = Seat.objects.in_force(first)
    assert new.full().count() == 4 and new.exclude(substitute_for=None).get().holder == "钱多"
    seats[0].refresh_from_db()
    assert seats[0].until == eve and new.get(holder=seats[0].holder).until == dt.date(2029, 9, 30)
    assert new.get(holder="钱多").phone == "13800000009"
    assert council.record.get(kind="council.term").data["ended"] == 6
    refused = mine.post(url, data)
    assert "已经变动" in read(refused, 422) and Seat.objects.in_force(first).count() == 5
    assert "请勾选留任" in read(mine.post(url, {"since": "2026-10-01"}), 422)


def test_who_stays_is_told_of_the_meeting_for_the_new_seat(council, seats, make_meeting, secretary):
    later = NOW + dt.timedelta(days=30)
    meeting = make_meeting(starts_at=later)
    notifying.send_notices(at=NOW, meetings=council.meetings.all())
    since = NOW.date() + dt.timedelta(days=15)
    term = terms.begin_term(council, since=since, staying=seats[:2], by=secretary, at=NOW)
    told = Notice.objects.filter(meeting=meeting, seat__in=term.seats)
    assert told.count() == 2
    with pytest.raises(Refused, match="不能早于"):
        terms.begin_term(
            council, since=since, until=NOW.date(), staying=seats[:2], by=secretary, at=NOW
        )
