"""A page once published stays so: a draft saved by somebody who had not seen it does not hide it.

The editor's browser saves by itself, and Wagtail writes the whole row of a page that it read as
never published. When that answer comes behind the approval, the row said "not live" again: the
history told of a publication, and nobody could open the page.
"""

from typing import Any

PUBLICATION = frozenset(
    {"live", "first_published_at", "last_published_at", "live_revision", "expired"}
)


class StaysPublished:
    """Before `Page` among the bases: whoever read no publication writes nothing of it."""

    _read_live = False  # whether this record was live when it was read, or last written, here

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any) -> Any:
        page = super().from_db(db, field_names, values)  # type: ignore[misc]
        page._read_live = bool(page.__dict__.get("live"))
        return page

    def save(self: Any, *args: Any, **kwargs: Any) -> None:
        never = not self.live and self.first_published_at is None and not self._read_live
        whole = kwargs.get("update_fields") is None and not kwargs.get("force_insert")
        if never and whole and not self._state.adding:
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name not in PUBLICATION
            ]
        super().save(*args, **kwargs)  # type: ignore[misc]
        self._read_live = self.live
