"""What the screens of forms and of procedures share: versions with days, made of steps in order."""

from collections.abc import Iterable
from typing import Any

from wagtail.admin.views.generic import CopyView


def steps_changed(steps: Any, before: Iterable[int]) -> bool:
    """Whether a step was added, taken away, moved, or says something else; `before`: their keys."""
    kept = [form for form in steps.ordered_forms if form not in steps.deleted_forms]
    if [form.instance.pk for form in kept] != list(before):
        return True
    return any(set(form.changed_data) - {"ORDER"} for form in kept)


class VersionCopy(CopyView):
    """A new version: everything of the old one, steps too, as records that are not saved yet."""

    def get_initial_form_instance(self) -> Any:
        copy, _ = self.get_object().copy_cluster()
        copy.until = None
        return copy
