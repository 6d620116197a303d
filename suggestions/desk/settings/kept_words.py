"""刚才没有送出去的: what was being sent when the session ran out, to send on or to let go."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.desk import rights
from suggestions.staff import kept_words
from suggestions.staff.access import DeskMixin, DeskRequest

NAME = "刚才没有送出去的"


@method_decorator(never_cache, name="dispatch")
class KeptWords(DeskMixin, WagtailAdminTemplateMixin, View):
    permission = rights.STAFF
    for_areas = True
    as_oneself = True
    page_title = NAME
    header_icon = "edit"
    template_name = "suggestions/desk/kept_words.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": NAME}]

    def get(self, request: HttpRequest) -> HttpResponse:
        kept = kept_words.kept_for(self.request.user, request.session, at=self.request.at)
        return self.render_to_response(self.get_context_data(kept=kept))

    def post(self, request: DeskRequest) -> HttpResponse:
        request.session.pop(kept_words.KEY, None)
        messages.success(request, "没有提交，替您留着的内容删掉了。")
        return redirect("kept_words")
