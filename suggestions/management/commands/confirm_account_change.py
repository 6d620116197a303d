"""`manage.py confirm_account_change LOGIN`: the second person, where the site has only one yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from suggestions.actions import account_changes
from suggestions.actions.accounts import command_account
from suggestions.models import AccountChange

ACCOUNT = "命令行·确认账号"


class Command(BaseCommand):
    help = "确认一个账号等着的变更：新装的站点只有一位管理员的时候用。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="登录名")

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = AccountChange.objects.filter(
            user__username=options["login"], status=AccountChange.Status.PROPOSED
        ).first()
        if waiting is None:
            raise CommandError("这个登录名没有等着确认的变更。")
        account_changes.confirm(waiting, by=command_account(ACCOUNT), at=timezone.now())
        self.stdout.write(f"已确认，{waiting}。")
