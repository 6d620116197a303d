"""Django's own `migrate`, with one fault of Django 5.2 mended: every app goes back to nothing.

Forwards, `RunPython` has all models of the state made anew before its function runs, because some
are put off (`StateApps`); backwards it does not. A function that deletes a row is then refused by a
relation that still knows the class from before ("Cannot query …: Must be … instance").
"""

from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.operations.special import RunPython

_backwards = RunPython.database_backwards


def _with_all_models(
    self: RunPython, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
) -> None:
    from_state.clear_delayed_apps_cache()
    _backwards(self, app_label, schema_editor, from_state, to_state)


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        RunPython.database_backwards = _with_all_models  # type: ignore[assignment, method-assign]
        try:
            super().handle(*args, **options)
        finally:
            RunPython.database_backwards = _backwards  # type: ignore[method-assign]
