"""A quiet meeting about to begin, for the browser: one item, seven seats, two secretaries.

`python -m tests.deliberation.evening_story` makes it and prints the address of its page.
"""

import datetime as dt
import json


def make() -> dict:
    from django.contrib.auth.models import Group
    from django.utils import timezone

    from deliberation.actions import matters
    from deliberation.models import AgendaItem, Council, Meeting, Party, Seat, Step
    from suggestions.models import Area, User

    at = timezone.now()
    area = Area.add_root(code="51", name="成都市", level="city", full_name="成都市")
    council = Council.objects.create(
        area=area, name="幸福社区议事会", slug="evening", level="community", place="活动室"
    )
    people = []
    for name, family, given in (("secretary", "李", "静"), ("colleague", "何", "平")):
        person = User.objects.create_user(
            name, password="jianyan", last_name=family, first_name=given
        )
        person.groups.add(Group.objects.get(name="议事员"))
        people.append(person)
    council.secretaries.set(people)
    parties = list(Party.objects.filter(usual=True))
    names = ("张建国", "李秀英", "王志强", "刘桂兰", "陈永康", "杨丽华", "黄海")
    for number, holder in enumerate(names):
        Seat.objects.create(
            council=council,
            party=parties[number % len(parties)],
            holder=holder,
            since=dt.date(2024, 8, 1),
        )
    meeting = Meeting.objects.create(
        council=council, kind="extra", status="noticed", starts_at=at, minutes=60, notice_by=at,
        month=at.date().replace(day=1), place=council.place, secret="evening", chair="张建国",
    )  # fmt: skip
    matter = matters.raise_matter(
        council, title="三号楼前装路灯", body="装六盏太阳能路灯。", by=people[0], at=at
    )
    for step in Step.objects.filter(procedure__code="four-steps", stage=Step.Stage.BEFORE):
        said = f"{step.name}：已经听取意见。"
        matters.take_step(matter, step, note_text=said, on=at.date(), by=people[0], at=at)
    type(matter).objects.filter(pk=matter.pk).update(status="arranged")
    AgendaItem.objects.create(meeting=meeting, matter=matter, order=1)
    return {"page": f"/admin/yishi/{council.pk}/meetings/{meeting.pk}/conduct/"}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(make()))
