"""名册: read from a sheet, looked at by a second person, frozen when the first vote opens."""

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.timezone import localdate

from deliberation.actions.facts import facts_of
from deliberation.actions.record import Fact, note, note_all
from deliberation.models import Council, Meeting, Roll, RollEntry, Seat, Unit
from deliberation.verify import canonical
from deliberation.voting.roll_sheet import Head, read_roll
from suggestions.actions.lists import FaultyList
from suggestions.actions.rules import Overtaken, Refused, move, needed
from suggestions.models import User
from suggestions.residents.receipts import person_key
from suggestions.tabular import Unreadable

BATCH = 500


def import_roll(
    council: Council, *, kind: str, name: str, file: BinaryIO, by: User, at: dt.datetime
) -> Roll:
    """A roll from a sheet whose columns say themselves what they are: all of it or nothing."""
    check_kind(kind)
    try:
        found = read_roll(file, kind)
    except Unreadable as error:
        raise Refused(str(error)) from error
    if found.faults:
        raise FaultyList(found.faults)
    return found_roll(council, kind=kind, name=name, heads=found.items, by=by, at=at)


def check_kind(kind: str) -> None:
    if kind not in Roll.Kind.values or kind == Roll.Kind.SEATS:
        raise Refused("请选择名册种类。议事会席位的名册由系统按席位生成，不用导入。")


def found_roll(
    council: Council, *, kind: str, name: str, heads: list[Head], by: User, at: dt.datetime
) -> Roll:
    """A roll of these heads."""
    check_kind(kind)
    name = needed(name, "名册名称", limit=60)
    with transaction.atomic():
        roll = Roll.objects.create(
            council=council, kind=kind, name=name, imported_by=by, imported_at=at
        )
        _write(roll, heads)
        _count(roll)
        note(roll, "roll.imported", by=by, at=at)
    return roll


def _write(roll: Roll, heads: list[Head]) -> None:
    entries = [
        RollEntry(
            roll=roll,
            number=head.number,
            name=head.name,
            household=head.household,
            heads_household=head.heads_household,
            phone=head.phone,
            phone_key=person_key(head.phone),
            area=head.area,
        )
        for head in heads
    ]
    RollEntry.objects.bulk_create(entries, batch_size=BATCH)
    units = [
        Unit(
            roll=roll,
            entry=entry,
            label=unit.label,
            area=unit.area,
            co_owners=list(unit.co_owners),
        )
        for entry, head in zip(entries, heads, strict=True)
        for unit in head.units
    ]
    Unit.objects.bulk_create(units, batch_size=BATCH)


def roll_from_seats(meeting: Meeting, *, by: User, at: dt.datetime) -> Roll:
    """The council's own seats on the day of a meeting, for its votes; needs no second look."""
    council = meeting.council
    day = localdate(meeting.starts_at)
    seats = Seat.objects.full().in_force(day).filter(council=council).select_related("party")
    entries = [
        RollEntry(
            number=number,
            name=seat.holder,
            party=seat.party,
            seat=seat,
            phone=seat.phone,
            phone_key=person_key(seat.phone),
        )
        for number, seat in enumerate(seats, start=1)
    ]
    if not entries:
        raise Refused("这个议事会在会议当天没有席位，请先登记席位。")
    with transaction.atomic():
        roll = Roll.objects.create(
            council=council,
            kind=Roll.Kind.SEATS,
            name=f"{day:%Y年%-m月%-d日}席位",
            status=Roll.Status.CHECKED,
            imported_by=by,
            imported_at=at,
        )
        for entry in entries:
            entry.roll = roll
        RollEntry.objects.bulk_create(entries, batch_size=BATCH)
        _count(roll)
        note(roll, "roll.imported", by=by, at=at)
    return roll


def check_roll(roll: Roll, *, by: User, at: dt.datetime) -> None:
    """The second look: somebody else than who imported it says that the roll is right."""
    if roll.imported_by_id == by.pk:
        raise Refused("名册要由另一位工作人员核对，导入的人不能自己核对自己。")
    with transaction.atomic():
        move(roll, Roll.Status.CHECKED, checked_by=by)
        note(roll, "roll.checked", by=by, at=at)


def uncheck_roll(roll: Roll, *, by: User, at: dt.datetime) -> None:
    """Something was found after all: the roll may not be used until it is checked again."""
    with transaction.atomic():
        move(roll, Roll.Status.DRAFT, checked_by=None)
        note(roll, "roll.unchecked", by=by, at=at)


def discard_roll(roll: Roll, *, by: User, at: dt.datetime) -> None:
    """Delete a roll that no vote has used; the record keeps that there was one."""
    with transaction.atomic():
        council = roll.council
        if roll.motions.exists():
            raise Refused("已经有表决事项选用了这份名册，不能删除。")
        facts = facts_of(roll)
        usable = Roll.objects.filter(pk=roll.pk).exclude(status=Roll.Status.FROZEN)
        # Locked first, so that no vote opens on it meanwhile.
        if not usable.select_for_update().first():
            raise Overtaken("名册已经锁定，不能删除。")
        usable.delete()
        note_all([Fact(council, data=facts)], "roll.discarded", by=by, at=at)


def freeze_roll(roll: Roll, *, at: dt.datetime) -> None:
    """Lock a checked roll with its totals and fingerprint; a locked one stays as it is.

    Called by the verb that opens a vote, in its transaction: whoever comes second waits for the
    row and finds it locked.
    """
    fresh = Roll.objects.select_for_update().get(pk=roll.pk)
    if fresh.status == Roll.Status.DRAFT:
        raise Refused(f"名册“{fresh.name}”还没有核对，不能用来表决。")
    if fresh.status == Roll.Status.CHECKED:
        _count(fresh)
        move(fresh, Roll.Status.FROZEN, frozen_at=at, fingerprint=fingerprint(fresh))
    for name in ("status", "people", "households", "area", "fingerprint", "frozen_at"):
        setattr(roll, name, getattr(fresh, name))


def fingerprint(roll: Roll) -> str:
    """SHA-256 over everything by which somebody is entitled, in the order of the numbers."""
    units: dict[int, list[list[Any]]] = {}
    for unit in roll.units.order_by("label"):
        units.setdefault(unit.entry_id, []).append([unit.label, f"{unit.area:.2f}", unit.co_owners])
    rows = [
        [e.number, e.name, e.household, e.heads_household, f"{e.area:.2f}", e.party_id, e.seat_id]
        + [e.phone_key, units.get(e.pk, [])]
        for e in roll.entries.order_by("number")
    ]
    return hashlib.sha256(canonical({"kind": roll.kind, "entries": rows})).hexdigest()


def _count(roll: Roll) -> None:
    rows = list(roll.entries.values_list("household", "heads_household", "area"))
    roll.people = len(rows)
    # Where nobody speaks for a household, households are no base of a vote.
    speaks = any(heads for _, heads, _ in rows)
    roll.households = len({household for household, _, _ in rows if household}) if speaks else 0
    roll.area = sum((area for _, _, area in rows), Decimal(0))
    roll.save(update_fields=["people", "households", "area"])
