"""社区资金 of the city: one figure that is its parts to the 分, large enough for a city."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from deliberation.actions import funding
from deliberation.models import FundLine
from deliberation.rules.fund import Balance
from deliberation.telling import city_money
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("soon")
HUGE = 177_000_000_001  # 17.7 亿 yuan and one 分


@pytest.fixture
def money(council, make_council, secretary):
    """Three councils in two streets and at a district; payments, a reversal, a carry-over."""
    street = council.area.get_parent()
    other = street.get_parent().add_child(code="zz", name="别的街道", level="street")
    places = [
        council,
        make_council("邻居", area=other),
        make_council("区的", area=street.get_parent()),
    ]
    terms = funding.Terms(["小修小补"], None, "")
    for number, one in enumerate(places):
        made = funding.make_fund(one, year=2026, name="激励", terms=terms, by=secretary, at=NOW)
        FundLine.objects.create(
            fund=made, kind="allocation", cents=HUGE + number, on=NOW.date(), proof="批文", at=NOW
        )
        wrong = funding.allocate(
            made, amount=Decimal("10.01"), on=NOW.date(), proof="错", by=secretary, at=NOW
        )
        if number:
            funding.reverse_fund_line(wrong, reason="记错了", by=secretary, at=NOW)
    return places


def summed(councils):
    whole = Balance()
    for council in councils:
        for account in funding.accounts_of(council.funds.all()).values():
            whole = city_money.added(whole, account.whole)
    return whole


def test_the_figure_is_the_sum_of_every_councils_ledger(money, council):
    assert city_money.figure() == summed(money)
    assert city_money.figure().allocated == 3 * HUGE + 3 + 1001
    assert city_money.figure(council.area) == summed([council])
    assert city_money.figure(year=2025) == Balance()


def test_its_parts_are_the_figure_whatever_the_area(money, council):
    for area in (None, *council.area.get_ancestors(), council.area):
        whole = Balance()
        for row in city_money.rows(area):
            whole = city_money.added(whole, row.balance)
        assert whole == city_money.figure(area)
    names = [row.name for row in city_money.rows()]
    assert names == [council.area.get_parent().name, "别的街道", "本级"]


def test_the_page_tells_it_to_the_cent(client, money):
    text = client.get(reverse("deliberation:city_money")).content.decode()
    assert "5,310,000,010.07" in text, "3 × 17.7 亿 and what is beyond"
    assert "别的街道" in text and "下载 XLSX" in text


def test_a_year_that_is_none_is_said(client, money):
    for bad in ("abc", "1890", "20261"):
        response = client.get(reverse("deliberation:city_money"), {"year": bad})
        assert response.status_code == 400 and "全部年度" in response.content.decode()
    assert client.get(reverse("deliberation:city_money"), {"year": 2026}).status_code == 200
    assert client.get(reverse("deliberation:city_money"), {"area": "nowhere"}).status_code == 404


def test_the_file_adds_up_to_the_figure(client, money):
    response = client.get(reverse("deliberation:city_money_file"))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    header, *rows = book.active.iter_rows(values_only=True)
    cents = sum(round(row[header.index("拨入（元）")] * 100) for row in rows)
    assert len(rows) == 3 and cents == city_money.figure().allocated


def test_before_there_is_any_the_page_says_so(client, council):
    assert "还没有登记社区资金" in client.get(reverse("deliberation:city_money")).content.decode()


def test_the_price_does_not_grow(
    client, money, make_council, secretary, django_assert_max_num_queries
):
    street = money[1].area
    terms = funding.Terms(["小修小补"], None, "")
    for number in range(12):
        area = street.add_child(code=f"z{number}", name=f"{number}居", level="community")
        one = make_council(f"第{number}", area=area)
        made = funding.make_fund(one, year=2025, name="激励", terms=terms, by=secretary, at=NOW)
        funding.allocate(
            made, amount=Decimal(5), on=NOW.date() - dt.timedelta(days=1), proof="批文",
            by=secretary, at=NOW,
        )  # fmt: skip
    with django_assert_max_num_queries(12):
        client.get(reverse("deliberation:city_money"), {"area": street.code})
