"""答卷主题: themes of open answers alone; answers stand in a topic or in a theme."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0055_supported_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerTheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="主题")),
                ("words", models.JSONField(blank=True, default=list, verbose_name="关键词")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "待确认"),
                            ("confirmed", "已确认"),
                            ("set_aside", "已搁置"),
                            ("replaced", "已重新归"),
                        ],
                        default="proposed",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="归出时间")),
                ("at", models.DateTimeField(null=True, verbose_name="经办时间")),
                ("reason", models.TextField(blank=True, verbose_name="搁置的理由")),
            ],
            options={
                "verbose_name": "答卷主题",
                "verbose_name_plural": "答卷主题",
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="answerplace",
            name="answer_without_topic_by_people",
        ),
        migrations.AddField(
            model_name="answerrun",
            name="kind",
            field=models.CharField(
                choices=[("topics", "归入问题"), ("themes", "归出主题")],
                db_default="topics",
                default="topics",
                max_length=6,
                verbose_name="种类",
            ),
        ),
        migrations.AddField(
            model_name="answertheme",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="经办",
            ),
        ),
        migrations.AddField(
            model_name="answertheme",
            name="questionnaire",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answer_themes",
                to="suggestions.questionnairepage",
                verbose_name="问卷",
            ),
        ),
        migrations.AddField(
            model_name="answerplace",
            name="theme",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="places",
                to="suggestions.answertheme",
                verbose_name="答卷主题",
            ),
        ),
        migrations.AddField(
            model_name="answertie",
            name="theme",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="suggestions.answertheme",
            ),
        ),
        migrations.AddIndex(
            model_name="answerplace",
            index=models.Index(
                condition=models.Q(("theme__isnull", False)),
                fields=["theme"],
                name="answer_place_of_theme",
            ),
        ),
        migrations.AddConstraint(
            model_name="answerplace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("topic__isnull", False),
                    ("theme__isnull", False),
                    ("by__isnull", False),
                    _connector="OR",
                ),
                name="answer_nowhere_by_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="answerplace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("topic__isnull", True), ("theme__isnull", True), _connector="OR"
                ),
                name="answer_in_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="answertheme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["proposed", "replaced"]),
                    models.Q(("at__isnull", False), ("by__isnull", False)),
                    _connector="OR",
                ),
                name="answer_theme_decided_by_somebody",
            ),
        ),
    ]
