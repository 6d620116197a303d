"""Issues (类问题) above topics, in the history and beside suggestions of the shelf."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def drop_histories_of_issues(apps, schema_editor):
    """Taken back: what happened to issues alone has no subject any more, nor have its changes."""
    apps.get_model("suggestions", "Event").objects.filter(
        suggestion=None, topic=None, referral=None
    ).delete()
    apps.get_model("suggestions", "TopicChange").objects.filter(kind="issue").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0008_screening_model"),
    ]

    operations = [
        migrations.CreateModel(
            name="Issue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="序号")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "机器拟类"),
                            ("confirmed", "已确认"),
                            ("set_aside", "已搁置"),
                            ("merged", "已并入"),
                        ],
                        default="proposed",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("keywords", models.JSONField(blank=True, default=list, verbose_name="关键词")),
                (
                    "representatives",
                    models.JSONField(blank=True, default=list, verbose_name="代表建议"),
                ),
                ("score", models.FloatField(default=0, verbose_name="内聚度")),
            ],
            options={
                "verbose_name": "类问题",
                "verbose_name_plural": "类问题",
                "ordering": ["campaign", "number"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="event",
            name="event_has_a_subject",
        ),
        migrations.AddField(
            model_name="groupingresult",
            name="issues",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="topic",
            name="issue_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="topicchange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("born", "新出现"),
                    ("split", "拆出"),
                    ("merged", "并入"),
                    ("grown", "增加"),
                    ("shrunk", "移出"),
                    ("faded", "消散"),
                    ("shelved", "新上书架"),
                    ("issue", "归入一类"),
                ],
                max_length=8,
                verbose_name="变化",
            ),
        ),
        migrations.AddField(
            model_name="issue",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="issues",
                to="suggestions.campaignpage",
            ),
        ),
        migrations.AddField(
            model_name="issue",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_issues",
                to="suggestions.issue",
            ),
        ),
        migrations.AddField(
            model_name="issue",
            name="named_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="issue",
            name="run",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="issues",
                to="suggestions.groupingrun",
            ),
        ),
        migrations.AddField(
            model_name="issue",
            name="theme",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="issues",
                to="suggestions.theme",
                verbose_name="主题",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="issue",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to="suggestions.issue",
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="issue",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="placements",
                to="suggestions.issue",
            ),
        ),
        migrations.AddField(
            model_name="topic",
            name="issue",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="topics",
                to="suggestions.issue",
                verbose_name="类问题",
            ),
        ),
        migrations.AddField(
            model_name="topicchange",
            name="issue",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="changes",
                to="suggestions.issue",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("issue__isnull", False)),
                fields=["issue", "at"],
                name="event_issue",
            ),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                condition=models.Q(("issue__isnull", False), ("topic__isnull", True)),
                fields=["issue"],
                name="placement_near_issue",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("suggestion__isnull", False),
                    ("topic__isnull", False),
                    ("referral__isnull", False),
                    ("issue__isnull", False),
                    _connector="OR",
                ),
                name="event_has_a_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.UniqueConstraint(
                fields=("campaign", "number"), name="issue_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("status", "merged")),
                    models.Q(
                        models.Q(("status", "merged"), _negated=True), ("merged_into__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="issue_merged_says_where",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_histories_of_issues),
    ]
