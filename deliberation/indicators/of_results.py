"""Counts of what follows: resolutions done in time, objections answered, effects evaluated."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils.timezone import make_aware

from deliberation.indicators.counts import ONE_DAY, Found, Month, count, tally
from deliberation.models import Evaluation, Objection, Resolution, Task
from deliberation.rules import effect

Status = Resolution.Status
FINISHED = (Status.DONE, Status.CONFIRMED)
A_DAY = 24 * 3600
YEAR = 365  # days


def _done(month: Month) -> QuerySet[Resolution]:
    return Resolution.objects.filter(status__in=FINISHED, **month.at("done_at"))


@count("办成决议", "当月登记办成的决议；后来退回重办的不算")
def done(month: Month) -> Found:
    return tally(_done(month))


@count("办成天数", "当月办成的决议，从表决通过到登记办成一共用了多少天")
def days_to_done(month: Month) -> Found:
    took = ExpressionWrapper(F("done_at") - F("passed_at"), output_field=DurationField())
    found: Mapping[int, Any] = tally(_done(month), number=Sum(took))
    return {key: whole_days(taken) for key, taken in found.items() if taken}


def whole_days(taken: dt.timedelta) -> Fraction:
    """To a hundredth of a day."""
    return round(Fraction(int(taken.total_seconds()), A_DAY), 2)


def _due(month: Month) -> QuerySet[Resolution]:
    return Resolution.objects.public().exclude(status=Status.REPEALED).filter(**month.on("due_on"))


@count("到期决议", "完成期限在当月的决议，不再执行的不算")
def due(month: Month) -> Found:
    return tally(_due(month))


@count("按期办成", "完成期限在当月的决议里，在期限以前登记办成的")
def done_in_time(month: Month) -> Found:
    in_time = _due(month).annotate(done_on=TruncDate("done_at")).filter(done_on__lte=F("due_on"))
    return tally(in_time)


@count("到期事项", "期限在当月的落实事项")
def tasks_due(month: Month) -> Found:
    return tally(Task.objects.filter(**month.on("due_on")), "resolution__council_id")


@count("按期事项", "期限在当月的落实事项里，在期限以前完成的")
def tasks_in_time(month: Month) -> Found:
    rows = Task.objects.filter(**month.on("due_on")).annotate(done_on=TruncDate("done_at"))
    in_time = rows.filter(status=Task.Status.DONE, done_on__lte=F("due_on"))
    return tally(in_time, "resolution__council_id")


def _of_a_year(month: Month) -> QuerySet[Resolution]:
    since = month.ends - dt.timedelta(days=YEAR)
    return Resolution.objects.filter(
        status__in=FINISHED, done_at__gte=since, done_at__lt=month.ends
    )


@count("一年办成", "到当月最后一天为止的 365 天里登记办成的决议")
def done_in_a_year(month: Month) -> Found:
    return tally(_of_a_year(month))


@count("一年确认", "到当月最后一天为止的 365 天里登记办成、到那天居民已经确认办好的决议")
def confirmed_in_a_year(month: Month) -> Found:
    confirmed = _of_a_year(month).filter(status=Status.CONFIRMED, confirmed_at__lt=month.ends)
    return tally(confirmed)


def _objections(month: Month) -> QuerySet[Objection]:
    return Objection.objects.filter(**month.on("resolution__publication__ends_on"))


@count("期满意见", "公示在当月期满的决议收到的公示意见")
def objections(month: Month) -> Found:
    return tally(_objections(month), "resolution__council_id")


@count("按时答复意见", "公示在当月期满的决议收到的意见里，到期满那天为止答复了的")
def answered_in_time(month: Month) -> Found:
    rows = _objections(month).annotate(answered_on=TruncDate("answered_at"))
    in_time = rows.filter(answered_on__lte=F("resolution__publication__ends_on"))
    return tally(in_time, "resolution__council_id")


def _to_evaluate(month: Month) -> QuerySet[Resolution]:
    """Those whose day of evaluation lies in the month."""
    before = effect.latest_done(month.first - ONE_DAY)
    until = effect.latest_done(month.last)
    first, last = (
        make_aware(dt.datetime.combine(day + ONE_DAY, dt.time())) for day in (before, until)
    )
    return Resolution.objects.filter(status__in=FINISHED, done_at__gte=first, done_at__lt=last)


@count("应评估决议", "办成满三个月、应在当月评估效果的决议")
def to_evaluate(month: Month) -> Found:
    return tally(_to_evaluate(month))


@count("已评估决议", "应在当月评估效果的决议里，到当月最后一天为止已经评估了的")
def evaluated(month: Month) -> Found:
    found = Evaluation.objects.filter(
        resolution=OuterRef("pk"), round=OuterRef("round"), at__lt=month.ends
    )
    return tally(_to_evaluate(month).filter(Exists(found)))


def _measured(month: Month) -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(**month.at("at"), reached__isnull=False)


@count("有约定的评估", "当月登记的效果评估里，事先约定过数字的")
def measured(month: Month) -> Found:
    return tally(_measured(month), "resolution__council_id")


@count("达到约定的评估", "当月登记的效果评估里，达到事先约定的数字的")
def reached(month: Month) -> Found:
    return tally(_measured(month).filter(reached=True), "resolution__council_id")
