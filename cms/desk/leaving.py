"""A live event for which people have registered does not vanish: first they are told."""

from functools import reduce
from operator import or_

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.models import Page

from cms.models import LiveEventPage, LiveRegistration

GOING = ("delete", "unpublish")


def kept(request: HttpRequest, *pages: Page) -> HttpResponse | None:
    """Sends the editor to the event that somebody still expects; nothing where there is none."""
    if not pages:
        return None
    below = reduce(or_, (Q(path__startswith=page.path) for page in pages))
    expected = LiveEventPage.objects.live().filter(
        below,
        starts_at__gt=timezone.now(),
        cancelled="",
        pk__in=LiveRegistration.objects.active().values("event"),
    )
    event = expected.first()
    if event is None:
        return None
    people = event.registrations.active().count()
    messages.error(
        request,
        f"“{event.title}”有 {people} 个报名，还不能撤下。请先写明“取消的原因”并发布，"
        "报名的人都会收到通知，然后就可以撤下了。",
    )
    return redirect("wagtailadmin_pages:edit", event.pk)
