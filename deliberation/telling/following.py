"""议事会 among what can be followed."""

from django.urls import reverse

from deliberation.models import Council
from suggestions.news.followable import NAME_LIMIT, Followable, Thing, by_key


def _council(target: str) -> Thing | None:
    row = by_key(Council.objects.only("name", "slug"), target[:18])
    if not isinstance(row, Council):
        return None
    return Thing(row.name[:NAME_LIMIT], reverse("deliberation:council", args=[row.slug]))


KINDS = (
    Followable(
        "council", "这个议事会", _council, "什么时候议事、改期、取消、纪要定稿、决议公示和办好"
    ),
)
