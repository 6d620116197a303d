"""入户走访: a sheet a door, done once, seen by nobody elsewhere; phones that are lost."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.urls import reverse

from suggestions.actions import scoping, sheets, tallying, visit_devices, visiting
from suggestions.actions.rules import Overtaken, Refused
from suggestions.desk.numbers.todos import todos
from suggestions.models import (
    AnswerSheet,
    BrowserSession,
    Household,
    QuestionnairePage,
    SheetCount,
    Visit,
    VisitDevice,
)
from suggestions.questionnaires.frozen import Sheet
from suggestions.telling import questionnaires as telling
from tests.conftest import NOW
from tests.suggestions.questionnaires.conftest import field, filled, ident

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
SAID = Sheet(((ident("身份"), "", ident("老人")),))
PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 15) Chrome/140.0"}


@pytest.fixture
def village(area):
    return area.add_child(
        code="310104008001", name="田林一村", level="community", full_name="田林一村"
    )


@pytest.fixture
def other_village(area, village):
    area.refresh_from_db()
    return area.add_child(
        code="310104008002", name="田林二村", level="community", full_name="田林二村"
    )


@pytest.fixture
def make_visitor(make_user, administrator):
    def make(name, area=None, group="走访员"):
        user = make_user(name, group, last_name="方", first_name=name)
        if area:
            change = scoping.propose(user, areas=[area], reason="负责", by=administrator, at=NOW)
            if change.status == "proposed":
                second = make_user(f"second-{name}", "系统管理员")
                scoping.confirm(change, by=second, at=NOW)
        user.refresh_from_db()
        return type(user).objects.get(pk=user.pk)

    return make


@pytest.fixture
def visitor(make_visitor, village):
    return make_visitor("visitor", village)


@pytest.fixture
def stranger(make_visitor, other_village):
    return make_visitor("stranger", other_village)


@pytest.fixture
def visits(questionnaire, village, officer):
    return visiting.open_round(
        questionnaire=questionnaire, area=village, consent="您好，回答自愿。", by=officer, at=NOW
    )


@pytest.fixture
def household(visits, officer):
    lines = [("3号楼", "301", "王阿姨"), ("3号楼", "302", ""), ("12号楼", "101", "")]
    visiting.write_households(visits, lines, by=officer, at=NOW)
    return visits.households.get(room="301")


def new_key():
    return str(uuid.uuid4())


def go(household, visitor, outcome="visited", *, key=None, sheet=SAID, at=NOW + HOUR, **more):
    said = sheet if outcome == "visited" else None
    facts = {"outcome": outcome, "key": key or new_key(), "sheet": said}
    return visiting.visit(household, by=visitor, at=at, **facts, **more)


def url(name, *args):
    return reverse(f"desk_visits:{name}", args=[getattr(one, "pk", one) for one in args])


# --- what a visit comes to -------------------------------------------------------------------


def test_a_visit_is_a_sheet_of_its_way_and_nobody_s_door_stands_on_it(household, visitor):
    told = go(household, visitor)
    sheet = AnswerSheet.objects.get()
    household.refresh_from_db()
    assert (sheet.way, sheet.by_id, household.state) == ("visit", None, "visited")
    assert sheet.key != told.visit.key and not told.visit.late and told.visit.held is None


def test_at_a_door_nobody_is_asked_whether_they_may_be_quoted(door, visitor, household):
    sent = {**filled(household.round.version), "outcome": "visited", "quotable": "on"}
    assert door(visitor).post(url("door", household), sent).status_code == 302
    assert AnswerSheet.objects.get().quotable is False


def test_the_same_press_twice_is_done_once(household, visitor):
    key = new_key()
    first, again = (go(household, visitor, key=key) for _ in range(2))
    assert (first.again, again.again) == (False, True)
    assert Visit.objects.count() == AnswerSheet.objects.count() == 1
    assert SheetCount.objects.get().taken == 1


def test_the_same_key_with_other_answers_or_at_another_door_is_refused(household, visitor):
    key = new_key()
    go(household, visitor, key=key)
    with pytest.raises(Refused):
        go(household, visitor, key=key, sheet=Sheet())
    with pytest.raises(Refused):
        go(Household.objects.get(room="302"), visitor, key=key)
    assert Visit.objects.count() == 1


def test_a_key_belongs_to_who_pressed(household, visitor, officer):
    key = new_key()
    go(household, visitor, key=key)
    with pytest.raises(Refused):
        go(household, officer, key=key)
    assert Visit.objects.count() == AnswerSheet.objects.count() == 1


def test_without_the_sites_secret_no_key_leads_from_a_door_to_its_sheet(settings):
    key = uuid.uuid4()
    here = visiting.sheet_key(key)
    assert visiting.sheet_key(key) == here
    settings.SECRET_KEY = "another site"
    assert visiting.sheet_key(key) != here


def test_no_press_counts_as_of_before_its_round_began(household, visits):
    waited = {"at": NOW + HOUR, "waited": HOUR * 3}
    assert visiting.pressed_at(household, **waited) == visits.opened_at == NOW


def test_of_two_at_one_door_the_first_counts_and_the_other_is_kept(household, visitor, officer):
    said = Sheet(SAID.codes, ((ident("一句话"), "", "我的电话是13800001234"),))
    go(household, visitor)
    late = go(household, officer, sheet=said).visit
    assert late.late and AnswerSheet.objects.count() == 1
    late.refresh_from_db()
    assert late.held["codes"] == [[ident("身份"), "", ident("老人")]]
    assert "13800001234" not in late.held["texts"][0][2]
    go(household, officer, "refused")
    household.refresh_from_db()
    assert household.state == "visited" and Visit.objects.count() == 3


def test_a_press_that_arrives_late_does_not_hide_a_newer_one(household, visitor):
    at = NOW + HOUR * 6
    go(household, visitor, "again", at=at)
    go(household, visitor, "not_home", at=at + HOUR, waited=HOUR * 5)
    household.refresh_from_db()
    assert (household.state, household.state_at) == ("again", at)
    go(household, visitor, at=at + HOUR, waited=HOUR * 3)
    household.refresh_from_db()
    assert household.state == "visited"


def test_a_sheet_counts_as_of_when_it_was_filled_in(household, visitor, questionnaire):
    QuestionnairePage.objects.filter(pk=questionnaire.pk).update(closes_at=NOW + HOUR)
    late = {"at": NOW + HOUR * 3}
    household = Household.objects.select_related("round__version__questionnaire").get(
        pk=household.pk
    )
    with pytest.raises(Refused, match="不在填写时间"):
        go(household, visitor, **late)
    assert not Visit.objects.exists()
    with pytest.raises(Refused):
        go(household, visitor, waited=dt.timedelta(days=2), **late)
    go(household, visitor, waited=HOUR * 2.5, **late)
    go(Household.objects.get(room="302"), visitor, "not_home", **late)
    assert AnswerSheet.objects.count() == 1


def test_a_round_that_is_over_takes_nothing_and_forgets_names(household, visits, visitor, officer):
    visiting.close_round(visits, by=officer, at=NOW + HOUR)
    household.refresh_from_db()
    assert household.name == ""
    with pytest.raises(Overtaken):
        go(household, visitor)
    with pytest.raises(Overtaken):
        visiting.add_household(visits, building="1", room="2", by=officer, at=NOW)
    with pytest.raises(Overtaken):
        visiting.close_round(visits, by=officer, at=NOW)


def test_names_and_held_answers_and_keys_lie_encrypted(household, visitor, village):
    go(household, visitor)
    go(household, visitor, sheet=Sheet((), ((ident("一句话"), "", "路灯太暗"),)))
    device = visit_devices.key_for(visitor, "t", area=village, label="x", session="", at=NOW)
    told = []
    with connection.cursor() as cursor:
        for column, model in (("name", Household), ("held", Visit), ("secret", VisitDevice)):
            cursor.execute(f"SELECT {column} FROM {model._meta.db_table}")
            told += [str(row[0]) for row in cursor.fetchall()]
    assert not any(word in "".join(told) for word in ("王阿姨", "路灯", ident("一句话")))
    assert device.secret not in "".join(told)


def test_results_are_told_apart_by_channel(household, visits, visitor, questionnaire):
    for _ in range(6):
        sheets.hand_in(visits.version, SAID, key=new_key(), at=NOW)
    lines = [("5号楼", str(number), "") for number in range(6)]
    visiting.write_households(visits, lines, by=visitor, at=NOW)
    for one in visits.households.filter(building="5号楼"):
        go(one, visitor)
    tallying.count_sheets(at=NOW)
    found = telling.results(questionnaire, by="way")
    assert ("way", "渠道") in found["choices"]
    table = found["questions"][0].table
    assert [(name, size) for name, size, _ in table.rows] == [("网上", 6), ("入户走访", 6)]


def test_one_channel_alone_is_not_told_apart(visits, questionnaire):
    for _ in range(6):
        sheets.hand_in(visits.version, SAID, key=new_key(), at=NOW)
    tallying.count_sheets(at=NOW)
    found = telling.results(questionnaire, by="way")
    assert ("way", "渠道") not in found["choices"] and found["by"] == ""


# --- who sees which door ---------------------------------------------------------------------


def test_only_a_village_or_an_estate_is_visited(questionnaire, area, officer):
    with pytest.raises(Refused, match="居（村）"):
        visiting.open_round(
            questionnaire=questionnaire, area=area, consent="您好", by=officer, at=NOW
        )


def test_each_round_once_and_only_with_an_open_questionnaire(visits, village, officer):
    page = visits.version.questionnaire
    again = {"questionnaire": page, "area": village, "consent": "您好", "by": officer}
    with pytest.raises(Refused, match="不用再开始"):
        visiting.open_round(**again, at=NOW)
    with pytest.raises(Refused, match="截止"):
        visiting.open_round(**again, at=page.closes_at)


PLACES = ("page", "door", "key", "kept", "list_upload", "device")
DOORS = dict.fromkeys(PLACES[:4], 200)
RUN_BY_OTHERS = {"list_upload": 302, "device": 302}


@pytest.mark.parametrize(
    ("who", "wanted"),
    [
        ("officer", dict.fromkeys(PLACES, 200)),
        ("visitor", DOORS | RUN_BY_OTHERS),
        ("stranger", dict.fromkeys(DOORS, 404) | RUN_BY_OTHERS),
        ("nowhere", dict.fromkeys(DOORS, 404) | RUN_BY_OTHERS),
        ("lead", dict.fromkeys(PLACES, 200)),
        ("other_lead", dict.fromkeys(PLACES, 404)),
        ("secretary", dict.fromkeys(PLACES, 302)),
        ("supervisor", dict.fromkeys(PLACES, 302)),
        ("nobody", dict.fromkeys(PLACES, 302)),
    ],
)
def test_each_role_reaches_its_own_doors(
    who, wanted, request, door, household, visitor, make_visitor, village, other_village
):
    device = visit_devices.key_for(visitor, "t", area=village, label="x", session="", at=NOW)
    office = "征集办工作人员"
    made = {
        "nowhere": lambda: make_visitor("nowhere"),
        "lead": lambda: make_visitor("lead", village, office),
        "other_lead": lambda: make_visitor("other_lead", other_village, office),
        "nobody": lambda: None,
    }
    client = door(made[who]() if who in made else request.getfixturevalue(who))
    things = {"page": household.round, "door": household, "key": household.round,
              "kept": household.round,
              "list_upload": household.round, "device": device}  # fmt: skip
    found = {
        name: (client.post if name == "key" else client.get)(url(name, thing)).status_code
        for name, thing in things.items()
    }
    assert found == wanted
    pressed = client.post(url("door", household), {"outcome": "not_home"}).status_code
    assert pressed == (302 if wanted["door"] == 200 else wanted["door"])
    assert Visit.objects.count() == (1 if wanted["door"] == 200 else 0)


def test_a_visitor_sees_no_other_round_and_runs_none(door, visitor, visits, stranger):
    page = door(visitor).get(url("index")).content.decode()
    assert "田林一村" in page and url("devices") not in page
    assert "田林一村" not in door(stranger).get(url("index")).content.decode()
    for verb, status in (("close-round", "open"), ("add-household", "open")):
        door(visitor).post(url("verb", visits, verb), {"building": "9号楼", "room": "1"})
        visits.refresh_from_db()
        assert visits.status == status
    assert visits.households.get().building == "9号楼"
    assert door(stranger).post(url("verb", visits, "add-household")).status_code == 404
    assert door(visitor).get(url("new")).status_code == 302


# --- the pages -------------------------------------------------------------------------------


def test_the_first_page_leads_to_the_doors_that_are_left(
    door, visitor, stranger, officer, household, visits
):
    go(household, visitor)
    left = [(todo.label, todo.count, todo.url) for todo in todos(visitor, NOW)]
    assert left == [("还要去的户", 2, url("page", visits))]
    assert "还要去的户" in door(visitor).get("/admin/").content.decode()
    assert [todo.count for todo in todos(stranger, NOW)] == [0]
    assert "还要去的户" not in [todo.label for todo in todos(officer, NOW)]
    visiting.close_round(visits, by=officer, at=NOW + HOUR)
    assert [todo.count for todo in todos(visitor, NOW)] == [0]


def test_a_list_says_in_chinese_how_many_there_are(desk, household):
    assert "共 1 项" in desk.get(url("index")).content.decode()


def test_a_door_without_a_script(door, visitor, household):
    client = door(visitor)
    page = client.get(url("door", household)).content.decode()
    assert "您好，回答自愿。" in page and "王阿姨" in page and "住哪里" not in page
    sent = {**filled(household.round.version), "outcome": "visited"}
    for _ in range(2):
        told = client.post(url("door", household), sent, follow=True)
        assert told.redirect_chain == [(url("page", household.round), 302)]
    assert AnswerSheet.objects.get().area_id == household.round.area_id
    other = {**sent, "key": new_key(), field("满意"): "5"}
    told = client.post(url("door", household), other, follow=True).content.decode()
    assert "已经由方visitor在" in told and "没有计入统计" in told
    assert Visit.objects.filter(late=True).count() == 1
    assert "走访了两次" not in client.get(url("page", household.round)).content.decode()


def test_what_is_wrong_is_said_and_what_was_typed_stays(door, visitor, household):
    client = door(visitor)
    sent = {**filled(household.round.version), "outcome": "visited"}
    del sent[field("身份")]
    page = client.post(url("door", household), sent)
    assert page.status_code == 422 and "第 1 题：这一题必答" in page.content.decode()
    assert "路灯太暗" in page.content.decode()
    for wrong in ({}, {"outcome": "gone"}, {"outcome": "visited", "q_x": "1"}):
        assert client.post(url("door", household), wrong).status_code == 422
    assert not Visit.objects.exists()


def press(client, household, key=None, *, waited="0", **sent):
    head = {"HTTP_X_PRESS": key or new_key(), "HTTP_X_PRESS_WAITED": waited}
    return client.post(url("door", household), sent, **head)


def test_a_script_hears_in_short(door, visitor, household):
    client, key = door(visitor), new_key()
    for _ in range(2):
        told = press(client, household, key, outcome="not_home")
        assert told.status_code == 200
        assert told.json()["state"] == "not_home" and not told.json()["late"]
    sent = {**filled(household.round.version), "outcome": "visited"}
    del sent["key"]
    assert press(client, household, **sent).json()["label"] == "已走访"
    late = press(client, household, **sent).json()
    assert late["late"] and "先到的算数" in late["told"]
    refused = press(client, household, outcome="visited")
    assert refused.status_code == 422 and "第 1 题" in refused.json()["refused"]
    assert press(client, household, "nonsense", outcome="again").status_code == 400
    assert press(client, household, waited="a" * 9, outcome="again").status_code == 200


def test_the_page_asks_no_more_for_many_doors(
    door, visitor, household, officer, django_assert_num_queries
):
    client, page = door(visitor), url("page", household.round)
    client.get(page)
    with django_assert_num_queries(12):
        client.get(page)
    lines = [(f"{number}号楼", str(room), "") for number in range(9) for room in range(9)]
    visiting.write_households(household.round, lines, by=officer, at=NOW)
    with django_assert_num_queries(12):
        shown = client.get(page).content.decode()
    assert shown.index("3号楼") < shown.index("12号楼")


def test_a_list_brings_new_doors_only(desk, household):
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = "楼栋,室号,姓名\n3号楼,301,\n3号楼,303,李伯\n,304,\n"
    file = SimpleUploadedFile("名单.csv", text.encode())
    sent = desk.post(url("list_upload", household.round), {"file": file})
    columns = {"column-building": "楼栋", "column-room": "室号", "column-name": "姓名"}
    shown = desk.get(sent["Location"]).content.decode()
    assert "没有写楼栋" in shown
    right = SimpleUploadedFile("名单.csv", text.replace("\n,304,", "").encode())
    sent = desk.post(url("list_upload", household.round), {"file": right})
    page = desk.get(sent["Location"])
    initial = page.context["form"].initial
    names = {f"{name}": value for name, value in initial.items()} or columns
    told = desk.post(sent["Location"], names, follow=True).content.decode()
    assert "登记了 1 户" in told
    assert household.round.households.get(room="303").name == "李伯"


def test_the_copy_for_the_phone_has_doors_and_questions_and_no_names(
    door, visitor, household, officer
):
    client, page = door(visitor), url("kept", household.round)
    shown = client.get(page)
    text = shown.content.decode()
    assert "301" in text and "您好，回答自愿。" in text and "王阿姨" not in text
    assert "unsafe-inline" not in shown["Content-Security-Policy"]
    assert "no-store" in shown["Cache-Control"]
    assert client.post(page).status_code == 405
    worker = client.get(url("worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    visit_devices.key_for(visitor, "t", area=household.round.area, label="x", session="", at=NOW)
    visit_devices.revoke(VisitDevice.objects.get(), by=officer, at=NOW)
    client.cookies["jianyan-visits"] = "t"
    assert client.get(page).status_code == client.get(url("worker")).status_code == 403
    client = door(visitor)
    visiting.close_round(household.round, by=officer, at=NOW + HOUR)
    assert client.get(page).status_code == 404


# --- phones ----------------------------------------------------------------------------------


def test_a_phone_gets_the_same_key_again_and_another_person_another(door, visitor, officer, visits):
    client = door(visitor)
    first = client.post(url("key", visits), **PHONE)
    assert "no-store" in first["Cache-Control"] and first.cookies["jianyan-visits"]["httponly"]
    again = client.post(url("key", visits), **PHONE).json()
    assert again == first.json()
    client.force_login(officer)
    assert client.post(url("key", visits), **PHONE).json() != again
    assert {one.label for one in VisitDevice.objects.all()} == {"安卓，Chrome"}


def test_a_lost_phone_is_taken_back(door, desk, visitor, household):
    client = door(visitor)
    client.post(url("key", household.round))
    press(client, household, outcome="again")
    device = VisitDevice.objects.get()
    assert Visit.objects.get().device == device
    assert "收回这台手机" in desk.get(url("device", device)).content.decode()
    assert door(visitor).post(url("device_verb", device, "revoke")).status_code == 302
    device.refresh_from_db()
    assert device.revoked_at is None
    assert desk.post(url("device_verb", device, "revoke")).status_code == 302
    device.refresh_from_db()
    assert device.revoked_at and device.secret == "" and device.session == ""
    assert desk.post(url("device_verb", device, "revoke")).status_code == 409
    assert client.get(url("page", household.round)).status_code == 302  # logged out
    client.force_login(visitor)
    page = client.get(url("page", household.round))
    assert page.status_code == 403 and "已经被收回" in page.content.decode()
    assert client.get(url("index")).status_code == 403
    assert client.get(url("door", household)).status_code == 403
    told = press(client, household, outcome="refused")
    assert told.status_code == 403 and "收回" in told.json()["revoked"]
    assert client.post(url("key", household.round), HTTP_X_PRESS=new_key()).status_code == 403
    assert Visit.objects.count() == 1


def test_one_takes_the_own_phone_back_from_another_device(
    door, visitor, stranger, household, make_visitor, village
):
    phone, elsewhere, thief = door(visitor), door(visitor), door(make_visitor("colleague", village))
    phone.post(url("key", household.round), **PHONE)
    device = VisitDevice.objects.get()
    assert url("mine") in elsewhere.get(url("index")).content.decode()
    assert url("own", device) in elsewhere.get(url("mine")).content.decode()
    assert url("own", device) not in thief.get(url("mine")).content.decode()
    for other in (thief, door(stranger)):
        assert other.get(url("own", device)).status_code == 404
        assert other.post(url("own_verb", device, "revoke-own")).status_code == 404
    assert elsewhere.post(url("own_verb", device, "revoke")).status_code == 404
    assert "手机丢了，收回" in elsewhere.get(url("own", device)).content.decode()
    assert elsewhere.post(url("own_verb", device, "revoke-own")).status_code == 302
    device.refresh_from_db()
    assert device.revoked_by == visitor and device.secret == ""
    assert phone.get(url("page", household.round)).status_code == 302  # logged out
    assert elsewhere.get(url("page", household.round)).status_code == 200
    phone.force_login(visitor)
    assert phone.get(url("page", household.round)).status_code == 403
    assert elsewhere.post(url("own_verb", device, "revoke-own")).status_code == 409


def test_a_phone_that_is_taken_back_gets_no_key_for_another_account(visitor, officer, village):
    facts = {"area": village, "label": "x", "session": "", "at": NOW}
    visit_devices.revoke(visit_devices.key_for(visitor, "t", **facts), by=officer, at=NOW)
    with pytest.raises(Refused, match="已经被收回"):
        visit_devices.key_for(officer, "t", **facts)
    assert not VisitDevice.objects.filter(user=officer).exists()


def test_taking_back_ends_that_login_alone(door, desk, visitor, household, officer):
    client, other = door(visitor), door(visitor)
    client.post(url("key", household.round))
    before = BrowserSession.objects.count()
    visit_devices.revoke(VisitDevice.objects.get(), by=officer, at=NOW)
    assert BrowserSession.objects.count() == before - 1
    assert other.get(url("page", household.round)).status_code == 200


def test_no_key_for_who_is_logged_out_or_may_not_go(door, visits, visitor, supervisor):
    assert door().post(url("key", visits)).status_code == 302
    assert door(supervisor).post(url("key", visits)).status_code == 302
    client = door(visitor)
    assert client.get(url("key", visits)).status_code == 405
    assert not VisitDevice.objects.exists()


# --- slips for doors where nobody opened -----------------------------------------------------


def test_a_visitor_prints_slips_that_lead_to_the_form_without_an_account(
    door, client, visitor, stranger, household, visits, questionnaire, settings, officer
):
    own = door(visitor)
    assert url("slips", visits) in own.get(url("page", visits)).content.decode()
    page = own.get(url("slips", visits)).content.decode()
    form = reverse("suggestions:questionnaire", args=[questionnaire.pk])
    assert page.count(settings.SITE_URL + form) == page.count("<svg") == 4
    assert questionnaire.title in page and "田林一村" in page
    assert "王阿姨" not in page and "301" not in page  # the same for every door
    assert client.get(form).status_code == 200
    assert door(stranger).get(url("slips", visits)).status_code == 404
    QuestionnairePage.objects.filter(pk=questionnaire.pk).update(closes_at=NOW)
    assert own.get(url("slips", visits)).status_code == 404
    assert "敲门未遇" not in own.get(url("page", visits)).content.decode()
