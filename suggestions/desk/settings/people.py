"""用户: Wagtail's own user management, with the department, and a name in one field."""

from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.views.generic.edit import FormMixin
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.users.forms import GroupForm, UserCreationForm, UserEditForm
from wagtail.users.views.groups import GroupViewSet
from wagtail.users.views.users import CreateView, EditView, IndexView, UserViewSet

from suggestions.actions import account_changes
from suggestions.actions.rules import Refused
from suggestions.models import Department, Section, User
from suggestions.staff.forms import choose_from
from suggestions.staff.viewsets import import_button
from suggestions.work.inviting import invite_all

CLERKS = "承办单位"
ON_THE_COMMAND_LINE = "只在服务器的命令行里授予或收回。"


class SectionField(forms.ModelChoiceField):
    def label_from_instance(self, section: Section) -> str:
        return f"{section.department.short_name} · {section}"


class StaffFieldsMixin(forms.Form):
    """What a staff account has beside Wagtail's own fields."""

    # A Chinese name is one name: it stands whole in the field that Wagtail greets people by.
    last_name = None
    first_name = forms.CharField(label="姓名", max_length=150)
    email = forms.EmailField(label="电子邮箱", required=False)
    department = forms.ModelChoiceField(
        Department.objects.filter(active=True),
        label="所属承办单位",
        required=False,
        empty_label="（不属于承办单位）",
        help_text="只有承办单位的经办人需要填写；填写后只能看到转给本单位的事项。",
    )

    section = SectionField(
        Section.objects.filter(active=True).select_related("department"),
        label="科室",
        required=False,
        empty_label="（不属于科室）",
        help_text="所属承办单位里的科室。科室负责人写了科室的，只审签分给本科室的答复。",
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        section = data.get("section")
        if section and section.department != data.get("department"):
            self.add_error("section", f"“{section}”是{section.department}的科室，请选本单位的。")
        groups = data.get("groups") or []
        if any(group.name == CLERKS for group in groups) and not data.get("department"):
            self.add_error("department", "承办单位的经办人要填写所属承办单位，否则看不到任何事项。")
        return data


class StaffCreationForm(StaffFieldsMixin, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = (UserCreationForm.Meta.fields | {"department", "section", "sign_level"}) - {
            "last_name"
        }

    def save(self, commit: bool = True) -> User:
        """With a password that nobody knows, so that a letter or a slip may bring another."""
        self.instance.password = make_password(get_random_string(40))
        return super().save(commit)


class StaffEditForm(StaffFieldsMixin, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = (UserEditForm.Meta.fields | {"department", "section", "sign_level"}) - {
            "last_name"
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A department that was closed stays with the people who are in it.
        own = Q(pk=self.instance.department_id)
        choose_from(self, "department", Department.objects.filter(Q(active=True) | own))
        own = Q(pk=self.instance.section_id)
        sections = Section.objects.select_related("department")
        choose_from(self, "section", sections.filter(Q(active=True) | own))


class TwoPersonsMixin(FormMixin):
    """What reaches personal data, votes or accounts waits for a second person; superusers are
    made on the command line alone."""

    request: Any
    object: Any
    form: Any

    def get_form(self, form_class: type | None = None) -> forms.BaseForm:
        form = super().get_form(form_class)
        if field := form.fields.get("is_superuser"):
            field.disabled, field.help_text = True, ON_THE_COMMAND_LINE
        return form

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        user = User.objects.get(pk=form.instance.pk) if form.instance.pk else None
        self.asked = account_changes.hold_back(user, form)
        try:
            if self.asked and user:
                account_changes.refuse_second(user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_message = str(refusal)
            return self.form_invalid(form)
        return super().form_valid(form)

    def save_instance(self) -> User:
        with transaction.atomic():
            user: User = super().save_instance()  # type: ignore[misc]
            if self.asked:
                at = timezone.now()
                change = account_changes.propose(user, **self.asked, by=self.request.user, at=at)
                messages.warning(
                    self.request, f"{change}，要请另一位管理员或者督办确认以后才生效。"
                )
        return user


class StaffCreateView(TwoPersonsMixin, CreateView):
    def save_instance(self) -> User:
        user = super().save_instance()
        if invite_all([user], by=self.request.user):
            messages.info(self.request, "邀请邮件正在发，本人用信里的链接设密码。")
        else:
            messages.info(self.request, "没有邮箱：请在“账号变更”里打印密码条，当面交给本人。")
        return user


class StaffEditView(TwoPersonsMixin, EditView):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Whoever may change a superuser's address is one.
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied


class GuardedGroupForm(GroupForm):
    """A role gets or loses what needs two persons on the command line alone."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        wanted = {permission.pk for permission in data.get("permissions") or ()}
        now = (
            set(self.instance.permissions.values_list("pk", flat=True))
            if self.instance.pk
            else set()
        )
        if account_changes.guarded_rights().filter(pk__in=wanted - now).exists():
            self.add_error(None, account_changes.NOT_HERE)
        return data


class StaffGroupViewSet(GroupViewSet):
    def get_form_class(self, for_update: bool = False) -> type[forms.BaseForm]:
        return GuardedGroupForm


class StaffIndexView(IndexView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("desk_invitations:index")
        invited = HeaderButton("邀请", url=url, icon_name="mail")
        return [*super().header_buttons, import_button("staff"), invited]

    @cached_property
    def columns(self) -> list[Column]:
        columns = list(super().columns)
        columns[1].width = "18%"
        columns.insert(3, Column("department", label="所属承办单位"))
        columns.insert(4, Column("roles", label="角色"))
        return columns

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("department").prefetch_related("groups")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for user in context["object_list"]:
            user.roles = "、".join(group.name for group in user.groups.all()) or "—"
        return context


class StaffUserViewSet(UserViewSet):
    index_view_class = StaffIndexView
    add_view_class = StaffCreateView
    edit_view_class = StaffEditView
    create_template_name = "suggestions/desk/settings_user_create.html"
    edit_template_name = "suggestions/desk/settings_user_edit.html"
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[forms.BaseForm]:
        return StaffEditForm if for_update else StaffCreationForm
