"""One problem at the desk, and the form by which a new one is drawn up."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import monthly
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.monthly.forms import ProblemForm
from suggestions.desk.monthly.verbs import POLICIES, PROBLEM, TASKS
from suggestions.models import MonthlyProblem, MonthlyTask
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.staff.verbs import DeskVerb, RecordPage
from suggestions.telling import monthly as telling

NAME = "每月一题"


def problem_url(problem: MonthlyProblem) -> str:
    return reverse("desk_monthly:page", args=[problem.pk])


class ProblemPage(RecordPage):
    """Its tasks, policies and figures as residents see them, with the buttons beside each."""

    permission = rights.LOOK
    model = MonthlyProblem
    verbs: tuple[DeskVerb, ...] = (*PROBLEM, *TASKS, *POLICIES)
    rights = rights.RIGHTS
    template_name = "suggestions/desk/monthly_problem.html"
    header_icon = "date"

    def get_records(self) -> QuerySet[MonthlyProblem]:
        return MonthlyProblem.objects.select_related("area", "lead", "drawn_by")

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_monthly:verb", args=[self.object.pk, verb])
        return problem_url(self.object)

    def get_page_title(self) -> str:
        return self.object.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_monthly:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.object.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        problem = self.object
        tasks = MonthlyTask.objects.filter(problem=problem)
        policies = problem.policies.select_related("problem")
        rows = tasks.select_related("department__area", "problem__lead")
        return super().get_context_data(
            tasks=[
                (task, task.is_late(self.request.at), self.buttons(task, TASKS)) for task in rows
            ],
            policies=[(policy, self.buttons(policy, POLICIES)) for policy in policies],
            told=telling.tell(problem, at=self.request.at),
            issues=problem.issues.select_related("campaign"),
            public=problem.status in MonthlyProblem.PUBLIC,
            steps=problem.steps.select_related("by", "task__department"),
            **kwargs,
        )


class NewProblem(DeskMixin, WagtailAdminTemplateMixin, View):
    """拟一题: from the issues of which most people speak."""

    permission = rights.MONTHLY
    page_title = "拟一题"
    header_icon = "plus"
    template_name = "suggestions/desk/monthly_new.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_monthly:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def get(self, request: DeskRequest) -> HttpResponse:
        asked = request.GET.get("issue", "")
        initial = {"issues": [int(asked)]} if asked.isdecimal() and len(asked) < 18 else {}
        return self.page(ProblemForm(initial=initial, at=request.at))

    def post(self, request: DeskRequest) -> HttpResponse:
        form = ProblemForm(request.POST, at=request.at)
        if not form.is_valid():
            return self.page(form, UNPROCESSABLE)
        asked = {**form.cleaned_data, "issues": list(form.cleaned_data["issues"])}
        try:
            problem = monthly.draw_up(**asked, by=request.user, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, UNPROCESSABLE)
        messages.success(request, "已拟好。请布置任务，然后公布。")
        return redirect(problem_url(problem))

    def page(self, form: ProblemForm, status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)
