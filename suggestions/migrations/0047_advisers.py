"""咨询: people with fields and terms, what they were asked and wrote; who keeps them."""

import django.db.models.deletion
from django.apps import apps as live_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import suggestions.models.encrypted

ROLES = {"征集办工作人员": ("view_adviser", "change_adviser")}
MODELS = ("adviser", "adviserstep", "opinion")


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
        ("suggestions", "0046_recognition"),
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
                    ("tied", "对上条文"),
                    ("written_in", "写进条文"),
                    ("weighed", "对照条文说明"),
                    ("taken_out", "不再写进条文"),
                    ("advice_asked", "请人咨询"),
                    ("advice_given", "提交咨询意见"),
                    ("advice_declined", "谢绝咨询"),
                    ("advice_revoked", "收回咨询"),
                    ("advice_published", "公开咨询意见"),
                    ("advice_unpublished", "撤下咨询意见"),
                    ("nominated", "推荐为优秀建议"),
                    ("recognised", "评为优秀建议"),
                    ("not_recognised", "没有评为优秀建议"),
                ],
                max_length=20,
                verbose_name="事项",
            ),
        ),
        migrations.CreateModel(
            name="Adviser",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("group", "咨询小组成员"),
                            ("local", "社区达人"),
                            ("collector", "人民建议征集员"),
                        ],
                        max_length=9,
                        verbose_name="身份",
                    ),
                ),
                ("name", suggestions.models.encrypted.EncryptedTextField(verbose_name="姓名")),
                (
                    "phone",
                    suggestions.models.encrypted.EncryptedTextField(
                        blank=True, verbose_name="手机号"
                    ),
                ),
                (
                    "email",
                    suggestions.models.encrypted.EncryptedTextField(
                        blank=True, verbose_name="电子邮箱"
                    ),
                ),
                ("skills", models.CharField(max_length=120, verbose_name="擅长的方面")),
                ("since", models.DateField(verbose_name="任期开始")),
                ("until", models.DateField(blank=True, null=True, verbose_name="任期结束")),
                ("consented_at", models.DateTimeField(verbose_name="同意时间")),
                ("made_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "forgotten_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="删除联系方式时间"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suggestions.area",
                        verbose_name="所在区域",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "咨询人",
                "verbose_name_plural": "咨询人",
                "ordering": ["kind", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AdviserStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("registered", "登记"),
                            ("ended", "结束任期"),
                            ("revealed", "查看联系方式"),
                        ],
                        max_length=10,
                        verbose_name="事项",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="说明")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "adviser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="suggestions.adviser",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "instead_of",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "咨询人经过",
                "verbose_name_plural": "咨询人经过",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.TextField(verbose_name="想请教什么")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "等意见"),
                            ("written", "已提交"),
                            ("declined", "谢绝"),
                            ("revoked", "已收回"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("asked_at", models.DateTimeField(verbose_name="请教时间")),
                ("expires_at", models.DateTimeField(verbose_name="链接到期")),
                ("text", models.TextField(blank=True, verbose_name="意见")),
                (
                    "shown_as",
                    suggestions.models.encrypted.EncryptedTextField(
                        blank=True, verbose_name="公开时的称呼"
                    ),
                ),
                ("written_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                ("public_text", models.TextField(blank=True, verbose_name="公开的意见")),
                ("published_at", models.DateTimeField(null=True, verbose_name="公开时间")),
                (
                    "adviser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="suggestions.adviser",
                        verbose_name="咨询人",
                    ),
                ),
                (
                    "asked_by",
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
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opinions",
                        to="suggestions.topic",
                        verbose_name="问题",
                    ),
                ),
                (
                    "typed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "咨询意见",
                "verbose_name_plural": "咨询意见",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="adviser",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="adviser_term_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "asked")),
                fields=("topic", "adviser"),
                name="asked_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_at__isnull", True), ("status", "written"), _connector="OR"
                ),
                name="opinion_public_only_when_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "written"), _negated=True),
                    models.Q(models.Q(("text", ""), _negated=True), ("written_at__isnull", False)),
                    _connector="OR",
                ),
                name="opinion_written_says_what",
            ),
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
