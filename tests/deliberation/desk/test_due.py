"""要办的事: what is due stands there with its button, what is not does not, at one price."""

import datetime as dt

import pytest
from django.urls import reverse

from deliberation.models import Council, Matter, Meeting, Minutes, Motion, Passing, Proposal
from deliberation.telling import due
from suggestions.models import Area
from suggestions.residents import visitors
from tests.conftest import NOW

URL = "desk_due:index"
pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def mine(door, secretary, council):
    return door(secretary)


def page(client, **query):
    response = client.get(reverse(URL), query)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response


def keys(response, half="mine"):
    return {group.key: group for group in response.context[half]}


@pytest.fixture
def busy(make_meeting, make_item, make_motion, make_matter, council):
    """Something of many kinds in one council."""

    def make(council=council):
        soon = NOW + dt.timedelta(days=5)
        meeting = make_meeting(council, soon, notice_by=NOW - dt.timedelta(days=5))
        ended = make_meeting(
            council, NOW - dt.timedelta(days=40), status=Meeting.Status.CLOSED,
            opened_at=NOW - dt.timedelta(days=40),
        )  # fmt: skip
        item = make_item(ended, make_matter(council=council, status="discussed"))
        voted = {"opened_at": NOW - dt.timedelta(days=40), "closed_at": NOW}
        make_motion(item, status="closed", passed=True, **voted)
        make_motion(
            item, status="open", opened_at=NOW - dt.timedelta(days=9),
            closes_at=NOW - dt.timedelta(hours=1), title="还没有结束",
        )  # fmt: skip
        Proposal.objects.create(
            council=council, title="长椅", body="加", public_title="加一张长椅", public_body="加",
            key=visitors.new_key(), receipt_hash=f"h{council.pk}", submitted_at=NOW,
        )  # fmt: skip
        return meeting

    return make


def test_what_is_due_stands_with_its_button(mine, busy, make_item):
    meeting = busy()
    response = page(mine)
    found = keys(response)
    assert set(found) == {"notices", "minutes", "unanswered", "votes", "proposals"}
    notice = found["notices"].lines[0]
    assert notice.late and notice.label == "排议程" and "议程还是空的" in notice.detail
    assert notice.url == reverse("desk_meetings:agenda", args=[meeting.council_id, meeting.pk])
    make_item(meeting)
    found = keys(response := page(mine))
    html = response.content.decode()
    notice = found["notices"].lines[0]
    assert notice.late and notice.label == "发会议通知" and "最迟" in notice.detail
    assert notice.url == reverse("desk_meetings:notices", args=[meeting.council_id, meeting.pk])
    assert found["unanswered"].lines[0].label == "写决议"
    assert found["votes"].lines[0].title == "还没有结束"
    del found["votes"]  # made by hand, without a roll
    for line in (line for group in found.values() for line in group.lines):
        assert mine.get(line.url).status_code == 200 and line.label in html


def test_what_is_not_due_is_not_there(mine, busy, make_meeting):
    busy()
    Meeting.objects.filter(status="planned").update(notice_by=NOW + dt.timedelta(days=9))
    Motion.objects.update(status="annulled")
    Proposal.objects.update(status="declined")
    Meeting.objects.filter(status="closed").update(status="filed")
    response = page(mine)
    assert response.context["mine"] == [] and "没有要办的" in response.content.decode()


def test_todays_meeting_comes_first_with_the_way_to_hold_it(mine, busy, make_meeting, council):
    busy()
    evening = make_meeting(council, NOW + dt.timedelta(hours=9), status="noticed", kind="extra")
    make_meeting(council, NOW + dt.timedelta(hours=20), status="noticed", kind="extra")
    running = make_meeting(
        council, NOW - dt.timedelta(days=1), status="open", kind="extra", opened_at=NOW
    )
    made = keys(page(mine))
    assert next(iter(made)) == "today"
    lines = made["today"].lines
    assert [line.url.split("/")[-3] for line in lines] == [str(running.pk), str(evening.pk)]
    assert mine.get(lines[1].url).status_code == 200


def test_the_silent_parties_are_named(mine, council, make_meeting, seats):
    held = NOW - dt.timedelta(days=9)
    meeting = make_meeting(council, held, status=Meeting.Status.CONFIRMING, opened_at=held)
    minutes = Minutes.objects.create(
        meeting=meeting, council=council, status="confirming", year=2026, number=1,
        confirm_by=NOW.date() - dt.timedelta(days=1),
    )  # fmt: skip
    for seat in (seats[0], seats[2]):
        meeting.attendances.create(seat=seat, name=seat.holder, arrived_at=held, way="qr")
    line = keys(page(mine))["minutes"].lines[0]
    assert line.detail == f"等待表态：{seats[0].party.name}、{seats[2].party.name}" and line.late
    minutes.confirmations.create(party=seats[0].party, seat=seats[0], word="confirmed", at=NOW)
    assert keys(page(mine))["minutes"].lines[0].detail == f"等待表态：{seats[2].party.name}"


