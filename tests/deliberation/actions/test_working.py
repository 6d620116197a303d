"""A chosen project carried out: no more is paid than was promised, and what is left is free."""

from decimal import Decimal

import pytest
from django.urls import reverse

from deliberation.actions import choosing, funding, working
from deliberation.models import Entry
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(private_files):
    pass


@pytest.fixture
def chosen(make_choice, vote_for, secretary):
    """3,000 yuan are committed to it, 7,000 are free."""
    choice = make_choice()
    vote_for(choice, [1])
    choosing.count_choice(choice, at=choice.closes_at, by=secretary)
    return choice.items.get(number=1).project


@pytest.fixture
def do(secretary, photo_file):
    """The verbs with what they always need."""

    def make(name, project, **fields):
        verb = getattr(working, name)
        if "amount" in fields:
            fields = {"on": NOW.date(), **fields, "amount": Decimal(fields["amount"])}
        if name in ("pay_project", "refund_project"):
            fields = {"proof": "发票1", **fields}
        if name == "pay_project":
            fields = {"scan": photo_file(), **fields}
        return verb(project, **fields, by=secretary, at=NOW)

    return make


@pytest.fixture
def running(chosen, do):
    do("sign_contract", chosen, counterparty="某公司", amount="2500")
    return chosen


def account(project):
    found = funding.account_of(project.fund)
    return found.of(project.pk).paid, found.of(project.pk).committed, found.whole.left


def test_a_contract_stays_within_what_was_committed(chosen, do):
    with pytest.raises(Refused, match=r"不能超过安排给这个项目的 3000\.00 元"):
        do("sign_contract", chosen, counterparty="某公司", amount="3000.01")
    do("sign_contract", chosen, counterparty="某公司", amount="3000")
    assert chosen.status == "running"
    with pytest.raises(Overtaken):
        do("sign_contract", chosen, counterparty="另一家", amount="1")


def test_payments_stay_within_the_contract_to_the_cent(running, do):
    do("pay_project", running, amount="2000")
    with pytest.raises(Refused, match=r"只有 500\.00 元"):
        do("pay_project", running, amount="500.01")
    do("pay_project", running, amount="500")
    assert account(running) == (250_000, 50_000, 700_000)


def test_a_payment_needs_a_picture_of_its_receipt(running, do, text_file):
    with pytest.raises(Refused):
        do("pay_project", running, amount="1", scan=text_file)
    assert do("pay_project", running, amount="1").scan


def test_accepted_when_every_milestone_is_reached_and_the_rest_is_free(running, do, client):
    step = do("add_milestone", running, title="进场", due_on=NOW.date())
    with pytest.raises(Refused, match="还有 1 个节点"):
        do("accept_project", running, people="居民代表", remark="装得牢")
    do("reach_milestone", step)
    with pytest.raises(Overtaken):
        do("reach_milestone", step)
    do("pay_project", running, amount="2400.50")
    do("accept_project", running, people="居民代表", remark="装得牢")
    assert account(running) == (240_050, 0, 759_950)
    page = client.get(running.get_absolute_url()).content.decode()
    for words in ("某公司", "进场", "装得牢", "2,400.50 元"):
        assert words in page, words
    with pytest.raises(Overtaken):
        do("pay_project", running, amount="1")


def test_cancelled_its_money_is_free_again_and_what_was_paid_may_come_back(running, do):
    do("pay_project", running, amount="1000")
    do("cancel_project", running, reason="产权有争议")
    assert account(running) == (100_000, 0, 900_000)
    with pytest.raises(Refused, match=r"已经支付的 1000\.00 元"):
        do("refund_project", running, amount="1000.01")
    do("refund_project", running, amount="1000")
    assert account(running) == (0, 0, 1_000_000)


def test_the_account_is_reckoned_again_from_the_record_alone(running, do, fund):
    do("pay_project", running, amount="700")
    do("cancel_project", running, reason="产权有争议")
    from deliberation.rules.fund import Line, reckon

    entries = Entry.objects.filter(data__fund=fund.pk, kind__startswith="fund.")
    rows = [entry.data for entry in entries if "line" in entry.data]
    lines = [
        Line(r["line"], int(Decimal(r["amount"]) * 100), r["project"] or None, bool(r["reverses"]))
        for r in rows
    ]
    assert reckon(lines) == funding.account_of(fund)


def test_photos_are_public_and_receipts_are_not(
    running, do, client, client_as, secretary, photo_file
):
    photo = do("add_project_photo", running, upload=photo_file(), caption="装好以后")
    line = do("pay_project", running, amount="1")
    assert client.get(reverse("deliberation:project_photo", args=[photo.pk])).status_code == 200
    scan = reverse("desk_funds:receipt_scan", args=[running.council.pk, line.pk])
    assert client.get(scan).status_code == 302
    assert client_as(secretary).get(scan).status_code == 200


def test_a_project_may_name_its_pledge(chosen, do, carried, secretary):
    from deliberation.actions import pledging

    pledge = pledging.make_pledge(carried, amount=Decimal(300), by=secretary, at=NOW)
    do("name_pledge", chosen, pledge=pledge)
    chosen.refresh_from_db()
    assert chosen.pledge == pledge
