"""账号变更: nobody gives himself or a friend what reaches personal data, votes or accounts, by
whichever way; nobody sets the password of somebody else; what is taken away is gone at once."""

import io
import itertools
import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import ModelLogEntry

from suggestions.actions import account_changes, settings_lists, standing_in
from suggestions.actions.rules import Refused
from suggestions.models import AccountChange, SecondFactor, User
from tests.suggestions.staff.locks import give_app

GUARDED = ("征集办工作人员", "议事员", "督办", "系统管理员")
INDEX = "/admin/account_changes/"


@pytest.fixture
def admin(door, administrator, soon):
    return door(administrator)


@pytest.fixture
def friend(make_user):
    return make_user("friend", "编辑", first_name="友")


@pytest.fixture
def second(make_user):
    return make_user("administrator2", "系统管理员", first_name="二")


def group(name):
    return Group.objects.get(name=name)


def edited(user, *roles, **fields):
    """What the page of an account sends."""
    data = {"username": user.username, "first_name": user.first_name or "某", "sign_level": 0}
    data |= {"email": user.email, "is_active": "on", "groups": [group(r).pk for r in roles]}
    return {**data, **fields}


def edit(client, user, *roles, **fields):
    url = reverse("wagtailusers_users:edit", args=[user.pk])
    return client.post(url, edited(user, *roles, **fields))


def roles(user):
    return set(User.objects.get(pk=user.pk).groups.values_list("name", flat=True))


# --- the ways round ---------------------------------------------------------------------------


def test_the_guarded_roles_are_those_that_reach_data_votes_and_accounts(db):
    assert set(account_changes.guarded_groups().values_list("name", flat=True)) == set(GUARDED)


@pytest.mark.parametrize("role", GUARDED)
def test_the_page_of_an_account_gives_none_of_them_alone(admin, friend, role):
    assert edit(admin, friend, "编辑", role).status_code == 302
    assert roles(friend) == {"编辑"}
    assert [one.name for one in AccountChange.objects.get(user=friend).gives.all()] == [role]


@pytest.mark.parametrize("role", GUARDED)
def test_nor_does_the_page_of_a_new_account(admin, role):
    new = {"username": "new", "first_name": "新", "email": "", "sign_level": 0}
    url = reverse("wagtailusers_users:add")
    assert admin.post(url, {**new, "groups": [group(role).pk]}).status_code == 302
    made = User.objects.get(username="new")
    assert roles(made) == set()
    assert made.has_usable_password() and not made.check_password("")
    assert AccountChange.objects.get(user=made).status == "proposed"


def test_who_has_an_address_is_sent_the_way_to_a_password(admin):
    new = {"username": "new", "first_name": "新", "email": "new@example.cn", "sign_level": 0}
    admin.post(reverse("wagtailusers_users:add"), new)
    (letter,) = mail.outbox
    assert letter.to == ["new@example.cn"] and "自己设一个密码" in letter.body


def test_an_administrator_gives_himself_nothing(admin, administrator):
    edit(admin, administrator, "系统管理员", "征集办工作人员")
    assert roles(administrator) == {"系统管理员"}
    change = AccountChange.objects.get()
    with pytest.raises(Refused, match="以外的同事"):
        account_changes.confirm(change, by=administrator, at=change.proposed_at)


@pytest.mark.parametrize("role", [*GUARDED, "编辑"])
def test_many_accounts_at_once_get_no_role(admin, friend, role):
    url = reverse("wagtail_bulk_action", args=["suggestions", "user", "assign_role"])
    told = admin.post(f"{url}?id={friend.pk}", {"role": group(role).pk}, follow=True)
    assert "请在每个人的页面里改" in told.content.decode()
    assert roles(friend) == {"编辑"}
    admin.post(f"{url}?id=all", {"role": group(role).pk})
    assert roles(friend) == {"编辑"}


def test_many_accounts_at_once_are_not_woken_but_put_to_sleep(admin, officer):
    url = reverse("wagtail_bulk_action", args=["suggestions", "user", "set_active_state"])
    for value, active in (("False", False), ("True", False)):
        admin.post(f"{url}?id={officer.pk}", {"mark_as_active": value})
        officer.refresh_from_db()
        assert officer.is_active is active


