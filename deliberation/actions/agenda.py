"""议程: which matters a meeting deals with, in which order and for how long."""

import datetime as dt

from django.db import transaction

from deliberation.actions.conducting import in_session
from deliberation.actions.matters import steps_missing
from deliberation.actions.numbering import next_number
from deliberation.actions.record import note
from deliberation.actions.wording import open_words
from deliberation.models import AgendaItem, Matter, Meeting
from suggestions.actions.rules import Overtaken, Refused, move
from suggestions.models import User

OPEN_TO_CHANGE = (Meeting.Status.PLANNED, Meeting.Status.NOTICED, Meeting.Status.OPEN)
LONGEST = 240


def arrange(
    meeting: Meeting, matter: Matter, *, by: User, at: dt.datetime, minutes: int = 15
) -> AgendaItem:
    """列入议程 at the end of it. What must come first is either done or left out with a reason."""
    _length(minutes)
    if matter.council_id != meeting.council_id:
        raise Refused(f"这个议题现在由“{matter.council}”处理。")
    if missing := steps_missing(matter):
        names = "、".join(f"“{step.name}”" for step in missing)
        laws = "、".join(dict.fromkeys(step.law for step in missing if step.law))
        laws = f"（{laws}）" if laws else ""
        raise Refused(
            f"列入议程之前要先有{names}{laws}。请在议题页登记办理情况；确实不需要的，写明理由。"
        )
    with transaction.atomic():
        in_session(meeting, *OPEN_TO_CHANGE)
        move(matter, Matter.Status.ARRANGED)
        item = _place(meeting, matter, minutes)
        data = {"title": matter.title, "minutes": minutes, "order": item.order}
        note(matter, "matter.arranged", at=at, by=by, meeting=meeting, data=data)
    return item


def _place(meeting: Meeting, matter: Matter, minutes: int) -> AgendaItem:
    """A new item at the end, or the one that had been taken off this agenda, put back."""
    order = next_number(meeting.items, "order")
    earlier = meeting.items.filter(matter=matter).first()
    if earlier is None:
        return AgendaItem.objects.create(
            meeting=meeting, matter=matter, minutes=minutes, order=order
        )
    if earlier.status != AgendaItem.Status.POSTPONED:
        raise Refused("这次会议已经议过这个议题。")
    move(earlier, AgendaItem.Status.LISTED, minutes=minutes, order=order, outcome="")
    return earlier


def take_off_agenda(item: AgendaItem, *, reason: str, by: User, at: dt.datetime) -> None:
    """移出议程: the matter waits for another meeting."""
    reason = open_words(reason, "理由", 300)
    meeting, matter = item.meeting, item.matter
    with transaction.atomic():
        in_session(meeting, *OPEN_TO_CHANGE)
        if item.status != AgendaItem.Status.LISTED:
            raise Overtaken(f"“{matter}”已经在议或者议过了，不能移出议程。")
        move(item, AgendaItem.Status.POSTPONED, outcome=reason)
        move(matter, Matter.Status.RAISED)
        data = {"title": matter.title, "reason": reason}
        note(matter, "matter.postponed", at=at, by=by, meeting=meeting, data=data)


def reorder(item: AgendaItem, *, up: bool, by: User, at: dt.datetime) -> None:
    """One place up or down among those still to come."""
    meeting = item.meeting
    with transaction.atomic():
        in_session(meeting, *OPEN_TO_CHANGE)
        listed = list(
            meeting.items.filter(status=AgendaItem.Status.LISTED)
            .order_by("order", "pk")
            .select_related("matter")
        )
        keys = [row.pk for row in listed]
        if item.pk not in keys:
            raise Overtaken("这个议题已经不在待议之列，请刷新页面后再看。")
        here = keys.index(item.pk)
        there = here - 1 if up else here + 1
        if not 0 <= there < len(listed):
            raise Refused("已经在最前面了。" if up else "已经在最后面了。")
        places = [row.order for row in listed]
        listed[here], listed[there] = listed[there], listed[here]
        for row, order in zip(listed, _distinct(places), strict=True):
            AgendaItem.objects.filter(pk=row.pk).update(order=order)
        data = {"titles": [row.matter.title for row in listed]}
        note(meeting, "agenda.reordered", at=at, by=by, data=data)


def _distinct(places: list[int]) -> list[int]:
    """Rising numbers, each the old one where it can be."""
    found: list[int] = []
    for place in places:
        found.append(max(place, found[-1] + 1) if found else place)
    return found


def set_minutes(item: AgendaItem, *, minutes: int) -> None:
    """How long an item may take: a plan and no decision, so the record keeps what came of it."""
    _length(minutes)
    open_items = AgendaItem.objects.filter(
        pk=item.pk, status=AgendaItem.Status.LISTED, meeting__status__in=OPEN_TO_CHANGE
    )
    if not open_items.update(minutes=minutes):
        raise Overtaken("这个议题已经在议或者议过了，请刷新页面后再看。")
    item.minutes = minutes


def set_monthly(item: AgendaItem, *, monthly: bool) -> None:
    """每月都议: whether the next month's agenda is offered it ticked. A plan, like its length."""
    if not AgendaItem.objects.filter(pk=item.pk, monthly=not monthly).update(monthly=monthly):
        raise Overtaken("刚才已经有人改过，请刷新页面后再看。")
    item.monthly = monthly


def _length(minutes: int) -> None:
    if not 1 <= minutes <= LONGEST:
        raise Refused(f"每个议题的时间应当是 1 到 {LONGEST} 分钟。")
