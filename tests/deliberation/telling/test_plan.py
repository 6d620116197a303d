"""行动计划: what stands in it, how it stands, and that list and counts say the same."""

import datetime as dt
from dataclasses import replace

import pytest

from deliberation.models import Contract, Milestone, Project, Resolution, Task
from deliberation.telling import maps, plan, plan_pictures
from deliberation.telling.plan import Asked
from suggestions.models import Area
from tests.conftest import NOW

ON = NOW.date()
DAY = dt.timedelta(days=1)
DAYS = (-30, -1, 0, 1, plan.SOON, plan.SOON + 1, 90)


@pytest.fixture
def work(carried):
    """A task for each day around today; one of them done."""
    carried.tasks.all().delete()
    for number, days in enumerate(DAYS):
        Task.objects.create(
            resolution=carried, order=number + 1, title=f"第{number}步", lead="物业",
            due_on=ON + days * DAY, status="done" if days == -30 else "todo",
            done_at=NOW if days == -30 else None,
        )  # fmt: skip
    return carried


@pytest.fixture
def running(make_project, secretary):
    """A project in hand with a milestone that is late and one that is reached."""
    project = make_project("加一道扶手")
    Project.objects.filter(pk=project.pk).update(status="running")
    Contract.objects.create(
        project=project,
        counterparty="某施工队",
        cents=1,
        signed_on=ON - 20 * DAY,
        by=secretary,
        at=NOW,
    )
    Milestone.objects.create(project=project, order=1, title="进场", due_on=ON - 3 * DAY)
    Milestone.objects.create(
        project=project, order=2, title="备料", due_on=ON - 9 * DAY, reached_at=NOW
    )
    return Project.objects.get(pk=project.pk)


def titles(**asked):
    wanted = Asked(**asked)
    return [line.title for line in plan.lines(plan.keys(wanted, ON), wanted, ON)]


def states():
    wanted = Asked()
    return {line.title: line.state for line in plan.lines(plan.keys(wanted, ON), wanted, ON)}


def test_work_of_resolutions_and_milestones_stand_in_one_order_done_ones_last(work, running):
    assert titles() == [
        "进场", "第1步", "第2步", "第3步", "第4步", "第5步", "第6步", "第0步", "备料",
    ]  # fmt: skip
    assert titles(kind="milestone") == ["进场", "备料"]
    assert titles(state="late") == ["进场", "第1步"]
    assert titles(text="扶手") == ["进场", "备料"]
    assert titles(first=ON, last=ON + DAY) == ["第2步", "第3步"]


@pytest.mark.parametrize("status", ["published", "carried", "done", "confirmed"])
def test_the_database_and_the_line_say_the_same_of_how_it_stands(work, running, status):
    Resolution.objects.filter(pk=work.pk).update(status=status)
    said = states()
    assert len(said) == len(DAYS) + 2
    for state in plan.STATES:
        assert sorted(titles(state=state)) == sorted(t for t, s in said.items() if s == state)
    assert sorted(titles(state=plan.OPEN)) == sorted(t for t, s in said.items() if s != "done")


def test_before_it_is_carried_out_nothing_is_late(work):
    assert "第1步" in titles(state="late")
    Resolution.objects.filter(pk=work.pk).update(status="published")
    assert titles(state="late") == []
    (line,) = [x for x in plan.lines(plan.keys(Asked(), ON), Asked(), ON) if x.title == "第1步"]
    assert line.words == "公示中，还没开始办"


def test_drafts_are_the_desks_and_what_is_repealed_is_nobodys(work, running):
    Resolution.objects.filter(pk=work.pk).update(status="draft")
    assert "第1步" not in titles()
    assert "第1步" in titles(public=False)
    Resolution.objects.filter(pk=work.pk).update(status="repealed")
    assert "第1步" not in titles(public=False)
    Project.objects.filter(pk=running.pk).update(status="cancelled")
    assert titles(public=False) == []


def test_counts_are_the_list_counted(work, running, council):
    (place,) = plan.places(Asked(area=council.area), ON)
    assert place.council == council
    assert plan.whole([place]) == place.tally
    tally = place.tally
    assert (tally.all, tally.done, tally.late) == (9, 2, len(titles(state="late")))
    assert tally.soon == len(titles(state="soon")) and tally.open == len(titles(state="open"))
    assert tally.done_percent == 22


