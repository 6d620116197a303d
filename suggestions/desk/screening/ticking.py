"""Many rows of a list decided together: what was ticked, or all that match."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages

from suggestions.actions import deciding, kept_lists, screening
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.screening.forms import BulkForm
from suggestions.models import Suggestion
from suggestions.models.scope import narrowed
from suggestions.staff.access import UNPROCESSABLE, DeskRequest, allowed
from suggestions.staff.listing import DeskListing

SAID = 10  # refusals of a bulk decision that are spelt out


class BulkScreening(DeskListing):
    """A list whose ticked rows are decided together, each through its action.

    Whatever was refused gives the same list again, with the words, the ticks and the typed text.
    """

    bulk: BulkForm | None = None

    def post(self, request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not allowed(request.user, rights.SCREEN):
            raise PermissionDenied
        if request.POST.get("do") == "all":
            return self.choose_all()
        self.bulk = BulkForm(request.POST, subject=None, at=request.at, auto_id="bulk_%s")
        self.ticked = set(self.bulk.ticked)
        if not self.bulk.is_valid():
            messages.error(request, self.bulk.first_error())
            return self.again()
        refused = self.decide(self.bulk.cleaned_data)
        self.tell(len(self.ticked) - len(refused), list(refused.values()))
        self.ticked = set(refused)
        kept_lists.untick(request.user, self.list_name, but=self.ticked)
        return self.again() if refused else redirect(self.address())

    def choose_all(self) -> HttpResponseBase:
        """选中全部: not only what this page shows; decided on a page of its own."""
        if self.filters and not self.filters.is_valid():
            messages.error(self.request, "有一个筛选条件看不懂，请改好后再选中全部。")
            return self.again()
        rows = Suggestion.objects.filter(pk__in=self.get_queryset().order_by().values("pk"))
        try:
            chosen = deciding.choose_all(
                rows, words=self.chosen_words(), by=self.request.user, at=self.request.at
            )
        except Refused as error:
            messages.error(self.request, str(error))
            return self.again()
        return redirect("desk_bulk:page", chosen.pk)

    def chosen_words(self) -> str:
        """What was filtered and looked for, as the list says it."""
        said = [f"{f.field_label}：{f.value}" for f in self.active_filters]
        if self.is_searching:
            said.append(f"搜索：{self.search_query}")
        return "；".join(said) or "全部待审核的建议"

    def decide(self, data: dict[str, Any]) -> dict[int, str]:
        """What was refused, and why."""
        by, at = self.request.user, self.request.at
        refused = dict.fromkeys(data["picked"], "这条建议已经不在了。")
        picked = narrowed(Suggestion.objects.filter(pk__in=data["picked"]), by)
        for suggestion in picked.order_by("pk"):
            try:
                if data["do"] == "decline":
                    screening.decline(
                        suggestion,
                        route=data["route"],
                        reason=data["reason"],
                        by=by,
                        at=at,
                        seen=data["seen"],
                    )
                else:
                    screening.accept(
                        suggestion,
                        publish=data["do"] == "accept",
                        by=by,
                        at=at,
                        seen=data["seen"],
                    )
            except Refused as error:
                refused[suggestion.pk] = f"{suggestion.number} {suggestion.title}：{error}"
            else:
                del refused[suggestion.pk]
        return refused

    def tell(self, done: int, refused: list[str]) -> None:
        if done:
            messages.success(self.request, f"已办理 {done} 条建议。")
        for line in refused[:SAID]:
            messages.error(self.request, line)
        if len(refused) > SAID:
            messages.error(self.request, f"另有 {len(refused) - SAID} 条没有办理。")

    def again(self) -> HttpResponseBase:
        response = self.get(self.request)
        response.status_code = UNPROCESSABLE
        return response

    def address(self) -> str:
        """This list as filtered, sorted and paged; never the bare rows that scripts ask for."""
        query = self.request.GET.urlencode()
        return reverse(self.index_url_name) + (f"?{query}" if query else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bulk = self.bulk or BulkForm(subject=None, at=self.request.at, auto_id="bulk_%s")
        context = super().get_context_data(
            bulk=bulk,
            bulk_url=self.address(),
            may_screen=allowed(self.request.user, rights.SCREEN),
            **kwargs,
        )
        ticked = self.ticks() if self.bulk is None else self.ticked
        for suggestion in context["object_list"]:
            suggestion.ticked = suggestion.pk in ticked
        context["elsewhere"] = self.elsewhere(row.pk for row in context["object_list"])
        return context
