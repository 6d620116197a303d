"""席位邀请: a link for one empty seat, filled in by its person, confirmed by the secretary."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from deliberation.actions.councils import add_seat
from deliberation.actions.record import note
from deliberation.models import Council, Invitation, Party, Seat
from suggestions.actions.rules import Overtaken, Refused, move, move_all, needed
from suggestions.models import User

LIFE = dt.timedelta(days=14)
KEPT = dt.timedelta(days=30)  # what nobody confirmed, after the link has ended
AT_ONCE = 50  # open links of one council
GONE = {"holder": "", "phone": ""}
Status = Invitation.Status


@dataclass(frozen=True)
class Made:
    """A new invitation: the token stands here once and nowhere else."""

    invitation: Invitation
    token: str


def digest(token: str) -> str:
    return salted_hmac("deliberation.inviting", token, algorithm="sha256").hexdigest()


def find(token: str) -> Invitation | None:
    """Whose link it is, whatever became of it."""
    rows = Invitation.objects.select_related("council__area", "party")
    return rows.filter(digest=digest(token[:200])).first()


def invite(
    council: Council,
    *,
    since: dt.date,
    by: User,
    at: dt.datetime,
    party: Party | None = None,
    until: dt.date | None = None,
) -> Made:
    """A link for one seat; it ends by itself, when it is used, or when it is taken back."""
    if not council.active:
        raise Refused(f"“{council}”已经停用，不能再邀请。")
    if party and not Party.objects.in_force(since).filter(pk=party.pk).exists():
        raise Refused(f"“{party}”在 {since:%Y-%m-%d} 不是议事方。")
    if until and until < since:
        raise Refused("任期的结束日期不能早于开始日期。")
    waiting = council.invitations.filter(status=Status.OPEN, expires_at__gt=at)
    if waiting.count() >= AT_ONCE:
        raise Refused(f"已经有 {AT_ONCE} 个邀请链接还没有人填写，请先作废用不着的。")
    token = secrets.token_urlsafe(24)
    made = Invitation(
        council=council,
        party=party,
        digest=digest(token),
        since=since,
        until=until,
        by=by,
        made_at=at,
        expires_at=at + LIFE,
    )
    with transaction.atomic():
        made.save(force_insert=True)
        note(made, "seat.invited", at=at, by=by, data={"party": party.name if party else ""})
    return Made(made, token)


def fill_in(
    invitation: Invitation,
    *,
    holder: str,
    phone: str,
    shown: str,
    at: dt.datetime,
    party: Party | None = None,
) -> None:
    """By who has the link, once: name, number and how to be named in public."""
    party = invitation.party or party
    if party is None or not Party.objects.in_force(invitation.since).filter(pk=party.pk).exists():
        raise Refused("请选择您代表哪一方。")
    if invitation.expires_at <= at:
        raise Overtaken("这个邀请链接已经过期，请向议事员再要一个。")
    move(
        invitation,
        Status.FILLED,
        holder=needed(holder, "姓名", 40),
        phone=phone,
        shown=Seat.Shown(shown),
        party=party,
        agreed_at=at,
    )


def accept(invitation: Invitation, *, by: User, at: dt.datetime) -> Seat:
    """The second step: the secretary knows the person, and the seat begins."""
    with transaction.atomic():
        # The invitation's row first: of two who confirm, the second hears of it.
        held = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if held.status != Status.FILLED or held.party is None:
            raise Overtaken("这份邀请已经有人处理过了，请刷新页面后再看。")
        seat = add_seat(
            held.council,
            party=held.party,
            holder=held.holder,
            phone=held.phone,
            shown=held.shown,
            since=_begins(held, localdate(at)),
            until=held.until,
            by=by,
            at=at,
        )
        move(invitation, Status.ACCEPTED, seat=seat, **GONE)
    return seat


def _begins(invitation: Invitation, today: dt.date) -> dt.date:
    """Not before the word that lets them in, nor on a day whose meeting was begun without them."""
    first = max(invitation.since, today)
    begun = invitation.council.meetings.filter(opened_at__date=first).exists()
    return first + dt.timedelta(days=1) if begun else first


def revoke(invitation: Invitation, *, by: User, at: dt.datetime) -> None:
    """The link opens nothing any more, and what was written goes."""
    with transaction.atomic():
        move(invitation, Status.REVOKED, **GONE)
        party = invitation.party.name if invitation.party else ""
        note(invitation, "seat.uninvited", at=at, by=by, data={"party": party})


def drop_invitations(*, at: dt.datetime) -> int:
    """What nobody confirmed in time: name and number are not kept for it."""
    over = Invitation.objects.filter(
        status__in=[Status.OPEN, Status.FILLED], expires_at__lt=at - KEPT
    )
    return len(move_all(over, Status.REVOKED, **GONE))
