"""听到了谁 at the desk: pasted, shown with what is short, participation apart."""

import pytest
from django.urls import reverse

from suggestions.models import Audience, HearingTarget, ParticipationCount
from suggestions.staff.forms import SUBJECT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("soon")]


def press(desk, page, verb, **form):
    return desk.post(reverse("desk_hearing:verb", args=[page.pk, verb]), form)


def test_targets_are_pasted_and_a_wrong_line_keeps_what_was_typed(desk, campaign, area):
    Audience.objects.create(campaign=campaign, name="骑手")
    wrong = press(desk, campaign, "set-targets", cells="骑手，火星，5", source="普查")
    assert wrong.status_code == 422 and "火星，5" in wrong.content.decode()
    assert (
        press(desk, campaign, "set-targets", cells="骑手，田林街道，500", source="普查").status_code
        == 302
    )
    assert HearingTarget.objects.get().people == 500
    page = desk.get(reverse("desk_hearing:page", args=[campaign.pk])).content.decode()
    assert "骑手，徐汇区 · 田林街道，500" in page and "由人逐条读过" in page


def test_participation_is_noted_and_taken_back(desk, campaign):
    form = {"kind": "live", "title": "直播间", "number": "4000000", "source": "平台后台",
            "method": "同一账号一天一次", "counted_on": "2026-09-01"}  # fmt: skip
    for wrong in ({"number": "9" * 30}, {"number": "x"}, {"source": ""}, {"counted_on": "x"}):
        assert press(desk, campaign, "note-count", **{**form, **wrong}).status_code == 422
    assert press(desk, campaign, "note-count", **form).status_code == 302
    one = ParticipationCount.objects.get()
    assert (
        "4,000,000" in desk.get(reverse("desk_hearing:page", args=[campaign.pk])).content.decode()
    )
    again = {SUBJECT: one.pk, "reason": "数重了"}
    assert press(desk, campaign, "withdraw-count", **again).status_code == 302
    assert press(desk, campaign, "withdraw-count", **again).status_code in (409, 422)


def test_other_pages_are_not_there(desk, home, campaign):
    assert desk.get(reverse("desk_hearing:page", args=[home.pk])).status_code == 404
    assert "小区电动车" in desk.get(reverse("desk_hearing:index")).content.decode()


def test_who_oversees_looks_and_changes_nothing(door, supervisor, campaign):
    client = door(supervisor)
    assert client.get(reverse("desk_hearing:page", args=[campaign.pk])).status_code == 200
    refused = press(client, campaign, "set-targets", cells="骑手，不限，5", source="普查")
    assert refused.status_code == 302 and not HearingTarget.objects.exists()
