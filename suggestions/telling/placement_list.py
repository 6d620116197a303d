"""What leaves as a list: where each suggestion of a campaign was placed, row by row."""

from collections.abc import Iterator

from suggestions.models import CampaignPage, Suggestion
from suggestions.tabular.writing import Cell

TOPIC_COLUMNS = (
    "external_id",
    "suggestion_id",
    "theme_number",
    "theme_name",
    "issue_number",
    "issue_name",
    "topic_number",
    "topic_name",
    "score",
    "words",
    "placed_by",
)
MACHINE = "机器"
_FIELDS = (
    "external_id",
    "pk",
    "placement__pk",
    "placement__theme__number",
    "placement__theme__name",
    "placement__topic__number",
    "placement__topic__name",
    "placement__topic__theme__number",
    "placement__topic__theme__name",
    "placement__topic__issue__number",
    "placement__topic__issue__name",
    "placement__issue__number",
    "placement__issue__name",
    "placement__score",
    "placement__words",
    "placement__by__username",
    "placement__comes_from",
    "placement__topic__campaign__title",
)


def topic_rows(campaign: CampaignPage) -> Iterator[tuple[Cell, ...]]:
    """One row for every accepted suggestion; the topic is empty on the shelf, where the issue is
    the nearest one.

    The theme is the topic's own where there is a topic: the desk may have moved it. Of a topic of
    another campaign the name says so; its number, theme and issue are that campaign's.
    """
    rows = Suggestion.objects.filter(campaign=campaign).accepted().order_by("pk")
    for row in rows.values_list(*_FIELDS).iterator(chunk_size=2000):
        external_id, pk, placed, *themes, score, words, person, guest, home = row
        number, name, topic, topic_name, topic_theme, topic_theme_name, *issues = themes
        if guest:
            topic_name = f"{topic_name}（《{home}》）"
        if topic is not None and topic_theme is not None:
            number, name = topic_theme, topic_theme_name
        issue, issue_name = issues[2:] if topic is None else issues[:2]
        by = (person or MACHINE) if placed else ""
        yield (
            external_id,
            pk,
            number,
            name,
            issue,
            issue_name,
            topic,
            topic_name,
            score,
            " ".join(words or ()),
            by,
        )
