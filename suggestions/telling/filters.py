"""The filters of the public list: every choice is read once, checked in memory, and kept in
the address, so that a result can be sent to a neighbour.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from taggit.models import Tag

from suggestions.models import (
    Area,
    CampaignPage,
    Placement,
    Suggestion,
    TaggedSuggestion,
    Topic,
)
from suggestions.telling.theme_names import offered

QUERY_LIMIT, TAGS_SHOWN = 100, 60
NEWEST, SUPPORTED = "new", "support"
SORTS = {NEWEST: "最新的在前", SUPPORTED: "附议最多的在前"}
ORDER = {NEWEST: ("-published_at", "-pk"), SUPPORTED: ("-support_count", "-pk")}
STATUSES = [(status.value, status.label) for status in map(Suggestion.Status, Suggestion.ACTIVE)]


class Choices:
    """What may be chosen now, given what was chosen before; one query a list."""

    def __init__(self, data: Mapping[str, str]) -> None:
        self.data = data

    @cached_property
    def campaigns(self) -> list[tuple[str, str, int]]:
        """(slug, title, key) of the campaigns on show, newest first."""
        pages = CampaignPage.objects.live().public().order_by("-opens_at", "title")
        return list(pages.values_list("slug", "title", "pk"))

    @property
    def campaign(self) -> int | None:
        """The key of the campaign chosen."""
        slug = self.data.get("campaign", "")
        return next((key for value, _, key in self.campaigns if value == slug), None)

    @cached_property
    def themes(self) -> list[tuple[str, str]]:
        """Themes under which people have confirmed something: no machine's guess is offered."""
        names = offered(self.campaign, at=timezone.now())
        return [(str(key), name) for key, name in names.items()]

    @cached_property
    def _districts(self) -> list[tuple[str, str, str]]:
        rows = Area.objects.filter(level=Area.Level.DISTRICT).order_by("path")
        return list(rows.values_list("code", "name", "path"))

    @property
    def districts(self) -> list[tuple[str, str]]:
        return [(code, name) for code, name, _ in self._districts]

    @cached_property
    def _streets(self) -> list[tuple[str, str, str]]:
        """The streets of the chosen district; none without one."""
        if not (district := self._path_of(self._districts, "area")):
            return []
        rows = Area.objects.filter(level=Area.Level.STREET, path__startswith=district)
        return list(rows.order_by("path").values_list("code", "name", "path"))

    @property
    def streets(self) -> list[tuple[str, str]]:
        return [(code, name) for code, name, _ in self._streets]

    @cached_property
    def tags(self) -> list[tuple[str, str]]:
        """The first by name, and the one chosen: each asked for by itself, as a join would read
        every row of every tag."""
        used = TaggedSuggestion.objects.filter(
            tag=OuterRef("pk"), content_object__published_at__isnull=False
        )
        rows = Tag.objects.alias(one=Subquery(used.values("pk")[:1])).filter(one__isnull=False)
        found = list(rows.order_by("name").values_list("pk", "name")[:TAGS_SHOWN])
        chosen = self.data.get("tag", "")
        if chosen.isdecimal() and len(chosen) < 10 and int(chosen) not in dict(found):
            found += rows.filter(pk=chosen).values_list("pk", "name")
        return [(str(key), name) for key, name in found]

    @property
    def place(self) -> str | None:
        """The tree path of the narrowest place chosen."""
        return self._path_of(self._streets, "street") or self._path_of(self._districts, "area")

    def _path_of(self, rows: list[tuple[str, str, str]], name: str) -> str | None:
        chosen = self.data.get(name, "")
        return next((path for code, _, path in rows if code == chosen), None)


class FilterForm(forms.Form):
    """Errors in Chinese; a choice that no longer exists is told, not hidden."""

    use_required_attribute = False


