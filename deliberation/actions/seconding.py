"""附议 counts people: a number that answers a code, or a seat's word noted by the secretary."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from deliberation.actions import proving
from deliberation.actions.record import note
from deliberation.models import Proposal, Seat, Second
from deliberation.voting import codes
from suggestions.actions.rules import Overtaken, Refused, move
from suggestions.models import User

OPEN = (Proposal.Status.COLLECTING, Proposal.Status.READY)
CLOSED = "这件提议现在不能附议。"


# --- a resident, by phone ---------------------------------------------------------------------


def send_code(proposal: Proposal, *, phone: str, at: dt.datetime) -> None:
    """A code by text message to who wants to second."""
    if proposal.status not in OPEN:
        raise Refused(CLOSED)
    key = codes.second_key(proposal.pk, phone)
    text = proving.Text(
        "附议验证码",
        lambda code: (
            f"附议“{proposal.public_title}”的验证码 {code}，10 分钟内有效。"
            "不是您本人要的，不用理会。"
        ),
        "，或者请议事员代为登记",
    )
    proving.send(proposal.codes, key=key, phone=phone, text=text, at=at)


def second_by_phone(proposal: Proposal, *, phone: str, code: str, at: dt.datetime) -> bool:
    """附议 by who holds the number. True when it counts, False when it had counted before."""
    key = codes.second_key(proposal.pk, phone)
    proven = proving.prove(proposal.codes, key=key, code=code, at=at)
    with transaction.atomic():
        proving.spend(proven, at=at)
        new = _count(proposal, key, Second.Way.PHONE, at)
    return new


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
