"""居民选项目: drawn up, announced with its rule for good, counted by both rules when it is over."""

import datetime as dt
import hashlib
import logging
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.timezone import localdate

from deliberation.actions.funding import add_line, free_of, hold
from deliberation.actions.numbering import fen, written
from deliberation.actions.record import note
from deliberation.actions.wording import open_words
from deliberation.models import ChoiceItem, Fund, FundLine, Project, ProjectChoice
from deliberation.rules import choosing, pabulib
from suggestions.actions.rules import Overtaken, Refused, move, move_all
from suggestions.models import User

logger = logging.getLogger(__name__)
Status = ProjectChoice.Status
FEWEST = 2
FIXED = "这次居民选项目已经公布，规则、金额和时间都不能再改。"


@dataclass(frozen=True)
class Plan:
    """What is fixed when a choice is announced; `budget` in yuan."""

    title: str
    rule: str
    way: str
    budget: Decimal
    opens_at: dt.datetime
    closes_at: dt.datetime

    def values(self) -> dict[str, Any]:
        if self.rule not in ProjectChoice.Rule.values or self.way not in ProjectChoice.Way.values:
            raise Refused("请选择怎么选、以哪种计票为准。")
        if self.closes_at <= self.opens_at:
            raise Refused("结束时间应当在开始时间以后。")
        return {
            "title": open_words(self.title, "名称", 60),
            "rule": self.rule,
            "way": self.way,
            "budget": fen(self.budget, "总金额"),
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
        }


# --- before it opens --------------------------------------------------------------------------


def draft_choice(fund: Fund, *, plan: Plan, by: User, at: dt.datetime) -> ProjectChoice:
    values = plan.values()
    with transaction.atomic():
        choice = ProjectChoice.objects.create(fund=fund, **values)
        note(choice, "choice.drafted", by=by, at=at)
    return choice


def edit_choice(choice: ProjectChoice, *, plan: Plan, by: User, at: dt.datetime) -> None:
    """Only while nobody was told."""
    rows = ProjectChoice.objects.filter(pk=choice.pk, status=Status.DRAFT)
    if not rows.update(**plan.values()):
        raise Overtaken(FIXED)
    choice.refresh_from_db()


def announce_choice(choice: ProjectChoice, *, by: User, at: dt.datetime) -> None:
    """From now on rule, money, time and projects stand; a beginning that is past is now."""
    opens_at = max(choice.opens_at, at)
    if choice.closes_at <= opens_at:
        raise Refused("结束时间已经过了，请先改好时间。")
    try:
        with transaction.atomic():
            hold(choice.fund)
            items = _candidates(choice)
            move(choice, Status.ANNOUNCED, opens_at=opens_at, announced_at=at)
            if (free := free_of(choice.fund)) < 0:
                able = written(max(free + choice.budget, 0))
                raise Refused(f"资金池里可以安排的只有 {able} 元，请把总金额改小。")
            ChoiceItem.objects.bulk_create(items)
            note(choice, "choice.announced", by=by, at=at, data=_fixed(choice, items))
    except IntegrityError:
        raise Overtaken("这个资金池已经有一次公布了的居民选择，请等它计票以后再来。") from None
    finally:
        choice.refresh_from_db()


def _candidates(choice: ProjectChoice) -> list[ChoiceItem]:
    rows = choice.fund.projects.filter(status=Project.Status.SHORTLISTED).order_by("number")
    items = [
        ChoiceItem(
            choice=choice,
            project=row,
            number=row.number or 0,
            title=row.public_title,
            cost=row.cost or 0,
        )
        for row in rows
    ]
    if len(items) < FEWEST:
        raise Refused(f"至少要有 {FEWEST} 个议事会同意进入选择的项目，现在有 {len(items)} 个。")
    if dear := next((item for item in items if item.cost > choice.budget), None):
        raise Refused(f"“{dear.title}”要 {written(dear.cost)} 元，比总金额还多，谁也选不成它。")
    return items


def _fixed(choice: ProjectChoice, items: list[ChoiceItem]) -> dict[str, Any]:
    return {
        "rule": choice.rule,
        "way": choice.way,
        "budget": written(choice.budget),
        "opens_at": choice.opens_at.isoformat(timespec="minutes"),
        "closes_at": choice.closes_at.isoformat(timespec="minutes"),
        "projects": [[item.number, item.title, written(item.cost)] for item in items],
    }


