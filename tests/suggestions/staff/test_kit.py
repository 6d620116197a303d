"""The kit of the desks: its door stays shut by itself, and it keeps its own names."""

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured

from suggestions.staff.forms import DeskForm
from suggestions.staff.verbs import Button, DeskVerb


def test_a_screen_that_names_no_permission_opens_for_nobody(rf, admin_user):
    from django.core.exceptions import PermissionDenied
    from django.views import View

    from suggestions.staff.access import DeskMixin

    class Forgotten(DeskMixin, View):
        def get(self, request):
            raise AssertionError("reached")

    asked = rf.get("/admin/")
    asked.user, asked.session = admin_user, {}
    with pytest.raises(PermissionDenied):
        Forgotten.as_view()(asked)


class Colliding(DeskForm):
    """As a seat's form once had a day `on` where the kit had its record."""

    desk_subject = forms.DateField()


class MadeColliding(DeskForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["csrfmiddlewaretoken"] = forms.CharField()


def test_a_field_named_like_one_of_the_kit_is_refused_where_the_button_is_declared(now):
    with pytest.raises(ImproperlyConfigured, match="Colliding: the desk keeps the name desk_sub"):
        DeskVerb("end", "结束", calls=print, told="", form=Colliding)
    made = DeskVerb("end", "结束", calls=print, told="", form=MadeColliding)
    with pytest.raises(ImproperlyConfigured, match="MadeColliding"):
        Button(made, None, "/", MadeColliding(subject=None, at=now))
