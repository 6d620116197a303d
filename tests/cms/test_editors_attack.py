"""What an editor might slip into a page: embeds that make the server ask elsewhere, scripts in rich
text. Nothing is asked, nothing runs."""

import json
import socket
import threading

import pytest
from django.urls import reverse
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedException
from wagtail.rich_text import expand_db_html
from wagtail.test.utils.form_data import streamfield

from suggestions.models import CampaignPage
from tests.cms.test_editors_door import add, edit


@pytest.fixture
def trap():
    """A server of the house's own network that must not be asked."""
    came, server = [], socket.create_server(("127.0.0.1", 0))

    def listen():
        while True:
            try:
                came.append(server.accept()[1])
            except OSError:
                return

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/latest/meta-data/", came
    server.close()


@pytest.fixture
def page(door, officer, home, soon):
    assert add(door(officer), home).status_code == 302
    return CampaignPage.objects.get(slug="lift")


def contentstate(text, *, entity=None, block="unstyled"):
    ranges = [{"offset": 0, "length": len(text), "key": 0}] if entity else []
    block = {"key": "a", "text": text, "type": block, "depth": 0}
    block |= {"inlineStyleRanges": [], "entityRanges": ranges}
    return json.dumps({"blocks": [block], "entityMap": {"0": entity} if entity else {}})


def written(door, officer, page, state):
    """The page's paragraph as it is kept, and as residents get it."""
    body = streamfield([("paragraph", state)])
    saved = edit(door(officer), page, body=body, **{"action-publish": "1"})
    assert saved.status_code == 302
    page = CampaignPage.objects.get(pk=page.pk)
    return page.body[0].value.source, door().get(page.url).content.decode()


def test_the_trap_would_notice(trap):
    address, came = trap
    host, port = address.split("/")[2].split(":")
    socket.create_connection((host, int(port))).close()
    threading.Event().wait(0.2)
    assert len(came) == 1


def test_no_address_is_asked_for_an_embed(trap, db):
    address, came = trap
    with pytest.raises(EmbedException):
        get_embed(address)
    assert came == []


def test_nor_by_the_chooser_of_embeds(trap, door, officer, soon):
    address, came = trap
    told = door(officer).post(
        reverse("wagtailembeds:chooser_upload"), {"embed-chooser-url": address, "url": address}
    )
    assert told.status_code in (200, 302, 404)
    assert came == []


def test_nor_for_one_in_a_text_that_is_shown(trap, door, officer, page):
    address, came = trap
    assert address not in expand_db_html(f'<p>x</p><embed embedtype="media" url="{address}"/>')
    state = contentstate(
        " ", entity={"type": "EMBED", "mutability": "IMMUTABLE", "data": {"url": address}},
        block="atomic",
    )  # fmt: skip
    edit(door(officer), page, body=streamfield([("paragraph", state)]))  # kept or refused
    page = CampaignPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert address not in "".join(block.value.source for block in page.body)
    assert came == []


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<iframe src=//evil>"]
)
def test_marks_in_a_text_are_letters(door, officer, page, text):
    kept, shown = written(door, officer, page, contentstate(text))
    assert "&lt;" in kept
    assert text not in kept and text not in shown


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<b>",
     "vbscript:x"],
)  # fmt: skip
def test_a_link_runs_nothing(door, officer, page, url):
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": url}}
    kept, shown = written(door, officer, page, contentstate("看这里", entity=link))
    assert url not in kept
    assert "script:alert" not in shown.replace("\t", "").lower()


def test_the_editor_offers_neither_embeds_nor_raw_html(door, officer, page):
    html = door(officer).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert '"EMBED"' not in html and "embed" not in html.partition('"entityTypes"')[2][:2000]
