"""The officers' verbs before grouping."""

import pytest

from suggestions.actions import rules, screening
from suggestions.models import ContactReveal, Event, Suggestion
from suggestions.text import search
from suggestions.text.nearest import nearest

pytestmark = pytest.mark.django_db


def test_nothing_is_public_before_an_officer_accepts(submit, officer, now):
    s = submit().suggestion
    assert not Suggestion.objects.public().exists()
    screening.accept(s, by=officer, at=now)
    assert list(Suggestion.objects.public()) == [s]


def test_who_did_not_agree_to_publishing_is_accepted_unseen(submit, officer, now):
    s = submit(may_publish=False).suggestion
    screening.accept(s, by=officer, at=now)
    assert s.status == "accepted" and not Suggestion.objects.public().exists()
    with pytest.raises(rules.Refused, match="没有同意公开"):
        screening.publish(s, by=officer, at=now)


def test_the_second_officer_hears_what_the_first_did(submit, officer, second_officer, now):
    s = submit().suggestion
    mine, yours = Suggestion.objects.get(pk=s.pk), Suggestion.objects.get(pk=s.pk)
    screening.accept(mine, by=officer, at=now)
    with pytest.raises(rules.Overtaken, match="周敏.*审核通过"):
        screening.decline(yours, route="hotline", by=second_officer, at=now)
    s.refresh_from_db()
    assert s.status == "accepted"


def test_declining_says_where_to_go_and_takes_it_out_of_sight(make_suggestion, officer, now):
    s = make_suggestion()
    screening.decline(s, route="court", reason="已经立案", by=officer, at=now)
    assert s.decline_route == "court" and not Suggestion.objects.public().exists()
    assert list(search.holding(Suggestion.objects.all(), "充电桩")) == []


def test_calling_something_invalid_needs_a_reason(submit, officer, now):
    with pytest.raises(rules.Refused, match="理由"):
        screening.decline(submit().suggestion, route="invalid", by=officer, at=now)


def test_revising_changes_what_is_shown_and_never_what_was_written(
    make_suggestion, officer, second_officer, now
):
    s = make_suggestion(body="门口老王总占充电桩")
    seen = {n: getattr(s, n) for n in ("public_title", "public_body", "public_solution")}
    screening.revise(
        s, texts={**seen, "public_body": "门口有人总占充电桩"}, seen=seen, by=officer, at=now
    )
    s.refresh_from_db()
    assert (s.body, s.public_body) == ("门口老王总占充电桩", "门口有人总占充电桩")
    with pytest.raises(rules.Overtaken):
        screening.revise(s, texts=seen, seen=seen, by=second_officer, at=now)


def test_unpublishing_needs_a_reason_and_publishing_brings_it_back(make_suggestion, officer, now):
    s = make_suggestion()
    with pytest.raises(rules.Refused):
        screening.unpublish(s, reason=" ", by=officer, at=now)
    screening.unpublish(s, reason="照片里有人脸", by=officer, at=now)
    assert not Suggestion.objects.public().exists()
    screening.publish(s, by=officer, at=now)
    assert list(search.holding(Suggestion.objects.public(), "充电桩")) == [s]


def test_contact_is_revealed_only_with_a_reason_and_on_record(submit, officer, now):
    s = submit(phone="13800001234").suggestion
    with pytest.raises(rules.Refused):
        screening.reveal(s.contact, by=officer, reason="", at=now)
    assert not ContactReveal.objects.exists()
    assert screening.reveal(s.contact, by=officer, reason="回访", at=now).phone == "13800001234"
    assert ContactReveal.objects.get().by == officer
    assert not Event.objects.for_resident().filter(verb="revealed").exists()


def test_a_new_receipt_replaces_the_old_one(submit, officer, now):
    from suggestions.residents import receipts

    receipt = submit()
    code = screening.issue_receipt(receipt.suggestion, by=officer, at=now)
    receipt.suggestion.refresh_from_db()
    assert receipt.suggestion.receipt_hash == receipts.digest(code) != receipts.digest(receipt.code)


def test_the_database_itself_refuses_to_publish_what_was_not_screened(submit, now):
    from django.db import IntegrityError, transaction

    s = submit().suggestion
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.filter(pk=s.pk).update(published_at=now)


def test_search_finds_chinese_words_and_only_public_ones(make_suggestion, submit):
    found = make_suggestion("楼顶漏水", "六楼顶上漏水好几年，维修基金动不了。")
    make_suggestion("充电桩不够", "晚上排队。")
    submit("楼顶漏水没人管", "急。")
    assert list(search.holding(Suggestion.objects.public(), "漏水")) == [found]
    assert list(search.holding(Suggestion.objects.public(), "漏水 充电")) == []
    assert nearest(Suggestion.objects.public(), title="我家楼顶也漏水")[0].pk == found.pk
    assert list(search.holding(Suggestion.objects.public(), '"; DROP')) == []
