"""办理情况: what each department received, signed and answered, in time or late."""

from collections.abc import Iterable

import django_filters
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.views.generic.base import BaseListingView

from suggestions.models import Department, Referral
from suggestions.staff.listing import campaign_choices
from suggestions.staff.reports import DeskReport
from suggestions.telling import kept, units
from suggestions.telling.handling import Handling, handling


class HandlingFilterSet(WagtailFilterSet):
    sent_at = django_filters.DateFromToRangeFilter(label="转办时间", widget=DateRangePickerWidget)
    campaign = django_filters.ModelChoiceFilter(
        field_name="topic__campaign", queryset=campaign_choices, label="专项征集"
    )
    role = django_filters.ChoiceFilter(
        choices=Referral.Role.choices, label="分工", empty_label="全部"
    )

    class Meta:
        model = Referral
        fields: list[str] = []


class HandlingReport(DeskReport):
    """By department, in the order of names: no ranking. Every share stands beside its whole."""

    page_title = "办理情况"
    header_icon = "group"
    model = Department
    for_areas = True
    verbose_name_plural = "承办单位"
    index_url_name = "report_handling:index"
    index_results_url_name = "report_handling:index_results"
    filterset_class = HandlingFilterSet
    search_fields = ["name", "short_name"]
    default_ordering = "name"
    columns = [
        Column("name", label="承办单位"),
        Column("received", label="收到", classname="desk-figure"),
        Column("signed", label="按期签收", classname="desk-figure"),
        Column("answered", label="按期答复", classname="desk-figure"),
        Column("late", label="现在逾期", classname="desk-figure"),
        Column("average", label="平均答复天数", classname="desk-figure"),
        Column("informed", label="已告知本人", classname="desk-figure"),
        Column("satisfied", label="满意和基本满意", classname="desk-figure"),
        Column("bad", label="不满意", classname="desk-figure"),
    ]
    export = tuple((name, label) for name, (label, _) in Handling.columns().items())

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The filters choose referrals; a department stands here when one of its own is left."""
        self.referrals = super().filter_queryset(Referral.objects.all())
        return queryset.filter(pk__in=self.referrals.order_by().values("department"))

    def prepare(self, items: Iterable[Department]) -> list[Handling]:
        return handling(items, self.referrals, self.request.at)

    def get_table(self, object_list: Iterable[Department]) -> Table:
        """Of all that was ever referred in a large city as it was last counted; a file, and what a
        filter chose, are counted now."""
        departments = list(object_list)
        if self.counted and all(one.pk in self.counted for one in departments):
            shown = [self.counted[one.pk].handling for one in departments]
            return BaseListingView.get_table(self, shown)
        return super().get_table(departments)

    @cached_property
    def counted(self) -> dict[int, units.Unit] | None:
        if self.referrals.query.where:
            return None
        found: dict[int, units.Unit] | None = kept.standing(units.KEPT, at=self.request.at)
        return found

    def get_page_subtitle(self) -> str:
        made = kept.reckoned_at(units.KEPT) if self.counted else None
        return f"{localtime(made):%H:%M} 数的" if made else super().get_page_subtitle()
