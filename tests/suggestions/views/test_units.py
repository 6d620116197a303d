"""承办单位: each figure of a department stands with its whole, and is counted in one place."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.actions import answering, referring
from suggestions.models import Delivery, Department, Referral
from suggestions.telling import units

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def page(client, department, query=""):
    return client.get(reverse("suggestions:unit", args=[department.pk]) + query)


@pytest.fixture
def answer(make_referral, make_topic, clerk, officer, now, soon):
    """An answered topic of the clerk's department, the answer handed in and taken `days` later."""

    def make(name, *, days=2, taken=3, adoption="work", done=None, size=1):
        referral = make_referral(make_topic(name, size))
        referring.sign(referral, by=clerk, at=now)
        row = answering.submit_answer(
            referral, text="会装。", adoption=adoption, by=clerk, at=now + days * DAY
        )
        answering.accept_answer(row, by=officer, at=now + taken * DAY)
        if done:
            delivery = Delivery.objects.get(answer=row)
            answering.rate(
                delivery, satisfaction="good", done=done, comment="看过了", at=now + 4 * DAY
            )
        return row

    return make


def test_a_department_tells_its_times_and_what_residents_say_with_the_wholes(
    client, answer, department, now
):
    for name, days, done in (("路灯", 1, "yes"), ("栏杆", 2, "yes"), ("雨棚", 6, None)):
        answer(name, days=days, taken=days + 1, done=done)
    unit = units.counted(now + 10 * DAY)[department.pk]
    assert (unit.handling.first_median, unit.handling.final_median) == (2, 3)
    assert unit.handling.settled == "3/3（100%）"
    assert (unit.confirmed, unit.taken_up) == ("2/3（67%）", "3/3（100%）")
    text = page(client, department).content.decode()
    assert "2/3（67%）" in text
    assert "一半在 2 天内" in text


def test_what_a_resident_contradicts_is_not_called_done(answer, department, now):
    answer("路灯", done="no")
    assert units.counted(now + 10 * DAY)[department.pk].confirmed == "0/1（0%）"


def test_a_refusal_is_an_answer_and_no_adoption(answer, department, now):
    answer("路灯", adoption="not_adopted")
    assert units.counted(now + 10 * DAY)[department.pk].taken_up == "0/1（0%）"


def test_what_is_late_now_is_named_and_a_missing_final_answer_counts_as_late(
    client, make_referral, department, now, time_machine
):
    referral = make_referral()
    later = now + 200 * DAY
    time_machine.move_to(later, tick=False)
    response = page(client, department)
    assert [row.pk for row in response.context["late"]] == [referral.pk]
    assert response.context["unit"].handling.late == 1
    assert response.context["unit"].handling.settled == "0/1（0%）"


def test_answers_stand_with_their_true_stage_and_lead_to_their_topic(client, answer, department):
    row = answer("路灯", done="no")
    response = page(client, department)
    (card,) = response.context["answers"]
    assert card["status_label"] == "居民说没办好"
    assert card["url"] == reverse("suggestions:topic", args=[row.topic_id])
    topic = client.get(card["url"]).content.decode()
    assert reverse("suggestions:unit", args=[department.pk]) in topic


def test_the_page_shows_what_the_desk_reports(client, door, supervisor, answer, department):
    answer("路灯")
    report = door(supervisor).get(reverse("report_handling:index")).content.decode()
    unit = page(client, department).context["unit"]
    for figure in (unit.handling.signed, unit.handling.answered, unit.handling.average):
        assert figure in report


def test_a_department_without_anything_says_so_and_an_unknown_one_is_404(client, department):
    text = page(client, department).content.decode()
    assert "还没有公开的答复" in text and "—" in text
    assert client.get(reverse("suggestions:unit", args=[99999999999999])).status_code == 404
    department.active = False
    department.save()
    units.cache.clear()
    assert page(client, department).status_code == 404


def test_nobody_is_ranked_and_long_names_stand_whole(client, answer):
    answer("路灯")
    long = Department.objects.create(name="市" + "很" * 77 + "局", short_name="很局")
    text = client.get(reverse("suggestions:units")).content.decode()
    assert long.name in text
    names = [unit.name for unit in client.get(reverse("suggestions:units")).context["units"]]
    assert names == list(Department.objects.order_by("name").values_list("name", flat=True))


def test_more_answers_ask_no_more(client, answer, department, django_assert_max_num_queries):
    answer("路灯")
    with django_assert_max_num_queries(60) as first:
        page(client, department)
    for number in range(4):
        answer(f"路灯{number}", size=2)
    units.cache.clear()
    with django_assert_max_num_queries(len(first)):
        page(client, department)


def test_no_figure_is_of_what_was_taken_back(make_referral, officer, department, now):
    referral = make_referral()
    referring.recall_all(referral.topic, by=officer, at=now, reason="改派")
    assert Referral.objects.count() == 1
    assert units.counted(now)[department.pk].handling.received == 0
