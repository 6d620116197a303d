"""优秀建议 at the desk: begun with criteria, nominated on the page, decided by a colleague."""

import pytest
from django.urls import reverse

from suggestions.models import Recognition, RecognitionRound
from suggestions.staff.forms import SUBJECT

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(desk):
    form = {"title": "2026 年优秀建议", "criteria": "可操作；受益的人多", "campaign": ""}
    assert desk.post(reverse("desk_recognition:new"), form).status_code == 302
    return RecognitionRound.objects.get()


def press(client, begun, verb, one=None, **form):
    url = reverse("desk_recognition:verb", args=[begun.pk, verb])
    return client.post(url, {**form, **({SUBJECT: one.pk} if one else {})})


def test_from_the_criteria_to_the_list_by_two_people(
    door, desk, begun, make_suggestion, second_officer
):
    suggestion = make_suggestion("路口装灯")
    url = reverse("desk_suggestions:verb", args=[suggestion.pk, "nominate"])
    assert desk.post(url, {"into": begun.pk, "reason": ""}).status_code == 422
    assert desk.post(url, {"into": begun.pk, "reason": "受益的人多"}).status_code == 302
    one = Recognition.objects.get()
    mine = press(desk, begun, "choose", one)
    assert mine.status_code == 422 and "两个人" in mine.content.decode()
    other = door(second_officer)
    assert press(other, begun, "publish").status_code == 422
    assert press(other, begun, "choose", one, because="很好").status_code == 302
    assert press(other, begun, "choose", one).status_code in (409, 422)
    assert press(desk, begun, "publish").status_code == 302
    page = desk.get(reverse("desk_recognition:page", args=[begun.pk])).content.decode()
    assert "可操作" in page and "很好" in page and "作者还没有选" in page


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"criteria": " "}, {"title": "\0"}, {"campaign": "x"}]
)
def test_what_is_missing_is_said_and_what_was_typed_stays(desk, campaign, wrong):
    form = {"title": "一次评选", "criteria": "可操作", "campaign": "", **wrong}
    page = desk.post(reverse("desk_recognition:new"), form)
    assert page.status_code == 422 and not RecognitionRound.objects.exists()
    assert "可操作" in page.content.decode() or "criteria" in wrong


def test_the_lists_ask_no_more_for_many(
    desk, begun, make_suggestion, officer, now, django_assert_max_num_queries
):
    from suggestions.actions import recognising

    for i in range(8):
        recognising.nominate(
            make_suggestion(f"建议{i}"), into=begun, reason="好", by=officer, at=now
        )
    for url in (
        reverse("desk_recognition:index"),
        reverse("desk_recognition:page", args=[begun.pk]),
    ):
        desk.get(url)
        with django_assert_max_num_queries(20):
            desk.get(url)
