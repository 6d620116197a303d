"""两步验证: enrolling an app, taking a code once, codes for when the phone is not at hand.

The arithmetic of codes (RFC 6238) is the `cryptography` package's. A code is taken by a conditional
UPDATE, so that of two who type the same one at the same moment one gets in.
"""

import datetime as dt
import hashlib
import secrets
from base64 import b32decode, b32encode
from collections.abc import Iterable

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare
from wagtail.log_actions import log

from suggestions.actions.rules import Refused
from suggestions.models import LoginRule, Passkey, RecoveryCode, SecondFactor, User

ENROLLED, DROPPED, RENEWED = (f"jianyan.second_{word}" for word in ("added", "dropped", "codes"))
RULED = "jianyan.login_rule"
LOGGED = {
    ENROLLED: "绑定了验证器",
    DROPPED: "解除了两步验证",
    RENEWED: "换了一批恢复码",
    RULED: "改定登录要求",
}
DIGITS, PERIOD = 6, 30  # what every app can do
DRIFT = 1  # half-minutes by which a phone's clock may be wrong
CODES, LETTERS = 10, "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
PARTS, PART = 4, 4
WRONG = "验证码不对。请填手机上此刻显示的六位数字；每个验证码只能用一次，手机的时间要准。"


# --- of whom it is asked ----------------------------------------------------------------------


def groups_asked() -> QuerySet[Group]:
    """Groups of which the second step is asked: by their rule, else by what they may do."""
    rights = Q(pk__in=[])
    for dotted in settings.SECOND_FACTOR_FOR:
        app, codename = dotted.split(".")
        rights |= Q(permissions__content_type__app_label=app, permissions__codename=codename)
    return Group.objects.filter(Q(login_rule__second_factor=True) | Q(login_rule=None) & rights)


def must(*user_ids: int) -> bool:
    """Whether any of these people has to have it; one query, and none where the site asks nobody
    (`SECOND_FACTOR_REQUIRED`)."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    asked = Q(is_superuser=True) | Q(groups__in=groups_asked())
    return User.objects.filter(asked, pk__in=user_ids).exists()


def rule_all(asked: Iterable[Group], *, by: User, at: dt.datetime) -> None:
    """Of these roles it is asked from now on, and of no other."""
    wanted = {group.pk for group in asked}
    with transaction.atomic():
        now = set(groups_asked().values_list("pk", flat=True))
        for group in Group.objects.filter(pk__in=wanted ^ now).order_by("pk"):
            values = {"second_factor": group.pk in wanted}
            LoginRule.objects.update_or_create(group=group, defaults=values)
            log(group, RULED, user=by, timestamp=at, title=group.name, data=values)


# --- the app ----------------------------------------------------------------------------------


def new_secret() -> str:
    return b32encode(secrets.token_bytes(20)).decode()


def address(user: User, secret: str) -> str:
    """What the QR code says to the app."""
    return _totp(secret).get_provisioning_uri(user.get_username(), settings.SITE_NAME)


def enrol(user: User, *, secret: str, code: str, at: dt.datetime) -> list[str]:
    """Keep the secret once a first code proves that the app has it; gives the recovery codes."""
    step = _step(secret, code, at)
    if step is None:
        raise Refused(WRONG)
    with transaction.atomic():
        SecondFactor.objects.update_or_create(
            user=user, defaults={"secret": secret, "last_step": step, "added_at": at}
        )
        log(user, ENROLLED, user=user, timestamp=at)
        return _write_codes(user)


def drop(user: User, *, by: User | None, at: dt.datetime) -> None:
    """Take the app, the recovery codes and the passkeys away: the next login enrols anew where
    it must."""
    with transaction.atomic():
        gone, _ = SecondFactor.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        Passkey.objects.filter(user=user).delete()
        if gone:
            log(user, DROPPED, user=by, timestamp=at)


def _totp(secret: str) -> TOTP:
    return TOTP(b32decode(secret), DIGITS, SHA1(), PERIOD)  # noqa: S303 - RFC 6238, as apps do


def _step(secret: str, code: str, at: dt.datetime) -> int | None:
    """The half-minute whose code this is."""
    try:
        totp = _totp(secret)
    except ValueError:  # encrypted with a key that is gone
        return None
    now = int(at.timestamp()) // PERIOD
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):  # all, so that no answer comes sooner
        if constant_time_compare(totp.generate(step * PERIOD), code):
            found = step
    return found


# --- taking a code ----------------------------------------------------------------------------


def take(user: User, code: str, *, at: dt.datetime) -> bool:
    """Whether this code lets this person in; never twice."""
    typed = "".join(code.split()).replace("-", "").lower()
    if typed.isascii() and typed.isdigit():
        return _take_from_app(user, typed, at)
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(typed), used_at=None)
    return bool(unused.update(used_at=at))


def _take_from_app(user: User, code: str, at: dt.datetime) -> bool:
    factor = SecondFactor.objects.filter(user=user).first()
    step = factor and _step(factor.secret, code, at)
    if not step:
        return False
    mine = SecondFactor.objects.filter(user=user, last_step__lt=step)
    return bool(mine.update(last_step=step))


# --- recovery codes ---------------------------------------------------------------------------


def renew_codes(user: User, *, at: dt.datetime) -> list[str]:
    """Ten new ones; those from before count no more."""
    with transaction.atomic():
        log(user, RENEWED, user=user, timestamp=at)
        return _write_codes(user)


def codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def _write_codes(user: User) -> list[str]:
    codes = ["".join(secrets.choice(LETTERS) for _ in range(PARTS * PART)) for _ in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=_digest(code)) for code in codes
    )
    return ["-".join(code[n : n + PART] for n in range(0, len(code), PART)) for code in codes]


def _digest(code: str) -> str:
    """79 bits of chance need neither salt nor key: an old key must not make them worthless."""
    return hashlib.sha256(code.encode()).hexdigest()
