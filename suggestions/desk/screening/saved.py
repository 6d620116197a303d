"""我的队列 on the desk: tabs with their numbers over the queue, kept and let go."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages

from suggestions.actions import queues
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.screening.finding import SuggestionFilterSet, rows_of
from suggestions.models import SavedQueue, Suggestion
from suggestions.models.scope import narrowed
from suggestions.staff.access import DeskMixin, DeskRequest


def kept(asked: QueryDict) -> str:
    """Of an address what filters or searches: neither the page nor the order."""
    names = {"q", *SuggestionFilterSet.base_filters, "submitted_at_from", "submitted_at_to"}
    query = QueryDict(mutable=True)
    for name in sorted(names & set(asked)):
        if values := [value for value in asked.getlist(name) if value]:
            query.setlist(name, values)
    return query.urlencode()


def queue_tabs(request: DeskRequest) -> dict[str, Any]:
    """The officer's queues with how many wait in each: two queries for all of them."""
    own = list(SavedQueue.objects.filter(user=request.user.stead))
    inside = {
        f"n{queue.pk}": Count("pk", filter=Q(pk__in=rows_of(queue.query, request).values("pk")))
        for queue in own
    }
    waiting = narrowed(Suggestion.objects.waiting(), request.user)
    counts = waiting.order_by().aggregate(**inside) if own else {}
    index, now = reverse("desk_screening:index"), kept(request.GET)
    tabs = [
        {
            "queue": queue,
            "count": counts[f"n{queue.pk}"],
            "url": f"{index}?{queue.query}",
            "current": queue.query == now,
        }
        for queue in own
    ]
    here = next((tab["queue"] for tab in tabs if tab["current"]), None)
    # An address without a query is the list as it was left; the first page is all of it.
    return {
        "tabs": tabs,
        "saved": here,
        "savable": "" if here or request.user.acts_for else now,
        "queue_url": f"{index}?p=1",
    }


class SaveQueue(DeskMixin, View):
    for_areas = True
    permission = rights.SCREEN
    http_method_names = ["post"]

    def post(self, request: DeskRequest) -> HttpResponse:
        query = kept(QueryDict(request.POST.get("query", "")))
        try:
            made = queues.save(request.POST.get("name", ""), query, by=request.user, at=request.at)
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"已存成队列“{made.name}”。")
        return redirect(reverse("desk_screening:index") + (f"?{query}" if query else ""))


class DropQueue(DeskMixin, View):
    for_areas = True
    permission = rights.SCREEN
    http_method_names = ["post"]

    def post(self, request: DeskRequest, pk: int) -> HttpResponse:
        queue = get_object_or_404(SavedQueue, pk=pk, user=request.user)
        queues.drop(queue, by=request.user)
        messages.success(request, f"队列“{queue.name}”已删掉，里面的建议还在待审核。")
        return redirect("desk_screening:index")
