"""From a motion to the case that the rules judge: who counts as present, and what was cast.

What `present` means for each rule is written down in docs/voting.md; the code is here.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils.timezone import localdate

from deliberation.models import Attendance, Ballot, Choice, Motion, PaperBallot, Roll, Voter
from deliberation.rules import BY_AREA, Rule, RuleError, ballots, rule_in_force
from deliberation.rules.ballots import Outcome
from suggestions.actions.rules import Refused

K = Roll.Kind
ASSEMBLY = (K.RESIDENTS, K.HOUSEHOLDS)
ROLL_KINDS: Mapping[str, tuple[str, ...]] = {
    "residents-assembly": ASSEMBLY,
    "villagers-assembly": ASSEMBLY,
    "village-group": ASSEMBLY,
    "residents-representatives": (K.REPRESENTATIVES,),
    "village-representatives": (K.REPRESENTATIVES,),
    "owners-ordinary": (K.OWNERS,),
    "owners-special": (K.OWNERS,),
    "owners-committee": (K.COMMITTEE,),
    "council": (K.SEATS,),
}
# The mandate that a law or the nature of the body forbids.
NO_PROXY = {"owners-committee": "业主委员会委员不得委托他人（上海市住宅物业管理规定第二十五条）。"}
NAMED_BY_AREA = (
    "业主共同决定要按专有面积计票，票上的面积会让人认出投票人，所以只能记名表决"
    "（表决票由业主签名）。请选择记名。"
)


@dataclass(frozen=True)
class Tally:
    """Heads, households and area of one group of people, as a case writes them."""

    people: int = 0
    households: int = 0
    area: Decimal = Decimal(0)

    def as_dict(self) -> dict[str, Any]:
        return {"people": self.people, "households": self.households, "area": f"{self.area:.2f}"}


def rule_of(motion: Motion, at: dt.datetime) -> Rule:
    """The version in force on the day on which the vote was opened (or would open now)."""
    try:
        return rule_in_force(motion.rule, localdate(motion.opened_at or at))
    except RuleError as error:
        raise Refused(str(error)) from error


def by_area(motion: Motion) -> bool:
    return motion.rule in BY_AREA


def roll_of(motion: Motion) -> Roll:
    """The roll that a vote is taken on: none opens without one."""
    if motion.roll is None:
        raise Refused("请先选择名册，再开始表决。")
    return motion.roll


def counts_households(motion: Motion) -> bool:
    """Whether households are a base of this vote beside heads.

    Hands and secret ballots carry no household: then heads alone are counted.
    """
    named = motion.method == Motion.Method.BALLOT and not motion.secret
    roll = roll_of(motion)
    return named and roll.kind == K.RESIDENTS and roll.households > 0


def tally(motion: Motion, entries: Iterable[tuple[bool, Decimal]]) -> Tally:
    """Sum `(speaks for a household, area)` in the bases that this vote counts."""
    rows = list(entries)
    if roll_of(motion).kind == K.HOUSEHOLDS:
        return Tally(households=len(rows))
    households = sum(heads for heads, _ in rows) if counts_households(motion) else 0
    area = sum((a for _, a in rows), Decimal(0)) if by_area(motion) else Decimal(0)
    return Tally(len(rows), households, area)


def eligible(motion: Motion) -> Tally:
    roll = roll_of(motion)
    if roll.kind == K.HOUSEHOLDS:
        return Tally(households=roll.households)
    households = roll.households if counts_households(motion) else 0
    return Tally(roll.people, households, roll.area if by_area(motion) else Decimal(0))


# --- who is present --------------------------------------------------------------------------


def sitting(motion: Motion):
    """The seats whose holder or substitute was in the hall while this vote was open."""
    came = Attendance.objects.filter(meeting=motion.item.meeting_id, seat__isnull=False)
    since = motion.opened_at
    here = Q(left_at__isnull=True)
    if since:
        here |= Q(left_at__gt=since)
    if motion.closed_at:
        came = came.filter(arrived_at__lte=motion.closed_at)
    return came.filter(here)


def present_voters(motion: Motion):
    """Owners take part by voting; in a meeting one is present by coming, or by voting."""
    voters = Voter.objects.filter(motion=motion)
    if by_area(motion):
        return voters.filter(voted=True)
    if motion.rule == "council":
        seats = sitting(motion).values("seat")
        return voters.filter(Q(voted=True) | Q(entry__seat__in=seats))
    return voters.filter(Q(voted=True) | Q(present=True))


def present(motion: Motion) -> Tally:
    rows = present_voters(motion).values_list("entry__heads_household", "entry__area")
    return tally(motion, rows)


def turnout(motion: Motion) -> dict[str, int]:
    """What anybody may know while a vote is open: how many, never who or what."""
    return Voter.objects.filter(motion=motion).aggregate(
        entitled=Count("pk"), voted=Count("pk", filter=Q(voted=True))
    )


def read_once(motion: Motion) -> list[int]:
    """Numbers whose paper waits for its second reading; what was read is told to nobody."""
    rows = PaperBallot.objects.filter(voter__motion=motion, voter__voted=False)
    numbers = rows.order_by("voter__entry__number").values_list("voter__entry__number", flat=True)
    return list(numbers)


# --- what was cast ---------------------------------------------------------------------------


def cast(motion: Motion) -> dict[str, Tally]:
    """The ballots by choice. Only closing may ask: nobody sees partial results."""
    if motion.method == Motion.Method.HANDS:
        return _by_hands(motion)
    if motion.secret:
        counted = dict(
            Ballot.objects.filter(motion=motion)
            .order_by()
            .values_list("choice")
            .annotate(n=Count("pk"))
        )
        one = [(False, Decimal(0))]
        return {c: tally(motion, one * counted.get(c, 0)) for c in Choice.values}
    rows = Ballot.objects.filter(motion=motion).values_list(
        "choice", "voter__entry__heads_household", "area"
    )
    groups: dict[str, list] = {choice: [] for choice in Choice.values}
    for choice, heads, area in rows:
        groups[choice].append((heads, area))
    return {choice: tally(motion, found) for choice, found in groups.items()}


def outcome(motion: Motion) -> Outcome:
    """What came of a vote among options. Only closing may ask."""
    if motion.method == Motion.Method.HANDS:
        hands = motion.hands
        votes = dict(enumerate(hands.counts, 1))
        return ballots.decided((ballots.Round(votes),), hands.abstain_count)
    cast = Ballot.objects.filter(motion=motion).values_list("choice", flat=True)
    read = [ballots.read(motion.form, len(motion.answers), choice) for choice in cast]
    return ballots.count(motion.form, len(motion.answers), read)


def _chosen(motion: Motion) -> dict[str, Any]:
    """The groups of a vote among options: for the one that leads, for another one, for none.

    Of hands for several options nobody knows how many people raised one for any of them.
    """
    found = outcome(motion)
    people = {"for": found.votes, "abstain": found.abstained + found.spent}
    if motion.form != Motion.Form.APPROVAL:
        people["against"] = sum(found.last.votes.values()) - found.votes
    elif motion.method == Motion.Method.HANDS:
        people["against"] = 0
    else:
        people["against"] = Ballot.objects.filter(motion=motion).count() - sum(people.values())
    return {
        **{group: Tally(n).as_dict() for group, n in people.items()},
        "choice": {"form": motion.form, "options": motion.answers, "outcome": found.as_dict()},
    }


def _by_hands(motion: Motion) -> dict[str, Tally]:
    hands = motion.hands
    one = [(False, Decimal(0))]
    figures = (hands.for_count, hands.against_count, hands.abstain_count)
    return {c: tally(motion, one * n) for c, n in zip(Choice.values, figures, strict=True)}


def case_of(motion: Motion) -> dict[str, Any]:
    """The case as `deliberation.rules` judges it."""
    if motion.chooses:
        groups = _chosen(motion)
    else:
        groups = {choice: group.as_dict() for choice, group in cast(motion).items()}
    case = {
        "rule": motion.rule,
        "on": localdate(motion.opened_at).isoformat(),
        "eligible": eligible(motion).as_dict(),
        "present": present(motion).as_dict(),
        **groups,
    }
    if motion.notice:
        case["notice"] = motion.notice
    return case | _council_case(motion) if motion.rule == "council" else case


def _council_case(motion: Motion) -> dict[str, Any]:
    council = motion.item.meeting.council
    voters = present_voters(motion).values("entry__party__name")
    came = {row["entry__party__name"] for row in voters} - {None}
    return {
        "seats": roll_of(motion).people,
        "required_parties": [p.name for p in council.required_parties.order_by("order")],
        "parties_present": sorted(came),
        "threshold": council.threshold,
    }
