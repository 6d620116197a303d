"""纸质答卷: sheets of paper, typed by one person or by two; who types and who settles them."""

import django.db.models.deletion
from django.apps import apps as live_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import suggestions.models.encrypted

ROLES = {
    "征集办工作人员": ("view_typedsheet", "add_typedsheet", "change_typedsheet"),
    "走访员": ("view_typedsheet", "add_typedsheet"),
}


def give_rights(apps, schema_editor):
    create_permissions(live_apps.get_app_config("suggestions"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects
    groups = apps.get_model("auth", "Group").objects
    for role, names in ROLES.items():
        found = permissions.filter(content_type__app_label="suggestions", codename__in=names)
        groups.get(name=role).permissions.add(*found)


def take_rights(apps, schema_editor):
    apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="suggestions", content_type__model="typedsheet"
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0053_answers_to_clauses"),
    ]

    operations = [
        migrations.AddField(
            model_name="questionnairepage",
            name="typed_twice",
            field=models.BooleanField(default=False, verbose_name="纸质答卷录两遍"),
        ),
        migrations.AlterField(
            model_name="answersheet",
            name="way",
            field=models.CharField(
                choices=[
                    ("online", "网上"),
                    ("visit", "入户走访"),
                    ("import", "导入"),
                    ("paper", "纸质"),
                ],
                max_length=6,
                verbose_name="怎样来的",
            ),
        ),
        migrations.CreateModel(
            name="TypedSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, verbose_name="编号")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("once", "等第二遍"),
                            ("differs", "两遍不一样"),
                            ("counted", "已计入"),
                            ("dropped", "已作废"),
                        ],
                        default="once",
                        max_length=7,
                        verbose_name="状态",
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                ("digest", models.CharField(max_length=64)),
                (
                    "first",
                    suggestions.models.encrypted.EncryptedJSONField(
                        null=True, verbose_name="第一遍"
                    ),
                ),
                ("first_at", models.DateTimeField(verbose_name="第一遍的时间")),
                (
                    "second",
                    suggestions.models.encrypted.EncryptedJSONField(
                        null=True, verbose_name="第二遍"
                    ),
                ),
                ("second_at", models.DateTimeField(null=True, verbose_name="第二遍的时间")),
                (
                    "differing",
                    models.PositiveSmallIntegerField(default=0, verbose_name="几题不一样"),
                ),
                ("settled_at", models.DateTimeField(null=True, verbose_name="核定时间")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="作废的原因")),
                (
                    "first_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="第一遍",
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="typed_sheets",
                        to="suggestions.questionnairepage",
                        verbose_name="问卷",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="typed_sheets",
                        to="suggestions.visitround",
                        verbose_name="走访",
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="第二遍",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核定",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suggestions.questionnaireversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "纸质答卷",
                "verbose_name_plural": "纸质答卷",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "dropped"), _negated=True),
                        fields=("questionnaire", "number"),
                        name="one_typed_sheet_a_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_by", None),
                            models.Q(("second_by", models.F("first_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="typed_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "differs"), _negated=True),
                            ("second_by__isnull", False),
                            _connector="OR",
                        ),
                        name="differing_sheet_has_a_second",
                    ),
                ],
            },
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
