"""`manage.py group_suggestions --campaign SLUG [--apply] [--accept]`: group, in the foreground.

As from the desk: the first run of a campaign takes effect at once, a later one proposes changes
for people to decide. `--apply` accepts them all, `--accept` also confirms every topic; both in
the command's own name, and both can be undone at the desk as if a person had pressed the button.
"""

import argparse
import time
from collections.abc import Callable

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from suggestions.actions import accounts, changes, curating, grouping, keeping, rules
from suggestions.management.commands.import_suggestions import campaign_named
from suggestions.models import CampaignPage, GroupingRun, Placement, Theme, Topic
from suggestions.work import jobs

ACCOUNT = "归类命令"
BUSY = "这个征集正在归类，请等它完成后再开始。"


class Command(BaseCommand):
    help = "把一个征集中已受理的建议归类为主题和具体问题。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--campaign", required=True, help="征集的网址名（slug）")
        parser.add_argument("--apply", action="store_true", help="直接采用这次归类提出的全部变化")
        parser.add_argument(
            "--accept",
            action="store_true",
            help="采用全部变化，并确认全部拟题（以“归类命令”的名义）",
        )

    def handle(self, *, campaign: str, apply: bool, accept: bool, **options) -> None:
        page = campaign_named(campaign)
        with jobs.only_worker(settings.VAR_DIR / f"group-{page.pk}.lock") as alone:
            if not alone:
                raise CommandError(BUSY)
            try:
                self.run(page, apply=apply or accept)
            except rules.Refused as error:
                raise CommandError(str(error)) from error
        if accept:
            count = self.accept(page)
            self.stdout.write(f"已确认 {count} 个具体问题。")

    def run(self, campaign: CampaignPage, *, apply: bool) -> None:
        began, now = time.monotonic(), timezone.now()
        # Holding the lock we know: what another command left unfinished here died with it.
        keeping.drop_orphans(at=now, before=now, campaign=campaign)
        account = accounts.command_account(ACCOUNT)
        run = grouping.queue_grouping(campaign, by=account, at=now)
        try:
            grouping.run_grouping(run, at=now, tell=self.progress())
        except (KeyboardInterrupt, SystemExit):
            if run.status == GroupingRun.Status.RUNNING:
                grouping.fail_run(run, "被人中断", at=timezone.now())
            raise
        if "unchanged" in run.report:
            self.stdout.write("没有新的建议，沿用上次归类的结果。")
        waiting = run.changes.open().count()
        if waiting and apply:
            changes.accept_changes(run, by=account, at=timezone.now())
        elif waiting:
            self.stdout.write(f"提出 {waiting} 处变化，等待在后台逐条采用（--apply 可直接采用）。")
        self.report(campaign, time.monotonic() - began)

    def report(self, campaign: CampaignPage, seconds: float) -> None:
        placed = Placement.objects.filter(suggestion__campaign=campaign)
        shelf = placed.on_shelf().count()
        topics = Topic.objects.filter(campaign=campaign).standing()
        self.stdout.write(
            f"建议 {placed.count()} 条，主题 {Theme.objects.filter(campaign=campaign).count()} 个，"
            f"具体问题 {topics.count()} 个（待确认 {topics.proposed().count()} 个），"
            f"单独阅读 {shelf} 条。用时 {seconds:.1f} 秒。"
        )

    @transaction.atomic
    def accept(self, campaign: CampaignPage) -> int:
        account, now = accounts.command_account(ACCOUNT), timezone.now()
        topics = Topic.objects.filter(campaign=campaign).proposed()
        count = 0
        for topic in topics.order_by("number"):
            curating.confirm(topic, by=account, at=now)
            count += 1
        return count

    def progress(self) -> Callable[[float, str], None]:
        last = ""

        def tell(fraction: float, stage: str) -> None:
            nonlocal last
            line = f"{fraction * 100:3.0f}%  {stage}"
            if line != last:
                last = line
                self.stderr.write(line)

        return tell
