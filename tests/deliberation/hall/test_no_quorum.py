"""A form that takes no vote has no quorum: neither hall, nor pages, nor minutes tell of one."""

import pytest
from django.urls import reverse

from deliberation.actions import attending, conducting, formats, minuting
from deliberation.hall import passes
from deliberation.hall.presence import quorum
from deliberation.minutes.documents.lines import minutes_lines
from deliberation.models import Format, Meeting
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TOLD = ("还差", "过半数", "可以表决", "表决无效", "需要 6", "缺必到方")


def form(code, *parties):
    found = Format.objects.get(code=code)
    found.parties.set(parties)
    found.save()
    return found


def test_hall_page_and_desk_tell_who_came_and_what_the_form_asks(
    open_meeting, seats, council, parties, door, secretary
):
    council.required_parties.add(parties[2])
    attending.check_in(open_meeting, seats[0], way="list", by=secretary, at=NOW)
    assert quorum(open_meeting).needed == 6
    assert quorum(open_meeting).missing == ("业委会（院委会）",)
    hall = reverse("deliberation:hall", args=[open_meeting.pk, passes.hall_token(open_meeting)])
    desk = reverse("desk_meetings:conduct", args=[council.pk, open_meeting.pk])
    urls, client = (hall, open_meeting.get_absolute_url(), desk), door(secretary)
    for url in urls:
        page = client.get(url).content.decode()
        assert any(words in page for words in TOLD), url
    Meeting.objects.filter(pk=open_meeting.pk).update(
        format=form("reception", *parties[1:4]), kind="extra"
    )
    for url in urls:
        page = client.get(url).content.decode()
        assert not [words for words in TOLD if words in page], url
        assert "居（村）委会、业委会（院委会）、物业" in page, url
    fresh = Meeting.objects.get(pk=open_meeting.pk)
    assert quorum(fresh).missing == ("居（村）委会", "业委会（院委会）", "物业")


def test_minutes_say_who_came_and_no_more(make_meeting, seats, parties, secretary):
    who = {"by": secretary, "at": NOW}
    asked = form("hearing", parties[1], parties[4])
    hearing = make_meeting(starts_at=NOW, kind="extra", format=asked, status="open")
    Meeting.objects.filter(pk=hearing.pk).update(opened_at=NOW)
    attending.check_in(hearing, seats[0], way="list", **who)
    for step in hearing.format.steps.exclude(proof="notices").exclude(stage="after"):
        formats.take_format_step(hearing, step=step, note_text="有。", on=NOW.date(), **who)
    conducting.close_meeting(Meeting.objects.get(pk=hearing.pk), **who)
    minutes = minuting.draft_minutes(Meeting.objects.get(pk=hearing.pk), **who)
    text = "".join(line.text for line in minutes_lines(minutes, public=True))
    assert "实到1席；必须到场的居（村）委会、居民（代表）没有人到会。" in text
    assert "过半数" not in text and "到会席位数" not in text
