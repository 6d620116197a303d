"""A city whose pages do not count by themselves."""

import pytest

from suggestions.telling import held, kept, reckoning


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(kept, "LARGE", 1)
    monkeypatch.setattr(kept, "_REMEMBERED", {})  # every test counts at the same moment
    monkeypatch.setattr(held, "_HELD", {})
    monkeypatch.setattr(reckoning, "SMALL", 1)
