"""A community's money, its projects and what residents choose in the roles table."""

import datetime as dt
from decimal import Decimal

from suggestions.residents import visitors
from tests.cms.roles_follow import picture
from tests.cms.roles_row import Row
from tests.conftest import NOW

RUN = frozenset({"secretary"})
SEE = RUN | {"officer", "supervisor", "administrator"}


def screen(name: str, verb: str, args: str) -> list[Row]:
    """A record's page, the way back from its buttons, and the same below another council."""
    _, *rest = args.split()
    found = [Row(name, args, SEE), Row(verb, f"{args} none", SEE, 302)]
    if rest:
        found.append(Row(name, " ".join(["foreign", *rest]), frozenset(), missing=SEE))
    return found


GETS = [
    # --- residents
    Row("deliberation:city_money"),
    Row("deliberation:city_money_file"),
    Row("deliberation:funds", "council_slug"),
    Row("deliberation:fund", "fund"),
    Row("deliberation:propose_project", "fund"),
    Row("deliberation:project", "priced_project"),
    Row("deliberation:project", "new_project", status=404),
    Row("deliberation:project_mine", "new_project", status=302),
    Row("deliberation:project_photo", "project_photo"),
    Row("deliberation:project_photo_thumb", "project_photo"),
    Row("desk_funds:receipt_scan", "council payment", SEE),
    Row("deliberation:choice", "announced_choice"),
    Row("deliberation:choice", "draft_choice", status=404),
    Row("deliberation:choice_code", "announced_choice", status=303),
    Row("deliberation:choice_vote", "announced_choice", status=303),
    Row("deliberation:choice_ballots", "announced_choice", status=404),
    # --- the desk
    *screen("desk_funds:council", "desk_funds:council_verb", "council"),
    *screen("desk_funds:page", "desk_funds:verb", "council fund"),
    *screen("desk_funds:project", "desk_funds:project_verb", "council new_project"),
    *screen("desk_funds:choice", "desk_funds:choice_verb", "council draft_choice"),
]

POSTS = [
    Row("deliberation:propose_project", "fund", status=422),
    Row("deliberation:choice_code", "announced_choice", status=422),
    Row("deliberation:choice_vote", "announced_choice", status=422),
]

VERBS = {
    ("desk_funds:council_verb", "council"): {"make-fund": RUN},
    ("desk_funds:verb", "council fund"): dict.fromkeys(
        ("allocate", "draft-choice", "terms", "carry", "take-back"), RUN
    ),
    ("desk_funds:project_verb", "council running_project"): dict.fromkeys(
        ("publish", "reveal", "price", "shortlist", "decline"), RUN
    )
    | dict.fromkeys(("contract", "milestone", "photo-of-project", "pay-out", "accept"), RUN)
    | dict.fromkeys(("pay-back", "name-pledge", "cancel", "reach"), RUN),
    ("desk_funds:choice_verb", "council draft_choice"): dict.fromkeys(
        ("announce", "edit", "count", "call-off"), RUN
    ),
}

PROJECTS = (("新提的", "13800000001"), ("核过价的", ""), ("在做的", ""), ("甲", ""), ("乙", ""))
ON = {"take-back": "fund_line", "reach": "project_milestone"}


def pages() -> dict:
    from deliberation.desk.money import choices, funds, projects

    return {
        "desk_funds:council_verb": funds.FundsPage,
        "desk_funds:verb": funds.FundPage,
        "desk_funds:project_verb": projects.ProjectPage,
        "desk_funds:choice_verb": choices.ChoicePage,
    }


def things(fixture, council, meeting) -> dict:
    """A fund with projects at each step, a choice that is drawn up and one that is announced."""
    from deliberation.actions import choosing, funding, projects

    secretary = fixture("secretary")
    by = {"by": secretary, "at": NOW}
    terms = funding.Terms(["安全便民"], Decimal(6000))
    fund = funding.make_fund(council, year=2026, name="激励资金", terms=terms, **by)
    line = funding.allocate(fund, amount=Decimal(10000), on=NOW.date(), proof="拨款单", **by)
    made = [
        projects.propose_project(
            fund,
            wish=projects.ProjectWish(title, "具体情况", "安全便民", Decimal(1000), phone=phone),
            key=visitors.new_key(),
            at=NOW,
        )
        for title, phone in PROJECTS
    ]
    for project in made[1:]:
        projects.publish_project(project, **by)
        projects.price_project(project, amount=Decimal(900), remark="报价", **by)
    for project in made[3:]:
        projects.shortlist_project(project, meeting=meeting, **by)

    def choice():
        plan = choosing.Plan(
            "选项目", "greedy", "approval", Decimal(2000), NOW, NOW + dt.timedelta(days=7)
        )
        return choosing.draft_choice(fund, plan=plan, **by)

    drafted, announced = choice(), choice()
    choosing.announce_choice(announced, **by)
    return {
        "fund": fund, "fund_line": line, "new_project": made[0], "priced_project": made[1],
        **_carried_out(fund, made[2], by), "draft_choice": drafted, "announced_choice": announced,
    }  # fmt: skip


def _carried_out(fund, project, by) -> dict:
    """A chosen project with all that hangs on it, as if residents had chosen it."""
    from deliberation.actions import funding, working
    from deliberation.models import Project

    funding.add_line(
        fund, "commitment", 90000, on=NOW.date(), proof="居民选项目", project=project, **by
    )
    Project.objects.filter(pk=project.pk).update(status="chosen")
    project.refresh_from_db()
    today = NOW.date()
    working.sign_contract(project, counterparty="某公司", amount=Decimal(800), on=today, **by)
    photo = working.add_project_photo(project, upload=picture(), caption="装好以后", **by)
    payment = working.pay_project(
        project, amount=Decimal(100), on=today, proof="发票", scan=picture(), **by
    )
    milestone = working.add_milestone(project, title="进场", due_on=today, **by)
    return {
        "running_project": project, "project_photo": photo, "payment": payment,
        "project_milestone": milestone,
    }  # fmt: skip
