"""入户走访: rounds, households, visits, the devices that keep them; the role that goes round."""

import django.db.models.deletion
from django.apps import apps as live_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import suggestions.models.encrypted

VISITOR = "走访员"
ROLES = {
    "征集办工作人员": ("view_visitround", "change_visitround", "add_visit"),
    VISITOR: ("view_visitround", "add_visit"),
}
MODELS = ("visitround", "household", "visitdevice", "visit")


def give_rights(apps, schema_editor):
    create_permissions(live_apps.get_app_config("suggestions"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects
    groups = apps.get_model("auth", "Group").objects
    visitor, _ = groups.get_or_create(name=VISITOR)
    visitor.permissions.add(permissions.get(codename="access_admin"))
    for role, names in ROLES.items():
        found = permissions.filter(content_type__app_label="suggestions", codename__in=names)
        groups.get(name=role).permissions.add(*found)


def take_rights(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=VISITOR).delete()
    apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="suggestions", content_type__model__in=MODELS
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0050_answers_to_topics"),
    ]

    operations = [
        migrations.CreateModel(
            name="Household",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("building", models.CharField(max_length=40, verbose_name="楼栋")),
                ("room", models.CharField(max_length=20, verbose_name="室号")),
                (
                    "name",
                    suggestions.models.encrypted.EncryptedTextField(
                        blank=True, verbose_name="称呼"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("visited", "已走访"),
                            ("not_home", "没有人在家"),
                            ("refused", "不愿意"),
                            ("again", "约好再来"),
                        ],
                        max_length=8,
                        verbose_name="情况",
                    ),
                ),
                ("state_at", models.DateTimeField(null=True, verbose_name="什么时候")),
                ("added_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "户",
                "verbose_name_plural": "户",
                "ordering": ["building", "room"],
            },
        ),
        migrations.CreateModel(
            name="VisitDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("label", models.CharField(max_length=60, verbose_name="设备")),
                ("secret", suggestions.models.encrypted.EncryptedTextField(blank=True)),
                ("session", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField(db_index=True, verbose_name="第一次")),
                ("seen_at", models.DateTimeField(verbose_name="最近一次")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="收回时间")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suggestions.area",
                        verbose_name="在哪里走访",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visit_devices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "走访手机",
                "verbose_name_plural": "走访手机",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Visit",
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
                            ("visited", "已走访"),
                            ("not_home", "没有人在家"),
                            ("refused", "不愿意"),
                            ("again", "约好再来"),
                        ],
                        max_length=8,
                        verbose_name="结果",
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("arrived_at", models.DateTimeField(verbose_name="送到时间")),
                ("late", models.BooleanField(default=False, verbose_name="已有人走访过")),
                (
                    "held",
                    suggestions.models.encrypted.EncryptedJSONField(
                        null=True, verbose_name="没有计入的答案"
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
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="suggestions.household",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="suggestions.visitdevice",
                    ),
                ),
            ],
            options={
                "verbose_name": "走访记录",
                "verbose_name_plural": "走访记录",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="VisitRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("consent", models.TextField(verbose_name="开头要念的话")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "进行中"), ("closed", "已结束")],
                        default="open",
                        max_length=6,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="开始时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_rounds",
                        to="suggestions.area",
                        verbose_name="走访的地方",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_rounds",
                        to="suggestions.questionnaireversion",
                        verbose_name="问卷",
                    ),
                ),
            ],
            options={
                "verbose_name": "走访",
                "verbose_name_plural": "走访",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="household",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="households",
                to="suggestions.visitround",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitdevice",
            constraint=models.UniqueConstraint(
                fields=("digest", "user"), name="one_device_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="visitround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")),
                fields=("version", "area"),
                name="one_open_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("status", "open")),
                    models.Q(("closed_at__isnull", False), ("status", "closed")),
                    _connector="OR",
                ),
                name="round_closed_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.UniqueConstraint(
                fields=("round", "building", "room"), name="household_once"
            ),
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
