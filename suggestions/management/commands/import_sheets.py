"""`manage.py import_sheets FILE --questionnaire SLUG`: answers that were made elsewhere."""

import argparse
import csv
import datetime as dt
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from suggestions.actions import pouring_sheets, rules, sheets
from suggestions.models import QuestionnairePage, QuestionnaireVersion
from suggestions.tabular import Table, Unreadable, open_table
from suggestions.tabular.writing import safe_cell

FAULTS_SHOWN = 20


class Command(BaseCommand):
    help = "把问卷星、腾讯问卷、WPS 或 Excel 里的答卷导入一份问卷；表头写题目，前面可以有题号。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV、XLSX，或存成 .xls 的网页表格")
        parser.add_argument("--questionnaire", required=True, help="问卷的网址名（slug）")
        parser.add_argument("--sheet", default="", help="读哪一张工作表；不写就读最像的一张")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")
        parser.add_argument("--faults", type=Path, help="有误的行写进这个 CSV 文件")

    def handle(self, *, file: Path, questionnaire: str, **options) -> None:
        page = self.page_named(questionnaire)
        began = timezone.now()
        version = sheets.version_of(page, at=began)
        try:
            with file.open("rb") as opened:
                sheet = options["sheet"] or pouring_sheets.sheet_of(opened, version)
                with open_table(opened, sheet=sheet) as table:
                    poured = self.pour(version, table, began, file.name, options["dry_run"])
        except OSError as error:
            raise CommandError(f"文件“{file}”打不开：{error.strerror or error}") from error
        except (rules.Refused, Unreadable) as error:
            raise CommandError(str(error)) from error
        self.report(poured, options["faults"])
        if options["dry_run"]:
            self.stdout.write("只做了核对，没有写入任何内容。")
            return
        self.stdout.write(f"用时 {(timezone.now() - began).total_seconds():.1f} 秒。")

    def pour(
        self,
        version: QuestionnaireVersion,
        table: Table,
        at: dt.datetime,
        name: str,
        tries: bool,
    ) -> pouring_sheets.Poured:
        if len(table.sheets) > 1:
            others = "、".join(other for other in table.sheets if other != table.sheet)
            self.stdout.write(f"读工作表“{table.sheet}”；没有读：{others}（可用 --sheet 指定）。")
        name = f"{name}:{table.sheet}"
        return pouring_sheets.pour(version, table, at=at, name=name, writes=not tries, counts=True)

    def page_named(self, slug: str) -> QuestionnairePage:
        found = list(QuestionnairePage.objects.filter(slug=slug)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise CommandError(f"有两份问卷的网址名都是“{slug}”，请先在后台改掉一个。")
        slugs = "、".join(QuestionnairePage.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"没有网址名为“{slug}”的问卷。现有：{slugs or '（还没有问卷）'}")

    def report(self, poured: pouring_sheets.Poured, faults: Path | None) -> None:
        self.stdout.write(
            f"共 {poured.rows} 行：新增 {poured.created}，已存在 {poured.known}，"
            f"有误 {poured.faulty}。"
        )
        if poured.unread:
            self.stdout.write(f"没有对上的列：{'、'.join(poured.unread)}。")
        for number, words in poured.faults[:FAULTS_SHOWN]:
            self.stdout.write(f"  第 {number} 行：{words}")
        if faults:
            with faults.open("w", encoding="utf-8-sig", newline="") as out:
                lines = ([number, safe_cell(words)] for number, words in poured.faults)
                csv.writer(out).writerows([["行", "原因"], *lines])
