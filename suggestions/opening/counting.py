"""Open data that is counted: small numbers are hidden, because few people are somebody."""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

from django.core.cache import cache
from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncMonth

from suggestions.models import Answer, Area, Suggestion
from suggestions.opening.dataset import NUMBER, TEXT, Column, Row, Scope, Table, Unfit
from suggestions.opening.datasets import CAMPAIGN
from suggestions.telling import figures

K = TypeVar("K", bound=Hashable)
SMALL = 5
CACHED = 600  # seconds; one campaign's suggestions are counted at most so often
HIDDEN = "1 到 4 不显示；有时多藏一格，免得从总数里减出来"


def hide_small(numbers: Mapping[K, int]) -> dict[K, int | None]:
    """Numbers with the small ones hidden, and so many more that a total does not betray them.

    >>> hide_small({"a": 9, "b": 3, "c": 20})
    {'a': None, 'b': None, 'c': 20}
    >>> hide_small({"a": 9, "b": 0})
    {'a': 9, 'b': 0}
    """
    kept: dict[K, int | None] = dict(numbers)
    hidden = 0
    for key, number in sorted(numbers.items(), key=lambda pair: pair[1]):
        if 0 < number < SMALL or 0 < hidden < SMALL:
            kept[key] = None
            hidden += number
    return kept


def _needed(scope: Scope) -> int:
    if scope.campaign is None:
        raise Unfit("这份数据一次取一个专项，请选一个 campaign。")
    return scope.campaign


# --- by month -----------------------------------------------------------------------------------

_STEPS = ("received", "accepted", "answered")


def by_month(campaign: int) -> dict[dt.date, figures.Counts]:
    """How many came in each month and how far those have come; their sum is the campaign's own."""
    key = f"open.months.{connection.settings_dict['NAME']}.{campaign}"
    if (found := cache.get(key)) is not None:
        return found
    rows = Suggestion.objects.filter(campaign=campaign).order_by()
    grouped = rows.annotate(month=TruncMonth("submitted_at")).values_list("month", "status")
    months: dict[dt.date, Counter] = {}
    for month, status, number in grouped.annotate(held=Count("*")):
        months.setdefault(month.date(), Counter())[status] += number
    found = {month: figures.counts(months[month]) for month in sorted(months)}
    cache.set(key, found, CACHED)
    return found


def _months(scope: Scope) -> list[Row]:
    campaign = _needed(scope)
    named, months = scope.named(campaign), by_month(campaign)
    shown = {
        step: hide_small({month: getattr(came, step) for month, came in months.items()})
        for step in _STEPS
    }
    return [
        {
            "campaign": named.slug,
            "campaign_title": named.title,
            "month": f"{month:%Y-%m}",
            **{step: shown[step][month] for step in _STEPS},
        }
        for month in months
    ]


MONTHS = Table(
    "months",
    "各月的建议数",
    "一个专项每月收到多少建议，其中多少已经受理、已经答复。",
    (
        *CAMPAIGN,
        Column("month", "月份", TEXT, "提交的月份", "2026-09"),
        Column("received", "收到", NUMBER, "这个月收到的", "86", f"全部建议。{HIDDEN}"),
        Column("accepted", "受理", NUMBER, "其中现在已受理的", "80", HIDDEN),
        Column("answered", "答复", NUMBER, "其中现在已答复的", "41", HIDDEN),
    ),
    by=("campaign",),
    large=True,
    count=_months,
)


# --- by place -----------------------------------------------------------------------------------


def by_place(campaign: int) -> dict[tuple[str, str], int]:
    """Accepted suggestions of each place as they name it, by code and full name."""
    key = f"open.places.{connection.settings_dict['NAME']}.{campaign}"
    if (found := cache.get(key)) is not None:
        return found
    rows = Suggestion.objects.accepted().filter(campaign=campaign, area__isnull=False).order_by()
    held = dict(rows.values_list("area_id").annotate(held=Count("*")))
    areas = Area.objects.filter(pk__in=held).order_by("path").values_list("pk", "code", "full_name")
    found = {(code, name): held[pk] for pk, code, name in areas}
    cache.set(key, found, CACHED)
    return found


def _places(scope: Scope) -> list[Row]:
    campaign = _needed(scope)
    named = scope.named(campaign)
    return [
        {
            "campaign": named.slug,
            "campaign_title": named.title,
            "area_code": code,
            "area": name,
            "accepted": number,
        }
        for (code, name), number in hide_small(by_place(campaign)).items()
    ]


PLACES = Table(
    "places",
    "各地的建议数",
    "一个专项在各个区域受理了多少建议；没有写区域的不在内。",
    (
        *CAMPAIGN,
        Column("area_code", "区域代码", TEXT, "见“区域”", "310104008"),
        Column("area", "区域", TEXT, "建议里写的区域，不含它下面的", "徐汇区 · 田林街道"),
        Column("accepted", "受理", NUMBER, "正式受理的建议", "24", HIDDEN),
    ),
    by=("campaign",),
    large=True,
    count=_places,
)


# --- adoption -----------------------------------------------------------------------------------


def _adoption(scope: Scope) -> list[Row]:
    rows = scope.within(figures.public_answers(), campaign="topic__campaign", moment="decided_at")
    grouped = rows.select_related(None).order_by().values_list("topic__campaign_id", "adoption")
    found = grouped.annotate(answers=Count("*"), topics=Count("topic", distinct=True))
    return [
        {
            "campaign": scope.named(campaign).slug,
            "campaign_title": scope.named(campaign).title,
            "adoption": Answer.Adoption(adoption).label,
            "answers": number,
            "topics": about,
        }
        for campaign, adoption, number, about in sorted(found)
    ]


ADOPTION = Table(
    "adoption",
    "采纳情况",
    "每个专项的答复里，各种采纳方式有多少；数的是“部门的答复”里的答复。",
    (
        *CAMPAIGN,
        Column("adoption", "采纳情况", TEXT, "征集办法规定的采纳方式", "改进工作"),
        Column(
            "answers", "答复数", NUMBER, "这样答复的次数", "12", "审核通过的主办答复，每次算一次"
        ),
        Column("topics", "问题数", NUMBER, "涉及多少个问题", "11", "同一问题只算一次"),
    ),
    by=("campaign", "month"),
    count=_adoption,
)

DATASETS = (ADOPTION, MONTHS, PLACES)
