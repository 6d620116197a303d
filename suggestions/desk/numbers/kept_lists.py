"""What a person says of a list: which columns, what is ticked, and back to the default."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.views import View
from wagtail.admin import messages

from suggestions.actions import kept_lists
from suggestions.desk import rights
from suggestions.staff.access import DeskMixin, DeskRequest
from suggestions.staff.kept import Kept


def _address(name: str) -> str:
    """Where the list of that name stands; nothing else is kept."""
    try:
        address = reverse(name)
        view = getattr(resolve(address).func, "view_class", None)
    except (NoReverseMatch, Resolver404) as error:
        raise Http404 from error
    if not (isinstance(view, type) and issubclass(view, Kept)):
        raise Http404
    return address


def _keys(typed: list[str]) -> list[int]:
    return [int(key) for key in typed if key.isdecimal() and len(key) < 18]


class KeepList(DeskMixin, View):
    """Everybody's own; says nothing about what stands in the list."""

    permission = rights.STAFF
    for_areas = True
    http_method_names = ["post"]

    def post(self, request: DeskRequest) -> HttpResponse:
        typed, user = request.POST, request.user
        name = typed.get("list", "")[:60]
        address = _address(name)
        what = typed.get("keep", "")
        if what == "ticks":
            seen, ticked = _keys(typed.getlist("seen")), _keys(typed.getlist("picked"))
            found = kept_lists.tick(user, name, seen=seen, ticked=ticked)
            return JsonResponse({"ticked": len(found)})
        if what == "columns":
            shown = set(typed.getlist("column"))
            kept_lists.hide(user, name, [c for c in typed.getlist("known")[:60] if c not in shown])
            return self.back(request, address)
        if what == "untick":
            kept_lists.untick(user, name)
            return redirect(address)
        kept_lists.reset(user, name)
        messages.success(request, "已恢复默认的筛选、排序和列。")
        return redirect(address)

    def back(self, request: HttpRequest, address: str) -> HttpResponseRedirect:
        query = request.POST.get("query", "")
        return redirect(f"{address}?{query}" if query else address)
