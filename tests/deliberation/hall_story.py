"""A council in its hall, for the browser: one meeting about to begin, one that is running.

`python -m tests.deliberation.hall_story` makes it and prints where it is; with `next` the last
in the queue is asked to speak.
"""

import datetime as dt
import json
import sys

LONG = (
    "小区南门人行道破损、雨天积水，老人孩子容易滑倒，请研究怎么修、钱从哪里来，"
    "顺便把花坛一起修好，再看看路灯"
)
TITLES = ("充电桩", "门禁", "垃圾房", "停车", "晾衣")


def make() -> dict:
    from django.contrib.auth.models import Group
    from django.utils import timezone

    from deliberation.actions import conducting, speaking
    from deliberation.hall import passes
    from deliberation.models import Council, Meeting, Party, Seat
    from suggestions.models import Area, User

    at = timezone.now()
    area = Area.add_root(code="51", name="成都市", level="city", full_name="成都市")
    council = Council.objects.create(
        area=area, name="狮子山小区议事会", slug="hall", level="estate", place="一楼大厅"
    )
    by = User.objects.create_user("secretary", password="jianyan")
    by.groups.add(Group.objects.get(name="议事员"))
    council.secretaries.add(by)
    seats = [
        Seat.objects.create(
            council=council,
            party=party,
            holder=f"代表某{party.order}",
            since=dt.date(2024, 8, 1),
            phone=f"1390000000{party.order}",
        )
        for party in Party.objects.filter(usual=True)
    ]
    council.required_parties.set([seats[3].party])
    before, running = (_meeting(council, at, title) for title in ("夜间出行安全隐患", LONG))
    conducting.open_meeting(running, chair="代表某1", by=by, at=at)
    item = running.items.select_related("meeting").first()
    conducting.start_item(item, minutes=30, by=by, at=at)
    for seat in seats:
        speaking.add_speaker(item, seat=seat, by=by, at=at)
    speaking.call_speaker(item.speakers.first(), by=by, at=at)
    assert Meeting.objects.count() == 2
    code = passes.code(before, timezone.now())
    return {
        "before": passes.hall_url(before),
        "running": passes.hall_url(running),
        "scan": f"/yishi/meetings/{before.pk}/code/{code}/",
        "desk": f"/admin/yishi/{council.pk}/meetings/{running.pk}/",
    }


def _meeting(council, at, title):
    from deliberation.models import AgendaItem, Matter, Meeting

    meeting = Meeting.objects.create(
        council=council, kind="extra", status="noticed", starts_at=at, minutes=60, notice_by=at,
        month=at.date().replace(day=1), place=council.place, secret=title[:40],
    )  # fmt: skip
    for order, name in enumerate((title, *TITLES), 1):
        matter = Matter.objects.create(
            council=council, title=name, source="staff", raised_at=at, status="arranged"
        )
        AgendaItem.objects.create(meeting=meeting, matter=matter, order=order)
    return meeting


def ask_the_last() -> dict:
    from django.utils import timezone

    from deliberation.actions import speaking
    from deliberation.models import Speaker
    from suggestions.models import User

    waiting = Speaker.objects.filter(status="waiting").select_related("item__meeting")
    by = User.objects.get(username="secretary")
    speaking.call_speaker(waiting.order_by("-pk").first(), by=by, at=timezone.now())
    return {}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(ask_the_last() if sys.argv[1:] == ["next"] else make()))