def withdraw_choice(choice: ProjectChoice, *, reason: str, by: User, at: dt.datetime) -> None:
    """Called off with a public reason; its projects stay shortlisted, its money is free."""
    reason = open_words(reason, "撤回的理由", 300)
    with transaction.atomic():
        hold(choice.fund)
        if choice.is_over(at):
            raise Refused("投票已经结束，不能撤回了，请计票。")
        move(choice, Status.WITHDRAWN, withdrawn_because=reason)
        note(choice, "choice.withdrawn", by=by, at=at, data={"reason": reason})


# --- after it ---------------------------------------------------------------------------------


def count_choice(choice: ProjectChoice, *, at: dt.datetime, by: User | None = None) -> None:
    """Count by both rules; the announced one decides, its projects get their money at once.

    The status moves first: ballots on their way end before, those that come later are refused.
    Then the tie between ballots and phone numbers is cut.
    """
    if choice.status == Status.ANNOUNCED and not choice.is_over(at):
        raise Refused("投票还没有结束，到时间以后才能计票。")
    with transaction.atomic():
        hold(choice.fund)
        move(choice, Status.COUNTED, counted_at=at)
        items = list(choice.items.select_related("project"))
        ballots = list(choice.ballots.values_list("picks", flat=True))
        counts = _counts(choice, items, ballots)
        text = ballot_file(choice, items, ballots)
        digest = hashlib.sha256(text.encode()).hexdigest()
        result = {
            "ballots": len(ballots),
            "digest": digest,
            "counts": [_kept(count) for count in counts],
        }
        ProjectChoice.objects.filter(pk=choice.pk).update(result=result)
        choice.result = result
        note(choice, "choice.counted", by=by, at=at, data=_counted(choice, counts))
        _settle(choice, items, next(c for c in counts if c.rule == choice.rule), at, by)
        unknown = Concat(Value("counted-"), Cast("pk", CharField()))
        choice.ballots.update(key=unknown)


def _counts(
    choice: ProjectChoice, items: list[ChoiceItem], ballots: list[list[int]]
) -> list[choosing.Count]:
    candidates = [choosing.Candidate(item.number, item.cost) for item in items]
    rules = ProjectChoice.Rule.values
    return [choosing.count_by(rule, candidates, ballots, choice.budget) for rule in rules]


def _kept(count: choosing.Count) -> dict[str, Any]:
    """A count as it is kept and shown; `worth` with two places, for reading alone."""
    return {
        "rule": count.rule,
        "spent": count.spent,
        "left": count.left,
        "votes": {str(number): votes for number, votes in count.votes.items()},
        "chosen": [
            {"number": one.number, "worth": f"{float(one.worth):.2f}", "rest": one.rest}
            for one in count.chosen
        ],
    }


def _counted(choice: ProjectChoice, counts: list[choosing.Count]) -> dict[str, Any]:
    return {
        "rule": choice.rule,
        "ballots": choice.result["ballots"],
        "ballots_digest": choice.result["digest"],
        **{count.rule: count.numbers for count in counts},
    }


def _settle(
    choice: ProjectChoice,
    items: list[ChoiceItem],
    count: choosing.Count,
    at: dt.datetime,
    by: User | None,
) -> None:
    """What was chosen is promised its money; the rest may come again another time."""
    projects = {item.number: item.project for item in items}
    for one in count.chosen:
        project = projects.pop(one.number)
        project.fund = choice.fund
        move(project, Project.Status.CHOSEN)
        add_line(
            choice.fund,
            FundLine.Kind.COMMITMENT,
            one.cost,
            on=localdate(at),
            proof=f"居民选项目：{choice.title}",
            by=by,
            at=at,
            project=project,
        )
    others = Project.objects.filter(pk__in=[project.pk for project in projects.values()])
    move_all(others, Project.Status.UNCHOSEN, ended_at=at)


def ballot_file(choice: ProjectChoice, items: list[ChoiceItem], ballots: list[list[int]]) -> str:
    """All ballots without anything of who cast them, as the `.pb` file that residents download."""
    about = pabulib.About(
        title=choice.title,
        unit="社区",
        rule=choice.rule,
        begins=localdate(choice.opens_at).isoformat(),
        ends=localdate(choice.closes_at).isoformat(),
    )
    titles = [(choosing.Candidate(item.number, item.cost), item.title) for item in items]
    return pabulib.written(about, titles, ballots, choice.budget)


def count_due(*, at: dt.datetime) -> int:
    """Those that are over, by the clock; one that fails holds up no other."""
    over = ProjectChoice.objects.filter(status=Status.ANNOUNCED, closes_at__lte=at)
    done = 0
    for choice in over.select_related("fund__council"):
        try:
            count_choice(choice, at=at)
        except Refused as refusal:
            logger.warning("choice %s was not counted: %s", choice.pk, refusal)
        else:
            done += 1
    return done
