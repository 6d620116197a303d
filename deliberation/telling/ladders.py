"""议事程序 of a council as a ladder: its steps, and on which of them each matter stands now."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from deliberation.models import Council, Matter, Procedure, Step

MATTERS = 40


@dataclass(frozen=True)
class Rung:
    """One step with the matters whose turn it is there."""

    step: Step
    matters: list[Matter]


@dataclass(frozen=True)
class Ladder:
    procedure: Procedure
    rungs: list[Rung]


def ladder_of(council: Council, on: dt.date) -> Ladder | None:
    """The procedure that the council uses today, with what is under way by it; three questions."""
    procedure = Procedure.objects.of_council(council, on)
    if procedure is None:
        return None
    steps = list(procedure.steps.all())
    rows = council.matters.unsettled() | council.matters.filter(status=Matter.Status.RESOLVED)
    matters = rows.filter(procedure=procedure).prefetch_related("steps")[:MATTERS]
    standing = [(matter, now(matter, steps)) for matter in matters]
    rungs = [Rung(step, [m for m, at in standing if at == step]) for step in steps]
    return Ladder(procedure, rungs)


def now(matter: Matter, steps: Iterable[Step]) -> Step | None:
    """The step after the last that was taken or left out; none when all are."""
    steps = list(steps)
    taken = {row.step_id for row in matter.steps.all()}
    last = max((place for place, step in enumerate(steps) if step.pk in taken), default=-1)
    return steps[last + 1] if last + 1 < len(steps) else None
