"""One issue: its topics wherever they are, what of the shelf is near, and its buttons."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse

from suggestions.desk import rights
from suggestions.desk.issues.folds import issue_url, with_people
from suggestions.desk.issues.forms import IssueField
from suggestions.desk.issues.verbs import GATHERING, HANDLING, MERGE_VERBS, TICKED, topics_of
from suggestions.desk.topics.lists import TopicOptions
from suggestions.models import Issue, IssueMerge, Placement
from suggestions.staff import charts
from suggestions.staff.forms import DeskForm
from suggestions.staff.history import history_of
from suggestions.staff.verbs import DeskVerb, RecordPage

TOPICS, NEAR = 50, 10


class IssuePage(RecordPage):
    """One kind of problem with everything under it."""

    model = Issue
    verbs: tuple[DeskVerb, ...] = (*GATHERING, *MERGE_VERBS, *HANDLING)
    rights = rights.RIGHTS
    template_name = "suggestions/desk/issue.html"
    header_icon = "folder-inverse"

    def get_records(self) -> QuerySet[Issue]:
        rows = Issue.objects.with_sizes().with_people()
        return rows.select_related("campaign", "theme", "merged_into", "named_by").defer(
            "campaign__body", "campaign__ways", "campaign__result"
        )

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_issues:verb", args=[self.object.pk, verb])
        return issue_url(self.object)

    def get_success_url(self, verb: DeskVerb) -> str:
        if verb.name == "merge" and self.object.merged_into_id:
            return reverse("desk_issues:page", args=[self.object.merged_into_id])
        return self.get_url()

    def get_page_title(self) -> str:
        return f"类问题 {self.object.number}：{self.object.name}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = f"{reverse('desk_topics:index')}?campaign={self.object.campaign_id}"
        return [
            *self.breadcrumbs_items,
            {"url": index, "label": "问题", "sublabel": self.object.campaign.title},
            {"url": "", "label": self.object.name},
        ]

    def make_form(self, verb: DeskVerb, subject: Any, data: Any = None) -> DeskForm:
        """Refused beside it, in the same list: what was typed for this one stays as well."""
        form = super().make_form(verb, subject, data)
        if data is None and verb in TICKED and self.pressed and self.pressed.verb in TICKED:
            typed = self.request.POST
            form.initial.update({name: typed[name] for name in form.fields if name in typed})
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        issue = self.object
        near = Placement.objects.on_shelf().filter(issue=issue).select_related("suggestion__area")
        return super().get_context_data(
            keywords=charts.shares((word, round(weight, 2)) for word, weight in issue.keywords),
            topics=self.topics(),
            near=near.order_by("-suggestion__submitted_at", "pk")[:NEAR],
            near_count=near.count(),
            merges=[(note, self.buttons(note, MERGE_VERBS)) for note in self.merges()],
            ticked={int(pk) for pk in self.request.POST.getlist("picked") if pk.isdecimal()},
            history=history_of(issue.events.all()),
            **kwargs,
        )

    def merges(self) -> QuerySet[IssueMerge]:
        rows = self.object.merges_here.filter(undone_at=None)
        return rows.select_related("source", "target", "by")

    def topics(self) -> Page:
        rows = with_people(topics_of(self.object).with_sizes()).order_by("-size", "number")
        rows = rows.select_related("issue_by").defer("keywords", "representatives", "summary")
        return Paginator(rows, TOPICS).get_page(self.request.GET.get("p", "1"))


class IssueOptions(TopicOptions):
    """What the field of an issue proposes while one types."""

    for_areas = False  # issues are the whole city's
    field_class = IssueField
