"""The editors' door: a campaign is a Wagtail page, with all that Wagtail does for pages."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.models import ArticlePage, HomePage, LiveEventPage
from suggestions.models import CampaignPage, CampaignSeriesPage, QuestionnairePage
from tests.conftest import NOW


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False):
        yield


def filled(title="老旧电梯换新", **fields):
    """What the editor's form sends."""
    return nested_form_data(
        {
            "title": title,
            "slug": "lift",
            "summary": "电梯老了，怎么换？",
            "lead_organ": "",
            "opens_at": "2026-09-01 09:00",
            "closes_at": "2026-10-31 18:00",
            "body": streamfield([]),
            "ways": streamfield([]),
            "result": streamfield([]),
            "interests": inline_formset([]),
            "audiences": inline_formset([]),
            "gate_text": "",
            "asks_solution": "on",
            "allows_anonymous": "on",
            "comments": inline_formset([]),
            **fields,
        }
    )


def add(client, parent, **fields):
    url = reverse("wagtailadmin_pages:add", args=["suggestions", "campaignpage", parent.pk])
    return client.post(url, filled(**fields))


def edit(client, page, **fields):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), filled(**fields))


@pytest.fixture
def draft(door, editor, home):
    assert add(door(editor), home).status_code == 302
    return CampaignPage.objects.get(slug="lift")


def public(client, page):
    return client.get(page.get_url()).status_code


def test_an_editor_saves_a_draft_that_nobody_sees(door, draft):
    assert not draft.live
    assert public(door(), draft) == 404


def test_an_editor_cannot_publish(door, editor, home, draft):
    assert edit(door(editor), draft, **{"action-publish": "1"}).status_code == 302
    add(door(editor), home, slug="second", **{"action-publish": "1"})
    assert not CampaignPage.objects.filter(live=True).exists()
    page = door(editor).get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert 'name="action-publish"' not in page
    assert 'name="action-submit"' in page


def test_an_editor_previews_the_draft(door, editor, draft):
    client = door(editor)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[draft.pk])
    assert client.post(url, filled(title="预览里的新标题")).json()["is_valid"]
    shown = client.get(url)
    assert shown.status_code == 200
    assert "预览里的新标题" in shown.content.decode()
    assert CampaignPage.objects.get(pk=draft.pk).title != "预览里的新标题"


def test_what_an_editor_submits_an_officer_makes_public(door, editor, officer, draft):
    edit(door(editor), draft, **{"action-submit": "1"})
    task = TaskState.objects.get()
    assert task.status == TaskState.STATUS_IN_PROGRESS
    assert public(door(), draft) == 404
    url = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task.pk])
    # The editor's own submission is not hers to approve.
    door(editor).post(url)
    task.refresh_from_db()
    assert task.status == TaskState.STATUS_IN_PROGRESS
    assert draft.title in door(officer).get(reverse("wagtailadmin_home")).content.decode()
    door(officer).post(url, {"comment": "可以发布"})
    draft.refresh_from_db()
    assert draft.live
    assert public(door(), draft) == 200


def test_an_officer_sends_a_draft_back_with_a_word(door, editor, officer, draft):
    edit(door(editor), draft, **{"action-submit": "1"})
    task = TaskState.objects.get()
    url = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "reject", task.pk])
    door(officer).post(url, {"comment": "请写清参与方式"})
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES
    draft.refresh_from_db()
    assert not draft.live


def test_a_scheduled_campaign_goes_live_by_itself(door, officer, draft):
    later = NOW + dt.timedelta(days=2)
    said = edit(
        door(officer), draft, go_live_at=f"{later:%Y-%m-%d %H:%M}", **{"action-publish": "1"}
    )
    assert said.status_code == 302
    call_command("publish_scheduled")
    draft.refresh_from_db()
    assert not draft.live
    with time_machine.travel(later + dt.timedelta(minutes=1), tick=False):
        call_command("publish_scheduled")
    draft.refresh_from_db()
    assert draft.live


def test_a_campaign_expires_by_itself(door, officer, draft):
    later = NOW + dt.timedelta(days=2)
    edit(door(officer), draft, expire_at=f"{later:%Y-%m-%d %H:%M}", **{"action-publish": "1"})
    with time_machine.travel(later + dt.timedelta(minutes=1), tick=False):
        call_command("publish_scheduled")
    draft.refresh_from_db()
    assert not draft.live


