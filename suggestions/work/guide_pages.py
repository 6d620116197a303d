"""Wagtail's news that a page went public, also by schedule: what follows for a guide."""

from typing import Any

from django.utils import timezone

from suggestions.actions import guides
from suggestions.models import GuidePage


def went_public(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A first publication in the future is announced as well: then it is not live yet."""
    if isinstance(instance, GuidePage) and instance.live:
        guides.published(instance, at=timezone.now())
