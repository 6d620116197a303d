"""What the one page of the evening does in one press: everybody here, a show of hands, who does it.

Each is made of the verbs that the other pages have; nothing is decided here.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from deliberation.actions import attending, drafting, motions, resolutions
from deliberation.actions.conducting import in_session
from deliberation.models import AgendaItem, Attendance, Meeting, Motion, Option, Resolution, Seat
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import User


def sign_all(
    meeting: Meeting, *, seats: Sequence[Seat], by: User, at: dt.datetime
) -> list[Attendance]:
    """全部到会: signs these seats at once; who has signed meanwhile stays as they are."""
    if not seats:
        raise Refused("请至少勾选一位到会的人。")
    with transaction.atomic():
        fresh = in_session(meeting, *attending.SIGNING)
        taken = set(fresh.attendances.exclude(seat=None).values_list("seat", flat=True))
        coming = [seat for seat in seats if seat.pk not in taken]
        if not coming:
            raise Overtaken("勾选的人都已经签到了，请刷新页面后再看。")
        way = Attendance.Way.LIST
        return [attending.check_in(fresh, seat, way=way, by=by, at=at) for seat in coming]


def put_to_hands(
    item: AgendaItem,
    *,
    title: str,
    text: str,
    by: User,
    at: dt.datetime,
    option: Option | None = None,
    form: str = Motion.Form.YESNO,
    reason: str = "",
) -> Motion:
    """举手表决 under the council's own rule: drafted and opened together, or not at all.

    Where something is to be chosen, it is one of the ways to settle the item, or several of them.
    `reason` says publicly why the seats were not all told of the meeting in time.
    """
    chooses = form != Motion.Form.YESNO
    hands = drafting.MotionDraft(
        title=title,
        text=text,
        rule="council",
        method=Motion.Method.HANDS,
        option=None if chooses else option,
        form=form,
        answers=[row.title for row in item.options.all()] if chooses else (),
    )
    with transaction.atomic():
        in_session(item.meeting)
        # The row is held: of two who press at once the second sees the first one's vote.
        if item.motions.filter(status=Motion.Status.OPEN).exists():
            raise Overtaken("这一项正在表决，请先结束表决。")
        motion = motions.draft_motion(item, draft=hands, by=by, at=at)
        motions.open_motion(motion, reason=reason, by=by, at=at)
    return motion


def lay_down(
    motion: Motion,
    *,
    task: str,
    lead: str,
    due_on: dt.date,
    by: User,
    at: dt.datetime,
    money: dict[str, Decimal] | None = None,
    tell_authors: bool = True,
) -> Resolution:
    """形成决议 while everybody still sits there: what was voted on, who does it, until when."""
    decision = resolutions.Decision(
        title=motion.title,
        text=motion.decided,
        lead=lead,
        money=money or {},
        tasks=[resolutions.Work(task, lead, due_on)],
    )
    return resolutions.resolve(motion, decision=decision, tell_authors=tell_authors, by=by, at=at)
