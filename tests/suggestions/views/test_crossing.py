"""One matter across campaigns as pages tell it: to visitors, to authors, to followers, to staff."""

import csv
import io
import re

import pytest
from django.test import RequestFactory
from django.urls import reverse

from suggestions.actions import answering, curating, following
from suggestions.models import OutboxMessage, Placement, Topic, TopicMerge
from suggestions.telling import hot, placement_list
from suggestions.telling.campaigns import campaign_context
from suggestions.telling.map_spots import public_spots
from tests.asking import surely

pytestmark = pytest.mark.django_db


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", response.content.decode())


def lines(campaign):
    request = RequestFactory().get("/")
    return [
        (x.bar.name, x.bar.count, x.bar.note) for x in campaign_context(campaign, request)["topics"]
    ]


def test_each_campaign_counts_its_own_and_says_what_was_said_elsewhere(
    client, crossing, campaign, door_campaign
):
    assert lines(campaign) == [("充电难", 2, "另有 3 条来自《日常建议》")]
    assert lines(door_campaign) == [("充电难", 3, f"另有 2 条来自《{campaign.title}》")]
    assert "另有 3 条来自《日常建议》" in html(client, campaign.url)
    assert f"另有 2 条来自《{campaign.title}》" in html(client, door_campaign.url)


def test_a_campaign_that_is_not_public_is_not_named(client, crossing, campaign, door_campaign):
    door_campaign.unpublish()
    assert lines(campaign) == [("充电难", 2, "另有 3 条来自其他征集")]
    assert "日常建议" not in html(client, reverse("suggestions:topic", args=[crossing.pk]))


def test_the_page_of_the_topic_tells_all_and_links_of_before_the_merge_lead_there(client, crossing):
    page = html(client, reverse("suggestions:topic", args=[crossing.pk]))
    assert "5</strong> 条建议说的是这件事</span> <span>其中 3 条来自《日常建议》</span>" in page
    merged = Topic.objects.get(merged_into=crossing)
    moved = client.get(reverse("suggestions:topic", args=[merged.pk]))
    assert (moved.status_code, moved["Location"]) == (
        302,
        reverse("suggestions:topic", args=[crossing.pk]),
    )
    Topic.objects.filter(pk=crossing.pk).update(status="set_aside")
    assert client.get(reverse("suggestions:topic", args=[merged.pk])).status_code == 404


def test_maps_and_hot_tables_tell_each_voice_once(crossing, campaign, door_campaign, now):
    for here, voices in ((campaign, 2), (door_campaign, 3)):
        assert [(s.name, s.people) for s in public_spots(here.pk, at=now)[0]] == [
            ("充电难", voices)
        ]
        for public in (True, False):
            rows = hot.reckoned(here.pk, public=public, at=now)
            assert [(r.topic, r.people) for r in rows] == [(crossing.pk, voices)]


def test_the_author_of_the_other_campaign_reads_the_answer_and_that_it_was_answered_together(
    client, make_topic, submit, door_campaign, campaign, officer, now
):
    from suggestions.actions import screening

    receipt, home = submit("缺桩", into=door_campaign), make_topic(size=2)
    screening.accept(receipt.suggestion, by=officer, at=now)
    curating.place([receipt.suggestion], topic=home, by=officer, at=now)
    client.post("/track/", {"code": receipt.code})
    url = reverse("suggestions:tracked", args=[receipt.suggestion.pk])
    together = f"说同一件事的，另有 2 条来自《{campaign.title}》：合在一起办理"
    assert together in html(client, url)
    answering.answer(home, text="已经装好十个。", adoption="work", by=officer, at=now)
    page = html(client, url)
    assert "已经装好十个。" in page and together in page


