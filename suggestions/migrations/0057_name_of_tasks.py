"""每月一题的任务 carry their whole name."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0056_answer_themes"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="monthlytask",
            options={
                "ordering": ["due_on", "pk"],
                "verbose_name": "每月一题的任务",
                "verbose_name_plural": "每月一题的任务",
            },
        ),
    ]
