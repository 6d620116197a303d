"""纸质表: printed forms with a number each, filled in with a pen and entered by the number."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import entering
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.intake.entry_form import CampaignField
from suggestions.models import CampaignPage, PaperSheet
from suggestions.models.suggestions import Channel
from suggestions.residents.qr import qr_drawing
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.staff.forms import choose_from
from suggestions.staff.listing import campaigns

PAGE = 30
HOW_MANY = f"一次印 1 到 {entering.SHEETS_AT_ONCE} 张，请写数字。"


class PrintForm(forms.Form):
    campaign = CampaignField(
        label="用于哪个征集", queryset=CampaignPage.objects.none(), empty_label=None,
        error_messages={"required": "请选择征集。", "invalid_choice": "请选择征集。"},
    )  # fmt: skip
    channel = forms.ChoiceField(
        label="怎样收回来",
        choices=[(c.value, c.label) for c in entering.PAPERS],
    )
    place = forms.CharField(
        label="放在哪里", required=False, max_length=80, help_text="比如：田林街道征集站。"
    )
    count = forms.IntegerField(
        label="多少张",
        min_value=1,
        max_value=entering.SHEETS_AT_ONCE,
        initial=20,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), HOW_MANY),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "campaign", campaigns().filter(live=True))


class Sheets(DeskMixin, WagtailAdminTemplateMixin, View):
    """What was printed, how much of it came back, and a form for more."""

    permission = rights.ENTER
    page_title = "纸质表"
    header_icon = "doc-empty"
    template_name = "suggestions/desk/sheets.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": "纸质表"}]

    def get(self, request: HttpRequest) -> HttpResponse:
        door = CampaignPage.objects.everyday().values_list("pk", flat=True).first()
        return self.page(PrintForm(initial={"campaign": door}))

    def page(self, form: PrintForm, status: int = 200) -> HttpResponse:
        batches = Paginator(printed(), PAGE).get_page(self.request.GET.get("p"))
        for one in batches:
            one["label"] = Channel(one["channel"]).label
        context = self.get_context_data(form=form, batches=batches)
        return self.render_to_response(context, status=status)

    def post(self, request: DeskRequest) -> HttpResponse:
        form = PrintForm(request.POST)
        if not form.is_valid():
            return self.page(form, UNPROCESSABLE)
        try:
            sheets = entering.print_sheets(**form.cleaned_data, by=request.user, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, UNPROCESSABLE)
        return redirect("desk_sheets:print", sheets[0].pk, sheets[-1].pk)


def printed() -> QuerySet[Any, Any]:
    """One line a batch: where it lies, how many, how many came back."""
    rows = PaperSheet.objects.values("printed_at", "campaign__title", "channel", "place")
    return rows.annotate(
        first=Min("pk"), last=Max("pk"), printed=Count("pk"), entered=Count("suggestion")
    ).order_by("-first")


class PrintSheets(DeskMixin, WagtailAdminTemplateMixin, View):
    """The sheets themselves, one a page, without anything of the desk around them."""

    permission = rights.ENTER
    template_name = "suggestions/desk/sheets_print.html"

    def get(self, request: HttpRequest, first: int, last: int) -> HttpResponse:
        if last - first >= entering.SHEETS_AT_ONCE:
            raise Http404
        rows = PaperSheet.objects.filter(pk__range=(first, last), suggestion=None)
        sheets = list(rows.select_related("campaign").order_by("pk"))
        if not sheets:
            raise Http404
        door = settings.SITE_URL + reverse("desk_entry:index")
        drawn = [(sheet, qr_drawing(f"{door}?sheet={sheet.number}")) for sheet in sheets]
        context = self.get_context_data(sheets=drawn, site=settings.SITE_URL)
        return self.render_to_response(context)
