"""The demo's round of visits: the questionnaire on charging, brought to the doors of one 居村."""

import datetime as dt
import uuid
from collections.abc import Callable
from zlib import crc32

from cms.demo import Days, Script
from cms.demo.questionnaire import SLUG, sheet_of
from suggestions.actions import scoping, visiting
from suggestions.models import Area, Household, Outcome, QuestionnairePage, User, VisitRound
from suggestions.models.visits import CONSENT

BUILDINGS, ROOMS, VISITED = 4, 6, 14
NAMED = {("1号楼", "101"): "王阿姨", ("2号楼", "302"): "李伯伯"}  # who wanted to be called so
OTHERWISE = (Outcome.NOT_HOME, Outcome.AGAIN, Outcome.REFUSED)


def tell_visits(script: Script, days: Days, people: dict[str, User]) -> None:
    village = Area.objects.filter(level=Area.Level.COMMUNITY).order_by("path").first()
    if village is None:
        return
    script.add(days.ago(7, 9), lambda at: open_round(village, people, at))
    for number in range(VISITED + len(OTHERWISE)):
        moment = days.ago(6 - number % 5, 18, of=f"visit {number}")
        script.add(moment, _visit(number, people))
    script.add(days.ago(1, 20), _visit(0, people, again=True))


def open_round(village: Area, people: dict[str, User], at: dt.datetime) -> None:
    visitor, by = people["visitor"], people["officer"]
    scoping.propose(
        visitor, areas=[village], reason="负责这个居委会的走访", by=people["admin"], at=at
    )
    page = QuestionnairePage.objects.get(slug=SLUG)
    made = visiting.open_round(questionnaire=page, area=village, consent=CONSENT, by=by, at=at)
    doors = [
        (f"{building}号楼", f"{floor}0{side}")
        for building in range(1, BUILDINGS + 1)
        for floor in range(1, ROOMS // 2 + 1)
        for side in (1, 2)
    ]
    lines = [(*door, NAMED.get(door, "")) for door in doors]
    visiting.write_households(made, lines, by=by, at=at)


def _visit(
    number: int, people: dict[str, User], *, again: bool = False
) -> Callable[[dt.datetime], None]:
    """The first of them are visited; a colleague comes to the first door once more."""

    def act(at: dt.datetime) -> None:
        made = VisitRound.objects.get()
        rows = Household.objects.filter(round=made).select_related("round__version__questionnaire")
        door = rows.order_by("pk")[number]
        outcome = Outcome.VISITED if number < VISITED else OTHERWISE[number - VISITED]
        asked = outcome == Outcome.VISITED
        visiting.visit(
            door,
            outcome=outcome,
            key=str(uuid.UUID(int=crc32(f"visit {number} {again}".encode()))),
            sheet=sheet_of(1000 + number + again, made.area) if asked else None,
            by=people["officer" if again else "visitor"],
            at=at,
        )

    return act
