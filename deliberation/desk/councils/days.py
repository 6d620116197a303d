"""A day that a form of the councils' desk asks for."""

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    wrong = {"required": f"请填写{label}。", "invalid": "请填写正确的日期。"}
    return forms.DateField(label=label, widget=AdminDateInput, error_messages=wrong, **kwargs)
