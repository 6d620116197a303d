"""议事程序: steps of a matter belong to a dated procedure, which a council chooses."""

import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0033_shipped_rows")]

    operations = [
        migrations.CreateModel(
            name="Procedure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.SlugField(
                        help_text="同一种程序的各版用同一个代码。",
                        max_length=20,
                        verbose_name="代码",
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="名称")),
                (
                    "meaning",
                    models.CharField(
                        blank=True, help_text="什么时候用它。", max_length=200, verbose_name="说明"
                    ),
                ),
                (
                    "source",
                    models.CharField(blank=True, max_length=200, verbose_name="依据或者出处"),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("since", models.DateField(verbose_name="自")),
                (
                    "until",
                    models.DateField(
                        blank=True, help_text="不填就一直有效。", null=True, verbose_name="至"
                    ),
                ),
            ],
            options={
                "verbose_name": "议事程序",
                "verbose_name_plural": "议事程序",
                "ordering": ["order", "-since", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "since"), name="procedure_version_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("until__isnull", True), ("until__gte", F("since")), _connector="OR"
                        ),
                        name="procedure_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="step",
            name="procedure",
            field=modelcluster.fields.ParentalKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="deliberation.procedure",
                verbose_name="议事程序",
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="code",
            field=models.SlugField(blank=True, max_length=20, verbose_name="代码"),
        ),
        migrations.AlterField(
            model_name="step",
            name="order",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="顺序"),
        ),
        migrations.AlterField(
            model_name="step",
            name="required",
            field=models.BooleanField(
                default=True,
                help_text="列入议程之前的必经步骤没有记录，就不能列入议程。",
                verbose_name="必经",
            ),
        ),
        migrations.AlterModelOptions(
            name="step",
            options={
                "ordering": ["order", "pk"],
                "verbose_name": "会商步骤",
                "verbose_name_plural": "会商步骤",
            },
        ),
        migrations.AddField(
            model_name="council",
            name="procedure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deliberation.procedure",
                verbose_name="采用的议事程序",
            ),
        ),
        migrations.AddField(
            model_name="matter",
            name="procedure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matters",
                to="deliberation.procedure",
            ),
        ),
    ]
