"""What people read of a fund: its account, where each project stands, both counts of a choice."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from deliberation.actions.funding import account_of
from deliberation.models import ChoiceItem, Fund, FundLine, Project, ProjectChoice
from deliberation.rules.fund import Balance
from deliberation.telling.councils import council_crumbs
from suggestions.telling.timeline import Step

Status = Project.Status
# Colour word of a project's pill (`components/status.html`).
PILLS: dict[str, str] = {
    Status.PENDING: "pending",
    Status.LISTED: "open",
    Status.PRICED: "open",
    Status.SHORTLISTED: "forwarded",
    Status.DECLINED: "declined",
    Status.CHOSEN: "accepted",
    Status.UNCHOSEN: "closed",
    Status.RUNNING: "forwarded",
    Status.DONE: "done",
    Status.CANCELLED: "withdrawn",
}
SENTENCES: dict[str, str] = {
    Status.PENDING: "议事员正在看，看过以后公开，再核实要花多少钱。",
    Status.LISTED: "社区正在核实要花多少钱。",
    Status.PRICED: "费用核好了，等议事会决定是不是请居民来选。",
    Status.SHORTLISTED: "议事会同意请居民来选。",
    Status.CHOSEN: "居民选中了，钱已经安排好，接下来签合同、开工。",
    Status.RUNNING: "正在做。",
    Status.DONE: "做好了，已经验收。",
    Status.UNCHOSEN: "这一次没有选中；重新核价以后，下一次还可以参加。",
}
LINES_SHOWN = 200


def fund_crumbs(fund: Fund, *, leaf: bool = False) -> list[dict[str, Any]]:
    council = fund.council
    crumbs = [
        *council_crumbs(council),
        {"title": "社区资金", "url": reverse("deliberation:funds", args=[council.slug])},
    ]
    last = {"title": str(fund)} if leaf else {"title": str(fund), "url": fund.get_absolute_url()}
    return [*crumbs, last]


def shares(balance: Balance) -> list[dict[str, Any]]:
    """Where what came in is now, with the share of each, whole percents."""
    whole = balance.received or 1
    parts = (
        ("已经支付", balance.paid),
        ("已安排给项目、还没支付", balance.committed),
        ("还可以安排", balance.left),
        ("结转到下年", balance.passed_on),
    )
    return [
        {"label": label, "cents": cents, "percent": max(cents, 0) * 100 // whole}
        for label, cents in parts
        if cents or label != "结转到下年"
    ]


def fund_context(fund: Fund) -> dict[str, Any]:
    """The public account of a fund: what came in, where it went, line by line."""
    account = account_of(fund)
    projects = list(fund.projects.public().order_by("number"))
    for project in projects:
        project.pill = PILLS[project.status]  # type: ignore[attr-defined]
        project.money = account.of(project.pk)  # type: ignore[attr-defined]
    lines = fund.lines.select_related("project").order_by("-at", "-pk")
    return {
        "fund": fund,
        "council": fund.council,
        "balance": account.whole,
        "shares": shares(account.whole),
        "projects": projects,
        "lines": lines[:LINES_SHOWN],
        "line_count": lines.count(),
        "choices": fund.choices.exclude(status__in=HIDDEN).order_by("-closes_at", "-pk"),
    }


# --- projects -------------------------------------------------------------------------------


def sentence(project: Project) -> str:
    if project.status == Status.DECLINED:
        return f"没有入选：{project.declined_because}"
    if project.status == Status.CANCELLED:
        return f"项目取消了：{project.cancelled_because}"
    return SENTENCES[project.status]


def steps(project: Project) -> list[Step]:
    """What is done, what is going on, what is still to come."""
    status = project.status
    rows = [Step("提交", at=project.submitted_at)]
    if project.published_at:
        rows.append(Step("审核通过，公开", at=project.published_at))
    if status == Status.DECLINED:
        return [*rows, Step("没有入选", at=project.ended_at, text=project.declined_because)]
    ahead = [title for title, reached in AHEAD if not reached(project)]
    rows += [Step(title) for title, reached in AHEAD[1:] if reached(project)]
    if status == Status.UNCHOSEN:
        return [*rows, Step("居民没有选中", at=project.ended_at)]
    if status == Status.CANCELLED:
        return [*rows, Step("取消", at=project.ended_at, text=project.cancelled_because)]
    return [*rows, *(Step(title, "todo" if n else "now") for n, title in enumerate(ahead))]


_CHOSEN = (Status.CHOSEN, Status.RUNNING, Status.DONE, Status.CANCELLED)
_PRICED = (Status.PRICED, Status.SHORTLISTED, Status.UNCHOSEN, *_CHOSEN)
AHEAD = (
    ("议事员审核", lambda p: p.published_at is not None),
    ("核实费用", lambda p: p.status in _PRICED),
    ("议事会同意请居民选", lambda p: p.status in _PRICED[1:]),
    ("居民选中", lambda p: p.status in _CHOSEN),
    ("签合同，开工", lambda p: p.status in _CHOSEN[1:] and hasattr(p, "contract")),
    ("验收", lambda p: p.status == Status.DONE),
)


# --- choices --------------------------------------------------------------------------------

HIDDEN = (ProjectChoice.Status.DRAFT, ProjectChoice.Status.WITHDRAWN)


@dataclass(frozen=True)
class Told:
    """One candidate in both counts; `greedy`, `shares`: its place there, 0 where not chosen."""

    item: ChoiceItem
    votes: int
    greedy: int
    shares: int
    worth: str
    chosen: bool


def counted(choice: ProjectChoice) -> dict[str, Any]:
    """Both counts side by side, the deciding one first in order; nothing before the count."""
    if not choice.result:
        return {}
    counts = {count["rule"]: count for count in choice.result["counts"]}
    places = {
        rule: {one["number"]: place for place, one in enumerate(count["chosen"], 1)}
        for rule, count in counts.items()
    }
    worth = {one["number"]: one for one in counts["equal_shares"]["chosen"]}
    rows = [
        Told(
            item,
            counts["greedy"]["votes"][str(item.number)],
            places["greedy"].get(item.number, 0),
            places["equal_shares"].get(item.number, 0),
            worth[item.number]["worth"] if item.number in worth else "",
            item.number in places[choice.rule],
        )
        for item in choice.items.select_related("project")
    ]
    rows.sort(key=lambda row: (not row.chosen, -row.votes, row.item.cost, row.item.number))
    return {
        "rows": rows,
        "ballots": choice.result["ballots"],
        "digest": choice.result["digest"],
        "decides": counts[choice.rule],
        "other": next(count for rule, count in counts.items() if rule != choice.rule),
        "same": set(places["greedy"]) == set(places["equal_shares"]),
    }


def standing(choice: ProjectChoice, at: dt.datetime) -> str:
    """Colour word: what the calendar says of an announced choice."""
    if choice.status != ProjectChoice.Status.ANNOUNCED:
        return "done" if choice.status == ProjectChoice.Status.COUNTED else choice.status
    if at < choice.opens_at:
        return "upcoming"
    return "open" if choice.is_open(at) else "closing"


STANDINGS = {
    "upcoming": "还没开始",
    "open": "正在投票",
    "closing": "等待计票",
    "done": "已出结果",
    "draft": "筹备中",
    "withdrawn": "已撤回",
}


def line_sign(line: FundLine) -> int:
    """Of the pot's free money: a line that makes it more, or less."""
    more = line.kind in ("allocation", "carry_in", "release", "refund")
    return 1 if more != bool(line.reverses_id) else -1
