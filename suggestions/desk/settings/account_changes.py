"""账号变更: what is asked for one's colleagues' accounts, and the second person's word.

Administrators ask and confirm; supervisors confirm, and read who changed what of whom.
"""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import account_changes
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.settings.scopes import ReadersOnly
from suggestions.desk.settings.two_persons import decisions, waits
from suggestions.models import AccountChange, User
from suggestions.residents.qr import qr_drawing
from suggestions.staff.access import UNPROCESSABLE, DeskRequest, allowed
from suggestions.staff.verbs import RecordPage
from suggestions.work.inviting import password_link

NAME = "账号变更"
SHOWN = 100
KINDS = {"slip": "打印密码条，让本人自己设密码", "unlocks": "解除验证器，让本人重新绑定"}


class ChangeForm(forms.Form):
    user = forms.ModelChoiceField(
        User.objects.none(),
        label="账号",
        empty_label="请选择",
        error_messages={"required": "请选择账号。", "invalid_choice": "请选择账号。"},
    )
    what = forms.ChoiceField(
        label="要做什么",
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择要做什么。", "invalid_choice": "请选择要做什么。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = User.objects.filter(is_active=True, is_superuser=False)
        self.fields["user"].queryset = rows.order_by("username")  # type: ignore[attr-defined]


class AccountChanges(ReadersOnly, WagtailAdminTemplateMixin, View):
    """What waits, what was decided, and a form for what concerns no page of an account."""

    page_title = NAME
    header_icon = "user"
    template_name = "suggestions/desk/account_changes.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": NAME}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(ChangeForm())

    def post(self, request: DeskRequest) -> HttpResponse:
        if not allowed(request.user, rights.INVITE):
            raise PermissionDenied
        form = ChangeForm(request.POST)
        if not form.is_valid():
            return self.page(form, UNPROCESSABLE)
        user, what = form.cleaned_data["user"], form.cleaned_data["what"]
        try:
            change = account_changes.propose(
                user,
                by=request.user,
                at=request.at,
                slip=what == "slip",
                unlocks=what == "unlocks",
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, UNPROCESSABLE)
        messages.success(
            request, f"{change}。{'请第二个人确认。' if waits(change) else '已经生效。'}"
        )
        return redirect("desk_account_changes:page", change.pk)

    def page(self, form: ChangeForm, status: int = 200) -> HttpResponse:
        rows = AccountChange.objects.select_related("user", "proposed_by", "decided_by")
        context = self.get_context_data(
            form=form,
            changes=rows.prefetch_related("gives")[:SHOWN],
            may_propose=allowed(self.request.user, rights.INVITE),
        )
        return self.render_to_response(context, status=status)


VERBS = decisions(
    account_changes.confirm,
    account_changes.refuse,
    hint="确认后马上生效。请先向本人或者他的领导问清楚。",
)


class AccountChangePage(ReadersOnly, RecordPage):
    """One change: of whose account, what, and who asked."""

    permission = rights.STAFF
    model = AccountChange
    rights = rights.RIGHTS
    template_name = "suggestions/desk/account_change.html"
    header_icon = "user"
    verbs = VERBS

    def get_records(self) -> QuerySet[AccountChange]:
        rows = AccountChange.objects.select_related("user", "proposed_by", "decided_by")
        return rows.prefetch_related("gives", "user__groups")

    def get_url(self, verb: str = "") -> str:
        args = [self.object.pk, verb] if verb else [self.object.pk]
        return reverse(f"desk_account_changes:{'verb' if verb else 'page'}", args=args)

    def get_page_title(self) -> str:
        return f"{NAME}：{self.object.user}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_account_changes:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.object.user)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one, user = self.object, self.request.user
        printable = one.slip and not waits(one) and one.printed_at is None and one.decided_at
        may = printable and allowed(user, rights.INVITE) and one.user_id not in user.counts_as
        agreed = one.status == AccountChange.Status.CONFIRMED
        return super().get_context_data(may_print=bool(may and agreed), **kwargs)


@method_decorator(never_cache, name="dispatch")
class PrintSlip(ReadersOnly):
    """The paper that the person is handed: a link, good once, by which to set a password."""

    http_method_names = ["post"]

    def post(self, request: DeskRequest, pk: int) -> HttpResponse:
        if not allowed(request.user, rights.INVITE):
            raise PermissionDenied
        change = get_object_or_404(AccountChange.objects.select_related("user"), pk=pk)
        try:
            account_changes.print_slip(change, by=request.user, at=request.at)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("desk_account_changes:page", pk)
        link = password_link(change.user)
        told = {"one": change, "link": link, "drawing": qr_drawing(link), "at": request.at}
        return render(request, "suggestions/desk/password_slip.html", told)
