"""`manage.py import_suggestions FILE --campaign SLUG --map title=COL,…`: a list into a campaign."""

import argparse
import itertools
from collections.abc import Callable
from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from suggestions.actions import accounts, intake, rules
from suggestions.actions.intake import check_mapping, known_ids, sift
from suggestions.intake.incoming import FIELDS, KNOWN, RowReader
from suggestions.models import CampaignPage
from suggestions.models.suggestions import Channel
from suggestions.tabular import Spool, Unreadable, open_table

ACCOUNT = "导入命令"
FAULTS_SHOWN = 20


def campaign_named(slug: str) -> CampaignPage:
    """The campaign with this slug, or an error that lists those there are."""
    found = list(CampaignPage.objects.filter(slug=slug)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise CommandError(f"有两个征集的网址名都是“{slug}”，请先在后台改掉一个。")
    slugs = "、".join(CampaignPage.objects.order_by("slug").values_list("slug", flat=True)[:30])
    raise CommandError(f"没有网址名为“{slug}”的征集。现有：{slugs or '（还没有征集）'}")


def mapping_in(text: str) -> dict[str, str]:
    """`title=标题,body=内容` as a mapping. A column name may itself hold a comma or `=`."""
    mapping: dict[str, str] = {}
    last = ""
    for part in text.split(","):
        key, equals, column = part.partition("=")
        if equals and key.strip() in {field.key for field in FIELDS}:
            last = key.strip()
            if last in mapping:
                raise CommandError(f"--map 里“{last}”写了两次。")
            mapping[last] = column.strip()
        elif last:
            mapping[last] += f",{part}"
        else:
            names = "、".join(field.key for field in FIELDS)
            raise CommandError(f"--map 看不懂“{part}”。写法：title=列名,body=列名。可用：{names}")
    return mapping


class Command(BaseCommand):
    help = "把 CSV 或 XLSX 中的建议导入一个征集。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV、XLSX，或存成 .xls 的网页表格")
        parser.add_argument("--campaign", required=True, help="征集的网址名（slug）")
        parser.add_argument(
            "--map",
            required=True,
            help="列的对应，例如 title=标题,body=内容,submitted_at=时间,external_id=编号",
        )
        parser.add_argument("--sheet", default="", help="读哪一张工作表；不写就读最像的一张")
        parser.add_argument("--channel", default=Channel.HOTLINE.label, help="来源渠道，例如 电话")
        parser.add_argument("--approve", action="store_true", help="导入即受理并公开")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")

    def handle(self, *, file: Path, campaign: str, channel: str, **options) -> None:
        page = campaign_named(campaign)
        mapping = mapping_in(options["map"])
        named = Channel.named(channel)
        if named is None:
            raise CommandError(f"渠道“{channel}”不认识，可以写：{'、'.join(Channel.labels)}")
        run = self.try_out if options["dry_run"] else self.take_in
        self.sheet = options["sheet"]
        try:
            with file.open("rb") as opened:
                self.tell_sheets(opened, mapping)
                run(page, opened, mapping, named.value, options["approve"])
        except OSError as error:
            raise CommandError(f"文件“{file}”打不开：{error.strerror or error}") from error
        except (rules.Refused, Unreadable) as error:
            raise CommandError(str(error)) from error

    def tell_sheets(self, opened, mapping) -> None:
        """Which of several sheets is read; the named columns count more than usual names."""
        with open_table(opened, sheet=self.sheet, known=[*mapping.values(), *KNOWN]) as table:
            self.sheet = table.sheet
            if len(table.sheets) > 1:
                others = "、".join(name for name in table.sheets if name != table.sheet)
                self.stdout.write(
                    f"读工作表“{table.sheet}”；没有读：{others}（可用 --sheet 指定）。"
                )

    def take_in(self, campaign, opened, mapping, channel: str, approve: bool) -> None:
        now = timezone.now()
        account = accounts.command_account(ACCOUNT)
        stored = File(opened, name=Path(opened.name).name)
        batch = intake.upload(campaign, file=stored, by=account, at=now)
        intake.queue_import(
            batch,
            mapping=mapping,
            channel=channel,
            approve=approve,
            sheet=self.sheet,
            by=account,
            at=now,
        )
        intake.run_import(batch, at=now, tell=self.progress())
        faults = batch.faults.values_list("row_number", "cell", "reason")
        self.report(batch.rows, batch.created, batch.skipped, batch.faulty, faults[:FAULTS_SHOWN])
        self.tell_passed(batch.passed)
        seconds = (timezone.now() - now).total_seconds()
        self.stdout.write(f"用时 {seconds:.1f} 秒，批次 {batch.pk}。")

    def try_out(self, campaign, opened, mapping, channel: str, approve: bool) -> None:
        """Read everything as an import would, write nothing."""
        with (
            open_table(opened, sheet=self.sheet, known=KNOWN) as table,
            Spool() as rows,
            Spool() as faults,
        ):
            check_mapping(mapping, table.headers)
            reader = RowReader(
                mapping, table.headers, channel=channel, at=timezone.now(), publishes=approve
            )
            tally = sift(
                table, reader, known_ids(campaign), rows=rows, faults=faults, tell=self.progress()
            )
            first = itertools.islice(faults, FAULTS_SHOWN)
            shown = [(f["row_number"], f["cell"], f["reason"]) for f in first]
            self.report(tally["rows"], rows.count, tally["skipped"], faults.count, shown)
            self.tell_passed(tally["passed"])
        self.stdout.write("只做了核对，没有写入任何内容。")

    def report(self, rows: int, created: int, skipped: int, faulty: int, faults) -> None:
        self.stdout.write(f"共 {rows} 行：新增 {created}，已存在 {skipped}，有误 {faulty}。")
        for number, cell, reason in faults:
            self.stdout.write(f"  第 {number} 行{f'（{cell}）' if cell else ''}：{reason}")
        if faulty > FAULTS_SHOWN:
            self.stdout.write(
                f"  ……其余 {faulty - FAULTS_SHOWN} 行请在后台“批量导入”中查看或下载。"
            )

    def tell_passed(self, passed: list[str]) -> None:
        for words in passed:
            self.stdout.write(f"  {words}")

    def progress(self) -> Callable[[int, str], None]:
        last = -1

        def tell(percent: int, stage: str) -> None:
            nonlocal last
            if percent // 10 != last:
                last = percent // 10
                self.stderr.write(f"{percent:3d}%  {stage}")

        return tell
