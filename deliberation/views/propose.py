"""居民提议 on its way in: one form, one receipt; nothing is public before it was read."""

import datetime as dt

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from deliberation import actions, keepsakes
from deliberation.actions.proposals import BODY, TITLE
from deliberation.models import Council
from deliberation.views.calendar import named
from deliberation.views.council import council_crumbs
from suggestions import limits, visitors
from suggestions.actions import Changed
from suggestions.forms import MobileField, PlainText
from suggestions.views.submit import TRAP


class ProposeForm(forms.Form):
    """What shall be deliberated; who asks for it may stay unnamed."""

    title = PlainText(
        label="您想议的事",
        limit=TITLE,
        help_text="用一句话说清楚。比如：三号楼前的路灯修不修、怎么修。",
        error_messages={"required": "请用一句话写下您想议的事。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = PlainText(
        label="具体情况",
        limit=BODY,
        lines=True,
        help_text="现在是什么情况，牵涉到哪些邻居，您希望大家商量什么。",
        error_messages={"required": "请写几句具体情况。"},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    name = PlainText(
        label="怎么称呼您",
        limit=40,
        required=False,
        help_text="比如：王阿姨、李师傅。不公开。",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = MobileField(
        label="手机号",
        limit=30,
        required=False,
        help_text="议事员有不清楚的地方，可以打电话问您。不公开。",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    consent = forms.BooleanField(
        label="我同意议事员按上面的说明使用我的称呼和手机号",
        required=False,
        help_text="留了称呼或手机号才需要勾选。",
    )

    def clean(self) -> dict:
        data = super().clean()
        if (data.get("name") or data.get("phone")) and not data.get("consent"):
            self.add_error("consent", "您留了称呼或手机号，请勾选同意后再提交；也可以清空。")
        return data

    def wish(self) -> actions.Wish:
        return actions.Wish(**{n: self.cleaned_data[n] for n in ("title", "body", "name", "phone")})


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    council = named(slug)
    if request.method != "POST":
        return _sheet(request, council, ProposeForm(), visitors.new_key())
    at = timezone.now()
    key = visitors.valid_key(request.POST.get("key", "")) or visitors.new_key()
    form = ProposeForm(request.POST)
    if request.POST.get(TRAP):
        form.add_error(None, "没有提交成功，请再按一次“提交”。")
    if not form.is_valid():
        return _sheet(request, council, form, key, status=422)
    try:
        proposal = actions.propose(
            council, wish=form.wish(), key=key, at=at, gate=lambda: _count(request, at)
        )
    except limits.TooMany:
        words = f"这个网络这一小时提交得太多了，请过 {limits.wait(at)} 分钟再按一次“提交”。"
        return _refused(request, council, form, key, words, status=429)
    except Changed as refusal:
        return _refused(request, council, form, visitors.new_key(), str(refusal))
    except actions.Refused as refusal:
        return _refused(request, council, form, key, str(refusal))
    response = HttpResponseRedirect(reverse("deliberation:proposal_mine", args=[proposal.pk]))
    response.status_code = 303
    keepsakes.remember(request, response, proposal)
    keepsakes.show_code(response, key)
    return response


def _count(request: HttpRequest, at: dt.datetime) -> None:
    if limits.count(request, "propose", at=at) > settings.SUBMISSIONS_PER_HOUR:
        raise limits.TooMany


def _refused(
    request: HttpRequest,
    council: Council,
    form: ProposeForm,
    key: str,
    words: str,
    status: int = 409,
) -> HttpResponse:
    form.add_error(None, words)
    return _sheet(request, council, form, key, status=status)


def _sheet(
    request: HttpRequest, council: Council, form: ProposeForm, key: str, status: int = 200
) -> HttpResponse:
    context = {
        "section": "yishi",
        "crumbs": [*council_crumbs(council), {"title": "提一件想议的事"}],
        "council": council,
        "form": form,
        "key": key,
        "body_limit": BODY,
        "title_limit": TITLE,
    }
    response = render(request, "deliberation/propose.html", context, status=status)
    response["Cache-Control"] = "private"
    return response
