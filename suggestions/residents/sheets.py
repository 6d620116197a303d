"""What a resident's form has beside its fields: its own key, a trap for programs, a limit."""

import datetime as dt

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect

from suggestions.residents import limits, visitors

TRAP = "website"  # people do not see this field; programs fill it in


class SeeOther(HttpResponseRedirect):
    """After a form was taken: the next page is read, whatever the browser sent before."""

    status_code = 303


def key_of(request: HttpRequest) -> str:
    """The key under which a form sent twice is taken once; a new one where none came along."""
    return visitors.valid_key(request.POST.get("key", "")) or visitors.new_key()


def spring_trap(request: HttpRequest, form: forms.Form, *, button: str) -> None:
    """Send back what a program filled in; a person whose browser did it presses once more."""
    if request.POST.get(TRAP):
        form.add_error(None, f"没有提交成功，请再按一次“{button}”。")


def too_many(request: HttpRequest, deed: str, *, at: dt.datetime) -> bool:
    """Count one form of this address; whether it has sent too many in this hour."""
    return limits.count(request, deed, at=at) > settings.SUBMISSIONS_PER_HOUR


def count(request: HttpRequest, deed: str, *, at: dt.datetime) -> None:
    """The same within a verb, which then writes nothing."""
    if too_many(request, deed, at=at):
        raise limits.TooMany


def come_back(again: str, *, at: dt.datetime) -> str:
    """What somebody is told who has sent too many."""
    return f"这个网络这一小时提交得太多了，请过 {limits.wait(at)} 分钟{again}。"
