from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms", "0006_registrations")]

    operations = [
        migrations.AddField(
            model_name="articlepage",
            name="asks_hardship",
            field=models.BooleanField(
                default=False,
                help_text="无障碍说明勾选：写来的进日常建议，标签是“网站无障碍”。",
                verbose_name="文末放一张“哪里不好用”的表单",
            ),
        )
    ]
