"""发出的消息: read by anybody in the demo; anywhere else there is no such page."""

import pytest
from django.utils import timezone

from suggestions.actions import following
from suggestions.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    settings.MODE, settings.DEMO_NOTICE = "demo", "这是一个演示站点。"
    settings.OUTBOX_DIR = tmp_path / "outbox"


def asked(topic, address: str) -> None:
    now = timezone.now()  # its link is looked at by the real clock
    channel = "email" if "@" in address else "sms"
    following.ask("topic", str(topic.pk), channel=channel, address=address, pace="at_once", at=now)


@pytest.mark.parametrize("mode", ["production", "test"])
def test_outside_the_demo_there_is_no_such_page(client, demo, settings, make_topic, mode):
    asked(make_topic(size=1), "lu@example.com")
    settings.MODE = mode
    response = client.get("/demo/outbox/")
    assert response.status_code == 404 and "lu@example.com" not in response.content.decode()
    assert OutboxMessage.objects.get().status == "queued", "and nobody sends by looking"
    assert "/demo/outbox/" not in client.get("/track/").content.decode()


def test_a_message_is_read_there_and_its_link_leads_on(client, demo, settings, make_topic):
    asked(make_topic(size=1), "lu@example.com")
    asked(make_topic(size=1), "13800000001")
    page = client.get("/demo/outbox/")
    html = page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert "请确认您的关注" in html and "发给 lu@example.com" in html and "确认码" in html
    link = html.split(f'href="{settings.SITE_URL}/f/yes/')[1].split('"')[0]
    assert client.get(f"/f/yes/{link}").status_code == 200
    assert 'href="/demo/outbox/"' in client.get("/track/").content.decode()


def test_before_anything_was_sent_it_says_so_and_markup_stays_text(client, demo, settings):
    assert "还没有发过消息" in client.get("/demo/outbox/").content.decode()
    settings.OUTBOX_DIR.mkdir()
    body = "点http://localhost/n/a-b看<script>alert(1)</script>"
    letter = f'{{"to": "x@example.com", "subject": "<b>", "body": "{body}"}}'
    (settings.OUTBOX_DIR / "e1.json").write_text(letter, "utf-8")
    html = client.get("/demo/outbox/?page=99").content.decode()
    assert '<a href="http://localhost/n/a-b">' in html
    assert "<script>alert" not in html and "&lt;b&gt;" in html
