"""Runs of the machine over what residents said, for the tests of what comes of them."""

import pytest

from suggestions.actions import grouping
from suggestions.models import Placement


@pytest.fixture
def run(campaign, officer, now):
    def run():
        found = grouping.queue_grouping(campaign, by=officer, at=now)
        grouping.run_grouping(found, at=now)
        found.refresh_from_db()
        return found

    return run


@pytest.fixture
def said(make_suggestion):
    def said(texts):
        return [make_suggestion(text, f"{text}。请想办法。") for text in texts]

    return said


@pytest.fixture
def unplaced(said):
    """As an import leaves them: accepted and without a place."""

    def make(texts):
        rows = said(texts)
        Placement.objects.filter(suggestion__in=rows, by=None).delete()
        return rows

    return make


@pytest.fixture
def private_files(settings, tmp_path):
    """Files of papers lie in the test's own folder."""
    backend = "django.core.files.storage.FileSystemStorage"
    private = {"BACKEND": backend, "OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
