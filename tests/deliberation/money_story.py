"""A fund with projects on their way to a choice: fixtures that `conftest.py` hands on."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from tests.conftest import NOW

DAY = dt.timedelta(days=1)


@pytest.fixture
def fund(council, secretary):
    """10,000 yuan, 6,000 at most for a project."""
    from deliberation.actions import funding

    terms = funding.Terms(["小修小补", "安全便民"], Decimal(6000), "先小后大。")
    made = funding.make_fund(council, year=2026, name="激励资金", terms=terms, by=secretary, at=NOW)
    funding.allocate(
        made, amount=Decimal(10000), on=NOW.date(), proof="第1批", by=secretary, at=NOW
    )
    return made


@pytest.fixture
def make_project(fund, secretary, make_meeting):
    """A project at a step of its way: `until` publish, price, or shortlist."""
    from deliberation.actions import projects
    from suggestions.residents import visitors

    def make(title="加一道扶手", cost="3000", until="shortlist", **fields):
        wish = projects.ProjectWish(
            title=title, body="三号楼门口台阶高。", use="安全便民", estimate=Decimal(cost), **fields
        )
        made = projects.propose_project(fund, wish=wish, key=visitors.new_key(), at=NOW)
        if until != "propose":
            projects.publish_project(made, by=secretary, at=NOW)
        if until in ("price", "shortlist"):
            projects.price_project(
                made, amount=Decimal(cost), remark="三家报价", by=secretary, at=NOW
            )
        if until == "shortlist":
            held = made.council.meetings.held().first() or make_meeting(
                starts_at=NOW - DAY, status="closed", kind="extra"
            )
            projects.shortlist_project(made, meeting=held, by=secretary, at=NOW)
        return made

    return make


@pytest.fixture
def plan():
    from deliberation.actions.choosing import Plan

    def make(**fields):
        values = {
            "title": "项目选择", "rule": "equal_shares", "way": "approval",
            "budget": Decimal(9000), "opens_at": NOW, "closes_at": NOW + 7 * DAY,
        }  # fmt: skip
        return Plan(**{**values, **fields})

    return make


@pytest.fixture
def make_choice(fund, secretary, plan, make_project):
    """Announced, with three projects of 3,000, 4,000 and 5,000 yuan unless there are others."""
    from deliberation.actions import choosing

    def make(*, announced=True, **fields):
        if not fund.projects.filter(status="shortlisted").exists():
            for title, cost in (("扶手", "3000"), ("路灯", "4000"), ("长椅", "5000")):
                make_project(title, cost)
        choice = choosing.draft_choice(fund, plan=plan(**fields), by=secretary, at=NOW)
        if announced:
            choosing.announce_choice(choice, by=secretary, at=NOW)
        return choice

    return make


@pytest.fixture
def texts(monkeypatch):
    """Text messages, as `(number, text)`."""
    from deliberation.actions import proving

    found = []

    class Gateway:
        def send(self, message, address):
            found.append((address, message.body))

    monkeypatch.setattr(proving, "channel_for", lambda channel: Gateway())
    return found


@pytest.fixture
def vote_for(texts):
    """Cast a ballot by a number that answers its code."""
    from deliberation.actions import choice_ballots

    def make(choice, picks, phone="13800138000", at=NOW):
        choice_ballots.send_code(choice, picks=picks, phone=phone, at=at)
        code = re.search(r"\d{6}", texts[-1][1])[0]
        return choice_ballots.cast(choice, picks=picks, phone=phone, code=code, at=at)

    return make


@pytest.fixture
def spend(fund, make_choice, vote_for, secretary, photo_file, private_files):
    """The money's whole way: chosen, contracted, paid, given back, accepted, into the next year."""
    from deliberation.actions import choosing, funding, working

    def make():
        choice = make_choice()
        for picks, phone in (([1, 2], "13800138000"), ([2, 3], "13800138001")):
            vote_for(choice, picks, phone)
        at, by = choice.closes_at, {"by": secretary, "at": choice.closes_at}
        choosing.count_choice(choice, **by)
        project = choice.items.get(number=2).project
        money = {"on": at.date(), "proof": "发票1", **by}
        working.sign_contract(
            project, counterparty="某公司", amount=Decimal(3900), on=at.date(), **by
        )
        working.pay_project(project, amount=Decimal("3500.50"), scan=photo_file(), **money)
        working.refund_project(project, amount=Decimal("0.50"), **money)
        working.accept_project(project, people="居民代表三人", remark="合格", **by)
        wrong = funding.allocate(fund, amount=Decimal(70), **{**money, "proof": "记错的"})
        funding.reverse_fund_line(wrong, reason="记错了", **by)
        terms = funding.Terms(["小修小补"])
        later = funding.make_fund(fund.council, year=2027, name="激励资金", terms=terms, **by)
        funding.carry_over(fund, into=later, amount=Decimal(100), proof="结转", **by)
        return choice

    return make
