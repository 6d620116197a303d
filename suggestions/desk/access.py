"""Who may enter a screen of the desk, and how a button of a record's page reaches its action.

Deny by default: a screen or a button without a permission opens for nobody. Time is read once,
here at the door, and handed down.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from suggestions.actions import Overtaken, Refused
from suggestions.clocks import CalendarMissing
from suggestions.desk.forms import DeskForm

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422


def allowed(user: AbstractBaseUser, permission: str) -> bool:
    """Whether a user holds a permission of ours; none asked, none given. No dot: of this app."""
    dotted = permission if "." in permission else f"suggestions.{permission}"
    return bool(permission) and user.has_perm(dotted)


class DeskMixin:
    """A screen of the desk. `permission` must be named, or nobody enters."""

    permission = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        request.at = timezone.now()
        # Before `setup`: some of Wagtail's views already read their record there.
        if not allowed(request.user, self.permission):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)


class DeskMenuItem(MenuItem):
    """A menu line that only those see who may open it."""

    def __init__(self, label: str, url: Any, permission: str, **kwargs: Any) -> None:
        self.permission = permission
        super().__init__(label, url, **kwargs)

    def is_shown(self, request: HttpRequest) -> bool:
        return allowed(request.user, self.permission)


@dataclass(frozen=True)
class Shown:
    """What an action gave back to be seen once and never again: a receipt code, a phone number."""

    context: dict[str, Any]


@dataclass(frozen=True)
class DeskVerb:
    """A button: who may press it, when it is offered, what it asks for, what it calls.

    `act(subject, data, by=…, at=…)` calls the action and gives the words of success, or `Shown`.
    `subjects` finds the records under the page's own on which the button stands.
    """

    name: str
    label: str
    permission: str
    act: Callable[..., str | Shown]
    form: type[DeskForm] = DeskForm
    offered: Callable[[Model], bool] = lambda subject: True
    subjects: Callable[[Model], QuerySet] | None = None
    style: str = "button-secondary"
    key: str = ""
    hint: str = ""
    # Drawn by the page's own template, not in the row of buttons.
    apart: bool = False


@dataclass
class Button:
    """A verb beside one subject, with its form: fresh, or as typed when it was refused."""

    verb: DeskVerb
    subject: Model
    url: str
    form: BaseForm
    error: str = ""
    queue: bool = field(default=False)

    @property
    def is_open(self) -> bool:
        return bool(self.error) or self.form.is_bound or self.form.chosen


class RecordPage(DeskMixin, WagtailAdminTemplateMixin, View):
    """A record with its buttons. A refused button gives the same page with what was typed."""

    permission = "view_desk"
    model: type[Model]
    verbs: tuple[DeskVerb, ...] = ()
    http_method_names = ["get", "post", "head"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(self.get_records(), pk=kwargs["pk"])
        self.pressed: Button | None = None

    def get_records(self) -> QuerySet:
        return self.model._default_manager.all()

    def get_url(self, verb: str = "") -> str:
        raise NotImplementedError

    def get_success_url(self, verb: DeskVerb) -> str:
        return self.get_url()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs.get("verb"):
            return redirect(self.get_url())
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb = next((v for v in self.verbs if v.name == kwargs.get("verb")), None)
        if verb is None:
            raise Http404
        if not allowed(request.user, verb.permission):
            raise PermissionDenied
        subject = self.find_subject(verb)
        form = self.make_form(verb, subject, request.POST)
        self.pressed = Button(verb, subject, self.get_url(verb.name), form)
        if not form.is_valid():
            return self.refuse(form.first_error(), UNPROCESSABLE)
        try:
            told = verb.act(subject, form.cleaned_data, by=request.user, at=request.at)
        except Overtaken as error:
            return self.refuse(str(error), CONFLICT)
        except (Refused, CalendarMissing) as error:
            return self.refuse(str(error), UNPROCESSABLE)
        if isinstance(told, Shown):
            return self.show_once(told)
        messages.success(request, told)
        return redirect(self.get_success_url(verb))

    def find_subject(self, verb: DeskVerb) -> Model:
        if verb.subjects is None:
            return self.object
        on = self.request.POST.get("on", "")
        if not on.isdigit():
            raise Http404
        return get_object_or_404(verb.subjects(self.object), pk=on)

    def make_form(self, verb: DeskVerb, subject: Model, data: Any = None) -> DeskForm:
        prefix = f"id_{verb.name}_{subject.pk}_%s"
        return verb.form(data, subject=subject, at=self.request.at, auto_id=prefix)

    def refuse(self, words: str, status: int) -> HttpResponse:
        """The page again: the words at the top and at the button, the typed text kept."""
        self.pressed.error = words
        fresh = self.get_records().filter(pk=self.object.pk).first()
        self.object = fresh or self.object
        return self.render_to_response(self.get_context_data(refused=words), status=status)

    def show_once(self, shown: Shown) -> HttpResponse:
        self.pressed = None
        self.object = self.get_records().get(pk=self.object.pk)
        response = self.render_to_response(self.get_context_data(**shown.context))
        response["Cache-Control"] = "no-store"
        return response

    def buttons(self, subject: Model, verbs: Iterable[DeskVerb] | None = None) -> list[Button]:
        """The buttons that this person may press on this subject now."""
        user, own = self.request.user, subject == self.object
        found = []
        for verb in self.verbs if verbs is None else verbs:
            if (verb.subjects is None) != own or not allowed(user, verb.permission):
                continue
            hit = self.pressed
            if hit and hit.verb is verb and hit.subject == subject:
                found.append(hit)  # also when it is offered no longer: the text must not be lost
            elif verb.offered(subject):
                form = self.make_form(verb, subject)
                found.append(Button(verb, subject, self.get_url(verb.name), form))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.buttons(self.object)
        return super().get_context_data(
            object=self.object,
            at=self.request.at,
            buttons=[button for button in found if not button.verb.apart],
            apart={button.verb.name: button for button in found if button.verb.apart},
            media=AdminDateInput().media,
            **kwargs,
        )