def test_who_follows_the_merged_topic_or_the_other_campaign_hears_of_the_answer(
    crossing, door_campaign, officer, now
):
    merged = Topic.objects.get(merged_into=crossing)
    for kind, target in (("topic", merged.pk), ("campaign", door_campaign.pk)):
        address = f"{kind}@example.org"
        row = following.ask(
            kind, str(target), channel="email", address=address, pace="at_once", at=now
        )
        following.confirm(row, at=now)
    answering.answer(crossing, text="已经装好。", adoption="work", by=officer, at=now)
    told = OutboxMessage.objects.filter(kind="f_answered")
    assert set(told.values_list("follow__kind", "url")) == {
        ("topic", reverse("suggestions:topic", args=[crossing.pk])),
        ("campaign", reverse("suggestions:topic", args=[crossing.pk])),
    }


def test_the_list_of_placements_says_in_which_campaign_a_topic_is_at_home(
    crossing, door_campaign, campaign
):
    rows = list(placement_list.topic_rows(door_campaign))
    assert {(row[6], row[7]) for row in rows} == {
        (crossing.number, f"充电难（《{campaign.title}》）")
    }
    assert {row[7] for row in placement_list.topic_rows(campaign)} == {"充电难"}


def test_open_data_says_how_many_of_a_topic_were_said_elsewhere(client, crossing, campaign):
    url = reverse(
        "suggestions:data_file", args=["topics", "csv"], query={"campaign": campaign.slug}
    )
    content = b"".join(client.get(url).streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content))
    assert (row["建议数"], row["其中别的征集的"]) == ("5", "3")


# --- the desk ---------------------------------------------------------------------------------


def page(topic, verb=""):
    return reverse(
        "desk_topics:verb" if verb else "desk_topics:page",
        args=[topic.pk, *([verb] if verb else [])],
    )


def test_an_officer_merges_into_another_campaign_after_being_asked_and_undoes_it(
    desk, make_topic, topic_of, door_campaign, campaign
):
    home, other = make_topic("充电难", size=2), topic_of(door_campaign, "缺桩", size=3)
    typed = {"into": f"《{campaign.title}》{home.number} 充电难"}
    asked = desk.post(page(other, "merge"), typed)
    assert asked.status_code == 422
    assert f"《{campaign.title}》{home.number} 号“充电难”" in asked.content.decode()
    assert f"以后由《{campaign.title}》一次转办、一个答复" in asked.content.decode()
    assert not TopicMerge.objects.exists()
    done = surely(desk, page(other, "merge"), typed, follow=True)
    assert "已把“缺桩”并入“充电难”" in done.content.decode()
    shown = html(desk, page(home))
    assert "其中 3 条来自《日常建议》" in shown and "《日常建议》1 号“缺桩”" in shown
    assert "已并入" in html(desk, page(other))
    note = TopicMerge.objects.get()
    desk.post(page(home, "unmerge"), {"desk_subject": note.pk}, follow=True)
    other.refresh_from_db()
    assert other.status == "confirmed" and other.placements.count() == 3


def test_nothing_goes_into_another_campaign_by_a_word_alone(
    desk, make_suggestion, topic_of, make_topic, door_campaign
):
    make_topic("充电难", size=1)
    topic_of(door_campaign, "路灯不亮")
    voice = make_suggestion("路灯坏了")
    curating_url = reverse("desk_shelf:verb", args=[voice.pk, "place"])
    Placement.objects.update_or_create(
        suggestion=voice, defaults={"topic": None, "at": voice.submitted_at}
    )
    refused = desk.post(curating_url, {"into": "路灯"})
    assert refused.status_code == 422
    assert "别的征集里有：《日常建议》1 号“路灯不亮”" in refused.content.decode()
    desk.post(curating_url, {"into": "《日常建议》1 号"})
    assert Placement.objects.get(suggestion=voice).comes_from == voice.campaign


def test_the_field_proposes_topics_of_other_campaigns_where_its_own_has_none(
    desk, topic_of, make_topic, door_campaign, campaign
):
    make_topic("充电难", size=1)
    topic_of(door_campaign, "路灯不亮")
    found = desk.get(reverse("desk_topics:options"), {"campaign": campaign.pk, "q": "路灯"}).json()
    assert found == {"topics": [{"number": 1, "name": "路灯不亮", "place": "《日常建议》"}]}
