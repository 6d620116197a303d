"""`manage.py pull_folder SOURCE`: take in the files that wait in a source's folder; for cron."""

import argparse

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from suggestions.actions import pulling
from suggestions.actions.rules import Refused
from suggestions.models import IntakeSource


class Command(BaseCommand):
    help = "接收一个来源（或 --all 全部来源）文件夹里的表。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("source", nargs="?", help="来源的文件夹名，例如 hotline-12345")
        parser.add_argument("--all", action="store_true", help="所有启用的来源")

    def handle(self, *, source: str | None, **options: bool) -> None:
        failed = 0
        for one in self.chosen(source, every=options["all"]):
            try:
                runs = pulling.pull(one, at=timezone.now())
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            if not runs:
                self.stdout.write(f"{one.title}：没有新文件。")
            for run in runs:
                self.stdout.write(pulling.report_of(run))
            failed += sum(not run.done for run in runs)
        if failed:
            raise CommandError(f"有 {failed} 个文件没有收下，原因见上，也写在 failed 文件夹里。")

    def chosen(self, name: str | None, *, every: bool) -> list[IntakeSource]:
        sources = list(IntakeSource.objects.select_related("campaign"))
        if every:
            return [one for one in sources if one.active]
        if not name:
            raise CommandError("请写明来源的文件夹名，或者用 --all。")
        found = [one for one in sources if one.name == name]
        if not found:
            names = "、".join(one.name for one in sources) or "（还没有来源，请先在后台添加）"
            raise CommandError(f"没有叫“{name}”的来源。现有：{names}")
        return found
