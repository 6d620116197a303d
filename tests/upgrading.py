"""A site as version 0.1.0 left it, put before today's migrations.

`cms/upgrade/0.1.0.json.gz` holds every row of that version's own small demo, with its keys and some
receipt codes. `python -m tests.upgrading fill` makes that version's tables in the database of
DATABASE_URL, which is empty, and writes the rows there; after `manage.py migrate` the same with
`told` opens all that residents can see and prints what it found.
"""

import gzip
import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

RELEASE = Path(__file__).parent / "cms/upgrade/0.1.0.json.gz"


@cache
def release() -> dict[str, Any]:
    return json.loads(gzip.decompress(RELEASE.read_bytes()))


def write_keys(folder: Path) -> None:
    """Receipt codes and contacts are those of that site."""
    for name, key in release()["keys"].items():
        (folder / f"{name}.secret").write_text(key, "utf-8")


def tables_of_then() -> Any:
    """The models as they were, in a database that has just been brought to their migrations."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    state = release()["state"]
    others = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] not in state]
    ours = [executor.loader.get_migration_by_prefix(*last) for last in state.items()]
    targets = [*others, *((one.app_label, one.name) for one in ours)]
    return executor.migrate(targets).apps


def fill(apps: Any) -> None:
    """Write every row, in place of what the migrations themselves had put into those tables."""
    from django.db import connection, transaction

    rows: dict[Any, list[Any]] = {}
    for line in release()["rows"]:
        rows.setdefault(apps.get_model(line["model"]), []).append(line)
    tables = [m._meta.db_table for m in rows] + [t._meta.db_table for m in rows for t in many(m)]
    with transaction.atomic(), connection.constraint_checks_disabled():
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        links: list[Any] = []
        for model, lines in rows.items():
            for line in lines:  # raw: the rows of its parents come by themselves
                row(apps, model, line, links).save_base(raw=True)
        for link in links:
            link.save()
        count_on(rows)


def many(model: Any) -> list[Any]:
    fields = model._meta.local_many_to_many
    return [f.remote_field.through for f in fields if f.remote_field.through._meta.auto_created]


def row(apps: Any, model: Any, line: dict[str, Any], links: list[Any]) -> Any:
    values = {}
    for name, value in line["fields"].items():
        field = model._meta.get_field(name)
        if field.many_to_many:
            links += linked(apps, field, line["pk"], value)
        else:
            values[field.attname] = field.to_python(translated(apps, field, value))
    return model(pk=line["pk"], **values)


def linked(apps: Any, field: Any, pk: int, others: list[int]) -> list[Any]:
    through = field.remote_field.through
    if not through._meta.auto_created or field.related_model._meta.label == "auth.Permission":
        return []
    if field.related_model._meta.label == "auth.Group":
        others = [group(apps, one) for one in others]
    ours, theirs = field.m2m_field_name(), field.m2m_reverse_field_name()
    return [through(**{f"{ours}_id": pk, f"{theirs}_id": one}) for one in others]


def translated(apps: Any, field: Any, value: Any) -> Any:
    """Kinds and roles are made by migrations, in an order that may differ: found by their name."""
    target = field.related_model._meta.label if field.is_relation and field.related_model else ""
    if value is None or target not in ("contenttypes.ContentType", "auth.Group"):
        return value
    if target == "auth.Group":
        return group(apps, value)
    app, model = release()["types"][str(value)]
    kinds = apps.get_model("contenttypes", "ContentType").objects
    return kinds.get_or_create(app_label=app, model=model)[0].pk


def group(apps: Any, pk: int) -> int:
    name = release()["groups"][str(pk)]
    return apps.get_model("auth", "Group").objects.get_or_create(name=name)[0].pk


def count_on(models: Any) -> None:
    """PostgreSQL counts ids by sequences of its own."""
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def told() -> dict[str, Any]:
    """What stands there after the upgrade, seen through today's pages and verbs."""
    from django.test import Client

    from deliberation.models import Council
    from deliberation.record.export import export_record
    from deliberation.verify import verify
    from suggestions.models import Contact, Rating, Suggestion, Support, User

    client = Client()
    pages = {path: client.get(path).status_code for path in public_addresses(client)}
    code_pages = []
    for code in release()["codes"]:
        found = client.post("/track/", {"code": code})
        code_pages.append(client.get(found["Location"]).content.decode() if found.url else "")
    models = (Suggestion, Support, Rating, User)
    return {
        "counts": {m._meta.label_lower: m.objects.count() for m in models},
        "pages": len(pages),
        "wrong": {path: status for path, status in pages.items() if status != 200},
        "codes": [
            title in page
            for title, page in zip(release()["codes"].values(), code_pages, strict=True)
        ],
        "phones": sorted(one.phone for one in Contact.objects.all() if one.phone),
        "entries": sum(verify(export_record(c))["entries"] for c in Council.objects.all()),
    }


def public_addresses(client: Any) -> list[str]:
    """Every page that a search engine is told of."""

    def named(path: str) -> list[str]:
        found = re.findall("<loc>(.*?)</loc>", client.get(path).content.decode())
        return [urlsplit(one).path for one in found]

    return ["/", *(path for part in named("/sitemap.xml") for path in named(part))]


def main(what: str) -> None:
    import django

    django.setup()
    if what == "fill":
        fill(tables_of_then())
    else:
        print(json.dumps(told()))


if __name__ == "__main__":
    main(sys.argv[1])
