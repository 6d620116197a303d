"""The ledger of a fund: only added to, guarded by its balance, large as a city's money."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from deliberation.actions import funding
from deliberation.models import Entry, FundLine
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def allocate(fund, amount, secretary, **fields):
    values = {"on": NOW.date(), "proof": "拨款单", "by": secretary, "at": NOW, **fields}
    return funding.allocate(fund, amount=Decimal(amount), **values)


def test_what_came_in_stands_in_the_account_and_in_the_record(fund):
    balance = funding.account_of(fund).whole
    assert (balance.received, balance.left, balance.paid) == (1_000_000, 1_000_000, 0)
    entry = Entry.objects.get(council=fund.council, kind="fund.allocation")
    assert entry.data["amount"] == "10000.00"
    assert entry.data["proof"] == "第1批"


def test_a_citys_money_fits_and_is_summed_to_the_cent(fund, secretary):
    allocate(fund, "1770000000.01", secretary)
    allocate(fund, "1770000000.01", secretary)
    assert funding.account_of(fund).whole.received == 2 * 177_000_000_001 + 1_000_000


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "1000000000000", "NaN"])
def test_an_amount_that_is_none_is_refused(fund, secretary, amount):
    with pytest.raises(Refused):
        allocate(fund, amount, secretary)


def test_money_of_tomorrow_is_refused(fund, secretary):
    with pytest.raises(Refused, match="不能晚于今天"):
        allocate(fund, "1", secretary, on=NOW.date() + dt.timedelta(days=1))


def test_a_line_is_neither_changed_nor_deleted(fund):
    line = fund.lines.get()
    for spoil in (line.save, line.delete, fund.lines.all().delete):
        with pytest.raises(TypeError):
            spoil()
    with pytest.raises(TypeError):
        FundLine.objects.update(cents=1)


def test_the_database_refuses_a_line_without_its_project(fund):
    with pytest.raises(IntegrityError), transaction.atomic():
        FundLine.objects.create(
            fund=fund, kind="commitment", cents=1, on=NOW.date(), proof="x", at=NOW
        )


def test_a_wrong_allocation_is_taken_back_once_and_both_lines_stay(fund, secretary):
    line = fund.lines.get()
    funding.reverse_fund_line(line, reason="录错了", by=secretary, at=NOW)
    assert funding.account_of(fund).whole.received == 0
    assert fund.lines.count() == 2
    with pytest.raises(Overtaken, match="已经冲正过"):
        funding.reverse_fund_line(line, reason="再来", by=secretary, at=NOW)
    with pytest.raises(Refused):
        funding.reverse_fund_line(
            fund.lines.get(reverses=line), reason="再来", by=secretary, at=NOW
        )


def test_what_an_announced_choice_is_about_is_neither_carried_over_nor_taken_back(
    fund, make_choice, secretary, council
):
    make_choice()
    terms = funding.Terms(["小修小补"])
    later = funding.make_fund(
        council, year=2027, name="激励资金", terms=terms, by=secretary, at=NOW
    )
    carry = {"into": later, "proof": "年终", "by": secretary, "at": NOW}
    with pytest.raises(Refused, match="1000"):
        funding.carry_over(fund, amount=Decimal("1000.01"), **carry)
    with pytest.raises(Refused, match="已经安排"):
        funding.reverse_fund_line(fund.lines.get(), reason="录错了", by=secretary, at=NOW)
    funding.carry_over(fund, amount=Decimal("1000.00"), **carry)
    before, after = funding.account_of(fund).whole, funding.account_of(later).whole
    assert (before.left, before.passed_on, after.carried_in) == (900_000, 100_000, 100_000)
    assert later.lines.get().pair.fund == fund


def test_money_goes_on_into_a_later_year_of_the_same_council_alone(
    fund, make_council, secretary, council
):
    terms, others = funding.Terms(["小修小补"]), make_council("另一个")
    made = {"terms": terms, "by": secretary, "at": NOW}
    for into in (
        funding.make_fund(others, year=2027, name="激励资金", **made),
        funding.make_fund(council, year=2026, name="另一笔", **made),
    ):
        with pytest.raises(Refused, match="以后年度"):
            funding.carry_over(
                fund, into=into, amount=Decimal(1), proof="年终", by=secretary, at=NOW
            )


def test_one_name_a_year_and_something_to_spend_it_on(fund, secretary, council):
    with pytest.raises(Refused, match="已经有一个"):
        terms = funding.Terms(["小修小补"])
        funding.make_fund(council, year=2026, name="激励资金", terms=terms, by=secretary, at=NOW)
    with pytest.raises(Refused, match="用在哪里"):
        funding.revise_terms(fund, terms=funding.Terms([" "]), by=secretary, at=NOW)
