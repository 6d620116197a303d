"""The page of a record and its buttons: declared, each reaching one action."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from suggestions.actions.rules import Overtaken, Refused
from suggestions.models.scope import covers, narrowed
from suggestions.staff.access import CONFLICT, UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.staff.forms import SUBJECT, DeskForm, check_names, within_areas
from suggestions.staff.rights import Right, Rights
from suggestions.work.clocks import CalendarMissing


@dataclass(frozen=True)
class Shown:
    """What an action gave back to be seen once and never again: a receipt code, a phone number."""

    context: dict[str, Any]


@dataclass(frozen=True)
class Done:
    """What a button has done, for the words of success."""

    subject: Any
    data: dict[str, Any]
    result: Any


@dataclass(frozen=True)
class DeskVerb:
    """A button: what it calls, what it tells, what it asks for, when it is offered.

    `calls(subject, **form.arguments(), by=…, at=…)` is the action. `told` are the words of
    success: a template of `subject`, `result` and the arguments, or a function of `Done`.
    `subjects` finds the records under the page's own on which the button stands. Who may press it
    stands in the table of rights under `model.name`.
    """

    name: str
    label: str
    calls: Callable[..., Any]
    told: str | Callable[[Done], str | Shown]
    form: type[DeskForm] = DeskForm
    offered: Callable[[Any], bool] = lambda subject: True
    # What the calendar decides of the same subject: whether it may be pressed at this moment.
    timely: Callable[[Any, dt.datetime], bool] = lambda subject, at: True
    subjects: Callable[[Any], QuerySet[Any]] | None = None
    style: str = "button-secondary"
    key: str = ""
    hint: str = ""
    # Drawn by the page's own template, not in the row of buttons.
    apart: bool = False
    # Other buttons of the same form: what was typed goes to whichever is pressed.
    beside: tuple["DeskVerb", ...] = ()

    def __post_init__(self) -> None:
        check_names(self.form)

    def run(self, subject: Model, form: DeskForm, *, by: Any, at: dt.datetime) -> str | Shown:
        data = form.arguments()
        done = Done(subject, data, self.calls(subject, **data, by=by, at=at))
        if callable(self.told):
            return self.told(done)
        return self.told.format(subject=subject, result=done.result, **data)


@dataclass
class Button:
    """A verb beside one subject, with its form: fresh, or as typed when it was refused."""

    verb: DeskVerb
    subject: Model
    url: str
    form: DeskForm
    error: str = ""
    beside: tuple["Button", ...] = ()
    SUBJECT: ClassVar[str] = SUBJECT

    def __post_init__(self) -> None:
        check_names(self.form)  # also of the fields that a form makes for itself

    @property
    def asks(self) -> str:
        """What is asked once more before it counts: a question, no fault."""
        return getattr(self.form, "asks", "")

    @property
    def wrong(self) -> list[BoundField]:
        """The fields that say themselves what is wrong with them."""
        return [field for field in self.form.visible_fields() if field.errors]

    @property
    def error_above(self) -> str:
        """Why it was refused, unless a field of the form that is seen says so itself."""
        if self.asks:
            return ""
        beside = (str(words) for field in self.wrong for words in field.errors)
        rest = " ".join(str(words) for words in self.form.non_field_errors())
        return rest if self.error in beside else self.error

    @property
    def is_open(self) -> bool:
        return bool(self.error) or self.form.is_bound or self.form.chosen


class RecordPage(DeskMixin, WagtailAdminTemplateMixin, View):
    """A record with its buttons. A refused button gives the same page with what was typed."""

    permission: str | tuple[str, ...] = "view_desk"
    model: type[Model]
    verbs: tuple[DeskVerb, ...] = ()
    rights: Rights = {}
    http_method_names = ["get", "post", "head"]
    asked_of: Model | None = None
    covered = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(self.records(), pk=kwargs["pk"])
        self.pressed: Button | None = None

    def get_records(self) -> QuerySet[Any]:
        return self.model._default_manager.all()

    def records(self) -> QuerySet[Any]:
        """Those of them that lie in the reader's areas; the others are not there."""
        return narrowed(self.get_records(), self.request.user)

    def get_url(self, verb: str = "") -> str:
        raise NotImplementedError

    def get_success_url(self, verb: DeskVerb) -> str:
        return self.get_url()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs.get("verb"):
            return redirect(self.get_url())
        return self.render_to_response(self.get_context_data())

    def post(self, request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb = next((v for v in self.verbs if v.name == kwargs.get("verb")), None)
        if verb is None:
            raise Http404
        if not self.may(verb):
            raise PermissionDenied
        subject = self.find_subject(verb)
        form = self.make_form(verb, subject, request.POST)
        self.pressed = Button(verb, subject, self.get_url(verb.name), form)
        if not form.is_valid():
            return self.refuse(form.first_error(), UNPROCESSABLE)
        try:
            told = verb.run(subject, form, by=request.user, at=request.at)
        except Overtaken as error:
            return self.refuse(str(error), CONFLICT)
        except (Refused, CalendarMissing) as error:
            return self.refuse(str(error), UNPROCESSABLE)
        if isinstance(told, Shown):
            return self.show_once(told)
        messages.success(request, told)
        return redirect(self.get_success_url(verb))

    @property
    def ward(self) -> Model:
        """The record that decides whose objects these are."""
        return self.object

    def may(self, verb: DeskVerb, subject: Model | None = None) -> bool:
        """Whether this person may run a verb here; what the table does not name is nobody's."""
        right = self.right_of(verb, subject)
        if right is None:
            return False
        return right.holds(self.request.user, self.ward, covered=self.covers(self.ward))

    def covers(self, ward: Model) -> bool:
        """Whether the whole record lies in the reader's areas; asked once for all buttons."""
        if self.asked_of is not ward:
            self.asked_of, self.covered = ward, covers(self.request.user, ward)
        return self.covered

    def right_of(self, verb: DeskVerb, subject: Model | None) -> Right | None:
        if subject is None and verb.subjects:
            model = verb.subjects(self.object).model
        else:
            model = type(subject or self.object)
        return self.rights.get(f"{model._meta.model_name}.{verb.name}")

    def find_subject(self, verb: DeskVerb) -> Model:
        if verb.subjects is None:
            return self.object
        pk = self.request.POST.get(SUBJECT, "")
        if not pk.isdecimal():
            raise Http404
        return get_object_or_404(verb.subjects(self.object), pk=pk)

    def make_form(self, verb: DeskVerb, subject: Model, data: Any = None) -> DeskForm:
        prefix = f"id_{verb.name}_{subject.pk}_%s"
        files = self.request.FILES if data is not None else None
        form = verb.form(data, files, subject=subject, at=self.request.at, auto_id=prefix)
        return within_areas(form, self.request.user)

    def refuse(self, words: str, status: int) -> HttpResponse:
        """The page again: the words at the top and at the button, the typed text kept."""
        if self.pressed:
            self.pressed.error = words
        fresh = self.records().filter(pk=self.object.pk).first()
        self.object = fresh or self.object
        return self.render_to_response(self.get_context_data(refused=words), status=status)

    def show_once(self, shown: Shown) -> HttpResponse:
        self.pressed = None
        self.object = self.records().get(pk=self.object.pk)
        response = self.render_to_response(self.get_context_data(**shown.context))
        response["Cache-Control"] = "no-store"
        return response

    def buttons(self, subject: Model, verbs: Iterable[DeskVerb] | None = None) -> list[Button]:
        """The buttons that this person may press on this subject now."""
        own = subject == self.object
        found = []
        for verb in self.verbs if verbs is None else verbs:
            if (verb.subjects is None) != own or not self.may(verb, subject):
                continue
            hit = self.pressed
            if hit and hit.verb in (verb, *verb.beside) and hit.subject == subject:
                form, error = hit.form, hit.error  # also when it is offered no longer: nothing lost
            elif verb.offered(subject) and verb.timely(subject, self.request.at):
                form, error = self.make_form(verb, subject), ""
            else:
                continue
            beside = tuple(
                Button(other, subject, self.get_url(other.name), form)
                for other in verb.beside
                if self.may(other, subject)
            )
            found.append(Button(verb, subject, self.get_url(verb.name), form, error, beside))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.buttons(self.object)
        return super().get_context_data(
            object=self.object,
            at=self.request.at,
            wrong=self.pressed.wrong if self.pressed else [],
            asks=self.pressed.asks if self.pressed else "",
            buttons=[button for button in found if not button.verb.apart],
            apart={button.verb.name: button for button in found if button.verb.apart},
            media=AdminDateInput().media,
            **kwargs,
        )
