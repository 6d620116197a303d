import django.core.validators
from django.db import migrations, models
from django.db.models import Q


def degrees(label, most):
    return models.FloatField(
        blank=True,
        null=True,
        validators=[
            django.core.validators.MinValueValidator(-most),
            django.core.validators.MaxValueValidator(most),
        ],
        verbose_name=label,
    )


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0014_entering")]

    operations = [
        migrations.AddField("area", "latitude", degrees("中心纬度", 90)),
        migrations.AddField("area", "longitude", degrees("中心经度", 180)),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=Q(("latitude", None), ("longitude", None))
                | Q(
                    ("latitude__isnull", False),
                    ("latitude__range", (-90, 90)),
                    ("longitude__isnull", False),
                    ("longitude__range", (-180, 180)),
                ),
                name="area_centre_whole",
            ),
        ),
    ]
