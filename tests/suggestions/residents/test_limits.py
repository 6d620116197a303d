"""Counters of the residents' door: who is counted, how far, and what is kept of them."""

import datetime as dt

import pytest
from django.test import RequestFactory

from suggestions.models import RateBucket
from suggestions.residents import limits

AT = dt.datetime(2026, 9, 16, 10, 20, tzinfo=dt.UTC)


def asking(address="203.0.113.7", forwarded=None):
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=address, **extra)


@pytest.mark.django_db
def test_every_deed_of_an_address_is_counted_by_the_hour():
    counts = [limits.count(asking(), "submit", at=AT) for _ in range(3)]
    assert counts == [1, 2, 3]
    assert limits.count(asking(), "lookup", at=AT) == 1
    assert limits.count(asking("203.0.113.8"), "submit", at=AT) == 1
    assert limits.count(asking(), "submit", at=AT + dt.timedelta(hours=1)) == 1


@pytest.mark.django_db
def test_an_address_is_exhausted_at_its_limit_and_looking_does_not_count():
    limits.count(asking(), "lookup", at=AT)
    assert not limits.exhausted(asking(), "lookup", 2, at=AT)
    assert not limits.exhausted(asking(), "lookup", 2, at=AT)
    limits.count(asking(), "lookup", at=AT)
    assert limits.exhausted(asking(), "lookup", 2, at=AT)
    assert not limits.exhausted(asking(), "lookup", 2, at=AT + dt.timedelta(hours=1))


@pytest.mark.django_db
def test_the_address_itself_is_not_stored_and_its_hash_changes_with_the_hour():
    limits.count(asking(), "submit", at=AT)
    limits.count(asking(), "submit", at=AT + dt.timedelta(hours=1))
    first, second = RateBucket.objects.order_by("hour")
    assert "203.0.113.7" not in f"{first.key}{second.key}"
    assert len(first.key) == 64
    assert first.key != second.key


@pytest.mark.django_db
def test_counters_of_past_hours_are_dropped():
    limits.count(asking(), "submit", at=AT - dt.timedelta(hours=5))
    limits.count(asking(), "submit", at=AT)
    assert limits.drop_old(at=AT) == 1
    assert RateBucket.objects.get().count == 1


def test_without_trusted_proxies_a_forged_header_changes_nothing(settings):
    settings.TRUSTED_PROXIES = 0
    assert limits.client_address(asking(forwarded="1.2.3.4")) == "203.0.113.7"


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "1.2.3.4, 198.51.100.9", "198.51.100.9"),  # the visitor wrote the first one
        (2, "1.2.3.4, 198.51.100.9, 10.0.0.1", "198.51.100.9"),
        (2, "198.51.100.9", "203.0.113.7"),  # passed by one of the proxies
    ],
)
def test_behind_proxies_the_address_is_read_from_the_right(settings, proxies, header, address):
    settings.TRUSTED_PROXIES = proxies
    assert limits.client_address(asking(forwarded=header)) == address


def test_one_household_of_ipv6_is_one_address(settings):
    settings.TRUSTED_PROXIES = 0
    one, two = asking("2001:db8:1:2::5"), asking("2001:db8:1:2:ffff::9")
    assert limits.client_address(one) == limits.client_address(two)
    assert limits.client_address(one) != limits.client_address(asking("2001:db8:1:3::5"))
    assert limits.client_address(asking("::ffff:203.0.113.7")) == "203.0.113.7"
    assert limits.client_address(asking("unix:")) == "unix:"


@pytest.mark.django_db
def test_the_refusal_says_in_words_and_in_a_header_when_to_come_back():
    response = limits.refuse(asking(), at=AT)
    assert response.status_code == 429
    assert response["Retry-After"] == "2460"  # 20 past the hour: 41 minutes to be safe
    assert ">41<" in response.content.decode()
