"""Counts of meetings: held, with whom, in time. All of them look at the regular 议事日 alone."""

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from deliberation.indicators.counts import Found, Month, count, tally
from deliberation.models import Attendance, Council, Meeting, Minutes, Notice, Seat


def _planned(month: Month) -> QuerySet[Meeting]:
    return Meeting.objects.in_month(month.first).filter(kind=Meeting.Kind.REGULAR)


def _held(month: Month) -> QuerySet[Meeting]:
    return _planned(month).filter(status__in=Meeting.HELD)


def _seated(prefix: str) -> Q:
    """Full seats whose term holds on the day of the meeting."""
    day = TruncDate("starts_at")
    term = Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": day})
    return Q(**{f"{prefix}substitute_for__isnull": True, f"{prefix}since__lte": day}) & term


@count("应开会议", "当月的议事日，每个议事会一场；取消了的也算应开")
def planned(month: Month) -> Found:
    return tally(_planned(month))


@count("已开会议", "当月的议事日里开了的（进行中、已散会、纪要确认中、已归档）")
def held(month: Month) -> Found:
    return tally(_held(month))


@count("足数会议", "当月开了的议事日里，签到的席位超过全部席位一半的；没有席位的不算")
def quorate(month: Month) -> Found:
    """Both sides are counted for each meeting in the database."""
    there = Attendance.objects.filter(meeting=OuterRef("pk"), seat__isnull=False)
    full = Seat.objects.filter(
        Q(until__isnull=True) | Q(until__gte=OuterRef("day")),
        council=OuterRef("council"), substitute_for__isnull=True, since__lte=OuterRef("day"),
    )  # fmt: skip
    rows = _held(month).annotate(day=TruncDate("starts_at"))
    rows = rows.annotate(there=_number(there, "meeting"), full=_number(full, "council"))
    return tally(rows.filter(full__gt=0, there__gt=F("full") / 2.0))


def _number(rows: QuerySet, key: str) -> Coalesce:
    counted = rows.order_by().values(key).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


@count("应到席位", "当月开了的议事日当天，任期内的席位，替补不另算")
def seats_due(month: Month) -> Found:
    number = Count("council__seats", filter=_seated("council__seats__"), distinct=True)
    return tally(_held(month), number=number)


@count("到会席位", "当月开了的议事日里签到的席位，替补代到的也算")
def seats_there(month: Month) -> Found:
    number = Count("attendances", filter=Q(attendances__seat__isnull=False), distinct=True)
    return tally(_held(month), number=number)


@count("应到议事方", "当月开了的议事日当天，有任期内席位的议事方")
def parties_due(month: Month) -> Found:
    number = Count("council__seats__party", filter=_seated("council__seats__"), distinct=True)
    return tally(_held(month), number=number)


@count("到会议事方", "当月开了的议事日里，至少有一个席位签到的议事方")
def parties_there(month: Month) -> Found:
    number = Count("attendances__seat__party", distinct=True)
    return tally(_held(month), number=number)


def seats_by_party(month: Month, councils: QuerySet[Council]) -> dict[int, tuple[int, int]]:
    """`{party: (应到席位, 到会席位)}` of some councils: the two counts above, split by party."""
    held = _held(month).filter(council__in=councils.order_by().values("pk")).order_by()
    of_seat = Count("council__seats", filter=_seated("council__seats__"), distinct=True)
    due = dict(held.values_list("council__seats__party").annotate(n=of_seat))
    came = Count("attendances", filter=Q(attendances__seat__isnull=False), distinct=True)
    there = dict(held.values_list("attendances__seat__party").annotate(n=came))
    parties = {key for key in {*due, *there} if key is not None}
    return {key: (due.get(key, 0), there.get(key, 0)) for key in parties}


def _notices(month: Month) -> QuerySet[Notice]:
    """Of the last announcement: what was sent before a change proves nothing."""
    return Notice.objects.filter(
        meeting__in=_held(month), about=Notice.About.MEETING, round=F("meeting__sequence")
    )


@count("应送通知", "当月开了的议事日，最后一次会议通知要送到的席位")
def notices_due(month: Month) -> Found:
    return tally(_notices(month), "meeting__council_id")


@count("按时通知", "当月开了的议事日，最后一次会议通知按期送达的席位，有发送或者送交的记录")
def notices_in_time(month: Month) -> Found:
    sent = _notices(month).filter(status=Notice.Status.SENT, sent_at__lte=F("meeting__notice_by"))
    return tally(sent, "meeting__council_id")


@count("定稿纪要", "当月开了的议事日里，纪要已经定稿的")
def minutes_frozen(month: Month) -> Found:
    final = Minutes.objects.filter(meeting__in=_held(month), status=Minutes.Status.FROZEN)
    return tally(final)
