"""What every entry of the record says of the thing that it is about, whatever was done to it.

Nothing here may change without a reason: the entries' hashes stand on these words.
"""

import datetime as dt
from functools import singledispatch
from typing import Any

from django.utils.timezone import localtime

from deliberation.actions.numbering import written
from deliberation.models import (
    Acceptance,
    AgendaItem,
    Aim,
    Apology,
    Attendance,
    Dispute,
    EffectWord,
    Evaluation,
    FormRow,
    Fund,
    FundLine,
    Motion,
    Objection,
    Pledge,
    Project,
    ProjectChoice,
    Remark,
    Roll,
    Speaker,
    Task,
)
from deliberation.models.councils import surname_only


def stamp(value: dt.datetime | None) -> str:
    """A moment as the record keeps it."""
    return localtime(value).isoformat(timespec="minutes") if value else ""


@singledispatch
def facts_of(subject: object) -> dict[str, Any]:
    """Nothing, unless it is said below."""
    return {}


@facts_of.register
def _(item: AgendaItem) -> dict[str, Any]:
    return {"matter": item.matter_id, "order": item.order}


@facts_of.register(Speaker)
@facts_of.register(Remark)
def _(row: Speaker | Remark) -> dict[str, Any]:
    party = row.party.name if row.party else ""
    return {"item": row.item_id, "name": row.public_name, "party": party}


@facts_of.register
def _(row: Attendance) -> dict[str, Any]:
    """The name as its holder agreed."""
    return {
        "seat": row.seat_id or 0,
        "party": row.party.name if row.party else "",
        "name": row.public_name if row.seat_id else surname_only(row.name),
        "capacity": row.capacity,
        "arrived_at": stamp(row.arrived_at),
        "left_at": stamp(row.left_at),
    }


@facts_of.register
def _(row: Apology) -> dict[str, Any]:
    """Who and when; why is nobody's business."""
    return {
        "seat": row.seat_id,
        "party": row.party.name,
        "name": row.public_name,
        "asked_at": stamp(row.asked_at),
    }


@facts_of.register
def _(row: FormRow) -> dict[str, Any]:
    return {"step": row.step.name, "row": row.number}


@facts_of.register
def _(motion: Motion) -> dict[str, Any]:
    return {"item": str(motion.item), "number": motion.number, "title": motion.title}


@facts_of.register
def _(roll: Roll) -> dict[str, Any]:
    return {
        "roll": roll.pk,
        "kind": roll.kind,
        "name": roll.name,
        "people": roll.people,
        "households": roll.households,
        "area": f"{roll.area:.2f}",
    }


@facts_of.register(Task)
@facts_of.register(Objection)
@facts_of.register(Acceptance)
@facts_of.register(Aim)
@facts_of.register(Evaluation)
@facts_of.register(EffectWord)
def _(part: Task | Objection | Acceptance | Aim | Evaluation | EffectWord) -> dict[str, Any]:
    return {"resolution": part.resolution_id}


@facts_of.register
def _(dispute: Dispute) -> dict[str, Any]:
    return {"figure": dispute.figure_id}


@facts_of.register
def _(pledge: Pledge) -> dict[str, Any]:
    return {"resolution": pledge.resolution_id, "pledge": pledge.number}


@facts_of.register
def _(fund: Fund) -> dict[str, Any]:
    return {"fund": fund.pk, "name": str(fund)}


@facts_of.register
def _(line: FundLine) -> dict[str, Any]:
    """The whole line: the account can be reckoned again from the record alone."""
    return {
        "fund": line.fund_id,
        "line": line.kind,
        "amount": written(line.cents),
        "on": line.on.isoformat(),
        "project": line.project_id or 0,
        "reverses": line.reverses_id or 0,
    }


@facts_of.register
def _(project: Project) -> dict[str, Any]:
    """Its number names it; of one that was never public nothing is told."""
    return {"fund": project.fund_id, "project": project.pk, "number": project.number or 0}


@facts_of.register
def _(choice: ProjectChoice) -> dict[str, Any]:
    return {"fund": choice.fund_id, "choice": choice.pk, "title": choice.title}
