"""优秀建议: rounds with criteria, what was nominated and chosen; who nominates and decides."""

import django.db.models.deletion
from django.apps import apps as live_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import suggestions.models.encrypted

ROLES = {
    "征集办工作人员": ("view_recognition", "add_recognition", "change_recognition"),
    "督办": ("view_recognition", "change_recognition"),
}
MODELS = ("recognition", "recognitionround")


def give_rights(apps, schema_editor):
    create_permissions(live_apps.get_app_config("suggestions"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects
    for role, names in ROLES.items():
        group = apps.get_model("auth", "Group").objects.get(name=role)
        found = permissions.filter(content_type__app_label="suggestions", codename__in=names)
        group.permissions.add(*found)


def take_rights(apps, schema_editor):
    apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="suggestions", content_type__model__in=MODELS
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0045_guides"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(
                choices=[
                    ("submitted", "提交建议"),
                    ("imported", "导入建议"),
                    ("sorted", "改定类别"),
                    ("tagged", "改标签"),
                    ("accepted", "审核通过"),
                    ("declined", "告知应去途径"),
                    ("undecided", "撤销成批办理"),
                    ("revised", "修改公开文本"),
                    ("published", "公开"),
                    ("unpublished", "撤下"),
                    ("withdrawn", "作者撤回"),
                    ("corrected", "作者更正"),
                    ("erased", "作者删除内容"),
                    ("receipt_issued", "补发查询码"),
                    ("links_ended", "作废个人链接"),
                    ("revealed", "查看联系方式"),
                    ("proposed", "机器拟题"),
                    ("confirmed", "确认问题"),
                    ("renamed", "改名"),
                    ("merged", "合并"),
                    ("unmerged", "撤销合并"),
                    ("split", "拆分"),
                    ("moved", "移动建议"),
                    ("set_aside", "搁置"),
                    ("restored", "恢复"),
                    ("run_undone", "撤销归类"),
                    ("referred", "转办"),
                    ("signed", "签收"),
                    ("assigned", "分办"),
                    ("objected", "提出异议"),
                    ("objection_upheld", "异议成立"),
                    ("objection_refused", "异议不成立"),
                    ("recalled", "撤回转办"),
                    ("reminded", "催办"),
                    ("escalated", "督办"),
                    ("extension_asked", "申请延期"),
                    ("extension_granted", "同意延期"),
                    ("extension_refused", "不同意延期"),
                    ("sent_to_sign", "送本单位审签"),
                    ("countersigned", "审签同意"),
                    ("signing_returned", "审签退回"),
                    ("file_added", "加附件"),
                    ("file_removed", "去掉附件"),
                    ("recused", "回避"),
                    ("recusal_ended", "解除回避"),
                    ("answer_submitted", "提交答复"),
                    ("answer_returned", "退回答复"),
                    ("answered", "答复送达"),
                    ("part_answered", "先答复一部分"),
                    ("way_chosen", "改定告知方式"),
                    ("called", "电话告知"),
                    ("letter_sent", "寄出信函"),
                    ("rated", "评价"),
                    ("asked_again", "回访"),
                    ("reopened", "重新办理"),
                    ("closed", "办结"),
                    ("nominated", "推荐为优秀建议"),
                    ("recognised", "评为优秀建议"),
                    ("not_recognised", "没有评为优秀建议"),
                ],
                max_length=20,
                verbose_name="事项",
            ),
        ),
        migrations.CreateModel(
            name="RecognitionRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=60, unique=True, verbose_name="评选名称")),
                ("criteria", models.TextField(verbose_name="评选标准")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "评选中"), ("published", "已公布")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="开始时间")),
                ("published_at", models.DateTimeField(null=True, verbose_name="公布时间")),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suggestions.campaignpage",
                        verbose_name="哪个征集",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "优秀建议评选",
                "verbose_name_plural": "优秀建议评选",
                "ordering": ["-opened_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Recognition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("nominated", "待评定"),
                            ("chosen", "评为优秀"),
                            ("not_chosen", "未评上"),
                        ],
                        default="nominated",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("reason", models.TextField(verbose_name="符合哪一条标准")),
                ("nominated_at", models.DateTimeField(verbose_name="推荐时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="评定时间")),
                ("decided_because", models.TextField(blank=True, verbose_name="评定的说明")),
                (
                    "shown_name",
                    suggestions.models.encrypted.EncryptedTextField(
                        blank=True, verbose_name="署名"
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="作者选定时间")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "nominated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "suggestion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recognitions",
                        to="suggestions.suggestion",
                        verbose_name="建议",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recognitions",
                        to="suggestions.recognitionround",
                        verbose_name="评选",
                    ),
                ),
            ],
            options={
                "verbose_name": "优秀建议",
                "verbose_name_plural": "优秀建议",
                "ordering": ["decided_at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="recognitionround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "open"), ("published_at__isnull", False), _connector="OR"
                ),
                name="recognition_published_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.UniqueConstraint(
                fields=("round", "suggestion"), name="recognised_once_per_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("nominated_by")), _negated=True),
                    _connector="OR",
                ),
                name="recognition_takes_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "nominated"),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="recognition_decided_says_who",
            ),
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
