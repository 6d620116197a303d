"""Cells that several lists of the desk share."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from wagtail.admin.ui.tables import Column


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


class DeadlineColumn(Column):
    """A last day; late ones say so in words, not in colour alone."""

    cell_template_name = "suggestions/desk/cells/deadline.html"

    def __init__(self, name: str, *, late: Callable[[Model, Any], bool], **kwargs: Any) -> None:
        self.late = late
        super().__init__(name, **kwargs)

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


class VoicesColumn(Column):
    """What residents said of an answer."""

    cell_template_name = "suggestions/desk/cells/voices.html"
