"""The area picker: 区 → 街镇 → 居村, one select a level, with and without JavaScript."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from suggestions.models import Area

LEVEL_WORDS = {
    Area.Level.CITY: "城市",
    Area.Level.DISTRICT: "区",
    Area.Level.STREET: "街道（镇）",
    Area.Level.COMMUNITY: "居委会（村）",
    Area.Level.ESTATE: "小区",
}
MAX_LEVELS = 6


@require_safe
def places(request: HttpRequest) -> JsonResponse:
    """What lies in `?parent=CODE`, for the script that unfolds the picker."""
    asked = chosen([request.GET.get("parent", "")])
    parent = asked[0] if asked else None
    rows = list(parent.get_children()) if parent else []
    response = JsonResponse(
        {
            "label": LEVEL_WORDS[Area.Level(rows[0].level)] if rows else "",
            "children": [{"id": area.code, "name": area.name} for area in rows],
        }
    )
    response["Cache-Control"] = "public, max-age=3600"
    return response


def chosen(codes: Sequence[str]) -> list[Area]:
    """The areas picked, from above downwards. One that does not lie in the one before ends it:
    without JavaScript, lower selects still show what lay in an earlier choice."""
    wanted = [code.replace("\0", "")[:24] for code in codes[:MAX_LEVELS] if code]
    if not wanted:
        return []
    found = {area.code: area for area in Area.objects.filter(code__in=wanted)}
    chain: list[Area] = []
    for code in wanted:
        area = found.get(code)
        if area is None or (chain and not area.path.startswith(chain[-1].path)):
            break
        chain.append(area)
    return chain


def chain_of(area: Area | None) -> list[Area]:
    """The picks that lead to an area, from above downwards."""
    return [*area.get_ancestors(), area] if area else []


def levels(chain: Sequence[Area]) -> list[dict[str, Any]]:
    """The selects to draw: one for each area chosen and one more to go on."""
    drawn: list[dict[str, Any]] = []
    picked = {area.path: area.code for area in chain}
    for rows in _offered(chain):
        drawn.append(
            {
                "label": LEVEL_WORDS[Area.Level(rows[0].level)],
                "empty_label": "请选择" if not drawn else "不选也可以",
                "options": [{"id": area.code, "name": area.name} for area in rows],
                "value": next((picked[area.path] for area in rows if area.path in picked), ""),
            }
        )
    return drawn


def _offered(chain: Sequence[Area]) -> list[list[Area]]:
    """The areas at the top, then those in each of `chain`; empty levels left out.

    A site of one city does not ask for the city.
    """
    top = list(Area.objects.filter(depth=1).order_by("path"))
    one = len(top) == 1
    above = [*top, *(area for area in chain if area.depth > 1)] if one else list(chain)
    if not above:
        return [top] if top else []
    inside = reduce(or_, (Q(path__startswith=a.path, depth=a.depth + 1) for a in above))
    rows = list(Area.objects.filter(inside).order_by("path"))
    below = [[row for row in rows if row.path[: -Area.steplen] == a.path] for a in above]
    return [level for level in ([] if one else [top]) + below if level]
