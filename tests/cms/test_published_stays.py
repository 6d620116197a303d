"""An approval and the browser's own saving come together: what was published stays published."""

import pytest
import time_machine
from wagtail.models import Page, get_page_models

from cms.models import ArticlePage
from suggestions.models.published import StaysPublished
from tests.conftest import NOW


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_draft_read_before_the_publication_does_not_hide_the_page(home):
    page = home.add_child(instance=ArticlePage(title="还没发布", summary="一句话。", live=False))
    behind = ArticlePage.objects.get(pk=page.pk)
    page.save_revision().publish()
    behind.summary = "自动保存的一句话。"
    behind.save()
    behind.save_revision()
    now = ArticlePage.objects.get(pk=page.pk)
    assert now.live and now.first_published_at == NOW and now.live_revision_id
    assert now.summary == "自动保存的一句话。"


def test_what_is_taken_off_is_hidden_and_a_draft_is_still_written(home):
    page = home.add_child(instance=ArticlePage(title="草稿", summary="一句话。", live=False))
    page.title = "改过的草稿"
    page.save()
    assert ArticlePage.objects.get(pk=page.pk).title == "改过的草稿"
    page.save_revision().publish()
    ArticlePage.objects.get(pk=page.pk).unpublish()
    assert not ArticlePage.objects.get(pk=page.pk).live


def test_a_page_that_went_live_without_an_editor_is_taken_off_as_well(home):
    page = home.add_child(instance=ArticlePage(title="装好就有", summary="一句话。"))
    assert page.first_published_at is None
    ArticlePage.objects.get(pk=page.pk).unpublish()
    assert not ArticlePage.objects.get(pk=page.pk).live
    again = home.add_child(instance=ArticlePage(title="也是", summary="一句话。"))
    again.live = False
    again.save()
    assert not ArticlePage.objects.get(pk=again.pk).live


@pytest.mark.parametrize("kind", [k for k in get_page_models() if k is not Page])
def test_every_page_of_the_house_stays_published(kind):
    assert issubclass(kind, StaysPublished)