def test_a_list_of_accounts_gives_none_of_them_alone(administrator, now, department):
    item = {"name": "新", "email": "", "department": None, "section": None}
    people = settings_lists.write_staff(
        [
            {**item, "username": "a", "roles": [group("征集办工作人员")]},
            {**item, "username": "b", "roles": [group("编辑"), group("议事员")]},
            {**item, "username": "c", "roles": [group("编辑")]},
        ],
        by=administrator,
        at=now,
    )
    assert [roles(user) for user in people] == [set(), {"编辑"}, {"编辑"}]
    assert AccountChange.objects.filter(status="proposed").count() == 2


def test_a_role_gets_no_guarded_right_on_the_page_of_roles(admin, make_user, door):
    boss = door(make_user("boss", is_superuser=True))
    told = "不能在这一页加给一个角色"
    rights = (("change_user", told), ("reveal_contact", ""))  # no box at all for the second
    for client, (codename, words) in itertools.product((admin, boss), rights):
        right = Permission.objects.get(codename=codename)
        editors = group("编辑")
        kept = list(editors.permissions.values_list("pk", flat=True))
        form = {"name": "编辑", "permissions": [*kept, right.pk]}
        form |= {f"{p}-{n}": 0 for p in PREFIXES for n in ("TOTAL_FORMS", "INITIAL_FORMS")}
        page = client.post(reverse("wagtailusers_groups:edit", args=[editors.pk]), form)
        assert words in page.content.decode()
        page = client.post(reverse("wagtailusers_groups:add"), {**form, "name": "我的角色"})
        assert not Group.objects.filter(name="我的角色").exists()
        assert right not in editors.permissions.all()


PREFIXES = (
    "page_permissions",
    "collection_permissions",
    "image_permissions",
    "document_permissions",
)


def test_nobody_makes_a_superuser_on_a_page(door, make_user, friend, soon):
    boss = door(make_user("boss", is_superuser=True))
    edit(boss, friend, "编辑", is_superuser="on")
    friend.refresh_from_db()
    assert not friend.is_superuser


def test_nobody_sets_the_password_of_somebody_else(admin, officer):
    before = officer.password
    secret = {"password1": "kvx7-tmu2-hdw9", "password2": "kvx7-tmu2-hdw9"}
    edit(admin, officer, "征集办工作人员", **secret)
    page = admin.get(reverse("wagtailusers_users:edit", args=[officer.pk])).content.decode()
    officer.refresh_from_db()
    assert officer.password == before
    assert "password1" not in page


def test_the_letters_of_somebody_are_not_led_elsewhere(admin, officer):
    edit(admin, officer, "征集办工作人员", email="evil@example.cn")
    officer.refresh_from_db()
    assert officer.email == ""
    assert AccountChange.objects.get().email == "evil@example.cn"


def test_nor_while_the_role_is_still_waited_for(admin, friend):
    edit(admin, friend, "编辑", "征集办工作人员")
    page = edit(admin, friend, "编辑", email="evil@example.cn")
    assert "等着确认" in page.content.decode()
    friend.refresh_from_db()
    assert friend.email == ""


def test_an_account_that_sleeps_is_not_woken_alone(admin, officer):
    User.objects.filter(pk=officer.pk).update(is_active=False)
    edit(admin, officer, "征集办工作人员")
    officer.refresh_from_db()
    assert not officer.is_active
    assert AccountChange.objects.get().activates


def test_nobody_is_sent_into_an_officers_place_by_an_administrator(
    administrator, officer, second_officer, friend, now
):
    days = {"first_day": now.date(), "last_day": now.date(), "at": now}
    with pytest.raises(Refused, match="请由本人登记"):
        standing_in.take_leave(officer, substitute=friend, by=administrator, **days)
    standing_in.take_leave(officer, substitute=second_officer, by=administrator, **days)


# --- what one person may do -------------------------------------------------------------------


def test_other_roles_and_addresses_count_at_once(admin, clerk, friend):
    edit(admin, friend, email="f@example.cn")
    friend.refresh_from_db()
    assert (friend.email, roles(friend)) == ("f@example.cn", set())
    assert not AccountChange.objects.exists()


