import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


def to_their_shelves(apps, schema_editor):
    """Back: who does not know of voices from elsewhere finds none in a topic."""
    placement = apps.get_model("suggestions", "Placement")
    placement.objects.filter(comes_from__isnull=False).update(
        topic=None, theme=None, comes_from=None
    )


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0029_monthly")]

    operations = [
        migrations.RemoveIndex(model_name="placement", name="placement_by_people"),
        migrations.AddField(
            model_name="placement",
            name="comes_from",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="suggestions.campaignpage",
                verbose_name="来自哪个征集",
            ),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                condition=Q(by__isnull=False),
                fields=["topic", "comes_from", "suggestion"],
                name="placement_voices",
            ),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                condition=Q(comes_from__isnull=False),
                fields=["comes_from", "topic"],
                name="placement_comes_from",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=Q(comes_from__isnull=True) | Q(by__isnull=False, topic__isnull=False),
                name="placement_crosses_by_people",
            ),
        ),
        # On PostgreSQL in a transaction of its own: rows changed above wait for their triggers.
        migrations.RunPython(migrations.RunPython.noop, to_their_shelves),
    ]
