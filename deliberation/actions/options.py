"""方案: the ways to settle an item, each with its work, its carrier and its money by source."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from deliberation.actions.conducting import in_session
from deliberation.actions.numbering import next_number
from deliberation.actions.record import note
from deliberation.actions.wording import open_words, open_words_if_any
from deliberation.models import AgendaItem, Meeting, MoneySource, Motion, Option, OptionMoney
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import User

MOST_OPTIONS = 6
MOST_YUAN = Decimal("999999999999.99")
CENT = Decimal("0.01")
# Prepared before the meeting as well as during it.
PREPARING = (Meeting.Status.PLANNED, Meeting.Status.NOTICED, Meeting.Status.OPEN)
VOTED = (Motion.Status.OPEN, Motion.Status.CLOSED, Motion.Status.ANNULLED)
OPEN_ITEMS = (AgendaItem.Status.LISTED, AgendaItem.Status.CURRENT)


@dataclass(frozen=True)
class Plan:
    """An option as typed: `money` is (source, yuan)."""

    title: str
    detail: str = ""
    carrier: str = ""
    weeks: int | None = None
    money: Sequence[tuple[str, Decimal]] = ()

    def fields(self) -> dict[str, Any]:
        if self.weeks is not None and not 1 <= self.weeks <= 520:
            raise Refused("约需几周请填 1 到 520。")
        return {
            "title": open_words(self.title, "方案名称", 60),
            "detail": open_words_if_any(self.detail, "做法", 1000),
            "carrier": open_words_if_any(self.carrier, "由谁实施", 60),
            "weeks": self.weeks,
        }

    def lines(self) -> list[tuple[str, Decimal]]:
        sources = [source for source, _ in self.money]
        if len(set(sources)) < len(sources):
            raise Refused("同一种资金来源只写一行，请把金额加在一起。")
        for source, amount in self.money:
            if source not in MoneySource.values:
                raise Refused("请选择资金来源。")
            if not amount.is_finite() or not 0 <= amount <= MOST_YUAN:
                raise Refused("金额要写成不小于零的数，例如 12000 或 350.50。")
            if amount != amount.quantize(CENT):
                raise Refused("金额最多写到分。")
        return list(self.money)


def add_option(item: AgendaItem, *, plan: Plan, by: User, at: dt.datetime) -> Option:
    """添加方案."""
    fields, lines = plan.fields(), plan.lines()
    with transaction.atomic():
        _arranging(item)
        if item.options.count() >= MOST_OPTIONS:
            raise Refused(f"一项议题最多比较 {MOST_OPTIONS} 个方案。")
        option = Option.objects.create(
            item=item, order=next_number(item.options, "order"), **fields
        )
        _write_money(option, lines)
        note(option, "option.added", at=at, by=by, data=_told(option, lines))
    return option


def revise_option(option: Option, *, plan: Plan, by: User, at: dt.datetime) -> None:
    """修改方案, until it is put to the vote: what people vote on must not change under them."""
    fields, lines = plan.fields(), plan.lines()
    with transaction.atomic():
        _arranging(option.item)
        _refuse_named(option, VOTED)
        if not Option.objects.filter(pk=option.pk).update(**fields):
            raise Overtaken("这个方案刚刚被删除了。")
        for name, value in fields.items():
            setattr(option, name, value)
        option.money.all().delete()
        _write_money(option, lines)
        note(option, "option.revised", at=at, by=by, data=_told(option, lines))


def drop_option(option: Option, *, by: User, at: dt.datetime) -> None:
    """删除方案; the record keeps what it was."""
    with transaction.atomic():
        _arranging(option.item)
        _refuse_named(option, Motion.Status.values)
        fresh = Option.objects.filter(pk=option.pk).first()
        if fresh is None:
            raise Overtaken("这个方案已经删除了。")
        lines = list(fresh.money.values_list("source", "amount"))
        note(fresh, "option.dropped", at=at, by=by, data=_told(fresh, lines))
        Option.objects.filter(pk=option.pk).delete()


def _arranging(item: AgendaItem) -> None:
    in_session(item.meeting, *PREPARING)
    item.refresh_from_db(fields=["status"])
    if item.status not in OPEN_ITEMS:
        raise Refused(f"“{item}”{item.get_status_display()}，方案不能再改。")


def _refuse_named(option: Option, statuses: Sequence[str]) -> None:
    motion = option.motions.filter(status__in=statuses).first()
    if motion:
        raise Refused(f"表决事项“{motion}”用了这个方案，不能再改或者删除；可以另外添加一个方案。")


def _write_money(option: Option, lines: Sequence[tuple[str, Decimal]]) -> None:
    OptionMoney.objects.bulk_create(
        OptionMoney(option=option, source=source, amount=amount) for source, amount in lines
    )


def _told(option: Option, lines: Sequence[tuple[str, Decimal]]) -> dict[str, Any]:
    return {
        "item": option.item_id,
        "title": option.title,
        "detail": option.detail,
        "carrier": option.carrier,
        "weeks": option.weeks or 0,
        "money": [[source, str(amount.quantize(CENT))] for source, amount in lines],
    }
