"""Seconds that nobody verified decide nothing any more."""

from django.db import migrations, models


def apart(apps, schema_editor):
    """What browsers pressed before nobody verified anything becomes a count of its own."""
    Proposal = apps.get_model("deliberation", "Proposal")
    Second = apps.get_model("deliberation", "Second")
    Second.objects.update(way="browser")
    Proposal.objects.update(browser_count=models.F("second_count"))
    Proposal.objects.update(second_count=0)


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0008_seconds")]
    operations = [migrations.RunPython(apart, migrations.RunPython.noop)]
