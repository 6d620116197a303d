"""`manage.py export_topics --campaign SLUG --output FILE.csv`: where every suggestion stands."""

import argparse
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from suggestions.management.commands.import_suggestions import campaign_named
from suggestions.tabular import write_csv
from suggestions.telling.placement_list import TOPIC_COLUMNS, topic_rows


class Command(BaseCommand):
    help = "导出一个征集的归类结果（CSV）。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--campaign", required=True, help="征集的网址名（slug）")
        parser.add_argument("--output", required=True, type=Path, help="要写的 CSV 文件")

    def handle(self, *, campaign: str, output: Path, **options) -> None:
        page = campaign_named(campaign)
        # Beside the target first: whoever reads the file never meets half of it.
        part = output.with_name(f".{output.name}.part")
        try:
            with part.open("wb") as file:
                write_csv(file, TOPIC_COLUMNS, topic_rows(page))
            part.replace(output)
        except OSError as error:
            raise CommandError(f"无法写入“{output}”：{error.strerror or error}") from error
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(f"已导出到 {output}。")
