"""`manage.py recount_sheets SLUG`: count the sheets of a questionnaire anew."""

import argparse

from django.core.management.base import BaseCommand, CommandError

from suggestions.actions import tallying
from suggestions.models import QuestionnairePage


class Command(BaseCommand):
    help = "把一份问卷的答卷重新统计一遍；统计的办法改过以后，旧的答卷要这样补上。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("questionnaire", help="问卷的网址名（slug）")

    def handle(self, *, questionnaire: str, **options) -> None:
        found = list(QuestionnairePage.objects.filter(slug=questionnaire)[:2])
        if len(found) != 1:
            raise CommandError(f"没有（或者不止一份）网址名为“{questionnaire}”的问卷。")
        number = tallying.recount(found[0])
        self.stdout.write(f"重新统计了 {number} 份答卷。")
