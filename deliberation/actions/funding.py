"""社区资金: every movement is a line, guarded by the balance that the lines before it give."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, Sum
from django.utils.timezone import localdate

from deliberation.actions.numbering import fen, written
from deliberation.actions.record import note
from deliberation.actions.wording import open_words, open_words_if_any
from deliberation.models import Council, Fund, FundLine, Project, ProjectChoice
from deliberation.rules.fund import Account, Line, reckon
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import User

USES, USE, RULES = 12, 20, 2000
YEARS = range(2000, 2100)
FUTURE = "日期不能晚于今天。"


@dataclass(frozen=True)
class Terms:
    """What a fund's money may be spent on, and how much a project may cost; yuan."""

    uses: Sequence[str]
    ceiling: Decimal | None = None
    rules: str = ""


# --- the pot --------------------------------------------------------------------------------


def make_fund(
    council: Council, *, year: int, name: str, terms: Terms, by: User, at: dt.datetime
) -> Fund:
    """One more pot; there is nothing in it before the first allocation."""
    name = open_words(name, "资金名称", 40)
    if year not in YEARS:
        raise Refused("请填写正确的年度，例如 2026。")
    fund = Fund(council=council, year=year, name=name, by=by, at=at, **_terms(terms))
    try:
        with transaction.atomic():
            fund.save(force_insert=True)
            note(fund, "fund.made", by=by, at=at, data=_told(fund))
    except IntegrityError:
        raise Refused(f"{year}年已经有一个“{name}”。请直接用它，或者换个名称。") from None
    return fund


def revise_terms(fund: Fund, *, terms: Terms, by: User, at: dt.datetime) -> None:
    """The rules from now on; projects that were priced before stay as they are."""
    values = _terms(terms)
    with transaction.atomic():
        Fund.objects.filter(pk=fund.pk).update(**values)
        fund.refresh_from_db()
        note(fund, "fund.rules", by=by, at=at, data=_told(fund))


def _terms(terms: Terms) -> dict:
    uses = [open_words(use, "用途", USE) for use in terms.uses if use.strip()]
    uses = list(dict.fromkeys(uses))
    if not 1 <= len(uses) <= USES:
        raise Refused(f"请写明这笔钱可以用在哪里，每行一种，一到 {USES} 种。")
    return {
        "uses": uses,
        "ceiling": None if terms.ceiling is None else fen(terms.ceiling, "单个项目上限"),
        "rules": open_words_if_any(terms.rules, "使用规则", RULES),
    }


def _told(fund: Fund) -> dict:
    ceiling = "" if fund.ceiling is None else written(fund.ceiling)
    return {"uses": fund.uses, "ceiling": ceiling, "rules": fund.rules}


# --- the account ----------------------------------------------------------------------------


def account_of(fund: Fund) -> Account:
    """What the lines of a fund give, for the whole and for each of its projects."""
    return accounts_of([fund])[fund.pk]


def accounts_of(funds: Iterable[Fund]) -> dict[int, Account]:
    """The same for many funds, in one query; exact sums of whole 分 by any database."""
    keys = [fund.pk for fund in funds]
    back = ExpressionWrapper(Q(reverses__isnull=False), BooleanField())
    rows = FundLine.objects.filter(fund__in=keys).order_by().annotate(back=back)
    sums = rows.values_list("fund", "kind", "project", "back").annotate(sum=Sum("cents"))
    lines: dict[int, list[Line]] = {key: [] for key in keys}
    for key, kind, project, back_again, cents in sums:
        lines[key].append(Line(kind, int(cents), project, back_again))
    return {key: reckon(found) for key, found in lines.items()}


def hold(*funds: Fund) -> None:
    """Lock the funds until the transaction ends: who moves their money follows who did before."""
    keys = [fund.pk for fund in funds]
    list(Fund.objects.select_for_update().order_by("pk").filter(pk__in=keys).only("pk"))


def free_of(fund: Fund) -> int:
    """What may be promised: the rest, without what an announced choice is about."""
    rows = ProjectChoice.objects.filter(fund=fund, status=ProjectChoice.Status.ANNOUNCED)
    return account_of(fund).whole.left - sum(rows.values_list("budget", flat=True))


# --- its movements --------------------------------------------------------------------------


def allocate(
    fund: Fund, *, amount: Decimal, on: dt.date, proof: str, by: User, at: dt.datetime
) -> FundLine:
    """Money came in from above, with the number of the paper that says so."""
    cents = fen(amount, "拨入金额")
    with transaction.atomic():
        hold(fund)
        return add_line(fund, FundLine.Kind.ALLOCATION, cents, on=on, proof=proof, by=by, at=at)


def carry_over(
    fund: Fund, *, into: Fund, amount: Decimal, proof: str, by: User, at: dt.datetime
) -> FundLine:
    """What is free goes on into a later year of the same council: out here, in there, at once."""
    cents, on = fen(amount, "结转金额"), localdate(at)
    if into.council_id != fund.council_id or into.year <= fund.year:
        raise Refused("只能结转到本议事会以后年度的资金池。")
    with transaction.atomic():
        hold(fund, into)
        if cents > (free := free_of(fund)):
            raise Refused(f"可以结转的只有 {written(max(free, 0))} 元：已经安排给项目的不能结转。")
        kinds = FundLine.Kind
        out = add_line(fund, kinds.CARRY_OUT, cents, on=on, proof=proof, by=by, at=at)
        add_line(into, kinds.CARRY_IN, cents, on=on, proof=proof, by=by, at=at, pair=out)
    return out


def reverse_fund_line(line: FundLine, *, reason: str, by: User, at: dt.datetime) -> FundLine:
    """冲正 of an allocation that was written wrongly; both lines stay, neither counts."""
    reason, fund = open_words(reason, "冲正的原因", 100), line.fund
    if line.reverses_id or line.kind != FundLine.Kind.ALLOCATION:
        raise Refused("这一笔不能冲正；只有记错的拨入可以。")
    with transaction.atomic():
        hold(fund)
        if FundLine.objects.filter(reverses=line).exists():
            raise Overtaken("这一笔已经冲正过了。请刷新页面后再看。")
        if line.cents > free_of(fund):
            raise Refused("这笔钱已经安排给项目或者结转了，不能冲正。")
        return add_line(
            fund, line.kind, line.cents, on=localdate(at), proof=reason, by=by, at=at, reverses=line
        )


def add_line(
    fund: Fund,
    kind: str,
    cents: int,
    *,
    on: dt.date,
    proof: str,
    at: dt.datetime,
    by: User | None = None,
    project: Project | None = None,
    **more: Any,
) -> FundLine:
    """Write one line and its entry. The caller holds the fund and has looked at its balance."""
    proof = open_words(proof, "凭据（如文号、单据号）", 100)
    if on > localdate(at):
        raise Refused(FUTURE)
    line = FundLine.objects.create(
        fund=fund,
        kind=kind,
        project=project,
        cents=cents,
        on=on,
        proof=proof,
        by=by,
        at=at,
        **more,
    )
    kind = "reversed" if line.reverses_id else kind
    note(line, f"fund.{kind}", by=by, at=at, data={"proof": proof})
    return line
