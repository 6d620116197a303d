"""邀请: who has an account and has never logged in, and the letter that is sent anew."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.actions.settings_lists import write_staff
from suggestions.desk import rights
from suggestions.models import AccountChange, User
from suggestions.staff.columns import with_words
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import DeskVerb, RecordPage
from suggestions.staff.viewsets import DeskViewSet, listing, record
from suggestions.telling.invitations import last_letters, letters, words
from suggestions.work.inviting import SENT, invite, invite_all, not_in_yet

NAME = "邀请"


def write_and_invite(items: list[dict[str, Any]], *, by: User, at: dt.datetime) -> str:
    """A list of accounts, and the letter to each who has an address."""
    people = write_staff(items, by=by, at=at)
    asked = invite_all(people, by=by)
    told = f"新增 {len(people)} 个用户，{asked} 封邀请邮件正在发"
    silent = len(people) - asked
    told += f"；{silent} 人没有邮箱，请在“账号变更”里替他们打印密码条" if silent else ""
    waiting = AccountChange.objects.filter(user__in=people, status=AccountChange.Status.PROPOSED)
    if count := waiting.count():
        told += f"；{count} 人的角色要请另一位管理员或者督办在“账号变更”里确认"
    return f"{told}。"


def _page(user: User) -> str:
    return reverse("desk_invitations:page", args=[user.pk])


class InvitationIndex(DeskListing):
    """Those who have not come in so far."""

    permission = rights.INVITE
    model = User
    page_title = verbose_name_plural = NAME
    page_subtitle = "开了账号、还没有登录过的人"
    header_icon = "mail"
    index_url_name = "desk_invitations:index"
    index_results_url_name = "desk_invitations:index_results"
    search_fields = ["username", "first_name", "email"]
    default_ordering = ["pk"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label="姓名", accessor=str, get_url=_page),
            Column("username", label="登录名"),
            Column("roles", label="角色"),
            Column("email", label="电子邮箱"),
            Column("stands", label="邀请邮件"),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        return not_in_yet().prefetch_related("groups")

    def prepare(self, items: Any) -> list[User]:
        people = list(items)
        last = last_letters(people)
        return [
            with_words(
                user,
                stands=words(user, last.get(user.pk)),
                roles="、".join(group.name for group in user.groups.all()),
            )
            for user in people
        ]

    def get_table(self, object_list: Any) -> Any:
        return super().get_table(self.prepare(object_list))


VERBS = (
    DeskVerb(
        "invite",
        "发邀请邮件",
        calls=invite,
        told="邀请邮件正在发。发出去没有，过一会儿看本页。",
        style="",
        hint="信里有一个自己设密码的链接，用一次就失效；没有收到的，可以再发。",
    ),
)


class InvitationPage(RecordPage):
    """One of them: what was sent when, and by whom."""

    permission = rights.INVITE
    model = User
    rights = rights.RIGHTS
    template_name = "suggestions/desk/invitation.html"
    header_icon = "mail"
    verbs = VERBS

    def get_records(self) -> QuerySet[User]:
        return not_in_yet().prefetch_related("groups")

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_invitations:verb", args=[self.object.pk, verb])
        return _page(self.object)

    def get_page_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_invitations:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.object)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = letters().filter(object_id=str(self.object.pk)).select_related("user")
        return super().get_context_data(letters=sent, SENT=SENT, **kwargs)


class InvitationViewSet(DeskViewSet):
    """Reached from the list of users and from 新城市清单."""

    name, menu_label, icon = "invitations", NAME, "mail"
    permissions = (rights.INVITE,)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*listing("", InvitationIndex), *record("<int:pk>/", InvitationPage)]
