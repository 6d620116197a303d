"""席位邀请 on the page of seats: a link to hand on, and the second look at what came back."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from deliberation.actions import inviting
from deliberation.desk.councils.days import day_field
from deliberation.models import Council, Invitation, Party
from suggestions.residents.qr import qr_drawing
from suggestions.staff.forms import AskingForm, DeskForm
from suggestions.staff.verbs import DeskVerb, Done, Shown

Status = Invitation.Status


class InviteForm(DeskForm):
    """For which party and term; the rest is for the person to fill in."""

    party = forms.ModelChoiceField(
        Party.objects.none(), label="议事方", required=False, empty_label="由本人选"
    )
    since = day_field("任期自")
    until = day_field("任期至", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate(self.at)
        party = cast(forms.ModelChoiceField, self.fields["party"])
        party.queryset = Party.objects.in_force(today)
        self.initial.setdefault("since", today)


class AcceptForm(AskingForm):
    """The second step of two: the secretary says that this is the person."""

    subject: Invitation

    def question(self) -> str:
        one = self.subject
        named = one.get_shown_display()
        return f"“{one.holder}”将代表{one.party}，{one.since:%Y-%m-%d}起，{named}。"


def invitations_of(council: Council) -> QuerySet[Invitation]:
    return council.invitations.select_related("party", "council")


def to_look_at(council: Council, at: dt.datetime) -> QuerySet[Invitation]:
    """Those that may still become a seat, what was filled in first."""
    usable = Q(status=Status.FILLED) | Q(status=Status.OPEN, expires_at__gt=at)
    return invitations_of(council).filter(usable).order_by("status", "made_at", "pk")


def _made(done: Done) -> Shown:
    """The link, once, and drawn to be printed."""
    made: inviting.Made = done.result
    address = settings.SITE_URL + reverse("deliberation:join", args=[made.token])
    drawing = qr_drawing(address)
    return Shown({"invited": made.invitation, "invitation_url": address, "drawing": drawing})


VERBS = (
    DeskVerb(
        "invite",
        "邀请入席",
        calls=inviting.invite,
        told=_made,
        form=InviteForm,
        hint="生成一个只能用一次的链接和二维码，本人填写姓名、手机和公开方式，您确认以后席位生效。",
    ),
    DeskVerb(
        "accept",
        "确认入席",
        calls=inviting.accept,
        told="{result.holder}的席位已生效。",
        form=AcceptForm,
        subjects=invitations_of,
        offered=lambda one: one.status == Status.FILLED,
        hint="请先核对是不是本人、资格对不对，再确认。",
        style="",
    ),
    DeskVerb(
        "revoke",
        "作废邀请",
        calls=inviting.revoke,
        told="邀请已作废，链接不能再用，填写的内容已删除。",
        subjects=invitations_of,
        offered=lambda one: one.status in (Status.OPEN, Status.FILLED),
    ),
)
