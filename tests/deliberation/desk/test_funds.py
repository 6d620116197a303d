"""The fund's buttons at the desk, with what its forms really send."""

import pytest
from django.urls import reverse

from deliberation.actions import funding
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(door, secretary, time_machine):
    time_machine.move_to(NOW, tick=False)
    return door(secretary)


def press(client, fund, verb, **data):
    args = [fund.council_id, fund.pk, verb]
    return client.post(reverse("desk_funds:verb", args=args), data)


def test_money_comes_in_by_the_form_of_the_page(mine, fund):
    page = mine.get(reverse("desk_funds:page", args=[fund.council_id, fund.pk])).content.decode()
    assert 'name="day"' in page and 'name="amount"' in page and 'name="proof"' in page
    before = funding.account_of(fund).whole.received
    sent = {"amount": "1000", "day": NOW.date().isoformat(), "proof": "街道文件"}
    assert press(mine, fund, "allocate", **sent).status_code == 302
    assert funding.account_of(fund).whole.received == before + 100_000


def test_a_number_that_no_column_holds_is_a_bad_request(mine, council, seats):
    address = reverse("desk_councils:seats_verb", args=[council.pk, "new-term"])
    refused = mine.post(address, {"staying": "9" * 60, "since": "2026-12-01", "until": ""})
    assert refused.status_code in (400, 422)
    address = reverse("desk_councils:formats_verb", args=[council.pk, "choose"])
    assert mine.post(address, {"formats": "9" * 60}).status_code in (400, 422)
