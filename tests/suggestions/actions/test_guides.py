"""Clauses keep their words over everything that Wagtail does with a page."""

import datetime as dt
import json
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from wagtail.models import Page
from wagtail.test.utils.form_data import streamfield

from suggestions.actions import adopting, guides
from suggestions.models import ClauseLink, Event, GuideClause, GuidePage, Verb
from suggestions.models.guide_blocks import GuideBlocks, clauses_of
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def raw(page):
    return [dict(block) for block in page.body.raw_data]


def rewrite(page, blocks, *, publish=True):
    """Another version of the same blocks, as the editor's form would leave it."""
    draft = GuidePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.body = json.dumps(blocks)
    revision = draft.save_revision()
    if publish:
        revision.publish()
    return revision


@pytest.fixture
def guide(make_guide):
    return make_guide("一。", "二。", "三。")


@pytest.fixture
def tied(guide, make_suggestion, officer):
    """The second clause, with a suggestion tied to it."""
    clause = guide.clauses.get(number=2)
    adopting.tie(make_suggestion(), clause=clause, relation="adopted", by=officer, at=NOW)
    return clause


def numbers(guide):
    return dict(guide.clauses.values_list("text", "number"))


def test_every_clause_has_a_row_with_its_number(guide):
    assert numbers(guide) == {"一。": 1, "二。": 2, "三。": 3}
    assert {one.key for one in clauses_of(guide.body)} == set(
        guide.clauses.values_list("key", flat=True)
    )
    assert set(guide.clauses.values_list("chapter", flat=True)) == {"怎样充电"}


def test_a_clause_that_moves_into_another_chapter_stays_the_same(guide, tied):
    chapter, one, two, three = raw(guide)
    rewrite(guide, [chapter, one, three, {"type": "chapter", "value": "别的"}, two])
    tied.refresh_from_db()
    assert (tied.number, tied.chapter, tied.links.count()) == (3, "别的", 1)


def test_a_draft_changes_nothing_that_the_public_reads(guide, tied):
    chapter, one, two, three = raw(guide)
    two["value"]["text"] = "改了。"
    rewrite(guide, [chapter, two, one], publish=False)
    tied.refresh_from_db()
    assert (tied.number, tied.draft_number, tied.text) == (2, 1, "二。")
    assert guide.clauses.get(number=3).draft_number is None


def test_a_clause_that_is_split_keeps_its_words_at_the_part_that_stays(guide, tied, officer):
    chapter, one, two, three = raw(guide)
    part = {"type": "clause", "value": {"heading": "", "text": "二的后半。"}}
    rewrite(guide, [chapter, one, two, part, three])
    tied.refresh_from_db()
    new = guide.clauses.get(number=3)
    assert (tied.number, tied.links.count(), new.text) == (2, 1, "二的后半。")
    assert not new.links.exists()
    assert adopting.hand_on(tied.links.all(), to=new, by=officer, at=NOW) == 1
    assert (tied.links.count(), new.links.count()) == (0, 1)


def test_a_dropped_clause_keeps_its_words_and_comes_back_with_them(guide, tied):
    chapter, one, two, three = raw(guide)
    old = guide.latest_revision
    rewrite(guide, [chapter, one, three])
    tied.refresh_from_db()
    assert (tied.number, tied.dropped_number, tied.links.count()) == (None, 2, 1)
    assert tied.dropped_at and tied.label == "第 2 条“标题2”"
    old.as_object().save_revision(previous_revision=old).publish()  # 还原
    tied.refresh_from_db()
    assert (tied.number, tied.dropped_at, tied.links.count()) == (2, None, 1)


def test_an_older_version_published_again_counts_as_it_stands(guide, tied):
    old = guide.latest_revision
    chapter, one, two, three = raw(guide)
    rewrite(guide, [chapter, three, two])
    old.publish()
    assert numbers(guide) == {"一。": 1, "二。": 2, "三。": 3}


