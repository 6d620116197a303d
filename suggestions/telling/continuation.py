"""The way of a topic beyond answers: other packages tell it, named by the settings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from suggestions.telling.timeline import Step


@dataclass(frozen=True)
class Journey:
    """From words to done: what it is called, where it is told in full, its steps.

    `open` as long as what was decided is neither carried out and confirmed nor given up.
    """

    title: str
    url: str
    sentence: str
    steps: Sequence[Step]
    open: bool = True


def of_topics(topics: Collection[int]) -> dict[int, list[Journey]]:
    """`{topic: journeys}`; topics of which nobody has more to tell are not in it."""
    found: dict[int, list[Journey]] = {}
    if not topics:
        return found
    for path in settings.TOPIC_JOURNEYS:
        for topic, journeys in import_string(path)(topics).items():
            found.setdefault(topic, []).extend(journeys)
    return found
