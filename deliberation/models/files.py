"""The private storage, at the address by which released migrations name it."""

from suggestions.models.files import private_storage

__all__ = ["private_storage"]