def test_a_copied_page_begins_without_words(guide, tied, officer, home):
    copy = guide.copy(update_attrs={"slug": "copy", "title": "又一份"}, user=officer)
    rows = GuideClause.objects.filter(guide=copy.pk)
    assert rows.count() == 3 and set(rows.values_list("key", flat=True)) == {
        one.key for one in clauses_of(guide.body)
    }
    assert not ClauseLink.objects.filter(clause__guide=copy.pk).exists()
    assert tied.links.count() == 1


def test_a_version_that_is_scheduled_is_public_only_when_its_time_comes(guide, tied, time_machine):
    chapter, one, two, three = raw(guide)
    draft = guide.get_latest_revision_as_object()
    draft.body, draft.go_live_at = json.dumps([chapter, one, three]), NOW + dt.timedelta(days=2)
    time_machine.move_to(NOW, tick=False)
    draft.save_revision().publish()
    tied.refresh_from_db()
    assert (tied.number, tied.draft_number) == (2, None)
    time_machine.move_to(NOW + dt.timedelta(days=3), tick=False)
    call_command("publish_scheduled")
    tied.refresh_from_db()
    assert tied.number is None and tied.dropped_at == NOW + dt.timedelta(days=3)


def test_a_guide_whose_first_version_is_scheduled_is_not_public(make_guide, time_machine):
    time_machine.move_to(NOW, tick=False)
    guide = make_guide(live=False, go_live_at=NOW + dt.timedelta(days=1))
    guide.get_latest_revision().publish()
    assert not GuideClause.objects.public().filter(guide=guide).exists()
    assert not guide.clauses.filter(number__isnull=False).exists()


def form_of(*blocks):
    data = streamfield([(kind, value) for kind, value, _ in blocks])
    posted = {}

    def flatten(prefix, value):
        if isinstance(value, dict):
            for name, inner in value.items():
                flatten(f"{prefix}-{name}", inner)
        else:
            posted[prefix] = value

    flatten("body", data)
    for number, (_, _, key) in enumerate(blocks):
        posted[f"body-{number}-id"] = key
    return GuideBlocks().value_from_datadict(posted, {}, "body")


@pytest.mark.parametrize("forged", ["x", "\0", "1" * 5000, "'; drop table", ""])
def test_an_id_that_is_none_becomes_a_new_one(forged):
    text = {"heading": "", "text": "一。"}
    value = form_of(("clause", text, forged), ("clause", text, forged))
    stored = GuideBlocks().get_prep_value(value)
    keys = [uuid.UUID(block["id"]) for block in stored]
    assert len(set(keys)) == 2


def test_an_id_that_stands_twice_is_the_first_s_alone():
    key, text = str(uuid.uuid4()), {"heading": "", "text": "一。"}
    stored = GuideBlocks().get_prep_value(form_of(("clause", text, key), ("clause", text, key)))
    assert stored[0]["id"] == key and stored[1]["id"] != key


def test_a_stream_that_no_form_has_read_still_has_a_key_for_each_clause(make_guide):
    guide = make_guide("一。", "二。", keys=["not-a-key", "not-a-key"])
    assert guide.clauses.count() == 2


# --- who is told, and when ----------------------------------------------------------------------


def told(verb):
    return Event.objects.filter(verb=verb, public=True)


def test_words_in_a_draft_are_told_of_when_it_goes_public(make_guide, make_suggestion, officer):
    guide, said = make_guide(live=False), make_suggestion()
    clause = guide.clauses.get(draft_number=1)
    adopting.tie(said, clause=clause, relation="adopted", by=officer, at=NOW)
    assert not told(Verb.WRITTEN_IN).exists()
    assert Event.objects.get(verb=Verb.TIED).public is False
    guide.get_latest_revision().publish()
    row = told(Verb.WRITTEN_IN).get()
    assert row.suggestion == said and row.by == officer
    assert (row.data["text"], row.data["place"]) == ("《充电指南》", "第 1 条“标题1”")
    GuidePage.objects.get(pk=guide.pk).get_latest_revision().publish()
    assert told(Verb.WRITTEN_IN).count() == 1  # once


