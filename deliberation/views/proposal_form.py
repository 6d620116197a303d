"""居民提议 on its way in: one form, one receipt; nothing is public before it was read."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from deliberation.actions import proposing
from deliberation.actions.proposing import BODY, TITLE
from deliberation.models import Council
from deliberation.telling.councils import council_crumbs
from deliberation.views.calendar import named
from deliberation.views.wishes import take_in
from suggestions.residents import fields, sheets, visitors


class ProposeForm(forms.Form):
    """What shall be deliberated; who asks for it may stay unnamed."""

    title = fields.short_text(
        label="您想议的事",
        limit=TITLE,
        help_text="用一句话说清楚。比如：三号楼前的路灯修不修、怎么修。",
        error_messages={"required": "请用一句话写下您想议的事。"},
    )
    body = fields.long_text(
        6,
        label="具体情况",
        limit=BODY,
        help_text="现在是什么情况，牵涉到哪些邻居，您希望大家商量什么。",
        error_messages={"required": "请写几句具体情况。"},
    )
    name = fields.own_name(help_text="比如：王阿姨、李师傅。不公开。")
    phone = fields.own_phone(help_text="议事员有不清楚的地方，可以打电话问您。不公开。")
    consent = fields.consent(
        "我同意议事员按上面的说明使用我的称呼和手机号",
        help_text="留了称呼或手机号才需要勾选。",
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        words = "您留了称呼或手机号，请勾选同意后再提交；也可以清空。"
        fields.ask_consent(self, ("name", "phone"), words)
        return self.cleaned_data

    def wish(self) -> proposing.Wish:
        return proposing.Wish(
            **{n: self.cleaned_data[n] for n in ("title", "body", "name", "phone")}
        )


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    council = named(slug)
    if request.method != "POST":
        return _sheet(request, council, ProposeForm(), visitors.new_key())
    form = ProposeForm(request.POST)
    return take_in(
        request,
        form,
        take=lambda **sent: proposing.propose(council, wish=form.wish(), **sent),
        show=lambda key, status: _sheet(request, council, form, key, status),
        mine="deliberation:proposal_mine",
        at=timezone.now(),
    )


def _sheet(
    request: HttpRequest, council: Council, form: ProposeForm, key: str, status: int = 200
) -> HttpResponse:
    context = {
        "section": "yishi",
        "crumbs": [*council_crumbs(council), {"title": "提一件想议的事"}],
        "council": council,
        "form": form,
        "key": key,
        **sheets.standing("propose-form", request.path),
        "body_limit": BODY,
        "title_limit": TITLE,
    }
    response = render(request, "deliberation/propose.html", context, status=status)
    response["Cache-Control"] = "private"
    return response
