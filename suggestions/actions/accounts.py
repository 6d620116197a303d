"""Accounts of programs: what a command does carries its own name, never a person's."""

from django.contrib.auth.hashers import make_password

from suggestions.models import User


def command_account(name: str) -> User:
    """The account of a command; nobody can log in with it."""
    account, _ = User.objects.get_or_create(
        username=name, defaults={"is_active": False, "password": make_password(None)}
    )
    return account
