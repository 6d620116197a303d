"""Thousands moved at once are written as sets: as many questions for 300 as for 30."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suggestions.actions import curating
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Event, Placement, Theme, Topic

pytestmark = pytest.mark.django_db


def asked(verb):
    """The statements of a verb; one list of rows that SQLite takes in pieces counts as one."""
    with CaptureQueriesContext(
        connection,
    ) as found:
        verb()
    said = [query["sql"].partition(" VALUES ")[0] for query in found.captured_queries]
    return [s for n, s in enumerate(said) if n == 0 or s != said[n - 1] or "INSERT" not in s]


@pytest.fixture
def shelf(make_suggestion):
    return lambda number: [make_suggestion(f"路灯{n}") for n in range(number)]


def test_300_are_moved_with_as_many_questions_as_30(shelf, make_topic, officer, now):
    counts = {}
    for number in (30, 300):
        rows, one, two = shelf(number), make_topic("甲", size=0), make_topic("乙", size=0)
        where = {"topic": one, "by": officer, "at": now}
        counts[number] = [
            len(asked(lambda: curating.place(rows, **where))),  # noqa: B023 - called at once
            len(asked(lambda: curating.place(rows, **{**where, "topic": two}))),  # noqa: B023
            len(asked(lambda: curating.place(rows, **{**where, "topic": None}))),  # noqa: B023
        ]
        assert Placement.objects.filter(suggestion__in=rows, topic=None, by=officer).count()
    assert counts[30] == counts[300]
    assert max(counts[300]) <= 16


def test_300_are_merged_split_and_unmerged_with_as_many_questions_as_30(
    shelf, make_topic, officer, now
):
    counts = {}
    for number in (30, 300):
        rows, one, two = shelf(number), make_topic("甲", size=0), make_topic("乙", size=0)
        said = {"by": officer, "at": now}
        curating.place(rows, topic=one, **said)
        notes = []
        merge = lambda: notes.append(curating.merge(one, into=two, **said))  # noqa: B023, E731
        counts[number] = [len(asked(merge))]
        unmerge = lambda: curating.unmerge(notes[0], **said)  # noqa: B023, E731
        counts[number].append(len(asked(unmerge)))
        part = rows[: number // 2]
        split = lambda: curating.split(one, suggestions=part, name="丙", **said)  # noqa: B023, E731
        counts[number].append(len(asked(split)))
        assert Placement.objects.filter(topic=one).count() == number - number // 2
    assert counts[30] == counts[300]


def test_each_moved_one_has_its_place_its_person_and_its_line(
    shelf, make_topic, make_suggestion, campaign, officer, now
):
    old, new = make_topic("旧问题", size=2), make_topic("新问题", size=0)
    new.theme = Theme.objects.create(campaign=campaign, number=1, name="充电")
    new.save()
    inside = [p.suggestion for p in old.placements.select_related("suggestion")]
    rows = [*shelf(2), *inside]
    Placement.objects.filter(suggestion=rows[0]).delete()  # one that had no place at all
    curating.place(rows, topic=new, by=officer, at=now)
    placed = Placement.objects.filter(suggestion__in=rows)
    assert set(placed.values_list("topic", "by", "at")) == {(new.pk, officer.pk, now)}
    assert set(placed.values_list("theme", flat=True)) == {new.theme_id}
    lines = Event.objects.filter(verb="moved", suggestion__in=rows)
    assert lines.filter(reason="书架 → 新问题").count() == 2
    assert lines.filter(reason="旧问题 → 新问题").count() == 2
    assert {line.data["from"] for line in lines} == {None, old.pk}


def test_away_from_home_each_keeps_the_theme_it_had(
    make_topic, make_suggestion, door_campaign, campaign, officer, now
):
    """Themes are a campaign's own."""
    there = make_topic("问题", size=0)
    there.theme = Theme.objects.create(campaign=campaign, number=1, name="充电")
    there.save()
    own = Theme.objects.create(campaign=door_campaign, number=1, name="随时说")
    placed, fresh = [make_suggestion(f"路灯{n}", into=door_campaign) for n in (1, 2)]
    Placement.objects.filter(suggestion__in=[placed, fresh]).delete()
    Placement.objects.create(suggestion=placed, theme=own, at=now)
    curating.place([placed, fresh], topic=there, by=officer, at=now)
    rows = Placement.objects.filter(topic=there).order_by("suggestion")
    assert list(rows.values_list("suggestion", "theme")) == [(placed.pk, own.pk), (fresh.pk, None)]


def test_what_is_gone_since_the_page_was_drawn_moves_nothing(shelf, make_topic, officer, now):
    rows, goal = shelf(2), make_topic("目标", size=0)
    type(rows[0]).objects.filter(pk=rows[0].pk).delete()
    with pytest.raises(Overtaken, match="已经"):
        curating.place(rows, topic=goal, by=officer, at=now)
    assert not goal.placements.exists()


def test_one_that_may_not_move_keeps_all_where_they_are(shelf, make_topic, officer, now):
    forwarded, goal = make_topic("转办了", size=2), make_topic("目标", size=0)
    Placement.objects.filter(topic=forwarded).update(by=officer)
    Topic.objects.filter(pk=forwarded.pk).update(status="forwarded")
    rows = [*shelf(3), forwarded.placements.first().suggestion]
    with pytest.raises(Refused, match="已经转办"):
        curating.place(rows, topic=goal, by=officer, at=now)
    assert not goal.placements.exists()
    assert not Event.objects.filter(verb="moved", suggestion__in=rows[:3]).exists()


def test_what_was_withdrawn_since_the_page_was_drawn_is_not_moved(shelf, make_topic, officer, now):
    rows, goal = shelf(3), make_topic("目标", size=0)
    type(rows[1]).objects.filter(pk=rows[1].pk).update(status="withdrawn", published_at=None)
    with pytest.raises(Refused, match="还没有受理"):
        curating.place(rows, topic=goal, by=officer, at=now)
    assert not goal.placements.exists()