def test_places_are_those_below_and_own_councils_are_kept(work, running, council, make_council):
    (only,) = plan.places(Asked(), ON)
    assert only.council == council and only.tally.all == 9, "what alone has work is opened"
    street = council.area.get_parent()
    other = street.get_parent().add_child(code="zz", name="别的街道", level="street")
    Resolution.objects.filter(pk=work.pk).update(council=make_council("别处", area=other))
    listed = plan.places(Asked(), ON)
    assert [p.area for p in listed] == [street, other]
    assert [p.tally.all for p in listed] == [2, 7]
    Resolution.objects.filter(pk=work.pk).update(
        council=make_council("街道的", area=street.get_parent())
    )
    assert [(p.name, p.tally.all) for p in plan.places(Asked(), ON)][-1] == ("本级", 7)


def test_a_month_holds_all_that_is_due_and_names_three_a_day(work):
    for number in range(5):
        Task.objects.create(
            resolution=work, order=50 + number, title=f"同一天{number}", lead="物业", due_on=ON
        )
    weeks = plan_pictures.month_of(Asked(), ON.replace(day=1), ON)
    assert all(len(week) == 7 and week[0].on.weekday() == 0 for week in weeks)
    days = {day.on: day for week in weeks for day in week}
    assert (days[ON].number, len(days[ON].lines), days[ON].more) == (6, 3, 3)
    inside = sum(d.number for d in days.values() if d.inside)
    assert inside == Task.objects.filter(due_on__month=ON.month, due_on__year=ON.year).count()


def test_bars_lie_within_the_drawing_and_say_what_they_show(work, running):
    found = plan.lines(plan.keys(Asked(), ON), Asked(), ON)
    chart = plan_pictures.chart(found, ON)
    assert len(chart.bars) == len(found)
    for bar in chart.bars:
        assert bar.x >= 0 and bar.x + bar.width <= plan_pictures.WIDTH + 0.1
        assert bar.width >= plan_pictures.LEAST
    late = next(bar for bar in chart.bars if bar.line.title == "进场")
    assert late.words.endswith("超期 3 天") and str(ON.year) in late.words
    assert 0 < chart.today < plan_pictures.WIDTH
    assert plan_pictures.chart([], ON) is None


def test_what_began_years_ago_does_not_press_the_picture_together(work):
    Resolution.objects.filter(pk=work.pk).update(passed_at=NOW - dt.timedelta(days=4000))
    chart = plan_pictures.chart(plan.lines(plan.keys(Asked(), ON), Asked(), ON), ON)
    assert (chart.last - chart.first).days <= plan_pictures.SPAN + 32


def spot(name, **where):
    area = Area(code=name, name=name, **where)
    return maps.Spot(name, "1", name, 0, area=area)


def test_squares_stand_as_the_places_lie_where_all_middles_are_known():
    spots = [
        spot("西南", latitude=30.1, longitude=103.0), spot("东北", latitude=31.2, longitude=105.0),
        spot("西北", latitude=31.1, longitude=103.0), spot("东南", latitude=30.0, longitude=105.0),
    ]  # fmt: skip
    rows = maps._rows(spots, 2)
    assert [[s.name for s in row] for row in rows] == [["西北", "东北"], ["西南", "东南"]]
    unknown = [*spots[:3], spot("不知道")]
    assert [s.name for row in maps._rows(unknown, 2) for s in row] == [s.name for s in unknown]


def test_no_two_squares_lie_on_each_other_and_long_names_are_cut():
    spots = [replace(spot(f"第{n}街道办事处辖区管理委员会"), step=n % 5) for n in range(30)]
    for drawing in maps.drawings(spots):
        places = {(tile.x, tile.y) for tile in drawing.tiles}
        assert len(places) == 30
        assert max(x for x, _ in places) + drawing.side == drawing.width
        assert all(len(tile.names) <= 2 for tile in drawing.tiles)
    assert maps.drawings([]) == []


def test_what_only_a_street_itself_has_is_told_by_its_councils(work, running, council):
    street = council.area.get_parent()
    type(council).objects.filter(pk=council.pk).update(area=street)
    (only,) = plan.places(Asked(area=street), ON)
    assert only.council == council and only.tally.all == 9
