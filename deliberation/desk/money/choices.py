"""居民选项目 at the desk: drawn up, announced for good, called off or counted."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from deliberation.actions import choosing
from deliberation.actions.funding import free_of
from deliberation.desk.access import CouncilRecord
from deliberation.desk.money import forms as ask
from deliberation.desk.money.funds import fund_step
from deliberation.desk.month.matters import WhyForm
from deliberation.models import Project, ProjectChoice
from deliberation.telling import money
from suggestions.staff.verbs import DeskVerb

Status = ProjectChoice.Status


def choice_url(choice: ProjectChoice, verb: str = "") -> str:
    args = [choice.fund.council_id, choice.pk, *([verb] if verb else [])]
    return reverse(f"desk_funds:{'choice_verb' if verb else 'choice'}", args=args)


class ChoicePage(CouncilRecord):
    """What is fixed, how many have voted; nobody sees a count before it is over."""

    model = ProjectChoice
    template_name = "deliberation/desk/money/choice.html"
    header_icon = "list-ul"
    verbs = (
        DeskVerb(
            "announce",
            "公布",
            calls=choosing.announce_choice,
            told="已公布，到时间自动开始和结束。",
            offered=lambda choice: choice.status == Status.DRAFT,
            style="",
            hint="公布以后，规则、金额、时间和候选项目都不能再改。",
        ),
        DeskVerb(
            "edit",
            "修改",
            calls=choosing.edit_choice,
            told="已修改。",
            form=ask.ChoiceForm,
            offered=lambda choice: choice.status == Status.DRAFT,
        ),
        DeskVerb(
            "count",
            "计票",
            calls=choosing.count_choice,
            told="已计票，结果公开。",
            offered=lambda choice: choice.status == Status.ANNOUNCED,
            timely=lambda choice, at: choice.is_over(at),
            style="",
        ),
        DeskVerb(
            "call-off",
            "撤回",
            calls=choosing.withdraw_choice,
            told="已撤回，理由公开。",
            form=WhyForm,
            offered=lambda choice: choice.status in (Status.DRAFT, Status.ANNOUNCED),
            timely=lambda choice, at: not choice.is_over(at),
        ),
    )

    def get_records(self) -> QuerySet[ProjectChoice]:
        rows = ProjectChoice.objects.filter(fund__council=self.council)
        return rows.select_related("fund__council__area")

    def get_url(self, verb: str = "") -> str:
        return choice_url(self.object, verb)

    def get_page_title(self) -> str:
        return self.object.title

    def way(self) -> list[dict[str, Any]]:
        return fund_step(self.object.fund)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choice = self.object
        shortlisted = choice.fund.projects.filter(status=Project.Status.SHORTLISTED)
        draft = choice.status == Status.DRAFT
        return super().get_context_data(
            standing=money.STANDINGS[money.standing(choice, self.request.at)],
            items=[] if draft else list(choice.items.all()),
            shortlisted=list(shortlisted.order_by("number")) if draft else [],
            free=free_of(choice.fund) if draft else None,
            voted=choice.ballots.count(),
            result=money.counted(choice),
            **kwargs,
        )