def test_a_text_that_is_not_adopted_says_so(make_guide, make_suggestion, officer):
    guide = make_guide(adopted_on=None)
    clause = guide.clauses.get(number=1)
    adopting.tie(make_suggestion(), clause=clause, relation="partly", reason="先试点。",
                 by=officer, at=NOW)  # fmt: skip
    assert told(Verb.WRITTEN_IN).get().data["text"] == "《充电指南》（征求意见稿）"


def test_people_of_a_dropped_clause_hear_why_and_hear_when_it_is_back(guide, tied, officer):
    chapter, one, two, three = raw(guide)
    rewrite(guide, [chapter, one, three])
    tied.refresh_from_db()
    assert not told(Verb.TAKEN_OUT).exists()
    assert adopting.explain(tied, reason="另有国家标准。", by=officer, at=NOW) == 1
    assert told(Verb.TAKEN_OUT).get().reason == "另有国家标准。"
    with pytest.raises(adopting.Overtaken):
        adopting.explain(tied, reason="再写一次。", by=officer, at=NOW)
    rewrite(guide, [chapter, one, two, three])
    tied.refresh_from_db()
    assert tied.dropped_reason == "" and told(Verb.WRITTEN_IN).count() == 2


def test_what_was_published_says_which_clauses_are_gone(guide, tied):
    draft = guide.get_latest_revision_as_object()
    draft.body = json.dumps([block for block in raw(guide) if block["type"] == "chapter"])
    gone = guides.published(draft, at=NOW)
    assert {row.dropped_number for row in gone.dropped} == {1, 2, 3}


def test_a_deleted_page_takes_no_row_along_that_is_another_s(guide, make_guide):
    other = make_guide(title="别的")
    Page.objects.get(pk=guide.pk).specific.delete()
    assert GuideClause.objects.filter(guide=other).count() == 2


# --- dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "stage"),
    [
        ({}, "drafting"),
        ({"comment_from": 1, "comment_until": 31}, "drafting"),
        ({"comment_from": 0, "comment_until": 0}, "consulting"),
        ({"comment_from": -30, "comment_until": 0}, "consulting"),
        ({"comment_from": -31, "comment_until": -1}, "revising"),
        ({"comment_from": -31, "comment_until": -1, "adopted_on": 0}, "final"),
        ({"adopted_on": 1}, "drafting"),
    ],
)
def test_the_calendar_decides_the_stage(fields, stage):
    days = {name: NOW.date() + dt.timedelta(days=away) for name, away in fields.items()}
    assert GuidePage(title="x", **days).stage(NOW) == stage


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"comment_from": 0}, "comment_until"),
        ({"comment_from": 1, "comment_until": 0}, "comment_until"),
        ({"comment_from": 0, "comment_until": 29, "major": True}, "comment_until"),
        ({"comment_from": 0, "comment_until": 30, "major": True}, ""),
        ({"comment_from": 0, "comment_until": 29}, ""),
        ({"adopted_on": 0, "major": True}, "comment_until"),
        ({"comment_from": 0, "comment_until": 10, "adopted_on": 10}, "adopted_on"),
        ({"comment_from": 0, "comment_until": 10, "adopted_on": 11}, ""),
    ],
)
def test_dates_that_cannot_be_are_refused_in_words(make_guide, fields, wrong):
    page = make_guide(adopted_on=None)
    for name, value in fields.items():
        days = isinstance(value, bool)
        setattr(page, name, value if days else NOW.date() + dt.timedelta(days=value))
    found = ""
    try:
        page.full_clean()
    except ValidationError as error:
        found = next(iter(error.message_dict))
    assert found == wrong
