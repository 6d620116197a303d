"""What the desk's lists share: Wagtail's listing view with our permission and our look."""

from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, QuerySet, Window
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin.views.generic.base import BaseListingView

from suggestions.models import CampaignPage, Suggestion
from suggestions.staff.access import DeskMixin, DeskRequest
from suggestions.staff.columns import DeskTable
from suggestions.staff.exporting import Exported
from suggestions.staff.kept import Kept

LAST = 1_000_000  # no page has a longer number
ALL, ALL_TITLE = "all", "全部征集和日常建议"


class DeskListing(DeskMixin, Kept, Exported):
    """A list with filters, search and sorting; `search_fields` are searched in the database.

    `empty`: what to do where it holds nothing yet.
    """

    permission: str | tuple[str, ...] = "view_desk"
    template_name = "suggestions/desk/listing.html"
    results_template_name = "suggestions/desk/listing_results.html"
    empty = ""
    paginate_by = 50
    is_searchable = True
    search_backend_name = None
    table_class = DeskTable


class LeafingThroughKeys(BaseListingView):
    """Leafs through keys alone, which narrow indexes answer, and reads what is shown: sorting rows
    with all their columns takes seconds in a large city."""

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        page = self.found_page(queryset, page_size) if self.is_searching else None
        if page is None:
            keys = queryset.values_list("pk", flat=True)
            page = super().paginate_queryset(keys, page_size)[1]
        shown = list(page.object_list)
        rows = self.get_base_queryset().order_by().in_bulk(shown)
        page.object_list = [rows[key] for key in shown if key in rows]
        return page.paginator, page, page.object_list, page.has_other_pages()

    def found_page(self, queryset: Any, size: int) -> Page | None:
        """A page of a search with the count of all that was found: to find is the work, and to
        count by itself would find it all a second time. None where there is no such page."""
        asked = self.request.GET.get(self.page_kwarg) or "1"
        if not (asked.isdecimal() and 0 < int(asked) < LAST):
            return None
        number, start = int(asked), (int(asked) - 1) * size
        known = self.number_found()
        if known is None:
            all_of_them = queryset.annotate(found=Window(Count("*"))).values_list("pk", "found")
            rows = list(all_of_them[start : start + size])
        else:
            keys = queryset.values_list("pk", flat=True)[start : start + size]
            rows = [(key, known) for key in keys]
        if not rows:
            return None
        paginator = self.get_paginator(queryset, size)
        paginator.count = rows[0][1]
        return paginator._get_page([key for key, _ in rows], number, paginator)

    def number_found(self) -> int | None:
        """How many were found, where that is known more cheaply than by finding them."""
        return None


def campaigns() -> QuerySet[CampaignPage]:
    """The campaigns with what a choice needs; their texts stay in the database."""
    return CampaignPage.objects.order_by("-opens_at", "-pk").defer("body", "ways", "result")


class OfOneCampaign(BaseListingView, View):
    """A list that always shows one campaign: the one asked for, or the latest."""

    request: DeskRequest

    @cached_property
    def campaign(self) -> CampaignPage | None:
        asked = self.request.GET.get("campaign", "")
        found = campaigns().filter(pk=asked).first() if asked.isdecimal() else None
        return found or self._latest()

    @staticmethod
    def _latest() -> CampaignPage | None:
        """The newest campaign in which there is something to do, else the newest."""
        written = Exists(Suggestion.objects.filter(campaign=OuterRef("pk")))
        return campaigns().order_by(written.desc(), "-opens_at", "-pk").first()

    def get_filterset_kwargs(self) -> dict[str, Any]:
        data = self.request.GET.copy()
        data["campaign"] = str(self.campaign.pk) if self.campaign else ""
        return {"data": data, "request": self.request}

    @cached_property
    def filters(self) -> Any:
        found = super().filters
        if found and self.campaign:
            # Which campaign is shown is the place, not a filter to be counted or removed.
            found.form.fields["campaign"].initial = self.campaign.pk
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choices = campaigns().only("pk", "title")
        return super().get_context_data(campaign=self.campaign, campaigns=list(choices), **kwargs)

    def get_page_subtitle(self) -> str:
        return self.campaign.title if self.campaign else ""


class OfCampaigns(OfOneCampaign):
    """The same; who asks for all of them sees every campaign and the everyday door together."""

    @cached_property
    def whole(self) -> bool:
        return self.request.GET.get("campaign") == ALL

    @cached_property
    def campaign(self) -> CampaignPage | None:
        return None if self.whole else super().campaign

    @property
    def scope(self) -> str:
        """What is shown, as an address says it."""
        return ALL if self.whole else str(self.campaign.pk if self.campaign else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            whole=self.whole, scope=self.scope, offers_all=True, all_campaigns=ALL_TITLE, **kwargs
        )

    def get_page_subtitle(self) -> str:
        return ALL_TITLE if self.whole else super().get_page_subtitle()


def campaign_choices(request: HttpRequest | None) -> QuerySet[CampaignPage]:
    return campaigns()
