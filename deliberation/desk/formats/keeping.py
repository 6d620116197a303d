"""设置 → 协商形式: each form with its steps, kept in versions; what was used is not rewritten."""

from typing import Any

from django import forms
from django.db.models import Count
from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView

from deliberation.desk.formats.versions import VersionCopy, steps_changed
from deliberation.models import Format, FormatStep
from suggestions.staff.viewsets import GuardedDeleteView, SettingsViewSet, edit_link

# What may change of a version under which meetings are held: until when it holds, and its words.
OPEN_STILL = {"until", "order", "meaning", "law"}
LINES = ("sides", "papers")
USED = (
    "已经有会议按这一版召开，不能改它的规则和环节。请填写“至”结束这一版，再用“复制”另立新的一版。"
)


class FormatForm(WagtailAdminModelForm):
    """One version of a form. Versions of one code follow each other and never overlap."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "“至”不能早于“自”。")
        elif since and (other := self._overlapping(data.get("code"), since, until)):
            words = f"和 {other.since:%Y-%m-%d} 起的一版重叠，请先给那一版填写“至”。"
            self.add_error("since", words)
        if self.instance.pk and self._rules_changed() and self.instance.meetings.exists():
            self.add_error(None, USED)
        return data

    def _overlapping(self, code: Any, since: Any, until: Any) -> Format | None:
        rows = Format.objects.filter(code=code).exclude(pk=self.instance.pk)
        rows = rows.exclude(until__lt=since)
        return (rows.filter(since__lte=until) if until else rows).first()

    def _rules_changed(self) -> bool:
        changed = set(self.changed_data) - OPEN_STILL - {n for n in LINES if self._same(n)}
        steps = getattr(self, "formsets", {}).get("steps")
        return bool(changed) or bool(steps and _steps_changed(steps, self.instance))

    def _same(self, name: str) -> bool:
        """Browsers send lines with another end than they got."""
        before = self.initial.get(name) or ""
        return before.splitlines() == (self.cleaned_data.get(name) or "").splitlines()


def _steps_changed(steps: Any, version: Format) -> bool:
    """Whether a step was added, taken away, moved, or says something else."""
    before = FormatStep.objects.filter(format=version.pk).values_list("pk", flat=True)
    return steps_changed(steps, before)


class FormatDelete(GuardedDeleteView):
    in_use = "已经有会议按它召开，不能删除；以后不用的请填写“至”。"

    def why_not(self) -> str:
        if self.object.monthly and Format.objects.filter(code=self.object.code).count() == 1:
            return "每月的议事日按它召开，不能删除。"
        return ""


class FormatIndex(IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            edit_link(self, "协商形式", lambda form: form.name),
            Column("get_votes_display", label="表决"),
            Column("step_count", label="环节", classname="desk-figure"),
            Column("since", label="自"),
            Column("until", label="至"),
        ]

    def get_base_queryset(self):
        return super().get_base_queryset().annotate(step_count=Count("steps"))


class FormatViewSet(SettingsViewSet):
    """History of each version is Wagtail's; copying makes the next version."""

    name = "formats"
    model = Format
    icon = "list-ol"
    menu_label = "协商形式"
    menu_order = 131
    copy_view_enabled = True
    copy_view_class = VersionCopy
    index_view_class = FormatIndex
    delete_view_class = FormatDelete
    list_filter = ["code", "votes"]
    search_fields = ["name", "code", "meaning"]
    ordering = "order"
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("code"),
            MultiFieldPanel([FieldPanel("since"), FieldPanel("until")], heading="有效期"),
            FieldPanel("meaning"),
            FieldPanel("law"),
            FieldPanel("parties", widget=forms.CheckboxSelectMultiple),
            FieldPanel("sides", widget=forms.Textarea(attrs={"rows": 3})),
            FieldPanel("papers", widget=forms.Textarea(attrs={"rows": 3})),
            FieldPanel("notice_days"),
            FieldPanel("votes"),
            InlinePanel("steps", heading="环节", label="环节", min_num=1),
            FieldPanel("order"),
        ],
        base_form_class=FormatForm,
    )
