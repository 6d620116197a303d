"""`manage.py backup_keys FOLDER`: the site's secrets, sealed, apart from its backups."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.backup import BackupError, keys, sealing


class Command(BaseCommand):
    help = "把 SECRET_KEY、FIELD_KEYS、RECEIPT_KEY 加密另存；换过密钥以后再存一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("place", type=Path, help="存到的文件夹；--open 时是存好的文件")
        parser.add_argument("--open", action="store_true", help="打开并显示存好的密钥")
        parser.add_argument("--key", type=Path, help="备份的密钥文件（--open 时要）")

    def handle(self, *, place: Path, open: bool, key: Path | None, **options) -> None:
        try:
            if open:
                if key is None:
                    raise BackupError("请用 --key 指明备份的密钥文件。")
                for name, value in keys.opened(place, sealing.secret_key(key)).items():
                    self.stdout.write(f"{name}={value}")
                return
            if place.resolve() == settings.BACKUP_DIR.resolve():
                raise BackupError("密钥不能和备份放在一起，请换一个文件夹，最好在另一处。")
            path = keys.seal(place, sealing.public_key(settings.BACKUP_TO))
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"密钥已加密存到 {path}。")
