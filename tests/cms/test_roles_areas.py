"""Role × area × record × address: who answers for a district at every desk.

The records lie in their own area, in one below it, above it, beside it, and nowhere; beside the
district's officer and supervisor stands the city's officer, who sees all of it.
"""

import re

import pytest
from django.urls import reverse

from suggestions.actions import answering, curating, referring, scoping, stationing
from suggestions.models import (
    BulkDecision,
    Placement,
    SecondReading,
    Suggestion,
    Topic,
    User,
)
from suggestions.staff.exporting import sheet_of
from tests.cms.conftest import PLACES
from tests.cms.roles_world import photo, scan
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("soon", "private_files")

INSIDE = {"own", "below"}
PEOPLE = ("district", "district_supervisor", "city")


@pytest.fixture
def people(make_user, administrator, places, supervisor, officer):
    admin = make_user("administrator2", "系统管理员")
    district = make_user("district", "征集办工作人员", last_name="徐", first_name="汇")
    for user in (district, supervisor):
        change = scoping.propose(
            user, areas=[places["own"]], reason="区里的", by=administrator, at=NOW
        )
        if scoping.needs_second(user):
            scoping.confirm(change, by=admin, at=NOW)
    fresh = User.objects.in_bulk([district.pk, supervisor.pk])
    return {
        "district": fresh[district.pk],
        "district_supervisor": fresh[supervisor.pk],
        "city": officer,
    }


def one_of_each(place, area, fixture):
    """A letter that waits, one on the shelf, a topic with a referral and its answer."""
    officer, clerk = fixture("officer"), fixture("clerk")
    waiting = fixture("submit")(f"等着的{place}", area=area, phone="13800001234").suggestion
    shelved = fixture("make_suggestion")(f"书架上的{place}", area=area)
    Placement.objects.update_or_create(suggestion=shelved, defaults={"topic": None, "at": NOW})
    topic = fixture("make_topic")(f"问题{place}", size=1, area=area)
    member = Suggestion.objects.get(placement__topic=topic)
    referral = fixture("make_referral")(topic)
    referring.sign(referral, by=clerk, at=NOW)
    answer = answering.submit_answer(referral, text="已办。", adoption="work", by=clerk, at=NOW)
    reader = fixture("make_user")(f"reader-{place}")
    second = SecondReading.objects.create(
        suggestion=shelved, first="accept", first_by=reader, first_at=NOW
    )
    return {
        "waiting": waiting, "shelved": shelved, "topic": topic, "member": member,
        "referral": referral, "answer": answer, "second": second, "photo": photo(member),
        "scan": scan(member, officer), "station": station_in(area, place, officer),
    }  # fmt: skip


def station_in(area, place, officer):
    of = {"kind": "station", "address": "某路", "hours": "工作日", "by": officer, "at": NOW}
    return stationing.set_up(name=f"站点{place}", area=area, **of) if area else None


@pytest.fixture
def things(request, places, people):
    return {
        place: one_of_each(place, area, request.getfixturevalue) for place, area in places.items()
    }


# Address of a record's page → the record.
PAGES = {
    "desk_suggestions:page": "waiting",
    "desk_screening:copies": "waiting",
    "desk_shelf:page": "shelved",
    "desk_topics:page": "topic",
    "desk_topics:pane": "topic",
    "desk_answers:page": "answer",
    "desk_second:page": "second",
    "desk_suggestions:photo": "photo",
    "desk_suggestions:scan": "scan",
    "desk_stations:page": "station",
    "desk_stations:poster": "station",
}


@pytest.mark.parametrize("role", PEOPLE)
def test_a_record_outside_one_s_areas_is_not_there(role, things, people, door):
    client, wrong = door(people[role]), []
    for place, records in things.items():
        for name, thing in PAGES.items():
            if records[thing] is None:  # a station lies somewhere
                continue
            found = client.get(reverse(name, args=[records[thing].pk])).status_code
            inside = role == "city" or place in INSIDE
            if found != (200 if inside else 404):
                wrong.append(f"{name} {place}: {found}")
    assert not wrong, "\n".join(wrong)


def test_the_public_door_hands_no_hidden_photo_to_another_area(things, people, door):
    for place, records in things.items():
        hidden = photo(records["waiting"])
        url = reverse("suggestions:photo", args=[hidden.pk])
        inside = place in INSIDE
        assert door(people["district"]).get(url).status_code == (200 if inside else 404), place
        assert door(people["city"]).get(url).status_code == 200


VERBS = (
    ("desk_suggestions:verb", "waiting", "accept"),
    ("desk_suggestions:verb", "waiting", "reveal"),
    ("desk_topics:verb", "topic", "rename"),
    ("desk_topics:verb", "topic", "remind"),
    ("desk_shelf:verb", "shelved", "keep"),
    ("desk_answers:verb", "answer", "accept"),
    ("desk_second:verb", "second", "accept"),
    ("desk_stations:verb", "station", "close"),
)


