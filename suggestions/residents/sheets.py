"""What a resident's form has beside its fields: its own key, a trap for programs, a limit."""

import datetime as dt

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect

from suggestions.residents import limits, visitors

LARGE = "elder"  # the button for large letters, wherever it stands
A_DAY = 20  # objections of one network, however patient
TOMORROW = f"这个网络今天已经提交了 {A_DAY} 条，请明天再来。急事请打社区电话。"
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


def standing(form: str, action: str) -> dict[str, dict[str, str]]:
    """For the page of the form with this id: 大字版 takes along what is typed on it."""
    return {"sheet": {"id": form, "action": action}}


def put_aside(request: HttpRequest, form: forms.Form) -> bool:
    """Whether 大字版 was pressed and not the form's own button: nothing is judged, all is kept."""
    if LARGE not in request.POST:
        return False
    form.errors.clear()
    return True


def too_many(request: HttpRequest, deed: str, *, at: dt.datetime) -> bool:
    """Count one form of this address; whether it has sent too many in this hour."""
    return limits.count(request, deed, at=at) > settings.SUBMISSIONS_PER_HOUR


def count(request: HttpRequest, deed: str, *, at: dt.datetime) -> None:
    """The same within a verb, which then writes nothing."""
    if too_many(request, deed, at=at):
        raise limits.TooMany


def why_not_now(request: HttpRequest, deed: str, *, at: dt.datetime) -> str:
    """What people have to answer one by one is bounded by the hour and by the day."""
    if too_many(request, deed, at=at):
        return come_back("再试", at=at)
    if limits.count_today(request, deed, at=at) > A_DAY:
        return TOMORROW
    return ""


def come_back(again: str, *, at: dt.datetime) -> str:
    """What somebody is told who has sent too many."""
    return f"这个网络这一小时提交得太多了，请过 {limits.wait(at)} 分钟{again}。"
