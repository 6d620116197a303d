"""Drafts under a code; and a campaign without a closing time: the everyday door."""

import datetime as dt

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import suggestions.models.encrypted

A_CENTURY = dt.timedelta(days=36_525)


def close_in_a_century(apps, schema_editor):
    """Before closing times are asked of all again, on the way back."""
    CampaignPage = apps.get_model("suggestions", "CampaignPage")
    for page in CampaignPage.objects.filter(closes_at=None):
        page.closes_at = page.opens_at + A_CENTURY
        page.save(update_fields=["closes_at"])


def open_again(apps, schema_editor):
    """What was closed in a century on a way back before."""
    CampaignPage = apps.get_model("suggestions", "CampaignPage")
    for page in CampaignPage.objects.all():
        if page.closes_at == page.opens_at + A_CENTURY:
            CampaignPage.objects.filter(pk=page.pk).update(closes_at=None)


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0011_contact_keys"),
        ("wagtailimages", "0027_image_description"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code_hash",
                    models.CharField(
                        editable=False, max_length=64, unique=True, verbose_name="草稿码摘要"
                    ),
                ),
                ("content", suggestions.models.encrypted.EncryptedTextField(verbose_name="内容")),
                ("saved_at", models.DateTimeField(db_index=True, verbose_name="保存时间")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="suggestions.campaignpage",
                        verbose_name="专项征集",
                    ),
                ),
            ],
            options={
                "verbose_name": "草稿",
                "verbose_name_plural": "草稿",
            },
        ),
        migrations.RemoveConstraint(
            model_name="campaignpage",
            name="campaign_closes_after_opening",
        ),
        migrations.AlterField(
            model_name="campaignpage",
            name="closes_at",
            field=models.DateTimeField(
                blank=True,
                help_text="专项征集都要填。只有“日常建议”留空：它长期开放，全站只有一个。",
                null=True,
                verbose_name="截止时间",
            ),
        ),
        migrations.RunPython(open_again, close_in_a_century),
        migrations.AddConstraint(
            model_name="campaignpage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes_at__isnull", True),
                    ("closes_at__gt", models.F("opens_at")),
                    _connector="OR",
                ),
                name="campaign_closes_after_opening",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignpage",
            constraint=models.UniqueConstraint(
                models.ExpressionWrapper(
                    models.Q(("closes_at__isnull", True)), models.BooleanField()
                ),
                condition=models.Q(("closes_at__isnull", True)),
                name="one_everyday_door",
                violation_error_message="已经有一个长期开放的“日常建议”，请给这个征集填写截止时间。",
            ),
        ),
    ]
