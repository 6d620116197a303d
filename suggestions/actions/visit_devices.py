"""走访手机: hand a device the key to what it keeps, and take it back when the phone is lost."""

import base64
import datetime as dt
import hashlib
import secrets

from django.db import transaction

from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Area, BrowserSession, User, VisitDevice

REVOKED = "这台手机已经被收回，不能再用来走访。"


def new_token() -> str:
    """What the device says from now on to be known again."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def is_revoked(token: str) -> bool:
    """Whoever holds it, and under whatever account: a lost phone is lost for all."""
    rows = VisitDevice.objects.filter(digest=digest(token), revoked_at__isnull=False)
    return bool(token) and rows.exists()


def known(user: User, token: str) -> VisitDevice | None:
    rows = VisitDevice.objects.filter(user=user.pk, revoked_at=None)
    return rows.filter(digest=digest(token)).first() if token else None


def key_for(
    user: User, token: str, *, area: Area, label: str, session: str, at: dt.datetime
) -> VisitDevice:
    """The device with its key; the same for the same person on the same device."""
    if is_revoked(token):
        raise Refused(REVOKED)
    seen = {"seen_at": at, "session": session, "area": area, "label": label[:60]}
    fresh = {"at": at, "secret": base64.b64encode(secrets.token_bytes(32)).decode(), **seen}
    found, made = VisitDevice.objects.get_or_create(
        digest=digest(token), user_id=user.pk, defaults=fresh
    )
    if not made and not VisitDevice.objects.filter(pk=found.pk, revoked_at=None).update(**seen):
        raise Refused(REVOKED)
    return found


def revoke(subject: VisitDevice, *, by: User, at: dt.datetime) -> None:
    """收回: its key is destroyed, and whoever is logged in on it is logged out."""
    rows = VisitDevice.objects.filter(pk=subject.pk, revoked_at=None)
    with transaction.atomic():
        if not rows.update(revoked_at=at, revoked_by_id=by.pk, secret="", session=""):
            raise Overtaken("这台手机刚才已经收回了。")
        if subject.session:
            BrowserSession.objects.filter(session_key=subject.session).delete()