def test_work_past_its_day_and_what_hangs_too_long(mine, council, carried):
    task = carried.tasks.first()
    today = NOW.date()
    carried.tasks.update(due_on=today - dt.timedelta(days=3), status="todo")
    mine_only = Council.objects.filter(pk=council.pk)
    assert task in due.late_tasks(mine_only, today)
    assert not due.late_tasks(mine_only, today - dt.timedelta(days=3)).exists()
    assert "超期 3 天" in keys(page(mine))["tasks"].lines[0].detail
    assert "worked" not in keys(page(mine))
    carried.tasks.update(status="done")
    found = keys(page(mine))
    assert "tasks" not in found and found["worked"].lines[0].label == "请居民确认"
    assert found["worked"].total == 1
    carried.publication.__class__.objects.update(
        starts_on=today - dt.timedelta(days=20), ends_on=today - dt.timedelta(days=1), ended_at=None
    )
    carried.__class__.objects.update(status="published")
    assert keys(page(mine))["hung"].lines[0].label == "登记撤下"


def test_a_decision_waits_until_it_is_put_up(mine, resolution):
    line = keys(page(mine))["unpublished"].lines[0]
    assert line.label == "登记公示" and mine.get(line.url).status_code == 200
    type(resolution).objects.update(status="published")
    assert "unpublished" not in keys(page(mine))


def test_another_secretarys_things_are_not_mine(mine, busy, make_council, make_user):
    busy(make_council("别处", secretaries=[make_user("other", "议事员")]))
    assert page(mine).context["mine"] == []


def test_many_councils_cost_what_one_costs(mine, busy, make_council, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    busy()
    with CaptureQueriesContext(
        connection,
    ) as one:
        page(mine)
    for number in range(9):
        busy(make_council(f"第{number}议事会"))
    with django_assert_num_queries(len(one)):
        response = page(mine)
    group = keys(response)["notices"]
    assert (group.total, len(group.lines), group.hidden) == (10, 5, 5)


# --- the street ------------------------------------------------------------------------------


@pytest.fixture
def street(make_council, area, make_user):
    """The council of the area above, its secretary, and a council elsewhere."""
    above = area.get_parent()
    user = make_user("street", "议事员")
    return make_council("田林街道议事会", area=above, level="street", secretaries=[user]), user


def test_the_street_sees_what_lies_below_it(door, street, council, make_matter, secretary):
    own, user = street
    elsewhere = Area.add_root(code="999", name="别的区", level=Area.Level.choices[0][0])
    Council.objects.create(area=elsewhere, name="远处", slug="far", level="community")
    matter = make_matter("井盖松动", council=own)
    Passing.objects.create(
        matter=matter, source=council, target=own, way="up", reason="市政道路", by=secretary, at=NOW
    )
    response = page(door(user))
    html = response.content.decode()
    assert {c.name for c in response.context["unplanned"]} == {own.name, council.name}
    assert "远处" not in html and keys(response, "area")["passed"].lines[0].title == "井盖松动"
    Meeting.objects.create(
        council=council, month=NOW.date().replace(day=1), starts_at=NOW, minutes=60,
        notice_by=NOW, secret="x",
    )  # fmt: skip
    assert [c.name for c in page(door(user)).context["unplanned"]] == [own.name]
    Meeting.objects.update(status="cancelled")
    assert len(page(door(user)).context["unplanned"]) == 2
    Matter.objects.update(status="arranged")
    assert "passed" not in keys(page(door(user)), "area")


def test_a_secretary_without_a_street_has_no_such_half(mine):
    assert "with_area" not in page(mine).context


def test_three_thousand_councils_are_counted_and_paged(door, supervisor, area):
    rows = [
        Council(area=area, name=f"议事会{n}", slug=f"many-{n}", level="community")
        for n in range(3046)
    ]
    Council.objects.bulk_create(rows, batch_size=500)
    response = page(door(supervisor), p=153)
    assert "3,046" in response.content.decode()
    assert len(response.context["unplanned"]) == 6 and response.context["unplanned"].number == 153
    assert page(door(supervisor), p="nonsense").context["unplanned"].number == 1
