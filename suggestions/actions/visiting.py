"""入户走访: open a round, list its doors, and take in what came of each visit, once."""

import datetime as dt
import hashlib
import hmac
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from suggestions.actions import sheets
from suggestions.actions.rules import Overtaken, Refused, move, needed
from suggestions.models import (
    AnswerSheet,
    Area,
    Household,
    Outcome,
    QuestionnairePage,
    User,
    Visit,
    VisitDevice,
    VisitRound,
)
from suggestions.questionnaires.frozen import Sheet
from suggestions.text.language import masked

# What is held on a phone longer is told with the time at which it arrives.
LONGEST = dt.timedelta(hours=24)
OVER = "这次走访已经结束，没有记上。"
TWICE = "这一条刚才已经记过了，内容和现在的不一样。请打开这一户看一看。"
BUILDING, ROOM, NAME, CONSENT = 40, 20, 20, 1000
Line = tuple[str, str, str]  # building, room, name where one was given


# --- rounds -----------------------------------------------------------------------------------


def open_round(
    *, questionnaire: QuestionnairePage, area: Area, consent: str, by: User, at: dt.datetime
) -> VisitRound:
    """开始走访: with the questions as they stand now; later edits do not change them."""
    consent = needed(consent, "开头要念的话", CONSENT)
    if not questionnaire.live or at >= questionnaire.closes_at:
        raise Refused(f"“{questionnaire.title}”没有发布或者已经截止，不能开始走访。")
    if area.level not in (Area.Level.COMMUNITY, Area.Level.ESTATE):
        raise Refused("走访按居（村）进行，请写居委会、村委会或者小区的名字。")
    facts = {"area": area, "consent": consent, "opened_at": at, "opened_by_id": by.pk}
    try:
        with transaction.atomic():
            version = sheets.version_of(questionnaire, at=at)
            return VisitRound.objects.create(version=version, **facts)
    except IntegrityError as error:
        raise Refused(f"{area}正在用这份问卷走访，不用再开始一次。") from error


def close_round(subject: VisitRound, *, by: User, at: dt.datetime) -> None:
    """结束走访: the names that were given go, counts and answers stay."""
    with transaction.atomic():
        move(subject, VisitRound.Status.CLOSED, closed_at=at, closed_by_id=by.pk)
        subject.households.exclude(name="").update(name="")


def _write(subject: VisitRound, lines: Iterable[Line], *, by: User, at: dt.datetime) -> int:
    """Those that are not there yet; the round is held, so that none comes after its end."""
    held = VisitRound.objects.select_for_update(no_key=True)
    if held.get(pk=subject.pk).status != VisitRound.Status.OPEN:
        raise Overtaken(OVER)
    there = set(subject.households.values_list("building", "room"))
    fresh = {line[:2]: line for line in lines if line[:2] not in there}
    Household.objects.bulk_create(
        (
            Household(round=subject, building=building, room=room, name=name, added_by_id=by.pk,
                      added_at=at)
            for building, room, name in fresh.values()
        ),
        batch_size=500,
    )  # fmt: skip
    return len(fresh)


@transaction.atomic
def write_households(
    subject: VisitRound, lines: Iterable[Line], *, by: User, at: dt.datetime
) -> int:
    """From a list; gives how many are new."""
    return _write(subject, lines, by=by, at=at)


def add_household(
    subject: VisitRound, *, building: str, room: str, name: str = "", by: User, at: dt.datetime
) -> None:
    """At the door: somebody lives there of whom the list says nothing."""
    building = " ".join(needed(building, "楼栋", BUILDING).split())
    room = " ".join(needed(room, "室号", ROOM).split())
    name = " ".join(needed(name, "称呼", NAME).split()) if name.strip() else ""
    with transaction.atomic():
        if not _write(subject, [(building, room, name)], by=by, at=at):
            raise Refused(f"{building} {room} 已经在名单里了。")


# --- visits -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What one press at a door came to. `again`: it had been done before."""

    visit: Visit
    again: bool = False


def pressed_at(
    household: Household, *, at: dt.datetime, waited: dt.timedelta = dt.timedelta()
) -> dt.datetime:
    """When it was pressed, as the device counted; never before the round began."""
    if not dt.timedelta() < waited <= LONGEST:
        return at
    return max(at - waited, household.round.opened_at)


def visit(
    household: Household,
    *,
    outcome: str,
    key: str,
    by: User,
    at: dt.datetime,
    sheet: Sheet | None = None,
    waited: dt.timedelta = dt.timedelta(),
    device: VisitDevice | None = None,
) -> Told:
    """One time at a door. The same `key` is done once, however often it comes.

    Of two who visited the same door the first counts; what the other wrote is kept beside it.
    """
    pressed = pressed_at(household, at=at, waited=waited)
    row = Visit(
        household=household, outcome=outcome, key=uuid.UUID(key), by_id=by.pk, device=device,
        digest=_digest(household, outcome, sheet), at=pressed, arrived_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            free = _hold(household)
            if earlier := _earlier(row):
                return earlier
            if not VisitRound.objects.filter(pk=household.round_id, status="open").exists():
                raise Overtaken(OVER)
            row.late = not free
            if free:
                _count(household, row, sheet)
            elif sheet:
                row.held = _kept(sheet)
            row.save(force_insert=True)
    except IntegrityError:  # the same press at another door
        raise Refused(TWICE) from None
    return Told(row)


def _kept(sheet: Sheet) -> dict[str, Any]:
    """Answers that are not counted, as they would have been: own words masked."""
    codes = [[*map(str, one)] for one in sheet.codes]
    return {"codes": codes, "texts": [[*one[:2], masked(one[2])] for one in sheet.texts]}


def _hold(household: Household) -> bool:
    """Hold its row until the end of the transaction; whether nobody has visited it yet."""
    rows = Household.objects.filter(pk=household.pk)
    rows.update(added_at=F("added_at"))
    return rows.exclude(state=Outcome.VISITED).exists()


def _earlier(row: Visit) -> Told | None:
    found = Visit.objects.filter(key=row.key).select_related("household").first()
    if found is None:
        return None
    if (found.digest, found.by_id) != (row.digest, row.by_id):
        raise Refused(TWICE)
    return Told(found, again=True)


def _count(household: Household, row: Visit, sheet: Sheet | None) -> None:
    """What now stands for the door; a press that arrives late does not hide a newer one."""
    rows = Household.objects.filter(pk=household.pk)
    if row.outcome == Outcome.VISITED:
        if sheet is None:
            raise Refused("走访到了，请把问卷填好再交。")
        sheets.hand_in(
            household.round.version, sheet, key=sheet_key(row.key), at=row.at,
            way=AnswerSheet.Way.VISIT, by=None,
        )  # fmt: skip
    else:
        rows = rows.filter(Q(state_at=None) | Q(state_at__lte=row.at))
    rows.update(state=row.outcome, state_at=row.at)


def sheet_key(key: uuid.UUID) -> str:
    """The sheet's own key: nobody without the site's secret tells from it whose door it was."""
    said = hmac.new(settings.SECRET_KEY.encode(), f"visit:{key}".encode(), hashlib.sha256)
    return str(uuid.UUID(bytes=said.digest()[:16]))


def _digest(household: Household, outcome: str, sheet: Sheet | None) -> str:
    plain: list[Any] = [household.pk, outcome, sheet.digest() if sheet else ""]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()
