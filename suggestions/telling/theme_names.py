"""What residents read for a theme (主题): never the machine's keywords."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from suggestions.models import Theme, Topic


def public_name(theme: Theme, topics: Sequence[str]) -> str:
    """The name that a person gave a theme, else that of the largest of its topics.

    `topics` are the names of its public topics, the largest first. Three keywords (人多、力量)
    are no heading: without a person's name and without a topic a theme has none, and is not shown.
    """
    if theme.named_by_id:
        return theme.name
    if not topics:
        return ""
    return topics[0] if len(topics) == 1 else f"{topics[0]}等"


def public_names(themes: Iterable[int] | QuerySet) -> dict[int, str]:
    """`{theme key: what residents read}` of those with public topics, in their order; one query."""
    rows = Topic.objects.public().filter(theme__in=themes).with_sizes().filter(size__gt=0)
    rows = rows.order_by("theme__campaign", "theme__number", "-size", "number")
    of_theme: dict[Theme, list[str]] = {}
    for topic in rows.select_related("theme"):
        if topic.theme:
            of_theme.setdefault(topic.theme, []).append(topic.name)
    return {theme.pk: public_name(theme, names) for theme, names in of_theme.items()}


def beside(topic: Topic) -> str:
    """The name of its theme on a topic's own page: nothing where the theme is told by it alone."""
    if topic.theme_id is None:
        return ""
    name = public_names([topic.theme_id]).get(topic.theme_id, "")
    return "" if name.removesuffix("等") == topic.name else name
