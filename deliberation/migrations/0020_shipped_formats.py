"""The forms that a new site knows, as dated data; every meeting so far was a 议事协商会.

The three of the Shanghai regulation are 听证会, 协调会 and 评议会; days of notice are defaults of
ours where they are given. Each step: when, its name, who takes it, what is recorded, how it is
proven, and whether nothing goes on without it.
"""

import datetime as dt

from django.apps import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

SINCE = dt.date(2024, 8, 1)
THREE = "上海市居民区听证会、协调会、评议会制度试行办法；上海市居民委员会工作条例"
NOTICES = ("before", "会议通知", "议事员", "谁在什么时候收到了通知", "notices", False)
MINUTES = ("after", "纪要确认", "到会的各方", "会议纪要由到会的人确认", "minutes", False)
FORMATS = [
    {
        "code": "monthly",
        "name": "议事协商会",
        "meaning": "每月固定一天，各方一起商量小区和居村的事，可以表决。",
        "law": "议事会议事规则（本会自定，非法定表决）",
        "votes": "council",
        "notice_days": None,
        "parties": [],
        "sides": "",
        "papers": "议程\n议题的情况说明",
        "steps": [
            ("before", "列入议程", "议事员", "这次议什么，从哪里来", "agenda", False),
            NOTICES,
            ("at", "签到", "各方", "谁代表哪一方到会", "present", False),
            ("at", "商议", "各方", "谁说了什么，有哪些方案", "remarks", False),
            ("at", "表决", "到会的席位", "票数和是否通过", "votes", False),
            MINUTES,
        ],
    },
    {
        "code": "hearing",
        "name": "听证会",
        "meaning": "实事项目、重大事项作决定以前，请各方当面陈述，把意见听全。",
        "law": THREE,
        "votes": "none",
        "notice_days": 7,
        "parties": ["committee", "residents"],
        "sides": "提出方案的一方\n受影响的居民\n其他居民",
        "papers": "听证事项和方案\n邀请名单\n陈述记录",
        "steps": [
            ("before", "公布听证事项", "居（村）委会", "听证什么，谁提出的，请了谁", "note", True),
            NOTICES,
            ("at", "介绍方案", "提出方案的一方", "方案怎样，要花多少，影响谁", "note", True),
            ("at", "各方陈述", "参加的各方", "每一方陈述了什么意见", "note", True),
            ("at", "归纳意见", "主持人", "一致的意见和不同的意见", "note", True),
            MINUTES,
            ("after", "反馈采纳情况", "提出方案的一方", "采纳了什么，没采纳的为什么", "note", True),
        ],
    },
    {
        "code": "mediation",
        "name": "协调会",
        "meaning": "邻里之间、各方之间有矛盾或者利益冲突，坐下来商量出办法。",
        "law": THREE,
        "votes": "none",
        "notice_days": 3,
        "parties": ["committee"],
        "sides": "有争议的一方\n有争议的另一方",
        "papers": "各方诉求\n协议",
        "steps": [
            ("before", "听取各方诉求", "居（村）委会", "每一方要什么，卡在哪里", "note", True),
            NOTICES,
            ("at", "各方说明", "有争议的各方", "各方当面说了什么", "note", True),
            ("at", "达成协议", "有争议的各方", "商量好的办法，或者为什么没有谈成", "note", True),
            MINUTES,
            ("after", "回访", "居（村）委会", "约定的事做了没有", "note", True),
        ],
    },
    {
        "code": "review",
        "name": "评议会",
        "meaning": "事情办过以后，由居民按标准评一评办得怎样。",
        "law": THREE,
        "votes": "none",
        "notice_days": 7,
        "parties": ["committee", "residents"],
        "sides": "被评议的一方\n参加评议的居民",
        "papers": "评议的对象和标准\n被评议一方的报告",
        "steps": [
            ("before", "公布评议对象和标准", "居（村）委会", "评哪件事，按什么标准", "note", True),
            NOTICES,
            ("at", "报告办理情况", "被评议的一方", "做了什么，花多少，还差什么", "note", True),
            ("at", "评议", "参加评议的居民", "各项标准上有几个人怎么评", "note", True),
            MINUTES,
            ("after", "整改反馈", "被评议的一方", "评得不好的准备怎么改，改了没有", "note", True),
        ],
    },
    {
        "code": "open-space",
        "name": "开放空间",
        "meaning": "先不定方案，围着一个问题分组讨论，把想法变成提议。",
        "law": "开放空间会议",
        "votes": "none",
        "notice_days": 7,
        "parties": [],
        "sides": "居民\n社会组织",
        "papers": "开放的问题\n各组记录纸",
        "steps": [
            ("before", "公布开放的问题", "主持人", "问题是什么，请谁来", "note", True),
            NOTICES,
            ("at", "分组讨论", "各组", "分了几组，每组谈什么", "note", True),
            ("at", "各组汇报", "各组召集人", "每组想到了什么", "note", True),
            MINUTES,
            ("after", "形成提议", "议事员", "哪些想法成了提议或者议题", "note", True),
        ],
    },
    {
        "code": "reception",
        "name": "联合接待日",
        "meaning": "居（村）委会、业委会、物业在同一时间一起接待来访的居民。",
        "law": "",
        "votes": "none",
        "notice_days": 3,
        "parties": ["committee", "owners", "property"],
        "sides": "来访的居民",
        "papers": "接待登记表",
        "steps": [
            ("before", "公布接待时间", "居（村）委会", "什么时候、在哪里、谁来接待", "note", True),
            NOTICES,
            ("at", "接待", "居（村）委会、业委会、物业", "谁来问了什么，当场怎么答", "note", True),
            ("after", "答复", "承诺答复的一方", "当场没有答的，后来怎么答的", "note", True),
        ],
    },
    {
        "code": "summons",
        "name": "约请",
        "meaning": "街镇、居村有事要职能部门当面来商量，约定时间请它到场。",
        "law": "",
        "votes": "none",
        "notice_days": 3,
        "parties": ["committee"],
        "sides": "被约请的部门",
        "papers": "约请事由\n希望部门答复的问题",
        "steps": [
            ("before", "发出约请", "街镇或者居（村）委会", "约请哪个部门，问什么", "note", True),
            NOTICES,
            ("at", "部门到场", "被约请的部门", "谁来了，没有来的为什么", "note", True),
            ("after", "部门答复", "被约请的部门", "怎么答复，什么时候办好", "note", True),
        ],
    },
]  # fmt: skip


