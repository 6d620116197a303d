"""形成决议: the sheet by which a carried motion becomes a resolution."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from deliberation.actions import resolutions
from deliberation.actions.resolutions import ANSWERABLE
from deliberation.desk.access import CouncilScreen
from deliberation.desk.results.lists import resolution_url
from deliberation.models import MoneySource, Motion
from suggestions.actions import rules
from suggestions.models import Answer
from suggestions.staff.access import CONFLICT, UNPROCESSABLE
from suggestions.staff.forms import text_area

TASK_ROWS = 6


class DecisionForm(forms.Form):
    """What the resolution lays down: who leads, who helps, with what money."""

    title = forms.CharField(
        label="决议标题", max_length=80, error_messages={"required": "请填写决议标题。"}
    )
    text = text_area("决议内容", limit=5000, rows=6, help_text="会公开。")
    lead = forms.CharField(
        label="牵头（一家）", max_length=60, error_messages={"required": "请填写由谁牵头。"}
    )
    helpers = forms.CharField(
        label="配合", required=False, max_length=400, help_text="有几家的，用顿号隔开。"
    )
    tell_authors = forms.BooleanField(
        label="用这个决议答复提建议的居民",
        required=False,
        initial=True,
        help_text="不勾选就只关联、不答复，比如已经转给承办单位的。",
    )
    adoption = forms.ChoiceField(
        label="采纳情况",
        choices=Answer.Adoption.choices,
        initial=Answer.Adoption.WORK,
        required=False,
    )

    def __init__(self, *args: Any, motion: Motion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"title": motion.title, "text": motion.decided, **self.initial}
        if motion.option and motion.option.carrier:
            self.initial.setdefault("lead", motion.option.carrier)
        topic = motion.item.matter.topic
        if topic is None:
            del self.fields["tell_authors"], self.fields["adoption"]
        elif topic.status not in ANSWERABLE:
            self.fields["tell_authors"].initial = False
        planned = dict(motion.option.money.values_list("source", "amount")) if motion.option else {}
        for source, label in MoneySource.choices:
            self.fields[f"money_{source}"] = forms.DecimalField(
                label=f"{label}（元）",
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=2,
                initial=planned.get(source),
                error_messages={
                    "invalid": "请填写数字。",
                    "min_value": "金额不能小于零。",
                    "max_decimal_places": "最多精确到分。",
                },
            )

    def money_fields(self) -> list[forms.BoundField]:
        return [self[f"money_{source}"] for source in MoneySource.values]

    def word_fields(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.startswith("money_")]


class WorkForm(forms.Form):
    """A task: what, by whom, until when. An empty row is none."""

    title = forms.CharField(label="事项", max_length=80, required=False)
    lead = forms.CharField(label="负责", max_length=60, required=False)
    due_on = forms.DateField(
        label="期限",
        required=False,
        widget=AdminDateInput,
        error_messages={"invalid": "请填写正确的日期。"},
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if self.has_changed() and not self.errors:
            for name in ("title", "lead", "due_on"):
                if not data.get(name):
                    self.add_error(name, f"请填写{self.fields[name].label}。")
        return data


WorkSet = forms.formset_factory(
    WorkForm, extra=TASK_ROWS, max_num=TASK_ROWS, absolute_max=TASK_ROWS
)


class NewResolution(CouncilScreen):
    """Only for a vote of this council that was carried and has no resolution yet."""

    page_title = "形成决议"
    header_icon = "doc-full-inverse"
    template_name = "deliberation/desk/new_resolution.html"
    http_method_names = ["get", "post", "head"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Motion.objects.filter(item__meeting__council=self.council)
        rows = rows.select_related("item__matter__topic", "option", "resolution")
        self.motion = get_object_or_404(rows, pk=kwargs["motion"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if made := getattr(self.motion, "resolution", None):
            return redirect(resolution_url(made))
        return self.page(DecisionForm(motion=self.motion), WorkSet(prefix="work"))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = DecisionForm(request.POST, motion=self.motion)
        works = WorkSet(request.POST, prefix="work")
        if not (form.is_valid() and works.is_valid()):
            return self.page(form, works, UNPROCESSABLE)
        data = form.cleaned_data
        told = {}
        if self.motion.item.matter.topic:
            told["tell_authors"] = data["tell_authors"]
            told["adoption"] = data["adoption"] or Answer.Adoption.WORK
        try:
            made = resolutions.resolve(
                self.motion,
                decision=_decision(data, works),
                by=self.request.user,
                at=self.request.at,
                **told,
            )
        except rules.Overtaken as error:
            form.add_error(None, str(error))
            return self.page(form, works, CONFLICT)
        except rules.Refused as error:
            form.add_error(None, str(error))
            return self.page(form, works, UNPROCESSABLE)
        messages.success(request, f"决议{made.full_number}已形成，请按规定公示。")
        return redirect(resolution_url(made))

    def page(self, form: DecisionForm, works: Any, status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            form=form, works=works, motion=self.motion, media=AdminDateInput().media
        )
        return self.render_to_response(context, status=status)


def _decision(data: dict[str, Any], works: Any) -> resolutions.Decision:
    rows = [row.cleaned_data for row in works if row.has_changed()]
    money = {source: data.get(f"money_{source}") for source in MoneySource.values}
    return resolutions.Decision(
        title=data["title"],
        text=data["text"],
        lead=data["lead"],
        helpers=data["helpers"].replace(",", "、").replace("，", "、").split("、"),
        money={source: amount for source, amount in money.items() if amount},
        tasks=[resolutions.Work(row["title"], row["lead"], row["due_on"]) for row in rows],
    )
