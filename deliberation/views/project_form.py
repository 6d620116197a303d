"""微更新项目 on its way in: one form, one receipt; nothing is public before it was read."""

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from deliberation.actions import projects
from deliberation.actions.projects import BODY, TITLE
from deliberation.models import Fund
from deliberation.telling import money
from deliberation.views.wishes import take_in
from suggestions.residents import fields, sheets, visitors


class ProjectForm(forms.Form):
    """What shall be done for how much; who asks for it may stay unnamed."""

    title = fields.short_text(
        label="您想做的项目",
        limit=TITLE,
        help_text="用一句话说清楚。比如：三号楼门口加一道扶手。",
        error_messages={"required": "请用一句话写下您想做的项目。"},
    )
    body = fields.long_text(
        6,
        label="做什么，为什么",
        limit=BODY,
        help_text="做在哪里，哪些邻居用得上，现在有什么不方便。",
        error_messages={"required": "请写几句具体情况。"},
    )
    use = fields.choice(
        label="属于哪一种",
        error_messages={
            "required": "请从这笔钱可以用的地方里选一种。",
            "invalid_choice": "请从这笔钱可以用的地方里选一种。",
        },
    )
    estimate = fields.YuanField(
        label="大概要多少钱（元）",
        max_digits=12,
        decimal_places=2,
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": "请估一个数，不准没关系，社区会核实。",
            "invalid": "请只写数字，比如 8000。",
            "min_value": "请写一个大于零的数，比如 8000。",
            "max_digits": "这个数太大了，请核对。",
            "max_whole_digits": "这个数太大了，请核对。",
            "max_decimal_places": "最多精确到分。",
        },
    )
    name = fields.own_name(help_text="比如：王阿姨、李师傅。不公开。")
    phone = fields.own_phone(help_text="议事员有不清楚的地方，可以打电话问您。不公开。")
    consent = fields.consent(
        "我同意议事员按上面的说明使用我的称呼和手机号",
        help_text="留了称呼或手机号才需要勾选。",
    )

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["use"]).choices = [(use, use) for use in fund.uses]

    def clean(self) -> dict[str, Any]:
        super().clean()
        words = "您留了称呼或手机号，请勾选同意后再提交；也可以清空。"
        fields.ask_consent(self, ("name", "phone"), words)
        return self.cleaned_data

    def wish(self) -> projects.ProjectWish:
        names = ("title", "body", "use", "estimate", "name", "phone")
        return projects.ProjectWish(**{name: self.cleaned_data[name] for name in names})


@require_http_methods(["GET", "HEAD", "POST"])
def propose_project(request: HttpRequest, pk: int) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.select_related("council__area"), pk=pk)
    at = timezone.now()
    if not projects.takes_projects(fund, at):
        return redirect(fund.get_absolute_url())
    if request.method != "POST":
        return _sheet(request, fund, ProjectForm(fund=fund), visitors.new_key())
    form = ProjectForm(request.POST, fund=fund)
    return take_in(
        request,
        form,
        take=lambda **sent: projects.propose_project(fund, wish=form.wish(), **sent),
        show=lambda key, status: _sheet(request, fund, form, key, status),
        mine="deliberation:project_mine",
        at=at,
    )


def _sheet(
    request: HttpRequest, fund: Fund, form: ProjectForm, key: str, status: int = 200
) -> HttpResponse:
    context = {
        "section": "yishi",
        "crumbs": [*money.fund_crumbs(fund), {"title": "提一个微更新项目"}],
        "fund": fund,
        "council": fund.council,
        "form": form,
        "key": key,
        **sheets.standing("propose-form", request.path),
        "body_limit": BODY,
        "title_limit": TITLE,
    }
    response = render(request, "deliberation/money/propose.html", context, status=status)
    response["Cache-Control"] = "private"
    return response
