"""The public board: figures with their wholes, one level deeper at each click, few queries."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from deliberation.models import Council, Meeting, Resolution
from deliberation.telling import figures
from suggestions.models import Area
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
MONTH = NOW.date().replace(day=1)


@pytest.fixture
def city():
    """One city, two districts; in the first a street with two communities."""
    root = Area.add_root(code="0", name="申城", level="city", full_name="申城")
    east = root.add_child(code="11", name="东区", level="district", full_name="东区")
    root.add_child(code="12", name="西区", level="district", full_name="西区")
    street = Area.objects.get(pk=east.pk).add_child(
        code="111", name="江岸街道", level="street", full_name="东区 · 江岸街道"
    )
    for code, name in (("1111", "一居"), ("1112", "二居")):
        Area.objects.get(pk=street.pk).add_child(
            code=code, name=name, level="community", full_name=f"江岸街道 · {name}"
        )
    return {a.name: a for a in Area.objects.all()}


@pytest.fixture
def councils(city, make_council):
    return [
        make_council(f"{name}议事会", area=city[name], level=Council.Level.COMMUNITY)
        for name in ("一居", "二居")
    ]


@pytest.fixture
def decide(make_item, make_motion, make_meeting):
    """A resolution of a council in a given status."""

    def make(council, status, number=1, **fields):
        found = make_meeting(council=council, kind="extra", status="filed")
        item = make_item(found)
        motion = make_motion(item, status="closed", passed=True, closed_at=NOW, opened_at=NOW)
        return Resolution.objects.create(
            council=council,
            motion=motion,
            matter=item.matter,
            status=status,
            year=2026,
            number=number,
            title=f"决议{number}",
            passed_at=NOW,
            lead="居委会",
            **fields,
        )

    return make


def test_a_figure_travels_with_its_whole(city, councils, make_meeting):
    make_meeting(council=councils[0], status=Meeting.Status.FILED)
    shown = figures.board(city["申城"], month=MONTH, on=NOW.date())
    assert [(line.name, line.tally.met, line.tally.councils) for line in shown.lines] == [
        ("东区", 1, 2)
    ]
    assert shown.whole.met_percent == 50


def test_a_place_without_councils_is_not_listed(city, councils):
    shown = figures.board(city["申城"], month=MONTH, on=NOW.date())
    assert [line.name for line in shown.lines] == ["东区"]


def test_each_click_goes_one_level_deeper(city, councils):
    lines = figures.board(city["江岸街道"], month=MONTH, on=NOW.date()).lines
    assert [(line.name, line.area.code) for line in lines] == [("一居", "1111"), ("二居", "1112")]
    lines = figures.board(city["一居"], month=MONTH, on=NOW.date()).lines
    assert [line.council for line in lines] == [councils[0]]


def test_the_street_itself_has_a_line_beside_its_communities(city, councils, make_council):
    own = make_council("江岸街道议事会", area=city["江岸街道"], level=Council.Level.STREET)
    lines = figures.board(city["江岸街道"], month=MONTH, on=NOW.date()).lines
    assert [line.name for line in lines] == ["一居", "二居", "江岸街道议事会"]
    assert lines[-1].council == own
    assert figures.board(city["申城"], month=MONTH, on=NOW.date()).whole.councils == 3


def test_stages_are_counted_and_lateness_by_the_day(city, councils, decide):
    one = councils[0]
    decide(one, "carried", 1, due_on=NOW.date() - dt.timedelta(days=1))
    decide(one, "carried", 2, due_on=NOW.date())
    decide(one, "done", 3)
    decide(one, "confirmed", 4)
    decide(one, "repealed", 5)
    decide(one, "draft", 6)
    whole = figures.board(city["申城"], month=MONTH, on=NOW.date()).whole
    assert (whole.open, whole.overdue, whole.done, whole.confirmed) == (2, 1, 1, 1)
    assert (whole.decided, whole.confirmed_percent) == (4, 25)


def test_the_board_counts_the_regular_day_and_no_extra_meeting(city, councils, make_meeting):
    make_meeting(council=councils[0], status="filed")
    make_meeting(council=councils[0], status="filed", kind="extra")
    make_meeting(council=councils[1])
    make_meeting(council=councils[1], status="filed", kind="extra")
    shown = figures.board(city["申城"], month=MONTH, on=NOW.date())
    assert shown.whole.met == shown.columns[-1].held == 1


def test_twelve_months_with_what_was_planned_and_held(city, councils, make_meeting):
    make_meeting(council=councils[0], status="filed")
    make_meeting(council=councils[1])
    make_meeting(council=councils[1], month=figures.month_before(MONTH, 1), status="cancelled")
    columns = figures.board(city["申城"], month=MONTH, on=NOW.date()).columns
    assert len(columns) == 12
    assert (columns[-1].planned, columns[-1].held, columns[-1].percent) == (2, 1, 50)
    assert (columns[-2].planned, columns[0].month) == (0, dt.date(2025, 10, 1))


def test_columns_are_drawn_inside_the_picture():
    columns = [figures.Column(MONTH, 4, 2), figures.Column(MONTH, 0, 0)]
    first, second = figures.drawn(columns, width=100, height=100)
    assert (first.planned_height, first.held_height, first.held_y) == (100, 50, 50)
    assert second.planned_height == 0
    assert second.x + second.width <= 100


def test_the_page_costs_the_same_for_many(city, councils, door, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        page = door().get(reverse("deliberation:area", args=["0"]))
    assert page.status_code == 200
    assert "东区" in page.content.decode()


@pytest.mark.parametrize("month", ["2026-13", "0001-01", "今天", "2999-01"])
def test_a_month_that_cannot_be_read_is_said_and_this_month_shown(month, city, councils, door):
    page = door().get(reverse("deliberation:area", args=["0"]), {"month": month})
    assert page.status_code == 400
    assert "下面是本月的情况" in page.content.decode()


def test_an_unknown_place_is_not_found(door):
    assert door().get(reverse("deliberation:area", args=["9999"])).status_code == 404


def test_several_cities_stand_side_by_side(city, councils, council):
    lines = figures.board(None, month=MONTH, on=NOW.date()).lines
    assert [line.name for line in lines] == ["申城", "上海市"]


def test_an_empty_city_says_so(door):
    assert "还没有议事会" in door().get(reverse("deliberation:board")).content.decode()


# --- the council's and the meeting's page -----------------------------------------------------


def test_a_council_names_its_members_as_they_agreed(council, seats, door):
    seats[0].shown = "name"
    seats[0].save()
    seats[2].shown = "party"
    seats[2].save()
    text = door().get(council.get_absolute_url()).content.decode()
    assert "张建国" in text and "李某" in text
    assert "王志强" not in text and "王某" not in text


def test_a_council_says_no_post_twice_and_no_place_twice(council, seats, door):
    seats[2].shown = "party"
    seats[2].post = seats[2].public_name
    seats[2].save()
    text = door().get(council.get_absolute_url()).content.decode()
    assert seats[2].post in text and f"（{seats[2].post}）" not in text
    assert text.count(f">{council.area.full_name}<") == 1, "in the path above, and there alone"


def test_no_two_columns_of_the_board_have_the_same_name(city, councils, door):
    for area in ("0", "1111"):
        page = door().get(reverse("deliberation:area", args=[area])).content.decode()
        head = re.findall(r'<th scope="col">([^<]*)</th>', page.partition('id="places"')[2])
        assert head and len(head) == len(set(head))


def test_the_council_page_pins_its_queries(
    council, seats, make_meeting, make_matter, door, django_assert_max_num_queries
):
    make_meeting(starts_at=timezone.now() + dt.timedelta(days=9), status="noticed")
    for number in range(3):
        make_matter(f"第{number}件事")
    with django_assert_max_num_queries(16):  # the ladder and the marks are one each
        page = door().get(council.get_absolute_url())
    assert "下一次议事" in page.content.decode()


def test_a_meeting_tells_no_count_while_a_vote_is_open(open_meeting, make_item, make_motion, door):
    make_motion(make_item(open_meeting), status="open", opened_at=NOW)
    text = door().get(open_meeting.get_absolute_url()).content.decode()
    assert "结束以前不公布票数" in text


def test_a_draft_is_not_shown(open_meeting, make_item, make_motion, door):
    make_motion(make_item(open_meeting), title="还没想好的表决")
    assert "还没想好的表决" not in door().get(open_meeting.get_absolute_url()).content.decode()
