"""A city with one street, an officer, and a campaign that knows whom it should hear.

`python -m tests.suggestions.list_story` makes it and prints its page; `… told` says what is there.
"""

import datetime as dt
import json
import sys


def make() -> dict:
    from django.contrib.auth.models import Group
    from django.utils import timezone
    from wagtail.models import Page

    from suggestions.actions import hearing
    from suggestions.models import Area, CampaignPage, User

    at = timezone.now()
    city = Area.add_root(code="31", name="上海市", level="city", full_name="上海市")
    for code, name in (("310104", "徐汇区"), ("310101", "黄浦区")):
        city.add_child(code=code, name=name, level="district", full_name=name)
    xuhui = Area.objects.get(code="310104")
    for code, name in (("310104008", "漕河泾街道"), ("310104013", "康健新村街道")):
        xuhui.add_child(code=code, name=name, level="street", full_name=f"徐汇区 · {name}")
    officer = User.objects.create_user("officer", password="jianyan", last_name="周")
    officer.groups.add(Group.objects.get(name="征集办工作人员"))
    campaign = CampaignPage(
        title="电动车充电", slug="lists", summary="在哪里充电。",
        opens_at=at - dt.timedelta(days=1), closes_at=at + dt.timedelta(days=9),
    )  # fmt: skip
    Page.objects.get(depth=1).get_children().first().add_child(instance=campaign)
    hearing.set_targets(campaign, cells="不限，徐汇区，1113078", source="普查", by=officer, at=at)
    return {"page": "/admin/"}


def told() -> dict:
    from suggestions.models import HearingTarget, Station

    targets = HearingTarget.objects.order_by("area__code")
    return {
        "stations": sorted(Station.objects.values_list("name", flat=True)),
        "targets": [list(row) for row in targets.values_list("area__name", "people", "source")],
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"told": told}.get("".join(sys.argv[1:]), make)()))
