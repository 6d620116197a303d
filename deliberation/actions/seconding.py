"""附议 counts people: a number that answers a code, or a seat's word noted by the secretary."""

import datetime as dt
import logging

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.timezone import localdate

from deliberation.actions.record import note
from deliberation.models import Proposal, Seat, Second, SecondCode
from deliberation.voting import codes
from suggestions.actions.rules import Overtaken, Refused, move
from suggestions.models import OutboxMessage, User
from suggestions.residents import limits
from suggestions.work.channels import channel_for
from suggestions.work.redacting import redacted

logger = logging.getLogger(__name__)

LIFE, ATTEMPTS, PER_HOUR = dt.timedelta(minutes=10), 5, 5
OPEN = (Proposal.Status.COLLECTING, Proposal.Status.READY)
CLOSED = "这件提议现在不能附议。"
WRONG = "验证码不对。请核对手机号和最近一条短信里的 6 位数字。"
SPENT = "验证码已经失效：超过 10 分钟，或者输错太多次。请重新获取。"


# --- a resident, by phone ---------------------------------------------------------------------


def send_code(proposal: Proposal, *, phone: str, at: dt.datetime) -> None:
    """A code by text message; so many an hour a number, whatever proposals it is asked for."""
    if proposal.status not in OPEN:
        raise Refused(CLOSED)
    if limits.count_of(codes.second_key(0, phone), "second-number", at=at) > PER_HOUR:
        raise Refused(f"这个手机号一小时最多收 {PER_HOUR} 次验证码，请过一会儿再试。")
    code, expires_at = codes.phone_code(), at + LIFE
    key = codes.second_key(proposal.pk, phone)
    fresh = {
        "digest": codes.second_digest(key, expires_at, code),
        "expires_at": expires_at,
        "attempts": 0,
    }
    row, _ = SecondCode.objects.update_or_create(proposal=proposal, key=key, defaults=fresh)
    _send(row, proposal, code, phone)


def _send(row: SecondCode, proposal: Proposal, code: str, phone: str) -> None:
    """Straight to the gateway: a code that waits in a table would be a code in a table."""
    message = OutboxMessage(
        key=f"second-code-{row.pk}",
        channel=OutboxMessage.Channel.SMS,
        subject="附议验证码",
        body=f"附议“{proposal.public_title}”的验证码 {code}，10 分钟内有效。"
        "不是您本人要的，不用理会。",
    )
    try:
        channel_for(message.channel).send(message, phone)
    except Exception as error:  # noqa: BLE001 - whatever a gateway raises
        words = redacted(f"{type(error).__name__}：{error}", phone)
        logger.error("second code %s was not sent: %s", row.pk, words)
        row.delete()
        raise Refused("短信没有发出去，请过几分钟再试，或者请议事员代为登记。") from None


def second_by_phone(proposal: Proposal, *, phone: str, code: str, at: dt.datetime) -> bool:
    """附议 by who holds the number. True when it counts, False when it had counted before."""
    key = codes.second_key(proposal.pk, phone)
    row = SecondCode.objects.filter(proposal=proposal, key=key).first()
    if row is None:
        raise Refused(WRONG)
    # Counted before it is compared: many guesses at one moment are many guesses.
    tries = SecondCode.objects.filter(pk=row.pk, attempts__lt=ATTEMPTS, expires_at__gt=at)
    if not tries.update(attempts=F("attempts") + 1):
        raise Refused(SPENT)
    given = codes.second_digest(key, row.expires_at, codes.normal_code(code))
    if not constant_time_compare(given, row.digest):
        raise Refused(WRONG)
    with transaction.atomic():
        new = _count(proposal, key, Second.Way.PHONE, at)
        SecondCode.objects.filter(pk=row.pk).delete()
    return new


def drop_codes(*, at: dt.datetime) -> int:
    """Codes that can no longer be used."""
    return SecondCode.objects.filter(expires_at__lt=at).delete()[0]


# --- a seat, at the desk ----------------------------------------------------------------------


def second_by_seat(proposal: Proposal, *, seat: Seat, by: User, at: dt.datetime) -> None:
    """A seat of the council seconds; with its holder's number it is one person."""
    on = localdate(at)
    in_term = seat.since <= on and (seat.until is None or on <= seat.until)
    if seat.council_id != proposal.council_id or seat.substitute_for_id or not in_term:
        raise Refused(f"{seat.holder}现在没有本议事会的席位，不能以席位附议。")
    key = codes.second_key(proposal.pk, seat.phone or f"seat-{seat.pk}")
    with transaction.atomic():
        if not _count(proposal, key, Second.Way.SEAT, at):
            raise Overtaken(f"{seat.holder}已经附议过这件提议了。")
        data = {"party": seat.party.name, "name": seat.public_name}
        note(proposal, "proposal.seconded", at=at, by=by, data=data)


# --- counting ---------------------------------------------------------------------------------


def _count(proposal: Proposal, key: str, way: str, at: dt.datetime) -> bool:
    """The counter is raised by one UPDATE on the proposal's row: of two neighbours at the same
    moment the second waits for the first, so that the last one needed is never overlooked.
    """
    one_more = {"second_count": F("second_count") + 1}
    if way == Second.Way.SEAT:
        one_more["seat_count"] = F("seat_count") + 1
    with transaction.atomic():
        try:
            with transaction.atomic():
                if not Proposal.objects.filter(pk=proposal.pk, status__in=OPEN).update(**one_more):
                    raise Refused(CLOSED)
                Second.objects.create(proposal=proposal, way=way, key=key, at=at)
        except IntegrityError:
            return False
        proposal.refresh_from_db(fields=["second_count", "seat_count", "status"])
        settle(proposal, at=at)
    return True


def settle(proposal: Proposal, *, at: dt.datetime) -> None:
    """附议已足: the secretary has to bring it to the council."""
    wanted = proposal.council.seconds_needed
    if proposal.status != Proposal.Status.COLLECTING or proposal.second_count < wanted:
        return
    try:
        move(proposal, Proposal.Status.READY)
    except Overtaken:
        return
    data = {
        "title": proposal.public_title,
        "seconds": proposal.second_count,
        "seats": proposal.seat_count,
    }
    note(proposal, "proposal.ready", at=at, actor="邻居附议", data=data)
