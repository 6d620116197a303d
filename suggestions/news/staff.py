"""Messages to departments and officers: who is asked, who stands in, how often each wants it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import localdate

from suggestions.models import (
    Answer,
    Event,
    Leave,
    MonthlyTask,
    OutboxMessage,
    Referral,
    StaffNews,
    Topic,
    User,
)
from suggestions.news import facts, hours, kinds, staff_kinds, wording
from suggestions.news.wording import Words
from suggestions.work import robots

TOGETHER = dt.timedelta(minutes=1)
SOON = 3  # days before the last one from which a department is told
Channel, Pace = OutboxMessage.Channel, StaffNews.Pace


def to_staff(events: Iterable[Event]) -> Iterator[OutboxMessage]:
    pairs = []
    for event in events:
        for table, audience in (
            (staff_kinds.DEPARTMENT_ROWS, _departments),
            (staff_kinds.OFFICE_ROWS, _officers),
        ):
            if kind := kinds.of_event(event, table):
                pairs.append((event, kind, audience(event)))
    if not pairs:
        return
    wanted = {user for _, _, users in pairs for user in users}
    readers = _Readers(wanted, {event.at for event, _, _ in pairs})
    filled = facts.of([(event, kind) for event, kind, _ in pairs])
    words = wording.of({kind for _, kind, _ in pairs})
    for event, kind, users in pairs:
        told = words[kind.name].filled(filled[event.pk])
        token = f"e{event.pk}-{kind.name}"
        office = kind in staff_kinds.TO_OFFICE and kind not in staff_kinds.TO_DEPARTMENT
        yield from readers.messages(users, kind, told, token, event.at, _url(event, office), event)


def by_the_clock(*, at: dt.datetime) -> list[OutboxMessage]:
    """Due within three days, and late: once each for a last day, to who has it."""
    return _by_the_last_day(at) + _by_the_plan(at) + _by_the_task(at)


def _by_the_plan(at: dt.datetime) -> list[OutboxMessage]:
    """What an answer promised for a day, three days before it: once, to who wrote it."""
    today = localdate(at)
    rows = Answer.objects.leading().filter(
        topic__status=Topic.Status.ANSWERED,
        referral__isnull=False,
        done_on__range=(today, today + dt.timedelta(days=SOON)),
    )
    found = list(rows.select_related("topic", "referral"))
    if not found:
        return []
    staff = _staff_of({row.referral.department_id for row in found})
    readers = _Readers({user for users in staff.values() for user in users}, {at})
    words = wording.of((staff_kinds.PLAN,))[staff_kinds.PLAN.name]
    made: list[OutboxMessage] = []
    for row in found:
        filled = words.filled({"问题": row.topic.name, "期限": facts.by(row.done_on)})
        token = f"{staff_kinds.PLAN.name}-{row.pk}-{row.done_on:%Y%m%d}"
        url = reverse("desk_department:page", args=[row.referral_id])
        users = staff.get(row.referral.department_id, [])
        made += readers.messages(users, staff_kinds.PLAN, filled, token, at, url, None)
    return made


def _by_the_last_day(at: dt.datetime) -> list[OutboxMessage]:
    today = localdate(at)
    rows = Referral.objects.filter(
        status__in=Referral.WITH_DEPARTMENT, due_on__lte=today + dt.timedelta(days=SOON)
    )
    found = list(rows.select_related("topic"))
    if not found:
        return []
    staff = _staff_of({row.department_id for row in found})
    readers = _Readers({user for users in staff.values() for user in users}, {at})
    words = wording.of(staff_kinds.BY_CLOCK)
    made: list[OutboxMessage] = []
    for row in found:
        kind = staff_kinds.LATE if row.due_on < today else staff_kinds.DUE
        filled = words[kind.name].filled({"问题": row.topic.name, "期限": facts.by(row.due_on)})
        token = f"{kind.name}-{row.pk}-{row.due_on:%Y%m%d}"
        url = reverse("desk_department:page", args=[row.pk])
        users = staff.get(row.department_id, [])
        made += readers.messages(users, kind, filled, token, at, url, None)
    return made


def _by_the_task(at: dt.datetime) -> list[OutboxMessage]:
    """Tasks of 每月一题, alike: due within three days, and late."""
    today = localdate(at)
    due = MonthlyTask.objects.with_department().filter(due_on__lte=today + dt.timedelta(days=SOON))
    found = list(due.select_related("problem"))
    if not found:
        return []
    people = _staff_of({row.department_id for row in found})
    readers = _Readers({user for users in people.values() for user in users}, {at})
    words = wording.of((staff_kinds.TASK_DUE, staff_kinds.TASK_LATE))
    made: list[OutboxMessage] = []
    for row in found:
        kind = staff_kinds.TASK_LATE if row.due_on < today else staff_kinds.TASK_DUE
        braces = {"问题": row.problem.title, "任务": row.text, "期限": facts.by(row.due_on)}
        token = f"{kind.name}-{row.pk}-{row.due_on:%Y%m%d}"
        url = reverse("desk_monthly_tasks:page", args=[row.pk])
        users = people.get(row.department_id, [])
        filled = words[kind.name].filled(braces)
        made += readers.messages(users, kind, filled, token, at, url, None)
    return made


# --- who ----------------------------------------------------------------------------------------


def _departments(event: Event) -> list[int]:
    """The clerks of the department that the row is about."""
    if event.referral_id and event.referral:
        return _staff_of({event.referral.department_id}).get(event.referral.department_id, [])
    leads = Referral.objects.filter(topic=event.topic_id, role=Referral.Role.LEAD)
    lead = leads.exclude(status=Referral.Status.RECALLED).values_list("department_id", flat=True)
    return [user for users in _staff_of(set(lead)).values() for user in users]


def _staff_of(departments: set[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = User.objects.filter(department__in=departments, is_active=True)
    for department, user in rows.order_by("pk").values_list("department_id", "pk"):
        found[department].append(user)
    return found


def _officers(event: Event) -> list[int]:
    """Who sent it on; what a topic's file is about goes to who last did."""
    if event.referral_id and event.referral:
        return [event.referral.sent_by_id]
    sent = Referral.objects.filter(topic=event.topic_id).order_by("-sent_at", "-pk")
    named = sent.values_list("sent_by_id", flat=True)[:1]
    answers = Answer.objects.filter(topic=event.topic_id, status=Answer.Status.ACCEPTED)
    decided = answers.order_by("-decided_at", "-pk").values_list("decided_by_id", flat=True)[:1]
    return [user for user in (*named, *decided) if user][:1]


