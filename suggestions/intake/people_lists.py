"""Lists of accounts and of working days. Reads only."""

import datetime as dt
import re
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from suggestions.intake.place_lists import needed, short
from suggestions.models import Department, Section, User
from suggestions.tabular import Column, Row, RowFault
from suggestions.tabular.lists import ListKind, once

CLERKS = "承办单位"
_SEVERAL = re.compile(r"[、，,;；/\s]+")
WORKING = {"上班", "调休上班", "补班", "工作日", "调休", "班", "是", "1"}
RESTING = {"放假", "休", "休息", "节假日", "假", "假期", "假日", "否", "0"}
LONGEST = 40  # days in one row


class StaffList(ListKind):
    kind, title = "staff", "用户"
    columns = (
        Column(
            "username", "登录名", ("用户名", "账号", "帐号", "登录账号"), needed=True, as_text=True
        ),
        Column("name", "姓名", ("名字", "人员姓名"), needed=True),
        Column("email", "电子邮箱", ("邮箱", "邮件", "email"), "邀请邮件发到这里。"),
        Column("roles", "角色", ("岗位", "权限", "用户组"), needed=True),
        Column(
            "department",
            "所属承办单位",
            ("单位", "所属单位", "部门", "所属部门", "承办单位"),
            "只有承办单位的经办人要写。",
        ),
        Column("section", "科室", ("处室", "所在科室", "所属科室", "内设机构")),
    )
    examples = (
        ("zhangsan", "张三", "zhangsan@example.gov.cn", "承办单位", "市绿化管理局", "公园处"),
    )
    advice = (
        "角色照“用户组”里的名称写，几个角色用顿号分开。",
        "有邮箱的人会收到邀请邮件，打开里面的链接自己设密码；没有的，请在“用户”里替他设。",
        "超级管理员不能这样导入。",
    )

    def __init__(self) -> None:
        super().__init__()
        self._groups: dict[str, Group] = {}
        self._departments: dict[str, Department] = {}
        self._sections: dict[tuple[int, str], Section] = {}
        self._seen: dict[Any, int] = {}
        self._taken: set[str] = set()

    def read(self, row: Row) -> dict[str, Any]:
        self._load()
        username = row.code("username")
        try:
            User.username_validator(username)
        except ValidationError as error:
            raise RowFault("登录名只能用字母、数字和 @ . + - _", "username") from error
        if username.lower() in self._taken:
            raise RowFault(f"登录名“{username}”已经有人用了", "username")
        once(self._seen, username.lower(), row, f"登录名“{username}”", "username")
        roles = [name for name in _SEVERAL.split(short(row, "roles", 200)) if name]
        unknown = [name for name in roles if name not in self._groups]
        if unknown or not roles:
            told = f"角色“{'、'.join(unknown)}”不认识" if unknown else "没有写角色"
            raise RowFault(f"{told}，可以写：{'、'.join(self._groups)}", "roles")
        department = self._department(row, roles)
        return {
            "username": username,
            "name": self._name(row),
            "email": self._email(row),
            "roles": [self._groups[name] for name in roles],
            "department": department,
            "section": self._section(row, department),
        }

    def shown(self, row: Row) -> dict[str, Any]:
        self._seen.clear()
        found = self.read(row)
        roles = "、".join(group.name for group in found["roles"])
        told = {name: str(found[name] or "") for name in ("department", "section")}
        return {**found, "roles": roles, **told}

    def _load(self) -> None:
        if not self._groups:
            self._groups = {group.name: group for group in Group.objects.order_by("pk")}
            for one in Department.objects.filter(active=True):
                self._departments[one.name] = self._departments[one.short_name] = one
            for section in Section.objects.filter(active=True):
                self._sections[section.department_id, section.name] = section
            self._taken = {name.lower() for name in User.objects.values_list("username", flat=True)}

    @staticmethod
    def _name(row: Row) -> str:
        name = row.person("name")
        if not name:
            raise RowFault("没有写姓名", "name")
        if len(name) > 150:
            raise RowFault("姓名太长", "name")
        return name

    @staticmethod
    def _email(row: Row) -> str:
        email = row.text("email")
        try:
            if email:
                validate_email(email)
        except ValidationError as error:
            raise RowFault(
                f"邮箱“{email[:40]}”不对，应当像 name@example.com 这样", "email"
            ) from error
        return email

    def _department(self, row: Row, roles: list[str]) -> Department | None:
        name = short(row, "department", 80)
        if name and name not in self._departments:
            raise RowFault(f"没有叫“{name}”的承办单位，请先导入或新建", "department")
        if CLERKS in roles and not name:
            raise RowFault("承办单位的经办人要写所属承办单位，否则看不到任何事项", "department")
        return self._departments.get(name)

    def _section(self, row: Row, department: Department | None) -> Section | None:
        name = short(row, "section", 40)
        if not name:
            return None
        if department is None:
            raise RowFault("写了科室，还要写所属承办单位", "section")
        if (department.pk, name) not in self._sections:
            raise RowFault(f"{department}没有叫“{name}”的科室，请先导入或新建", "section")
        return self._sections[department.pk, name]


class WorkdayList(ListKind):
    kind, title = "workdays", "工作日历"
    columns = (
        Column("date", "日期", ("开始日期", "开始", "起", "放假日期"), needed=True, as_text=True),
        Column(
            "until",
            "结束日期",
            ("结束", "止", "截止日期"),
            "连着几天时填；不填就是一天。",
            as_text=True,
        ),
        Column("name", "名称", ("节日", "节假日", "说明", "假期"), needed=True),
        Column("working", "上班或放假", ("类型", "安排", "状态", "性质"), needed=True),
    )
    examples = (
        ("2027-01-01", "2027-01-03", "元旦", "放假"),
        ("2027-01-04", "", "元旦调休", "上班"),
    )
    advice = (
        "照国务院办公厅每年公布的放假安排填：放假的每一天，和调休上班的每一天。",
        "已经有的日期，以新表为准。",
    )

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[Any, int] = {}

    def read(self, row: Row) -> dict[str, Any]:
        first = row.day("date")
        last = row.day("until") if row.text("until") else first
        if not 0 <= (last - first).days < LONGEST:
            raise RowFault("结束日期应当在开始日期之后，并且不会那么久", "until")
        word = short(row, "working", 20)
        if word not in WORKING | RESTING:
            raise RowFault(f"“{word}”看不懂，请写“上班”或“放假”", "working")
        days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
        name = needed(row, "name", "名称", 20)
        for day in days:
            once(self._seen, day, row, f"{day:%Y-%m-%d}", "date")
        return {"days": days, "name": name, "working": word in WORKING}

    def shown(self, row: Row) -> dict[str, Any]:
        self._seen.clear()
        found = self.read(row)
        first, last = found["days"][0], found["days"][-1]
        return {
            "date": first,
            "until": last if last != first else "",
            "name": found["name"],
            "working": "上班" if found["working"] else "放假",
        }
