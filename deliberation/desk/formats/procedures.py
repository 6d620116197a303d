"""设置 → 议事程序, 议事方: kept by administrators from a day to a day; what was used stays."""

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets import AdminDateInput

from deliberation.desk.formats.versions import VersionCopy, steps_changed
from deliberation.models import Council, Format, Party, Procedure, Step
from deliberation.models.procedures import FOUR_STEPS
from suggestions.staff.viewsets import GuardedDeleteView, SettingsViewSet, edit_link

OPEN_STILL = {"until", "order", "meaning", "source"}
USED = "已经有议题按这一版走，不能改它的步骤。请填写“至”结束这一版，再用“复制”另立新的一版。"
ENDS = "“至”不能早于“自”。"


class ProcedureForm(WagtailAdminModelForm):
    """One version of a procedure. Versions of one code follow each other and never overlap."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", ENDS)
        elif since and (other := self._overlapping(data.get("code"), since, until)):
            words = f"和 {other.since:%Y-%m-%d} 起的一版重叠，请先给那一版填写“至”。"
            self.add_error("since", words)
        if self.instance.pk and self.instance.matters.exists() and self._steps_changed():
            self.add_error(None, USED)
        return data

    def _overlapping(self, code: Any, since: Any, until: Any) -> Procedure | None:
        rows = Procedure.objects.filter(code=code).exclude(pk=self.instance.pk)
        rows = rows.exclude(until__lt=since)
        return (rows.filter(since__lte=until) if until else rows).first()

    def _steps_changed(self) -> bool:
        if set(self.changed_data) - OPEN_STILL:
            return True
        before = Step.objects.filter(procedure=self.instance.pk).values_list("pk", flat=True)
        return steps_changed(self.formsets["steps"], before)


class ProcedureDelete(GuardedDeleteView):
    in_use = "已经有议题或者议事会用它，不能删除；以后不用的请填写“至”。"

    def why_not(self) -> str:
        code = self.object.code
        if code == FOUR_STEPS and Procedure.objects.filter(code=code).count() == 1:
            return "没有另选程序的议事会都按它走，不能删除。"
        return ""


class ProcedureIndex(IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            edit_link(self, "议事程序", lambda row: row.name),
            Column("step_count", label="步骤", classname="desk-figure"),
            Column("matter_count", label="议题", classname="desk-figure"),
            Column("since", label="自", classname="desk-nowrap"),
            Column("until", label="至", classname="desk-nowrap"),
        ]

    def get_base_queryset(self):
        rows = super().get_base_queryset()
        return rows.annotate(
            step_count=Count("steps", distinct=True), matter_count=Count("matters", distinct=True)
        )


class ProcedureViewSet(SettingsViewSet):
    """History of each version is Wagtail's; copying makes the next version."""

    name = "procedures"
    model = Procedure
    icon = "list-ol"
    menu_label = "议事程序"
    menu_order = 132
    copy_view_enabled = True
    copy_view_class = VersionCopy
    index_view_class = ProcedureIndex
    delete_view_class = ProcedureDelete
    list_filter = ["code"]
    search_fields = ["name", "code", "meaning"]
    ordering = "order"
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("code"),
            MultiFieldPanel([FieldPanel("since"), FieldPanel("until")], heading="有效期"),
            FieldPanel("meaning"),
            FieldPanel("source"),
            InlinePanel("steps", heading="步骤", label="步骤", min_num=1),
            FieldPanel("order"),
        ],
        base_form_class=ProcedureForm,
    )


class PartyForm(forms.ModelForm):
    """What is seated keeps its code; a party that ends is seated no more from then on."""

    class Meta:
        model = Party
        fields = ["name", "code", "usual", "order", "since", "until"]
        widgets = {"since": AdminDateInput, "until": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["usual"].help_text = "新设的议事会，默认给它留席位。"
        self.fields["until"].help_text = "不填就一直有效。过了这天，新的席位不能再选它。"
        if self.instance.pk and self.instance.seats.exists():
            self.fields["code"].disabled = True
            self.fields["code"].help_text = "已经有席位属于它，代码不再改。"

    def clean(self) -> dict[str, Any]:
        super().clean()
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", ENDS)
        return self.cleaned_data


class PartyDelete(GuardedDeleteView):
    in_use = "已经有席位或者签到属于它，不能删除；以后不用的请填写“至”。"

    def why_not(self) -> str:
        party = self.object
        if Format.objects.filter(parties=party).exists():
            return f"有协商形式要求“{party}”到会，请先在那里去掉它。"
        if Council.objects.filter(required_parties=party).exists():
            return f"有议事会要求“{party}”到场，请先在那里去掉它。"
        return ""


class PartyIndex(IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            edit_link(self, "议事方", lambda row: row.name),
            BooleanColumn("usual", label="默认入席"),
            Column("seat_count", label="席位", classname="desk-figure"),
            Column("since", label="自", classname="desk-nowrap"),
            Column("until", label="至", classname="desk-nowrap"),
        ]

    def get_base_queryset(self):
        sitting = Count("seats", filter=Q(seats__until=None))
        return super().get_base_queryset().annotate(seat_count=sitting)


class PartyViewSet(SettingsViewSet):
    name = "parties"
    model = Party
    icon = "group"
    menu_label = "议事方"
    menu_order = 133
    index_view_class = PartyIndex
    delete_view_class = PartyDelete
    search_fields = ["name", "code"]
    ordering = "order"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PartyForm
