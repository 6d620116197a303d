"""Two campaigns and topics in either, for the tests of what goes from one to the other."""

import pytest

from suggestions.actions import curating


@pytest.fixture
def door_campaign(make_campaign):
    return make_campaign("日常建议", slug="everyday", closes_at=None)


@pytest.fixture
def topic_of(make_suggestion, officer, now):
    """A confirmed topic of any campaign with `size` suggestions."""

    def make(campaign, name="充电桩不够", size=2, **fields):
        rows = [make_suggestion(f"{name}之{i}", into=campaign, **fields) for i in range(size)]
        topic = curating.create_topic(campaign, name=name, by=officer, at=now)
        curating.place(rows, topic=topic, by=officer, at=now)
        return topic

    return make


@pytest.fixture
def crossing(make_topic, topic_of, door_campaign, officer, now):
    """A topic with two voices of its own campaign and three of the everyday door, merged in."""
    home, other = make_topic("充电难", size=2), topic_of(door_campaign, "缺桩", size=3)
    curating.merge(other, into=home, by=officer, at=now)
    return home
