"""Papers that tell figures: 月报, 季报, 征集结果报告."""

import datetime as dt

from django.utils.timezone import localdate

from suggestions.actions.paperwork import draw
from suggestions.actions.rules import Refused
from suggestions.models import CampaignPage, Paper, PaperKind, User
from suggestions.papers.reports import MONTHS, months_of

KEPT_MONTHS = 12  # as many as the figures go back by month


def periods(kind: str, today: dt.date) -> list[dt.date]:
    """First months of the periods that may be reported: begun, and within the figures' reach."""
    size, now = MONTHS[PaperKind(kind)], today.year * 12 + today.month - 1
    starts = range(now - now % size, now - KEPT_MONTHS, -size)
    return [dt.date(i // 12, i % 12 + 1, 1) for i in starts]


def draw_for_period(kind: str, first_month: dt.date, *, by: User, at: dt.datetime) -> Paper:
    """月报 or 季报, from the figures as they stand."""
    if first_month not in periods(kind, localdate(at)):
        raise Refused("请选择已经开始、最近 12 个月以内的时段。")
    return draw(Paper(kind=kind, first_month=months_of(kind, first_month)[0]), by=by, at=at)


def draw_for_campaign(campaign: CampaignPage, *, by: User, at: dt.datetime) -> Paper:
    """征集结果报告, before the end as well: it says as of which day."""
    return draw(Paper(kind=PaperKind.RESULT, campaign=campaign), by=by, at=at)
