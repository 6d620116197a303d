import django.db.models.deletion
from django.apps import apps as live_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import suggestions.models.files

PERMISSION = "enter_suggestion"
ROLES = ["征集办工作人员", "议事员"]


def give_right(apps, schema_editor):
    """Officers enter what comes in, and those who sit with residents in their own community."""
    create_permissions(live_apps.get_app_config("suggestions"), apps=apps, verbosity=0)
    own = {"content_type__app_label": "suggestions", "codename": PERMISSION}
    right = apps.get_model("auth", "Permission").objects.get(**own)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(right)


def take_right(apps, schema_editor):
    own = {"content_type__app_label": "suggestions", "codename": PERMISSION}
    apps.get_model("auth", "Permission").objects.filter(**own).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0013_topic_support"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="suggestion",
            options={
                "ordering": ["-submitted_at", "-pk"],
                "permissions": [
                    ("screen_suggestion", "审核建议"),
                    ("import_suggestion", "导入建议"),
                    ("enter_suggestion", "登记建议"),
                    ("reveal_contact", "查看联系方式"),
                    ("view_desk", "进入征集工作台"),
                    ("supervise", "督办与统计"),
                ],
                "verbose_name": "建议",
                "verbose_name_plural": "建议",
            },
        ),
        migrations.AlterField(
            model_name="contact",
            name="way",
            field=models.CharField(
                choices=[
                    ("auto", "短信、电子邮件"),
                    ("call", "打电话"),
                    ("letter", "寄信"),
                    ("none", "不用告知"),
                ],
                default="auto",
                max_length=8,
                verbose_name="怎样告知",
            ),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="channel",
            field=models.CharField(
                choices=[
                    ("online", "网络"),
                    ("letter", "书信"),
                    ("phone", "电话"),
                    ("email", "电子邮件"),
                    ("visit", "走访"),
                    ("meeting", "座谈"),
                    ("hotline", "12345"),
                    ("survey", "问卷"),
                    ("live", "直播"),
                    ("mailbox", "意见箱"),
                    ("station", "征集站"),
                    ("other", "其他"),
                ],
                default="hotline",
                max_length=12,
                verbose_name="渠道",
            ),
        ),
        migrations.AlterField(
            model_name="suggestion",
            name="channel",
            field=models.CharField(
                choices=[
                    ("online", "网络"),
                    ("letter", "书信"),
                    ("phone", "电话"),
                    ("email", "电子邮件"),
                    ("visit", "走访"),
                    ("meeting", "座谈"),
                    ("hotline", "12345"),
                    ("survey", "问卷"),
                    ("live", "直播"),
                    ("mailbox", "意见箱"),
                    ("station", "征集站"),
                    ("other", "其他"),
                ],
                default="online",
                max_length=12,
                verbose_name="渠道",
            ),
        ),
        migrations.CreateModel(
            name="PaperScan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("draft_key", models.CharField(blank=True, db_index=True, max_length=64)),
                (
                    "file",
                    models.FileField(
                        storage=suggestions.models.files.private_storage, upload_to="scans/%Y/%m/"
                    ),
                ),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "suggestion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scans",
                        to="suggestions.suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "原件",
                "verbose_name_plural": "原件",
                "ordering": ["pk"],
            },
        ),
        migrations.RunPython(give_right, take_right),
    ]
