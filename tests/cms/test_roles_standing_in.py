"""代班: role × address × record × area. Who stands in finds what the absent one finds, no less and
no more, on the days and through the browser in which it was said; and nothing of both together."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from suggestions.actions import answering, in_house, referring, scoping
from suggestions.actions import standing_in as standing
from suggestions.actions.rules import Refused
from suggestions.models import AnswerDraft, Event, Leave, ListExport, SavedQueue, Suggestion, User
from suggestions.staff.exporting import sheet_of
from suggestions.staff.forms import SUBJECT
from tests.cms.conftest import PLACES
from tests.cms.roles_world import photo
from tests.cms.test_roles_areas import LISTS, PAGES, VERBS, one_of_each
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("soon", "private_files")
ABSENT, OWN = {"own", "below"}, {"beside"}


@pytest.fixture
def people(make_user, administrator, places, supervisor):
    """One answers for a district, one for the next; the supervisor for neither is the city's."""
    admin = make_user("administrator2", "系统管理员")
    absent = make_user("absent", "征集办工作人员", last_name="王", first_name="某")
    here = make_user("here", "征集办工作人员", last_name="李", first_name="某")
    for user, area in ((absent, "own"), (here, "beside")):
        change = scoping.propose(
            user, areas=[places[area]], reason="区里的", by=administrator, at=NOW
        )
        scoping.confirm(change, by=admin, at=NOW)
    return {"absent": User.objects.get(pk=absent.pk), "here": User.objects.get(pk=here.pk)}


@pytest.fixture
def things(request, places, people):
    return {
        place: one_of_each(place, area, request.getfixturevalue) for place, area in places.items()
    }


@pytest.fixture
def leave(people):
    day = NOW.date()
    return standing.take_leave(
        people["absent"], first_day=day, last_day=day, substitute=people["here"],
        by=people["absent"], at=NOW,
    )  # fmt: skip


@pytest.fixture
def browser(door, people, leave):
    """Of the substitute, at the absent one's desk."""
    client = door(people["here"])
    url = reverse("desk_leaves:stand_in", args=[leave.pk])
    assert client.post(url)["Location"] == reverse("wagtailadmin_home")
    return client


def found_at(client, things):
    """Of which places each kind of record is found."""
    return {
        name: {
            place
            for place, records in things.items()
            if records[thing] is not None  # a station lies somewhere
            and client.get(reverse(name, args=[records[thing].pk])).status_code == 200
        }
        for name, thing in PAGES.items()
    }


def test_each_record_is_found_as_by_the_absent_one_and_back_as_by_oneself(things, browser):
    assert set(map(frozenset, found_at(browser, things).values())) == {frozenset(ABSENT)}
    browser.post(reverse("desk_leaves:step_back"))
    assert set(map(frozenset, found_at(browser, things).values())) == {frozenset(OWN)}


def test_another_browser_of_the_same_person_is_their_own(things, browser, people, door):
    assert set(map(frozenset, found_at(door(people["here"]), things).values())) == {frozenset(OWN)}


def test_lists_and_their_files_are_the_absent_one_s(things, browser):
    for name in LISTS:
        page = browser.get(reverse(name)).content.decode()
        sent = browser.get(f"{reverse(name)}?export=csv")
        file = b"".join(sent.streaming_content).decode("utf-8-sig")
        for text in (page, file):
            seen = {place for place in PLACES if re.search(f"(着的|上的|问题){place}", text)}
            assert seen == ABSENT, name
        assert "您正在代 王某 办理" in page and reverse("desk_leaves:step_back") in page, name


def test_buttons_decide_where_the_absent_one_does_and_the_row_says_so(things, browser, people):
    for place in set(PLACES) - ABSENT:
        for name, thing, verb in VERBS:
            if things[place][thing] is None:
                continue
            url = reverse(name, args=[things[place][thing].pk, verb])
            assert browser.post(url, {"reason": "看看", "name": "改"}).status_code == 404, url
    letter = things["own"]["waiting"]
    browser.post(reverse("desk_suggestions:verb", args=[letter.pk, "accept"]))
    letter.refresh_from_db()
    assert letter.status == Suggestion.Status.ACCEPTED
    row = letter.events.get(verb="accepted")
    assert (row.by, row.instead_of) == (people["here"], people["absent"])
    page = browser.get(reverse("desk_suggestions:page", args=[letter.pk])).content.decode()
    assert "李某（代 王某 办理）" in page and "您正在代 王某 办理" in page


