"""Every meeting is held as something."""

import django.db.models.deletion
from django.db import migrations, models

import deliberation.models.formats


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0020_shipped_formats")]
    operations = [
        migrations.AlterField(
            model_name="meeting",
            name="format",
            field=models.ForeignKey(
                default=deliberation.models.formats.monthly_format,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="deliberation.format",
                verbose_name="协商形式",
            ),
        )
    ]
