"""What racing processes do to resolutions, minutes and the ledger: used by `test_follow_races.py`.

Everything here runs inside a process of its own on a database that commits for real.
"""

import contextlib
import datetime as dt
from decimal import Decimal

from tests.suggestions import racing

AT = dt.datetime(2026, 9, 16, 2, 0, tzinfo=dt.UTC)
PARTIES = 4


def prepare(_, motions):
    """A council with seats of four parties, a closed meeting, carried motions; once a database."""
    from django.contrib.auth.models import Group

    from deliberation.models import (
        AgendaItem,
        Council,
        Matter,
        Meeting,
        Motion,
        Party,
        Seat,
        Step,
        StepTaken,
    )
    from suggestions.models import Area, User

    user = User.objects.create_user("race")
    user.groups.add(Group.objects.get(name="议事员"))
    area = Area.add_root(code="98", name="赛跑", level="city", full_name="赛跑")
    council = Council.objects.create(area=area, name="赛跑议事会", slug="follow", level="community")
    for party in Party.objects.all()[:PARTIES]:
        Seat.objects.create(
            council=council, party=party, holder=party.name, since=dt.date(2026, 1, 1)
        )
    meeting = Meeting.objects.create(
        council=council, month=dt.date(2026, 9, 1), minutes=60, starts_at=AT, notice_by=AT,
        status=Meeting.Status.CLOSED, opened_at=AT, closed_at=AT, secret="follow",
    )  # fmt: skip
    for number in range(motions):
        matter = Matter.objects.create(
            council=council, title=f"赛跑{number}", source="staff", status="arranged", raised_at=AT
        )
        for step in Step.objects.filter(procedure__code="four-steps"):
            StepTaken.objects.create(matter=matter, step=step, note="已办", on=AT.date(), at=AT)
        item = AgendaItem.objects.create(meeting=meeting, matter=matter, order=number + 1)
        Motion.objects.create(
            item=item, number=1, title="赛跑", text="同意。", rule="council", method="hands",
            status="closed", passed=True, opened_at=AT, closed_at=AT, drafted_by=user,
        )  # fmt: skip


def _secretary():
    from suggestions.models import User

    return User.objects.get(username="race")


