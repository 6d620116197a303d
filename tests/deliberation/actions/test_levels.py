"""上报 up to 区 and 市: one thread, a clock at each level, and the desk of the level above."""

import datetime as dt

import pytest
from django.urls import reverse

from deliberation.actions import councils, matters
from deliberation.models import Council, Entry, Matter
from deliberation.telling import due
from suggestions.actions.rules import Refused
from suggestions.models import Area
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture
def ladder(area, council, make_council):
    """A council of each level from the community up, each run by somebody of its own."""
    found = [council]
    while (parent := area.get_parent()) is not None:
        area = parent
        level = {"street": "street", "district": "district", "city": "city"}[area.level]
        found.append(make_council(f"{area.name}议事会", area=area, level=level))
    for below, above in zip(found, found[1:], strict=False):
        below.parent = above
        below.save()
    return found


def test_a_matter_goes_up_to_the_city_as_one_thread_with_a_clock_at_each_level(
    ladder, make_matter, secretary
):
    assert [c.level for c in ladder][-2:] == ["district", "city"]
    Council.objects.filter(level="city").update(answer_days=30)
    matter = make_matter(council=ladder[0])
    for step, above in enumerate(ladder[1:], 1):
        matter = Matter.objects.get(pk=matter.pk)
        passing = matters.pass_up(matter, reason="超出本级职权。", by=secretary, at=NOW)
        assert (matter.council, matter.passings.count()) == (above, step)
        days = 30 if above.level == "city" else 15
        assert passing.answer_by == TODAY + days * DAY
    with pytest.raises(Refused, match="没有上级"):
        matters.pass_up(Matter.objects.get(pk=matter.pk), reason="再上", by=secretary, at=NOW)
    last = Entry.objects.filter(kind="matter.passed").order_by("pk").last()
    assert last.data["answer_by"] == (TODAY + 30 * DAY).isoformat()
    down = matters.pass_down(
        Matter.objects.get(pk=matter.pk), to=ladder[-2], reason="区里办。", by=secretary, at=NOW
    )
    assert down.answer_by is None


def test_the_nearest_council_above_is_found_by_area(ladder):
    below = ladder[-2]
    assert councils.parent_of(below.area, below.level) == ladder[-1]


def test_who_runs_the_level_above_sees_what_waits_and_what_is_overdue(
    ladder, make_matter, make_user, secretary, door
):
    boss = make_user("district-boss", "议事员")
    ladder[-2].secretaries.set([boss])
    matter = make_matter("外墙脱落", council=ladder[-3])
    matters.pass_up(matter, reason="要区里出面。", by=secretary, at=NOW)
    url = reverse("desk_due:index")
    page = door(boss).get(url).content.decode()
    assert "外墙脱落" in page and "以前答复" in page
    rows = due.passed_up(Council.objects.all())
    assert [row.answer_by for row in rows] == [TODAY + 15 * DAY]
    matter.refresh_from_db()
    matters.drop_matter(matter, reason="已经由区里答复。", by=secretary, at=NOW)
    assert not due.passed_up(Council.objects.all()).exists()
    assert "外墙脱落" not in door(boss).get(url).content.decode()


@pytest.mark.parametrize("days", [0, 181])
def test_the_clock_is_between_a_day_and_half_a_year(council, secretary, days):
    with pytest.raises(Refused, match="1 到 180 天"):
        councils.change_council(council, answer_days=days, by=secretary, at=NOW)


def test_areas_have_the_levels_that_councils_have():
    assert set(Council.Level.values) == set(Area.Level.values)
