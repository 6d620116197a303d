"""科室 at the desk: sharing out, the list, the settings and the lists that bring them."""

import pytest
from django.urls import reverse

from suggestions.actions import standing_in
from suggestions.models import Referral, Section, User
from tests.conftest import NOW


@pytest.fixture(autouse=True)
def clock(db, time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def section(department):
    return Section.objects.create(department=department, name="一科")


@pytest.fixture
def leader(make_user, department):
    return make_user("leader", "承办单位", department, first_name="局长", sign_level=2)


def url(name, referral, *more):
    return reverse(f"desk_department:{name}", args=[referral.pk, *more])


def test_a_leader_gives_it_away_by_a_form_and_a_clerk_is_not_offered_it(
    door, make_referral, leader, clerk, section
):
    referral = make_referral()
    assert "/assign/" not in door(clerk).get(url("page", referral)).content.decode()
    assert (
        door(clerk).post(url("verb", referral, "assign"), {"section": section.pk}).status_code
        == 302
    )
    assert Referral.objects.get().section is None
    page = door(leader).get(url("page", referral)).content.decode()
    assert "/assign/" in page and "一科" in page
    data = {"section": section.pk, "handler": clerk.pk, "seen": "-"}
    told = door(leader).post(url("verb", referral, "assign"), data, follow=True).content.decode()
    assert "已分给一科 陈刚" in told and "分给一科 陈刚办理" in told
    late = door(leader).post(url("verb", referral, "assign"), {"seen": "-"})
    assert late.status_code == 409 and "分给了一科 陈刚" in late.content.decode()


def test_a_head_shares_out_what_lies_in_the_own_section_alone(
    door, make_user, make_referral, department, section, clerk
):
    head = make_user("head", "承办单位", department, sign_level=1, section=section)
    referral, data = make_referral(), {"handler": clerk.pk, "seen": "-"}
    door(head).post(url("verb", referral, "assign"), data)
    assert Referral.objects.get().handler is None
    Referral.objects.update(section=section)
    door(head).post(url("verb", referral, "assign"), {**data, "seen": f"{section.pk}-"})
    assert Referral.objects.get().handler == clerk


def test_another_department_s_section_and_people_are_not_in_the_form(
    door, make_referral, leader, other_department, other_clerk
):
    strange = Section.objects.create(department=other_department, name="外科")
    page = door(leader).get(url("page", make_referral())).content.decode()
    assert "外科" not in page and "孙丽" not in page
    wrong = {"section": strange.pk, "seen": "-"}
    response = door(leader).post(url("verb", Referral.objects.get(), "assign"), wrong)
    assert response.status_code == 422


def test_the_department_s_list_filters_and_shows_whose_it_is(
    door, make_referral, make_topic, clerk, section, other_department
):
    Section.objects.create(department=other_department, name="外科")
    first, second, third = (make_referral(make_topic(name)) for name in ("甲题", "乙题", "丙题"))
    index, client = reverse("desk_department:index"), door(clerk)
    assert "科室、经办人" not in client.get(index).content.decode()
    Referral.objects.filter(pk=first.pk).update(section=section)
    Referral.objects.filter(pk=second.pk).update(section=section, handler=clerk)

    def shown(query):
        page = client.get(f"{index}?{query}").content.decode()
        return {name for name in ("甲题", "乙题", "丙题") if name in page}

    assert shown(f"section={section.pk}") == {"甲题", "乙题"}
    assert shown("whose=mine") == {"乙题"} and shown("whose=nobody") == {"丙题"}
    page = client.get(f"{index}?section=").content.decode()
    assert "一科 陈刚" in page and "外科" not in page


def test_the_first_page_counts_what_is_one_s_own_and_the_section_s(
    door, make_referral, clerk, section
):
    referral = make_referral()
    User.objects.filter(pk=clerk.pk).update(section=section)
    Referral.objects.update(section=section, handler=clerk)

    def counts():
        panels = door(clerk).get(reverse("wagtailadmin_home")).context["panels"]
        groups = next(p for p in panels if p.name == "todo").get_context_data(None)["groups"]
        return {todo.label: todo.count for _, found in groups for todo in found}

    assert (counts()["分给我的"], counts()["本科室的"]) == (1, 1)
    index = reverse("desk_department:index")
    for whose in ("mine", "section"):
        assert len(door(clerk).get(f"{index}?whose={whose}").context["object_list"]) == 1
    Referral.objects.filter(pk=referral.pk).update(status="answered")
    assert "分给我的" not in counts() and "本科室的" not in counts()


def test_who_stands_in_has_what_was_given_to_the_absent_one(
    door, make_user, make_referral, clerk, department, section
):
    clerk.section = section
    clerk.save()
    deputy = make_user("deputy", "承办单位", department)
    Referral.objects.filter(pk=make_referral().pk).update(handler=clerk, section=section)
    day, client = NOW.date(), door(deputy)
    leave = standing_in.take_leave(
        clerk, first_day=day, last_day=day, substitute=deputy, by=clerk, at=NOW
    )
    mine = f"{reverse('desk_department:index')}?whose=mine"
    assert "充电桩不够" not in client.get(mine).content.decode()
    client.post(reverse("desk_leaves:stand_in", args=[leave.pk]))
    assert "充电桩不够" in client.get(mine).content.decode()


def test_the_public_speaks_of_the_department(client, make_referral, section, department):
    referral = make_referral()
    Referral.objects.update(section=section)
    page = client.get(reverse("suggestions:topic", args=[referral.topic_id])).content.decode()
    assert department.name in page and "一科" not in page


# --- settings and lists ----------------------------------------------------------------------


def test_an_account_belongs_to_a_section_of_its_own_department(
    door, administrator, clerk, section, other_department
):
    strange = Section.objects.create(department=other_department, name="外科")
    edit = reverse("wagtailusers_users:edit", args=[clerk.pk])
    data = {
        "username": "clerk", "first_name": "陈刚", "email": "", "department": clerk.department_id,
        "sign_level": 0, "is_active": "on", "groups": [g.pk for g in clerk.groups.all()],
    }  # fmt: skip
    page = door(administrator).post(edit, {**data, "section": strange.pk}).content.decode()
    assert "“外科”是市消防救援局的科室" in page
    door(administrator).post(edit, {**data, "section": section.pk})
    assert User.objects.get(pk=clerk.pk).section == section


def test_one_in_use_is_not_deleted(door, administrator, section, clerk):
    User.objects.filter(pk=clerk.pk).update(section=section)
    gone = reverse("sections:delete", args=[section.pk])
    assert "不能删除" in door(administrator).post(gone, follow=True).content.decode()
    assert Section.objects.exists()
    User.objects.update(section=None)
    door(administrator).post(gone)
    assert not Section.objects.exists()
