"""Whose turn it is: the order of the queue, the next one for this officer, and giving it back."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column

from suggestions.actions import claiming
from suggestions.desk import rights
from suggestions.desk.screening.finding import rows_of
from suggestions.desk.screening.kinds import with_lane
from suggestions.desk.screening.places import page_url
from suggestions.models import SavedQueue, ScreeningClaim, Suggestion
from suggestions.staff.access import DeskMixin, DeskRequest, allowed

if TYPE_CHECKING:
    from suggestions.desk.screening.kinds import Laned


def in_queue_order(rows: QuerySet[Suggestion]) -> "QuerySet[Laned]":
    """Emergencies first. Where the calendar gave no last day, the day of arrival decides."""
    return with_lane(rows).order_by(
        "lane", F("screen_by").asc(nulls_last=True), "submitted_at", "pk"
    )


def behind(rows: QuerySet[Suggestion], after: int) -> "list[QuerySet[Laned]]":
    """What of the queue lies behind one suggestion; then all of it, from the front again."""
    rows = rows.only("pk")
    every = [in_queue_order(rows)]
    here = with_lane(Suggestion.objects.filter(pk=after)).first()
    if here is None:
        return every
    later, same = Q(pk__in=[]), Q(screen_by__isnull=True)
    if here.screen_by:
        later = Q(screen_by__gt=here.screen_by) | Q(screen_by__isnull=True)
        same = Q(screen_by=here.screen_by)
    arrived = Q(submitted_at__gt=here.submitted_at)
    arrived |= Q(submitted_at=here.submitted_at, pk__gt=here.pk)
    ahead = Q(lane=here.lane) & (later | (same & arrived)) | Q(lane__gt=here.lane)
    return [in_queue_order(with_lane(rows).filter(ahead)), *every]


def claim_of(suggestion: Suggestion, at: dt.datetime) -> ScreeningClaim | None:
    """Who reads it now; what has run out is nobody's."""
    claim = getattr(suggestion, "claim", None)
    return claim if claim and claim.until > at else None


class ClaimedColumn(Column):
    """The status and, below it, who is reading the suggestion now."""

    cell_template_name = "suggestions/desk/cells/claimed.html"

    def get_value(self, instance: Suggestion) -> Suggestion:
        return instance

    def in_file(self, instance: Suggestion) -> str:
        return str(instance.get_status_display())

    def get_cell_context_data(self, instance: Suggestion, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        claim = claim_of(instance, parent_context["request"].at)
        return {**context, "claim": claim, "by": parent_context["request"].user}


def number(text: str) -> int:
    """A key as typed into an address; 0 where it is none."""
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def saved_queue(request: DeskRequest) -> SavedQueue | None:
    """The queue of this desk that an address names."""
    key = number(request.GET.get("of", ""))
    return SavedQueue.objects.filter(pk=key, user=request.user.stead).first() if key else None


class NextWaiting(DeskMixin, View):
    for_areas = True
    """下一条: who screens takes it, so that no colleague gets the same one; others only look."""

    permission = rights.LOOK

    def get(self, request: DeskRequest) -> HttpResponse:
        after = number(request.GET.get("after", ""))
        saved = saved_queue(request)
        rows = rows_of(saved.query if saved else "", request)
        found = self.taken(rows, after) if allowed(request.user, rights.SCREEN) else None
        if not allowed(request.user, rights.SCREEN):
            found = next(filter(None, (part.first() for part in behind(rows, after))), None)
        if found is None:
            self.nothing_left(rows, saved)
            return redirect("desk_screening:index")
        return redirect(page_url(found, queue=True, of=saved.pk if saved else 0))

    def taken(self, rows: QuerySet[Suggestion], after: int) -> Suggestion | None:
        by, at = self.request.user, self.request.at
        if after:
            claiming.give_back([after], by=by)
        elif own := in_queue_order(rows & claiming.held(by=by, at=at)).first():
            return own
        parts = (claiming.take_next(part, by=by, at=at) for part in behind(rows, after))
        return next(filter(None, parts), None)

    def nothing_left(self, rows: QuerySet[Suggestion], saved: SavedQueue | None) -> None:
        if left := rows.count():
            messages.warning(
                self.request, f"剩下的 {left} 条都有同事正在看，过几分钟再来领，或者先办别的。"
            )
        elif saved:
            messages.success(self.request, f"队列“{saved.name}”里的建议都办完了。")
        else:
            messages.success(self.request, "待审核的建议都办完了。")


class GiveBack(DeskMixin, View):
    """放回队列: the button, and what a page says by itself when it is left."""

    permission = rights.SCREEN
    for_areas = True
    http_method_names = ["post"]

    def post(self, request: DeskRequest) -> HttpResponse:
        given = claiming.give_back([number(request.POST.get("of", ""))], by=request.user)
        if "leaving" in request.POST:
            return HttpResponse(status=204)
        if given:
            messages.success(request, "已放回队列，同事可以领了。")
        return redirect("desk_screening:index")