def test_on_the_next_day_it_is_over_and_what_was_pressed_is_not_done(things, browser, time_machine):
    letter = things["own"]["waiting"]
    page = reverse("desk_suggestions:page", args=[letter.pk])
    assert browser.get(page).status_code == 200
    time_machine.move_to(NOW + dt.timedelta(days=1))
    own = things["beside"]["waiting"]  # also what is within one's own areas
    response = browser.post(reverse("desk_suggestions:verb", args=[own.pk, "accept"]), follow=True)
    own.refresh_from_db()
    assert own.status == Suggestion.Status.PENDING
    assert "代班已经结束" in response.content.decode()
    assert browser.get(page).status_code == 404
    url = reverse("desk_suggestions:verb", args=[own.pk, "accept"])
    browser.post(url)
    own.refresh_from_db()
    assert own.status == Suggestion.Status.ACCEPTED


def test_it_ends_at_once_where_the_leave_is_ended(things, browser, leave, people, door):
    page = reverse("desk_suggestions:page", args=[things["own"]["waiting"].pk])
    assert browser.get(page).status_code == 200
    door(people["absent"]).post(reverse("desk_leaves:end", args=[leave.pk]))
    assert browser.get(page).status_code == 404


def test_a_public_door_to_private_files_knows_it(things, browser, people, door):
    for place, wanted in (("own", 200), ("beside", 404)):
        url = reverse("suggestions:photo", args=[photo(things[place]["waiting"]).pk])
        assert browser.get(url).status_code == wanted, place
        assert door(people["here"]).get(url).status_code == (404 if wanted == 200 else 200)


def test_accounts_settings_and_councils_do_not_go_over(door, administrator, make_user, places):
    """An administrator's place is none: of it only the desk is lent."""
    helper = make_user("helper", "征集办工作人员")
    day = NOW.date()
    made = standing.take_leave(
        administrator, first_day=day, last_day=day, substitute=helper, by=administrator, at=NOW
    )
    client = door(helper)
    client.post(reverse("desk_leaves:stand_in", args=[made.pk]))
    for name in ("desk_scopes:index", "desk_keys:index", "wagtailusers_users:index"):
        assert client.get(reverse(name)).status_code == 302, name
    assert client.get(reverse("report_reveals:index")).status_code == 200  # supervising is lent


def test_the_first_page_says_in_whose_place_with_numbers_and_leads_back(
    things, door, people, leave
):
    client, home = door(people["here"]), reverse("wagtailadmin_home")
    page = client.get(home).content.decode()
    words = re.sub(r"\s+", " ", page)
    assert "您正在代 王某" in words and "待审核的建议 2" in words and "代 王某 办理" in words
    client.post(reverse("desk_leaves:stand_in", args=[leave.pk]))
    panel = next(p for p in client.get(home).context["panels"] if p.name == "todo")
    groups = panel.get_context_data(None)["groups"]
    assert {t.label: t.count for _, found in groups for t in found}["待审核的建议"] == 2
    assert "您正在代 王某 办理" in client.get(home).content.decode()
    client.post(reverse("desk_leaves:step_back"))
    assert "您正在代 王某 办理" not in client.get(home).content.decode()
    assert "代班" not in door(people["absent"]).get(home).content.decode().split("<main")[-1]


def test_the_menu_is_that_of_the_place(door, clerk, make_user, supervisor):
    """An editor who stands in for a supervisor."""
    editor, day = make_user("editor2", "编辑"), NOW.date()
    made = standing.take_leave(
        supervisor, first_day=day, last_day=day, substitute=editor, by=supervisor, at=NOW
    )
    client, url = door(editor), reverse("desk_referrals:index")
    assert client.get(url).status_code == 302
    client.post(reverse("desk_leaves:stand_in", args=[made.pk]))
    assert client.get(url).status_code == 200
    assert url in client.get(reverse("wagtailadmin_home")).content.decode()


def test_queues_of_the_absent_are_read_and_left_as_they_are(things, browser, people):
    queue = SavedQueue.objects.create(
        user=people["absent"], name="短的", query="length=short", created_at=NOW
    )
    page = browser.get(reverse("desk_screening:index") + "?length=short").content.decode()
    assert "短的" in page and reverse("desk_screening:drop_queue", args=[queue.pk]) not in page
    assert browser.post(reverse("desk_screening:drop_queue", args=[queue.pk])).status_code == 404
    taken = browser.get(f"{reverse('desk_screening:next')}?of={queue.pk}")
    assert f"of={queue.pk}" in taken["Location"]


def test_a_file_in_the_background_is_read_with_the_place_s_rights_while_it_lasts(
    things, people, leave, time_machine
):
    made = ListExport.objects.create(
        by=people["here"], instead_of=people["absent"], name="desk_suggestions:index",
        title="建议", kind="csv", asked_at=NOW,
    )  # fmt: skip
    rows = "\n".join("".join(map(str, row)) for row in sheet_of(made).rows)
    assert "等着的own" in rows and "等着的beside" not in rows
    time_machine.move_to(NOW + dt.timedelta(days=1))
    with pytest.raises(Refused, match="代班已经结束"):
        sheet_of(made)


