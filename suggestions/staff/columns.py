"""Cells that several lists of the desk share."""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone
from wagtail.admin.ui.tables import Column, Table

from suggestions.text.language import masked

Row = TypeVar("Row", bound=Model)
Late = Callable[[Any, dt.datetime], bool]


def in_file(column: Column) -> Callable[[Any], Any]:
    """How the value of a column stands in a file; a column may say so itself."""
    own = getattr(column, "in_file", None)
    if callable(own):
        return own

    def value(row: Any) -> Any:
        # A cell drawn from the whole record has no words of its own; the record's might be private.
        found = column.get_value(row)
        return "" if found is row else found

    return value


def plain_cell(value: Any) -> Any:
    """Moments in the city's own time; values of a call, such as a status in words."""
    value = value() if callable(value) else value
    if isinstance(value, dt.datetime):
        return timezone.localtime(value)
    if isinstance(value, int | float | dt.date | None):
        return value
    return str(value)


def with_words(row: Row, **words: Any) -> Row:
    """The record with what its line says beside the record's own fields."""
    for name, word in words.items():
        setattr(row, name, word)
    return row


class DeskTable(Table):
    """A list whose rows are cards on a phone, each cell under its label."""

    template_name = "suggestions/desk/table.html"


class PickColumn(Column):
    """A box to tick, inside the list's own form: works without JavaScript."""

    header_template_name = "suggestions/desk/cells/pick_all.html"
    cell_template_name = "suggestions/desk/cells/pick.html"


class StatusColumn(Column):
    """A status in its Chinese word, coloured by attribute."""

    cell_template_name = "suggestions/desk/cells/status.html"

    def __init__(self, name: str = "status", label: str = "状态", **kwargs: Any) -> None:
        super().__init__(name, label=label, **kwargs)

    def get_value(self, instance: Model) -> Model:
        return super().get_value(instance) if self.accessor != "status" else instance

    def in_file(self, instance: Model) -> Any:
        return getattr(self.get_value(instance), "get_status_display", "")


class DeadlineColumn(Column):
    """A last day; late ones say so in words, not in colour alone."""

    cell_template_name = "suggestions/desk/cells/deadline.html"

    def __init__(self, name: str, *, late: Late, **kwargs: Any) -> None:
        self.late = late
        super().__init__(name, classname="desk-nowrap desk-due", **kwargs)

    def get_cell_context_data(self, instance: Model, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["is_late"] = self.late(instance, parent_context["request"].at)
        return context


class TimeColumn(Column):
    """A moment in the office's own writing, to the minute."""

    cell_template_name = "suggestions/desk/cells/time.html"


class WordsColumn(Column):
    """The first few of a topic's keywords."""

    cell_template_name = "suggestions/desk/cells/words.html"

    def in_file(self, instance: Model) -> str:
        return "、".join(pair[0] for pair in self.get_value(instance) or ())


class VoicesColumn(Column):
    """What residents said of an answer."""

    cell_template_name = "suggestions/desk/cells/voices.html"

    def in_file(self, instance: Model) -> str:
        return "；".join(masked(rating.comment) for rating in self.get_value(instance) or ())
