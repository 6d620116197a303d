"""微更新项目 up to the choice: proposed, screened, priced, shortlisted by the council."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from deliberation.actions.funding import hold
from deliberation.actions.numbering import fen, next_number, written
from deliberation.actions.record import note
from deliberation.actions.wording import open_words, open_words_if_any
from deliberation.models import ChoiceItem, Fund, Meeting, Project, ProjectChoice
from suggestions.actions.rules import Refused, move
from suggestions.actions.submitting import Changed
from suggestions.models import User
from suggestions.residents import receipts
from suggestions.text.language import clean_text, masked
from suggestions.work.clocks import CONTACT_KEPT

TITLE, BODY, NOTE = 40, 2000, 300
Status = Project.Status
Gate = Callable[[], None]
OVER = (Status.DECLINED, Status.UNCHOSEN, Status.DONE, Status.CANCELLED)


@dataclass(frozen=True)
class ProjectWish:
    """What a resident wrote into the form; `estimate` in yuan."""

    title: str
    body: str
    use: str
    estimate: Decimal
    name: str = ""
    phone: str = ""

    def values(self) -> dict[str, Any]:
        return {
            "title": clean_text(self.title, limit=TITLE, lines=False),
            "body": clean_text(self.body, limit=BODY),
            "use": clean_text(self.use, limit=20, lines=False),
            "estimate": fen(self.estimate, "估计费用"),
            "name": clean_text(self.name, limit=40, lines=False),
            "phone": clean_text(self.phone, limit=30, lines=False),
        }


def propose_project(
    fund: Fund, *, wish: ProjectWish, key: str, at: dt.datetime, gate: Gate | None = None
) -> Project:
    """Take in one project; the same `key` finds the same one, however often it is sent.

    Nothing of it enters the public record before the secretary has read it. `gate` is the
    door's last question, within the transaction; what it raises leaves nothing written.
    """
    values = wish.values()
    if not values["title"] or not values["body"]:
        raise Refused("请写明想做的项目和具体情况。")
    if not takes_projects(fund, at):
        raise Refused(f"“{fund}”现在不收项目了。")
    _check(fund, values["use"], values["estimate"])
    project = Project(
        fund=fund,
        public_title=masked(values["title"])[:TITLE],
        public_body=masked(values["body"]),
        key=key,
        receipt_hash=receipts.digest(receipts.issue(key)),
        submitted_at=at,
        **values,
    )
    try:
        with transaction.atomic():
            project.save(force_insert=True)
            if gate:
                gate()
    except IntegrityError:
        earlier = Project.objects.filter(key=key).select_related("fund").first()
        if earlier is None:
            raise
        return _same(earlier, fund, values)
    return project


def _same(earlier: Project, fund: Fund, values: dict[str, Any]) -> Project:
    now = {name: getattr(earlier, name) for name in values}
    if now != values or earlier.fund_id != fund.pk:
        raise Changed(
            "这份表单刚才已经提交成功。您现在的内容与上次不同：如果想另提一个项目，请再按一次提交。"
        )
    return earlier


def takes_projects(fund: Fund, at: dt.datetime) -> bool:
    """While its year is not over and its council works."""
    return fund.council.active and fund.year >= localdate(at).year


def _check(fund: Fund, use: str, cents: int) -> None:
    if use not in fund.uses:
        raise Refused("请从这笔钱可以用的地方里选一种。")
    if fund.ceiling is not None and cents > fund.ceiling:
        raise Refused(
            f"这笔钱规定单个项目不超过 {written(fund.ceiling)} 元，请减少费用，或者分成几个项目。"
        )


# --- the secretary ---------------------------------------------------------------------------


def publish_project(
    project: Project, *, by: User, at: dt.datetime, title: str = "", body: str = ""
) -> None:
    """Screening lets it pass with its number, the words masked or as given here."""
    title = open_words(title or project.public_title, "公开名称", TITLE)
    body = open_words(body or project.public_body, "公开内容", BODY)
    with transaction.atomic():
        hold(project.fund)
        number = project.number or next_number(project.fund.projects)
        move(
            project,
            Status.LISTED,
            number=number,
            public_title=title,
            public_body=body,
            published_at=project.published_at or at,
            declined_because="",
            ended_at=None,
        )
        data = {"title": title, "estimate": written(project.estimate), "use": project.use}
        note(project, "project.published", at=at, by=by, data=data)


def price_project(
    project: Project, *, amount: Decimal, remark: str, by: User, at: dt.datetime
) -> None:
    """核价: what the community worker found that it will cost, and how."""
    cents = fen(amount, "核定费用")
    remark = open_words(remark, "核价说明", NOTE)
    with transaction.atomic():
        hold(project.fund)
        _refuse_in_choice(project)
        _check(project.fund, project.use, cents)
        move(project, Status.PRICED, cost=cents, cost_note=remark, meeting=None, ended_at=None)
        data = {"cost": written(cents), "remark": remark}
        note(project, "project.priced", at=at, by=by, data=data)


def shortlist_project(
    project: Project, *, meeting: Meeting, by: User, at: dt.datetime, remark: str = ""
) -> None:
    """The council lets it go to the choice: at which of its meetings is on record."""
    remark = open_words_if_any(remark, "说明", NOTE)
    if meeting.council_id != project.council.pk or meeting.status not in Meeting.HELD:
        raise Refused("请选择本议事会开过的会。")
    with transaction.atomic():
        hold(project.fund)
        move(project, Status.SHORTLISTED, meeting=meeting)
        data = {"meeting": localdate(meeting.starts_at).isoformat(), "remark": remark}
        note(project, "project.shortlisted", at=at, by=by, data=data)


def decline_project(project: Project, *, reason: str, by: User, at: dt.datetime) -> None:
    """未入选, with the reason; public where the project was."""
    reason = open_words(reason, "未入选的理由", NOTE)
    with transaction.atomic():
        hold(project.fund)
        _refuse_in_choice(project)
        move(project, Status.DECLINED, declined_because=reason, ended_at=at)
        note(project, "project.declined", at=at, by=by, data={"reason": reason})


def _refuse_in_choice(project: Project) -> None:
    """What residents were told is what they choose from."""
    announced = ProjectChoice.Status.ANNOUNCED
    if ChoiceItem.objects.filter(project=project, choice__status=announced).exists():
        raise Refused("这个项目在已经公布的居民选择里，计票以前不能改动。")


# --- contact data ---------------------------------------------------------------------------


def reveal_project_contact(project: Project, *, reason: str, by: User, at: dt.datetime) -> Project:
    """Read name and number, on record: who, why, when."""
    reason = open_words(reason, "查看联系方式的理由", 200)
    if not (project.name or project.phone):
        raise Refused("这个项目没有留下称呼和手机号。")
    note(project, "project.contact_read", at=at, by=by, data={"reason": reason})
    return project


def drop_project_contacts(*, at: dt.datetime) -> int:
    """Names and numbers go when they have served their purpose (PIPL 19)."""
    before = at - dt.timedelta(days=CONTACT_KEPT.days)
    over = Project.objects.filter(status__in=OVER, submitted_at__lt=before)
    return over.exclude(name="", phone="").update(name="", phone="")
