"""Whoever answers a code holds the number: sent straight to the gateway, kept as keyed hashes."""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Manager
from django.utils.crypto import constant_time_compare

from deliberation.models import ChoiceCode, SecondCode
from deliberation.models.codes import PhoneCode
from deliberation.voting import codes
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import OutboxMessage
from suggestions.residents import limits
from suggestions.work.channels import channel_for
from suggestions.work.redacting import redacted

logger = logging.getLogger(__name__)

LIFE, ATTEMPTS, PER_HOUR = dt.timedelta(minutes=10), 5, 5
WRONG = "验证码不对。请核对手机号和最近一条短信里的 6 位数字。"
SPENT = "验证码已经失效：已经用过、超过 10 分钟，或者输错太多次。请重新获取。"
SENT_AGAIN = "这个验证码刚刚已经用过，第一次已经算数，不用再按。"


class Used(Overtaken):
    """The right code, sent again: what it was for is done."""


@dataclass(frozen=True)
class Text:
    """The message: its subject, its words around the code, and what to do where it fails."""

    subject: str
    body: Callable[[str], str]
    otherwise: str


def send(rows: "Manager[Any]", *, key: str, phone: str, text: Text, at: dt.datetime) -> None:
    """A code by text message; so many an hour a number, whatever they are asked for.

    `rows` are the codes of the one thing that it is for, `key` what `phone` is there.
    """
    if limits.count_of(codes.second_key(0, phone), "second-number", at=at) > PER_HOUR:
        raise Refused(f"这个手机号一小时最多收 {PER_HOUR} 次验证码，请过一会儿再试。")
    code, expires_at = codes.phone_code(), at + LIFE
    fresh = {
        "digest": codes.second_digest(key, expires_at, code),
        "expires_at": expires_at,
        "attempts": 0,
        "used_at": None,
    }
    row, _ = rows.update_or_create(key=key, defaults=fresh)
    _send(row, code, phone, text)


def _send(row: PhoneCode, code: str, phone: str, text: Text) -> None:
    """Straight to the gateway: a code that waits in a table would be a code in a table."""
    message = OutboxMessage(
        key=f"{row._meta.model_name}-{row.pk}",
        channel=OutboxMessage.Channel.SMS,
        subject=text.subject,
        body=text.body(code),
    )
    try:
        channel_for(message.channel).send(message, phone)
    except Exception as error:  # noqa: BLE001 - whatever a gateway raises
        words = redacted(f"{type(error).__name__}：{error}", phone)
        logger.error("%s was not sent: %s", message.key, words)
        row.delete()
        raise Refused(f"短信没有发出去，请过几分钟再试{text.otherwise}。") from None


def prove(rows: "Manager[Any]", *, key: str, code: str, at: dt.datetime) -> PhoneCode:
    """The code that was sent to this number, or a refusal; it is used up with `spend`."""
    row = rows.filter(key=key).first()
    if row is None:
        raise Refused(WRONG)
    # Counted before it is compared: many guesses at one moment are many guesses.
    tries = rows.filter(pk=row.pk, attempts__lt=ATTEMPTS, expires_at__gt=at)
    if not tries.update(attempts=F("attempts") + 1):
        raise Refused(SPENT)
    given = codes.second_digest(key, row.expires_at, codes.normal_code(code))
    if not constant_time_compare(given, row.digest):
        raise Refused(WRONG)
    if row.used_at:
        raise Used(SENT_AGAIN)
    return row


def spend(row: PhoneCode, *, at: dt.datetime) -> None:
    """One code is for one deed: of several windows that send it at one moment, one goes on."""
    unused = type(row)._default_manager.filter(pk=row.pk, digest=row.digest, used_at=None)
    if not unused.update(used_at=at):
        raise Used(SENT_AGAIN)


def drop_codes(*, at: dt.datetime) -> int:
    """Codes that can no longer be used."""
    over = {"expires_at__lt": at}
    return sum(model.objects.filter(**over).delete()[0] for model in (SecondCode, ChoiceCode))
