"""Departments, places, accounts and working days from a list: written by one verb each."""

import datetime as dt
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.crypto import get_random_string
from wagtail.log_actions import log

from suggestions.actions import account_changes
from suggestions.models import Area, Department, Section, User, Workday

SEPARATOR = " · "


@transaction.atomic
def write_departments(items: list[dict[str, Any]], *, by: User, at: dt.datetime) -> str:
    """New ones are made; those that are there take what the list says of them. Then 科室."""
    sections = [item for item in items if "parent" in item]
    items = [item for item in items if "parent" not in item]
    there = {one.name: one for one in Department.objects.all()}
    made = changed = 0
    for item in items:
        one = there.get(item["name"])
        if one is None:
            one = there[item["name"]] = Department.objects.create(**item)
            log(one, "wagtail.create", user=by, timestamp=at)
            made += 1
            continue
        new = {key: value for key, value in item.items() if value and getattr(one, key) != value}
        if new:
            before = {key: str(getattr(one, key) or "") for key in new}
            Department.objects.filter(pk=one.pk).update(**new)
            log(one, "wagtail.edit", user=by, timestamp=at, data={"before": before})
            changed += 1
    told = f"新增 {made} 个承办单位，更新 {changed} 个。"
    return told + _write_sections(sections, there, by=by, at=at) if sections else told


def _write_sections(
    items: list[dict[str, Any]], there: dict[str, Department], *, by: User, at: dt.datetime
) -> str:
    made = 0
    for item in items:
        key = {"department": there[item["parent"]], "name": item["name"]}
        one, new = Section.objects.get_or_create(**key)
        if new:
            log(one, "wagtail.create", user=by, timestamp=at)
            made += 1
    return f"新增 {made} 个科室，{len(items) - made} 个已经有了。"


@transaction.atomic
def write_areas(items: list[dict[str, Any]], *, by: User, at: dt.datetime) -> str:
    """From the top down, so that whoever is above is there."""
    for item in items:
        area = Area(code=item["code"], name=item["name"], level=item["level"])
        parent = Area.objects.filter(code=item["parent"]).first() if item["parent"] else None
        if parent is None:
            area.full_name = area.name
            Area.add_root(instance=area)
        else:
            city = parent.level == Area.Level.CITY
            area.full_name = area.name if city else f"{parent.full_name}{SEPARATOR}{area.name}"
            parent.add_child(instance=area)
        log(area, "wagtail.create", user=by, timestamp=at)
    return f"新增 {len(items)} 个区域。"


@transaction.atomic
def write_staff(items: list[dict[str, Any]], *, by: User, at: dt.datetime) -> list[User]:
    """Accounts without a password that anybody knows; never a superuser. Roles that need a second
    person wait for one."""
    made, two = [], set(account_changes.guarded_groups().values_list("pk", flat=True))
    for item in items:
        user = User.objects.create(
            username=item["username"],
            first_name=item["name"],
            email=item["email"],
            department=item["department"],
            section=item["section"],
            password=make_password(get_random_string(40)),
        )
        log(user, "wagtail.create", user=by, timestamp=at)
        guarded = [group for group in item["roles"] if group.pk in two]
        user.groups.set(group for group in item["roles"] if group.pk not in two)
        if guarded:
            account_changes.propose(user, gives=guarded, by=by, at=at)
        made.append(user)
    return made


@transaction.atomic
def write_workdays(items: list[dict[str, Any]], *, by: User, at: dt.datetime) -> str:
    count = 0
    for item in items:
        for day in item["days"]:
            values = {"name": item["name"], "working": item["working"]}
            row, made = Workday.objects.update_or_create(date=day, defaults=values)
            log(row, "wagtail.create" if made else "wagtail.edit", user=by, timestamp=at)
            count += 1
    return f"录入了 {count} 天。"
