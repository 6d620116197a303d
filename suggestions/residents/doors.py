"""Doors that only take what a form sends: who comes without a form is led to where it stands."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse

from suggestions.residents.sheets import SeeOther

LOOKS = ("GET", "HEAD")
AGAIN = "刚才那个页面不能直接打开或者刷新，请在这里再填一次、再按一次按钮。"
View = Callable[..., HttpResponse]
Home = str | Callable[..., str]


def posted_from(home: Home, *, at: str = "", own: bool = True, told: str = AGAIN) -> Callable:
    """For a view that only takes POST: a reloaded tab or a typed address goes to the page `home`
    (its part `at`), which is of the view's own record if `own`; or to where `home` says."""

    def wrap(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method not in LOOKS:
                return HttpResponseNotAllowed(["POST"])
            messages.info(request, told)
            if callable(home):
                return SeeOther(home(request, *args, **kwargs))
            address = reverse(home, args=args, kwargs=kwargs) if own else reverse(home)
            return SeeOther(address + at)

        return door

    return wrap
