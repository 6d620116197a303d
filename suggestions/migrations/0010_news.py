"""News: messages to everybody, what people follow, what staff hear; who may word and send them."""

import django.db.models.deletion
from django.apps import apps as live_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

import suggestions.models.encrypted

OFFICER = "征集办工作人员"
PERMISSIONS = ("tell_people", "word_messages")


def give_rights(apps, schema_editor):
    create_permissions(live_apps.get_app_config("suggestions"), apps=apps, verbosity=0)
    Permission = apps.get_model("auth", "Permission")
    officer = apps.get_model("auth", "Group").objects.get(name=OFFICER)
    rights = Permission.objects.filter(
        content_type__app_label="suggestions", codename__in=PERMISSIONS
    )
    officer.permissions.add(*rights)


def take_rights(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    Permission.objects.filter(
        content_type__app_label="suggestions", codename__in=PERMISSIONS
    ).delete()


def keep_the_old(apps, schema_editor):
    """What waits from before stays a message of its own; what was answered counts as told."""
    OutboxMessage = apps.get_model("suggestions", "OutboxMessage")
    own = Concat(Value("old"), Cast("pk", CharField()))
    OutboxMessage.objects.filter(bundle="").update(bundle=own)
    apps.get_model("suggestions", "Delivery").objects.update(told_at=F("at"))


def drop_the_new(apps, schema_editor):
    """Only authors, by two ways, were told before."""
    OutboxMessage = apps.get_model("suggestions", "OutboxMessage")
    OutboxMessage.objects.filter(suggestion=None).delete()
    OutboxMessage.objects.exclude(channel__in=["email", "sms"]).delete()
    OutboxMessage.objects.filter(status="joined").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0009_issues"),
    ]

    operations = [
        migrations.CreateModel(
            name="Leave",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField(verbose_name="从")),
                ("last_day", models.DateField(verbose_name="到")),
            ],
            options={
                "verbose_name": "请假",
                "verbose_name_plural": "请假",
                "ordering": ["-first_day", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="MessageTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=24, unique=True, verbose_name="事项")),
                ("subject", models.CharField(max_length=60, verbose_name="标题")),
                ("body", models.TextField(verbose_name="发生了什么")),
                ("then", models.TextField(blank=True, verbose_name="接下来怎样")),
                ("at", models.DateTimeField(verbose_name="修改时间")),
            ],
            options={
                "verbose_name": "消息模板",
                "verbose_name_plural": "消息模板",
                "ordering": ["kind"],
            },
        ),
        migrations.CreateModel(
            name="StaffNews",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "by_email",
                    models.CharField(
                        choices=[
                            ("daily", "每天一次，合成一封"),
                            ("at_once", "有事就告诉我"),
                            ("never", "不要"),
                        ],
                        default="daily",
                        max_length=8,
                        verbose_name="电子邮件",
                    ),
                ),
                (
                    "by_sms",
                    models.CharField(
                        choices=[
                            ("daily", "每天一次，合成一封"),
                            ("at_once", "有事就告诉我"),
                            ("never", "不要"),
                        ],
                        default="never",
                        max_length=8,
                        verbose_name="短信",
                    ),
                ),
                (
                    "phone",
                    suggestions.models.encrypted.EncryptedTextField(
                        blank=True, verbose_name="手机号"
                    ),
                ),
            ],
            options={
                "verbose_name": "我的通知",
                "verbose_name_plural": "我的通知",
            },
        ),
        migrations.AlterModelOptions(
            name="outboxmessage",
            options={
                "ordering": ["pk"],
                "permissions": [("tell_people", "发送与回告"), ("word_messages", "修改消息模板")],
                "verbose_name": "待发消息",
                "verbose_name_plural": "待发消息",
            },
        ),
        migrations.AddField(
            model_name="contact",
            name="address",
            field=suggestions.models.encrypted.EncryptedTextField(
                blank=True, verbose_name="通信地址"
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="link_serial",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="contact",
            name="way",
            field=models.CharField(
                choices=[("auto", "短信、电子邮件"), ("call", "打电话"), ("letter", "寄信")],
                default="auto",
                max_length=8,
                verbose_name="怎样告知",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="告知时间"),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="bundle",
            field=models.CharField(default="", max_length=40),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="cost",
            field=models.PositiveIntegerField(default=0, verbose_name="费用（分）"),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="event",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="suggestions.event",
            ),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="gateway_id",
            field=models.CharField(blank=True, max_length=64, verbose_name="网关编号"),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="joined_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="joined",
                to="suggestions.outboxmessage",
            ),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="kind",
            field=models.CharField(default="", max_length=24, verbose_name="事项"),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="parts",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="短信条数"),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="receipt",
            field=models.CharField(
                blank=True,
                choices=[("arrived", "已送达手机"), ("lost", "没有送达")],
                max_length=8,
                verbose_name="回执",
            ),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="receipt_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="回执时间"),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="then",
            field=models.TextField(blank=True, verbose_name="接下来"),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="urgent",
            field=models.BooleanField(default=False, verbose_name="不受免打扰时段限制"),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="url",
            field=models.CharField(blank=True, max_length=300, verbose_name="网址"),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(
                choices=[
                    ("submitted", "提交建议"),
                    ("imported", "导入建议"),
                    ("sorted", "改定类别"),
                    ("accepted", "审核通过"),
                    ("declined", "告知应去途径"),
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
                    ("objected", "提出异议"),
                    ("objection_upheld", "异议成立"),
                    ("objection_refused", "异议不成立"),
                    ("recalled", "撤回转办"),
                    ("reminded", "催办"),
                    ("escalated", "督办"),
                    ("extension_asked", "申请延期"),
                    ("extension_granted", "同意延期"),
                    ("extension_refused", "不同意延期"),
                    ("answer_submitted", "提交答复"),
                    ("answer_returned", "退回答复"),
                    ("answered", "答复送达"),
                    ("way_chosen", "改定告知方式"),
                    ("called", "电话告知"),
                    ("letter_sent", "寄出信函"),
                    ("rated", "评价"),
                    ("asked_again", "回访"),
                    ("reopened", "重新办理"),
                    ("closed", "办结"),
                ],
                max_length=20,
                verbose_name="事项",
            ),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="channel",
            field=models.CharField(
                choices=[
                    ("email", "电子邮件"),
                    ("sms", "短信"),
                    ("robot", "工作群机器人"),
                    ("call", "电话告知"),
                    ("letter", "信函"),
                ],
                max_length=8,
                verbose_name="渠道",
            ),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="status",
            field=models.CharField(
                choices=[
                    ("queued", "待发送"),
                    ("sending", "发送中"),
                    ("sent", "已发送"),
                    ("failed", "发送失败"),
                    ("joined", "并入另一条"),
                ],
                default="queued",
                max_length=8,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="suggestion",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to="suggestions.suggestion",
            ),
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("told", "接通并告知"),
                            ("missed", "未接"),
                            ("dead", "空号"),
                            ("refused", "拒绝"),
                            ("later", "改约"),
                        ],
                        max_length=8,
                        verbose_name="结果",
                    ),
                ),
                ("again_at", models.DateTimeField(blank=True, null=True, verbose_name="下次回电")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="suggestions.outboxmessage",
                    ),
                ),
            ],
            options={
                "verbose_name": "回电记录",
                "verbose_name_plural": "回电记录",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12, verbose_name="关注什么")),
                ("target", models.CharField(max_length=300, verbose_name="对象")),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "电子邮件"), ("sms", "短信")],
                        max_length=8,
                        verbose_name="渠道",
                    ),
                ),
                ("address", suggestions.models.encrypted.EncryptedTextField(verbose_name="地址")),
                ("reader", models.CharField(max_length=64)),
                (
                    "pace",
                    models.CharField(
                        choices=[("at_once", "有进展就告诉我"), ("weekly", "每周一次，合成一封")],
                        default="at_once",
                        max_length=8,
                        verbose_name="多久一次",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("asked", "待确认"), ("active", "关注中"), ("ended", "已取消")],
                        default="asked",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("code_tries", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                ),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "关注",
                "verbose_name_plural": "关注",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "active")),
                        fields=["kind", "target"],
                        name="follow_active",
                    ),
                    models.Index(fields=["reader"], name="follow_reader"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "target", "channel", "reader"), name="follow_once"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="follow",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to="suggestions.follow",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(
                condition=models.Q(("status", "queued")), fields=["bundle"], name="outbox_bundle"
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(fields=["channel", "sent_at"], name="outbox_month"),
        ),
        migrations.AddConstraint(
            model_name="outboxmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("follow__isnull", True),
                        ("suggestion__isnull", False),
                        ("user__isnull", True),
                    ),
                    models.Q(
                        ("follow__isnull", False),
                        ("suggestion__isnull", True),
                        ("user__isnull", True),
                    ),
                    models.Q(
                        ("follow__isnull", True),
                        ("suggestion__isnull", True),
                        ("user__isnull", False),
                    ),
                    models.Q(
                        ("channel", "robot"),
                        ("follow__isnull", True),
                        ("suggestion__isnull", True),
                        ("user__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="outbox_one_reader",
            ),
        ),
        migrations.AddField(
            model_name="leave",
            name="substitute",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="代办人",
            ),
        ),
        migrations.AddField(
            model_name="leave",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="leaves",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="messagetemplate",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="staffnews",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="news",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))),
                name="leave_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.CheckConstraint(
                condition=models.Q(("user", models.F("substitute")), _negated=True),
                name="leave_somebody_else_stands_in",
            ),
        ),
        migrations.RunPython(keep_the_old, drop_the_new),
        migrations.RunPython(give_rights, take_rights),
    ]
