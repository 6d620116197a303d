"""A round of visits with four doors, two visitors and an officer, for the browser.

`python -m tests.suggestions.visit_story` makes it and prints its page; `… told` says what arrived.
"""

import datetime as dt
import json
import sys

SINGLE = {"type": "single", "id": "a" * 36, "value": {
    "text": "您最想先添哪一样", "required": True, "groups": True, "other": False,
    "options": [{"type": "item", "id": name * 36, "value": {"text": text, "go": None}}
                for name, text in (("b", "长椅"), ("c", "路灯"))],
}}  # fmt: skip
WORDS = {"type": "long", "id": "d" * 36, "value": {"text": "还想说什么", "required": False}}


def people(village, at):
    from django.contrib.auth.models import Group

    from suggestions.actions import scoping
    from suggestions.models import User

    names = {"officer": ("征集办工作人员", "周"), "admin": ("系统管理员", "王"),
             "visitor": ("走访员", "方"), "colleague": ("走访员", "何")}  # fmt: skip
    made = {}
    for name, (role, family) in names.items():
        made[name] = User.objects.create_user(name, password="jianyan", last_name=family)
        made[name].groups.add(Group.objects.get(name=role))
    for name in ("visitor", "colleague"):
        user = User.objects.get(username=name)
        scoping.propose(user, areas=[village], reason="负责", by=made["admin"], at=at)
    return made


def make() -> dict:
    from django.utils import timezone
    from wagtail.models import Page

    from suggestions.actions import visiting
    from suggestions.models import Area, QuestionnairePage

    at = timezone.now()
    city = Area.add_root(code="31", name="上海市", level="city", full_name="上海市")
    village = city.add_child(
        code="310104008001", name="田林一村", level="community", full_name="田林一村"
    )
    officer = people(village, at)["officer"]
    page = QuestionnairePage(
        title="便民设施问卷", slug="visits", summary="三分钟。", opens_at=at - dt.timedelta(days=1),
        closes_at=at + dt.timedelta(days=9), typed_twice=True,
    )  # fmt: skip
    page.questions = page.questions.stream_block.to_python([SINGLE, WORDS])
    page = Page.objects.get(depth=1).get_children().first().add_child(instance=page)
    visits = visiting.open_round(
        questionnaire=page, area=village, consent="您好，回答自愿。", by=officer, at=at
    )
    lines = [("3号楼", room, "") for room in ("301", "302", "303")] + [("12号楼", "101", "王阿姨")]
    visiting.write_households(visits, lines, by=officer, at=at)
    return {"page": f"/admin/visits/{visits.pk}/"}


def told() -> dict:
    from suggestions.models import AnswerSheet, OpenAnswer, Visit

    rows = Visit.objects.order_by("pk").select_related("household", "by")
    return {
        "visits": [[str(v.household), v.outcome, v.by.username, v.late] for v in rows],
        "sheets": AnswerSheet.objects.filter(way="visit").count(),
        "words": list(OpenAnswer.objects.values_list("text", flat=True)),
    }


def papers() -> dict:
    from suggestions.models import AnswerSheet, TypedSheet

    rows = TypedSheet.objects.order_by("pk").select_related("first_by", "second_by", "settled_by")
    return {
        "papers": [
            [one.number, one.status, *(str(by) for by in (one.first_by, one.second_by))]
            for one in rows
        ],
        "sheets": AnswerSheet.objects.filter(way="paper").count(),
    }


def revoke() -> dict:
    from django.utils import timezone

    from suggestions.actions import visit_devices
    from suggestions.models import User, VisitDevice

    officer = User.objects.get(username="officer")
    for device in VisitDevice.objects.filter(revoked_at=None):
        visit_devices.revoke(device, by=officer, at=timezone.now())
    return {}


if __name__ == "__main__":
    import django

    django.setup()
    print(
        json.dumps(
            {"told": told, "papers": papers, "revoke": revoke}.get("".join(sys.argv[1:]), make)()
        )
    )
