"""The demo's pot of a year: three projects that residents proposed and now choose from."""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from cms.demo import KEY, Script, content
from cms.demo.yishi_council import DAY, MINUTE, Place, twentieth
from deliberation.actions import choosing, funding, projects
from deliberation.models import Fund, Project, ProjectChoice


@dataclass
class Money(Place):
    """A fund whose projects the council let through; the choice stays open for eleven days."""

    def tell(self, script: Script) -> None:
        row, met = content("yishi")["money"], twentieth(self.days, 3)
        script.add(met - 30 * DAY, partial(self._found, row))
        for number, wish in enumerate(row["projects"]):
            script.add(met - (20 - number) * DAY, partial(self._propose, wish))
        script.add(met + DAY, partial(self._shortlist, row))
        script.add(self.days.ago(3, 9, of="choice"), partial(self._announce, row))

    @property
    def fund(self) -> Fund:
        return Fund.objects.get(council=self.council)

    def _found(self, row: dict, at: dt.datetime) -> None:
        terms = funding.Terms(row["uses"], Decimal(row["ceiling"]), row["rules"])
        fund = funding.make_fund(
            self.council, year=self.days.at.year, name=row["name"], terms=terms, by=self.by, at=at
        )
        came = Decimal(row["amount"])
        funding.allocate(fund, amount=came, on=at.date(), proof=row["proof"], by=self.by, at=at)

    def _propose(self, row: dict, at: dt.datetime) -> None:
        wish = projects.ProjectWish(row["title"], row["body"], row["use"], Decimal(row["estimate"]))
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, KEY + row["key"]))
        project = projects.propose_project(self.fund, wish=wish, key=key, at=at)
        projects.publish_project(project, by=self.by, at=at + MINUTE)
        cost = Decimal(row["cost"])
        projects.price_project(
            project, amount=cost, remark=row["remark"], by=self.by, at=at + 4 * DAY
        )

    def _shortlist(self, row: dict, at: dt.datetime) -> None:
        meeting = self.meeting_of(twentieth(self.days, 3))
        for project in Project.objects.filter(fund=self.fund):
            projects.shortlist_project(project, meeting=meeting, by=self.by, at=at)

    def _announce(self, row: dict, at: dt.datetime) -> None:
        plan = choosing.Plan(
            title=row["choice"],
            rule=ProjectChoice.Rule.EQUAL_SHARES,
            way=ProjectChoice.Way.APPROVAL,
            budget=Decimal(row["budget"]),
            opens_at=at,
            closes_at=self.days.on(11, 18),
        )
        choice = choosing.draft_choice(self.fund, plan=plan, by=self.by, at=at)
        choosing.announce_choice(choice, by=self.by, at=at)
