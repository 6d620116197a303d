"""`manage.py ready`: what /readyz says, for a timer: ends with 1 where something is missing."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms import readiness


class Command(BaseCommand):
    help = "逐项说明网站缺什么；缺了就以 1 结束，给定时检查用。"
    requires_system_checks: list[str] = []

    def handle(self, **options) -> None:
        parts, _ = readiness.parts(at=timezone.now())
        missing = readiness.degraded(parts)
        for name, words in sorted(parts.items()):
            self.stdout.write(f"{'✗' if name in missing else '✓'} {name}：{words}")
        if missing:
            sys.exit(1)
