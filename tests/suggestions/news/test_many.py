"""Thousands of authors are told by a fixed number of statements a batch, never one each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suggestions.actions import answering, curating
from suggestions.models import Contact, OutboxMessage, Placement, Suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(campaign, officer, now):
    """A topic of so many authors who left an address, written at once."""

    def make(size):
        topic = curating.create_topic(campaign, name=f"问题{size}", by=officer, at=now)
        rows = Suggestion.objects.bulk_create(
            Suggestion(
                campaign=campaign, title="灯", body="灯", status="accepted", submitted_at=now
            )
            for _ in range(size)
        )
        Placement.objects.bulk_create(
            Placement(suggestion=row, topic=topic, by=officer, at=now) for row in rows
        )
        Contact.objects.bulk_create(
            Contact(suggestion=row, email="a@example.org", consented_at=now) for row in rows
        )
        return topic

    return make


def questions(topic, officer, now):
    with CaptureQueriesContext(connection) as asked:
        answering.answer(topic, text="装好了。", adoption="work", by=officer, at=now)
    return [q["sql"] for q in asked.captured_queries]


def test_telling_more_authors_asks_no_more_questions(crowd, officer, now):
    few, many = (len(questions(crowd(size), officer, now)) for size in (3, 30))
    assert few == many
    assert OutboxMessage.objects.filter(kind="answered").count() == 33


def test_three_thousand_are_told_in_batches(crowd, officer, now):
    """147 statements on SQLite, which takes 40 rows at once; 35 on PostgreSQL."""
    asked = questions(crowd(3000), officer, now)
    inserts = [sql for sql in asked if 'INTO "suggestions_outboxmessage"' in sql]
    assert OutboxMessage.objects.filter(kind="answered").count() == 3000
    assert len(asked) < 200 and 0 < len(inserts) < 90
