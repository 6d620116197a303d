"""Files that no web server hands out: a view asks first who asks."""

from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    return storages["private"]
