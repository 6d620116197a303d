"""哪里不好用: who cannot use a page says so below the accessibility statement, without account.

It is a suggestion of the everyday door with a tag of its own and its receipt: the desk that reads
every suggestion reads it, and closes it like any other. It is about this site: it is not public.
"""

import datetime as dt
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from suggestions.actions import submitting
from suggestions.actions.rules import Refused
from suggestions.models import CampaignPage
from suggestions.models.suggestions import TITLE_LIMIT
from suggestions.residents import fields, limits, sheets, visitors
from suggestions.residents.forms import NOTICE_VERSION

TAG, BUTTON = "网站无障碍", "告诉网站"
LINE, LONGEST = 100, 500


class HardshipForm(forms.Form):
    """What is hard, where and with what; how to reach the writer, if they like."""

    text = fields.long_text(
        4,
        label="哪里不好用",
        limit=LONGEST,
        help_text="比如：字太小、读屏软件读不出按钮、键盘到不了。",
        error_messages={"required": "请写下哪里不好用，一句话也可以。"},
    )
    place = fields.short_text(
        label="在哪一页", limit=LINE, required=False, help_text="写页面的名称，或者把网址粘贴过来。"
    )
    device = fields.short_text(
        label="用的是什么", limit=LINE, required=False, help_text="手机或电脑的型号、读屏软件。"
    )
    phone = fields.own_phone(help_text="有了结果，发短信告诉您。")
    email = fields.own_email(help_text="有了结果，发邮件告诉您。")
    consent = fields.consent(
        "我同意用它来告诉我这件事的结果", help_text="加密存放。留了手机号或邮箱才需要勾选。"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        words = "您留了联系方式，请勾选同意后再提交；不想留也可以清空。"
        fields.ask_consent(self, ("phone", "email"), words)
        return data

    def draft(self) -> submitting.Draft:
        """As a suggestion: its title says at once that it is about the site."""
        said = self.cleaned_data
        asked = (("在哪一页", said["place"]), ("用的是什么", said["device"]))
        more = "\n".join(f"{what}：{answer}" for what, answer in asked if answer)
        return submitting.Draft(
            title=f"网站不好用：{' '.join(said['text'].split())}"[:TITLE_LIMIT],
            body=f"{said['text']}\n\n{more}".strip(),
            may_publish=False,
            phone=said["phone"],
            email=said["email"],
        )


def door() -> CampaignPage | None:
    """Where it goes; a site without the everyday door does not ask."""
    return CampaignPage.objects.live().everyday().first()


def empty_sheet() -> dict[str, Any]:
    """The form for a page that ends with it."""
    return {"form": HardshipForm(), "key": visitors.new_key()} if door() else {}


def report(
    form: HardshipForm, *, key: str, at: dt.datetime, gate: submitting.Gate
) -> submitting.Receipt:
    """Take it in; the same `key` gives the same receipt, however often it comes."""
    campaign = door()
    if campaign is None:
        raise Refused("现在收不了，请打页面最下面的电话告诉我们。")
    with transaction.atomic():
        receipt = submitting.submit(
            campaign, draft=form.draft(), key=key, at=at, notice=NOTICE_VERSION, gate=gate
        )
        receipt.suggestion.tags.add(TAG)
    return receipt


@require_http_methods(["GET", "HEAD", "POST"])
def hardship(request: HttpRequest) -> HttpResponse:
    """The form by itself; what was sent is a suggestion at once, and its receipt is shown."""
    if request.method != "POST":
        if (sheet := empty_sheet()) == {}:
            raise Http404
        return _page(request, sheet["form"], sheet["key"])
    at, key, form = timezone.now(), sheets.key_of(request), HardshipForm(request.POST)
    sheets.spring_trap(request, form, button=BUTTON)
    if not form.is_valid():
        return _page(request, form, key, 422)
    try:
        receipt = report(form, key=key, at=at, gate=lambda: sheets.count(request, "submit", at=at))
    except limits.TooMany:
        form.add_error(None, sheets.come_back(f"再按一次“{BUTTON}”", at=at))
        return _page(request, form, key, 429)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, visitors.new_key(), 409)
    response = sheets.SeeOther(reverse("suggestions:receipt"))
    visitors.remember(request, response, receipt.suggestion)
    visitors.show_receipt(response, key)
    return response


def _page(request: HttpRequest, form: HardshipForm, key: str, status: int = 200) -> HttpResponse:
    context = {"form": form, "key": key, "crumbs": [{"title": "哪里不好用"}]}
    response = render(request, "cms/hardship.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
