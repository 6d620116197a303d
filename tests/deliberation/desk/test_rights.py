"""The table of rights of the secretaries' desk: whole, and of one's own councils alone."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deliberation.desk import viewsets  # noqa: F401  (so that every page is there)
from deliberation.desk.access import CouncilRecord
from deliberation.desk.councils.council import CouncilDesk
from deliberation.desk.councils.seats import SeatsPage
from deliberation.desk.meeting.attendance import AttendancePage
from deliberation.desk.meeting.conduct import ConductPage
from deliberation.desk.month.agenda import AgendaPage
from deliberation.desk.month.meetings import NoticesPage
from deliberation.desk.rights import RIGHTS
from deliberation.models import Council, Meeting
from suggestions.models import Area
from suggestions.staff.verbs import DeskVerb
from tests.conftest import NOW


def pages(kind=CouncilRecord):
    for page in kind.__subclasses__():
        yield page
        yield from pages(page)


def named(page):
    """The lines that a page asks for: `model.verb`. No record is read, only its address."""
    council = Council(pk=1, area=Area(pk=1, path="310101"))
    known = {Council: council, Meeting: Meeting(pk=1, council=council, format_id=1, starts_at=NOW)}
    record = known.get(page.model) or page.model(pk=1)
    for verb in page.verbs:
        if isinstance(verb, DeskVerb):
            model = verb.subjects(record).model if verb.subjects else page.model
            yield f"{model._meta.model_name}.{verb.name}"


def test_the_table_names_exactly_the_verbs_that_the_pages_declare():
    declared = {name for page in pages() for name in named(page)}
    assert len(declared) > 50
    assert declared == set(RIGHTS)


def test_a_right_is_the_secretarys_of_this_council_and_nobody_elses(
    make_user, make_council, secretary, supervisor, officer, council
):
    other = make_user("other", "议事员")
    make_council("别人的议事会", secretaries=[other])
    both = make_user("both", "议事员")
    both.groups.add(Group.objects.get(name="督办"))
    root = make_user("root", is_superuser=True)
    for name, right in RIGHTS.items():
        assert right.holds(secretary, council), name
        for user in (other, supervisor, officer, both, root):
            assert not right.holds(user, council), (name, user)


def test_a_secretary_without_the_role_any_more_may_nothing(make_user, council):
    former = make_user("former")
    council.secretaries.add(former)
    assert not any(right.holds(former, council) for right in RIGHTS.values())


@pytest.fixture
def addresses(soon, council, seats, make_meeting, open_meeting, make_matter):
    """`(address of a page on which something waits, its arguments, its class)`."""
    make_matter()
    meeting = make_meeting(starts_at=NOW + dt.timedelta(days=40))
    return [
        ("desk_councils:page", [council.pk], CouncilDesk),
        ("desk_councils:seats", [council.pk], SeatsPage),
        ("desk_meetings:notices", [council.pk, meeting.pk], NoticesPage),
        ("desk_meetings:agenda", [council.pk, meeting.pk], AgendaPage),
        ("desk_meetings:conduct", [council.pk, open_meeting.pk], ConductPage),
        ("desk_meetings:attendance", [council.pk, open_meeting.pk], AttendancePage),
    ]


@pytest.fixture
def overseer(door, supervisor):
    return door(supervisor)


@pytest.fixture
def neighbour(door, make_user, make_council):
    """The secretary of another council, who may also look at all."""
    other = make_user("other", "议事员")
    other.groups.add(Group.objects.get(name="督办"))
    make_council("别人的议事会", secretaries=[other])
    return door(other)


@pytest.mark.parametrize("who", ["overseer", "neighbour"])
def test_who_only_looks_is_offered_nothing_and_refused(
    request, addresses, door, secretary, council, who
):
    client, own = request.getfixturevalue(who), door(secretary)
    for name, args, page in addresses:
        response = client.get(reverse(name, args=args))
        assert response.status_code == 200
        assert response.context["buttons"] == [] and response.context["apart"] == {}
        assert "/do/" not in response.content.decode(), name
        # The control: where a secretary looks there are buttons.
        assert "/do/" in own.get(reverse(name, args=args)).content.decode(), name
        for verb in page.verbs:
            button = name.replace(":page", ":") + ("verb" if name.endswith(":page") else "_verb")
            posted = client.post(reverse(button, args=[*args, verb.name]), {"title": "路灯"})
            assert posted.status_code == 302 and posted.url == reverse("wagtailadmin_home")
    assert not council.record.exists()


def test_a_secretary_who_only_runs_another_council_does_not_find_this_one(
    addresses, door, make_user, make_council
):
    other = make_user("other", "议事员")
    make_council("别人的议事会", secretaries=[other])
    for name, args, _ in addresses:
        assert door(other).get(reverse(name, args=args)).status_code == 404
        assert door(other).post(reverse(name, args=args)).status_code == 404


def test_who_runs_the_council_is_asked_once_a_page_not_once_a_button(
    soon, door, secretary, council, seats
):
    client = door(secretary)
    with CaptureQueriesContext(connection) as seen:
        page = client.get(reverse("desk_councils:seats", args=[council.pk]))
    assert page.content.decode().count("/do/") > 2 * len(seats)
    asked = [query for query in seen if "council_secretaries" in query["sql"]]
    assert len(asked) == 2  # which councils are mine, and who runs this one
