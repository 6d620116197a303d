"""What a resident wishes for, sent by a form: taken in once, and its code shown."""

import datetime as dt
from collections.abc import Callable
from typing import Protocol

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from deliberation.models import Project, Proposal
from deliberation.telling import keepsakes
from suggestions.actions import rules
from suggestions.actions.submitting import Changed
from suggestions.residents import limits, sheets, visitors
from suggestions.residents.sheets import SeeOther


class Take(Protocol):
    """The action, bound to what it is about; called once the form is found right."""

    def __call__(
        self, *, key: str, at: dt.datetime, gate: Callable[[], None]
    ) -> Proposal | Project: ...


def take_in(
    request: HttpRequest,
    form: Form,
    *,
    take: Take,
    show: Callable[[str, int], HttpResponse],
    mine: str,
    at: dt.datetime,
) -> HttpResponse:
    """On to the address `mine` of what was taken in; or the sheet again, by `show(key, status)`,
    with what is wrong and all that was typed."""
    key = sheets.key_of(request)
    if sheets.put_aside(request, form):
        return show(key, 200)
    sheets.spring_trap(request, form, button="提交")
    if not form.is_valid():
        return show(key, 422)
    try:
        record = take(key=key, at=at, gate=lambda: sheets.count(request, "propose", at=at))
    except limits.TooMany:
        form.add_error(None, sheets.come_back("再按一次“提交”", at=at))
        return show(key, 429)
    except Changed as refusal:
        form.add_error(None, str(refusal))
        return show(visitors.new_key(), 409)
    except rules.Refused as refusal:
        form.add_error(None, str(refusal))
        return show(key, 409)
    response = SeeOther(reverse(mine, args=[record.pk]))
    keepsakes.remember(request, response, record)
    keepsakes.show_code(response, key)
    return response
