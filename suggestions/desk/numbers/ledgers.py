"""台账: suggestions, ratings and looks at contacts, row by row."""

from collections.abc import Iterable, Iterator
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, F, Min, Model, OuterRef, Q, QuerySet, Subquery
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column

from suggestions.desk import rights
from suggestions.desk.referrals.lists import all_departments
from suggestions.desk.screening.finding import SuggestionFilterSet, searched
from suggestions.desk.settings.login import in_words
from suggestions.models import (
    ContactReveal,
    Delivery,
    Event,
    Issue,
    LoginFailure,
    Rating,
    Suggestion,
    Theme,
    Topic,
    Verb,
)
from suggestions.models.scope import narrowed
from suggestions.staff.columns import StatusColumn, TimeColumn, with_words
from suggestions.staff.listing import campaign_choices
from suggestions.staff.reports import DeskReport
from suggestions.text.language import masked

# --- 建议台账 --------------------------------------------------------------------------------


def _first(model: type[Model], moment: str, **conditions: Any) -> Subquery:
    rows = model._default_manager.filter(suggestion=OuterRef("pk"), **conditions).order_by()
    return Subquery(rows.values("suggestion").annotate(at=Min(moment)).values("at"))


class LedgerFilterSet(SuggestionFilterSet):
    """With what other pages ask for: the suggestions of one topic, issue or theme."""

    topic = django_filters.ModelChoiceFilter(
        queryset=lambda request: narrowed(Topic.objects.all(), request.user),
        field_name="placement__topic",
        label="具体问题",
        widget=forms.HiddenInput,
    )
    issue = django_filters.ModelChoiceFilter(
        queryset=lambda request: narrowed(Issue.objects.all(), request.user),
        method="under",
        label="类问题",
        widget=forms.HiddenInput,
    )
    theme = django_filters.ModelChoiceFilter(
        queryset=Theme.objects.all(),
        method="under",
        label="主题",
        widget=forms.HiddenInput,
    )

    def under(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """In a topic of it that stands: what is put aside is counted nowhere."""
        standing = Topic.objects.standing().filter(**{name: value})
        return rows.filter(placement__topic__in=standing.order_by().values("pk"))


class LedgerReport(DeskReport):
    """建议台账: every suggestion with where it stands; its title in the public, masked version."""

    page_title = "建议台账"
    header_icon = "list-ul"
    model = Suggestion
    for_areas = True
    verbose_name_plural = "建议"
    index_url_name = "report_ledger:index"
    index_results_url_name = "report_ledger:index_results"
    filterset_class = LedgerFilterSet
    default_ordering = "-submitted_at"
    columns = [
        Column("number", label="编号", classname="desk-nowrap"),
        Column("public_title", label="建议主题"),
        Column("campaign", label="专项征集", accessor="campaign_title"),
        Column("get_channel_display", label="渠道"),
        Column("area", label="区域"),
        StatusColumn(sort_key="status"),
        Column("topic", label="问题"),
        TimeColumn("submitted_at", label="提交时间", sort_key="submitted_at"),
        TimeColumn("answered_at", label="答复时间"),
    ]
    export = (
        ("number", "编号"),
        ("public_title", "建议主题"),
        ("campaign_title", "专项征集"),
        ("get_channel_display", "渠道"),
        ("area", "区域"),
        ("get_status_display", "状态"),
        ("topic", "问题"),
        ("submitted_at", "提交时间"),
        ("accepted_at", "审核时间"),
        ("published_at", "公开时间"),
        ("forwarded_at", "转办时间"),
        ("answered_at", "答复时间"),
        ("support_count", "附议数"),
    )

    def get_base_queryset(self) -> QuerySet[Suggestion]:
        return (
            Suggestion.objects.select_related("area")
            .only(
                *("public_title", "status", "channel", "submitted_at", "published_at"),
                *("title", "support_count", "area__full_name", "area__name"),
            )
            .annotate(
                # Its words alone: a page made of each row took half of the time of a long file.
                campaign_title=F("campaign__title"),
                topic=F("placement__topic__name"),
                accepted_at=_first(Event, "at", verb=Verb.ACCEPTED),
                forwarded_at=_first(Event, "at", verb=Verb.REFERRED),
                answered_at=_first(Delivery, "at"),
            )
        )

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering or "-submitted_at", "-pk")

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        return searched(queryset, self.search_query) if self.is_searching else queryset


# --- 满意度 ----------------------------------------------------------------------------------


class RatingFilterSet(WagtailFilterSet):
    campaign = django_filters.ModelChoiceFilter(
        field_name="delivery__suggestion__campaign", queryset=campaign_choices, label="专项征集"
    )
    department = django_filters.ModelChoiceFilter(
        field_name="delivery__answer__referral__department",
        queryset=all_departments,
        label="承办单位",
    )
    satisfaction = django_filters.MultipleChoiceFilter(
        choices=Rating.Satisfaction.choices, label="满意度", widget=forms.CheckboxSelectMultiple
    )
    done = django_filters.MultipleChoiceFilter(
        choices=Rating.Done.choices, label="办好了吗", widget=forms.CheckboxSelectMultiple
    )
    at = django_filters.DateFromToRangeFilter(label="评价时间", widget=DateRangePickerWidget)

    class Meta:
        model = Rating
        fields: list[str] = []


