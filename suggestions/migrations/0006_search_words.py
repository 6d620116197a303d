"""In how many indexed texts each word stands: what `suggestions/nearest.py` weighs words by.

Counted now and then by `search.count_words`, not with every change: the counts of common words
would be rows that all writers wait for. The row of the empty word holds the number of texts.
"""

from django.db import migrations

SQLITE = (
    "CREATE TABLE suggestions_words (term text PRIMARY KEY, doc integer NOT NULL) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE suggestions_vocabulary USING fts5vocab('suggestions_search', 'row')",
)
POSTGRES = (
    """CREATE MATERIALIZED VIEW suggestions_words AS
    SELECT word AS term, ndoc AS doc FROM ts_stat('SELECT tokens FROM suggestions_search')
    UNION ALL SELECT '', count(*)::integer FROM suggestions_search""",
    "CREATE UNIQUE INDEX suggestions_words_term ON suggestions_words (term)",
)


def create(apps, schema_editor):
    for sql in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(sql)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE suggestions_vocabulary")
        schema_editor.execute("DROP TABLE suggestions_words")
    else:
        schema_editor.execute("DROP MATERIALIZED VIEW suggestions_words")


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0005_workdays")]
    operations = [migrations.RunPython(create, drop)]
