"""What the first page after login says is waiting, and the numbers beside a campaign's editor."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Q
from django.forms import Media
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from wagtail.admin.ui.components import Component, MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.edit import EditView

from suggestions import figures
from suggestions.clocks import Calendar
from suggestions.desk.access import allowed
from suggestions.desk.referrals import SOON, TABS, tab_counts
from suggestions.models import (
    Answer,
    CampaignPage,
    CampaignState,
    ExtensionRequest,
    Kind,
    Referral,
    Suggestion,
    Topic,
    Workday,
)

LATE, SOON_TONE = "late", "soon"


@dataclass(frozen=True)
class Todo:
    """One number with the list behind it."""

    label: str
    count: int
    url: str
    note: str = ""
    alarm: str = ""

    @property
    def tone(self) -> str:
        return self.alarm if self.count else "none"


def _list(name: str, query: str = "") -> str:
    return reverse(f"suggestions_desk:{name}") + (f"?{query}" if query else "")


# --- 等我办的 ---------------------------------------------------------------------------------


def officer_todos(at: dt.datetime) -> Iterator[Todo]:
    """What the office itself has to do, in the order of the errand."""
    overdue = Q(screen_by__lt=localdate(at))
    waiting = Suggestion.objects.waiting().aggregate(
        all=Count("pk"),
        late=Count("pk", filter=overdue),
        urgent=Count("pk", filter=Q(sorting__kind=Kind.URGENT)),
    )
    yield Todo("紧急，先看", waiting["urgent"], _list("waiting", "kind=urgent"), "快速通道", LATE)
    yield Todo("待审核的建议", waiting["all"], _list("waiting"))
    yield Todo("审核已超期", waiting["late"], _list("waiting", "late=1"), alarm=LATE)
    counts = tab_counts(Referral.objects.all(), at, ("objected", "soon", "late"))
    extensions = ExtensionRequest.objects.filter(status=ExtensionRequest.Status.ASKED).count()
    answers = Answer.objects.filter(status=Answer.Status.SUBMITTED).count()
    reopened = Topic.objects.filter(status=Topic.Status.REOPENED).count()
    yield Todo("异议待处理", counts["objected"], _list("referrals", "tab=objected"))
    yield Todo("延期待批复", extensions, _list("referrals", "tab=extension"))
    yield Todo("答复待审核", answers, _list("answers"))
    yield Todo("需要重新办理", reopened, _list("reopened"), "建议人不满意", LATE)
    yield Todo("一周内到期", counts["soon"], _list("referrals", "tab=soon"), "转办事项", SOON_TONE)
    yield Todo("逾期未答复", counts["late"], _list("referrals", "tab=late"), "转办事项", LATE)
    yield from proposed_todos()


def proposed_todos() -> Iterator[Todo]:
    """Topics that the machine proposes, campaign by campaign: a list shows one of them."""
    rows = (
        Topic.objects.proposed()
        .order_by("-campaign__opens_at")
        .values_list("campaign", "campaign__title")
        .annotate(number=Count("pk"))
    )
    for campaign, title, number in rows:
        url = _list("topics", f"campaign={campaign}&status={Topic.Status.PROPOSED}")
        yield Todo("机器拟题待确认", number, url, title)


def clerk_todos(user: AbstractBaseUser, at: dt.datetime) -> Iterator[Todo]:
    own = Referral.objects.for_department(user.department)
    alarms = {"soon": SOON_TONE, "late": LATE, "returned": LATE}
    counts = tab_counts(own, at, ("sign", "returned", "soon", "late"))
    for name, number in counts.items():
        yield Todo(
            TABS[name][0], number, _list("department", f"tab={name}"), "", alarms.get(name, "")
        )


def supervisor_todos(at: dt.datetime) -> Iterator[Todo]:
    """Which departments are late, by name: no ranking, only where to ask."""
    rows = (
        Referral.objects.overdue(at)
        .order_by("department__name")
        .values_list("department", "department__short_name")
        .annotate(number=Count("pk"))
    )
    found = list(rows)
    total = sum(number for *_, number in found)
    yield Todo("逾期未答复", total, _list("referrals", "tab=late"), "全部承办单位", LATE)
    for department, name, number in found:
        url = _list("referrals", f"tab=late&department={department}")
        yield Todo(name, number, url, "逾期未答复", LATE)


def calendar_todos(at: dt.datetime) -> Iterator[Todo]:
    """Years that clocks will soon reach and whose working days nobody has entered."""
    if missing := missing_years(at):
        years = "、".join(f"{year}年" for year in missing)
        url = reverse("workdays:index")
        yield Todo("个年份的工作日历未录入", len(missing), url, f"{years}的期限无法推算", LATE)


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


def todos(user: AbstractBaseUser, at: dt.datetime) -> list[Todo]:
    """Everything that waits for this person, by what they may do."""
    found: list[Todo] = []
    if allowed(user, "screen_suggestion") or allowed(user, "refer_topic"):
        found += officer_todos(at)
    if allowed(user, "answer_referral") and user.department_id:
        found += clerk_todos(user, at)
    if allowed(user, "supervise") and allowed(user, "view_desk"):
        # For who does both jobs the total of the office's own list is enough.
        known = {todo.url for todo in found}
        found += [todo for todo in supervisor_todos(at) if todo.url not in known]
    if user.has_perm("suggestions.change_workday"):
        found += calendar_todos(at)
    return found


class TodoPanel(Component):
    """等我办的, first on the page."""

    name = "todo"
    order = 50
    template_name = "suggestions/desk/panel_todo.html"

    def __init__(self, user: AbstractBaseUser, at: dt.datetime) -> None:
        self.user, self.at = user, at

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        clerk = allowed(self.user, "answer_referral") and not self.user.is_superuser
        return {
            "todos": todos(self.user, self.at),
            "homeless": clerk and self.user.department_id is None,
            "days": SOON,
        }

    media = Media()


# --- beside the editor -----------------------------------------------------------------------


def campaign_numbers(page: CampaignPage, at: dt.datetime) -> dict[str, Any]:
    """How the campaign is doing: one grouped query for suggestions, one for topics."""
    by_status = Q(status=Suggestion.Status.PENDING)
    waiting = Count("pk", filter=by_status)
    accepted = Count("pk", filter=Q(status__in=Suggestion.ACTIVE))
    answered = Count("pk", filter=Q(status=Suggestion.Status.ANSWERED))
    found = Suggestion.objects.filter(campaign=page.pk).aggregate(
        received=Count("pk"), waiting=waiting, accepted=accepted, answered=answered
    )
    topics = Topic.objects.standing().filter(campaign=page.pk)
    proposed = Count("pk", filter=Q(status=Topic.Status.PROPOSED))
    return {**found, **topics.aggregate(topics=Count("pk"), proposed=proposed)}


def window_words(page: CampaignPage, at: dt.datetime) -> str:
    """The state of the window in one line; a draft has none until its dates are filled in."""
    if not (page.opens_at and page.closes_at):
        return "还没有填写征集时间"
    state, left = page.state(at), figures.days_left(page, at)
    if state == CampaignState.UPCOMING:
        return f"{state.label}：{left} 天后开始" if left else f"{state.label}：今天开始"
    if state == CampaignState.CLOSED:
        return f"{state.label}（{localdate(figures.last_moment(page)):%Y-%m-%d}）"
    return f"{state.label}：还剩 {left} 天" if left else f"{state.label}：今天截止"


class NumbersSidePanel(BaseSidePanel):
    """征集情况: the live numbers in the sidebar of the page editor."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "显示或隐藏征集情况"
        icon_name = "clipboard-list"
        has_counter = False

    name = "numbers"
    title = "征集情况"
    order = 150
    template_name = "suggestions/desk/panel_numbers.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        at = timezone.now()
        context.update(campaign_numbers(self.object, at), window=window_words(self.object, at))
        context["may_open_desk"] = allowed(self.request.user, "view_desk")
        return context


class CampaignEditView(EditView):
    """Wagtail's page editor with one side panel more."""

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        if self.expects_json_response or self.hydrate_create_view:
            return panels  # parts of the page, renewed while saving
        return MediaContainer([*panels, NumbersSidePanel(self.page, self.request)])
