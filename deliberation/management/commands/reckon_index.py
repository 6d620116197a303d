"""`manage.py reckon_index [--month 2026-10]`: 睦邻指数 of a month for all councils."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from deliberation.actions import indexing
from deliberation.management.commands.plan_meetings import month_named
from deliberation.telling.figures import month_before
from suggestions.actions.rules import Refused


class Command(BaseCommand):
    help = (
        "计算一个月的睦邻指数：每个启用的议事会，每项指标一个数。重复运行会按现在的记录重新计算。"
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--month", help="哪个月，例如 2026-10；不写就是上个月")

    def handle(self, *, month: str | None, **options) -> None:
        at, began = timezone.now(), time.monotonic()
        last = month_before(timezone.localdate(at).replace(day=1))
        try:
            done = indexing.reckon_month(month_named(month) if month else last, at=at)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{done.month:%Y年%-m月}：{done.councils} 个议事会，{done.indicators} 项指标，"
            f"{done.figures} 个数，用时 {time.monotonic() - began:.1f} 秒。"
        )
