"""Not one byte of what an author keeps to themselves leaves by any of the open doors."""

import pytest
from django.urls import reverse

from suggestions.actions import curating, screening
from suggestions.models import Contact, Suggestion
from suggestions.opening import drawing
from suggestions.opening.dataset import Records, all_sets
from suggestions.opening.pages import pictures

SECRETS = {
    "phone": "13911112222",
    "email": "canary@example.cn",
    "name": "金丝雀",
    "place": "翡翠弄七号",
    "room": "1702室",
    "original": "原话里才有的字",
    "author": "c0ffee" * 10,
    "reason": "旧流水号",
}


@pytest.fixture
def canary(submit, campaign, officer, now, area, settings, tmp_path):
    """A public suggestion whose private fields and masked parts are full of them."""
    settings.SHARE_DIR = tmp_path
    text = f"我是{SECRETS['name']}，电话{SECRETS['phone']}，住{SECRETS['room']}，楼下没有充电桩。"
    one = submit(f"充电桩，找{SECRETS['phone']}", text, area=area).suggestion
    screening.accept(one, by=officer, at=now, publish=True)
    facts = {
        "title": SECRETS["original"],
        "body": SECRETS["original"] + text,
        "solution": SECRETS["original"],
        "place": SECRETS["place"],
        "author_key": SECRETS["author"],
        "external_id": SECRETS["reason"],
    }
    Suggestion.objects.filter(pk=one.pk).update(
        **facts, public_body="我是［姓名］，电话［电话］，住［门牌］，楼下没有充电桩。"
    )
    private = {key: SECRETS[key] for key in ("phone", "email", "name")}
    Contact.objects.update_or_create(
        suggestion=one, defaults={**private, "notice_version": "1", "consented_at": now}
    )
    topic = curating.create_topic(campaign, name="充电桩不够", by=officer, at=now)
    curating.place([one], topic=topic, by=officer, at=now)
    return one


def doors(campaign, one):
    """Every address by which something is given away."""
    topic = one.placement.topic_id
    for name, found in all_sets().items():
        asked = {"campaign": campaign.slug} if "campaign" in found.by else {}
        for kind in ("csv", "json"):
            yield reverse("suggestions:data_file", args=[name, kind], query=asked)
        yield reverse(f"open-data:list-{name}", query=asked)
    yield reverse("open-data:get-suggestions", args=[one.pk])
    for name in ("feed_suggestions", "feed_answers", "feed_campaigns", "sitemap", "data"):
        yield reverse(f"suggestions:{name}")
    yield reverse("suggestions:feed_topic", args=[topic])
    yield reverse("suggestions:detail", args=[one.pk])
    yield reverse("suggestions:topic", args=[topic])
    yield reverse("suggestions:sitemap_part", args=["suggestions", one.pk // 10_000])


def content(response):
    assert response.status_code == 200, response
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_nothing_private_leaves_by_an_open_door(client, canary, campaign):
    shown = 0
    for address in doors(campaign, canary):
        text = content(client.get(address)).decode()
        shown += "楼下没有充电桩" in text
        assert not [s for s in SECRETS.values() if s in text], address
    assert shown >= 6  # the public words did come out: what we look at is not empty


def test_nothing_private_is_drawn(client, canary, monkeypatch):
    drawn = []
    monkeypatch.setattr(drawing, "pieces", lambda text: drawn.append(text) or [text])
    for kind, read in pictures().items():
        for key in (canary.pk, canary.placement.topic_id, canary.campaign_id):
            if words := read(key):
                drawn += words
                response = client.get(reverse("suggestions:picture", args=[kind, key, "wide"]))
                content(response)
    text = "".join(drawn)
    assert "充电桩" in text and not [s for s in SECRETS.values() if s in text]


def test_sets_read_no_column_of_authors(canary):
    for one in all_sets().values():
        if isinstance(one, Records):
            sql = str(one.rows().query)
            for column in ("author_key", "receipt_hash", "idempotency_key", "place"):
                assert f'"suggestions_suggestion"."{column}"' not in sql, one.name
