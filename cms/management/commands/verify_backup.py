"""`manage.py verify_backup FILE --key FILE`: open a backup in a throw-away database and ask it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.backup import BackupError, making, sealing
from cms.backup.checking import check


class Command(BaseCommand):
    help = "在临时数据库里打开备份，核对哈希、行数、记录链、表决和文件；现有数据不动。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件")
        parser.add_argument("--key", type=Path, required=True, help="备份的密钥文件")

    def handle(self, *, file: Path, key: Path, **options) -> None:
        try:
            with making.alone():
                manifest, faults = check(file, sealing.secret_key(key))
        except BackupError as error:
            raise CommandError(str(error)) from error
        if faults:
            raise CommandError(
                "这份备份不能用，请换一份，并查明原因：\n" + "\n".join(f"- {x}" for x in faults)
            )
        self.stdout.write(
            f"备份完好：{manifest['made_at']} 的 {sum(manifest['tables'].values())} 行、"
            f"{len(manifest['files'])} 个文件、{len(manifest['heads'])} 个议事会的记录链都对得上。"
        )
