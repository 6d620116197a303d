"""会前意见 of one meeting at the desk: read many at once, shown under numbers or left out."""

from itertools import groupby
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from deliberation.actions import commenting
from deliberation.actions.commenting import LIMIT
from deliberation.desk.access import CouncilRecord
from deliberation.models import Comment, Meeting
from suggestions.staff.forms import DeskForm, text_area
from suggestions.staff.verbs import DeskVerb

Status = Comment.Status


def comments_url(meeting: Meeting) -> str:
    return reverse("desk_meetings:comments", args=[meeting.council_id, meeting.pk])


def comments_of(meeting: Meeting) -> QuerySet[Comment]:
    rows = Comment.objects.filter(item__meeting=meeting)
    return rows.select_related("item__meeting__council", "item__matter")


def waiting(meeting: Meeting) -> QuerySet[Comment]:
    return comments_of(meeting).filter(status=Status.PENDING).order_by("at", "pk")


class CommentsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Comment) -> str:
        return f"{obj.item.matter.title}：{obj.public_text}"


class PickForm(DeskForm):
    """Those that wait, as the mask left them."""

    subject: Meeting
    picked = CommentsField(
        Comment.objects.none(),
        label="哪些意见",
        widget=forms.CheckboxSelectMultiple,
        help_text="电话、门牌这些已经遮住。还认得出是谁的，请在下面单独改过再公开。",
        error_messages={
            "required": "请先勾选意见。",
            "invalid_choice": "选中的意见有的已经处理过，请刷新页面后再选。",
            "invalid_pk_value": "选中的意见有误，请刷新页面后再选。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(CommentsField, self.fields["picked"]).queryset = waiting(self.subject)


class LeaveOutForm(PickForm):
    reason = text_area("不公开的理由", limit=200, rows=2, help_text="提的人凭查询码能看到。")


class RewordForm(DeskForm):
    subject: Comment
    text = text_area("公开的意见", limit=LIMIT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("text", self.subject.public_text)


def _any(meeting: Meeting) -> bool:
    return waiting(meeting).exists()


class CommentsPage(CouncilRecord):
    """先审后发 of one meeting's opinions: several with one press."""

    model = Meeting
    template_name = "deliberation/desk/comments.html"
    header_icon = "comment"
    page_title = "会前意见"
    verbs = (
        DeskVerb(
            "show",
            "公开",
            calls=commenting.show_comments,
            told="已公开 {result} 条，编号写在会议页面上。",
            form=PickForm,
            offered=_any,
            style="",
        ),
        DeskVerb(
            "leave-out",
            "不公开",
            calls=commenting.leave_out,
            told="{result} 条不公开，理由写在查询码下面。",
            form=LeaveOutForm,
            offered=_any,
        ),
        DeskVerb(
            "reword",
            "改过再公开",
            calls=commenting.show_reworded,
            told="已公开，编号 {subject.number}。",
            form=RewordForm,
            subjects=comments_of,
            offered=lambda one: one.status == Status.PENDING,
        ),
    )

    def get_records(self) -> QuerySet[Meeting]:
        return self.council.meetings.select_related("council", "format")

    def get_url(self, verb: str = "") -> str:
        if verb:
            args = [self.council.pk, self.object.pk, verb]
            return reverse("desk_meetings:comments_verb", args=args)
        return comments_url(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = comments_of(self.object).order_by("item__order", "item", "at", "pk")
        items = [
            (item, [(one, self.buttons(one)) for one in found])
            for item, found in groupby(rows, key=lambda one: one.item)
        ]
        return super().get_context_data(items=items, **kwargs)
