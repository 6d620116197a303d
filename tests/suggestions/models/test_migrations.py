"""No migration is missing, and each data migration can be taken back and put again."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import models

pytestmark = pytest.mark.django_db


def missing() -> str:
    out = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=out, stderr=out)
    except SystemExit:
        return out.getvalue()
    return ""


def test_every_model_change_has_its_migration():
    assert missing() == ""


def test_a_model_changed_without_one_is_noticed(monkeypatch):
    from suggestions.models import Department

    field = models.CharField(max_length=99, name="x")
    field.set_attributes_from_name("x")
    field.model = Department
    monkeypatch.setattr(Department._meta, "local_fields", [*Department._meta.local_fields, field])
    Department._meta._expire_cache()
    try:
        assert "Add field x to department" in missing()
    finally:
        monkeypatch.undo()
        Department._meta._expire_cache()


def test_roles_are_there_and_none_of_the_business_ones_may_change_users():
    from django.contrib.auth.models import Group

    roles = {"编辑", "征集办工作人员", "承办单位", "议事员", "督办", "走访员"}
    assert roles | {"系统管理员"} == set(Group.objects.values_list("name", flat=True))
    for group in Group.objects.filter(name__in=roles):
        codes = set(group.permissions.values_list("codename", flat=True))
        assert not {c for c in codes if c.endswith(("_user", "_group"))}


def test_the_calendar_knows_this_year_s_make_up_days():
    import datetime as dt

    from suggestions.models import WorkCalendar

    table = WorkCalendar.load(2026)
    assert not table.is_working(dt.date(2026, 10, 1))
    assert table.is_working(dt.date(2026, 10, 10))  # a Saturday worked for National Day
