"""Where a suggestion stands on the desk."""

from django.urls import reverse

from suggestions.models import Suggestion


def page_url(suggestion: Suggestion, *, queue: bool = False, of: int = 0) -> str:
    """Its page; opened from the queue, or from the saved queue with this key."""
    url = reverse("desk_suggestions:page", args=[suggestion.pk])
    if of:
        return f"{url}?queue=1&of={of}"
    return f"{url}?queue=1" if queue else url
