"""微更新项目 at the desk: read, priced, let into the choice or not."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from deliberation.actions import projects
from deliberation.actions.funding import account_of
from deliberation.desk.access import CouncilRecord, CouncilScreen
from deliberation.desk.money import forms as ask
from deliberation.desk.money.funds import fund_step
from deliberation.desk.money.work import OF_MILESTONE, WORK
from deliberation.desk.month.matters import WhyForm
from deliberation.models import FundLine, Project
from deliberation.telling.money import steps
from deliberation.views.resolution import picture
from suggestions.staff.marking import marked_original, marked_public
from suggestions.staff.verbs import DeskVerb, Shown

Status = Project.Status
PRICEABLE = (Status.LISTED, Status.PRICED, Status.SHORTLISTED, Status.UNCHOSEN)


def project_url(project: Project, verb: str = "") -> str:
    args = [project.fund.council_id, project.pk, *([verb] if verb else [])]
    return reverse(f"desk_funds:{'project_verb' if verb else 'project'}", args=args)


class ProjectPage(CouncilRecord):
    """The words of a resident: as written for who runs the council, as shown for the others."""

    model = Project
    template_name = "deliberation/desk/money/project.html"
    header_icon = "tasks"
    verbs = (
        DeskVerb(
            "publish",
            "公开",
            calls=projects.publish_project,
            told="已公开，接下来核价。",
            form=ask.PublishForm,
            offered=lambda p: p.status in (Status.PENDING, Status.DECLINED),
            style="",
            key="a",
        ),
        DeskVerb(
            "reveal",
            "查看联系方式",
            calls=projects.reveal_project_contact,
            told=lambda done: Shown({"contact_shown": done.result}),
            form=WhyForm,
            offered=lambda p: bool(p.name or p.phone),
            apart=True,
        ),
        DeskVerb(
            "price",
            "核价",
            calls=projects.price_project,
            told="核价已登记。",
            form=ask.PriceForm,
            offered=lambda p: p.status in PRICEABLE,
            style="",
        ),
        DeskVerb(
            "shortlist",
            "进入居民选择",
            calls=projects.shortlist_project,
            told="已进入居民选择。",
            form=ask.ShortlistForm,
            offered=lambda p: p.status == Status.PRICED,
            style="",
        ),
        DeskVerb(
            "decline",
            "不入选",
            calls=projects.decline_project,
            told="已决定不入选，理由公开。",
            form=WhyForm,
            offered=lambda p: Status.DECLINED in Project.NEXT[p.status],
            hint="提出的居民凭查询码可以看到理由。",
        ),
        *WORK,
    )

    def get_records(self) -> QuerySet[Project]:
        rows = Project.objects.filter(fund__council=self.council)
        return rows.select_related("fund__council__area", "meeting", "contract", "pledge")

    def get_url(self, verb: str = "") -> str:
        return project_url(self.object, verb)

    def get_page_title(self) -> str:
        return self.object.public_title

    def way(self) -> list[dict[str, Any]]:
        return fund_step(self.object.fund)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.object
        # The original and the contact are for the one who runs this council, for nobody else.
        original = (marked_original(found.title), marked_original(found.body))
        return super().get_context_data(
            original=original if self.runs else None,
            shown=(marked_public(found.public_title), marked_public(found.public_body)),
            money=account_of(found.fund).of(found.pk),
            steps=steps(found),
            milestones=[
                (row, self.buttons(row, OF_MILESTONE))
                for row in found.milestones.select_related("project")
            ],
            photos=found.photos.all(),
            lines=found.lines.select_related("by"),
            **kwargs,
        )


class ReceiptScan(CouncilScreen):
    """The receipt of a payment: for who runs or oversees the council, not for the public."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int, **kwargs: Any) -> FileResponse:
        rows = FundLine.objects.filter(fund__council=self.council).exclude(scan="")
        return picture(get_object_or_404(rows, pk=pk).scan, f"receipt-{pk}.jpg")
