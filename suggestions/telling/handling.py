"""The figures of 办理情况: what each department received, and how soon it signed and answered.

Counted here alone: the desk's report, the public pages of departments and the figures read this.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from suggestions.models import (
    Answer,
    Contact,
    Delivery,
    Department,
    Event,
    Rating,
    Referral,
    Verb,
)
from suggestions.telling import shares

DAY = dt.timedelta(days=1)


@dataclass
class Handling:
    """One department's figures; each share keeps its whole."""

    name: str
    received: int = 0
    signed_in_time: int = 0
    signed_due: int = 0
    answered_in_time: int = 0
    answered_due: int = 0
    late: int = 0
    days: list[float] = field(default_factory=list)
    final_in_time: int = 0
    final_due: int = 0
    final_days: list[float] = field(default_factory=list)
    told_due: int = 0
    told: int = 0
    rated: int = 0
    content: int = 0
    discontent: int = 0

    @classmethod
    def columns(cls) -> dict[str, tuple[str, str]]:
        """`{attribute: (heading, what it counts)}` of the file: plain numbers, no fractions."""
        return {
            "name": ("承办单位", ""),
            "received": ("收到", "不含撤回、改派"),
            "signed_due": ("应签收", "已签收，或签收期限已过"),
            "signed_in_time": ("按期签收", ""),
            "answered_due": ("应答复", "已答复，或答复期限已过"),
            "answered_in_time": ("按期答复", ""),
            "late": ("现在逾期", ""),
            "average_days": ("平均答复天数", "从转办到第一次提交答复"),
            "answers": ("已答复", ""),
            "told_due": ("应告知本人", "答复写到了、本人要求告知的建议"),
            "told": ("已告知本人", "消息已发出，或者回电、寄信已经登记"),
            "rated": ("评价数", ""),
            "content": ("满意和基本满意", ""),
            "discontent": ("不满意", ""),
        }

    @property
    def signed(self) -> str:
        return share(self.signed_in_time, self.signed_due)

    @property
    def answered(self) -> str:
        return share(self.answered_in_time, self.answered_due)

    @property
    def settled(self) -> str:
        return share(self.final_in_time, self.final_due)

    @property
    def informed(self) -> str:
        return share(self.told, self.told_due)

    @property
    def satisfied(self) -> str:
        return share(self.content, self.rated)

    @property
    def bad(self) -> str:
        return share(self.discontent, self.rated)

    @property
    def answers(self) -> int:
        return len(self.days)

    @property
    def average_days(self) -> float | None:
        return round(sum(self.days) / len(self.days), 1) if self.days else None

    @property
    def first_median(self) -> float | None:
        """Days from sending to the first reply, of the one in the middle."""
        return round(median(self.days), 1) if self.days else None

    @property
    def final_median(self) -> float | None:
        """Days from sending to the answer that the office took, of the one in the middle."""
        return round(median(self.final_days), 1) if self.final_days else None

    @property
    def average(self) -> str:
        return f"{self.average_days}（{self.answers} 件）" if self.days else "—"


def share(part: int, whole: int) -> str:
    """A part with its whole; the percentage only where there is one."""
    return f"{part}/{whole}（{shares.share(part, whole)}）" if whole else "—"


@dataclass
class Steps:
    """When a referral was last sent, first signed and, since then, first answered."""

    sent_at: dt.datetime
    signed_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None


def steps_of(referrals: QuerySet[Referral]) -> dict[int, Steps]:
    """Read from the history: one query for all."""
    verbs = (Verb.REFERRED, Verb.SIGNED, Verb.ANSWER_SUBMITTED)
    rows = Event.objects.filter(referral__in=referrals.order_by().values("pk"), verb__in=verbs)
    found: dict[int, Steps] = {}
    for referral, verb, at in rows.order_by("at", "pk").values_list("referral", "verb", "at"):
        steps = found.setdefault(referral, Steps(at))
        if verb == Verb.REFERRED:
            # Sent again after an answer: the new file has its own clock.
            steps.sent_at, steps.answered_at = at, None
        elif verb == Verb.SIGNED:
            steps.signed_at = steps.signed_at or at
        else:
            steps.answered_at = steps.answered_at or at
    return found


