"""What waits to be done in many councils: the same number of questions however many they are.

Each function gives the rows of `councils` (a QuerySet) that are due, the most pressing first.
"""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from deliberation.models import (
    AgendaItem,
    Attendance,
    Confirmation,
    Council,
    FormRow,
    Invitation,
    Matter,
    Meeting,
    Milestone,
    Minutes,
    Motion,
    Objection,
    Passing,
    Proposal,
    Publication,
    Question,
    Resolution,
    Task,
)
from deliberation.telling import effects, plan

TO_COME = (Meeting.Status.PLANNED, Meeting.Status.NOTICED)


def today(councils: QuerySet[Council], at: dt.datetime) -> QuerySet[Meeting]:
    """Meetings that are being held, and those to be held on this day."""
    first = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    on_day = Q(starts_at__gte=first, starts_at__lt=first + dt.timedelta(days=1))
    waiting = Q(status__in=[Meeting.Status.PLANNED, Meeting.Status.NOTICED])
    rows = Meeting.objects.filter(Q(status=Meeting.Status.OPEN) | on_day & waiting)
    rows = rows.filter(council__in=councils.values("pk"))
    return rows.select_related("council", "format").order_by("starts_at", "pk")


def notices(councils: QuerySet[Council], at: dt.datetime) -> QuerySet[Meeting]:
    """Meetings whose seats are not all told and should be within days, or should have been."""
    rows = Meeting.objects.unnoticed(at).filter(council__in=councils.values("pk"))
    return rows.select_related("council").order_by("notice_by", "pk")


def unheld(councils: QuerySet[Council], at: dt.datetime) -> QuerySet[Meeting]:
    """Meetings whose day is over and of which nobody has said whether they were held."""
    first = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = [Meeting.Status.PLANNED, Meeting.Status.NOTICED]
    rows = Meeting.objects.filter(starts_at__lt=first, status__in=waiting)
    rows = rows.filter(council__in=councils.values("pk"))
    return rows.select_related("council", "format").order_by("-starts_at", "pk")


def without_agenda(meetings: Sequence[Meeting]) -> set[int]:
    """Those of them on whose agenda nothing stands."""
    filled = AgendaItem.objects.filter(meeting__in=meetings, status=AgendaItem.Status.LISTED)
    return {m.pk for m in meetings} - set(filled.values_list("meeting", flat=True))


def invitations(councils: QuerySet[Council]) -> QuerySet[Invitation]:
    """Filled in by their persons and waiting for the secretary's word."""
    rows = Invitation.objects.filter(
        council__in=councils.values("pk"), status=Invitation.Status.FILLED
    )
    return rows.select_related("council", "party").order_by("agreed_at", "pk")


def questions(councils: QuerySet[Council]) -> QuerySet[Question]:
    """Questions to parties without an answer, the most overdue first."""
    rows = Question.objects.filter(
        matter__council__in=councils.values("pk"), status=Question.Status.OPEN
    )
    return rows.select_related("matter__council", "party").order_by("due_on", "pk")


def comments(councils: QuerySet[Council]) -> QuerySet[Meeting]:
    """Meetings to come with opinions that nobody has read, with how many."""
    unread = Q(items__comments__status="pending")
    rows = Meeting.objects.filter(council__in=councils.values("pk"), status__in=TO_COME)
    rows = rows.annotate(unread=Count("items__comments", filter=unread)).filter(unread__gt=0)
    return rows.select_related("council", "format").order_by("starts_at", "pk")


def proposals(councils: QuerySet[Council]) -> QuerySet[Proposal]:
    """Unread ones, and those that neighbours have seconded enough."""
    waiting = [Proposal.Status.PENDING, Proposal.Status.READY]
    rows = Proposal.objects.filter(council__in=councils.values("pk"), status__in=waiting)
    return rows.select_related("council").order_by("submitted_at", "pk")


def minutes(councils: QuerySet[Council]) -> QuerySet[Meeting]:
    """Meetings that are over and whose minutes are not settled; the newest is fresh in mind."""
    over = [Meeting.Status.CLOSED, Meeting.Status.CONFIRMING]
    rows = Meeting.objects.filter(council__in=councils.values("pk"), status__in=over)
    return rows.select_related("council", "minutes_of").order_by("-starts_at", "pk")


def silent_parties(written: Sequence[Minutes]) -> dict[int, list[str]]:
    """By the minutes' key: the parties of which somebody who was there has not answered.

    Two queries for all of them.
    """
    by_meeting = {one.meeting_id: one.pk for one in written}
    said = set(
        Confirmation.objects.filter(minutes__in=by_meeting.values()).values_list("minutes", "seat")
    )
    there = Attendance.objects.filter(meeting__in=by_meeting, seat__isnull=False)
    found: dict[int, list[str]] = {one.pk: [] for one in written}
    for row in there.select_related("seat__party").order_by("seat__party__order", "pk"):
        pk, party = by_meeting[row.meeting_id], row.seat.party.name if row.seat else ""
        answered = (pk, row.substitute_id or row.seat_id) in said
        if not answered and party not in found[pk]:
            found[pk].append(party)
    return found


def unanswered(councils: QuerySet[Council]) -> QuerySet[Motion]:
    """Carried votes of which nobody has said who does it by when."""
    rows = Motion.objects.unanswered().filter(item__meeting__council__in=councils.values("pk"))
    return rows.select_related("item__meeting__council").order_by("closed_at", "pk")


