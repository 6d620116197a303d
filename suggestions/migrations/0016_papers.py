"""Papers: registers, drafts and frozen versions, what was written on them; who may draw them."""

import django.db.models.deletion
from django.apps import apps as live_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import suggestions.models.files

OFFICER, PERMISSION = "征集办工作人员", "draw_paper"


def give_right(apps, schema_editor):
    create_permissions(live_apps.get_app_config("suggestions"), apps=apps, verbosity=0)
    Permission = apps.get_model("auth", "Permission")
    officer = apps.get_model("auth", "Group").objects.get(name=OFFICER)
    kind = {"content_type__app_label": "suggestions"}
    officer.permissions.add(Permission.objects.get(codename=PERMISSION, **kind))


def take_right(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    kind = {"content_type__app_label": "suggestions"}
    Permission.objects.filter(codename=PERMISSION, **kind).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0015_area_centre"),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
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
                            ("referral", "转办单"),
                            ("reminder", "催办单"),
                            ("supervision", "督办单"),
                            ("reassignment", "改派通知"),
                            ("extension", "延期告知"),
                            ("reply", "答复书面稿"),
                            ("digest", "摘报"),
                            ("special", "专报"),
                            ("monthly", "月报"),
                            ("quarterly", "季报"),
                            ("result", "征集结果报告"),
                        ],
                        max_length=16,
                        verbose_name="文种",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "拟稿"), ("issued", "已印发"), ("void", "已作废")],
                        default="draft",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="年份"),
                ),
                ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="编号")),
                ("title", models.CharField(max_length=100, verbose_name="标题")),
                ("addressee", models.CharField(blank=True, max_length=200, verbose_name="主送")),
                ("copies", models.CharField(blank=True, max_length=200, verbose_name="抄送")),
                ("body", models.TextField(blank=True, verbose_name="补充的话")),
                ("red_head", models.BooleanField(default=False, verbose_name="套红头")),
                ("first_month", models.DateField(blank=True, null=True, verbose_name="起始月份")),
                ("drawn_at", models.DateTimeField(verbose_name="拟稿时间")),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="印发时间")),
                ("void_reason", models.TextField(blank=True, verbose_name="作废理由")),
                ("received_by", models.CharField(blank=True, max_length=60, verbose_name="签收人")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="签收日期")),
                (
                    "campaign",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="suggestions.campaignpage",
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suggestions.event",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="suggestions.referral",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="suggestions.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "公文",
                "verbose_name_plural": "公文",
                "ordering": ["-pk"],
                "permissions": [("draw_paper", "拟写和印发公文")],
            },
        ),
        migrations.CreateModel(
            name="Instruction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("leader", models.CharField(max_length=60, verbose_name="批示人")),
                ("given_on", models.DateField(verbose_name="批示日期")),
                ("text", models.TextField(verbose_name="批示内容")),
                ("task", models.CharField(blank=True, max_length=200, verbose_name="要办的事")),
                ("carrier", models.CharField(blank=True, max_length=80, verbose_name="由谁办")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="办理期限")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "办理中"), ("answered", "已办结"), ("noted", "无需办理")],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="办理结果")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="办结时间"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instructions",
                        to="suggestions.paper",
                    ),
                ),
            ],
            options={
                "verbose_name": "批示",
                "verbose_name_plural": "批示",
                "ordering": ["-given_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PaperRegister",
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
                            ("referral", "转办单"),
                            ("reminder", "催办单"),
                            ("supervision", "督办单"),
                            ("reassignment", "改派通知"),
                            ("extension", "延期告知"),
                            ("reply", "答复书面稿"),
                            ("digest", "摘报"),
                            ("special", "专报"),
                            ("monthly", "月报"),
                            ("quarterly", "季报"),
                            ("result", "征集结果报告"),
                        ],
                        max_length=16,
                        verbose_name="文种",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="最后编号")),
            ],
            options={
                "verbose_name": "发文登记",
                "verbose_name_plural": "发文登记",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "year"), name="register_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperStep",
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
                            ("drawn", "拟稿"),
                            ("revised", "改稿"),
                            ("issued", "编号印发"),
                            ("voided", "作废"),
                            ("received", "登记签收"),
                            ("instructed", "登记批示"),
                            ("answered", "批示办结"),
                        ],
                        max_length=12,
                        verbose_name="事项",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="说明")),
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
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="suggestions.paper",
                    ),
                ),
            ],
            options={
                "verbose_name": "公文经过",
                "verbose_name_plural": "公文经过",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="PaperVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几稿")),
                ("lines", models.JSONField(verbose_name="内容")),
                ("digest", models.CharField(max_length=64, verbose_name="内容指纹")),
                (
                    "docx",
                    models.FileField(
                        blank=True,
                        storage=suggestions.models.files.private_storage,
                        upload_to="papers/%Y/%m/",
                        verbose_name="DOCX",
                    ),
                ),
                (
                    "docx_digest",
                    models.CharField(blank=True, max_length=64, verbose_name="DOCX 指纹"),
                ),
                (
                    "pdf",
                    models.FileField(
                        blank=True,
                        storage=suggestions.models.files.private_storage,
                        upload_to="papers/%Y/%m/",
                        verbose_name="PDF",
                    ),
                ),
                (
                    "pdf_digest",
                    models.CharField(blank=True, max_length=64, verbose_name="PDF 指纹"),
                ),
                ("made_at", models.DateTimeField(verbose_name="时间")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="suggestions.paper",
                    ),
                ),
            ],
            options={
                "verbose_name": "公文版本",
                "verbose_name_plural": "公文版本",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="PaperWording",
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
                            ("referral", "转办单"),
                            ("reminder", "催办单"),
                            ("supervision", "督办单"),
                            ("reassignment", "改派通知"),
                            ("extension", "延期告知"),
                            ("reply", "答复书面稿"),
                            ("digest", "摘报"),
                            ("special", "专报"),
                            ("monthly", "月报"),
                            ("quarterly", "季报"),
                            ("result", "征集结果报告"),
                        ],
                        max_length=16,
                        unique=True,
                        verbose_name="文种",
                    ),
                ),
                ("opening", models.TextField(verbose_name="开头")),
                ("closing", models.TextField(blank=True, verbose_name="结尾")),
                ("at", models.DateTimeField(verbose_name="修改时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "公文用语",
                "verbose_name_plural": "公文用语",
            },
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["kind", "status"], name="paper_list"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number__isnull", False)),
                fields=("kind", "year", "number"),
                name="paper_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("issued_at__isnull", True),
                        ("number__isnull", True),
                        ("year__isnull", True),
                    ),
                    models.Q(
                        ("issued_at__isnull", False),
                        ("number__isnull", False),
                        ("year__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="paper_number_with_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "issued"), _negated=True),
                    ("number__isnull", False),
                    _connector="OR",
                ),
                name="paper_issued_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "void"), _negated=True),
                    models.Q(("void_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="paper_void_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("referral__isnull", False), ("status", "draft")),
                fields=("kind", "referral"),
                name="paper_one_draft_per_referral",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("referral__isnull", True), ("status", "draft"), ("topic__isnull", False)
                ),
                fields=("kind", "topic"),
                name="paper_one_draft_per_topic",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("campaign__isnull", False), ("status", "draft"), ("topic__isnull", True)
                ),
                fields=("kind", "campaign"),
                name="paper_one_draft_per_campaign",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("first_month__isnull", False), ("status", "draft")),
                fields=("kind", "first_month"),
                name="paper_one_draft_per_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="instruction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "open"), _negated=True),
                    models.Q(("due_on__isnull", False), models.Q(("task", ""), _negated=True)),
                    _connector="OR",
                ),
                name="instruction_task_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="instruction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "answered"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="instruction_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperversion",
            constraint=models.UniqueConstraint(
                fields=("paper", "number"), name="paper_version_once"
            ),
        ),
        migrations.RunPython(give_right, take_right),
    ]
