"""What racing processes do to a community's money: used by `test_money_races.py`."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

AT = dt.datetime(2026, 9, 16, 2, 0, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


def prepare(_):
    """A council with a secretary; once a database."""
    from deliberation.models import Council, Meeting
    from suggestions.models import Area, User

    user = User.objects.create_user("race1")
    area = Area.add_root(code="98", name="赛跑", level="city", full_name="赛跑")
    council = Council.objects.create(area=area, name="赛跑议事会", slug="money", level="community")
    Meeting.objects.create(
        council=council, month=dt.date(2026, 9, 1), minutes=60, starts_at=AT, notice_by=AT,
        status=Meeting.Status.OPEN, opened_at=AT, secret="money", kind="extra",
    )  # fmt: skip
    return user.pk


def by():
    from suggestions.models import User

    return User.objects.get(username="race1")


def make_fund(_, name, year=2026, amount="100"):
    from deliberation.actions import funding
    from deliberation.models import Council

    fund = funding.make_fund(
        Council.objects.get(slug="money"), year=year, name=name,
        terms=funding.Terms(["小修小补"]), by=by(), at=AT,
    )  # fmt: skip
    funding.allocate(fund, amount=Decimal(amount), on=AT.date(), proof="拨", by=by(), at=AT)
    return fund.pk


def open_choice(_, name):
    """A choice of two projects that is open; gives its key."""
    from deliberation.actions import choosing, projects
    from deliberation.models import Fund, Meeting
    from suggestions.residents import visitors

    fund = Fund.objects.get(pk=make_fund(0, name))
    for title in ("甲", "乙"):
        wish = projects.ProjectWish(title, "具体", "小修小补", Decimal(10))
        made = projects.propose_project(fund, wish=wish, key=visitors.new_key(), at=AT)
        projects.publish_project(made, by=by(), at=AT)
        projects.price_project(made, amount=Decimal(10), remark="报价", by=by(), at=AT)
        meeting = Meeting.objects.get(secret="money")
        projects.shortlist_project(made, meeting=meeting, by=by(), at=AT)
    plan = choosing.Plan("选", "greedy", "approval", Decimal(50), AT, AT + WEEK)
    choice = choosing.draft_choice(fund, plan=plan, by=by(), at=AT)
    choosing.announce_choice(choice, by=by(), at=AT)
    return choice.pk


# --- what the racers do ----------------------------------------------------------------------


def carry(number, funds, into):
    """Each carries 60 of the 100 yuan of every fund; gives how often it worked."""
    from deliberation.actions import funding
    from deliberation.models import Fund
    from suggestions.actions.rules import Refused

    won, target = 0, Fund.objects.get(pk=into)
    for pk in funds:
        fund = Fund.objects.get(pk=pk)
        try:
            funding.carry_over(fund, into=target, amount=Decimal(60), proof="转", by=by(), at=AT)
        except Refused:
            continue
        won += 1
    return won


def running_project(_, name):
    """A project with 100 yuan and a contract over all of them; gives its key."""
    from deliberation.actions import funding, projects, working
    from deliberation.models import Fund, Project
    from suggestions.residents import visitors

    fund = Fund.objects.get(pk=make_fund(0, name))
    wish = projects.ProjectWish("甲", "具体", "小修小补", Decimal(100))
    made = projects.propose_project(fund, wish=wish, key=visitors.new_key(), at=AT)
    projects.publish_project(made, by=by(), at=AT)
    projects.price_project(made, amount=Decimal(100), remark="报价", by=by(), at=AT)
    Project.objects.filter(pk=made.pk).update(status="chosen")
    made.refresh_from_db()
    funding.add_line(
        fund, "commitment", 10_000, on=AT.date(), proof="选", project=made, by=by(), at=AT
    )
    working.sign_contract(
        made, counterparty="某公司", amount=Decimal(100), on=AT.date(), by=by(), at=AT
    )
    return made.pk


def pay(number, keys):
    """Each pays 60 of the 100 yuan of every project; gives how often it worked."""
    from deliberation.actions import working
    from deliberation.models import Project
    from suggestions.actions.rules import Refused
    from tests.cms.roles_follow import picture

    # Pictures are drawn one at a time on the machine: the race is about the money.
    working._drawn = lambda upload: SimpleNamespace(data=b"jpeg", thumbnail=b"jpeg")
    won = 0
    for pk in keys:
        project = Project.objects.select_related("fund__council", "contract").get(pk=pk)
        try:
            working.pay_project(
                project,
                amount=Decimal(60),
                on=AT.date(),
                proof="付",
                scan=picture(),
                by=by(),
                at=AT,
            )
        except Refused:
            continue
        won += 1
    return won


def overdrawn(_, funds):
    from deliberation.actions import funding
    from deliberation.models import Fund

    accounts = funding.accounts_of(Fund.objects.filter(pk__in=funds))
    return [pk for pk, account in accounts.items() if account.whole.left < 0]


def cast_and_count(number, choices, racers):
    """Each casts one ballot in each choice; by turns one of them counts it in between."""
    from deliberation.actions import choice_ballots, choosing
    from deliberation.models import ProjectChoice
    from deliberation.voting import codes
    from suggestions.actions.rules import Refused

    won = []
    for place, pk in enumerate(choices):
        choice = ProjectChoice.objects.get(pk=pk)
        if place % racers == number:
            choosing.count_choice(choice, at=AT + WEEK, by=by())
            continue
        phone = f"1380013800{number}"
        _code(choice, codes.choice_key(pk, phone))
        try:
            choice_ballots.cast(choice, picks=[1], phone=phone, code="123456", at=AT)
        except Refused:
            continue
        won.append(pk)
    return won


def _code(choice, key):
    """A code as if it had been sent."""
    from deliberation.voting import codes

    ends = AT + dt.timedelta(minutes=9)
    digest = codes.second_digest(key, ends, "123456")
    choice.codes.create(key=key, digest=digest, expires_at=ends)


def miscounted(_, choices):
    """Choices whose ballots are not those that were counted."""
    from deliberation.models import ProjectChoice

    rows = ProjectChoice.objects.filter(pk__in=choices)
    return [row.pk for row in rows if row.result["ballots"] != row.ballots.count()]
