"""A council before its month, for the browser: five parties, two secretaries, nothing planned.

`python -m tests.deliberation.month_story` makes it and prints where its desk is.
"""

import datetime as dt
import json
import sys

HOLDERS = ("张建国", "李秀英", "王志强", "刘桂兰", "陈永康")


def make() -> dict:
    from django.contrib.auth.models import Group

    from deliberation.models import Council, Party, Seat
    from suggestions.models import Area, User

    area = Area.add_root(code="51", name="成都市", level="city", full_name="成都市")
    council = Council.objects.create(
        area=area, name="幸福小区议事会", slug="month", level="estate", place="活动室"
    )
    for name, family, given in (("secretary", "李", "静"), ("colleague", "何", "平")):
        person = User.objects.create_user(
            name, password="jianyan", last_name=family, first_name=given
        )
        person.groups.add(Group.objects.get(name="议事员"))
        council.secretaries.add(person)
    parties = Party.objects.filter(usual=True)
    for number, (party, holder) in enumerate(zip(parties, HOLDERS, strict=True)):
        Seat.objects.create(
            council=council,
            party=party,
            holder=holder,
            since=dt.date(2025, 8, 1),
            phone=f"1390000000{number}",
        )
    return {"page": f"/admin/yishi/{council.pk}/", "council": council.pk}


def scan() -> dict:
    """Where the picture on the hall's screen leads just now."""
    from django.utils import timezone

    from deliberation.hall import passes
    from deliberation.models import Meeting

    meeting = Meeting.objects.get(starts_at__lt=timezone.now() + dt.timedelta(hours=2))
    return {"scan": f"/yishi/meetings/{meeting.pk}/code/{passes.code(meeting, timezone.now())}/"}


def proof() -> dict:
    """The council's record, checked."""
    from deliberation import verify
    from deliberation.models import Council
    from deliberation.record.export import export_record

    return verify.verify(export_record(Council.objects.get(slug="month")))


ASKED = {"": make, "scan": scan, "proof": proof}

if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(ASKED["".join(sys.argv[1:])]()))
