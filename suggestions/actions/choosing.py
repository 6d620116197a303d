"""What a member of staff wants to hear, and who stands in during leave."""

import datetime as dt

from django.utils.timezone import localdate

from suggestions.actions.rules import Refused
from suggestions.models import Leave, StaffNews, User


def choose(user: User, *, by_email: str, by_sms: str, phone: str) -> StaffNews:
    """我的通知: by which way and how often."""
    pace = StaffNews.Pace
    if by_email not in pace.values or by_sms not in pace.values:
        raise Refused("请选择多久通知一次。")
    if by_sms != pace.NEVER and not phone:
        raise Refused("要收短信，请填写手机号。")
    chosen, _ = StaffNews.objects.update_or_create(
        user=user, defaults={"by_email": by_email, "by_sms": by_sms, "phone": phone}
    )
    return chosen


def take_leave(
    user: User, *, first_day: dt.date, last_day: dt.date, substitute: User, at: dt.datetime
) -> Leave:
    """请假: in these days the substitute is told instead."""
    if last_day < first_day:
        raise Refused("请假的最后一天不能早于第一天。")
    if last_day < localdate(at):
        raise Refused("这些日子已经过去了。")
    if substitute == user or not substitute.is_active:
        raise Refused("请选择另一位在岗的同事代办。")
    if substitute.department_id != user.department_id:
        raise Refused("代办人要在同一个单位，才看得到这些事项。")
    return Leave.objects.create(
        user=user, first_day=first_day, last_day=last_day, substitute=substitute
    )


def end_leave(leave: Leave) -> None:
    """Back earlier, or not away at all."""
    leave.delete()
