"""A better door, already while somebody writes: what `gate` says on the way to sending."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suggestions.residents.doors import posted_from
from suggestions.text.kinds import elsewhere
from suggestions.text.nearest import READ
from suggestions.views.gate import WORDS

SHOWN = 3  # doors: the hint stands between two fields


@posted_from("suggestions:submit_choose", told="请选一项征集，在那里写您的建议。")
def hints(request: HttpRequest) -> HttpResponse:
    """A fragment for the script, which posts the draft; empty where the text may stay here."""
    title, body, solution = (
        request.POST.get(name, "")[: 10 * READ] for name in ("title", "body", "solution")
    )
    better = elsewhere(title, body, solution) if f"{title}{body}".strip() else None
    context: dict[str, Any] = {"better": better}
    if better:
        context |= {"title": WORDS[better.kind][0], "ways": better.ways[:SHOWN]}
    response = render(request, "suggestions/parts/better_door.html", context)
    response["Cache-Control"] = "no-store"
    return response