class _Readers:
    """The people named, with who stands in for them and what each has chosen; asked once."""

    def __init__(self, users: set[int], moments: set[dt.datetime]) -> None:
        self.robots = robots.set_up()
        away = Leave.objects.at(max(moments)).filter(user__in=users).order_by("pk")
        self.instead = dict(away.values_list("user_id", "substitute_id"))
        everybody = users | set(self.instead.values())
        chosen = StaffNews.objects.filter(user__in=everybody)
        by_phone = chosen.exclude(phone="").filter(pk=OuterRef("news"))
        people = User.objects.filter(pk__in=everybody, is_active=True)
        rows = people.annotate(has_phone=Exists(by_phone)).values_list(
            "pk", "email", "has_phone", "news__by_email", "news__by_sms"
        )
        self.ways: dict[int, list[tuple[str, str]]] = {
            pk: self._ways(email, has_phone, by_email, by_sms)
            for pk, email, has_phone, by_email, by_sms in rows
        }

    @staticmethod
    def _ways(
        email: str, has_phone: bool, by_email: str | None, by_sms: str | None
    ) -> list[tuple[str, str]]:
        ways = []
        if email and (by_email or Pace.DAILY) != Pace.NEVER:
            ways.append((Channel.EMAIL.value, by_email or Pace.DAILY.value))
        if has_phone and by_sms and by_sms != Pace.NEVER:
            ways.append((Channel.SMS.value, by_sms))
        return ways

    def messages(
        self,
        users: Sequence[int],
        kind: kinds.Kind,
        words: Words,
        token: str,
        at: dt.datetime,
        url: str,
        event: Event | None,
    ) -> Iterator[OutboxMessage]:
        for user in dict.fromkeys(self.instead.get(user, user) for user in users):
            for channel, pace in self.ways.get(user, []):
                daily = pace == Pace.DAILY
                yield OutboxMessage(
                    key=f"{token}-u{user}-{channel}",
                    user_id=user,
                    event=event,
                    kind=kind.name,
                    channel=channel,
                    subject=words.subject,
                    body=words.body,
                    then=words.then,
                    url=url,
                    bundle=f"u{user}-{channel}-{pace}",
                    queued_at=at,
                    try_at=hours.next_morning(at) if daily else at + TOGETHER,
                )
        for robot in self.robots:
            yield OutboxMessage(
                key=f"{token}-{robot}",
                event=event,
                kind=kind.name,
                channel=Channel.ROBOT,
                subject=words.subject,
                body=words.body,
                then=words.then,
                url=url,
                bundle=f"robot-{robot}",
                queued_at=at,
                try_at=at + TOGETHER,
            )


def _url(event: Event, office: bool) -> str:
    """Where it is to be done."""
    if event.referral_id and not office:
        return reverse("desk_department:page", args=[event.referral_id])
    return reverse("desk_topics:page", args=[event.topic_id])