def test_what_is_taken_away_is_gone_at_once(admin, officer):
    edit(admin, officer, "编辑", is_active="")
    officer.refresh_from_db()
    assert roles(officer) == {"编辑"} and not officer.is_active
    assert not AccountChange.objects.exists()


# --- the second person ------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["second", "supervisor"])
def test_another_administrator_or_a_supervisor_confirms(request, door, admin, friend, who):
    edit(admin, friend, "编辑", "征集办工作人员")
    change = AccountChange.objects.get()
    client = door(request.getfixturevalue(who))
    assert "给角色“征集办工作人员”" in client.get(INDEX).content.decode()
    url = reverse("desk_account_changes:verb", args=[change.pk, "confirm"])
    admin.post(url)
    assert roles(friend) == {"编辑"}
    client.post(url)
    assert roles(friend) == {"编辑", "征集办工作人员"}
    actions = [entry.action for entry in ModelLogEntry.objects.filter(action__contains="account")]
    assert sorted(actions) == [account_changes.ASKED, account_changes.CHANGED]


def test_not_agreed_to_it_changes_nothing(door, admin, friend, supervisor):
    edit(admin, friend, "编辑", "督办")
    change = AccountChange.objects.get()
    door(supervisor).post(reverse("desk_account_changes:verb", args=[change.pk, "refuse"]))
    change.refresh_from_db()
    assert (change.status, roles(friend)) == ("refused", {"编辑"})


def test_the_person_concerned_confirms_nothing(door, admin, second, now):
    edit(admin, second, "系统管理员", email="new@example.cn")
    change = AccountChange.objects.get()
    door(second).post(reverse("desk_account_changes:verb", args=[change.pk, "confirm"]))
    second.refresh_from_db()
    assert second.email == ""


def test_who_stands_in_for_who_asked_is_no_second_person(admin, administrator, second, friend, now):
    edit(admin, friend, "编辑", "督办")
    change = AccountChange.objects.get()
    with pytest.raises(Refused):
        account_changes.confirm(change, by=second.in_place_of(administrator), at=now)


def test_where_there_is_no_second_person_yet_the_command_line_is(admin, friend, capsys):
    edit(admin, friend, "编辑", "议事员")
    call_command("confirm_account_change", "friend")
    assert "议事员" in roles(friend)
    assert "已确认" in capsys.readouterr().out


# --- slips and lost phones --------------------------------------------------------------------


def ask(client, user, what):
    return client.post(INDEX, {"user": user.pk, "what": what})


def test_a_slip_is_confirmed_printed_once_and_sets_the_password(
    door, admin, officer, supervisor, client
):
    assert ask(admin, officer, "slip").status_code == 302
    change = AccountChange.objects.get()
    printing = reverse("desk_account_changes:print", args=[change.pk])
    assert admin.post(printing).status_code == 302  # not before it is confirmed
    door(supervisor).post(reverse("desk_account_changes:verb", args=[change.pk, "confirm"]))
    slip = admin.post(printing)
    assert "no-store" in slip["Cache-Control"]
    link = re.search(r"<code>http://[^/]+(/\S+)</code>", slip.content.decode()).group(1)
    assert admin.post(printing).status_code == 302  # once
    form = client.get(link)["Location"]
    new = {"new_password1": "kvx7-tmu2-hdw9", "new_password2": "kvx7-tmu2-hdw9"}
    assert client.post(form, new).status_code == 302
    officer.refresh_from_db()
    assert officer.check_password("kvx7-tmu2-hdw9")
    assert ModelLogEntry.objects.filter(action=account_changes.PRINTED).count() == 1


def test_a_lost_phone_of_an_officer_needs_two_and_of_a_clerk_one(door, admin, officer, clerk, now):
    for user in (officer, clerk):
        give_app(user, now)
        ask(admin, user, "unlocks")
    assert [factor.user for factor in SecondFactor.objects.all()] == [officer]
    call_command("confirm_account_change", "officer", stdout=io.StringIO())
    assert not SecondFactor.objects.exists()


def test_one_thing_at_a_time_for_one_account(admin, officer):
    ask(admin, officer, "slip")
    again = ask(admin, officer, "unlocks")
    assert again.status_code == 422 and "等着确认" in again.content.decode()
    assert ask(admin, officer, "nonsense").status_code == 422
