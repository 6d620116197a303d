"""The procedures that a new site knows; the steps so far are 会商四步, by which every matter went.

Sources: 会商四步 as before; 四议两公开 as the published rules of villages have it (党员大会: two
thirds there, more than half of all for it); 五线 after what was published of 安公社区 in Chengdu
in 2018. Of 两委三会四议 no text could be had: its steps are its words in their order, for the city
to correct.
"""

import datetime as dt

from django.apps import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

SINCE = dt.date(2024, 1, 1)
FOUR = {
    "code": "four-steps",
    "name": "会商四步",
    "meaning": "问题征询、会审会商、纪要明责、督察审核跟踪；重要的事先由党组织研究。",
    "source": "会商四步；城市居民委员会组织法第三十条",
}
# Each step: code, stage, name, meaning, whether nothing goes on without it.
OTHERS = [
    (
        {
            "code": "villages",
            "name": "四议两公开",
            "meaning": "村级重大事项：四议（提议、商议、审议、决议），决议和实施结果两公开。",
            "source": "村级组织“四议两公开”工作法",
        },
        [
            ("propose", "before", "党支部提议", "听取意见、调查以后，集体研究提出初步方案", True),
            ("consult", "before", "两委商议", "村党组织和村委会一起讨论，形成商议意见", True),
            ("review", "before", "党员大会审议",
             "到会党员占三分之二以上，应到会党员过半数同意，再提交村民会议", True),
            ("decide", "meeting", "村民会议决议", "村民会议或者村民代表会议讨论表决", True),
            ("publish", "after", "决议公开", "通过的事项在村务公开栏公布", True),
            ("result", "after", "实施结果公开", "办完以后公布结果，村民监督", True),
        ],
    ),
    (
        {
            "code": "three-four",
            "name": "两委三会四议",
            "meaning": "两委牵头，用听证会、协调会、评议会听意见，按提议、商议、审议、决议定下来。",
            "source": "各地提法不一，步骤请按本地文件调整",
        },
        [
            ("three-propose", "before", "提议", "党组织提出，或者居民提出、党组织采纳", True),
            ("three-hear", "before", "听证会", "决定以前请受影响的各方陈述", False),
            ("three-consult", "before", "商议", "党组织和居（村）委会一起商议", True),
            ("three-mediate", "before", "协调会", "有矛盾的，坐下来商量出办法", False),
            ("three-review", "meeting", "审议", "各方在会上审议方案", True),
            ("three-decide", "meeting", "决议", "表决，形成决议", True),
            ("three-rate", "after", "评议会", "办完以后请居民评一评", True),
        ],
    ),
    (
        {
            "code": "five-lines",
            "name": "五线",
            "meaning": "凝聚党员线、健全自治线、壮大社团线、发动志愿线、延伸服务线。",
            "source": "成都市天府新区华阳街道安公社区“五线”工作法（2018年公开报道）",
        },
        [
            ("line-party", "before", "党员线", "党组织和党员先走访，把问题弄清楚", True),
            ("line-self", "meeting", "自治线", "居民和各方在议事会上商量决定", True),
            ("line-groups", "after", "社团线", "社会组织、社团认领能做的", False),
            ("line-help", "after", "志愿线", "志愿者按需要出力", False),
            ("line-service", "after", "服务线", "社区服务跟上，办到居民满意", True),
        ],
    ),
]  # fmt: skip


def fill(apps, schema_editor):
    get = apps.get_model
    Procedure, Step = get("deliberation", "Procedure"), get("deliberation", "Step")
    first = Step.objects.order_by("since").values_list("since", flat=True).first() or SINCE
    four = Procedure.objects.create(**FOUR, order=1, since=first)
    Step.objects.update(procedure=four)
    get("deliberation", "Matter").objects.update(procedure=four)
    for order, (facts, steps) in enumerate(OTHERS, 2):
        made = Procedure.objects.create(**facts, order=order, since=SINCE)
        Step.objects.bulk_create(
            Step(procedure=made, code=code, stage=stage, name=name, meaning=meaning,
                 required=required, order=place, since=SINCE)
            for place, (code, stage, name, meaning, required) in enumerate(steps, 1)
        )  # fmt: skip
    create_permissions(live_apps.get_app_config("deliberation"), apps=apps, verbosity=0)
    apps.get_model("auth", "Group").objects.get(name="系统管理员").permissions.add(
        *apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label="deliberation", content_type__model__in=["procedure", "party"]
        )
    )


def clear(apps, schema_editor):
    get = apps.get_model
    get("deliberation", "Council").objects.update(procedure=None)
    get("deliberation", "Matter").objects.update(procedure=None)
    others = get("deliberation", "Step").objects.exclude(procedure__code=FOUR["code"])
    get("deliberation", "StepTaken").objects.filter(step__in=others).delete()
    others.delete()
    get("deliberation", "Step").objects.update(procedure=None)
    get("deliberation", "Procedure").objects.all().delete()
    get("auth", "Permission").objects.filter(
        content_type__app_label="deliberation", content_type__model="procedure"
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0034_procedures")]
    operations = [migrations.RunPython(fill, clear)]
