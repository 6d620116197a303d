"""社区资金 at the desk: a council's funds, and the account of one with its buttons."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from deliberation.actions import choosing, funding
from deliberation.desk.access import CouncilRecord, way_to
from deliberation.desk.money import forms as ask
from deliberation.models import Council, Fund, FundLine, Project
from deliberation.telling.money import shares
from suggestions.staff.verbs import DeskVerb

LINES_SHOWN = 200


def funds_url(council: Council, verb: str = "") -> str:
    args = [council.pk, *([verb] if verb else [])]
    return reverse(f"desk_funds:{'council_verb' if verb else 'council'}", args=args)


def fund_url(fund: Fund, verb: str = "") -> str:
    args = [fund.council_id, fund.pk, *([verb] if verb else [])]
    return reverse(f"desk_funds:{'verb' if verb else 'page'}", args=args)


def funds_step(council: Council) -> list[dict[str, Any]]:
    return [*way_to(council), {"url": funds_url(council), "label": "社区资金"}]


def fund_step(fund: Fund) -> list[dict[str, Any]]:
    return [*funds_step(fund.council), {"url": fund_url(fund), "label": str(fund)}]


class FundsPage(CouncilRecord):
    """All funds of a council, and the projects that wait for its secretary."""

    model = Council
    template_name = "deliberation/desk/money/funds.html"
    verbs = (
        DeskVerb(
            "make-fund",
            "设立资金池",
            calls=funding.make_fund,
            told="已设立“{result}”，接下来登记拨入。",
            form=ask.MakeFundForm,
            style="",
        ),
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **{**kwargs, "pk": kwargs["council"]})

    def get_records(self) -> QuerySet[Council]:
        return Council.objects.select_related("area")

    def get_url(self, verb: str = "") -> str:
        return funds_url(self.council, verb)

    def get_page_title(self) -> str:
        return "社区资金"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        funds = list(self.council.funds.all())
        accounts = funding.accounts_of(funds)
        waiting = Project.objects.filter(fund__council=self.council, status__in=WAITING)
        return super().get_context_data(
            funds=[(fund, accounts[fund.pk].whole) for fund in funds],
            waiting=waiting.select_related("fund").order_by("submitted_at")[:LINES_SHOWN],
            **kwargs,
        )


WAITING = (Project.Status.PENDING, Project.Status.LISTED, Project.Status.PRICED)


def lines(fund: Fund) -> QuerySet[FundLine]:
    rows = fund.lines.select_related("project", "by", "reversed_by", "fund__council")
    return rows.order_by("-at", "-pk")


def reversible(line: FundLine) -> bool:
    right = line.kind == FundLine.Kind.ALLOCATION and line.reverses_id is None
    return right and not hasattr(line, "reversed_by")


class FundPage(CouncilRecord):
    """The account: what came in, where it is, each line; what was wrong is taken back."""

    model = Fund
    template_name = "deliberation/desk/money/fund.html"
    verbs = (
        DeskVerb(
            "allocate",
            "登记拨入",
            calls=funding.allocate,
            told="拨入已登记。",
            form=ask.AllocateForm,
            style="",
        ),
        DeskVerb(
            "draft-choice",
            "拟一次居民选项目",
            calls=choosing.draft_choice,
            told="已拟好“{result}”，核对以后公布。",
            form=ask.ChoiceForm,
        ),
        DeskVerb(
            "terms",
            "修改使用规则",
            calls=funding.revise_terms,
            told="使用规则已修改。",
            form=ask.TermsForm,
        ),
        DeskVerb(
            "carry",
            "结转到下年",
            calls=funding.carry_over,
            told="已结转到“{into}”。",
            form=ask.CarryForm,
        ),
        DeskVerb(
            "take-back",
            "冲正",
            calls=funding.reverse_fund_line,
            told="已冲正，两笔都留着。",
            form=ask.TakeBackForm,
            offered=reversible,
            subjects=lines,
        ),
    )

    def get_records(self) -> QuerySet[Fund]:
        return self.council.funds.select_related("council__area")

    def get_url(self, verb: str = "") -> str:
        return fund_url(self.object, verb)

    def get_page_title(self) -> str:
        return str(self.object)

    def way(self) -> list[dict[str, Any]]:
        return funds_step(self.council)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fund = self.object
        account = funding.account_of(fund)
        projects = list(fund.projects.order_by("number", "submitted_at"))
        of_line = [verb for verb in self.verbs if verb.subjects is lines]
        shown = lines(fund)[:LINES_SHOWN]
        return super().get_context_data(
            balance=account.whole,
            shares=shares(account.whole),
            projects=[(project, account.of(project.pk)) for project in projects],
            choices=fund.choices.all(),
            lines=[(line, self.buttons(line, of_line)) for line in shown],
            **kwargs,
        )
