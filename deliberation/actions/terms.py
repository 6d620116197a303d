"""换届: a new term for all seats of a council at once, and many seats from a list."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from deliberation.actions.councils import ONE_DAY, sitting
from deliberation.actions.notifying import tell_newcomer
from deliberation.actions.record import Fact, lock, note, note_all
from deliberation.models import Council, Party, Seat
from suggestions.actions.rules import Refused
from suggestions.models import User

LONG_AGO = dt.timedelta(days=400)  # whose term ended before that is no holder of the last term


@dataclass(frozen=True)
class Term:
    """What a new term began with: who stays, and how many seats became empty."""

    seats: Sequence[Seat]
    ended: int


def of_last_term(council: Council, on: dt.date) -> QuerySet[Seat]:
    """Who may stay: full seats that run on, or whose term ended not long before that day."""
    since = on - LONG_AGO
    rows = council.seats.full().filter(Q(until=None) | Q(until__gte=since), since__lt=on)
    follows = council.seats.full().filter(since__gte=on).values_list("party", "holder")
    again = Q()
    for party, holder in follows:
        again |= Q(party=party, holder=holder)
    return (rows.exclude(again) if again else rows).select_related("party", "council")


def begin_term(
    council: Council,
    *,
    since: dt.date,
    staying: Iterable[Seat],
    by: User,
    at: dt.datetime,
    until: dt.date | None = None,
) -> Term:
    """换届 on a day: the terms that run end the day before, who stays gets a new one.

    A seat is never overwritten: old minutes and votes refer to who held it then. Substitutes
    stay with the seat that they stand in for.
    """
    if until and until < since:
        raise Refused("任期的结束日期不能早于开始日期。")
    chosen = sorted(staying, key=lambda seat: (seat.party.order, seat.pk))
    if not chosen:
        raise Refused("请勾选留任的席位。一个都不留任的，请直接增加新的席位。")
    with transaction.atomic():
        lock([council])
        may = {seat.pk for seat in of_last_term(council, since)}
        if any(seat.pk not in may for seat in chosen):
            raise Refused("选中的席位有的已经有了新的任期，请刷新页面后再选。")
        running = council.seats.filter(Q(until=None) | Q(until__gte=since), since__lt=since)
        leaving = running.full().exclude(pk__in=[seat.pk for seat in chosen]).count()
        instead = list(Seat.objects.filter(substitute_for__in=chosen).filter(_runs(since)))
        running.update(until=since - ONE_DAY)
        new = {seat.pk: _again(seat, since, until) for seat in chosen}
        Seat.objects.bulk_create(new.values())
        stand_ins = [
            _again(seat, since, until, new[seat.substitute_for_id])
            for seat in instead
            if seat.substitute_for_id
        ]
        Seat.objects.bulk_create(stand_ins)
        data = {
            "since": f"{since:%Y-%m-%d}",
            "until": f"{until:%Y-%m-%d}" if until else "",
            "seats": [sitting(seat) for seat in new.values()],
            "ended": leaving,
        }
        note(council, "council.term", at=at, by=by, data=data)
        for seat in new.values():
            tell_newcomer(seat, at=at)
    return Term(list(new.values()), leaving)


def _runs(since: dt.date) -> Q:
    return Q(until=None) | Q(until__gte=since - ONE_DAY)


def _again(
    seat: Seat, since: dt.date, until: dt.date | None, instead_of: Seat | None = None
) -> Seat:
    """The same person for a new term, named and reached as before."""
    return Seat(
        council=seat.council,
        party=seat.party,
        holder=seat.holder,
        post=seat.post,
        shown=seat.shown,
        apart=seat.apart,
        phone=seat.phone,
        email=seat.email,
        substitute_for=instead_of,
        since=since,
        until=until,
    )


# --- from a list -----------------------------------------------------------------------------


def write_seats(
    council: Council, rows: Sequence[tuple[Seat, str]], *, by: User, at: dt.datetime
) -> int:
    """Seats of one council, each with the name of whom it stands in for; all or none."""
    with transaction.atomic():
        lock([council])
        full = [seat for seat, instead in rows if not instead]
        Seat.objects.bulk_create(full)
        today = council.seats.full().filter(Q(until=None) | Q(until__gte=localdate(at)))
        by_name: dict[str, list[Seat]] = {}
        for seat in today.select_related("party"):
            by_name.setdefault(seat.holder, []).append(seat)
        standing = []
        for seat, instead in rows:
            if instead:
                seat.substitute_for = _only(by_name.get(instead, []), seat, instead)
                seat.party = seat.substitute_for.party
                standing.append(seat)
        Seat.objects.bulk_create(standing)
        facts = [Fact(council, seat, None, sitting(seat)) for seat in [*full, *standing]]
        note_all(facts, "seat.added", at=at, by=by)
        for seat in full:
            tell_newcomer(seat, at=at)
    return len(facts)


def _only(found: Sequence[Seat], seat: Seat, name: str) -> Seat:
    if len(found) != 1:
        why = "没有这个席位" if not found else "有不止一个席位是这个名字"
        raise Refused(f"“{seat.holder}”是“{name}”的替补，可是{why}，没有导入。")
    return found[0]


def party_names(on: dt.date) -> dict[str, Party]:
    """Parties by what lists call them: 居（村）委会 is 居委会 and 村委会 as well."""
    found: dict[str, Party] = {}
    for party in Party.objects.in_force(on):
        name = party.name.replace("(", "（").replace(")", "）")
        found[party.name] = party
        before, _, rest = name.partition("（")
        inner, _, after = rest.partition("）")
        for other in (before + after, inner + after) if rest else ():
            found.setdefault(other, party)
    return found