@pytest.mark.parametrize("place", ["above", "beside", "nowhere"])
def test_nothing_outside_one_s_areas_is_decided(place, things, people, door):
    client = door(people["district"])
    for name, thing, verb in VERBS:
        if things[place][thing] is None:
            continue
        url = reverse(name, args=[things[place][thing].pk, verb])
        assert client.post(url, {"reason": "看看", "name": "改"}).status_code == 404, url
    assert Suggestion.objects.get(pk=things[place]["waiting"].pk).status == "pending"


def test_what_lies_inside_is_decided(things, people, door):
    client = door(people["district"])
    for place in INSIDE:
        waiting = things[place]["waiting"]
        client.post(reverse("desk_suggestions:verb", args=[waiting.pk, "accept"]))
        waiting.refresh_from_db()
        assert waiting.status == Suggestion.Status.ACCEPTED
        url = reverse("desk_answers:verb", args=[things[place]["answer"].pk, "accept"])
        assert client.post(url).status_code == 302
        things[place]["answer"].refresh_from_db()
        assert things[place]["answer"].status == "accepted"


LISTS = (
    "desk_screening:index",
    "desk_suggestions:index",
    "desk_topics:index",
    "desk_shelf:index",
    "desk_referrals:index",
    "desk_answers:index",
    "desk_second:index",
    "report_ledger:index",
)


@pytest.mark.parametrize("role", PEOPLE)
def test_lists_and_their_files_hold_what_lies_inside(role, things, people, door):
    client = door(people[role])
    wanted = set(PLACES) if role == "city" else INSIDE
    for name in LISTS:
        page = client.get(reverse(name)).content.decode()
        sent = client.get(f"{reverse(name)}?export=csv")
        file = b"".join(sent.streaming_content).decode("utf-8-sig")
        for text in (page, file):
            found = {place for place in PLACES if re.search(f"(着的|上的|问题){place}", text)}
            assert found == wanted, name


def test_counts_on_the_first_page_are_of_one_s_own(things, people, door):
    home = reverse("wagtailadmin_home")
    numbers = {}
    for role in PEOPLE:
        panel = door(people[role]).get(home).context["panels"]
        todo = next(p for p in panel if getattr(p, "name", "") == "todo")
        groups = todo.get_context_data(None)["groups"]
        numbers[role] = {t.label: t.count for _, found in groups for t in found}
    assert numbers["city"]["待审核的建议"] == 5 and numbers["district"]["待审核的建议"] == 2
    assert numbers["city"]["答复待审核"] == 5 and numbers["district"]["答复待审核"] == 2


def test_all_that_match_are_those_inside(things, people, door):
    client = door(people["district"])
    client.post(reverse("desk_suggestions:index"), {"do": "all"})
    decision = BulkDecision.objects.get()
    chosen = set(Suggestion.objects.filter(pk__in=decision.keys).values_list("pk", flat=True))
    assert chosen == {things[place]["waiting"].pk for place in INSIDE}
    # Another officer's choice is not theirs to confirm.
    assert client.get(reverse("desk_bulk:page", args=[decision.pk])).status_code == 200
    decision.by = people["city"]
    decision.save()
    assert client.get(reverse("desk_bulk:page", args=[decision.pk])).status_code == 404


def test_ticks_sent_by_hand_decide_nothing_outside(things, people, door):
    client = door(people["district"])
    keys = [things[place]["waiting"].pk for place in PLACES]
    client.post(reverse("desk_screening:index"), {"do": "accept", "picked": keys})
    accepted = Suggestion.objects.filter(pk__in=keys, status="accepted").values_list(
        "pk", flat=True
    )
    assert set(accepted) == {things[place]["waiting"].pk for place in INSIDE}


def test_many_topics_are_decided_only_where_all_lie_inside(things, people, door):
    client = door(people["district"])
    url = reverse("desk_topics:index")
    keys = [things[place]["topic"].pk for place in ("own", "beside")]
    client.post(url, {"do": "set-aside", "picked": keys, "set-aside-reason": "重复"})
    beside = Topic.objects.get(pk=keys[1])
    assert beside.status == Topic.Status.FORWARDED
    client.post(url, {"do": "rename", "pk": keys[1], "name": "改了", "seen": beside.name})
    assert Topic.objects.get(pk=keys[1]).name == beside.name
    assert client.post(url, {"do": "issue", "picked": keys}).status_code == 302  # refused: a city's


def test_a_job_writes_its_file_with_the_areas_of_who_asked(things, people):
    from suggestions.models import ListExport

    asked = ListExport(name="desk_suggestions:index", kind="csv", by=people["district"])
    text = "".join(map(str, sheet_of(asked).rows))
    assert "own" in text and "below" in text and "beside" not in text and "above" not in text


