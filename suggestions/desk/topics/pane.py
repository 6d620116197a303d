"""One topic beside the list: what one reads before deciding, without leaving the list."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views import View

from suggestions.desk import rights
from suggestions.desk.issues.folds import with_people
from suggestions.models import Placement, Suggestion, Topic
from suggestions.models.scope import narrowed
from suggestions.staff.access import DeskMixin, DeskRequest

LETTERS, MEMBERS = 3, 8


class TopicPane(DeskMixin, View):
    """The part that `topics.js` puts beside the list on wide screens."""

    permission = rights.LOOK
    for_areas = True

    def get(self, request: DeskRequest, pk: int) -> HttpResponse:
        rows = with_people(Topic.objects.with_sizes()).select_related("theme", "issue")
        topic = get_object_or_404(narrowed(rows, request.user), pk=pk)
        shown = topic.representatives[:LETTERS]
        accepted = narrowed(Suggestion.objects.accepted(), request.user)
        letters = accepted.select_related("area").in_bulk(shown)
        placed = Placement.objects.filter(topic=topic).exclude(suggestion__in=shown)
        members = narrowed(placed, request.user)
        members = members.select_related("suggestion__area").order_by("-score", "pk")
        context = {
            "topic": topic,
            "letters": [letters[pk] for pk in shown if pk in letters],
            "members": members.select_related("suggestion__area").order_by("-score", "pk")[
                :MEMBERS
            ],
        }
        return render(request, "suggestions/desk/topic_pane.html", context)
