"""The stream in a frame: from hosts of the settings alone, and on no other page."""

import datetime as dt

import pytest
import time_machine

from cms.embedding import frame_of, warning
from cms.models import LiveEventPage
from suggestions.models import CampaignSeriesPage
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
STREAM, RECORDING = "https://play.example.cn/room/1", "https://vod.example.cn/v/1"


@pytest.fixture
def event(home, settings):
    settings.LIVE_EMBED_HOSTS = ["play.example.cn", "vod.example.cn"]
    series = home.add_child(instance=CampaignSeriesPage(title="系列", slug="s", summary="……"))
    return series.add_child(
        instance=LiveEventPage(
            title="直播间",
            slug="live",
            summary="……",
            starts_at=NOW,
            ends_at=NOW + 2 * HOUR,
            watch_url=STREAM,
            recording_url=RECORDING,
        )
    )


def look(client, url, at):
    with time_machine.travel(at, tick=False):
        response = client.get(url)
    policy = dict(
        part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";")
    )
    return response.content.decode(), policy.get("frame-src")


def test_the_page_may_frame_what_it_shows_and_nothing_else(client, event):
    page, frames = look(client, event.url, NOW)
    assert f'src="{STREAM}"' in page and frames == "https://play.example.cn"
    assert 'sandbox="allow-scripts allow-same-origin allow-presentation"' in page
    assert 'referrerpolicy="no-referrer"' in page and 'title="直播画面：直播间"' in page
    page, frames = look(client, event.url, NOW + 3 * HOUR)
    assert f'src="{RECORDING}"' in page and frames == "https://vod.example.cn"
    for url, at in ((event.url, NOW - HOUR), ("/", NOW), ("/suggestions/", NOW)):
        page, frames = look(client, url, at)
        assert "<iframe" not in page and frames is None


def test_another_host_gets_a_link_out(client, event, settings):
    settings.LIVE_EMBED_HOSTS = []
    page, frames = look(client, event.url, NOW)
    assert "<iframe" not in page and frames is None and f'href="{STREAM}"' in page


@pytest.mark.parametrize(
    "url",
    [
        "http://play.example.cn/1",
        "https://play.example.cn.evil.cn/1",
        "https://evil.cn/play.example.cn",
        "https://play.example.cn@evil.cn/1",
        "https://a:b@play.example.cn/1",
        "https://play.example.cn:8443/1",
        "https://play.example.cn:port/1",
        "https://city.example.cn/1",
        "javascript:alert(1)",
        "",
    ],
)
def test_what_only_looks_like_an_allowed_host_is_not_framed(url, settings):
    settings.SITE_URL = "https://city.example.cn"
    settings.LIVE_EMBED_HOSTS = ["play.example.cn", "city.example.cn"]
    assert frame_of(url) is None and frame_of("https://Play.example.cn/1")


def test_the_editor_is_told_while_saving(client, event, make_user, settings):
    client.force_login(make_user("editor", is_superuser=True))
    settings.LIVE_EMBED_HOSTS = ["vod.example.cn"]
    form = {
        "title": "直播间",
        "slug": "live",
        "summary": "……",
        "starts_at": "2026-09-16 10:00",
        "ends_at": "2026-09-16 12:00",
        "watch_url": STREAM,
        "recording_url": RECORDING,
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    saved = client.post(f"/admin/pages/{event.pk}/edit/", form, follow=True).content.decode()
    assert "观看地址不会嵌在页面里" in saved and "vod.example.cn" in saved
    assert "回放地址不会嵌在页面里" not in saved


def test_the_warning_says_what_to_do(settings):
    settings.LIVE_EMBED_HOSTS = []
    assert "LIVE_EMBED_HOSTS" in warning("观看地址", STREAM) and not warning("观看地址", "")