def handling(
    departments: Iterable[Department], referrals: QuerySet[Referral], at: dt.datetime
) -> list[Handling]:
    """The figures of `departments` over `referrals`; recalled ones are nobody's record."""
    table = {department.pk: Handling(department.name) for department in departments}
    standing = referrals.filter(department__in=table).exclude(status=Referral.Status.RECALLED)
    steps = steps_of(standing)
    taken = _finals(standing)
    for referral in standing.order_by():
        row, own = table[referral.department_id], steps.get(referral.pk) or Steps(referral.sent_at)
        _count(row, referral, own, at)
        _count_final(row, referral, own.sent_at, taken.get(referral.pk), localdate(at))
    for department, due, told in _told(standing):
        table[department].told_due, table[department].told = due, told
    for department, rated, content, discontent in _ratings(standing):
        row = table[department]
        row.rated, row.content, row.discontent = rated, content, discontent
    return list(table.values())


def _count(row: Handling, referral: Referral, steps: Steps, at: dt.datetime) -> None:
    today = localdate(at)
    row.received += 1
    row.late += referral.is_late(at)
    if steps.signed_at or referral.sign_by < today:
        row.signed_due += 1
        signed = steps.signed_at
        row.signed_in_time += bool(signed and localdate(signed) <= referral.sign_by)
    if steps.answered_at or referral.due_on < today:
        row.answered_due += 1
        answered = steps.answered_at
        row.answered_in_time += bool(answered and localdate(answered) <= referral.due_on)
    if steps.answered_at:
        row.days.append((steps.answered_at - steps.sent_at) / DAY)


def _finals(referrals: QuerySet[Referral]) -> dict[int, dt.datetime]:
    """`{referral key: when the office took its last answer}`."""
    taken = Answer.objects.filter(
        referral__in=referrals.order_by().values("pk"),
        status=Answer.Status.ACCEPTED,
        part="",
        decided_at__isnull=False,
    )
    rows = taken.order_by("decided_at", "pk").values_list("referral", "decided_at")
    return {referral: at for referral, at in rows if at}


def _count_final(
    row: Handling,
    referral: Referral,
    sent: dt.datetime,
    taken: dt.datetime | None,
    today: dt.date,
) -> None:
    if taken and taken >= sent:
        row.final_due += 1
        row.final_in_time += localdate(taken) <= referral.due_on
        row.final_days.append((taken - sent) / DAY)
    elif referral.status in Referral.OPEN and referral.due_on < today:
        row.final_due += 1


def _told(referrals: QuerySet[Referral]) -> Iterable[tuple[int, int, int]]:
    """Whom an answer has reached as they wished: a call or a letter once it is written down."""
    told = Q(told_at__isnull=False)
    wanted = Q(suggestion__contact__isnull=False) & ~Q(suggestion__contact__way=Contact.Way.NONE)
    rows = Delivery.objects.filter(answer__referral__in=referrals.order_by().values("pk"))
    return (
        rows.order_by()
        .values_list("answer__referral__department")
        .annotate(due=Count("pk", filter=told | wanted), told=Count("pk", filter=told))
    )


def _ratings(referrals: QuerySet[Referral]) -> Iterable[tuple[int, int, int, int]]:
    bad = Q(satisfaction=Rating.Satisfaction.BAD)
    rows = Rating.objects.filter(delivery__answer__referral__in=referrals.order_by().values("pk"))
    return (
        rows.order_by()
        .values_list("delivery__answer__referral__department")
        .annotate(rated=Count("pk"), content=Count("pk", filter=~bad), bad=Count("pk", filter=bad))
    )
