"""A council's public page and the page of one meeting."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from deliberation.actions.commenting import TO_COME
from deliberation.hall.screen import meeting_context
from deliberation.hall.steps import standings
from deliberation.models import Comment, Council, Meeting, Question, Resolution
from deliberation.telling.councils import council_context, council_crumbs


@require_safe
def council(request: HttpRequest, slug: str) -> HttpResponse:
    """The council's page; where editors have published their own, it is there."""
    found = get_object_or_404(Council.objects.select_related("area", "page"), slug=slug)
    page = getattr(found, "page", None)
    if page and page.live:
        return redirect(page.get_url(request))
    return render(request, "deliberation/council.html", council_context(found))


def open_or_answered(meeting: Meeting) -> QuerySet[Question]:
    """What was asked about the matters of its agenda, with who asked and who answered."""
    rows = Question.objects.filter(matter__items__meeting=meeting)
    rows = rows.exclude(status=Question.Status.WITHDRAWN)
    return rows.select_related("party", "seat__party", "answered_by__party")


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: when and where, what for, what was decided, and its record."""
    rows = Meeting.objects.select_related("council__area", "format")
    found = get_object_or_404(rows, pk=pk)
    at = timezone.now()
    items = found.items.select_related("matter__topic", "matter__proposal").prefetch_related(
        "motions__resolution"
    )
    around = meeting_context(found, at)
    said: dict[int, list[Comment]] = {}
    for comment in Comment.objects.public().filter(item__meeting=found):
        said.setdefault(comment.item_id, []).append(comment)
    asked: dict[int, list[Question]] = {}
    for question in open_or_answered(found):
        asked.setdefault(question.matter_id, []).append(question)
    talks = {talk.item.pk: talk for talk in around["talks"]}
    context = {
        **around,
        "section": "yishi",
        "crumbs": [
            *council_crumbs(found.council),
            {"title": f"{found.month:%Y年%-m月}{found.called}"},
        ],
        "meeting": found,
        "council": found.council,
        "items": [
            (item, talks[item.pk], said.get(item.pk, []), asked.get(item.matter_id, []))
            for item in items
        ],
        "steps": standings(found),
        "at": at,
        "takes_comments": found.status in TO_COME and found.starts_at > at,
        "today": localdate(at),
        "resolutions": Resolution.objects.public().filter(motion__item__meeting=found),
    }
    return render(request, "deliberation/meeting.html", context)