def test_an_earlier_version_is_brought_back(door, editor, officer, draft):
    edit(door(officer), draft, **{"action-publish": "1"})
    first = CampaignPage.objects.get(pk=draft.pk).latest_revision
    edit(door(officer), draft, title="改坏了的标题", **{"action-publish": "1"})
    assert CampaignPage.objects.get(pk=draft.pk).title == "改坏了的标题"
    url = reverse("wagtailadmin_pages:revisions_revert", args=[draft.pk, first.pk])
    page = door(editor).get(url)
    assert page.status_code == 200
    form = page.context["form"]
    assert form["title"].value() == "老旧电梯换新"
    edit(door(officer), draft, revision=str(first.pk), **{"action-publish": "1"})
    assert CampaignPage.objects.get(pk=draft.pk).title == "老旧电梯换新"
    assert draft.revisions.count() == 4


def test_two_versions_are_compared(door, editor, draft):
    edit(door(editor), draft, title="另一个标题")
    older, newer = draft.revisions.order_by("pk")
    args = [draft.pk, older.pk, newer.pk]
    url = reverse("wagtailadmin_pages:revisions_compare", args=args)
    page = door(editor).get(url)
    assert page.status_code == 200
    assert "另一" in page.content.decode()


def test_a_change_of_a_live_campaign_waits_as_a_draft(door, editor, officer, draft):
    edit(door(officer), draft, **{"action-publish": "1"})
    edit(door(editor), draft, title="还没批准的标题")
    page = CampaignPage.objects.get(pk=draft.pk)
    assert (page.title, page.has_unpublished_changes) == ("老旧电梯换新", True)
    assert "还没批准的标题" not in door().get(page.get_url()).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"closes_at": "2026-08-01 09:00"}, "截止时间要晚于开始时间"),
        ({"summary": ""}, "必填"),
    ],
)
def test_a_wrong_form_is_told_and_keeps_what_was_typed(door, editor, draft, fields, words):
    page = edit(door(editor), draft, **{"title": "没写完的", **fields, "action-submit": "1"})
    assert page.status_code == 200
    text = page.content.decode()
    assert words in text
    assert "没写完的" in text


def test_two_campaigns_cannot_share_an_address(door, editor, home, draft):
    series = home.add_child(instance=CampaignSeriesPage(title="系列", slug="s", summary="一"))
    page = add(door(editor), series)
    assert page.status_code == 200
    assert "已有别的征集用了这个网址名" in page.content.decode()


# --- the tree --------------------------------------------------------------------------------


def test_a_series_groups_its_live_campaigns(door, home, make_campaign):
    series = home.add_child(
        instance=CampaignSeriesPage(title="人民城市", slug="people", summary="1+6+1")
    )
    inside = make_campaign("职工", parent=series)
    make_campaign("草稿", parent=series, live=False)
    make_campaign("别处的")
    assert list(series.campaigns()) == [inside]
    text = door().get(series.get_url()).content.decode()
    assert "职工" in text
    assert "草稿" not in text


def test_live_events_stand_under_a_series_only(door, editor, home):
    assert LiveEventPage.allowed_parent_page_models() == [CampaignSeriesPage]
    assert LiveEventPage not in HomePage.allowed_subpage_models()
    assert LiveEventPage not in ArticlePage.allowed_subpage_models()
    series = home.add_child(instance=CampaignSeriesPage(title="系列", slug="s", summary="一"))
    for parent, status in ((series, 200), (home, 302)):
        url = reverse("wagtailadmin_pages:add", args=["cms", "liveeventpage", parent.pk])
        assert door(editor).get(url).status_code == status


def test_nothing_but_questionnaires_stands_under_a_campaign(door, editor, draft):
    url = reverse("wagtailadmin_pages:add", args=["cms", "articlepage", draft.pk])
    assert door(editor).get(url).status_code == 302
    assert CampaignPage.allowed_subpage_models() == [QuestionnairePage]


@pytest.mark.parametrize("role", ["clerk", "secretary", "supervisor"])
def test_other_roles_touch_no_page(door, request, role, draft):
    client = door(request.getfixturevalue(role))
    before = Page.objects.get(pk=draft.pk).latest_revision_id
    assert edit(client, draft, title="不该改的").status_code == 302
    assert client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).status_code == 302
    assert Page.objects.get(pk=draft.pk).latest_revision_id == before
