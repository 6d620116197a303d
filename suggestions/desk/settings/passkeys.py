"""通行密钥: one's own devices for the second step. Nobody sees or changes another's here."""

from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import passkeys, second_factor
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.settings.login import in_words, told_to_wait
from suggestions.desk.settings.second_step import WAIT, CodeForm, check
from suggestions.models import Passkey, SecondFactor
from suggestions.staff import second_step
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest

NAME = "通行密钥"


class KeyForm(CodeForm):
    name = forms.CharField(
        label="给它起个名字",
        max_length=Passkey._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"placeholder": "例如：办公室电脑"}),
        error_messages={"required": "请给它起个名字，以后认得出是哪台设备。"},
    )
    field_order = ["name", "code"]


@method_decorator((never_cache, sensitive_post_parameters("code", "answer")), name="dispatch")
class OwnPasskeys(DeskMixin, WagtailAdminTemplateMixin, View):
    """The keys of this person, adding one and removing one; each proved by the app's code."""

    permission = rights.STAFF
    for_areas = True
    as_oneself = True
    page_title = NAME
    header_icon = "lock"
    template_name = "suggestions/desk/own_passkeys.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": NAME}]

    def get(self, request: DeskRequest) -> HttpResponse:
        if not SecondFactor.objects.filter(user=request.user).exists():
            messages.warning(request, "请先绑定验证器，再添加通行密钥。")
            return redirect("desk_own_login:index")
        return self.show()

    def post(self, request: DeskRequest) -> HttpResponse:
        verbs = {"add": self.add, "remove": self.remove}
        if (verb := verbs.get(request.POST.get("do", ""))) is None:
            raise BadRequest
        return verb(request)

    def add(self, request: DeskRequest) -> HttpResponse:
        state = second_step.asked_once(request)
        form = KeyForm(request.POST)
        if not form.is_valid():
            return self.show(form=form)
        if refused := self.proved(form):
            return refused
        try:
            passkeys.add(
                request.user, name=form.cleaned_data["name"], at=request.at, state=state,
                answer=request.POST.get("answer", ""), origin=second_step.origin(request),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.show(form=form)
        messages.success(request, "添加好了。下次登录可以用它代替验证码。")
        return redirect("desk_own_login:passkeys")

    def remove(self, request: DeskRequest) -> HttpResponse:
        form = CodeForm(request.POST)
        if refused := (self.show(remove_form=form) if not form.is_valid() else self.proved(form)):
            return refused
        which = request.POST.get("which", "")
        if which.isascii() and which.isdigit() and len(which) < 19:
            passkeys.remove(request.user, int(which), at=request.at)
        messages.success(request, "已经删除，那台设备上的不能再用来登录。")
        return redirect("desk_own_login:passkeys")

    def proved(self, form: CodeForm) -> HttpResponse | None:
        """The answer to who has not shown a code of the app."""
        right, wait = check(
            self.request, self.request.user, form.cleaned_data["code"], at=self.request.at
        )
        if right:
            return None
        form.add_error("code", WAIT.format(in_words(wait)) if wait else second_factor.WRONG)
        shown = self.show(form=form) if isinstance(form, KeyForm) else self.show(remove_form=form)
        return told_to_wait(shown, wait)

    def show(
        self, *, form: KeyForm | None = None, remove_form: CodeForm | None = None
    ) -> HttpResponse:
        user, origin = self.request.user, second_step.origin(self.request)
        context: dict[str, Any] = {
            "keys": list(Passkey.objects.filter(user=user)),
            "form": form or KeyForm(),
            "remove_form": remove_form or CodeForm(prefix=None, auto_id="remove_%s"),
            "usable": passkeys.usable(origin),
        }
        if context["usable"]:
            context["asked"], state = passkeys.begin_adding(user, origin)
            second_step.remember_asked(self.request, state)
        bad = form is not None or remove_form is not None
        context = self.get_context_data(**context)
        return self.render_to_response(context, status=UNPROCESSABLE if bad else 200)
