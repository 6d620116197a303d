"""What the first page after login says is to be done today, each number with the list behind it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localdate

from suggestions.actions import claiming
from suggestions.desk import rights
from suggestions.desk.referrals.lists import TABS, given, tab_counts
from suggestions.models import (
    Answer,
    Event,
    ExtensionRequest,
    Household,
    Kind,
    ListExport,
    OutboxMessage,
    Referral,
    SecondReading,
    Suggestion,
    Topic,
    User,
    Verb,
    VisitRound,
    Workday,
)
from suggestions.models.scope import narrowed, whole_city
from suggestions.staff import visits
from suggestions.staff.access import allowed
from suggestions.staff.kept import LOOK
from suggestions.work.clocks import Calendar

LATE, SOON_TONE = "late", "soon"
# In the order in which a day is worked off.
MINE, TODAY, OVERDUE = "我手上的", "今天要办", "已经超期"
BACK, WAITING = "退回来的", "等我办的"
GROUPS = (MINE, TODAY, OVERDUE, BACK, WAITING)
URGED = 5  # 催办 and 督办 that are shown with their text


@dataclass(frozen=True)
class Todo:
    """One number with the list behind it."""

    label: str
    count: int
    url: str
    note: str = ""
    alarm: str = ""
    group: str = WAITING

    @property
    def tone(self) -> str:
        return self.alarm if self.count else "none"


def _list(name: str, query: str = "") -> str:
    return reverse(f"desk_{name}:index") + (f"?{query}&{LOOK}=1" if query else "")


def _in(group: str, *found: Todo) -> Iterator[Todo]:
    return (replace(todo, group=group) for todo in found)


def officer_todos(user: User, at: dt.datetime) -> Iterator[Todo]:
    """What the office itself has to do."""
    today = localdate(at)
    waiting = narrowed(Suggestion.objects.waiting(), user).aggregate(
        all=Count("pk"),
        late=Count("pk", filter=Q(screen_by__lt=today)),
        today=Count("pk", filter=Q(screen_by=today)),
        urgent=Count("pk", filter=Q(sorting__kind=Kind.URGENT)),
    )
    counts = tab_counts(narrowed(Referral.objects.all(), user), at, ("objected", "soon", "late"))
    asked = ExtensionRequest.objects.filter(status=ExtensionRequest.Status.ASKED)
    extensions = narrowed(asked, user).count()
    answers = narrowed(Answer.objects.filter(status=Answer.Status.SUBMITTED), user).count()
    reopened = narrowed(Topic.objects.filter(status=Topic.Status.REOPENED), user).count()
    held = narrowed(claiming.held(by=user, at=at), user).count()
    yield from _in(MINE, Todo("我领取的", held, _list("screening", "mine=1"), "十分钟内有效"))
    yield from _in(
        TODAY,
        Todo("紧急，先看", waiting["urgent"], _list("screening", "kind=urgent"), "快速通道", LATE),
        Todo("审核今天到期", waiting["today"], _list("screening", "late=today"), "", SOON_TONE),
    )
    yield from _in(
        OVERDUE,
        Todo("审核已超期", waiting["late"], _list("screening", "late=1"), alarm=LATE),
        Todo("逾期未答复", counts["late"], _list("referrals", "tab=late"), "转办事项", LATE),
    )
    yield from _in(
        BACK,
        Todo("异议待处理", counts["objected"], _list("referrals", "tab=objected")),
        Todo("需要重新办理", reopened, _list("reopened"), "建议人不满意", LATE),
    )
    yield Todo("待审核的建议", waiting["all"], _list("screening"))
    again = narrowed(SecondReading.objects.waiting_for(user), user).count()
    yield Todo("第二遍读", again, _list("second"), "不看同事怎样办的")
    yield Todo("答复待审核", answers, _list("answers"))
    yield Todo("延期待批复", extensions, _list("referrals", "tab=extension"))
    yield Todo("一周内到期", counts["soon"], _list("referrals", "tab=soon"), "转办事项", SOON_TONE)
    if whole_city(user):
        yield Todo("机器拟题待确认", Topic.objects.proposed().count(), _list("grouping"))
    yield from news_todos(user)


def news_todos(user: User) -> Iterator[Todo]:
    """Whom people have to tell, and what did not arrive."""
    status, channel = OutboxMessage.Status, OutboxMessage.Channel
    due = Q(status=status.QUEUED, suggestion__contact__isnull=False)
    waiting = narrowed(OutboxMessage.objects.all(), user).aggregate(
        calls=Count("bundle", filter=due & Q(channel=channel.CALL), distinct=True),
        letters=Count("bundle", filter=due & Q(channel=channel.LETTER), distinct=True),
        failed=Count("pk", filter=Q(status=status.FAILED)),
    )
    yield Todo("要回电的人", waiting["calls"], _list("calls"))
    yield Todo("要寄的信", waiting["letters"], _list("letters"))
    failed = Todo("没有发出去的消息", waiting["failed"], _list("messages", "trouble=failed"))
    yield from _in(BACK, failed)


# A department's tabs, with the heading under which each stands.
CLERKS = {"sign": TODAY, "soon": TODAY, "late": OVERDUE, "returned": BACK, "work": WAITING}


def clerk_todos(user: User, at: dt.datetime) -> Iterator[Todo]:
    own = Referral.objects.for_department(user.department)
    alarms = {"soon": SOON_TONE, "late": LATE, "returned": LATE}
    mine, section = (given(user)[name] for name in ("mine", "section"))
    counts = tab_counts(own, at, tuple(CLERKS), mine=mine, inside=section)
    mine_now, inside = counts.pop("mine"), counts.pop("inside")
    for name, number in counts.items():
        url, tone = _list("department", f"tab={name}"), alarms.get(name, "")
        yield Todo(TABS[name][0], number, url, "", tone, CLERKS[name])
    yield from _in(MINE, Todo("分给我的", mine_now, _list("department", "whose=mine")))
    if user.section_id:
        yield Todo("本科室的", inside, _list("department", "whose=section"), str(user.section))


def urged(user: User) -> list[Event]:
    """催办 and 督办 of what still lies with the department, the latest first, with their text."""
    own = Referral.objects.for_department(user.department)
    rows = Event.objects.filter(
        verb__in=[Verb.REMINDED, Verb.ESCALATED],
        referral__in=own.filter(status__in=Referral.WITH_DEPARTMENT),
    )
    return list(rows.select_related("referral__topic").order_by("-at", "-pk")[:URGED])


@dataclass(frozen=True)
class Urging:
    """One department's line for the supervisor; 0 stands for all departments."""

    department: int
    name: str
    counts: dict[str, int]

    @property
    def cells(self) -> list[tuple[str, int, str, str]]:
        of = f"&department={self.department}" if self.department else ""
        return [
            (name, number, _list("referrals", f"tab={name}{of}"), self.remind_url(name))
            for name, number in self.counts.items()
        ]

    def remind_url(self, tab: str) -> str:
        of = f"&department={self.department}" if self.department else ""
        return f"{reverse('desk_referrals:remind')}?tab={tab}{of}"


