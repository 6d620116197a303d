"""Voting online: a short code by phone, or the long one on a printed slip."""

import datetime as dt
import logging
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from deliberation.actions.record import note
from deliberation.actions.voting import (
    CLOSED,
    Receipt,
    cast,
    hold_open,
    receipt_for,
    voted,
    was_cast,
)
from deliberation.models import Motion, RollEntry, Voter, VotingCode
from deliberation.voting import answers, codes
from suggestions.actions.rules import Refused
from suggestions.models import OutboxMessage, User
from suggestions.residents.receipts import person_key
from suggestions.work.channels import channel_for
from suggestions.work.redacting import redacted

logger = logging.getLogger(__name__)

LIFE, ATTEMPTS = dt.timedelta(minutes=10), 5
PER_HOUR = 5
SLIP_LIFE = dt.timedelta(days=366)
BATCH = 500

# One sentence for a wrong code and for somebody who is not on the roll.
WRONG = "验证码不对，或者还没有获取。请核对姓名、手机号和最近一条短信里的 6 位数字。"
EXPIRED = "验证码已经过期（10 分钟内有效），请重新获取。"
# Also to who only pressed too often; whether this head has voted is told to nobody without a code.
SPENT = (
    "验证码已经失效：已经投过票，或者输错太多次。投过的票已经收下，不能再改；没有投的请重新获取。"
)
NO_SLIP = "没有找到这张纸条，请对照纸条再输一遍；纸条补发过的，旧的就不能用了。"
LATE = "网上投票已经截止。"


class Expired(Refused):
    """The code or the vote is over: nothing that is typed now helps."""


@dataclass(frozen=True)
class Slip:
    """A slip to print: the token stands here once and nowhere else."""

    entry: RollEntry
    token: str

    @property
    def grouped(self) -> str:
        return codes.grouped(self.token)


def refuse_unless_open(motion: Motion, *, at: dt.datetime) -> None:
    """Where this vote takes no ballots over the net, or none any more."""
    if motion.status != Motion.Status.OPEN:
        raise Expired(CLOSED if motion.status != Motion.Status.DRAFT else "这次表决还没有开始。")
    if motion.closes_at and at >= motion.closes_at:
        raise Expired(LATE)


def send_code(motion: Motion, *, name: str, phone: str, at: dt.datetime) -> None:
    """Send a code to somebody on the roll. Whether there is such a person is not told."""
    refuse_unless_open(motion, at=at)
    if not motion.online:
        raise Refused("这次表决没有开通短信投票，请用纸条二维码或到现场投票。")
    voter = find_voter(motion, name=name, phone=phone)
    if voter is None:
        return
    with transaction.atomic():
        Voter.objects.select_for_update().get(pk=voter.pk)  # two requests count as two
        mine = VotingCode.objects.filter(voter=voter, way=VotingCode.Way.PHONE)
        if mine.filter(expires_at__gt=at - dt.timedelta(hours=1) + LIFE).count() >= PER_HOUR:
            return
        mine.update(used=True)
        code, expires_at = codes.phone_code(), at + LIFE
        row = VotingCode.objects.create(
            voter=voter,
            way=VotingCode.Way.PHONE,
            digest=codes.phone_digest(voter.pk, expires_at, code),
            expires_at=expires_at,
        )
    # Behind the transaction and not in `on_commit`: who asked must hear when it was not sent.
    _send(row, motion, code, phone)


def _send(row: VotingCode, motion: Motion, code: str, phone: str) -> None:
    """Straight to the gateway: a code that waits in a table would be a code in a table."""
    message = OutboxMessage(
        key=f"vote-code-{row.pk}",
        channel=OutboxMessage.Channel.SMS,
        subject="表决验证码",
        body=f"“{motion.title}”表决验证码 {code}，10 分钟内有效。任何人向您要验证码都不要给。",
    )
    try:
        channel_for(message.channel).send(message, phone)
    except Exception as error:  # noqa: BLE001 - whatever a gateway raises
        words = redacted(f"{type(error).__name__}：{error}", phone)
        logger.error("voting code %s was not sent: %s", row.pk, words)
        row.delete()
        raise Refused("短信没有发出去，请过几分钟再试，或者请工作人员发纸条。") from None


