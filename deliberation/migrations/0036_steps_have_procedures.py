"""Every step belongs to a procedure, whose days hold for it."""

import datetime as dt

import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0035_shipped_procedures")]

    operations = [
        migrations.AlterField(
            model_name="step",
            name="procedure",
            field=modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="deliberation.procedure",
                verbose_name="议事程序",
            ),
        ),
        # Taken back, a step holds from the day on from which the shipped ones held.
        migrations.AlterField(
            model_name="step",
            name="since",
            field=models.DateField("自", default=dt.date(2024, 1, 1)),
        ),
        migrations.RemoveField(model_name="step", name="since"),
        migrations.RemoveField(model_name="step", name="until"),
    ]
