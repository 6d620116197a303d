"""Counts of residents who take part. They are deeds, not people: nobody is followed about."""

from django.db.models import OuterRef, QuerySet, Subquery

from deliberation.indicators.counts import Found, Month, count, tally
from deliberation.models import (
    Acceptance,
    Attendance,
    Council,
    EffectWord,
    Meeting,
    Objection,
    Roll,
)

KNOWN = (Roll.Status.CHECKED, Roll.Status.FROZEN)


@count("名册户数", "最近一份已核对、写有户数的名册里的户数；没有名册的议事会没有这个数")
def households(month: Month) -> Found:
    """As it was known at the end of the month."""
    rolls = Roll.objects.filter(
        council=OuterRef("pk"), status__in=KNOWN, households__gt=0, imported_at__lt=month.ends
    )
    newest = rolls.order_by("-imported_at", "-pk").values("households")[:1]
    rows = Council.objects.annotate(number=Subquery(newest)).filter(number__isnull=False)
    return dict(rows.order_by().values_list("pk", "number"))


@count("列席人次", "当月各次会议列席的人次")
def observers(month: Month) -> Found:
    rows = Attendance.objects.filter(
        meeting__month=month.first, meeting__status__in=Meeting.HELD, seat__isnull=True
    )
    return tally(rows, "meeting__council_id")


@count("公示意见", "当月居民对公示的决议提的意见")
def objections(month: Month) -> Found:
    return tally(Objection.objects.filter(**month.at("at")), "resolution__council_id")


def _said(month: Month) -> QuerySet[Acceptance]:
    return Acceptance.objects.filter(**month.at("at"))


@count("确认人次", "当月居民回答“真的办好了吗”的人次")
def asked(month: Month) -> Found:
    return tally(_said(month), "resolution__council_id")


@count("说办好人次", "当月居民回答“真的办好了”的人次")
def said_done(month: Month) -> Found:
    return tally(_said(month).filter(done=Acceptance.Done.YES), "resolution__council_id")


def _rated(month: Month) -> QuerySet[EffectWord]:
    return EffectWord.objects.filter(**month.at("at"))


@count("评效果人次", "当月居民评效果的人次")
def rated(month: Month) -> Found:
    return tally(_rated(month), "resolution__council_id")


@count("说变好人次", "当月居民说效果变好了的人次")
def said_better(month: Month) -> Found:
    return tally(_rated(month).filter(word=EffectWord.Word.BETTER), "resolution__council_id")
