"""台账: the records' own numbers side by side, for whom they are, as page and as file."""

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse
from docx import Document

from deliberation.actions import indexing
from deliberation.indicators import COUNTS, Month, of_meetings
from deliberation.models import Council
from deliberation.telling import city_money, indices, ledger, plan
from deliberation.telling.ledger import Of
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("soon")
SEPTEMBER = dt.date(2026, 9, 1)
ON = NOW.date()


@pytest.fixture
def month(carried, fund, council):
    """A month with a meeting, a resolution that is carried out, and money."""
    indexing.reckon_month(SEPTEMBER, at=dt.datetime(2026, 10, 2, tzinfo=NOW.tzinfo))
    return council


def section(found, title):
    return next(one for one in found.sections if one.title == title)


def test_each_number_is_what_its_own_function_says(month):
    found = ledger.ledger(Of(month.area, month), SEPTEMBER, ON)
    span = Month(SEPTEMBER)
    parties = section(found, "各方到会").rows
    assert sum(int(row[1]) for row in parties) == COUNTS["应到席位"].of(span)[month.pk]
    assert sum(int(row[2]) for row in parties) == COUNTS["到会席位"].of(span)[month.pk]
    for title in ("议题", "落实"):
        for name, number, meaning in section(found, title).rows:
            assert number == str(COUNTS[name].of(span).get(month.pk, 0)) and meaning
    tally = plan.whole(plan.places(plan.Asked(area=month.area), ON))
    assert section(found, "行动计划").rows[0][1:5] == [
        str(tally.all), str(tally.done), str(tally.open), str(tally.late),
    ]  # fmt: skip
    cents = city_money.figure(month.area, 2026).left
    assert section(found, "资金").rows[-1] == ["还可以安排", f"{cents // 100:,}.{cents % 100:02d}"]
    shown = {one.indicator.name: one for one in indices.of_council(month, SEPTEMBER)}
    for name, value, *_ in section(found, "睦邻指数").rows:
        assert (shown[name].value is None) == (value == shown[name].words)


def test_an_area_is_the_sum_of_its_councils(month, make_council):
    other = make_council("邻居", area=month.area)
    whole = ledger.ledger(Of(month.area), SEPTEMBER, ON)
    rows = section(whole, "会议和决议").rows
    assert [row[0] for row in rows] == sorted([month.name, other.name]) + ["合计"]
    assert rows[-1][1] == "2"
    alone = ledger.ledger(Of(month.area, other), SEPTEMBER, ON)
    assert section(alone, "会议和决议").rows[0][2] == "0"
    assert not [one for one in alone.sections if one.title in ("资金", "各方到会")]


def test_what_the_pages_hide_the_ledger_hides(month):
    from deliberation.models import Indicator

    Indicator.objects.filter(code="seats").update(least=11)
    rows = section(ledger.ledger(Of(month.area, month), SEPTEMBER, ON), "睦邻指数").rows
    (row,) = [row for row in rows if row[0] == "席位到会"]
    assert "不显示" in row[1] and row[2:] == ["—", "—"]


def test_parties_are_split_as_the_counts_have_them(month, make_council):
    found = of_meetings.seats_by_party(Month(SEPTEMBER), Council.objects.all())
    due, there = (sum(pair[n] for pair in found.values()) for n in (0, 1))
    assert due == sum(COUNTS["应到席位"].of(Month(SEPTEMBER)).values()) > 0
    assert there == sum(COUNTS["到会席位"].of(Month(SEPTEMBER)).values()) > 0


# --- the desk ------------------------------------------------------------------------------------


def get(client, status=200, **query):
    response = client.get(reverse("desk_ledgers:index"), query)
    assert response.status_code == status
    return response


def test_a_secretary_sees_the_own_council_and_no_other(
    door, secretary, month, make_council, colleague
):
    client = door(secretary)
    text = get(client, month="2026-09").content.decode()
    assert f"{month.name}社区议事台账（2026年9月）" in text and "各方到会" in text
    other = make_council("别处", secretaries=[colleague])
    get(client, 404, of=f"council-{other.pk}")
    get(client, 404, of=f"area-{month.area.code}")
    get(client, 404, of="nonsense")


def test_a_streets_secretary_takes_what_lies_below(door, secretary, month, make_council):
    street = month.area.get_parent()
    make_council("街道议事会", area=street, level="street")
    text = get(door(secretary), of=f"area-{month.area.code}", month="2026-09").content.decode()
    assert f"{month.area.name}社区议事台账" in text
    get(door(secretary), 404, of=f"area-{street.get_parent().code}")


def test_an_overseer_takes_any_area(door, supervisor, month):
    text = get(door(supervisor), month="2026-09").content.decode()
    assert f"{month.area.get_root().name}社区议事台账" in text


def test_a_month_that_is_none_is_said(door, secretary, month):
    for bad in ("2026-13", "x", "2099-01"):
        assert "月" in get(door(secretary), month=bad).context["unread"]


def test_the_files_hold_what_the_page_shows(door, secretary, month):
    client = door(secretary)
    for kind in ("docx", "pdf", "xlsx"):
        response = get(client, month="2026-09", file=kind)
        data = (
            b"".join(response) if not response.streaming else b"".join(response.streaming_content)
        )
        if kind == "docx":
            document = Document(io.BytesIO(data))
            cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
            assert "到会席位" in cells and "睦邻指数" in str([p.text for p in document.paragraphs])
        if kind == "pdf":
            assert data.startswith(b"%PDF")
        if kind == "xlsx":
            rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
            assert rows[0] == ledger.HEADER and {"资金", "议题"} <= {row[0] for row in rows}
    get(client, 404, file="exe")


def test_the_price_does_not_grow(month, make_council):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def price():
        with CaptureQueriesContext(connection) as found:
            ledger.ledger(Of(month.area.get_parent()), SEPTEMBER, ON)
        return len(found)

    before = price()
    for number in range(6):
        area = month.area.get_parent().add_child(
            code=f"n{number}", name=f"{number}居", level="community"
        )
        make_council(f"第{number}", area=area)
    assert price() <= before
