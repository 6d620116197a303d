"""The way of a topic beyond answers: other packages tell it, named by the settings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from suggestions.timeline import Step


@dataclass(frozen=True)
class Journey:
    """From words to done: what it is called, where it is told in full, its steps."""

    title: str
    url: str
    sentence: str
    steps: Sequence[Step]


def of_topics(topics: Collection[int]) -> dict[int, list[Journey]]:
    """`{topic: journeys}`; topics of which nobody has more to tell are not in it."""
    found: dict[int, list[Journey]] = {}
    if not topics:
        return found
    for path in settings.TOPIC_JOURNEYS:
        for topic, journeys in import_string(path)(topics).items():
            found.setdefault(topic, []).extend(journeys)
    return found
