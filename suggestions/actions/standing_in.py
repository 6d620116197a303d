"""请假与代班: days on which somebody stands in for an absent colleague, sees and decides the same.

Who stands in says so for each browser (`begin`); from then on the desk's door asks `at_desk`, at
every request, whether it still holds. What is done is that person's own act, marked with whose
place it was done in; nobody stands in for who stands in.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from suggestions.actions import account_changes
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Leave, User
from suggestions.models.staff_news import LeaveQuerySet

KEY = "stands_in"  # in the session: the leave during which its browser works in another's place
LONGEST = dt.timedelta(days=366)
ADMIN = "wagtailadmin.access_admin"


def take_leave(
    user: User,
    *,
    first_day: dt.date,
    last_day: dt.date,
    substitute: User,
    by: User,
    at: dt.datetime,
) -> Leave:
    """Enter a leave, one's own or, as an administrator, somebody's."""
    if last_day < first_day:
        raise Refused("请假的最后一天不能早于第一天。")
    if last_day < localdate(at):
        raise Refused("这些日子已经过去了。")
    if last_day - first_day > LONGEST:
        raise Refused("一次请假最长一年，请分几次登记。")
    check_substitute(user, substitute, by=by)
    with transaction.atomic():
        # Of two that are entered at once for the same people, the second one reads the first.
        both = User.objects.filter(pk__in=[user.pk, substitute.pk]).order_by("pk")
        list(both.select_for_update(of=("self",)))
        refuse_overlaps(user, substitute, first=first_day, last=last_day)
        return Leave.objects.create(
            user=user, first_day=first_day, last_day=last_day, substitute=substitute,
            entered_by=by, entered_at=at,
        )  # fmt: skip


def check_substitute(user: User, substitute: User, *, by: User) -> None:
    if substitute.pk == user.pk:
        raise Refused("不能由本人代办，请选择另一位在岗的同事。")
    if not (substitute.is_active and substitute.has_perm(ADMIN)):
        raise Refused("请选择另一位在岗的同事代办。")
    if substitute.department_id != user.department_id:
        raise Refused("代办人要在同一个单位，才看得到这些事项。")
    if by.pk == substitute.pk:
        raise Refused("不能登记由您自己代别人办理，请本人或另一位管理员登记。")
    if by.pk != user.pk and account_changes.lacks(substitute, user):
        raise Refused(
            f"{user}能看个人信息、管账号或者管表决，{substitute}不能。"
            "请由本人登记，或者选一位有同样角色的同事。"
        )


def refuse_overlaps(user: User, substitute: User, *, first: dt.date, last: dt.date) -> None:
    """Neither two leaves of one person on a day, nor a substitute of a substitute."""
    rows = Leave.objects.standing(first=first, last=last).select_related("user", "substitute")
    if other := rows.filter(user=user).first():
        raise Refused(
            f"{user} {days(other)}已经登记了请假，由 {other.substitute} 代办。"
            "请先结束那一次，或者改日期。"
        )
    if other := rows.filter(user=substitute).first():
        raise Refused(
            f"{substitute} {days(other)}自己也请假，不能代办。请换一位代办人，或者改日期。"
        )
    if other := rows.filter(substitute=user).first():
        raise Refused(
            f"{user} {days(other)}正代 {other.user} 办理，代班不能再转给别人。"
            f"请先给 {other.user} 换一位代办人。"
        )


def days(leave: Leave) -> str:
    if leave.first_day == leave.last_day:
        return f"{leave.first_day:%Y-%m-%d}"
    return f"{leave.first_day:%Y-%m-%d} 至 {leave.last_day:%Y-%m-%d}"


def end_leave(leave: Leave, *, by: User, at: dt.datetime) -> None:
    """Back earlier, or not away at all: the substitute stands in no longer from this moment on."""
    if leave.last_day < localdate(at):
        raise Refused("这次请假已经过去了，不用再结束。")
    rows = Leave.objects.filter(pk=leave.pk, ended_at=None)
    if not rows.update(ended_at=at, ended_by=by):
        raise Overtaken("这次请假已经结束了。")


# --- who stands in for whom now --------------------------------------------------------------


def leaves_of(user: User, *, at: dt.datetime) -> LeaveQuerySet:
    """The leaves during which this person stands in at a moment."""
    rows = Leave.objects.at(at).filter(
        substitute=user, user__is_active=True, user__department=user.department_id
    )
    return rows.select_related("user__department", "user__scope").order_by("last_day", "pk")


def in_place_of(user: User, absent: User, *, at: dt.datetime) -> User | None:
    """The person as a substitute; nobody where it does not hold at that moment."""
    leave = leaves_of(user, at=at).filter(user=absent).first()
    return user.in_place_of(leave.user) if leave else None


def begin(session: Any, leave: Leave, *, by: User, at: dt.datetime) -> User:
    """From now on this browser works in the place of who is away."""
    found = leaves_of(by, at=at).filter(pk=leave.pk).first()
    if found is None:
        raise Refused("现在不由您代办：请假还没有开始，或者已经结束了。")
    session[KEY] = found.pk
    return found.user


def stop(session: Any) -> None:
    session.pop(KEY, None)


def at_desk(request: Any, *, at: dt.datetime) -> Any:
    """Who works at this request: oneself, or in whose place while it holds."""
    user = request.user
    key = request.session.get(KEY) if user.is_authenticated and not user.acts_for else None
    if key is None:
        return user
    leave = leaves_of(user, at=at).filter(pk=key).first()
    return user.in_place_of(leave.user) if leave else user
