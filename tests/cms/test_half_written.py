"""What an editor has begun and not finished is kept: Wagtail saves it by itself, and shows it.

Every page type of the house, every block of its streams with all its fields empty.
"""

import json

import pytest
import time_machine
from django.urls import reverse
from wagtail.blocks import ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield

from cms.models import HomePage
from deliberation.models import CouncilPage
from tests.conftest import NOW

# The page of a council has the blocks of an article, and cannot be without its council.
KINDS = [
    kind
    for kind in get_page_models()
    if HomePage in kind.allowed_parent_page_models() and kind is not CouncilPage
]
STREAMS = [
    (kind, field.name, name)
    for kind in KINDS
    for field in kind._meta.get_fields()
    if isinstance(field, StreamField)
    for name in field.stream_block.child_blocks
]
FILLED = {"title": "还没写完", "slug": "half", "summary": "一句话。", "name": "名称"}


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False):
        yield


def empty(block, items):
    """The form of a block as it opens, its lists with so many items, and nothing written."""
    if isinstance(block, StructBlock):
        return {name: empty(child, items) for name, child in block.child_blocks.items()}
    if isinstance(block, ListBlock):
        return streamfield([("item", empty(block.child_block, items))] * items)
    if isinstance(block, StreamBlock):
        return streamfield([])
    return "null" if isinstance(block, RichTextBlock) else ""


def begun(client, url):
    """The form as the browser has it, with what the database itself cannot do without."""
    data = querydict_from_html(client.get(url).content.decode(), form_id="page-edit-form")
    for name in data:
        if name in FILLED:
            data[name] = FILLED[name]
        elif name.endswith(("opens_at", "starts_at")):
            data[name] = "2026-09-01 09:00"
        elif name.endswith(("closes_at", "ends_at")):
            data[name] = "2026-10-31 18:00"
    return data


def with_stream(data, kind, name, stream):
    """The form with one stream as given and the others empty."""
    data = data.copy()
    for field in kind._meta.get_fields():
        if isinstance(field, StreamField):
            value = stream if field.name == name else streamfield([])
            data.update(nested_form_data({field.name: value}))
    return data


@pytest.mark.parametrize(
    ("kind", "field", "name"), STREAMS, ids=lambda value: getattr(value, "__name__", value)
)
def test_an_empty_block_is_kept_as_a_draft_and_shown(door, officer, home, kind, field, name):
    client = door(officer)
    where = (kind._meta.app_label, kind._meta.model_name, home.pk)
    url = reverse("wagtailadmin_pages:add", args=where)
    data = begun(client, url)
    block = kind._meta.get_field(field).stream_block.child_blocks[name]
    for items in (0, 1, 3):
        draft = with_stream(data, kind, field, streamfield([(name, empty(block, items))]))
        draft["slug"] = f"half-{items}"
        saved = client.post(url, draft, headers={"accept": "application/json"})
        assert saved.status_code == 200, json.loads(saved.content)
        page = Page.objects.get(slug=f"half-{items}")
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        again = client.post(edit, draft, headers={"accept": "application/json"})
        assert again.status_code == 200, json.loads(again.content)
        look = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        assert client.post(look, draft).json() == {"is_valid": True, "is_available": True}
        assert client.get(look).status_code == 200
