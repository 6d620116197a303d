"""Settings: departments, places and working days are the administrators' alone, users too."""

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from suggestions.models import Area, Department, Workday
from tests.conftest import NOW

SETTINGS = ["departments", "areas", "workdays"]
USERS = ["wagtailusers_users", "wagtailusers_groups"]
BUSINESS = ["editor", "officer", "clerk", "secretary", "supervisor"]


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def admin(door, administrator):
    return door(administrator)


@pytest.mark.parametrize("name", SETTINGS + USERS)
def test_only_administrators_open_settings(door, request, administrator, name):
    url = reverse(f"{name}:index")
    assert door(administrator).get(url).status_code == 200
    for role in BUSINESS:
        assert door(request.getfixturevalue(role)).get(url).status_code == 302, role


@pytest.mark.parametrize("role", BUSINESS)
def test_no_business_role_can_change_users(door, request, make_user, role):
    client = door(request.getfixturevalue(role))
    victim = make_user("victim")
    group = Group.objects.get(name="系统管理员")
    before = get_user_model().objects.count()
    new = {"username": "new", "first_name": "新人", "groups": [group.pk]}
    secret = {"password1": "kvx7-tmu2-hdw9", "password2": "kvx7-tmu2-hdw9"}
    doors = [
        (reverse("wagtailusers_users:add"), {**new, **secret}),
        (reverse("wagtailusers_users:edit", args=[victim.pk]), {**new, **secret}),
        (reverse("wagtailusers_users:delete", args=[victim.pk]), {}),
        (reverse("wagtailusers_groups:edit", args=[group.pk]), {"name": "改名"}),
        (reverse("wagtailusers_groups:delete", args=[group.pk]), {}),
    ]
    for url, data in doors:
        assert client.post(url, data).status_code == 302, url
    bulk = (
        reverse("wagtail_bulk_action", args=["suggestions", "user", "assign_role"])
        + f"?id={victim.pk}"
    )
    client.post(bulk, {"role": group.pk})
    victim.refresh_from_db()
    assert victim.username == "victim"
    assert not victim.groups.exists()
    assert get_user_model().objects.count() == before
    assert Group.objects.filter(name="系统管理员").exists()


# --- 用户 ------------------------------------------------------------------------------------


def new_user(**fields):
    return {
        "username": "chen",
        "first_name": "陈刚",
        "email": "",
        "sign_level": 0,
        **fields,
    }


def test_a_clerk_is_made_with_her_department(admin, department):
    clerks = Group.objects.get(name="承办单位")
    given = new_user(department=department.pk, groups=[clerks.pk])
    assert admin.post(reverse("wagtailusers_users:add"), given).status_code == 302
    made = get_user_model().objects.get(username="chen")
    assert (made.department, made.get_full_name()) == (department, "陈刚")


def test_a_clerk_without_department_is_refused(admin):
    clerks = Group.objects.get(name="承办单位")
    page = admin.post(reverse("wagtailusers_users:add"), new_user(groups=[clerks.pk]))
    assert page.status_code == 200
    assert "要填写所属承办单位" in page.content.decode()
    assert not get_user_model().objects.filter(username="chen").exists()


def test_an_administrator_makes_no_superuser(admin, make_user):
    assert (
        admin.post(reverse("wagtailusers_users:add"), new_user(is_superuser="on")).status_code
        == 302
    )
    assert not get_user_model().objects.get(username="chen").is_superuser
    other = make_user("other", last_name="李", first_name="明")
    url = reverse("wagtailusers_users:edit", args=[other.pk])
    given = {"username": "other", "first_name": "李明", "is_superuser": "on", "sign_level": 0}
    assert admin.post(url, {**given, "is_active": "on"}).status_code == 302
    other.refresh_from_db()
    assert not other.is_superuser


def test_an_administrator_does_not_open_a_superusers_account(admin, make_user):
    root = make_user("root", is_superuser=True)
    url = reverse("wagtailusers_users:edit", args=[root.pk])
    assert admin.get(url).status_code == 302
    admin.post(url, new_user(username="root"))
    assert get_user_model().objects.get(pk=root.pk).first_name == ""


def test_the_user_list_shows_department_and_role(admin, clerk):
    page = admin.get(reverse("wagtailusers_users:index")).content.decode()
    assert "陈刚" in page
    assert "市绿化和市容管理局" in page


# --- 承办单位 --------------------------------------------------------------------------------