def find_voter(motion: Motion, *, name: str, phone: str) -> Voter | None:
    """Who is on this vote's roll under this name and phone; both are needed."""
    key = person_key(phone)
    if not key or not name or not motion.roll_id:
        return None
    voters = Voter.objects.filter(motion=motion, entry__phone_key=key, entry__name=name)
    found = list(voters.select_related("entry", "motion")[:2])
    return found[0] if len(found) == 1 else None


def vote_by_phone(
    motion: Motion, *, name: str, phone: str, code: str, choice: str, key: str, at: dt.datetime
) -> Receipt:
    """Vote with the code from the message. Every wrong try is counted before it is compared."""
    choice = answers.checked(motion, choice)
    if key and was_cast(receipt_for(motion, choice, key)):
        return receipt_for(motion, choice, key)
    refuse_unless_open(motion, at=at)
    voter = find_voter(motion, name=name, phone=phone)
    row = _latest(voter)
    if voter is None or row is None:
        raise Refused(WRONG)
    tries = VotingCode.objects.filter(pk=row.pk, attempts__lt=ATTEMPTS)
    if not tries.update(attempts=F("attempts") + 1):
        raise Refused(SPENT)
    given = codes.phone_digest(voter.pk, row.expires_at, codes.normal_code(code))
    if not codes.same(given, row.digest):
        raise Refused(WRONG)
    if row.used:
        raise voted(voter, choice)
    if at >= row.expires_at:
        raise Expired(EXPIRED)
    return _spend(row, voter, choice, key, at)


def _latest(voter: Voter | None) -> VotingCode | None:
    if voter is None:
        return None
    rows = VotingCode.objects.filter(voter=voter, way=VotingCode.Way.PHONE)
    return rows.order_by("-pk").first()


def _spend(row: VotingCode, voter: Voter, choice: str, key: str, at: dt.datetime) -> Receipt:
    with transaction.atomic():
        receipt = cast(voter, choice=choice, channel=Voter.Channel.ONLINE, at=at, key=key)
        VotingCode.objects.filter(pk=row.pk).update(used=True)
    return receipt


# --- slips -----------------------------------------------------------------------------------


def find_slip(token: str) -> VotingCode | None:
    """The slip that carries a token, with its voter and motion."""
    normal = codes.normal_token(token)
    if normal is None:
        return None
    rows = VotingCode.objects.filter(digest=codes.slip_digest(normal), way=VotingCode.Way.SLIP)
    return rows.select_related("voter__motion").first()


def vote_by_slip(slip: VotingCode, *, choice: str, key: str, at: dt.datetime) -> Receipt:
    """Vote with a printed slip, found by its code (`find_slip`)."""
    voter = slip.voter
    choice = answers.checked(voter.motion, choice)
    if key and was_cast(receipt_for(voter.motion, choice, key)):
        return receipt_for(voter.motion, choice, key)
    if voter.voted:
        raise voted(voter, choice)
    if slip.used:
        raise Refused(NO_SLIP)
    refuse_unless_open(voter.motion, at=at)
    return _spend(slip, voter, choice, key, at)


def print_slips(
    motion: Motion, *, by: User, at: dt.datetime, numbers: Collection[int] = ()
) -> list[Slip]:
    """Slips for everybody who has not voted yet, or for some numbers; older ones are void."""
    if motion.method == Motion.Method.HANDS:
        raise Refused("举手表决不用纸条。")
    with transaction.atomic():
        hold_open(motion)
        waiting = Voter.objects.filter(motion=motion, voted=False).select_related("entry")
        if numbers:
            waiting = waiting.filter(entry__number__in=list(numbers))
        voters = list(waiting.order_by("entry__number"))
        if not voters:
            raise Refused("没有还没投票的人，不用打印纸条。请核对编号。")
        old = VotingCode.objects.filter(voter__in=voters, way=VotingCode.Way.SLIP)
        old.update(used=True)
        slips = [(voter, Slip(voter.entry, codes.slip_token())) for voter in voters]
        rows = [_slip_row(voter, slip, motion, at) for voter, slip in slips]
        VotingCode.objects.bulk_create(rows, batch_size=BATCH)
        note(motion, "motion.slips", by=by, at=at, data={"n": len(slips)})
    return [slip for _, slip in slips]


def _slip_row(voter: Voter, slip: Slip, motion: Motion, at: dt.datetime) -> VotingCode:
    return VotingCode(
        voter=voter,
        way=VotingCode.Way.SLIP,
        digest=codes.slip_digest(slip.token),
        expires_at=motion.closes_at or at + SLIP_LIFE,
    )
