"""The demo's community deliberation: three meetings told in full, each through the real verbs.

狮子山小区 decides on lamps and residents confirm that they shine; owners fail by one head under
民法典 278; a meeting of residents' representatives under the law of 2026 answers suggestions.
"""

from cms.demo import Days, Script, content
from cms.demo.yishi_council import found, seat
from cms.demo.yishi_history import (
    empty_months,
    founding_day,
    load_history,
    people_of,
    plan,
    reckon,
)
from cms.demo.yishi_lion import Lion
from cms.demo.yishi_money import Money
from cms.demo.yishi_open import Open
from cms.demo.yishi_votes import Owners, Representatives
from deliberation.models import Council
from suggestions.models import Area, User

STREET, COMMUNITY, RENEWED, LION = "510104032", "510104032901", "510104032902", "510104032901001"


def load_yishi(script: Script, days: Days, people: dict[str, User], *, estates: int) -> None:
    """The street with its councils; `estates` invented ones beside those of the stories."""
    founded, admin, row = founding_day(days), people["admin"], content("yishi")["lion"]
    street = found(STREET, "狮子山街道议事协商会", founded, people, place="街道议事厅")
    community = found(COMMUNITY, "狮子山社区议事会", founded, people, place="党群服务中心")
    renewed = found(RENEWED, "静安里社区议事会", founded, people, place="社区活动室")
    lion = found(
        LION, "狮子山小区议事会", founded, people,
        place="小区议事亭", locality=Council.Locality.VILLAGE, threshold="majority",
        scope_in=row["scope_in"], scope_out=row["scope_out"],
    )  # fmt: skip
    seat(lion, row["seats"], founded, admin)
    for council in (street, community, renewed):
        people_of(council, founded, admin)
    areas = [Area.objects.get(code=code) for code in (COMMUNITY, RENEWED)]
    others = load_history(script, days, people, areas, estates)
    plan(script, days, [street, community, renewed, lion, *others])
    empty_months(script, days, [street, community, renewed, lion], people["secretary"])
    reckon(script, days)
    Lion(lion, people, days).tell(script)
    Owners(community, people, days).tell(script)
    Representatives(renewed, people, days).tell(script)
    Open(lion, people, days).tell(script)
    Money(lion, people, days).tell(script)
