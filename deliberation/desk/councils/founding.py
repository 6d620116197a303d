"""设置 → 议事会: founded and changed by administrators; the rules are its people's decision."""

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.views.generic.mixins import BeforeAfterHookMixin

from deliberation.actions import councils
from deliberation.actions.councils import RULES
from deliberation.desk.councils.lists import WithImport
from deliberation.models import Council, Party
from suggestions.actions import rules as rules_actions
from suggestions.models import Area, User
from suggestions.staff.viewsets import GuardedDeleteView, SettingsViewSet, edit_link


class CouncilForm(forms.ModelForm):
    """The rules of a council; area and council above are named by code and by name."""

    area_code = forms.CharField(
        label="区域代码", help_text="这个议事会属于哪个街镇、居村或小区，例如 310104008。"
    )
    parent_name = forms.CharField(
        label="上级议事会",
        required=False,
        help_text="填名称或网址名；不填就按区域自动寻找上一级。这里议不下来的事上报给它。",
    )
    required_parties = forms.ModelMultipleChoiceField(
        Party.objects.all(),
        label="必须到场的议事方",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    secretary_names = forms.CharField(
        label="议事员",
        required=False,
        help_text="填登录名，几个人用顿号或空格分开；他们要有“议事员”的角色。",
    )

    class Meta:
        model = Council
        fields = [name for name in RULES if name != "parent"]
        widgets = {
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "scope_in": forms.Textarea(attrs={"rows": 4}),
            "scope_out": forms.Textarea(attrs={"rows": 4}),
        }

    field_order = [
        "name", "area_code", "level", "locality", "parent_name", "secretary_names",
        "day", "holiday", "starts_at", "minutes", "place", "notice_days", "answer_days",
        "required_parties",
        "threshold", "confirm_days", "publication_days", "seconds_needed",
        "scope_in", "scope_out", "active",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area: Area | None = None
        self.parent: Council | None = None
        self.secretaries: list[User] = []
        if self.instance.pk:
            del self.fields["area_code"]
            self.fields["parent_name"].help_text = "填名称或网址名；不填就没有上级。"
            self.area = self.instance.area
            if self.instance.parent:
                self.initial["parent_name"] = self.instance.parent.slug
            self.initial["required_parties"] = self.instance.required_parties.all()
            names = self.instance.secretaries.order_by("username")
            self.initial["secretary_names"] = "、".join(u.username for u in names)

    def clean_area_code(self) -> str:
        code = self.cleaned_data["area_code"]
        self.area = Area.objects.filter(code=code).first()
        if self.area is None:
            raise forms.ValidationError(f"没有代码为 {code} 的区域。")
        return code

    def clean_parent_name(self) -> str:
        text = self.cleaned_data["parent_name"]
        if not text:
            return text
        found = list(Council.objects.filter(Q(slug=text) | Q(name=text))[:2])
        if not found:
            raise forms.ValidationError(f"没有名称或网址名为“{text}”的议事会。")
        if len(found) > 1:
            raise forms.ValidationError(f"有不止一个议事会叫“{text}”，请填网址名。")
        self.parent = found[0]
        return text

    def clean_secretary_names(self) -> str:
        names = set(re.split(r"[\s、，,;；]+", self.cleaned_data["secretary_names"])) - {""}
        runners = Q(groups__permissions__codename="run_council", is_active=True)
        self.secretaries = list(User.objects.filter(runners, username__in=names).distinct())
        if unknown := names - {user.username for user in self.secretaries}:
            who = "、".join(sorted(unknown))
            raise forms.ValidationError(f"没有登录名为“{who}”的议事员，或者他们没有议事员的角色。")
        return self.cleaned_data["secretary_names"]

    def _post_clean(self) -> None:
        """The verb sets the fields and checks them: the record must not change before it."""

    def rules(self) -> dict[str, Any]:
        names = (*self.Meta.fields, "required_parties")
        typed = {name: self.cleaned_data[name] for name in names}
        return {**typed, "parent": self.parent, "secretaries": self.secretaries}


class SavesByVerb(BeforeAfterHookMixin):
    """Saving calls the verb; what it refuses is said at the form."""

    def form_valid(self, form: CouncilForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except rules_actions.Refused as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class CouncilCreate(SavesByVerb, CreateView):
    def save_instance(self) -> Council:
        at = timezone.now()
        return councils.make_council(
            self.form.area, **self.form.rules(), by=self.request.user, at=at
        )


class CouncilEdit(SavesByVerb, EditView):
    def save_instance(self) -> Council:
        councils.change_council(
            self.form.instance, **self.form.rules(), by=self.request.user, at=timezone.now()
        )
        return self.form.instance


class CouncilDelete(GuardedDeleteView):
    in_use = "已经有席位、会议或记录，不能删除；不再议事时请取消“启用”。"


class CouncilSettingsIndex(WithImport, IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            edit_link(self, "议事会", lambda council: council.name),
            Column("area", label="区域"),
            Column("get_level_display", label="级别"),
            Column("day", label="每月几日", classname="desk-figure"),
            Column("slug", label="网址名"),
            BooleanColumn("active", label="启用"),
        ]

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("area")


class CouncilViewSet(SettingsViewSet):
    name = "councils"
    model = Council
    icon = "group"
    menu_label = "议事会"
    menu_order = 130
    index_view_class = CouncilSettingsIndex
    add_view_class = CouncilCreate
    edit_view_class = CouncilEdit
    delete_view_class = CouncilDelete
    list_filter = ["level", "active"]
    search_fields = ["name", "slug", "area__full_name"]
    ordering = "area__path"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return CouncilForm
