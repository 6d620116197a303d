"""`manage.py import_councils FILE`: a city's councils from a CSV or XLSX list."""

import argparse
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from deliberation.actions.council_list import CouncilList
from deliberation.actions.council_rows import import_councils
from suggestions.actions import rules
from suggestions.actions.accounts import command_account
from suggestions.tabular import Unreadable, known_names, open_table

ACCOUNT = "导入命令"
COLUMNS = CouncilList.columns
KNOWN = known_names(COLUMNS)
FAULTS_SHOWN = 20


class Command(BaseCommand):
    help = (
        f"从 CSV 或 XLSX 表格设立议事会。表头：{'、'.join(c.label for c in COLUMNS)}；必须有"
        f"{'、'.join(c.label for c in COLUMNS if c.needed)}。同一区域同名的不会重复设立。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV 或 XLSX 文件")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")

    def handle(self, *, file: Path, dry_run: bool, **options) -> None:
        began = time.monotonic()
        try:
            with (
                file.open("rb") as opened,
                open_table(opened, known=KNOWN) as table,
            ):
                listed = import_councils(
                    table,
                    by=command_account(ACCOUNT),
                    at=timezone.now(),
                    dry_run=dry_run,
                    on_progress=lambda done, total: self.stderr.write(f"{done:>6} / {total}"),
                )
        except OSError as error:
            raise CommandError(f"文件“{file}”打不开：{error.strerror or error}") from error
        except (rules.Refused, Unreadable) as error:
            raise CommandError(str(error)) from error
        word = "可以设立" if dry_run else "设立"
        self.stdout.write(
            f"{word} {listed.created} 个议事会，已经有 {listed.existing} 个，"
            f"有误 {len(listed.faults)} 行，用时 {time.monotonic() - began:.1f} 秒。"
        )
        for words in listed.notes:
            self.stdout.write(f"  {words}")
        for number, why in listed.faults[:FAULTS_SHOWN]:
            self.stdout.write(f"  第 {number} 行：{why}")
        if len(listed.faults) > FAULTS_SHOWN:
            self.stdout.write(f"  ……另有 {len(listed.faults) - FAULTS_SHOWN} 行。")
