"""`manage.py rebuild_search`: what suggestions are found by, written anew from their masked texts.

After an upgrade that reads texts otherwise. Thousand by thousand, each at once or not at all: the
site goes on finding meanwhile, and a second call does no harm.
"""

from django.core.management.base import BaseCommand
from django.db import transaction

from suggestions.models import Suggestion
from suggestions.text import search

BATCH = 1_000
TEXTS = ("public_title", "public_body", "public_solution")


class Command(BaseCommand):
    help = "按遮盖后的文本重建建议的搜索索引（升级后运行一次，不影响使用）。"

    def handle(self, **options) -> None:
        done, last = 0, 0
        while rows := self.write_after(last):
            done, last = done + len(rows), rows[-1].pk
            self.stdout.write(f"已重建 {done} 条…")
        search.count_words(anyway=True)
        self.stdout.write(f"搜索索引已重建：共 {done} 条建议。")

    @transaction.atomic
    def write_after(self, last: int) -> list[Suggestion]:
        """Locked, so that no revision made meanwhile is written over by its older text."""
        all_of_them = Suggestion.objects.filter(pk__gt=last, erased_at=None).order_by("pk")
        rows = list(all_of_them.only(*TEXTS, "published_at").select_for_update()[:BATCH])
        search.index(row for row in rows if row.is_public)
        search.index_unread(row for row in rows if not row.is_public)
        return rows