def test_finding_by_phone_reveals_and_logs_what_lies_inside(things, people, door):
    from suggestions.models import ContactReveal

    page = door(people["district"]).post(reverse("desk_suggestions:find"), {"what": "13800001234"})
    assert "等着的own" in page.content.decode() and "等着的beside" not in page.content.decode()
    assert ContactReveal.objects.count() == len(INSIDE)


def test_choosers_and_neighbours_name_nothing_from_outside(things, people, door, campaign):
    client = door(people["district"])
    query = {"campaign": campaign.pk, "q": "问题"}
    options = client.get(reverse("desk_topics:options"), query).json()["topics"]
    assert {option["name"] for option in options} == {"问题own", "问题below"}
    typed = {"q": "浦东"}
    assert client.get(reverse("desk_entry:areas"), typed).json()["areas"] == []
    into = things["beside"]["topic"]
    url = reverse("desk_shelf:verb", args=[things["own"]["shelved"].pk, "place"])
    assert client.post(url, {"into": into.number}).status_code == 422
    page = client.get(reverse("desk_suggestions:page", args=[things["own"]["member"].pk]))
    assert "beside" not in page.content.decode()


def test_the_next_letter_is_one_of_one_s_own(things, people, door):
    client = door(people["district"])
    own = {things[place]["waiting"].pk for place in INSIDE}
    for _ in own:
        found = client.get(reverse("desk_screening:next"))
        pk = int(found["Location"].partition("?")[0].rstrip("/").rpartition("/")[2])
        assert pk in own
        client.post(reverse("desk_suggestions:verb", args=[pk, "accept"]))
    assert client.get(reverse("desk_screening:next"))["Location"] == reverse("desk_screening:index")


def test_a_topic_of_several_areas_shows_its_own_letters_and_no_buttons(
    things, people, door, officer
):
    topic, guest = things["own"]["topic"], things["beside"]["shelved"]
    curating.place([guest], topic=topic, by=officer, at=NOW)
    page = door(people["district"]).get(reverse("desk_topics:page", args=[topic.pk]))
    text = page.content.decode()
    assert "另有 1 条建议不在您负责的区域里" in text and "书架上的beside" not in text
    assert page.context["buttons"] == [] and not page.context["may_merge"]
    url = reverse("desk_topics:verb", args=[topic.pk, "rename"])
    refused = door(people["district"]).post(url, {"name": "改", "seen": topic.name})
    assert refused.status_code == 302 and refused["Location"] == reverse("wagtailadmin_home")
    assert door(people["city"]).get(reverse("desk_topics:page", args=[topic.pk])).context["buttons"]


CITY_ONLY = (
    "desk_import:index",
    "desk_grouping:index",
    "desk_papers:index",
    "desk_monthly:index",
    "desk_guides:index",
    "desk_dictionary:index",
    "desk_tags:index",
    "desk_duties:index",
    "report_hot:index",
    "report_logins:index",
    "desk_scopes:index",
)


@pytest.mark.parametrize("role", ["district", "district_supervisor"])
def test_what_is_over_the_whole_city_does_not_open_and_stands_in_no_menu(
    role, things, people, door
):
    client = door(people[role])
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    for name in CITY_ONLY:
        assert client.get(reverse(name)).status_code == 302, name
        assert f'"{reverse(name)}"' not in home, name


def test_a_phone_call_is_entered_for_one_s_own_area(people, places, door, campaign):
    client = door(people["district"])
    typed = {
        "key": "3f2b8c1e-1f0a-4c58-9a57-0123456789ab", "channel": "phone", "title": "路灯不亮",
        "body": "晚上看不见路，请修一下。", "behalf": "self", "campaign": campaign.pk,
        "way": "none",
    }  # fmt: skip
    for area in ("", "浦东新区"):
        assert client.post(reverse("desk_entry:index"), {**typed, "area": area}).status_code == 422
    assert not Suggestion.objects.filter(title="路灯不亮").exists()
    client.post(reverse("desk_entry:index"), {**typed, "area": "田林"})
    assert Suggestion.objects.get(title="路灯不亮").area == places["below"]


def test_a_list_asks_two_queries_more_for_areas_and_no_more_for_rows(
    things, people, door, django_assert_max_num_queries, submit, places
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(role, name):
        client = door(people[role])
        client.get(reverse(name))
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(reverse(name))
        return len(found)

    for name in ("desk_suggestions:index", "desk_referrals:index", "desk_answers:index"):
        few = asked("district", name)
        assert few <= asked("city", name) + 2, name
    before = asked("district", "desk_suggestions:index")
    for number in range(5):
        submit(f"又一条{number}", area=places["own"])
    assert asked("district", "desk_suggestions:index") == before