def test_a_department_in_use_is_not_deleted(admin, department, make_referral):
    make_referral()
    page = admin.post(reverse("departments:delete", args=[department.pk]), follow=True)
    assert "不能删除" in page.content.decode()
    assert Department.objects.filter(pk=department.pk).exists()


def test_an_unused_department_is_deleted(admin, other_department):
    admin.post(reverse("departments:delete", args=[other_department.pk]))
    assert not Department.objects.exists()


def test_a_department_is_made_and_closed(admin):
    given = {"name": "市城管执法局", "short_name": "市城管局", "sign_off": 0, "active": "on"}
    assert admin.post(reverse("departments:add"), given).status_code == 302
    made = Department.objects.get()
    given.pop("active")
    admin.post(reverse("departments:edit", args=[made.pk]), given)
    made.refresh_from_db()
    assert not made.active


# --- 区域 ------------------------------------------------------------------------------------


def test_areas_stand_as_a_tree_and_are_found_by_level_and_name(admin, area):
    page = admin.get(reverse("areas:index"))
    assert [a.name for a in page.context["object_list"]] == ["上海市", "徐汇区", "田林街道"]
    for query, found in (("?level=street", ["田林街道"]), ("?q=徐汇", ["徐汇区", "田林街道"])):
        page = admin.get(reverse("areas:index") + query)
        assert [a.name for a in page.context["object_list"]] == found


def test_a_place_is_added_under_its_parent(admin, area):
    given = {
        "code": "310104008001",
        "name": "某居民区",
        "level": "community",
        "parent_code": area.code,
    }
    assert admin.post(reverse("areas:add"), given).status_code == 302
    made = Area.objects.get(code="310104008001")
    assert made.full_name == "徐汇区 · 田林街道 · 某居民区"
    assert made.get_parent() == area


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"level": "street", "parent_code": ""}, "请填写上级区域代码"),
        ({"level": "street", "parent_code": "9999"}, "没有代码为 9999 的区域"),
        ({"level": "city", "parent_code": "310104"}, "下面不能有这一级"),
        ({"level": "street", "parent_code": "310104", "code": "31"}, "代码"),
        ({"level": "street", "parent_code": "310104", "latitude": "31.1"}, "要填就都填"),
    ],
)
def test_a_place_in_the_wrong_place_is_refused_in_words(admin, area, given, words):
    before = Area.objects.count()
    page = admin.post(reverse("areas:add"), {"code": "77", "name": "新地方", **given})
    assert page.status_code == 200
    assert words in page.content.decode()
    assert Area.objects.count() == before


def test_renaming_a_place_renames_what_is_inside(admin, area):
    district = area.get_parent()
    given = {"code": district.code, "name": "新徐汇区"}
    assert admin.post(reverse("areas:edit", args=[district.pk]), given).status_code == 302
    area.refresh_from_db()
    assert area.full_name == "新徐汇区 · 田林街道"


def test_a_place_with_places_inside_or_in_use_is_not_deleted(admin, area, make_suggestion):
    make_suggestion(area=area)
    for place in (area.get_parent(), area):
        page = admin.post(reverse("areas:delete", args=[place.pk]), follow=True)
        assert "删除" in page.content.decode()
        assert Area.objects.filter(pk=place.pk).exists()


# --- 工作日历 --------------------------------------------------------------------------------


def test_the_calendar_says_which_years_are_known_and_which_are_missing(door, admin, administrator):
    page = admin.get(reverse("workdays:index")).content.decode()
    assert "2026年</a>" in page
    assert "还没有录全：" not in page
    with time_machine.travel(NOW.replace(month=12), tick=False):
        page = door(administrator).get(reverse("workdays:index")).content.decode()
    assert "2027年的工作日历还没有录全" in page


def test_a_day_is_entered_and_seen(admin):
    given = {"date": "2027-01-01", "name": "元旦"}
    assert admin.post(reverse("workdays:add"), given).status_code == 302
    assert not Workday.objects.get(date="2027-01-01").working
    page = admin.get(reverse("workdays:index") + "?date__year=2027").content.decode()
    assert "2027-01-01 周五" in page


def test_the_same_day_twice_is_refused(admin):
    day = Workday.objects.first()
    given = {"date": day.date.isoformat(), "name": "又一次"}
    page = admin.post(reverse("workdays:add"), given)
    assert page.status_code == 200
    assert Workday.objects.filter(date=day.date).count() == 1


def test_the_login_page_names_the_product_and_speaks_chinese(door):
    page = door().get(reverse("wagtailadmin_login")).content.decode()
    assert "登录建言工作台" in page
    assert "密码" in page
    assert "Password" not in page