def votes_over(councils: QuerySet[Council], at: dt.datetime) -> QuerySet[Motion]:
    """Votes that run on after the time announced for their end."""
    rows = Motion.objects.filter(
        item__meeting__council__in=councils.values("pk"),
        status=Motion.Status.OPEN,
        closes_at__lte=at,
    )
    return rows.select_related("item__meeting__council").order_by("closes_at", "pk")


def late_tasks(councils: QuerySet[Council], on: dt.date) -> QuerySet[Task]:
    """Pieces of work past their day, of resolutions that are being carried out."""
    rows = Task.objects.filter(plan.standing("task", on)["late"])
    rows = rows.filter(resolution__council__in=councils.values("pk"))
    return rows.select_related("resolution__council").order_by("due_on", "pk")


def milestones(councils: QuerySet[Council], on: dt.date) -> QuerySet[Milestone]:
    """Steps of projects in hand whose day is near or past; the most pressing first."""
    states = plan.standing("milestone", on)
    rows = Milestone.objects.filter(states["late"] | states["soon"])
    rows = rows.filter(project__fund__council__in=councils.values("pk"))
    return rows.select_related("project__fund__council").order_by("due_on", "pk")


def coming_tasks(councils: QuerySet[Council], on: dt.date) -> QuerySet[Task]:
    """Work of resolutions that are being carried out, whose day is near."""
    rows = Task.objects.filter(plan.standing("task", on)["soon"], plan.CARRIED)
    rows = rows.filter(resolution__council__in=councils.values("pk"))
    return rows.select_related("resolution__council").order_by("due_on", "pk")


def hung_out(councils: QuerySet[Council], on: dt.date) -> QuerySet[Publication]:
    """Publications whose last day is over and of which nobody has noted the end."""
    rows = Publication.objects.filter(
        resolution__council__in=councils.values("pk"),
        resolution__status=Resolution.Status.PUBLISHED,
        ends_on__lt=on,
    )
    return rows.select_related("resolution__council").order_by("ends_on", "pk")


def unpublished(councils: QuerySet[Council]) -> QuerySet[Resolution]:
    """Decided and not yet put up for people to read."""
    rows = Resolution.objects.filter(
        council__in=councils.values("pk"), status=Resolution.Status.DRAFT
    )
    return rows.select_related("council").order_by("pk")


def worked_off(councils: QuerySet[Council]) -> QuerySet[Resolution]:
    """All their work is done, and nobody has asked the residents whether it really is."""
    open_work = Task.objects.filter(resolution=OuterRef("pk")).exclude(status=Task.Status.DONE)
    rows = Resolution.objects.filter(
        ~Exists(open_work),
        council__in=councils.values("pk"),
        status=Resolution.Status.CARRIED,
        tasks__isnull=False,
    )
    return rows.distinct().select_related("council").order_by("pk")


def objections(councils: QuerySet[Council]) -> QuerySet[Objection]:
    """What residents say against a decision and nobody has answered."""
    rows = Objection.objects.filter(
        resolution__council__in=councils.values("pk"), status=Objection.Status.PENDING
    )
    return rows.select_related("resolution__council").order_by("pk")


def answers(councils: QuerySet[Council], until: dt.date) -> QuerySet[FormRow]:
    """What was said at a meeting and is to be answered, or looked at again, by this day."""
    rows = FormRow.objects.filter(
        meeting__council__in=councils.values("pk"), answered_on=None, due_on__lte=until
    ).exclude(meeting__status=Meeting.Status.CANCELLED)
    return rows.select_related("meeting__council", "meeting__format", "step").order_by(
        "due_on", "pk"
    )


def evaluations(councils: QuerySet[Council], on: dt.date) -> QuerySet[Resolution]:
    """Resolutions that are done and whose effect should have been looked at."""
    rows = effects.due(on).filter(council__in=councils.values("pk"), evaluations=None)
    return rows.select_related("council").order_by("done_at", "pk")


# --- of an area ------------------------------------------------------------------------------


def without_meeting(councils: QuerySet[Council], month: dt.date) -> QuerySet[Council]:
    """Councils in use that have no regular meeting in a month, or only one that was cancelled."""
    regular = Meeting.objects.filter(
        council=OuterRef("pk"), month=month.replace(day=1), kind=Meeting.Kind.REGULAR
    ).exclude(status=Meeting.Status.CANCELLED)
    rows = councils.filter(active=True).exclude(Exists(regular))
    return rows.select_related("area").order_by("area__path", "pk")


def passed_up(councils: QuerySet[Council]) -> QuerySet[Matter]:
    """Matters that came up from below and wait for an agenda."""
    came = Passing.objects.filter(
        matter=OuterRef("pk"), target=OuterRef("council"), way=Passing.Way.UP
    )
    rows = Matter.objects.filter(Exists(came), council__in=councils.values("pk"))
    rows = rows.filter(status=Matter.Status.RAISED).select_related("council")
    last = Passing.objects.filter(
        matter=OuterRef("pk"), target=OuterRef("council"), way=Passing.Way.UP
    ).order_by("-at", "-pk")
    rows = rows.annotate(answer_by=Subquery(last.values("answer_by")[:1]))
    return rows.order_by(F("answer_by").asc(nulls_last=True), "raised_at", "pk")


def below(paths: Sequence[str]) -> QuerySet[Council]:
    """Councils in these areas (paths of the tree) and all that lies below them; none for none."""
    if not paths:
        return Council.objects.none()
    inside = Q()
    for path in paths:
        inside |= Q(area__path__startswith=path)
    return Council.objects.filter(inside)
