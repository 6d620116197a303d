"""The full-text table of `suggestions/search.py`: FTS5 on SQLite, tsvector on PostgreSQL."""

from django.db import migrations

SQLITE = "CREATE VIRTUAL TABLE suggestions_search USING fts5(tokens, tokenize='unicode61')"
POSTGRES = """
CREATE TABLE suggestions_search (
    rowid bigint PRIMARY KEY REFERENCES suggestions_suggestion (id)
        ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    tokens tsvector NOT NULL
);
CREATE INDEX suggestions_search_tokens ON suggestions_search USING gin (tokens);
"""


def create(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE suggestions_search")


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0002_records")]
    operations = [migrations.RunPython(create, drop)]
