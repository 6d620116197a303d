"""`manage.py backup`: database, media and private files into one sealed file, while in use."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.backup import BackupError, making, sealing
from cms.backup.rotating import Keep


class Command(BaseCommand):
    help = "备份数据库、公开文件和私有文件，用公钥加密；网站照常使用。密钥另存（backup_keys）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.BACKUP_DIR, help="放备份的文件夹")
        parser.add_argument(
            "--new-key", type=Path, help="只生成一对密钥：密钥写到这个文件，显示公钥"
        )

    def handle(self, *, to: Path, new_key: Path | None, **options) -> None:
        try:
            if new_key:
                self.stdout.write(f"BACKUP_TO={sealing.new_pair(new_key)}")
                self.stderr.write(f"密钥在 {new_key}。丢了它，备份就打不开；请离线存两份。")
                return
            keep = Keep(settings.BACKUP_DAILY, settings.BACKUP_WEEKLY, settings.BACKUP_MONTHLY)
            recipient = sealing.public_key(settings.BACKUP_TO)
            made = making.make(to, recipient, at=timezone.now(), keep=keep)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"已备份到 {made.path}：{made.rows} 行、{made.files} 个文件，"
            f"{made.size / 2**20:.1f} MB，用时 {made.seconds:.1f} 秒。"
        )
        for path in made.dropped:
            self.stdout.write(f"过期的已删除：{path.name}")