class SuggestionFilter(django_filters.FilterSet):
    """campaign, theme, place, tag, status, order; the search words are the list's own matter."""

    q = django_filters.CharFilter(
        label="找建议",
        max_length=QUERY_LIMIT,
        method="kept",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "比如：加装电梯"}),
        error_messages={"max_length": f"搜索的词请不要超过 {QUERY_LIMIT} 个字。"},
    )
    campaign = django_filters.ChoiceFilter(
        label="专项征集", empty_label="全部专项", method="in_campaign"
    )
    theme = django_filters.ChoiceFilter(label="主题", empty_label="全部主题", method="in_theme")
    area = django_filters.ChoiceFilter(label="区", empty_label="全市", method="in_place")
    street = django_filters.ChoiceFilter(label="街镇", empty_label="全区", method="kept")
    tag = django_filters.ChoiceFilter(label="标签", empty_label="全部标签", method="with_tag")
    status = django_filters.ChoiceFilter(label="办到哪一步", empty_label="全部", choices=STATUSES)
    sort = django_filters.ChoiceFilter(
        label="排列", empty_label="默认", choices=list(SORTS.items()), method="kept"
    )

    class Meta:
        model = Suggestion
        form = FilterForm
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet) -> None:
        super().__init__(data, queryset)
        self.choices = Choices(data)
        offered = {
            "campaign": [(slug, title) for slug, title, _ in self.choices.campaigns],
            "theme": self.choices.themes,
            "area": self.choices.districts,
            "street": self.choices.streets,
            "tag": self.choices.tags,
        }
        for name, choices in offered.items():
            field = self.form.fields[name]
            field.choices = choices
            if not choices and not data.get(name):
                del self.form.fields[name]  # nothing to choose: no empty box
        for field in self.form.fields.values():
            field.error_messages.setdefault("invalid_choice", "")
            field.error_messages["invalid_choice"] = "这个选项已经没有了，请重新选一个。"

    @property
    def chosen(self) -> dict[str, str]:
        """The valid choices, by field name."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    def narrowed(self) -> QuerySet:
        """The suggestions that fit every valid choice; an invalid one narrows nothing."""
        found = self.queryset
        for name, value in self.chosen.items():
            found = self.filters[name].filter(found, value)
        return found

    def active(self) -> list[dict]:
        """The chips: what is chosen, and the address without it."""
        labels = {"q": "“{}”"}
        chips = []
        for name, value in self.chosen.items():
            shown = dict(getattr(self.form.fields[name], "choices", [])).get(value, value)
            chips.append(
                {"label": labels.get(name, "{}").format(shown), "url": "?" + self.without(name)}
            )
        return chips

    def without(self, *names: str) -> str:
        """The present choices as a query string, some left out (a street goes with its area)."""
        dropped = {"area": ("area", "street"), "campaign": ("campaign", "theme")}
        gone = {part for name in names for part in dropped.get(name, (name,))}
        return urlencode({n: v for n, v in self.chosen.items() if n not in gone})

    def with_words(self, words: str) -> str:
        """The present choices as a query string, with other search words."""
        return urlencode({**self.chosen, "q": words})

    # --- the filters themselves -----------------------------------------------------------------

    def kept(self, found: QuerySet, name: str, value: str) -> QuerySet:
        """Chosen, but applied elsewhere."""
        return found

    def in_campaign(self, found: QuerySet, name: str, value: str) -> QuerySet:
        return found.filter(campaign_id=self.choices.campaign)

    def in_theme(self, found: QuerySet, name: str, value: str) -> QuerySet:
        """Under the theme of its topic; one that stands on the shelf under its own."""
        placed = Placement.objects.by_people().order_by()
        topics = Topic.objects.filter(theme_id=value).values("pk")
        below = placed.filter(topic__in=topics).values("suggestion_id")
        alone = placed.filter(topic__isnull=True, theme_id=value).values("suggestion_id")
        return found.filter(pk__in=below.union(alone, all=True))

    def in_place(self, found: QuerySet, name: str, value: str) -> QuerySet:
        inside = Area.objects.filter(path__startswith=self.choices.place)
        return found.filter(area_id__in=inside.order_by().values("pk"))

    def with_tag(self, found: QuerySet, name: str, value: str) -> QuerySet:
        tagged = TaggedSuggestion.objects.filter(tag_id=value)
        return found.filter(pk__in=tagged.values("content_object_id"))
