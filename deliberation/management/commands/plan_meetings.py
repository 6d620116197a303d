"""`manage.py plan_meetings [--month 2026-12]`: the meetings of all councils, made once each."""

import datetime as dt
import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from deliberation.actions import planning

FAILED_SHOWN = 20


def month_named(text: str) -> dt.date:
    """The first day of `2026-12`."""
    try:
        return dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError as error:
        raise CommandError(f"月份“{text}”看不懂，请写成 2026-12 这样。") from error


class Command(BaseCommand):
    help = "排定一个月的议事日：每个启用的议事会一次。重复运行不会多排，中断后再运行会接着排。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--month", help="哪个月，例如 2026-12；不写就是下个月")

    def handle(self, *, month: str | None, **options) -> None:
        at, began = timezone.now(), time.monotonic()
        chosen = month_named(month) if month else planning.next_month(timezone.localdate(at))
        planned = planning.plan_month(chosen, at=at, on_progress=self.tell)
        self.stdout.write(
            f"{chosen:%Y年%-m月}：新排定 {planned.created} 场，已经排定 {planned.existing} 场，"
            f"没有排定 {len(planned.failed)} 场，用时 {time.monotonic() - began:.1f} 秒。"
        )
        for council, why in planned.failed[:FAILED_SHOWN]:
            self.stdout.write(f"  {council}：{why}")
        if len(planned.failed) > FAILED_SHOWN:
            self.stdout.write(f"  ……另有 {len(planned.failed) - FAILED_SHOWN} 个议事会。")

    def tell(self, done: int, total: int) -> None:
        self.stderr.write(f"{done:>6} / {total}")
