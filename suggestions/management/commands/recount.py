"""`manage.py recount`: what the worker keeps for pages, counted anew at once."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from suggestions.telling import kept, reckoning


class Command(BaseCommand):
    help = "把页面用的统计结果马上重新数一遍（平时由后台任务每分钟、五分钟、十分钟数一次）。"

    def handle(self, **options) -> None:
        if not kept.is_large():
            self.stdout.write("建议不到两万条，页面自己数，不用保存。")
            return
        reckoning.recount(at=timezone.now())
        self.stdout.write("已经重新数过。")
