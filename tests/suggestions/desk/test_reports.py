"""Reports: honest figures with their wholes, no contact data, files that nothing runs."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from suggestions.actions import answering, curating, referring, screening
from suggestions.models import Contact, ContactReveal, Delivery, Referral
from tests.conftest import NOW

DAY = dt.timedelta(days=1)
PHONE = "13812345678"


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False):
        yield


def address(name, query=""):
    return reverse(f"report_{name}:index") + query


def csv_rows(response):
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")  # without it Excel shows Chinese as rubbish
    return list(csv.DictReader(io.StringIO(text[1:])))


def xlsx_rows(response):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def answered(referral, clerk, officer, *, signed, handed_in):
    referring.sign(referral, by=clerk, at=signed)
    answer = answering.submit_answer(
        referral, text="年底前装十个。", adoption="measure", by=clerk, at=handed_in
    )
    answering.accept_answer(answer, by=officer, at=handed_in)
    return answer


@pytest.fixture
def rated(make_referral, make_topic, clerk, officer):
    """One topic answered after ten days, one of its three authors content, one not."""
    referral = make_referral(make_topic(body=f"找不到充电的地方，请打{PHONE}找我。"))
    answered(referral, clerk, officer, signed=NOW + 2 * DAY, handed_in=NOW + 10 * DAY)
    first, second, _ = Delivery.objects.order_by("pk")
    later = NOW + 11 * DAY
    answering.rate(first, satisfaction="good", done="yes", comment="=HYPERLINK(1)", at=later)
    answering.rate(second, satisfaction="bad", done="no", comment=f"我打{PHONE}没人接", at=later)
    return referral


# --- 办理情况 --------------------------------------------------------------------------------


def test_handling_counts_in_time_late_and_days_with_their_wholes(
    door, supervisor, clerk, officer, rated, make_topic, make_referral
):
    slow = make_referral(make_topic("慢的", size=1))
    answered(slow, clerk, officer, signed=NOW + 40 * DAY, handed_in=NOW + 50 * DAY)
    make_referral(make_topic("没动的", size=1))
    with time_machine.travel(NOW + 60 * DAY, tick=False):
        (row,) = csv_rows(door(supervisor).get(address("handling", "?export=csv")))
    assert row == {
        "承办单位": "市绿化和市容管理局",
        "收到": "3",
        "应签收": "3",
        "按期签收": "1",
        "应答复": "3",
        "按期答复": "1",
        "现在逾期": "1",
        "平均答复天数": "30.0",
        "已答复": "2",
        "应告知本人": "0",
        "已告知本人": "0",
        "评价数": "2",
        "满意和基本满意": "1",
        "不满意": "1",
    }


def test_handling_does_not_count_what_is_not_due_yet(door, supervisor, make_referral):
    make_referral()
    (row,) = csv_rows(door(supervisor).get(address("handling", "?export=csv")))
    assert (row["收到"], row["应签收"], row["应答复"], row["现在逾期"]) == ("1", "0", "0", "0")
    assert row["平均答复天数"] == ""


def test_handling_leaves_out_what_was_taken_back(door, supervisor, officer, make_referral):
    referral = make_referral()
    referring.recall_all(referral.topic, reason="另行研究。", by=officer, at=NOW)
    (row,) = csv_rows(door(supervisor).get(address("handling", "?export=csv")))
    assert row["收到"] == "0"


def test_handling_shows_its_figures_on_the_page(door, supervisor, rated):
    page = door(supervisor).get(address("handling")).content.decode()
    assert "1/1（100%）" in page
    assert "1/2（50%）" in page
    assert "10.0（1 件）" in page


def test_handling_can_be_narrowed(door, supervisor, make_referral, make_campaign):
    make_referral()
    other = make_campaign(slug="other")
    page = door(supervisor).get(address("handling", f"?campaign={other.pk}"))
    assert "市绿化和市容管理局" not in page.content.decode()


def test_handling_asks_no_more_for_more_departments(
    door, supervisor, make_topic, make_referral, other_department, django_assert_num_queries
):
    client = door(supervisor)
    make_referral(make_topic("一", size=1))
    client.get(address("handling"))
    with django_assert_num_queries(18):
        client.get(address("handling"))
    make_referral(make_topic("二", size=1), lead=other_department)
    with django_assert_num_queries(18):
        client.get(address("handling"))


# --- 建议台账 --------------------------------------------------------------------------------


def test_the_ledger_lists_every_suggestion_with_its_dates(door, officer, rated, submit):
    submit("还没审核的")
    rows = csv_rows(door(officer).get(address("ledger", "?export=csv")))
    assert len(rows) == 4
    done = next(row for row in rows if row["建议主题"] == "充电桩不够之1")
    assert done["状态"] == "已答复"
    assert done["问题"] == "充电桩不够"
    assert done["提交时间"] == "2026-09-16 10:00:00"
    assert done["转办时间"] == "2026-09-16 10:00:00"
    assert done["答复时间"] == "2026-09-26 10:00:00"
    waiting = next(row for row in rows if row["建议主题"] == "还没审核的")
    assert (waiting["状态"], waiting["审核时间"], waiting["问题"]) == ("待审核", "", "")


def test_the_ledger_holds_no_contact_and_no_original(door, officer, campaign, submit):
    receipt = submit(f"请打{PHONE}")
    Contact.objects.create(
        suggestion=receipt.suggestion,
        name="王阿姨",
        phone=PHONE,
        notice_version="1",
        consented_at=NOW,
    )
    for query in ("", "?export=csv"):
        response = door(officer).get(address("ledger", query))
        text = b"".join(response) if query else response.content
        assert PHONE not in text.decode()
        assert "王阿姨" not in text.decode()


def test_the_ledger_is_found_by_number_and_narrowed_by_status(
    door, officer, make_suggestion, submit
):
    accepted, waiting = make_suggestion("收下的"), submit("等着的").suggestion
    found = csv_rows(door(officer).get(address("ledger", f"?export=csv&q={waiting.number}")))
    assert [row["编号"] for row in found] == [waiting.number]
    found = csv_rows(door(officer).get(address("ledger", "?export=csv&status=accepted")))
    assert [row["编号"] for row in found] == [accepted.number]


def test_the_ledger_asks_no_more_for_more_rows(
    door, officer, make_suggestion, django_assert_num_queries
):
    client = door(officer)
    make_suggestion("第一条")
    client.get(address("ledger"))
    with django_assert_num_queries(16):
        client.get(address("ledger"))
    for i in range(5):
        make_suggestion(f"第{i}条")
    with django_assert_num_queries(16):
        client.get(address("ledger"))


# --- 满意度 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "read"), [("?export=csv", csv_rows), ("?export=xlsx", xlsx_rows)]
)
def test_no_cell_of_a_file_is_a_formula_or_names_a_person(door, officer, rated, query, read):
    rows = read(door(officer).get(address("ratings", query)))
    words = {row["满意度"]: row["说明"] for row in rows}
    assert words["满意"] == "'=HYPERLINK(1)"
    assert PHONE not in words["不满意"]
    assert "没人接" in words["不满意"]


def test_control_characters_do_not_break_the_workbook(door, officer, rated, make_topic):
    curating.rename(
        make_topic("普通的名字", size=1),
        name="带\x0b怪字\x1f的",
        seen="普通的名字",
        by=officer,
        at=NOW,
    )
    for name in ("ledger", "ratings", "handling"):
        assert xlsx_rows(door(officer).get(address(name, "?export=xlsx")))


def test_ratings_say_how_many_of_how_many(door, officer, rated):
    page = door(officer).get(address("ratings")).content.decode()
    assert "<strong>2</strong> 次评价：满意 1，基本满意 0，不满意 1" in page
    page = door(officer).get(address("ratings", "?satisfaction=bad")).content.decode()
    assert "<strong>1</strong> 次评价" in page


def test_the_file_is_called_by_what_it_is(door, officer, rated):
    from urllib.parse import unquote

    for kind in ("csv", "xlsx"):
        answer = door(officer).get(address("ratings", f"?export={kind}"))
        assert f"满意度-20260916.{kind}" in unquote(answer["Content-Disposition"])


# --- 联系方式查看记录 ------------------------------------------------------------------------


def test_every_look_at_a_contact_is_there_without_the_contact(door, administrator, officer, submit):
    suggestion = submit().suggestion
    contact = Contact.objects.create(
        suggestion=suggestion, name="王阿姨", phone=PHONE, notice_version="1", consented_at=NOW
    )
    screening.reveal(contact, by=officer, reason="回访核实地址", at=NOW)
    assert ContactReveal.objects.count() == 1
    page = door(administrator).get(address("reveals")).content.decode()
    for words in ("周敏", "回访核实地址", suggestion.number):
        assert words in page
    assert PHONE not in page
    (row,) = csv_rows(door(administrator).get(address("reveals", "?export=csv")))
    assert row == {
        "查看时间": "2026-09-16 10:00:00",
        "查看人": "周敏",
        "建议编号": suggestion.number,
        "理由": "回访核实地址",
        "代谁办理": "",
    }


# --- who -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["handling", "ledger", "ratings", "reveals"])
@pytest.mark.parametrize("query", ["", "?export=csv", "?export=xlsx"])
def test_only_the_office_and_the_supervisors_read_reports(
    door, officer, supervisor, administrator, clerk, editor, secretary, name, query
):
    readers = [supervisor, administrator] + ([] if name == "reveals" else [officer])
    for who in readers:
        assert door(who).get(address(name, query)).status_code == 200
    others = [clerk, editor, secretary] + ([officer] if name == "reveals" else [])
    for who in others:
        assert door(who).get(address(name, query)).status_code == 302


def test_the_menu_of_reports_follows_the_same_rule(door, officer, clerk):
    home = reverse("wagtailadmin_home")
    assert address("ledger") in door(officer).get(home).content.decode()
    assert address("reveals") not in door(officer).get(home).content.decode()
    assert address("ledger") not in door(clerk).get(home).content.decode()


def test_a_wrong_filter_is_told_and_breaks_nothing(door, officer, rated):
    for query in (
        "?campaign=x",
        "?status=nonsense",
        "?submitted_at_from=heute",
        "?p=99&ordering=--",
    ):
        assert door(officer).get(address("ledger", query)).status_code == 200
    assert Referral.objects.count() == 1
