"""A set of open data: its columns in words, and its rows a page at a time.

One description makes the file, the page that explains it and the interface's schema, so that
they cannot say different things. Rows are read behind a mark and never skipped over: the last
page of 280,000 costs what the first one costs.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.timezone import make_aware

from suggestions.models import CampaignPage

FILE_PAGE = 500  # rows held in memory while a file is written
TEXT, NUMBER, DAY = "文字", "整数", "日期"
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_MARK = re.compile(r"(\d{1,16})-(\d{1,18})", re.ASCII)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Row = dict[str, Any]


class Unfit(Exception):
    """What was asked for cannot be had; the text says what to do."""


class Named(NamedTuple):
    slug: str
    title: str


class Column(NamedTuple):
    """`counted` says how a number comes about; other columns need no such word."""

    name: str
    label: str
    kind: str
    meaning: str
    example: str
    counted: str = ""


@dataclass(frozen=True)
class Scope:
    """Which part of a set is asked for, and the campaigns that may be named in it."""

    campaigns: Mapping[int, Named] = field(default_factory=dict)
    campaign: int | None = None
    first: dt.datetime | None = None
    until: dt.datetime | None = None

    @property
    def narrow(self) -> bool:
        return self.campaign is not None or self.first is not None

    def within(self, rows: QuerySet, *, campaign: str = "", moment: str = "") -> QuerySet:
        """`rows` of the campaign and month asked for, by the names of their columns."""
        if self.campaign is not None and campaign:
            rows = rows.filter(**{campaign: self.campaign})
        if self.first is not None and moment:
            rows = rows.filter(**{f"{moment}__gte": self.first, f"{moment}__lt": self.until})
        return rows

    def named(self, campaign: int) -> Named:
        """A campaign's name; one that is no longer on show has none."""
        return self.campaigns.get(campaign, Named("", ""))


@dataclass(frozen=True)
class Dataset:
    """`moment` is the column by which the newest comes first; without one the oldest key does."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    by: tuple[str, ...] = ()
    # Files of it hold one campaign or one month.
    large: bool = False

    def pages(self, scope: Scope) -> Iterator[list[Row]]:
        raise NotImplementedError

    def page(self, scope: Scope, mark: str, limit: int) -> tuple[list[Row], str]:
        """Rows behind the mark, and the mark of the next page, empty at the end."""
        raise NotImplementedError

    def size(self) -> int | None:
        """How many rows there are in all, where that is a fact of its own."""
        return None

    def updated(self) -> dt.datetime | None:
        return None


@dataclass(frozen=True)
class Records(Dataset):
    """A set of which each row is a record."""

    rows: Callable[[], QuerySet] = field(kw_only=True)
    show: Callable[[list[Any], Scope], list[Row]] = field(kw_only=True)
    campaign: str = ""
    moment: str = ""

    def pages(self, scope: Scope) -> Iterator[list[Row]]:
        mark = ""
        while True:
            rows, mark = self.page(scope, mark, FILE_PAGE)
            yield rows
            if not mark:
                return

    def page(self, scope: Scope, mark: str, limit: int) -> tuple[list[Row], str]:
        found = scope.within(self.rows(), campaign=self.campaign, moment=self.moment)
        records = list(self._behind(found, mark)[: limit + 1])
        more, records = len(records) > limit, records[:limit]
        return self.show(records, scope), self._mark(records[-1]) if more else ""

    def one(self, scope: Scope, key: int) -> Row | None:
        shown = self.show(list(self.rows().filter(pk=key)[:1]), scope)
        return shown[0] if shown else None

    def size(self) -> int:
        return self.rows().order_by().count()

    def updated(self) -> dt.datetime | None:
        if not self.moment:
            return None
        return self.rows().order_by(f"-{self.moment}").values_list(self.moment, flat=True).first()

    def _behind(self, rows: QuerySet, mark: str) -> QuerySet:
        moment, key = read_mark(mark) if mark else (None, 0)
        if not self.moment:
            return rows.filter(pk__gt=key).order_by("pk")
        rows = rows.order_by(f"-{self.moment}", "-pk")
        if moment is None:
            return rows
        # The bound alone leads into the index; the rest tells records of one moment apart.
        behind = Q(**{f"{self.moment}__lt": moment}) | Q(**{self.moment: moment, "pk__lt": key})
        return rows.filter(behind, **{f"{self.moment}__lte": moment})

    def _mark(self, record: Any) -> str:
        moment = getattr(record, self.moment) if self.moment else _EPOCH
        return f"{(moment - _EPOCH) // dt.timedelta(microseconds=1)}-{record.pk}"


@dataclass(frozen=True)
class Table(Dataset):
    """A set of numbers, counted for what is asked for; short enough for one page."""

    count: Callable[[Scope], list[Row]] = field(kw_only=True)

    def pages(self, scope: Scope) -> Iterator[list[Row]]:
        yield self.count(scope)

    def page(self, scope: Scope, mark: str, limit: int) -> tuple[list[Row], str]:
        return self.count(scope), ""


def read_mark(mark: str) -> tuple[dt.datetime, int]:
    """Where a page ended; a mark that we did not give out is refused."""
    parts = _MARK.fullmatch(mark)
    if parts is None:
        raise Unfit("翻页标记 cursor 不对，请原样使用上一页给出的 next，或者去掉它从头取。")
    return _EPOCH + dt.timedelta(microseconds=int(parts[1])), int(parts[2])


# --- what is asked for --------------------------------------------------------------------------


def public_campaigns() -> dict[int, Named]:
    rows = CampaignPage.objects.live().public().order_by("-opens_at", "title")
    return {key: Named(slug, title) for key, slug, title in rows.values_list("pk", "slug", "title")}


def scope_of(dataset: Dataset, *, campaign: str = "", month: str = "") -> Scope:
    """The part that these words name, or a sentence that says what is wrong with them."""
    campaigns = public_campaigns()
    key = None
    if campaign:
        if "campaign" not in dataset.by:
            raise Unfit("这份数据不分专项，请去掉 campaign。")
        key = next((pk for pk, named in campaigns.items() if named.slug == campaign), None)
        if key is None:
            raise Unfit("没有这个专项，它可能改名或者不再公开了。请从列表里重新选。")
    first, until = _month(dataset, month) if month else (None, None)
    return Scope(campaigns, key, first, until)


def _month(dataset: Dataset, text: str) -> tuple[dt.datetime, dt.datetime]:
    if "month" not in dataset.by:
        raise Unfit("这份数据不分月份，请去掉 month。")
    parts = _MONTH.fullmatch(text)
    if parts is None:
        raise Unfit("月份 month 请写成 2026-09 这样，年份四位、月份两位。")
    year, month = int(parts[1]), int(parts[2])
    after = dt.datetime(year + month // 12, month % 12 + 1, 1)
    return make_aware(dt.datetime(year, month, 1)), make_aware(after)


@cache
def all_sets() -> dict[str, Dataset]:
    """Every set of every package, by name, in the order of the settings."""
    return {one.name: one for path in settings.OPEN_DATASETS for one in import_string(path)}
