import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATUSES = [
    ("waiting", "待看"),
    ("shown", "上屏"),
    ("answered", "已答"),
    ("kept_off", "不上屏"),
]


def key():
    return (
        "id",
        models.BigAutoField(
            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
        ),
    )


def of_question(related_name):
    return (
        "question",
        models.ForeignKey(
            on_delete=django.db.models.deletion.CASCADE,
            related_name=related_name,
            to="cms.livequestion",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0004_everyday_door"),
        ("suggestions", "0013_topic_support"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="liveeventpage",
            name="campaign",
            field=models.ForeignKey(
                blank=True,
                help_text="选了才开放提问：每个提问都是这次征集的一条建议，当场给查询码。",
                null=True,
                on_delete=models.SET_NULL,
                related_name="+",
                to="suggestions.campaignpage",
                verbose_name="提问归入的征集",
            ),
        ),
        migrations.AddField(
            model_name="liveeventpage",
            name="recording_url",
            field=models.URLField(
                blank=True,
                help_text="直播后填：已答的提问会链接到回放的那一刻。",
                verbose_name="回放地址",
            ),
        ),
        migrations.AddField(
            model_name="liveeventpage",
            name="recording_summary",
            field=models.TextField(
                blank=True, help_text="直播后填，几句话。", verbose_name="回放摘要"
            ),
        ),
        migrations.CreateModel(
            name="LiveQuestion",
            fields=[
                key(),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="cms.liveeventpage",
                        verbose_name="直播活动",
                    ),
                ),
                (
                    "suggestion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="live_question",
                        to="suggestions.suggestion",
                        verbose_name="建议",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=STATUSES, default="waiting", max_length=12, verbose_name="状态"
                    ),
                ),
                ("shown_at", models.DateTimeField(blank=True, null=True, verbose_name="上屏时间")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="回答时间"),
                ),
                (
                    "seconds",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="回答在第几秒"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="不上屏的理由")),
            ],
            options={
                "verbose_name": "直播提问",
                "verbose_name_plural": "直播提问",
                "indexes": [models.Index(fields=["event", "status"], name="live_event_status")],
            },
        ),
        migrations.CreateModel(
            name="LiveQuestionStep",
            fields=[
                key(),
                (
                    "to_status",
                    models.CharField(choices=STATUSES, max_length=12, verbose_name="新状态"),
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
                of_question("steps"),
            ],
            options={
                "verbose_name": "提问经过",
                "verbose_name_plural": "提问经过",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="LiveQuestionSupport",
            fields=[
                key(),
                ("supporter_key", models.CharField(max_length=64)),
                ("at", models.DateTimeField(verbose_name="时间")),
                of_question("supports"),
            ],
            options={
                "verbose_name": "我也想问",
                "verbose_name_plural": "我也想问",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("question", "supporter_key"), name="live_question_support_once"
                    )
                ],
            },
        ),
    ]