def motions(_):
    from deliberation.models import Motion

    rows = Motion.objects.filter(item__meeting__council__slug="follow", resolution=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def resolve_all(_, pks):
    """How many resolutions this process made."""
    from deliberation.actions import resolutions
    from deliberation.models import Motion
    from suggestions.actions import rules

    work = resolutions.Work("装灯", "物业", dt.date(2026, 12, 1))
    decision = resolutions.Decision(
        title="赛跑",
        text="同意。",
        lead="物业",
        tasks=[work],
        money={"crowdfunding": Decimal("9.00")},
    )
    made = 0
    for pk in pks:
        with contextlib.suppress(rules.Overtaken):
            motion = Motion.objects.get(pk=pk)
            resolutions.resolve(motion, decision=decision, by=_secretary(), at=AT)
            made += 1
    return made


def resolve_own(number, pks, processes):
    """Each process its own share of the motions, all of one council and one year."""
    return resolve_all(number, pks[number::processes])


def done_resolution(_):
    """One that was done three months ago, with a promise; gives its key."""
    from deliberation.actions import evaluating
    from deliberation.models import Resolution

    (pk, *_) = motions(None)
    resolve_all(None, [pk])
    resolution = Resolution.objects.get(motion=pk)
    goal = evaluating.Goal("少摔倒", "登记", "起", "less", Decimal(6), AT.date(), Decimal(2))
    evaluating.promise_effect(resolution, goal=goal, by=_secretary(), at=AT)
    Resolution.objects.filter(pk=resolution.pk).update(status="done", done_at=AT)
    return resolution.pk


def evaluate(_, pk):
    """Whether this process wrote the evaluation, which is a bad one."""
    from deliberation.actions import evaluating
    from deliberation.models import Resolution
    from suggestions.actions import rules

    at = AT + dt.timedelta(days=95)
    measured = evaluating.Measured(at.date(), "居委会", "登记簿", "早点装。", Decimal(5))
    try:
        found = Resolution.objects.get(pk=pk)
        evaluating.evaluate(found, measured=measured, by=_secretary(), at=at)
    except rules.Overtaken:
        return 0
    return 1


def returned(_, pk):
    """How many evaluations and how many matters came of it."""
    from deliberation.models import Evaluation, Matter

    return (
        Evaluation.objects.filter(resolution=pk).count(),
        Matter.objects.filter(returned=pk).count(),
    )


def numbers(_):
    from deliberation.models import Resolution

    rows = Resolution.objects.filter(council__slug="follow")
    return sorted(rows.values_list("number", flat=True))


# --- the ledger -------------------------------------------------------------------------------


def paid_pledges(_, count):
    """Pledges of nine yuan, each fully paid."""
    from deliberation.actions import pledging
    from deliberation.models import Resolution

    if not Resolution.objects.exists():
        resolve_all(_, motions(_)[:1])
    resolution = Resolution.objects.filter(council__slug="follow").first()
    made = []
    for _n in range(count):
        pledge = pledging.make_pledge(resolution, amount="9.00", by=_secretary(), at=AT)
        pledging.pay_pledge(
            pledge, amount="9.00", on=AT.date(), proof="收据", by=_secretary(), at=AT
        )
        made.append(pledge.pk)
    return made


def refund_all(_, pks):
    """Refund five of each nine yuan: for one process there is room, for two there is none."""
    from deliberation.actions import pledging
    from deliberation.models import Pledge
    from suggestions.actions import rules

    done = 0
    for pk in pks:
        with contextlib.suppress(rules.Refused):
            pledge = Pledge.objects.get(pk=pk)
            pledging.refund_pledge(
                pledge, amount="5.00", on=AT.date(), proof="转账", by=_secretary(), at=AT
            )
            done += 1
    return done


def refund_all_naively(_, pks):
    """Look first, then write: what the conditional UPDATE replaces."""
    from deliberation.models import LedgerLine, Pledge

    done = 0
    for pk in pks:
        pledge = Pledge.objects.get(pk=pk)
        back = sum(line.amount for line in pledge.lines.filter(kind="refunded"))
        racing.meet_once()
        if back + 5 <= 9:
            LedgerLine.objects.create(
                pledge=pledge, kind="refunded", amount="5.00", on=AT.date(), note="转账",
                by=_secretary(), at=AT,
            )  # fmt: skip
            done += 1
    return done


def balanced(_):
    from deliberation.actions import pledging
    from deliberation.models import Resolution

    return pledging.reconcile(Resolution.objects.filter(council__slug="follow").first()).balanced


# --- minutes ----------------------------------------------------------------------------------


def send_minutes(_):
    from deliberation.actions import minuting
    from deliberation.models import Meeting, Motion

    meeting = Meeting.objects.get(council__slug="follow")
    # What the other races left unresolved would stop the minutes.
    Motion.objects.filter(item__meeting=meeting).unanswered().update(passed=False)
    for seat in meeting.council.seats.select_related("party"):
        meeting.attendances.create(
            seat=seat, party=seat.party, name=seat.holder, capacity="member", way="list",
            arrived_at=AT,
        )  # fmt: skip
    minutes = minuting.draft_minutes(meeting, by=_secretary(), at=AT)
    minuting.send_minutes(minutes, by=_secretary(), at=AT)
    return minutes.pk


def confirm(number, pk):
    """Each process speaks for its own seat, all at once: one of them is the last."""
    from deliberation.actions import minuting
    from deliberation.models import Minutes, Seat

    seat = Seat.objects.select_related("party").order_by("party__order")[number]
    minuting.confirm_minutes(Minutes.objects.get(pk=pk), seat=seat, by=_secretary(), at=AT)


def frozen(_, pk):
    """(status, words in the content, links of the chain that say so)."""
    from deliberation.models import Entry, Minutes

    minutes = Minutes.objects.get(pk=pk)
    said = [row["word"] for row in minutes.content.get("confirmations", [])]
    return minutes.status, said, Entry.objects.filter(kind="minutes.frozen").count()
