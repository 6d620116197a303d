"""Months that were reckoned before: what is withheld of them is settled by the same rule."""

from django.db import migrations

from deliberation.actions.withholding import settle


def settle_all(apps, schema_editor):
    models = {
        name: apps.get_model("deliberation", model)
        for name, model in (
            ("figures", "Figure"),
            ("indicators", "Indicator"),
            ("kept", "Withheld"),
        )
    }
    months = models["figures"].objects.order_by("month").values_list("month", flat=True).distinct()
    for month in list(months):
        settle(month, **models)


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0024_withheld")]
    operations = [migrations.RunPython(settle_all, migrations.RunPython.noop)]
