"""登录安全: one's own second step. Nobody sees or changes another's here."""

from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import second_factor
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.settings.login import WRONG, in_words, told_to_wait
from suggestions.desk.settings.second_step import WAIT, CodeForm, check, qr_facts
from suggestions.models import BrowserSession, Passkey, SecondFactor
from suggestions.models.encrypted import decrypt, encrypt
from suggestions.staff import logins, second_step, sessions
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.staff.columns import with_words

NAME = "登录安全"
NEW, PROVED = "new_app", "new_app_proved"  # in the session, while another app is being enrolled


def mark(one: BrowserSession) -> str:
    """Names a session without giving away its key."""
    return salted_hmac("own_login", one.session_key).hexdigest()[:20]


class FirstAppForm(CodeForm):
    """A browser left open must not be enough to bind somebody's account to another phone."""

    password = forms.CharField(
        label="现在的密码",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填写现在的密码。"},
    )
    field_order = ["password", "code"]


@method_decorator((never_cache, sensitive_post_parameters("code", "password")), name="dispatch")
class OwnLogin(DeskMixin, WagtailAdminTemplateMixin, View):
    """What stands between a stranger and this account, and the verbs to change it."""

    permission = rights.STAFF
    for_areas = True
    as_oneself = True
    page_title = NAME
    header_icon = "lock"
    template_name = "suggestions/desk/own_login.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": NAME}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show()

    def post(self, request: DeskRequest) -> HttpResponse:
        verbs = {
            "enrol": self.enrol, "codes": self.codes, "another": self.another, "drop": self.drop,
            "end": self.end, "end-others": self.end_others,
        }  # fmt: skip
        if (verb := verbs.get(request.POST.get("do", ""))) is None:
            raise BadRequest
        return verb(request)

    # --- the verbs ----------------------------------------------------------------------------

    def enrol(self, request: DeskRequest) -> HttpResponse:
        form = self.app_form(request.POST)
        if not form.is_valid():
            return self.show(form=form)
        if refused := self.refuse_stranger(form):
            return refused
        typed = "".join(form.cleaned_data["code"].split())
        secret = decrypt(request.session.get(NEW, ""))
        try:
            codes = second_factor.enrol(request.user, secret=secret, code=typed, at=request.at)
        except Refused as refusal:
            return self.show(str(refusal), form=form)
        for key in (NEW, PROVED):
            request.session.pop(key, None)
        request.session[second_step.PASSED] = True
        return self.show(told=codes)

    def codes(self, request: DeskRequest) -> HttpResponse:
        return self.proved() or self.show(
            told=second_factor.renew_codes(request.user, at=request.at)
        )

    def another(self, request: DeskRequest) -> HttpResponse:
        if refused := self.proved():
            return refused
        request.session[PROVED] = request.at.timestamp()
        return redirect("desk_own_login:index")

    def drop(self, request: DeskRequest) -> HttpResponse:
        if second_factor.must(request.user.pk):
            return self.show("您的角色必须两步验证，不能解除；换手机请点“换一部手机”。")
        if refused := self.proved():
            return refused
        second_factor.drop(request.user, by=request.user, at=request.at)
        messages.success(request, "已经解除。以后登录只要密码。")
        return redirect("desk_own_login:index")

    def end(self, request: DeskRequest) -> HttpResponse:
        chosen = request.POST.get("which", "")
        for one in sessions.of(request.user, at=request.at):
            if mark(one) == chosen:
                sessions.end(request.user, only=one.session_key)
                messages.success(request, f"退出了：{one}。")
        return redirect("desk_own_login:index")

    def end_others(self, request: DeskRequest) -> HttpResponse:
        count = sessions.end(request.user, but=request.session.session_key or "")
        messages.success(request, f"退出了 {count} 个别处的登录。")
        return redirect("desk_own_login:index")

    # --- proofs -------------------------------------------------------------------------------

    def proved(self) -> HttpResponse | None:
        """The answer to who has not shown a code of the present app."""
        form = CodeForm(self.request.POST)
        if not form.is_valid():
            return self.show(code_form=form)
        right, wait = check(
            self.request, self.request.user, form.cleaned_data["code"], at=self.request.at
        )
        if right:
            return None
        said = WAIT.format(in_words(wait)) if wait else second_factor.WRONG
        return told_to_wait(self.show(said, code_form=form), wait)

    def refuse_stranger(self, form: forms.Form) -> HttpResponse | None:
        """Whoever has no app yet shows the password, behind the brake of passwords."""
        if "password" not in form.fields:
            return None
        one = logins.try_of(self.request, self.request.user.get_username())
        if wait := one.take(at=self.request.at):
            return told_to_wait(self.show(f"请过{in_words(wait)}再试。", form=form), wait)
        if self.request.user.check_password(form.cleaned_data["password"]):
            one.succeeded()
            return None
        one.failed(at=self.request.at)
        return self.show(WRONG, form=form)

    # --- the page -----------------------------------------------------------------------------

    def app_form(self, data: Any = None) -> CodeForm:
        """Of another app, which a code of the present one was shown for; or of the first."""
        return CodeForm(data) if self.renewing() else FirstAppForm(data)

    def renewing(self) -> bool:
        since = self.request.session.get(PROVED, 0)
        return self.request.at.timestamp() - since < second_step.LASTS.total_seconds()

    def show(
        self,
        refused: str = "",
        *,
        form: forms.Form | None = None,
        code_form: CodeForm | None = None,
        told: list[str] | None = None,
    ) -> HttpResponse:
        user, bad = self.request.user, bool(refused or form or code_form)
        factor = SecondFactor.objects.filter(user=user).first()
        context: dict[str, Any] = {"factor": factor, "told": told, "refused": refused}
        context["places"] = self.places()
        if told is None and (factor is None or self.renewing()):
            context |= {"form": form or self.app_form(), **qr_facts(user, self.new_secret())}
        elif told is None:
            context |= {
                "code_form": code_form or CodeForm(),
                "left": second_factor.codes_left(user),
                "keys": Passkey.objects.filter(user=user).count(),
                "must": second_factor.must(user.pk),
            }
        context = self.get_context_data(**context)
        return self.render_to_response(context, status=UNPROCESSABLE if bad else 200)

    def places(self) -> list[BrowserSession]:
        """Where this person is logged in; of this browser it is said that it is this one."""
        own = self.request.session.session_key
        rows = list(sessions.of(self.request.user, at=self.request.at))
        return [with_words(row, mark=mark(row), own=row.session_key == own) for row in rows]

    def new_secret(self) -> str:
        if kept := self.request.session.get(NEW):
            return decrypt(kept)
        secret = second_factor.new_secret()
        self.request.session[NEW] = encrypt(secret)
        return secret
