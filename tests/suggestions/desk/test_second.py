"""第二遍读: drawn by chance, blind, by another officer; agreement beyond chance."""

import pytest
from django.urls import reverse

from suggestions.actions import deciding, rules, screening, second
from suggestions.models import SecondReading, Suggestion
from suggestions.telling.agreement import of_counts

pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def every(settings):
    settings.SECOND_READING_PERCENT = 100


def test_about_the_share_is_drawn(settings):
    settings.SECOND_READING_PERCENT = 10
    assert 60 < sum(second.is_chosen(pk) for pk in range(1000)) < 140
    settings.SECOND_READING_PERCENT = 0
    assert not any(second.is_chosen(pk) for pk in range(100))


def test_the_second_officer_reads_the_text_and_nothing_of_the_decision(
    every, door, desk, officer, second_officer, submit, now
):
    suggestion = submit("分不清的", "是建议还是诉求？").suggestion
    screening.decline(suggestion, route="hotline", reason="请打热线。", by=officer, at=now)
    reading = SecondReading.objects.get()
    url = reverse("desk_second:page", args=[reading.pk])
    assert desk.get(url).status_code == 404  # read first by oneself
    other = door(second_officer)
    page = other.get(reverse("desk_second:next"), follow=True)
    html = page.content.decode()
    assert page.context["object"] == reading and "是建议还是诉求？" in html
    for told in ("周敏", "热线", "已告知途径", "不再办理"):
        assert told not in html
    other.post(reverse("desk_second:verb", args=[reading.pk, "accept"]))
    reading.refresh_from_db()
    assert (reading.second, reading.second_by) == ("accept", second_officer)
    suggestion.refresh_from_db()
    assert suggestion.status == "declined"  # measured, not decided
    listed = desk.get(reverse("desk_second:index") + "?differ=1")
    assert list(listed.context["object_list"]) == [reading]
    assert "一致 0 条（0%）" in listed.content.decode()


def test_it_is_read_once_more_and_not_by_the_same_officer(
    every, officer, second_officer, make_user, submit, now
):
    suggestion = submit().suggestion
    screening.accept(suggestion, by=officer, at=now)
    reading = SecondReading.objects.get()
    with pytest.raises(rules.Refused, match="第一遍就是您读的"):
        second.judge(reading, verdict="accept", by=officer, at=now)
    second.judge(reading, verdict="accept", by=second_officer, at=now)
    third = make_user("officer3", "征集办工作人员")
    with pytest.raises(rules.Overtaken):
        second.judge(reading, verdict="decline", by=third, at=now)


def test_what_was_decided_by_the_thousand_is_drawn_as_well_and_let_go_when_undone(
    every, officer, submit, now
):
    submit("一"), submit("二")
    decision = deciding.choose_all(Suggestion.objects.all(), words="", by=officer, at=now)
    deciding.confirm(decision, do="accept", number=2, by=officer, at=now)
    deciding.run(decision, at=now)
    assert SecondReading.objects.count() == 2
    deciding.ask_undo(decision, by=officer, at=now)
    deciding.run_undo(decision, by=officer, at=now)
    assert not SecondReading.objects.exists()


def test_agreement_is_told_beyond_chance_and_not_of_a_handful():
    # Cohen's own kind of example: 50 pairs, 35 agree, expected 0.5 by chance.
    told = of_counts(pairs=50, both=20, first=25, second=30)
    assert (told.agreed, told.percent, round(told.kappa, 2)) == (35, 70, 0.4)
    assert of_counts(pairs=19, both=19, first=19, second=19).kappa is None
    alike = of_counts(pairs=40, both=40, first=40, second=40)
    assert (alike.percent, alike.kappa) == (100, None)  # all said the same: chance explains it


def test_what_was_not_drawn_is_not_put_up(settings, submit, officer, now):
    settings.SECOND_READING_PERCENT = 0
    screening.accept(submit("一条").suggestion, by=officer, at=now)
    assert not SecondReading.objects.exists()
