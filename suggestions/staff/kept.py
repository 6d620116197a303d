"""Lists that stay as their reader left them: filters, sorting, columns and ticks."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from suggestions.actions import kept_lists
from suggestions.models import KeptList
from suggestions.staff.access import DeskRequest

# Of an address: the words of a search may be somebody's name; a tab left open would hide tomorrow's
# work; the others are no filter.
NOT_KEPT = ("q", "p", "tab", "export", "same", "_w_filter_fragment")
LOOK = "once"  # marks an address that shows the list so without leaving it so


def kept_query(query: QueryDict) -> str:
    found = query.copy()
    for name in NOT_KEPT:
        found.pop(name, None)
    for name in list(found):
        if not any(found.getlist(name)):
            del found[name]
    return str(found.urlencode())


class Kept(BaseListingView):
    """Opened without filters, the list stands as this person last filtered it."""

    request: DeskRequest
    is_recalled = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if getattr(request, "is_background", False) or request.method not in ("GET", "HEAD"):
            return
        if not request.GET and not self.results_only:
            if self.kept.query:
                request.GET = QueryDict(self.kept.query)
                self.is_recalled = True
        elif not {"export", "same", LOOK} & request.GET.keys():
            query = kept_query(request.GET)
            if query != self.kept.query:
                kept_lists.keep_query(self.request.user, self.list_name, query)
                self.kept.query = query

    @property
    def list_name(self) -> str:
        return str(self.index_url_name or "")

    @cached_property
    def kept(self) -> KeptList:
        user = self.request.user
        found = KeptList.objects.filter(user=user.pk, name=self.list_name).first()
        return found or KeptList(user_id=user.pk, name=self.list_name)

    def shown_columns(self) -> list[Column]:
        """A list cannot lose its first column with words: there is the link to the record."""
        return [c for c in self.columns if c.name not in self.kept.hidden or not self.can_hide(c)]

    def can_hide(self, column: Column) -> bool:
        named = [c for c in self.columns if c.label]
        return bool(column.label) and column is not named[0] and not isinstance(column, TitleColumn)

    def get_table(self, object_list: Any) -> Table:
        return self.table_class(self.shown_columns(), object_list, **self.get_table_kwargs())

    def ticks(self) -> frozenset[int]:
        """What this person has ticked, on whichever page."""
        return frozenset(self.kept.ticked)

    def elsewhere(self, shown: Iterable[int]) -> list[int]:
        """Ticks on rows that this page does not show."""
        return sorted(self.ticks() - set(shown))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hidden = set(self.kept.hidden)
        choice = [(c, c.name not in hidden) for c in self.columns if self.can_hide(c)]
        return super().get_context_data(
            list_name=self.list_name,
            list_columns=choice,
            is_recalled=self.is_recalled,
            is_kept=bool(self.kept.query or hidden),
            **kwargs,
        )
