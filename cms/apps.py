from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Tags, register

from cms import journal


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = "网站"

    def ready(self) -> None:
        register(journal.check, Tags.database)
        database = settings.DATABASES["default"]
        if database["ENGINE"].endswith("sqlite3"):
            journal.prepare(Path(database["NAME"]))
