import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0032_part_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "importbatch",
            "taken_back_at",
            models.DateTimeField("撤回时间", null=True, editable=False),
        ),
        migrations.AddField(
            "importbatch",
            "taken_back_by",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                django.db.models.deletion.PROTECT,
                null=True,
                editable=False,
                related_name="+",
            ),
        ),
        migrations.AlterField(
            "importbatch",
            "status",
            models.CharField(
                "状态",
                max_length=10,
                choices=[
                    ("uploaded", "待设置"),
                    ("queued", "排队中"),
                    ("running", "导入中"),
                    ("done", "已完成"),
                    ("failed", "未完成"),
                    ("taken_back", "已撤回"),
                ],
                default="uploaded",
            ),
        ),
        migrations.AddConstraint(
            "importbatch",
            models.CheckConstraint(
                condition=~Q(status="taken_back")
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="import_taken_back_says_who",
            ),
        ),
    ]
