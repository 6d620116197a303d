"""抄上月 at the desk: what the last 议事日 had, offered ticked with what was left."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils import timezone

from deliberation.actions import copying
from deliberation.actions.copying import Last, Wanted, last_of
from deliberation.models import AgendaItem, Council, Meeting
from suggestions.staff.forms import DeskForm
from suggestions.staff.verbs import Done

PARTS = ("hour", "place", "chair", "guests")


class ItemsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: AgendaItem) -> str:
        if obj.monthly:
            why = "每月都议"
        elif obj.status == AgendaItem.Status.POSTPONED:
            why = "上次留待下次"
        else:
            why = "上次议过"
        return f"{obj.matter}（{why}）"


class CopyForm(DeskForm):
    """Into a meeting that is planned. What the last one did not have is not asked for."""

    subject: Any
    hour = forms.BooleanField(required=False, initial=True)
    place = forms.BooleanField(required=False, initial=True)
    chair = forms.BooleanField(required=False, initial=True)
    guests = forms.BooleanField(required=False, initial=True)
    picked = ItemsField(
        AgendaItem.objects.none(),
        label="议题",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "选中的议题有的已经变动，请刷新页面后再选。",
            "invalid_pk_value": "选中的议题有误，请刷新页面后再选。",
        },
        help_text="每月都议的和上次没有议完的已经勾选。纪要、表决和签到不会抄过来。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = self.find_last()
        words = words_of(self.last) if self.last else {}
        for name in PARTS:
            if words.get(name):
                self.fields[name].label = words[name]
            else:
                del self.fields[name]
        if self.last and self.last.items:
            keys = [item.pk for item in self.last.items]
            picked = cast(ItemsField, self.fields["picked"])
            picked.queryset = AgendaItem.objects.filter(pk__in=keys).select_related("matter")
            self.initial.setdefault("picked", self.last.ticked())
        else:
            del self.fields["picked"]

    def find_last(self) -> Last | None:
        return last_of(self.subject.council, before=self.subject.starts_at)

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        wanted = {name: bool(data.get(name)) for name in PARTS}
        return {"wanted": Wanted(**wanted, picked=list(data.get("picked") or ()))}


class CopyMonthForm(CopyForm):
    """Into a month, whose 议事日 is planned by the way if there is none yet."""

    subject: Council
    month = forms.ChoiceField(label="哪个月")
    field_order = ["month", *PARTS, "picked"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [timezone.localdate(self.at).replace(day=1)]
        for _ in range(2):
            months.append((months[-1] + dt.timedelta(days=31)).replace(day=1))
        month = cast(forms.ChoiceField, self.fields["month"])
        month.choices = [(f"{m:%Y-%m-%d}", f"{m:%Y年%-m月}") for m in months]
        month.initial = f"{self.usual(months):%Y-%m-%d}"

    def usual(self, months: list[dt.date]) -> dt.date:
        """The month after the last meeting, where it is one of those offered."""
        if self.last is None:
            return months[1]
        after = (self.last.meeting.month + dt.timedelta(days=31)).replace(day=1)
        return after if after in months else months[1]

    def find_last(self) -> Last | None:
        return last_of(self.subject, before=self.at)

    def clean_month(self) -> dt.date:
        return dt.date.fromisoformat(self.cleaned_data["month"])

    def arguments(self) -> dict[str, Any]:
        return {"month": self.cleaned_data["month"], **super().arguments()}


def words_of(last: Last) -> dict[str, str]:
    """What stands beside each box: what exactly would be taken over; empty where there is none."""
    meeting = last.meeting
    names = "、".join(str(guest) for guest in last.guests)
    return {
        "hour": f"时间：{timezone.localtime(meeting.starts_at):%H:%M}",
        "place": f"地点：{meeting.place}" if meeting.place else "",
        "chair": f"主持人：{meeting.chair}" if meeting.chair else "",
        "guests": f"列席客人：{names}" if names else "",
    }


def told(done: Done) -> str:
    copied: copying.Copied = done.result
    day = timezone.localtime(copied.meeting.starts_at)
    taken = list(copied.taken)
    if copied.titles:
        taken.append(f"{len(copied.titles)} 个议题")
    first = f"{day:%-m月%-d日}的会议抄了上次的{'、'.join(taken)}。" if taken else ""
    return first + "".join(f"{words}。" for words in copied.left)


def can_copy(meeting: Meeting) -> bool:
    """A meeting to come, after one that was held."""
    held = meeting.council.meetings.filter(
        kind=Meeting.Kind.REGULAR, status__in=copying.OVER, starts_at__lt=meeting.starts_at
    )
    return meeting.status in copying.TO_COME and held.exists()


def has_held(council: Council) -> bool:
    held = council.meetings.filter(kind=Meeting.Kind.REGULAR, status__in=copying.OVER)
    return council.active and held.exists()
