"""台账: chosen by place and month, shown, taken away as DOCX, PDF or XLSX."""

import datetime as dt
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localdate
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from deliberation.desk.access import SightMixin
from deliberation.desk.ledgers.reach import Reach
from deliberation.telling import ledger
from deliberation.telling.figures import month_before
from deliberation.views.minutes import no_typesetter
from deliberation.views.plan_form import month_asked
from suggestions.documents import keeping
from suggestions.documents.files import TYPES, PrintedAs
from suggestions.documents.pdf import NoTypesetter
from suggestions.staff.access import DeskRequest
from suggestions.staff.downloads import XLSX, attachment
from suggestions.tabular import workbook_file

KINDS = (*TYPES, "xlsx")


class PlaceForm(forms.Form):
    """Whose month: a council by its key, an area by its code."""

    of = forms.ChoiceField(label="地方", required=False)
    month = forms.CharField(
        label="月份", required=False, widget=forms.TextInput(attrs={"type": "month"})
    )


class LedgerPage(SightMixin, WagtailAdminTemplateMixin, View):
    for_areas = True
    page_title = "台账"
    header_icon = "doc-full"
    template_name = "deliberation/desk/ledger.html"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: DeskRequest) -> HttpResponseBase:
        reach, on = Reach(request.user), localdate(request.at)
        text = request.GET.get("month", "")
        last = month_before(on.replace(day=1))
        month, unread = month_asked(text, on) if text else (last, "")
        if month > on:
            month, unread = last, "这个月还没有到。下面是上个月。"
        choices = reach.choices()
        asked = request.GET.get("of", "") or (choices[0][0] if choices else "")
        of = reach.find(asked)
        if of is None and asked:
            raise Http404
        found = ledger.ledger(of, month, on) if of else None
        if found and (kind := request.GET.get("file", "")):
            return self.file(found, kind, request.at)
        form = PlaceForm(initial={"of": asked, "month": f"{month:%Y-%m}"})
        form.fields["of"].choices = choices  # type: ignore[attr-defined]
        here = f"{reverse('desk_ledgers:index')}?of={asked}&month={month:%Y-%m}"
        files = [(f"{here}&file={kind}", f"下载 {kind.upper()}") for kind in KINDS]
        context = self.get_context_data(
            form=form,
            ledger=found,
            files=files,
            foot=ledger.FOOT,
            unread=unread,
        )
        return self.render_to_response(context)

    def file(self, found: ledger.Ledger, kind: str, at: dt.datetime) -> HttpResponseBase:
        name = f"{found.title}.{kind}"
        if kind == "xlsx":
            book = workbook_file(ledger.HEADER, ledger.sheet(found), title="台账")
            return attachment(FileResponse(book, content_type=XLSX), name)
        if kind not in TYPES:
            raise Http404
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        lines = tuple(ledger.lines(found))
        try:
            data = keeping.printed(PrintedAs(kind, lines, found.title, found.name, midnight))
        except NoTypesetter:
            return no_typesetter(self.request)
        return attachment(HttpResponse(data, content_type=TYPES[kind]), name)
