"""The faulty rows of imported lists are encrypted like other contact data."""

from django.db import migrations, models

from suggestions.models.encrypted import EncryptedJSONField, EncryptedTextField

CHUNK = 500


def seal(apps, schema_editor):
    _copy(apps.get_model("suggestions", "ImportFault"), row="sealed", reason="sealed_reason")


def open_again(apps, schema_editor):
    _copy(apps.get_model("suggestions", "ImportFault"), sealed="row", sealed_reason="reason")


def _copy(faults, **columns):
    chunk = []
    for fault in faults.objects.iterator(chunk_size=CHUNK):
        for source, target in columns.items():
            setattr(fault, target, getattr(fault, source) or getattr(fault, target))
        chunk.append(fault)
        if len(chunk) == CHUNK:
            faults.objects.bulk_update(chunk, columns.values())
            chunk = []
    faults.objects.bulk_update(chunk, columns.values())


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0039_account_changes")]

    operations = [
        migrations.AddField("importfault", "sealed", EncryptedJSONField("原始内容", default=list)),
        migrations.AddField("importfault", "sealed_reason", EncryptedTextField("原因", default="")),
        migrations.RunPython(seal, open_again),
        # With a default they can come back when this is taken back.
        migrations.AlterField("importfault", "row", models.JSONField(default=list)),
        migrations.RemoveField("importfault", "row"),
        migrations.RenameField("importfault", "sealed", "row"),
        migrations.AlterField("importfault", "row", EncryptedJSONField("原始内容")),
        migrations.AlterField(
            "importfault", "reason", models.CharField(default="", max_length=300)
        ),
        migrations.RemoveField("importfault", "reason"),
        migrations.RenameField("importfault", "sealed_reason", "reason"),
        migrations.AlterField("importfault", "reason", EncryptedTextField("原因")),
    ]
