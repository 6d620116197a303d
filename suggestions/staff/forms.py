"""What the desk's buttons ask for. Rules are the actions' business; these only read fields."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from django.http import QueryDict

from suggestions.models.scope import RULES, decided, whole_city

SUBJECT = "desk_subject"  # the kit's own field: the record on which a button stands
RESERVED = frozenset({SUBJECT, "csrfmiddlewaretoken"})


def check_names(form: type[forms.Form] | forms.Form) -> None:
    """A field named like one of the kit's would overwrite it, and the button find nothing."""
    taken = RESERVED & (form.base_fields if isinstance(form, type) else form.fields).keys()
    if taken:
        name = form.__name__ if isinstance(form, type) else type(form).__name__
        raise ImproperlyConfigured(f"{name}: the desk keeps the name {', '.join(sorted(taken))}.")


class DeskForm(forms.Form):
    """A form beside a record, told the record and the moment."""

    subject: Any  # the record; a form that reads it names its model
    chosen = False  # filled in by what was pressed before: it stands open

    def __init__(self, *args: Any, subject: Model | None, at: dt.datetime, **kwargs: Any) -> None:
        self.subject, self.at = subject, at
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        super().clean()
        return self.cleaned_data

    def arguments(self) -> dict[str, Any]:
        """What the verb's action is called with, by the action's own names."""
        return self.cleaned_data

    def first_error(self) -> str:
        return next((str(words[0]) for words in self.errors.values()), "请检查填写的内容。")


class AskingForm(DeskForm):
    """A form that asks once more before it counts, in words that name what will happen.

    The second press stands for exactly that: of something else it is asked anew.
    """

    asks = ""  # the question, while it waits for the second press

    sure = forms.BooleanField(label="确认", required=False, widget=forms.HiddenInput)
    asked = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def question(self) -> str:
        """What would happen, in one sentence; empty where nothing need be asked."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        super().clean()
        question = "" if self.errors else self.question()
        data = self.cleaned_data
        if question and not (data.get("sure") and data.get("asked") == question):
            self.ask(question)
        return data

    def ask(self, question: str) -> None:
        typed = cast(QueryDict, self.data).copy()  # the one of the request stays as it was sent
        typed["asked"], typed["sure"] = question, "on"  # what the next press says
        self.data, self.asks = typed, question
        self.add_error("sure", question)

    def arguments(self) -> dict[str, Any]:
        rest = super().arguments()
        return {name: value for name, value in rest.items() if name not in ("sure", "asked")}


def choose_from(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Let a field offer these records: which ones is known only beside the form's own."""
    cast(forms.ModelChoiceField, form.fields[name]).queryset = rows


def within_areas(form: DeskForm, user: Any) -> DeskForm:
    """Let it offer only records that this person decides; what is no record of an area stays."""
    if whole_city(user):
        return form
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
            if field.queryset.model in RULES:
                field.queryset = decided(field.queryset, user)
        elif hasattr(field, "reader"):
            field.reader = user  # a field that finds its record itself
    return form


def text_area(
    label: str, *, required: bool = True, help_text: str = "", limit: int = 2000, rows: int = 4
) -> forms.CharField:
    """A field for sentences. Of a fixed height: inside a closed box nothing can be measured."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=limit,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。"},
    )


class ReasonForm(DeskForm):
    reason = text_area("理由", limit=1000)
