"""征集站: stations and their history, at which of them a suggestion was made, who sees them."""

import django.core.validators
import django.db.models.deletion
from django.apps import apps as live_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

ROLES = {
    "征集办工作人员": ("view_station", "change_station"),
    "督办": ("view_station",),
    "议事员": ("view_station",),
}
MODELS = ("station", "stationstep")


def give_rights(apps, schema_editor):
    create_permissions(live_apps.get_app_config("suggestions"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects
    for role, names in ROLES.items():
        group = apps.get_model("auth", "Group").objects.get(name=role)
        found = permissions.filter(content_type__app_label="suggestions", codename__in=names)
        group.permissions.add(*found)


def take_rights(apps, schema_editor):
    apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="suggestions", content_type__model__in=MODELS
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0040_sealed_faults"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [
        migrations.CreateModel(
            name="StationStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("opened", "设立"),
                            ("revised", "改登记"),
                            ("closed", "关闭"),
                            ("reopened", "重新开放"),
                        ],
                        max_length=8,
                        verbose_name="事项",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="说明")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "征集站经过",
                "verbose_name_plural": "征集站经过",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Station",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("station", "人民建议征集站"), ("contact", "人民建议联络点")],
                        default="station",
                        max_length=8,
                        verbose_name="类别",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("address", models.CharField(max_length=120, verbose_name="地址")),
                ("hours", models.CharField(max_length=120, verbose_name="开放时间")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="电话")),
                (
                    "latitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="纬度",
                    ),
                ),
                (
                    "longitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="经度",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "开放"), ("closed", "已关闭")],
                        default="open",
                        max_length=6,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="设立时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="关闭时间")),
                (
                    "closed_because",
                    models.CharField(blank=True, max_length=200, verbose_name="关闭原因"),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stations",
                        to="suggestions.area",
                        verbose_name="所在区域",
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="负责人",
                    ),
                ),
            ],
            options={
                "verbose_name": "征集站",
                "verbose_name_plural": "征集站",
                "ordering": ["area__path", "name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="suggestion",
            name="station",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="suggestions",
                to="suggestions.station",
                verbose_name="征集站",
            ),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                condition=models.Q(("station__isnull", False)),
                fields=["station", "status"],
                name="sugg_station",
            ),
        ),
        migrations.AddField(
            model_name="stationstep",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stationstep",
            name="instead_of",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stationstep",
            name="station",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="suggestions.station",
            ),
        ),
        migrations.AddConstraint(
            model_name="station",
            constraint=models.UniqueConstraint(
                fields=("area", "name"), name="station_once_per_area"
            ),
        ),
        migrations.AddConstraint(
            model_name="station",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(
                        ("latitude__isnull", False),
                        ("latitude__range", (-90, 90)),
                        ("longitude__isnull", False),
                        ("longitude__range", (-180, 180)),
                    ),
                    _connector="OR",
                ),
                name="station_lies_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="station",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("status", "open")),
                    models.Q(("closed_at__isnull", False), ("status", "closed")),
                    _connector="OR",
                ),
                name="station_closed_says_when",
            ),
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
