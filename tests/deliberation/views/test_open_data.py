"""Resolutions among the open data, once they are public."""

import json

from django.urls import reverse

from suggestions.opening.dataset import all_sets


def test_a_public_resolution_is_open_data(client, published, home):
    (row,) = client.get(reverse("open-data:list-resolutions")).json()["items"]
    assert (row["id"], row["status"]) == (published.pk, "公示中")
    assert row["number"] == published.full_number and row["text"] == published.text
    page = client.get(reverse("deliberation:resolution", args=[published.pk])).content.decode()
    assert row["title"] in page and row["number"] in page


def test_a_draft_is_not(client, resolution, home):
    assert client.get(reverse("open-data:list-resolutions")).json()["items"] == []
    one = reverse("open-data:get-resolutions", args=[resolution.pk])
    assert client.get(one).status_code == 404


def test_nobody_of_the_council_is_named_in_it(client, published, seats, home):
    address = reverse("suggestions:data_file", args=["resolutions", "json"])
    file = json.loads(b"".join(client.get(address).streaming_content))
    assert list(file["rows"][0]) == [c.name for c in all_sets()["resolutions"].columns]
    assert not [seat for seat in seats if seat.holder in json.dumps(file, ensure_ascii=False)]


def test_a_resolution_is_in_its_feeds_and_on_the_map(client, published, council, home):
    for address in (
        reverse("deliberation:feed_resolutions"),
        reverse("deliberation:feed_council", args=[council.slug]),
    ):
        assert published.title in client.get(address).content.decode()
    part = reverse("suggestions:sitemap_part", args=["resolutions", published.pk // 10_000])
    assert published.get_absolute_url() in client.get(part).content.decode()


def test_a_feed_of_resolutions_asks_once(client, published, home, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(reverse("deliberation:feed_resolutions"))


def test_a_draft_is_in_no_feed(client, resolution, council, home):
    address = reverse("deliberation:feed_council", args=[council.slug])
    assert resolution.title not in client.get(address).content.decode()


def test_a_resolution_can_be_passed_on_with_its_picture(
    client, published, settings, home, tmp_path
):
    settings.SHARE_DIR = tmp_path
    page = client.get(published.get_absolute_url()).content.decode()
    assert f'<p class="share-address">{settings.SITE_URL}{published.get_absolute_url()}' in page
    address = reverse("suggestions:picture", args=["resolution", published.pk, "square"])
    assert address in page and client.get(address).status_code == 200


def test_a_council_has_feed_and_calendar_in_its_head(client, council, home):
    page = client.get(council.get_absolute_url()).content.decode()
    for name in ("feed_council", "calendar"):
        assert f'href="{reverse(f"deliberation:{name}", args=[council.slug])}"' in page
