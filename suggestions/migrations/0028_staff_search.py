"""Words of suggestions that are not public, for the search of the staff; masked like all others.

Apart from `suggestions_search`, whose words and counts visitors are shown. `rebuild_search` fills
it for what stood here before.
"""

from django.db import migrations

SQLITE = ("CREATE VIRTUAL TABLE suggestions_unread USING fts5(tokens, tokenize='unicode61')",)
POSTGRES = (
    """CREATE TABLE suggestions_unread (
        rowid bigint PRIMARY KEY REFERENCES suggestions_suggestion (id)
            ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        tokens tsvector NOT NULL
    )""",
    "CREATE INDEX suggestions_unread_tokens ON suggestions_unread USING gin (tokens)",
)


def create(apps, schema_editor):
    for sql in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(sql)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE suggestions_unread")


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0027_desk_lists")]
    operations = [migrations.RunPython(create, drop)]
