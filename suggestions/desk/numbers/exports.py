"""我的导出: the files that one person asked for, how far each has come, and fetching them."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import exporting
from suggestions.actions.exporting import AT_ONCE, KEPT, UNFINISHED
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.intake.importing import progress_of
from suggestions.models import ListExport
from suggestions.models.scope import narrowed
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.staff.downloads import XLSX, attachment
from suggestions.staff.export_jobs import start_export
from suggestions.staff.exporting import FORMATS, view_of

SHOWN = 50
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


class ExportIndex(DeskMixin, WagtailAdminTemplateMixin, View):
    """Asking for a long list, and all that was asked for."""

    permission = rights.STAFF
    for_areas = True
    page_title = "我的导出"
    header_icon = "download"
    template_name = "suggestions/desk/exports.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: DeskRequest) -> HttpResponse:
        try:
            return self.page(asked=self.asked())
        except Refused as error:
            return self.page(UNPROCESSABLE, refused=str(error))

    def asked(self) -> dict[str, Any] | None:
        """The list that somebody wants: its name, and how long it is."""
        typed = self.request.GET
        name, kind = typed.get("list", ""), typed.get("kind", "")
        if not name or kind not in FORMATS:
            return None
        query = typed.get("query", "")
        view = view_of(name, query, self.request.user)
        number = view.number_of(view.sheet_rows())
        return {"list": name, "kind": kind, "query": query, "view": view, "number": number}

    def post(self, request: DeskRequest) -> HttpResponse:
        typed = request.POST
        try:
            start_export(
                typed.get("list", "")[:60],
                query=typed.get("query", "")[:4000],
                kind=typed.get("kind", ""),
                by=request.user,
                at=request.at,
            )
        except Refused as error:
            return self.page(UNPROCESSABLE, refused=str(error))
        messages.success(request, "已经开始导出。可以离开这个页面，做好后首页会提醒您。")
        return redirect("desk_exports:index")

    def page(self, status: int = 200, **more: Any) -> HttpResponse:
        own = ListExport.objects.filter(by=self.request.user)
        rows = narrowed(own, self.request.user)[:SHOWN]
        context = self.get_context_data(
            exports=rows, at_once=AT_ONCE, days=KEPT.days, unfinished=UNFINISHED, **more
        )
        return self.render_to_response(context, status=status)


class OwnExport(DeskMixin, View):
    """One of one's own files; anybody else's is not there."""

    permission = rights.STAFF
    for_areas = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        own = narrowed(ListExport.objects.filter(by=self.request.user), self.request.user)
        self.export = get_object_or_404(own, pk=kwargs["pk"])


class ExportProgress(OwnExport):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return progress_of(self.export, self.export.status in UNFINISHED)


class ExportFile(OwnExport):
    """The file, for who asked and may still see the list."""

    def get(self, request: DeskRequest, pk: int) -> Any:
        export = self.export
        if export.status != ListExport.Status.DONE or not export.file:
            raise Http404
        try:
            view_of(export.name, export.query, request.user)
        except Refused as error:
            messages.error(request, str(error))
            return redirect("desk_exports:index")
        try:
            file = export.file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        exporting.fetched(export, at=request.at)
        response = FileResponse(file, content_type=TYPES[export.kind])
        return attachment(response, f"{export.title}.{export.kind}")


class DropExport(OwnExport):
    http_method_names = ["post"]

    def post(self, request: DeskRequest, pk: int) -> HttpResponse:
        if self.export.status in UNFINISHED:
            messages.error(request, "这份导出还没有做好，请等它完成后再删除。")
        else:
            exporting.drop(self.export)
            messages.success(request, "已删除。")
        return redirect(reverse("desk_exports:index"))
