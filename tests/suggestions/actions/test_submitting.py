"""The residents' verbs."""

import datetime as dt
import uuid

import pytest

from suggestions.actions import rules, submitting
from suggestions.models import Contact, Event, Suggestion
from suggestions.residents import receipts

pytestmark = pytest.mark.django_db


def test_the_same_form_sent_twice_gives_one_suggestion_and_the_same_code(submit):
    key = str(uuid.uuid4())
    first, second = submit(key=key), submit(key=key)
    assert first.code == second.code and second.again and not first.again
    assert Suggestion.objects.count() == 1


def test_the_same_form_with_other_words_is_not_swallowed(submit):
    key = str(uuid.uuid4())
    submit(key=key)
    with pytest.raises(submitting.Changed):
        submit(body="改主意了，想说的是电梯。", key=key)


def test_the_database_keeps_no_receipt_code(submit):
    receipt = submit()
    stored = Suggestion.objects.values().get(pk=receipt.suggestion.pk)
    assert receipt.code not in str(stored)
    assert stored["receipt_hash"] == receipts.digest(receipt.code)


def test_what_will_be_shown_has_no_phone_number_and_the_original_keeps_it(submit):
    s = submit(body="请打我电话13800001234，详谈充电桩的事。").suggestion
    assert "13800001234" in s.body
    assert "13800001234" not in s.public_body
    assert not Suggestion.objects.public().exists()


def test_contact_data_is_unreadable_in_the_table(submit, django_assert_num_queries):
    from django.db import connection

    s = submit(phone="13800001234", name="老张").suggestion
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM suggestions_contact")
        assert "13800001234" not in str(cursor.fetchall())
    contact = Contact.objects.get(suggestion=s)
    assert (contact.phone, contact.notice_version) == ("13800001234", "test")


def test_two_suggestions_of_one_phone_have_one_author(submit):
    a = submit(phone="13800001234").suggestion
    b = submit("另一条", phone="13800001234").suggestion
    assert a.author_key == b.author_key != ""
    assert "13800001234" not in a.author_key


def test_nothing_is_taken_outside_the_window(make_campaign, submit, now):
    from datetime import timedelta

    closed = make_campaign(at=now - timedelta(days=365))
    with pytest.raises(rules.Refused, match="不在征集时间内"):
        submit(into=closed)


def test_a_campaign_that_needs_a_contact_says_so(make_campaign, submit):
    with pytest.raises(rules.Refused, match="手机号或邮箱"):
        submit(into=make_campaign(allows_anonymous=False))


def test_text_of_invisible_characters_only_is_no_text(submit):
    with pytest.raises(rules.Refused, match="建议主题"):
        submit("\u200b\u200b", "\u2060\x00")


def test_support_counts_a_visitor_once(make_suggestion, now):
    s = make_suggestion()
    assert submitting.support(s, supporter_key="a", at=now)
    assert not submitting.support(s, supporter_key="a", at=now)
    assert submitting.support(s, supporter_key="b", at=now)
    s.refresh_from_db()
    assert s.support_count == 2


def test_what_is_not_public_cannot_be_supported(submit, now):
    with pytest.raises(rules.Refused):
        submitting.support(submit().suggestion, supporter_key="a", at=now)


def test_withdrawing_hides_the_text_and_deletes_the_contact(make_suggestion, now):
    s = make_suggestion(phone="13800001234")
    submitting.withdraw(s, at=now)
    s.refresh_from_db()
    assert s.status == "withdrawn" and s.published_at is None
    assert not Contact.objects.exists()


def test_history_is_written_once(submit):
    submit()
    row = Event.objects.get()
    assert (row.verb, row.actor, row.to_status) == ("submitted", "建议人", "pending")
    row.reason = "改写"
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        Event.objects.update(reason="改写")
    with pytest.raises(TypeError):
        Event.objects.all().delete()


@pytest.fixture
def enter(campaign, officer, now):
    """Types in what came by letter."""

    def make(*, title="门口装盏灯", channel="letter", key="letter-1", into=None, **fields):
        draft = submitting.Draft(title=title, body="夜里回家看不见路。", **fields)
        return submitting.enter(
            into or campaign, draft=draft, channel=channel, key=key, by=officer, at=now
        )

    return make


def test_a_letter_typed_in_by_staff_waits_like_any_other_and_has_a_code(enter, officer):
    receipt = enter(phone="13800001234")
    suggestion = Suggestion.objects.get(pk=receipt.suggestion.pk)
    assert (suggestion.channel, suggestion.status) == ("letter", "pending")
    assert suggestion.receipt_hash == receipts.digest(receipt.code)
    assert suggestion.contact.phone == "13800001234" and suggestion.screen_by
    row = suggestion.events.get()
    assert (row.verb, row.by, row.public) == ("imported", officer, True)


def test_a_letter_typed_in_twice_is_one_suggestion(enter):
    first, second = enter(), enter()
    assert second.again and first.code == second.code
    with pytest.raises(submitting.Changed):
        enter(title="门口装两盏灯")
    assert Suggestion.objects.count() == 1


def test_a_letter_may_be_typed_in_after_the_campaign_has_closed(enter, make_campaign, now):
    over = make_campaign(at=now - dt.timedelta(days=60))
    assert not over.accepts(now)
    assert enter(into=over).suggestion.campaign == over


@pytest.mark.parametrize("channel", ["online", "pigeon", ""])
def test_staff_say_how_it_came(enter, channel):
    with pytest.raises(rules.Refused, match="怎样来的"):
        enter(channel=channel)


def test_a_letter_without_words_is_not_entered(enter):
    with pytest.raises(rules.Refused, match="建议主题"):
        enter(title="　")
