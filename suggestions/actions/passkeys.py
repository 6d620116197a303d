"""通行密钥: a device's key instead of the app's code (WebAuthn Level 3, by Yubico's `fido2`).

A passkey is always beside the app, never instead of it: the recovery codes and a second way in are
there when the device is not. What a browser was asked is remembered in its session and good once.
"""

import datetime as dt
import hashlib
import ipaddress
import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from wagtail.log_actions import log

from suggestions.actions.rules import Refused
from suggestions.models import Passkey, SecondFactor, User

ADDED, REMOVED = "jianyan.passkey_added", "jianyan.passkey_removed"
LOGGED = {ADDED: "添加了通行密钥", REMOVED: "删除了通行密钥"}
MOST = 10  # for one person
LONGEST = 20_000  # letters of what a browser sends
PREFERRED = UserVerificationRequirement.PREFERRED  # the password was typed already
NOT_TAKEN = "通行密钥没有通过。请再试一次，或者填验证码。"
NOT_MADE = "这台设备没有给出通行密钥，什么都没有改。请换一个较新的浏览器，或者继续用验证器。"


def usable(origin: str) -> bool:
    """Whether browsers offer keys to this address (scheme://host[:port]): not to a bare number,
    and not without encryption, but for a developer's own machine."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return parts.scheme == "https" or host == "localhost"
    return False


def may_be_asked(user: User, origin: str) -> bool:
    return usable(origin) and Passkey.objects.filter(user=user).exists()


def begin_adding(user: User, origin: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is asked for a new key (JSON), and what to remember of it."""
    shown = user.get_full_name() or user.get_username()
    options, state = _server(origin).register_begin(
        PublicKeyCredentialUserEntity(
            id=f"staff-{user.pk}".encode(), name=user.get_username(), display_name=shown
        ),
        credentials=_kept(user),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=PREFERRED,
    )
    return dict(options.public_key), state


def add(user: User, *, name: str, answer: str, state: Any, origin: str, at: dt.datetime) -> Passkey:
    """Keep the key that a browser made when it was asked."""
    try:
        made = _server(origin).register_complete(state, _read(answer))
    except (ValueError, TypeError, KeyError, AttributeError, AssertionError) as error:
        raise Refused(NOT_MADE) from error
    credential = made.credential_data
    if credential is None:
        raise Refused(NOT_MADE)
    with transaction.atomic():
        # Held, so that of two browsers none goes past the limit, nor past an app being dropped.
        if not SecondFactor.objects.select_for_update().filter(user=user).exists():
            raise Refused("请先绑定验证器。")
        if Passkey.objects.filter(user=user).count() >= MOST:
            raise Refused(f"一个账号最多 {MOST} 把通行密钥，请先删除不用的。")
        key, new = Passkey.objects.get_or_create(
            digest=_digest(credential.credential_id),
            defaults={
                "user": user, "name": name, "credential": bytes(credential),
                "uses": made.counter, "added_at": at,
            },
        )  # fmt: skip
        if not new:
            raise Refused("这把通行密钥已经添加过了。")
        log(user, ADDED, user=user, timestamp=at, data={"name": name})
    return key


def remove(user: User, pk: int, *, at: dt.datetime) -> bool:
    with transaction.atomic():
        gone, _ = Passkey.objects.filter(user=user, pk=pk).delete()
        if gone:
            log(user, REMOVED, user=user, timestamp=at)
    return bool(gone)


def begin_asking(user: User, origin: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is asked to sign (JSON), and what to remember of it."""
    options, state = _server(origin).authenticate_begin(_kept(user), PREFERRED)
    return dict(options.public_key), state


def take(user: User, *, answer: str, state: Any, origin: str, at: dt.datetime) -> bool:
    """Whether a key of this person has signed what was asked.

    A counter that does not grow is the sign of a copied key, which is not let in.
    """
    try:
        read = _read(answer)
        key = _server(origin).authenticate_complete(state, _kept(user), read)
        count = AuthenticationResponse.from_dict(read).response.authenticator_data.counter
    except (ValueError, TypeError, KeyError, AttributeError, AssertionError):
        return False
    grown = Q(uses__lt=count) | Q(uses=0) if count == 0 else Q(uses__lt=count)
    mine = Passkey.objects.filter(grown, user=user, digest=_digest(key.credential_id))
    return bool(mine.update(uses=count, last_used_at=at))


def _server(origin: str) -> Fido2Server:
    party = PublicKeyCredentialRpEntity(
        name=settings.SITE_NAME, id=urlsplit(origin).hostname or "localhost"
    )
    return Fido2Server(party, verify_origin=lambda signed: signed == origin)


def _kept(user: User) -> list[AttestedCredentialData]:
    rows = Passkey.objects.filter(user=user).values_list("credential", flat=True)
    return [AttestedCredentialData(bytes(row)) for row in rows]


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise ValueError("longer than any key's answer")
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise ValueError("no answer of a browser")
    return read


def _digest(number: bytes) -> str:
    return hashlib.sha256(number).hexdigest()
