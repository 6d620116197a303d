"""答卷主题: what many said and no topic is about, grouped by the machine, named by people."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from suggestions.actions import adopting_answers, answer_themes, answer_topics, sheets
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import (
    AnswerPlace,
    AnswerRun,
    AnswerTheme,
    AnswerTie,
    Suggestion,
    TiedAnswer,
    Topic,
)
from suggestions.questionnaires.frozen import Sheet
from suggestions.telling import answer_topics as telling
from suggestions.telling.small_cells import FLOOR
from tests.conftest import NOW
from tests.suggestions.questionnaires.conftest import ident

pytestmark = pytest.mark.django_db
TOILETS = ["公共厕所太远", "公厕太少找不到", "希望多建公共厕所"]
BENCHES = ["公园长椅太少", "没有地方坐，多放几把长椅", "河边缺长椅"]
ALONE = ["博物馆周末开放到九点", "梧桐树飞絮多"]


@pytest.fixture
def asked(make_questionnaire):
    return make_questionnaire(shows_results=True)


@pytest.fixture
def say(asked):
    version = sheets.version_of(asked, at=NOW)

    def make(*texts, times=1):
        for text in texts * times:
            sheet = Sheet((), ((ident("多说几句"), "", text),))
            sheets.hand_in(version, sheet, key=str(uuid.uuid4()), at=NOW)

    return make


@pytest.fixture
def group_all(asked, officer):
    def make():
        reading = answer_themes.queue_run(asked, by=officer, at=NOW)
        answer_themes.run(reading, at=NOW)
        return AnswerTheme.objects.filter(questionnaire=asked, status="proposed")

    return make


@pytest.fixture
def theme(say, group_all):
    say(*TOILETS, times=3)
    return group_all().first()


def press(desk, theme, verb, **form):
    return desk.post(reverse("desk_questionnaires:theme_verb", args=[theme.pk, verb]), form)


def test_what_many_said_becomes_themes_of_answers_alone(say, group_all):
    say(*TOILETS, *BENCHES, times=4)
    say(*ALONE)
    found = {one.name: one for one in group_all()}
    assert len(found) >= 2
    said = {
        name: set(one.places.values_list("answer__text", flat=True)) for name, one in found.items()
    }
    for texts in said.values():  # nobody stands among others
        assert texts <= set(TOILETS) or texts <= set(BENCHES)
    assert all(one.places.count() >= FLOOR for one in found.values())
    assert not Topic.objects.exists() and not Suggestion.objects.exists()
    assert not AnswerPlace.objects.filter(by__isnull=False).exists()


def test_the_next_run_replaces_what_was_proposed_and_leaves_what_was_decided(
    say, group_all, officer
):
    say(*TOILETS, *BENCHES, times=4)
    kept, dropped = list(group_all()[:2])
    answer_themes.confirm(kept, name="公厕", by=officer, at=NOW)
    answer_themes.set_aside(dropped, reason="太杂", by=officer, at=NOW)
    before = set(kept.places.values_list("pk", flat=True))
    say("小区没有充电桩", "充电桩不够用", times=5)
    fresh = list(group_all())
    again = list(group_all())
    assert fresh and {one.pk for one in fresh}.isdisjoint(one.pk for one in again)
    assert not AnswerTheme.objects.filter(status="replaced").exists()
    kept.refresh_from_db()
    assert kept.status == "confirmed" and set(kept.places.values_list("pk", flat=True)) == before
    held = AnswerPlace.objects.filter(theme__in=again).values_list("answer__text", flat=True)
    assert set(held) <= {"小区没有充电桩", "充电桩不够用"} | set(TOILETS + BENCHES)
    assert not AnswerPlace.objects.filter(theme__in=again, pk__in=before).exists()


def test_too_few_are_refused_and_one_reading_runs_at_a_time(say, asked, officer):
    say(*ALONE)
    with pytest.raises(Refused, match="不到 5 条"):
        answer_themes.queue_run(asked, by=officer, at=NOW)
    say(*TOILETS)
    answer_themes.queue_run(asked, by=officer, at=NOW)
    with pytest.raises(Refused, match="等它完成"):
        answer_themes.queue_run(asked, by=officer, at=NOW)


def test_while_a_run_writes_nobody_confirms_a_part(theme, asked, officer):
    answer_themes.queue_run(asked, by=officer, at=NOW)
    with pytest.raises(Refused, match="等它完成"):
        answer_themes.confirm(theme, name="公厕", by=officer, at=NOW)


def test_of_two_who_decide_one_does(theme, officer):
    stale = AnswerTheme.objects.get(pk=theme.pk)
    answer_themes.confirm(theme, name="公厕", by=officer, at=NOW)
    with pytest.raises(Overtaken):
        answer_themes.confirm(stale, name="别的", by=officer, at=NOW)
    answer_themes.rename(theme, name="公厕太少", by=officer, at=NOW)
    with pytest.raises(Overtaken):
        answer_themes.rename(theme, name="厕所", by=officer, at=NOW)  # it still says 公厕
    assert AnswerTheme.objects.get().name == "公厕太少"


def test_a_run_and_a_person_at_one_theme(theme, asked, officer):
    """Whoever is first has it: what a run takes back nobody confirms, and the other way round."""
    stale = AnswerTheme.objects.get(pk=theme.pk)
    AnswerTheme.objects.filter(pk=theme.pk).update(status="replaced")  # a run has begun to clear
    with pytest.raises(Overtaken):
        answer_themes.confirm(stale, name="公厕", by=officer, at=NOW)
    AnswerTheme.objects.filter(pk=theme.pk).update(status="proposed")
    answer_themes.confirm(theme, name="公厕", by=officer, at=NOW)
    answer_themes._clear(asked.pk)
    assert theme.places.count() == theme.places.filter(by=officer).count() > 0


def test_an_answer_stands_in_one_place(theme, propose):
    place = theme.places.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerPlace.objects.filter(pk=place.pk).update(topic=propose())


def test_a_reading_against_topics_leaves_what_fits_none_in_its_theme(theme, asked, officer):
    before = set(theme.places.values_list("pk", flat=True))
    answer_topics._write(sorted(before), {})
    assert set(theme.places.values_list("pk", flat=True)) == before


def test_residents_read_confirmed_themes_apart_and_nothing_else(client, asked, theme, officer):
    from suggestions.actions import tallying

    tallying.count_sheets(at=NOW)
    url = reverse("suggestions:questionnaire_results", args=[asked.pk])
    assert "说得多的事" not in client.get(url).content.decode()
    answer_themes.confirm(theme, name="公厕太少", by=officer, at=NOW)
    page = client.get(url).content.decode()
    number = theme.places.count()
    assert f"公厕太少：问卷意见 {number} 条" in page and "不相加" in page
    assert TOILETS[1] not in page  # nobody's words
    keep = list(theme.places.values_list("pk", flat=True)[: FLOOR - 1])
    theme.places.exclude(pk__in=keep).delete()
    assert telling.themes_of(asked) == []
    assert "公厕太少" not in client.get(url).content.decode()


def test_a_theme_is_confirmed_renamed_tied_and_set_aside_at_the_desk(
    desk, theme, asked, clause, officer
):
    page = reverse("desk_questionnaires:page", args=[asked.pk])
    assert theme.name in desk.get(page).content.decode()
    own = reverse("desk_questionnaires:theme", args=[theme.pk])
    assert TOILETS[0] in desk.get(own).content.decode()
    form = {"guide": clause.guide_id, "number": clause.draft_number, "relation": "adopted"}
    assert press(desk, theme, "confirm-theme", name="").status_code == 422
    assert press(desk, theme, "confirm-theme", name="公厕太少").status_code == 302
    assert press(desk, theme, "rename-theme", name="多建公厕").status_code == 302
    assert press(desk, theme, "theme-in", **{**form, "relation": "partly"}).status_code == 422
    assert press(desk, theme, "theme-in", **{**form, "number": 999}).status_code == 422
    assert press(desk, theme, "theme-in", **form).status_code == 302
    tie = AnswerTie.objects.get()
    assert (tie.theme, tie.topic, tie.clause) == (theme, None, clause)
    assert TiedAnswer.objects.count() == tie.number == theme.places.count()
    assert press(desk, theme, "theme-in", **form).status_code == 422  # all are there
    said = desk.get(own).content.decode()
    assert clause.guide.title in said and "多建公厕" in said
    beside = desk.get(reverse("desk_guides:clause", args=[clause.pk])).content.decode()
    assert "关于“多建公厕”" in beside
    assert press(desk, theme, "set-theme-aside", reason="另有安排").status_code == 302
    assert TiedAnswer.objects.exists()  # what stands in a clause stays until somebody takes it out
    assert press(desk, theme, "theme-in", **form).status_code in (409, 422)


def test_what_is_not_confirmed_goes_into_no_clause(theme, clause, officer):
    with pytest.raises(Refused, match="还没有确认"):
        adopting_answers.tie_theme(theme, clause=clause, relation="adopted", by=officer, at=NOW)


def test_grouping_is_started_by_a_button(desk, say, asked, django_capture_on_commit_callbacks):
    say(*TOILETS, times=3)
    url = reverse("desk_questionnaires:start_themes", args=[asked.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(url).status_code == 302
    assert AnswerRun.objects.get().status == "done" and AnswerTheme.objects.exists()
    assert desk.get(url).status_code == 302
