"""请教: a page behind a link, without an account; in public only what an officer published."""

import pytest
from django.urls import reverse

from suggestions.actions import advising
from suggestions.models import Opinion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("soon")]


@pytest.fixture
def made(make_topic, officer, now):
    adviser = advising.register(
        kind="local", name="钱学明", skills="加装电梯", since=now.date(), consent=True,
        by=officer, at=now,
    )  # fmt: skip
    topic = make_topic("电梯装不成", size=1)
    return advising.ask(topic, adviser=adviser, question="怎样分摊？", by=officer, at=now)


@pytest.fixture
def link(made):
    return reverse("suggestions:opinion", args=[made.token])


def test_who_has_the_link_writes_without_an_account(client, link, made):
    page = client.get(link)
    text = page.content.decode()
    assert "怎样分摊？" in text and "电梯装不成" in text and "钱学明" not in text
    assert page["Cache-Control"] == "no-store"
    assert client.post(link, {"text": " "}).status_code == 422
    kept = client.post(link, {"text": "按楼层。", "shown_as": "名" * 30})
    assert kept.status_code == 422 and "按楼层。" in kept.content.decode()
    sent = client.post(link, {"text": "按楼层\0分摊。", "shown_as": "钱工"})
    assert made.opinion.number in sent.content.decode()
    assert "收到了" in client.get(link).content.decode()
    client.post(link, {"text": "改一改"})
    assert Opinion.objects.get().text == "按楼层分摊。"


def test_who_cannot_says_so_with_one_press(client, link):
    assert "不打扰您" in client.post(link, {"decline": "1"}).content.decode()
    assert Opinion.objects.get().status == "declined"


def test_a_link_that_is_over_or_was_never_made_opens_nothing(client, link, made, officer, now):
    advising.revoke(made.opinion, by=officer, at=now)
    assert client.get(link).status_code == 410
    assert client.post(link, {"text": "写"}).status_code == 410
    for token in ("nobody", "x" * 300, "咨询"):
        gone = client.get(reverse("suggestions:opinion", args=[token]))
        assert gone.status_code == 404 and "打不开" in gone.content.decode()


def test_the_public_reads_it_once_it_is_published_masked_and_under_its_number(
    client, made, officer, now
):
    advising.write(made.opinion, text="按楼层分摊，电话 13912345678。", at=now)
    topic = reverse("suggestions:topic", args=[made.opinion.topic_id])
    assert "按楼层" not in client.get(topic).content.decode()
    advising.publish(made.opinion, by=officer, at=now)
    page = client.get(topic).content.decode()
    assert "按楼层分摊" in page and "13912345678" not in page
    assert made.opinion.number in page and "一位社区达人，加装电梯" in page
    assert "钱学明" not in page