class RatingReport(DeskReport):
    """满意度: what residents said of the answers, personal data in their words masked."""

    page_title = "满意度"
    header_icon = "comment"
    model = Rating
    for_areas = True
    verbose_name_plural = "评价"
    index_url_name = "report_ratings:index"
    index_results_url_name = "report_ratings:index_results"
    filterset_class = RatingFilterSet
    search_fields = ["comment", "delivery__answer__topic__name"]
    default_ordering = "-at"
    columns = [
        TimeColumn("at", label="评价时间", sort_key="at"),
        Column("number", label="建议编号", classname="desk-nowrap"),
        Column("topic", label="问题"),
        Column("department", label="承办单位"),
        Column("get_satisfaction_display", label="满意度", sort_key="satisfaction"),
        Column("get_done_display", label="办好了吗", sort_key="done"),
        Column("words", label="说明"),
        Column("round", label="第几次"),
    ]
    export = (
        ("at", "评价时间"),
        ("number", "建议编号"),
        ("topic", "问题"),
        ("department", "承办单位"),
        ("get_satisfaction_display", "满意度"),
        ("get_done_display", "办好了吗"),
        ("words", "说明"),
        ("round", "第几次"),
    )

    def get_base_queryset(self) -> QuerySet[Rating]:
        return Rating.objects.select_related(
            "delivery__suggestion",
            "delivery__answer__topic",
            "delivery__answer__referral__department",
        ).defer("delivery__suggestion__body", "delivery__suggestion__solution")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering or "-at", "-pk")

    def prepare(self, items: Iterable[Rating]) -> Iterator[Rating]:
        for rating in items:
            answer = rating.delivery.answer
            sent = answer.referral
            yield with_words(
                rating,
                number=rating.delivery.suggestion.number,
                topic=answer.topic.name,
                department=sent.department.short_name if sent else "征集办",
                words=masked(rating.comment),
            )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = self.object_list.order_by().aggregate(
            rated=Count("pk"),
            **{value: Count("pk", filter=Q(satisfaction=value)) for value in Rating.Satisfaction},
        )
        return super().get_context_data(said=counts, **kwargs)


# --- 联系方式查看记录 ------------------------------------------------------------------------


class RevealFilterSet(WagtailFilterSet):
    at = django_filters.DateFromToRangeFilter(label="查看时间", widget=DateRangePickerWidget)

    class Meta:
        model = ContactReveal
        fields: list[str] = []


class RevealReport(DeskReport):
    """Who looked at whose contact, when and why; the contact itself is not shown."""

    permissions = (rights.SUPERVISE,)
    page_title = "联系方式查看记录"
    header_icon = "view"
    model = ContactReveal
    for_areas = True
    verbose_name_plural = "查看记录"
    index_url_name = "report_reveals:index"
    index_results_url_name = "report_reveals:index_results"
    filterset_class = RevealFilterSet
    search_fields = ["reason", "by__username", "by__last_name", "by__first_name"]
    default_ordering = "-at"
    columns = [
        TimeColumn("at", label="查看时间", sort_key="at"),
        Column("by", label="查看人", sort_key="by"),
        Column("instead_of", label="代谁办理"),
        Column("number", label="建议编号"),
        Column("reason", label="理由"),
    ]
    export = (
        ("at", "查看时间"),
        ("by", "查看人"),
        ("instead_of", "代谁办理"),
        ("number", "建议编号"),
        ("reason", "理由"),
    )

    def get_base_queryset(self) -> QuerySet[ContactReveal]:
        return ContactReveal.objects.select_related("by", "instead_of", "contact__suggestion").only(
            "at",
            "reason",
            "by__username",
            "by__last_name",
            "by__first_name",
            *(f"instead_of__{name}" for name in ("username", "last_name", "first_name")),
            "contact__suggestion__submitted_at",
        )

    def prepare(self, items: Iterable[ContactReveal]) -> Iterator[ContactReveal]:
        for reveal in items:
            yield with_words(reveal, number=reveal.contact.suggestion.number)


# --- 登录失败记录 ----------------------------------------------------------------------------


class LoginFailureFilterSet(WagtailFilterSet):
    at = django_filters.DateFromToRangeFilter(label="时间", widget=DateRangePickerWidget)

    class Meta:
        model = LoginFailure
        fields: list[str] = []


class LoginFailureReport(DeskReport):
    """Every wrong password or code: at whose account, from which network, how many in a row."""

    permissions = (rights.SUPERVISE,)
    page_title = "登录失败记录"
    header_icon = "lock"
    model = LoginFailure
    verbose_name_plural = "登录失败"
    index_url_name = "report_logins:index"
    index_results_url_name = "report_logins:index_results"
    filterset_class = LoginFailureFilterSet
    search_fields = ["user__username", "user__last_name", "user__first_name", "mark", "network"]
    default_ordering = "-at"
    columns = [
        TimeColumn("at", label="时间", sort_key="at"),
        Column("who", label="账号"),
        Column("what", label="什么不对"),
        Column("network", label="来自网段", sort_key="network"),
        Column("failures", label="连续第几次", sort_key="failures", classname="desk-figure"),
        Column("waits", label="之后要等"),
    ]
    export = (
        ("at", "时间"),
        ("who", "账号"),
        ("what", "什么不对"),
        ("network", "来自网段"),
        ("failures", "连续第几次"),
        ("waits", "之后要等"),
    )

    def get_base_queryset(self) -> QuerySet[LoginFailure]:
        return LoginFailure.objects.select_related("user")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering or "-at", "-pk")

    def prepare(self, items: Iterable[LoginFailure]) -> Iterator[LoginFailure]:
        for row in items:
            yield with_words(
                row,
                who=str(row.user) if row.user else f"没有这个账号（记号 {row.mark}）",
                what="密码对，验证码不对" if row.second else "密码",
                waits=in_words(row.wait).strip() if row.wait else "—",
            )
