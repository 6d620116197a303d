"""问卷意见写进条文; whether own words of a sheet may be quoted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0052_imports_go_on"),
    ]

    operations = [
        migrations.AddField(
            model_name="answersheet",
            name="quotable",
            field=models.BooleanField(db_default=False, default=False, verbose_name="同意引用原话"),
        ),
        migrations.CreateModel(
            name="AnswerTie",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("adopted", "采纳"),
                            ("partly", "部分采纳"),
                            ("kept", "留作参考"),
                            ("not_adopted", "未采纳"),
                        ],
                        max_length=12,
                        verbose_name="怎样采纳",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                (
                    "sentences",
                    models.JSONField(blank=True, default=list, verbose_name="引用的句子"),
                ),
                ("number", models.PositiveIntegerField(verbose_name="对上时的条数")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="取消时间")),
                ("undone_reason", models.TextField(blank=True, verbose_name="取消的理由")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer_ties",
                        to="suggestions.guideclause",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="suggestions.topic",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "问卷意见写进条文",
                "verbose_name_plural": "问卷意见写进条文",
                "ordering": ["clause", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TiedAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ties",
                        to="suggestions.openanswer",
                    ),
                ),
                (
                    "clause",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="suggestions.guideclause",
                    ),
                ),
                (
                    "tie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tied",
                        to="suggestions.answertie",
                    ),
                ),
            ],
            options={
                "verbose_name": "写进条文的问卷意见",
                "verbose_name_plural": "写进条文的问卷意见",
            },
        ),
        migrations.AddConstraint(
            model_name="answertie",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("relation", "adopted"),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="answer_tie_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="answertie",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("undone_at__isnull", True),
                        ("undone_by__isnull", True),
                        ("undone_reason", ""),
                    ),
                    models.Q(
                        ("undone_at__isnull", False),
                        ("undone_by__isnull", False),
                        models.Q(("undone_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="answer_tie_undone_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="tiedanswer",
            constraint=models.UniqueConstraint(
                fields=("clause", "answer"), name="answer_tied_once"
            ),
        ),
    ]
