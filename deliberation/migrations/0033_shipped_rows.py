"""The six other forms get their rows: sides invited, statements, marks, groups, visits, answers.

A form under which meetings are planned or held is not rewritten: its version ends today and the
next one begins tomorrow. Days of answer (7, 10, 15, 30) are defaults of ours.
"""

import datetime as dt

from django.db import migrations
from django.utils.timezone import localdate

NOTICES = ("before", "会议通知", "议事员", "谁在什么时候收到了通知", "notices", False, None)
MINUTES = ("after", "纪要确认", "到会的各方", "会议纪要由到会的人确认", "minutes", False, None)
PARTIES = {
    "hearing": ["committee", "residents"],
    "mediation": ["committee"],
    "review": ["committee", "residents"],
    "open-space": [],
    "reception": ["committee", "owners", "property"],
    "summons": ["committee"],
}
STEPS = {
    "hearing": [
        ("before", "公布听证事项", "居（村）委会", "听证什么，谁提出的", "note", True, None),
        ("before", "邀请各方", "居（村）委会", "请了哪几方，对方怎么答复", "invite", True, None),
        NOTICES,
        ("at", "介绍方案", "提出方案的一方", "方案怎样，要花多少，影响谁", "note", True, None),
        ("at", "各方陈述", "参加的各方", "每一方陈述了什么意见", "statement", True, None),
        ("at", "归纳意见", "主持人", "一致的意见和不同的意见", "note", True, None),
        MINUTES,
        ("after", "反馈采纳情况", "提出方案的一方", "采纳了没有，为什么", "answer", True, 15),
    ],
    "mediation": [
        ("before", "听取各方诉求", "居（村）委会", "每一方要什么，卡在哪里", "invite", True, None),
        NOTICES,
        ("at", "各方说明", "有争议的各方", "各方当面说了什么", "statement", True, None),
        ("at", "达成协议", "有争议的各方", "协议和签字，或者为什么没谈成", "agreement", True, None),
        MINUTES,
        ("after", "回访", "居（村）委会", "约定的事做了没有", "answer", True, 30),
    ],
    "review": [
        ("before", "公布评议对象和标准", "居（村）委会", "评哪件事，谁办的，按什么标准", "subject",
         True, None),
        NOTICES,
        ("at", "报告办理情况", "被评议的一方", "做了什么，花多少，还差什么", "note", True, None),
        ("at", "评议", "居民和席位", "每项标准几个人打几分", "rating", True, None),
        MINUTES,
        ("after", "整改反馈", "被评议的一方", "评得不好的准备怎么改，改了没有", "answer", True, 30),
    ],
    "open-space": [
        ("before", "公布开放的问题", "主持人", "问题是什么", "question", True, None),
        NOTICES,
        ("at", "分组讨论", "各组", "分了几组，每组谈什么", "group", True, None),
        ("at", "各组汇报", "各组召集人", "每组想到了什么", "idea", True, None),
        MINUTES,
        ("after", "形成议题", "议事员", "哪些想法列为议题", "raised", True, None),
    ],
    "reception": [
        ("before", "公布接待时间", "居（村）委会", "什么时候、在哪里、谁来接待", "note",
         True, None),
        NOTICES,
        ("at", "接待", "居（村）委会、业委会、物业", "谁来说了什么，谁接办", "visit", True, None),
        ("after", "答复", "接办的一方", "当场没有答的，后来怎么答的", "answer", True, 7),
    ],
    "summons": [
        ("before", "发出约请", "街镇或者居（村）委会", "约请哪个部门，请它答复什么", "summon",
         True, None),
        NOTICES,
        ("at", "部门到场", "被约请的部门", "谁来了，没有来的为什么", "arrival", True, None),
        ("after", "部门答复", "被约请的部门", "怎么答复，什么时候办好", "answer", True, 10),
    ],
}  # fmt: skip


def fill(apps, schema_editor):
    get = apps.get_model
    Format, Party = get("deliberation", "Format"), get("deliberation", "Party")
    codes = dict(Party.objects.values_list("code", "pk"))
    for code, steps in STEPS.items():
        last = Format.objects.filter(code=code).order_by("-since").first()
        if last is None:
            continue
        version = _next(apps, last)
        asked = [codes[party] for party in PARTIES[code] if party in codes]
        through = Format.parties.through
        through.objects.filter(format_id=version.pk).delete()
        through.objects.bulk_create(through(format_id=version.pk, party_id=pk) for pk in asked)
        _write(apps, version, steps)


def _next(apps, last):
    """The version itself while nothing is held under it; else the one that follows it."""
    Meeting, today = apps.get_model("deliberation", "Meeting"), localdate()
    if not Meeting.objects.filter(format_id=last.pk).exists():
        return last
    if last.until and last.until <= today:
        return last
    names = [f.name for f in last._meta.fields if f.name not in ("id", "since", "until")]
    facts = {name: getattr(last, name) for name in names}
    Format = apps.get_model("deliberation", "Format")
    Format.objects.filter(pk=last.pk).update(until=today)
    return Format.objects.create(since=today + dt.timedelta(days=1), until=last.until, **facts)


def _write(apps, version, steps):
    FormatStep = apps.get_model("deliberation", "FormatStep")
    if apps.get_model("deliberation", "Meeting").objects.filter(format_id=version.pk).exists():
        return
    FormatStep.objects.filter(format_id=version.pk).delete()
    names = ("stage", "name", "who", "record", "proof", "required", "days")
    FormatStep.objects.bulk_create(
        FormatStep(format_id=version.pk, sort_order=place, **dict(zip(names, step, strict=True)))
        for place, step in enumerate(steps)
    )


def back(apps, schema_editor):
    """Rows go with their table; what needs rows is a note again."""
    apps.get_model("deliberation", "FormRow").objects.all().delete()
    apps.get_model("deliberation", "Matter").objects.filter(source="meeting").update(source="staff")
    kinds = {step[4] for steps in STEPS.values() for step in steps} - {"note", "notices", "minutes"}
    rows = apps.get_model("deliberation", "FormatStep").objects.filter(proof__in=kinds)
    rows.update(proof="note", days=None)


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0032_form_rows")]
    operations = [migrations.RunPython(fill, back)]
