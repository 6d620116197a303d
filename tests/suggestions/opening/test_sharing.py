"""How a page is passed on: one address, a picture, and nothing of private pages."""

import io

import pytest
from django.urls import reverse
from PIL import Image, ImageFont

from suggestions.opening import drawing
from suggestions.opening.pages import Drawn
from suggestions.text.breaking import NOT_FIRST

LONG = "建议在小区门口的公交车站旁边增加一个可以遮雨的候车亭，并且给老人装上带扶手的座椅和照明灯"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SHARE_DIR = tmp_path / "share"
    return settings.SHARE_DIR


@pytest.fixture
def font():
    if not drawing.font_file():
        pytest.skip("no Chinese font on this machine")
    return ImageFont.truetype(drawing.font_file(), 76)


def picture(client, kind, pk, size="wide"):
    return client.get(reverse("suggestions:picture", args=[kind, pk, size]))


def opened(response):
    return Image.open(io.BytesIO(b"".join(response.streaming_content)))


# --- pictures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "pixels"), [("wide", (1200, 630)), ("square", (500, 500))])
def test_every_kind_of_page_has_its_picture(client, make_topic, campaign, size, pixels):
    topic = make_topic(size=1)
    suggestion = topic.placements.get().suggestion
    for kind, pk in (("campaign", campaign.pk), ("topic", topic.pk), ("suggestion", suggestion.pk)):
        response = picture(client, kind, pk, size)
        assert response.status_code == 200 and response["Content-Type"] == "image/png"
        assert opened(response).size == pixels
    assert picture(client, "site", 0, size).status_code == 200


def test_what_is_not_public_has_none(client, submit, propose, campaign):
    waiting, topic = submit("还没有审").suggestion, propose(size=1)
    campaign.unpublish()
    for kind, pk in (
        ("suggestion", waiting.pk),
        ("topic", topic.pk),
        ("campaign", campaign.pk),
        ("suggestion", 10**25),
        ("nothing", 1),
    ):
        assert picture(client, kind, pk).status_code == 404, kind
    assert picture(client, "site", 0, "huge").status_code == 404


def test_it_is_drawn_once_and_anew_for_a_new_title(folder):
    first = drawing.picture(Drawn("专项征集", "夜市"), "wide")
    assert drawing.picture(Drawn("专项征集", "夜市"), "wide") == first
    other = drawing.picture(Drawn("专项征集", "早市"), "wide")
    assert len(list(folder.iterdir())) == 2
    if drawing.font_file():
        assert other.read_bytes() != first.read_bytes()


def test_the_folder_does_not_grow_without_end(folder, monkeypatch):
    monkeypatch.setattr(drawing, "KEPT", 4)
    for number in range(9):
        last = drawing.picture(Drawn("居民建议", f"第{number}条"), "square")
    assert len(list(folder.glob("*.png"))) <= 4 and last.exists()


def test_without_a_chinese_font_it_shows_the_emblem_alone(monkeypatch, folder):
    monkeypatch.setattr(drawing, "font_file", lambda: "")
    with Image.open(drawing.picture(Drawn("专项征集", "夜市"), "wide")) as image:
        assert len(image.getcolors(1 << 20)) > 2


def test_drawing_is_limited_for_one_address(client, campaign, settings):
    settings.OPEN_DATA_PER_HOUR = 1
    assert picture(client, "site", 0).status_code == 200
    assert picture(client, "site", 0).status_code == 429


# --- lines ------------------------------------------------------------------------------------


def test_lines_break_between_words_and_stay_within(font):
    lines = drawing.wrapped(LONG, 1048, font)
    assert len(lines) == 3 and lines[-1].endswith("…")
    for line in lines:
        assert font.getlength(line) <= 1048 and line[0] not in NOT_FIRST
    broken = ("候|车亭", "公交|车站", "增|加", "遮|雨")
    assert not [b for b in broken if b in "|".join(lines)]


def test_a_word_longer_than_a_line_is_cut(font):
    lines = drawing.wrapped("W" * 60, 1048, font)
    assert all(font.getlength(line) <= 1048 for line in lines) and len(lines) == 3


def test_no_title_at_all_is_one_empty_line(font):
    assert drawing.wrapped("", 1048, font) == [""]


# --- what a page says of itself ---------------------------------------------------------------


def test_a_page_names_its_one_address_without_what_followed_the_reader(
    client, make_topic, settings
):
    topic = make_topic(size=1)
    path = reverse("suggestions:topic", args=[topic.pk])
    page = client.get(f"{path}?utm_source=x&from=timeline&isappinstalled=0").content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}{path}">' in page
    assert "timeline" not in page.partition("</head>")[0]


def test_filters_are_part_of_a_lists_address(client, make_suggestion, campaign, settings):
    path = reverse("suggestions:list")
    page = client.get(f"{path}?q=%E2%80%9D%3E&spm=1&page=1").content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}{path}?q=%E2%80%9D%3E">' in page


def test_chat_programs_get_title_text_and_both_pictures(client, make_topic, settings):
    topic = make_topic(size=2)
    page = client.get(reverse("suggestions:topic", args=[topic.pk])).content.decode()
    assert f'<meta property="og:title" content="{topic.name}">' in page
    for size in drawing.SIZES:
        address = reverse("suggestions:picture", args=["topic", topic.pk, size])
        assert f'content="{settings.SITE_URL}{address}"' in page


def test_campaign_topic_and_suggestion_can_be_passed_on(client, make_topic, campaign, settings):
    topic = make_topic(size=1)
    one = topic.placements.get().suggestion
    for path in (
        campaign.get_url(),
        reverse("suggestions:topic", args=[topic.pk]),
        reverse("suggestions:detail", args=[one.pk]),
    ):
        page = client.get(path).content.decode()
        share = page.partition('aria-labelledby="share"')[2].partition("</section>")[0]
        assert f'<p class="share-address">{settings.SITE_URL}{path}</p>' in share
        assert "<svg" in share and "style=" not in share and share.count("hidden>") >= 2


@pytest.mark.parametrize("name", ["track", "receipt", "submit_choose"])
def test_private_pages_say_nothing_of_themselves(client, campaign, name):
    page = client.get(reverse(f"suggestions:{name}")).content.decode()
    assert "og:" not in page and "canonical" not in page and 'id="share"' not in page


def test_a_page_that_is_gone_says_nothing_either(client, home):
    page = client.get(reverse("suggestions:topic", args=[999])).content.decode()
    assert "canonical" not in page and "og:" not in page


def test_the_home_page_leads_to_the_feeds(client, home):
    page = client.get("/").content.decode()
    for name in ("feed_suggestions", "feed_answers"):
        assert f'href="{reverse(f"suggestions:{name}")}"' in page
