"""`manage.py export_audit YEAR [--to FILE]`: the trail of a year as one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms import audit

YEARS = range(2000, 2200)


class Command(BaseCommand):
    help = "把一年的办理记录、议事记录、登录失败、账号变更、页面和设置的改动导出成一个 ZIP 文件"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, help="年份，例如 2026")
        parser.add_argument("--to", type=Path, help="写到哪个文件，默认 审计-年份.zip")

    def handle(self, *args: Any, **options: Any) -> None:
        year = options["year"]
        if year not in YEARS:
            raise CommandError(f"年份 {year} 不对，请写四位数的年份，例如 2026。")
        path = options["to"] or Path(f"审计-{year}.zip")
        try:
            told = audit.export(year, path)
        except FileExistsError as error:
            raise CommandError(f"{path} 已经在了，没有覆盖。请用 --to 另写一个文件名。") from error
        except OSError as error:
            path.unlink(missing_ok=True)
            raise CommandError(f"写不了 {path}：{error.strerror}。") from error
        for name, rows in told.items():
            self.stdout.write(f"{name} {rows} 行")
        self.stdout.write(f"已写到 {path}（只有您能读）。")
