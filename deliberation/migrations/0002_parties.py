"""The parties of 五方联动 and the steps of a matter, as dated data that a city may change."""

import datetime as dt

from django.db import migrations

CHENGDU, YANGPU = dt.date(2024, 8, 1), dt.date(2024, 1, 1)
PARTIES = [
    ("party", "党组织", True),
    ("committee", "居（村）委会", True),
    ("owners", "业委会（院委会）", True),
    ("property", "物业", True),
    ("residents", "居民（代表）", True),
    ("others", "职能部门、社会组织", False),
]
STEPS = [
    (
        "study",
        "before",
        "党组织研究",
        "重要事项先由社区党组织研究讨论",
        "城市居民委员会组织法第三十条",
    ),
    ("ask", "before", "问题征询", "先听居民怎么说，把问题弄清楚", "会商四步之一"),
    ("confer", "meeting", "会审会商", "各方一起会商，比较方案", "会商四步之二"),
    ("minute", "after", "纪要明责", "形成纪要，写明谁来办、何时办完", "会商四步之三"),
    ("follow", "after", "督察审核跟踪", "跟踪落实，直到居民确认办好", "会商四步之四"),
]


def fill(apps, schema_editor):
    Party = apps.get_model("deliberation", "Party")
    Step = apps.get_model("deliberation", "Step")
    for order, (code, name, usual) in enumerate(PARTIES, 1):
        Party.objects.create(code=code, name=name, usual=usual, order=order, since=CHENGDU)
    for order, (code, stage, name, meaning, law) in enumerate(STEPS, 1):
        Step.objects.create(
            code=code,
            stage=stage,
            name=name,
            meaning=meaning,
            law=law,
            order=order,
            since=YANGPU,
        )


def clear(apps, schema_editor):
    apps.get_model("deliberation", "Party").objects.all().delete()
    apps.get_model("deliberation", "Step").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0001_councils")]
    operations = [migrations.RunPython(fill, clear)]
