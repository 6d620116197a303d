"""How far an import has written, so that it goes on there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0051_visits")]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="written_to",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="写到第几行"),
        ),
    ]