WATCHED = ("sign", "soon", "late")


def urgings(user: User, at: dt.datetime) -> list[Urging]:
    """By department, in the order of names: no ranking, only where to ask. All, then each."""
    mine = narrowed(Referral.objects.all(), user)
    inside = {
        name: Q(pk__in=TABS[name][1](Referral.objects.all(), at).order_by().values("pk"))
        for name in WATCHED
    }
    numbers = {name: Count("pk", filter=condition) for name, condition in inside.items()}
    rows = (
        mine.filter(status__in=Referral.WITH_DEPARTMENT)
        .order_by("department__name")
        .values_list("department", "department__short_name")
        .annotate(**numbers)
    )
    each = [Urging(pk, name, dict(zip(numbers, counts, strict=True))) for pk, name, *counts in rows]
    each = [line for line in each if any(line.counts.values())]
    total = {name: sum(line.counts[name] for line in each) for name in WATCHED}
    return [Urging(0, "全部承办单位", total), *each]


def supervisor_todos(lines: list[Urging]) -> Iterator[Todo]:
    tones = {"sign": ("", TODAY), "soon": (SOON_TONE, TODAY), "late": (LATE, OVERDUE)}
    labels = {"sign": "待签收", "soon": "一周内到期", "late": "逾期未答复"}
    for name, number, url, _ in lines[0].cells:
        tone, group = tones[name]
        yield Todo(labels[name], number, url, "全部承办单位", tone, group)


def calendar_todos(at: dt.datetime) -> Iterator[Todo]:
    """Years that clocks will soon reach and whose working days nobody has entered."""
    if missing := missing_years(at):
        years = "、".join(f"{year}年" for year in missing)
        url = reverse("workdays:index")
        yield Todo("个年份的工作日历未录全", len(missing), url, f"{years}的期限无法推算", LATE)


def known_years() -> list[int]:
    years = [day.year for day in Workday.objects.dates("date", "year")]
    table = Calendar(dict(Workday.objects.values_list("date", "working")))
    return [year for year in years if table.known(year)]


def missing_years(at: dt.datetime) -> list[int]:
    """This year, and the next one from November: by then its notice has come out."""
    today = localdate(at)
    wanted = [today.year] if today.month < 11 else [today.year, today.year + 1]
    known = known_years()
    return [year for year in wanted if year not in known]


def visit_todos(user: User) -> list[Todo]:
    """Doors of open rounds where somebody still has to ring, on the page of the only round."""
    rounds = visits.rounds(user).filter(status=VisitRound.Status.OPEN)
    counts = rounds.annotate(
        left=Count("households", filter=~Q(households__state__in=Household.DONE))
    )
    found = list(counts.values_list("pk", "left"))
    url = reverse("desk_visits:page", args=[found[0][0]]) if len(found) == 1 else _list("visits")
    return [Todo("还要去的户", sum(left for _, left in found), url, "入户走访")]


def supervises(user: User) -> bool:
    return allowed(user, rights.SUPERVISE) and allowed(user, rights.LOOK)


def todos(user: User, at: dt.datetime, lines: list[Urging] | None = None) -> list[Todo]:
    """Everything that waits for this person, by what they may do."""
    found: list[Todo] = []
    if allowed(user, rights.SCREEN) or allowed(user, rights.REFER):
        found += officer_todos(user, at)
    if allowed(user, rights.ANSWER) and user.department_id:
        found += clerk_todos(user, at)
    if supervises(user):
        # For who does both jobs the office's own list is enough.
        known = {todo.url for todo in found}
        lines = urgings(user, at) if lines is None else lines
        found += [todo for todo in supervisor_todos(lines) if todo.url not in known]
    if allowed(user, rights.VISIT) and not allowed(user, rights.RUN_VISITS):
        found += visit_todos(user)
    if ready := ListExport.objects.filter(by=user, status="done", fetched_at=None).count():
        found.append(Todo("导出好了，可以下载", ready, _list("exports")))
    if user.has_perm("suggestions.change_workday"):
        found += calendar_todos(at)
    return found
