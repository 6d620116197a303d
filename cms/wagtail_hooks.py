"""What the published site adds to the Wagtail admin and to serving pages: declarations only."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page

from cms import embedding, live
from cms.desk import leaving
from cms.desk.new_city import NewCityViewSet
from cms.desk.questions import LiveQuestionViewSet
from cms.models import LiveEventPage

Serve = Callable[..., HttpResponse]


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSet]:
    return [LiveQuestionViewSet(), NewCityViewSet()]


@hooks.register("on_serve_page")
def serve_live_event(serve: Serve) -> Serve:
    def served(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        response = serve(page, request, args, kwargs)
        if isinstance(page, LiveEventPage):
            live.served(page, request, response)
        return response

    return served


@hooks.register("before_delete_page")
@hooks.register("before_unpublish_page")
def keep_what_is_expected(request: HttpRequest, page: Page) -> HttpResponse | None:
    return leaving.kept(request, page)


@hooks.register("before_bulk_action")
def keep_those_expected(
    request: HttpRequest, action: str, chosen: list[Any], action_class: Any
) -> HttpResponse | None:
    pages = [one for one in chosen if isinstance(one, Page)]
    return leaving.kept(request, *pages) if action in leaving.GOING else None


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def tell_what_is_embedded(request: HttpRequest, page: Page) -> None:
    """An editor hears while saving which address becomes a link."""
    event = page.specific
    if isinstance(event, LiveEventPage):
        for label, url in (("观看地址", event.watch_url), ("回放地址", event.recording_url)):
            if words := embedding.warning(label, url):
                messages.warning(request, words)
