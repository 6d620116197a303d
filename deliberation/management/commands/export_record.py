"""Write the record of a council into a file: `manage.py export_record SLUG --output FILE`."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deliberation.models import Council
from deliberation.record.export import export_record


class Command(BaseCommand):
    help = "导出一个议事会的全部记录（JSON），可用 python -m deliberation.verify 核对。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="议事会的网址名")
        parser.add_argument("--output", type=Path, help="写到这个文件；不写就输出到屏幕")

    def handle(self, *args, slug: str, output: Path | None, **options) -> None:
        council = Council.objects.filter(slug=slug).first()
        if council is None:
            raise CommandError(f"没有网址名为“{slug}”的议事会。")
        text = json.dumps(export_record(council), ensure_ascii=False, indent=1)
        if output is None:
            self.stdout.write(text)
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"写不了 {output}：{error.strerror}") from error
        self.stdout.write(f"已写入 {output}")
