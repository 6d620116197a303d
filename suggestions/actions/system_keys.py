"""Keys of departments' systems: given, taken back, and each signed request taken once."""

import datetime as dt
import secrets

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from suggestions.actions.rules import Refused, needed
from suggestions.models import Department, SpentNonce, SystemKey, User

KEPT = dt.timedelta(hours=1)  # of a spent nonce: far longer than a signature is good for
NOTED = dt.timedelta(minutes=1)  # between two notes of when a key was used


def issue(
    department: Department | None, *, label: str, by: User, at: dt.datetime
) -> tuple[SystemKey, str]:
    """A new key and its secret, which nobody is shown a second time."""
    if department is None or not department.active:
        raise Refused("请选择启用中的承办单位。")
    label = needed(label, "哪个系统", 60)
    secret = secrets.token_urlsafe(32)
    key = SystemKey.objects.create(
        department=department,
        label=label,
        key_id=secrets.token_hex(8),
        secret=secret,
        made_by=by,
        made_at=at,
    )
    return key, secret


def revoke(key: SystemKey, *, by: User, at: dt.datetime) -> None:
    """From now on nothing that it signed is believed; the secret is forgotten."""
    if not SystemKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at, secret=""):
        raise Refused("这个密钥已经作废了。")
    key.revoked_at = at


def spend(key: SystemKey, nonce: str, *, at: dt.datetime) -> bool:
    """Whether this is the first time; of two at once the constraint lets one through."""
    try:
        with transaction.atomic():
            SpentNonce.objects.create(key=key, nonce=nonce, at=at)
    except IntegrityError:
        return False
    if key.used_at is None or at - key.used_at > NOTED:
        SystemKey.objects.filter(pk=key.pk).update(used_at=at)
    return True


def drop_old(*, at: dt.datetime) -> int:
    """A signature older than minutes is refused by its time: its nonce need not be kept."""
    return SpentNonce.objects.filter(at__lt=at - KEPT).delete()[0]


def account_of(key: SystemKey) -> User:
    """In whose name a department's system acts in the history; nobody can log in with it."""
    account, _ = User.objects.get_or_create(
        username=f"system-{key.department_id}",
        defaults={
            "first_name": f"{key.department.short_name}（系统接口）"[:150],
            "department": key.department,
            "is_active": False,
            "password": make_password(None),
        },
    )
    return account
