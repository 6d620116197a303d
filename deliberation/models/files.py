"""Files that no web server hands out: a view asks first who asks."""

from django.core.files.storage import storages


def private_storage():
    return storages["private"]
