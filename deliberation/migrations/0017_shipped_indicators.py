"""The indicators that are shipped, as dated data that a city may end and replace; who may do so.

Each stands on the community's own records. Weights and the numbers for 0 and 100 points are the
product's defaults; no law gives them.
"""

import datetime as dt

from django.apps import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

SINCE = dt.date(2024, 1, 1)
MORE, LESS = "more", "less"
ORG = "《关于加强城乡社区协商的意见》（2015 年）"
CHENGDU = "成都市“爱邻议事日”做法：每月一次，五方联动"
HOUSE = "议事会自己的规则；分数线是产品默认"
# code, name, meaning, formula, unit, better, weight, worst, best, source, least denominator
INDICATORS = [
    (
        "met", "按月开会", "应开的议事日开了多少",
        "已开会议 / 应开会议 * 100",
        "%", MORE, 2, 0, 100, CHENGDU, 1,
    ),
    (
        "seats", "席位到会", "席位有多少到了会",
        "到会席位 / 应到席位 * 100",
        "%", MORE, 1, 40, 95, HOUSE, 1,
    ),
    (
        "parties", "各方到会", "有席位的各方有多少来了人",
        "到会议事方 / 应到议事方 * 100",
        "%", MORE, 1, 40, 100, CHENGDU, 1,
    ),
    (
        "quorum", "足数会议", "开了的会有多少到会过半",
        "足数会议 / 已开会议 * 100",
        "%", MORE, 1, 0, 100, HOUSE, 1,
    ),
    (
        "notices", "按时通知", "会议通知有多少按期送达",
        "按时通知 / 应送通知 * 100",
        "%", MORE, 1, 50, 100, HOUSE, 1,
    ),
    (
        "minutes", "纪要定稿", "开了的会有多少写成纪要并定稿",
        "定稿纪要 / 已开会议 * 100",
        "%", MORE, 1, 0, 100, HOUSE, 1,
    ),
    (
        "part", "居民参与", "每千户有多少人次列席、提议、附议、提意见、确认和评效果",
        "1000 * (列席人次 + 居民提议 + 附议人次 + 公示意见 + 确认人次 + 评效果人次) / 名册户数",
        "人次", MORE, 2, 0, 50, ORG, 50,
    ),
    (
        "wishes", "提议列入", "居民的提议有多少列为议题",
        "列入提议 / 居民提议 * 100",
        "%", MORE, 1, 0, 80, ORG, 1,
    ),
    (
        "settled", "本级议定", "议过的议题有多少在本级形成决议",
        "本级议定 / 议过议题 * 100",
        "%", MORE, 2, 0, 80, ORG, 1,
    ),
    (
        "repeats", "重复议题", "提出的议题有多少是没办好又来的",
        "重复议题 / 提出议题 * 100",
        "%", LESS, 1, 50, 0, "国办函〔2025〕66号：重复事项并案办理", 1,
    ),
    (
        "days", "办成用时", "从通过到办成平均多少天",
        "办成天数 / 办成决议",
        "天", LESS, 1, 180, 30, HOUSE, 1,
    ),
    (
        "ontime", "按期办成", "到期的决议有多少按期办成",
        "按期办成 / 到期决议 * 100",
        "%", MORE, 2, 40, 100, HOUSE, 1,
    ),
    (
        "sure", "居民确认", "一年里办成的决议有多少由居民确认",
        "一年确认 / 一年办成 * 100",
        "%", MORE, 2, 0, 90, HOUSE, 1,
    ),
    (
        "done", "说真的办好", "回答的居民有多少说真的办好了",
        "说办好人次 / 确认人次 * 100",
        "%", MORE, 2, 40, 95, HOUSE, 5,
    ),
    (
        "heard", "意见按时答复", "公示意见有多少在期满前答复",
        "按时答复意见 / 期满意见 * 100",
        "%", MORE, 2, 40, 100, HOUSE, 3,
    ),
    (
        "looked", "效果评估", "满三个月的决议有多少评估了效果",
        "已评估决议 / 应评估决议 * 100",
        "%", MORE, 1, 0, 100, HOUSE, 1,
    ),
    (
        "better", "效果达到", "评估过的约定有多少达到",
        "达到约定的评估 / 有约定的评估 * 100",
        "%", MORE, 1, 0, 90, HOUSE, 1,
    ),
]  # fmt: skip
FIELDS = (
    "code", "name", "meaning", "formula", "unit", "better", "weight", "worst", "best", "source",
    "least",
)  # fmt: skip
KEEPERS = "系统管理员"


def fill(apps, schema_editor):
    Indicator = apps.get_model("deliberation", "Indicator")
    for order, row in enumerate(INDICATORS, 1):
        Indicator.objects.create(**dict(zip(FIELDS, row, strict=True)), order=order, since=SINCE)
    create_permissions(live_apps.get_app_config("deliberation"), apps=apps, verbosity=0)
    Permission = apps.get_model("auth", "Permission")
    found = Permission.objects.filter(
        content_type__app_label="deliberation", codename__endswith="_indicator"
    )
    apps.get_model("auth", "Group").objects.get(name=KEEPERS).permissions.add(*found)


def clear(apps, schema_editor):
    apps.get_model("deliberation", "Figure").objects.all().delete()
    apps.get_model("deliberation", "Indicator").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0016_indicators")]
    operations = [migrations.RunPython(fill, clear)]
