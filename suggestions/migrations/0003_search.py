"""What `suggestions/text/` asks the database itself: FTS5 on SQLite, tsvector on PostgreSQL.

`suggestions_search` holds the texts. `suggestions_words` says in how many of them each word
stands, which `text/nearest.py` weighs words by; it is counted now and then by
`search.count_words`, not with every change: the counts of common words would be rows that all
writers wait for. The row of the empty word holds the number of texts.
"""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE suggestions_search USING fts5(tokens, tokenize='unicode61')",
    "CREATE TABLE suggestions_words (term text PRIMARY KEY, doc integer NOT NULL) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE suggestions_vocabulary USING fts5vocab('suggestions_search', 'row')",
)
SQLITE_BACK = (
    "DROP TABLE suggestions_vocabulary",
    "DROP TABLE suggestions_words",
    "DROP TABLE suggestions_search",
)
POSTGRES = (
    """CREATE TABLE suggestions_search (
        rowid bigint PRIMARY KEY REFERENCES suggestions_suggestion (id)
            ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        tokens tsvector NOT NULL
    )""",
    "CREATE INDEX suggestions_search_tokens ON suggestions_search USING gin (tokens)",
    """CREATE MATERIALIZED VIEW suggestions_words AS
    SELECT word AS term, ndoc AS doc FROM ts_stat('SELECT tokens FROM suggestions_search')
    UNION ALL SELECT '', count(*)::integer FROM suggestions_search""",
    "CREATE UNIQUE INDEX suggestions_words_term ON suggestions_words (term)",
)
POSTGRES_BACK = (
    "DROP MATERIALIZED VIEW suggestions_words",
    "DROP TABLE suggestions_search",
)


def create(apps, schema_editor):
    for sql in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(sql)


def drop(apps, schema_editor):
    for sql in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRES_BACK:
        schema_editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0002_records")]
    operations = [migrations.RunPython(create, drop)]
