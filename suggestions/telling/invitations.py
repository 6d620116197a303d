"""Who was asked to set a password and has not come in so far: read from accounts and their log."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import ModelLogEntry

from suggestions.models import User
from suggestions.work.inviting import FAILED, SENT, not_in_yet


def letters() -> QuerySet[ModelLogEntry]:
    """What became of each invitation, the latest first."""
    kind = ContentType.objects.get_for_model(User)
    rows = ModelLogEntry.objects.filter(content_type=kind, action__in=(SENT, FAILED))
    return rows.order_by("-timestamp", "-pk")


def last_letters(users: Iterable[User]) -> dict[int, ModelLogEntry]:
    """The latest of each, in one query."""
    rows = letters().filter(object_id__in=[str(user.pk) for user in users])
    return {int(row.object_id): row for row in reversed(rows)}


@dataclass(frozen=True)
class Invited:
    """How many have not come in so far, and why."""

    waiting: int  # invited, and not logged in
    failed: int  # the letter did not leave
    unasked: int  # has an address and was sent nothing
    silent: int  # has no address

    @property
    def all(self) -> int:
        return self.waiting + self.failed + self.unasked + self.silent


def counts() -> Invited:
    people = list(not_in_yet().only("pk", "email"))
    last = last_letters(people)
    kinds = [
        "silent" if not user.email else last[user.pk].action if user.pk in last else ""
        for user in people
    ]
    return Invited(kinds.count(SENT), kinds.count(FAILED), kinds.count(""), kinds.count("silent"))


def words(user: User, letter: ModelLogEntry | None) -> str:
    """How it stands with one of them, in a few words."""
    if letter is None:
        return "没有邮箱，请替他设密码" if not user.email else "还没有发"
    return "已发，还没有登录" if letter.action == SENT else f"没有发出：{letter.data['reason']}"
