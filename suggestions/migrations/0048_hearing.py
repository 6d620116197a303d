"""听到了谁: parts and result of a series, targets by group and place, participation."""

import django.db.models.deletion
import modelcluster.fields
import wagtail.fields
from django.apps import apps as live_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

ROLES = {
    "征集办工作人员": ("view_hearingtarget", "change_hearingtarget"),
    "督办": ("view_hearingtarget",),
}
MODELS = ("hearingtarget", "participationcount", "seriespart")


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
        ("suggestions", "0047_advisers"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="campaignseriespage",
            name="result",
            field=wagtail.fields.StreamField(
                [
                    ("heading", 0),
                    ("paragraph", 1),
                    ("figure", 4),
                    ("callout", 7),
                    ("facts", 8),
                    ("quote", 9),
                ],
                blank=True,
                block_lookup={
                    0: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "icon": "title",
                            "label": "小标题",
                            "max_length": 60,
                            "template": "suggestions/blocks/heading.html",
                        },
                    ),
                    1: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["h2", "h3", "bold", "ol", "ul", "link", "document-link"],
                            "label": "段落",
                        },
                    ),
                    2: ("wagtail.images.blocks.ImageChooserBlock", (), {"label": "图片"}),
                    3: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "说明", "max_length": 120, "required": False},
                    ),
                    4: ("wagtail.blocks.StructBlock", [[("image", 2), ("caption", 3)]], {}),
                    5: ("wagtail.blocks.CharBlock", (), {"label": "标题", "max_length": 40}),
                    6: ("wagtail.blocks.TextBlock", (), {"label": "内容", "max_length": 400}),
                    7: ("wagtail.blocks.StructBlock", [[("title", 5), ("text", 6)]], {}),
                    8: ("suggestions.models.blocks.FactsBlock", (), {}),
                    9: ("wagtail.blocks.BlockQuoteBlock", (), {"label": "引文"}),
                },
                help_text="各项都结束后填写：整个系列一共听到什么、改了什么，公布在页面上方。",
                verbose_name="系列的结果",
            ),
        ),
        migrations.CreateModel(
            name="SeriesPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("live", "直播"),
                            ("group", "群体征集"),
                            ("hotline", "热线季"),
                            ("other", "其他"),
                        ],
                        default="group",
                        max_length=8,
                        verbose_name="类别",
                    ),
                ),
                (
                    "target",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="想听到多少条建议；不设目标的，留空。",
                        null=True,
                        verbose_name="目标",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        help_text="这一项的征集或直播。",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="页面",
                    ),
                ),
                (
                    "series",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="suggestions.campaignseriespage",
                    ),
                ),
            ],
            options={
                "verbose_name": "系列的一项",
                "verbose_name_plural": "系列的各项",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HearingTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("people", models.PositiveIntegerField(verbose_name="人数")),
                ("source", models.CharField(max_length=80, verbose_name="数字的来源")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "area",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suggestions.area",
                        verbose_name="区域",
                    ),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="suggestions.audience",
                        verbose_name="征集对象",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hearing_targets",
                        to="suggestions.campaignpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "应听到的人",
                "verbose_name_plural": "应听到的人",
                "ordering": ["audience__sort_order", "audience", "area__path", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "audience", "area"), name="heard_once_per_cell"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("people__gte", 1), ("people__lte", 1000000000)),
                        name="hearing_target_is_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("audience__isnull", False), ("area__isnull", False), _connector="OR"
                        ),
                        name="hearing_target_is_of_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ParticipationCount",
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
                        choices=[("offline", "线下活动"), ("live", "直播"), ("other", "其他")],
                        max_length=8,
                        verbose_name="类别",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="哪一场")),
                ("number", models.PositiveIntegerField(verbose_name="人次")),
                ("source", models.CharField(max_length=80, verbose_name="数字的来源")),
                ("method", models.TextField(verbose_name="怎样数的")),
                ("counted_on", models.DateField(verbose_name="日期")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="撤去时间")),
                (
                    "withdrawn_because",
                    models.CharField(blank=True, max_length=200, verbose_name="撤去的理由"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="哪个征集或系列",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "参与人次登记",
                "verbose_name_plural": "参与人次登记",
                "ordering": ["-counted_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 1000000000)),
                        name="participation_is_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", ""), _negated=True),
                            models.Q(("method", ""), _negated=True),
                        ),
                        name="participation_says_whence",
                    ),
                ],
            },
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