def fill(apps, schema_editor):
    get = apps.get_model
    Format, FormatStep = get("deliberation", "Format"), get("deliberation", "FormatStep")
    Party = get("deliberation", "Party")
    for order, form in enumerate(FORMATS, 1):
        facts = {k: v for k, v in form.items() if k not in ("steps", "parties")}
        made = Format.objects.create(**facts, order=order, since=SINCE)
        made.parties.set(Party.objects.filter(code__in=form["parties"]))
        names = ("stage", "name", "who", "record", "proof", "required")
        for place, step in enumerate(form["steps"]):
            FormatStep.objects.create(
                format=made, sort_order=place, **dict(zip(names, step, strict=True))
            )
    monthly = Format.objects.get(code="monthly")
    get("deliberation", "Meeting").objects.update(format=monthly)
    _grant(apps)


def _grant(apps):
    create_permissions(live_apps.get_app_config("deliberation"), apps=apps, verbosity=0)
    apps.get_model("auth", "Group").objects.get(name="系统管理员").permissions.add(
        *apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label="deliberation", content_type__model="format"
        )
    )


def clear(apps, schema_editor):
    get = apps.get_model
    get("deliberation", "FormatStepTaken").objects.all().delete()
    get("deliberation", "Meeting").objects.update(format=None)
    get("deliberation", "Format").objects.all().delete()
    get("auth", "Permission").objects.filter(
        content_type__app_label="deliberation", content_type__model="format"
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0019_formats")]
    operations = [migrations.RunPython(fill, clear)]
