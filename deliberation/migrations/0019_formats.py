"""协商形式: forms of meetings as data, their steps, and what was recorded of a step."""

import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0018_funds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Format",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.SlugField(
                        help_text="同一种形式的各版用同一个代码。",
                        max_length=20,
                        verbose_name="代码",
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="名称")),
                (
                    "meaning",
                    models.CharField(
                        blank=True, help_text="什么时候用它。", max_length=120, verbose_name="说明"
                    ),
                ),
                ("law", models.CharField(blank=True, max_length=120, verbose_name="依据")),
                (
                    "sides",
                    models.TextField(
                        blank=True,
                        help_text="每行一方，例如“受影响的居民”。",
                        verbose_name="参加的各方",
                    ),
                ),
                (
                    "papers",
                    models.TextField(blank=True, help_text="每行一份。", verbose_name="要备的材料"),
                ),
                (
                    "notice_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="不填就按议事会的规则。",
                        null=True,
                        verbose_name="提前通知（天）",
                    ),
                ),
                (
                    "votes",
                    models.CharField(
                        choices=[("council", "按议事会的通过条件表决"), ("none", "不表决")],
                        default="none",
                        max_length=8,
                        verbose_name="表决",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("since", models.DateField(verbose_name="自")),
                (
                    "until",
                    models.DateField(
                        blank=True, help_text="不填就一直有效。", null=True, verbose_name="至"
                    ),
                ),
                (
                    "parties",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        related_name="+",
                        to="deliberation.party",
                        verbose_name="必须到会的议事方",
                    ),
                ),
            ],
            options={
                "verbose_name": "协商形式",
                "verbose_name_plural": "协商形式",
                "ordering": ["order", "-since", "pk"],
            },
        ),
        migrations.AddField(
            model_name="council",
            name="formats",
            field=models.ManyToManyField(
                blank=True,
                related_name="+",
                to="deliberation.format",
                verbose_name="采用的协商形式",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="format",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="deliberation.format",
                verbose_name="协商形式",
            ),
        ),
        migrations.CreateModel(
            name="FormatStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=20, verbose_name="环节")),
                (
                    "stage",
                    models.CharField(
                        choices=[("before", "会前"), ("at", "会上"), ("after", "会后")],
                        default="at",
                        max_length=8,
                        verbose_name="什么时候",
                    ),
                ),
                ("who", models.CharField(blank=True, max_length=40, verbose_name="谁来做")),
                ("record", models.CharField(blank=True, max_length=120, verbose_name="要记下什么")),
                (
                    "proof",
                    models.CharField(
                        choices=[
                            ("note", "在“环节”里登记"),
                            ("agenda", "议程里有议题"),
                            ("notices", "会议通知办完"),
                            ("present", "必须到会的议事方都签到"),
                            ("remarks", "有发言要点"),
                            ("votes", "有结束的表决"),
                            ("minutes", "纪要定稿"),
                        ],
                        default="note",
                        max_length=12,
                        verbose_name="怎样算有了记录",
                    ),
                ),
                ("required", models.BooleanField(default=True, verbose_name="没有记录不能往下走")),
                (
                    "format",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="deliberation.format",
                    ),
                ),
            ],
            options={
                "verbose_name": "协商环节",
                "verbose_name_plural": "协商环节",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FormatStepTaken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.TextField(verbose_name="记录")),
                ("on", models.DateField(verbose_name="日期")),
                ("at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps_taken",
                        to="deliberation.meeting",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deliberation.formatstep",
                    ),
                ),
            ],
            options={
                "verbose_name": "环节记录",
                "verbose_name_plural": "环节记录",
                "ordering": ["step__sort_order", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="format",
            constraint=models.UniqueConstraint(
                fields=("code", "since"), name="format_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="format",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="format_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="formatsteptaken",
            constraint=models.UniqueConstraint(
                fields=("meeting", "step"), name="format_step_taken_once"
            ),
        ),
    ]
