"""`manage.py drop_second_factor LOGIN`: for who has lost the phone and the recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from suggestions.actions import second_factor
from suggestions.actions.accounts import command_account
from suggestions.models import User

ACCOUNT = "命令行·解除验证器"


class Command(BaseCommand):
    help = "解除一个账号的验证器和恢复码；下次登录时重新绑定。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="登录名")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["login"]).first()
        if user is None:
            raise CommandError("没有这个登录名。")
        second_factor.drop(user, by=command_account(ACCOUNT), at=timezone.now())
        self.stdout.write(f"{user}的验证器解除了，下次登录时重新绑定。")
