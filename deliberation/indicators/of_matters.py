"""Counts of what is deliberated: matters raised, settled here or handed up, wishes of residents."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from deliberation.indicators.counts import Found, Month, count, tally
from deliberation.models import AgendaItem, Matter, Motion, Proposal, Resolution


def _raised(month: Month) -> QuerySet[Matter]:
    return Matter.objects.filter(**month.at("raised_at"))


@count("提出议题", "当月提出的议题，算在现在办理它的议事会")
def raised(month: Month) -> Found:
    return tally(_raised(month))


@count("重复议题", "当月提出的议题里，决议没有落实或者效果不好再来的，或者同一个居民问题以前议过的")
def repeated(month: Month) -> Found:
    earlier = Matter.objects.filter(topic=OuterRef("topic"), raised_at__lt=OuterRef("raised_at"))
    again = Q(returned__isnull=False) | Exists(earlier)
    return tally(_raised(month).filter(again))


def _dealt_with(month: Month) -> QuerySet[AgendaItem]:
    """Of all kinds of meetings: a matter is settled wherever it is."""
    done = [AgendaItem.Status.DONE, AgendaItem.Status.PASSED]
    return AgendaItem.objects.filter(meeting__month=month.first, status__in=done)


@count("议过议题", "当月各次会议议完的议程，包括上报的")
def dealt_with(month: Month) -> Found:
    return tally(_dealt_with(month), "meeting__council_id")


@count("本级议定", "当月议完的议程里，由本议事会自己形成决议的")
def settled(month: Month) -> Found:
    own = Resolution.objects.filter(motion__item=OuterRef("pk"))
    return tally(_dealt_with(month).filter(Exists(own)), "meeting__council_id")


@count("上报议题", "当月议完的议程里，交给上级议事会的")
def passed_up(month: Month) -> Found:
    passed = _dealt_with(month).filter(status=AgendaItem.Status.PASSED)
    return tally(passed, "meeting__council_id")


def _votes(month: Month) -> QuerySet[Motion]:
    return Motion.objects.standing().filter(item__meeting__month=month.first)


@count("表决事项", "当月各次会议上已经表决、没有宣布无效的事项")
def votes(month: Month) -> Found:
    return tally(_votes(month), "item__meeting__council_id")


@count("通过事项", "当月各次会议上表决通过、没有宣布无效的事项")
def carried(month: Month) -> Found:
    return tally(_votes(month).filter(passed=True), "item__meeting__council_id")


def _wishes(month: Month) -> QuerySet[Proposal]:
    return Proposal.objects.filter(**month.at("submitted_at"))


@count("居民提议", "当月居民提交的提议")
def wishes(month: Month) -> Found:
    return tally(_wishes(month))


@count("列入提议", "当月居民提交的提议里，到计算时已经列为议题的")
def wishes_taken(month: Month) -> Found:
    return tally(_wishes(month).filter(status=Proposal.Status.TAKEN))


@count("附议人次", "当月居民提议得到的附议，手机核实的和席位的；没有核实的不算")
def seconds(month: Month) -> Found:
    said = month.at("seconds__at")
    rows = Proposal.objects.filter(**said, seconds__way__in=["phone", "seat"])
    return tally(rows, number=Count("seconds", distinct=True))
