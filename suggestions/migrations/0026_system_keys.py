import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import suggestions.models.encrypted


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0025_sheets_and_sources"),
    ]

    operations = [
        migrations.CreateModel(
            name="SystemKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=60, verbose_name="哪个系统")),
                (
                    "key_id",
                    models.CharField(
                        editable=False, max_length=24, unique=True, verbose_name="密钥编号"
                    ),
                ),
                (
                    "secret",
                    suggestions.models.encrypted.EncryptedTextField(
                        editable=False, verbose_name="密钥"
                    ),
                ),
                ("made_at", models.DateTimeField(editable=False, verbose_name="发放时间")),
                (
                    "used_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="最近使用"
                    ),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="作废时间"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="system_keys",
                        to="suggestions.department",
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "接口密钥",
                "verbose_name_plural": "接口密钥",
                "ordering": ["department__name", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SpentNonce",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nonce", models.CharField(max_length=64)),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spent",
                        to="suggestions.systemkey",
                    ),
                ),
            ],
            options={
                "verbose_name": "用过的随机串",
                "verbose_name_plural": "用过的随机串",
                "constraints": [
                    models.UniqueConstraint(fields=("key", "nonce"), name="nonce_spent_once")
                ],
            },
        ),
    ]
