"""`manage.py restore FILE --key FILE --into NAME`: a backup into an empty database and folders."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from cms.backup import BackupError, making, replaying, sealing
from cms.backup.restoring import restore


class Command(BaseCommand):
    help = "把备份恢复到空的数据库和空的文件夹；已有内容的一律不动。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件")
        parser.add_argument("--key", type=Path, required=True, help="备份的密钥文件")
        parser.add_argument(
            "--into", default="", help="要恢复到的数据库名（SQLite：文件名），以确认"
        )
        parser.add_argument(
            "--erasures", type=Path, action="append", default=[], help="另外的删除记录，可以多次"
        )
        parser.add_argument("--no-erasures", action="store_true", help="没有删除记录也恢复")

    def handle(self, *, file: Path, key: Path, into: str, **options) -> None:
        name = Path(connection.settings_dict["NAME"]).name
        if into != name:
            raise CommandError(
                f"DATABASE_URL 现在指向 {name}。确认要恢复到它，请加 --into {name}；"
                "不是它，请先改 DATABASE_URL。没有改动任何东西。"
            )
        try:
            logs = [*options["erasures"], file.with_name(making.LOG)]
            said = [] if options["no_erasures"] else replaying.lines(logs)
            manifest = restore(file, sealing.secret_key(key))
        except BackupError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0, interactive=False)
        done = replaying.replay(said, at=timezone.now())
        self.stdout.write(
            f"已恢复到 {manifest['made_at']}：{sum(manifest['tables'].values())} 行、"
            f"{len(manifest['files'])} 个文件；备份以后删除、撤回、退订、结束的 {done.total()} 项"
            "已经重做。现在可以启动网站和后台任务。"
        )
