import django.core.validators
import django.db.models.deletion
from django.apps import apps as live_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

OFFICER = "征集办工作人员"
RIGHTS = [f"{verb}_intakesource" for verb in ("add", "change", "delete", "view")]


def give_rights(apps, schema_editor):
    """Officers import lists, so they say which lists come by themselves."""
    create_permissions(live_apps.get_app_config("suggestions"), apps=apps, verbosity=0)
    own = {"content_type__app_label": "suggestions", "codename__in": RIGHTS}
    rights = apps.get_model("auth", "Permission").objects.filter(**own)
    apps.get_model("auth", "Group").objects.get(name=OFFICER).permissions.add(*rights)


def take_rights(apps, schema_editor):
    own = {"content_type__app_label": "suggestions", "codename__in": RIGHTS}
    apps.get_model("auth", "Permission").objects.filter(**own).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0024_answer_drafts"),
    ]

    operations = [
        migrations.CreateModel(
            name="IntakeSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="这个来源的文件放进这个文件夹，比如 hotline-12345。",
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9-]*$", "只用小写字母、数字和短横线。"
                            )
                        ],
                        verbose_name="文件夹名",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="居民看得到，比如“12345 热线”。",
                        max_length=60,
                        verbose_name="来源名称",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
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
                ("mapping", models.JSONField(default=dict, verbose_name="列对应")),
                (
                    "closed_column",
                    models.CharField(blank=True, max_length=60, verbose_name="办理状态在哪一列"),
                ),
                (
                    "closed_words",
                    models.TextField(
                        blank=True,
                        help_text="一行一个，比如：已办结。",
                        verbose_name="哪些写法算已经办结",
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suggestions.campaignpage",
                        verbose_name="导入到哪个征集",
                    ),
                ),
                (
                    "made_by",
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
                "verbose_name": "来源",
                "verbose_name_plural": "来源",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="IntakeRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                ("at", models.DateTimeField(verbose_name="接收时间")),
                ("done", models.BooleanField(verbose_name="收下了")),
                ("created", models.PositiveIntegerField(default=0, verbose_name="新增")),
                ("skipped", models.PositiveIntegerField(default=0, verbose_name="已存在")),
                ("faulty", models.PositiveIntegerField(default=0, verbose_name="有误")),
                ("closed", models.PositiveIntegerField(default=0, verbose_name="原系统已办结")),
                ("clashing", models.PositiveIntegerField(default=0, verbose_name="编号与别处相同")),
                ("error", models.TextField(blank=True, verbose_name="原因")),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="runs",
                        to="suggestions.importbatch",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="suggestions.intakesource",
                    ),
                ),
            ],
            options={
                "verbose_name": "接收记录",
                "verbose_name_plural": "接收记录",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ClosedElsewhere",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=60, verbose_name="原系统的写法")),
                ("at", models.DateTimeField(verbose_name="得知时间")),
                (
                    "suggestion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closed_elsewhere",
                        to="suggestions.suggestion",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suggestions.intakesource",
                    ),
                ),
            ],
            options={
                "verbose_name": "原系统已办结",
                "verbose_name_plural": "原系统已办结",
            },
        ),
        migrations.CreateModel(
            name="PaperSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
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
                        max_length=12,
                        verbose_name="怎样收回来",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="放在哪里")),
                ("printed_at", models.DateTimeField(verbose_name="印制时间")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suggestions.campaignpage",
                        verbose_name="专项征集",
                    ),
                ),
                (
                    "printed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "suggestion",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet",
                        to="suggestions.suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "纸质表",
                "verbose_name_plural": "纸质表",
                "ordering": ["pk"],
            },
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
