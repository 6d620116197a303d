"""How many codes by message one network may ask for: messages cost, and a hall is one network."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import localdate

from deliberation.models import Council, Meeting
from suggestions.residents import limits

A_NETWORK, IN_A_HALL = 10, 300  # an hour: a family or an office; a hall with all its neighbours
STAFF = "在会场的，可以请工作人员代为登记，或者发一张纸条。"
Status = Meeting.Status


def too_many_codes(
    request: HttpRequest, council: Council, deed: str, *, at: dt.datetime, usual: int = A_NETWORK
) -> str:
    """Count one code of this network; what its people are told where it is one too many.

    How many a number gets is counted where it is sent, and what all of them may cost here.
    """
    asked = limits.count(request, deed, at=at)
    if asked > usual and asked > (IN_A_HALL if meets_on(council, localdate(at)) else usual):
        wait = f"请过 {limits.wait(at)} 分钟再试，或者换手机流量。"
        return f"这个网络这一小时要的验证码太多了，{wait}{STAFF}"
    if limits.count_of("", "codes", at=at) > settings.CODES_PER_HOUR:
        return f"现在要验证码的人太多了，请过 {limits.wait(at)} 分钟再试。{STAFF}"
    return ""


def meets_on(council: Council, day: dt.date) -> bool:
    """Whether the council holds a meeting on this day."""
    rows = council.meetings.filter(starts_at__date=day)
    return rows.filter(status__in=[Status.NOTICED, *Meeting.HELD]).exists()
