"""近义词 with the groups that a site begins with, and the table of how words are spoken."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from suggestions.text.language import simplified

BEGINNING = Path(__file__).parents[1] / "text" / "synonyms.txt"


def seed(apps, schema_editor):
    Group = apps.get_model("suggestions", "SynonymGroup")
    Word = apps.get_model("suggestions", "SynonymWord")
    lines = BEGINNING.read_text(encoding="utf-8").splitlines()
    rows = [simplified(line.lower()).split() for line in lines if line and line[0] != "#"]
    groups = Group.objects.bulk_create([Group() for _ in rows])
    Word.objects.bulk_create(
        [
            Word(group=group, word=word)
            for group, words in zip(groups, rows, strict=True)
            for word in dict.fromkeys(words)
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0006_own_words")]
    operations = [
        migrations.CreateModel(
            name="SpokenWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=16, verbose_name="词")),
                ("sound", models.CharField(db_index=True, max_length=120, verbose_name="拼音")),
                ("texts", models.PositiveIntegerField(verbose_name="条数")),
            ],
            options={
                "verbose_name": "词的读音",
                "verbose_name_plural": "词的读音",
                "ordering": ["-texts", "word"],
                "constraints": [
                    models.UniqueConstraint(fields=("word", "sound"), name="spoken_word_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SynonymGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("proposed", "待确认"), ("used", "使用中"), ("refused", "不采用")],
                        default="used",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                ("at", models.DateTimeField(blank=True, null=True, verbose_name="更新时间")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "近义词组",
                "verbose_name_plural": "近义词",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SynonymWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(db_index=True, max_length=16, verbose_name="词")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="suggestions.synonymgroup",
                    ),
                ),
            ],
            options={
                "verbose_name": "近义词",
                "verbose_name_plural": "近义词",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "word"), name="synonym_once_in_its_group"
                    )
                ],
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