# --- the screen of leaves --------------------------------------------------------------------


def enter(client, **data):
    day = NOW.date()
    return client.post(reverse("desk_leaves:index"), {"first_day": day, "last_day": day, **data})


def test_each_enters_one_s_own_and_an_administrator_somebody_s(
    door, officer, second_officer, clerk, administrator, make_user, department
):
    assert enter(door(officer), substitute=second_officer.pk).status_code == 302
    made = Leave.objects.get()
    assert (made.user, made.substitute, made.entered_by) == (officer, second_officer, officer)
    # Whose it is cannot be named by anybody else.
    other = make_user("clerk3", "承办单位", department)
    enter(door(clerk), user=officer.pk, substitute=other.pk)
    assert Leave.objects.latest("pk").user == clerk
    third = make_user("third", "征集办工作人员")
    done = enter(door(administrator), user=third.pk, substitute=second_officer.pk)
    assert done.status_code == 302 and Leave.objects.latest("pk").user == third


def test_what_is_wrong_is_said_and_the_typed_dates_stay(door, officer, clerk):
    client = door(officer)
    page = enter(client, substitute=clerk.pk, last_day="2026-09-20")
    assert page.status_code == 422
    assert "请从名单里选一位同事" in page.content.decode() and "2026-09-20" in page.content.decode()
    page = enter(client, substitute="", first_day="明天")
    assert "请选择同事" in page.content.decode() and "日期写成" in page.content.decode()
    assert not Leave.objects.exists()


def test_only_whose_it_is_or_an_administrator_ends_it(door, people, leave, administrator, officer):
    url = reverse("desk_leaves:end", args=[leave.pk])
    for user in (people["here"], officer):
        assert door(user).post(url).status_code == 404
    assert url not in door(people["here"]).get(reverse("desk_leaves:index")).content.decode()
    assert url in door(people["absent"]).get(reverse("desk_leaves:index")).content.decode()
    door(administrator).post(url)
    leave.refresh_from_db()
    assert leave.ended_by == administrator
    told = door(administrator).post(url, follow=True).content.decode()
    assert "这次请假已经结束了" in told


def test_the_list_shows_others_only_to_who_oversees(door, people, leave, officer, supervisor):
    index = reverse("desk_leaves:index")
    for user, wanted in ((officer, False), (supervisor, True), (people["here"], True)):
        page = door(user).get(index).content.decode()
        assert (f"{NOW:%Y-%m-%d} 至" in page) is wanted, user


def test_who_comes_back_reads_what_was_done(things, browser, people, door):
    letter = things["own"]["waiting"]
    browser.post(reverse("desk_suggestions:verb", args=[letter.pk, "accept"]))
    page = door(people["absent"]).get(reverse("desk_leaves:index")).content.decode()
    assert "代办人办过的" in page and letter.number in page and "李某（代 王某 办理）" in page
    assert "代办人办过的" not in browser.get(reverse("desk_leaves:index")).content.decode()


def test_the_own_affairs_stay_one_s_own(browser, people):
    url = reverse("desk_my_news:index")
    browser.post(url, {"by_email": "at_once", "by_sms": "never", "phone": ""})
    assert people["here"].news.by_email == "at_once"
    assert not hasattr(people["absent"], "news")


# --- a department ----------------------------------------------------------------------------


def test_the_signature_of_a_department_s_leader(door, department, make_user, make_referral, clerk):
    department.sign_off = 2
    department.save()
    head = make_user("head", "承办单位", department, first_name="局长", sign_level=2)
    deputy = make_user("deputy", "承办单位", department, first_name="副手")
    referral, day = make_referral(), NOW.date()
    referring.sign(referral, by=clerk, at=NOW)
    in_house.hand_in(referral, text="已装好。", adoption="work", by=clerk, at=NOW)
    made = standing.take_leave(
        head, first_day=day, last_day=day, substitute=deputy, by=head, at=NOW
    )
    client, page = door(deputy), reverse("desk_department:page", args=[referral.pk])
    assert "/countersign/" not in client.get(page).content.decode()
    client.post(reverse("desk_leaves:stand_in", args=[made.pk]))
    assert "/countersign/" in client.get(page).content.decode()
    url = reverse("desk_department:verb", args=[referral.pk, "countersign"])
    client.post(url, {SUBJECT: AnswerDraft.objects.get().pk})
    assert answering.Answer.objects.filter(referral=referral).exists()
    assert Event.objects.get(verb="countersigned").actor == "副手（代 局长 办理）"
