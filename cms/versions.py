"""Earlier versions of a page that people agreed to: what it said on the day, not today.

Wagtail keeps every revision and logs which were published; `version` is what the editor calls it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page, PageLogEntry


@dataclass(frozen=True)
class Version:
    """One wording as it stood in public, and since when."""

    name: str
    since: dt.datetime
    page: Any  # the page as of then; never saved


def published(page: Page) -> list[Version]:
    """The wordings with a name of their own that were in public, newest first, each once."""
    entries = PageLogEntry.objects.filter(
        page=page.pk, action="wagtail.publish", revision__isnull=False
    )
    found: dict[str, Version] = {}
    for entry in entries.select_related("revision").order_by("-timestamp", "-pk"):
        wording = entry.revision.as_object()
        if name := wording.version:
            # The last wording under a name counts, since the first day of that name.
            last = found.get(name)
            found[name] = Version(name, entry.timestamp, last.page if last else wording)
    return list(found.values())
