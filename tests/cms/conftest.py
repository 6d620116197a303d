"""What tests of the site need beside the cast."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from cms import cache as optional
from tests.cms.roles_table import ANONYMOUS, RESIDENT
from tests.conftest import NOW
from tests.outages import free_port
from tests.suggestions.news.conftest import mailbox  # noqa: F401


@pytest.fixture
def dead_port():
    return free_port()


@pytest.fixture
def use_redis(settings, monkeypatch):
    """Use the Redis on a port of this machine, as a process that has just started."""
    monkeypatch.setattr(optional.OptionalClient, "server", optional.Server())

    def configure(port: int) -> None:
        place = f"redis://127.0.0.1:{port}/0"
        backend = {"BACKEND": "cms.cache.OptionalRedisCache", "LOCATION": place}
        settings.CACHES = {"default": backend}

    yield configure
    optional.OptionalClient([]).memory.clear()


@pytest.fixture
def make_event(home):
    """A live event in a series; what is not said of it is as on any evening."""
    from cms.models import LiveEventPage
    from suggestions.models import CampaignSeriesPage

    def make(**fields):
        series = home.add_child(
            instance=CampaignSeriesPage(title="人民城市", slug="rm", summary="……")
        )
        usual = {"starts_at": NOW, "ends_at": NOW + dt.timedelta(hours=2)}
        words = {"title": "人民建议直播间", "slug": "live", "summary": "夜里的城市。"}
        return series.add_child(instance=LiveEventPage(**{**words, **usual, **fields}))

    return make


# --- the tables by area ----------------------------------------------------------------------

PLACES = ("own", "below", "above", "beside", "nowhere")


@pytest.fixture
def private_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }


@pytest.fixture
def places(area):
    from suggestions.models import Area

    city, own = Area.objects.get(code="31"), Area.objects.get(code="310104")
    beside = city.add_child(code="310115", name="浦东新区", level="district", full_name="浦东新区")
    found = {"own": own, "below": area, "above": city, "beside": beside, "nowhere": None}
    return {name: found[name] for name in PLACES}


@pytest.fixture
def enter(request, world):
    """A client of the role."""

    def make(role):
        client = Client(raise_request_exception=True)
        if role == RESIDENT:
            for code in world["codes"]:
                client.post(reverse("suggestions:track"), {"code": code})
        elif role == "stray_clerk":
            client.force_login(request.getfixturevalue("make_user")("stray", "承办单位"))
        elif role != ANONYMOUS:
            client.force_login(request.getfixturevalue(role))
        return client

    return make
