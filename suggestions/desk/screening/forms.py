"""What the buttons over suggestions ask for."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone

from suggestions.models import Contact, Kind, Suggestion
from suggestions.models.suggestions import IMPORT_TEXT_LIMIT, Route
from suggestions.models.tags import tags_from_string
from suggestions.staff.forms import DeskForm, text_area
from suggestions.telling import tag_use
from suggestions.text.kinds import likely_route
from suggestions.text.tags import proposed

BULK_LIMIT = 200  # rows that one decision takes


class SortForm(DeskForm):
    kind = forms.ChoiceField(choices=Kind.choices, error_messages={"required": "请选择类别。"})
    seen = forms.ChoiceField(choices=[("", ""), *Kind.choices], required=False)


class NowInput(forms.HiddenInput):
    """The moment of drawing, also when the form comes back: the page then shows the new words."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at
        super().__init__()

    def format_value(self, value: Any) -> str:
        return self.at.isoformat()


class ReadForm(DeskForm):
    """When the page was drawn, so that words changed since then are read again first."""

    seen = forms.DateTimeField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].widget = NowInput(self.at)


class DeclineForm(DeskForm):
    subject: Suggestion
    route = forms.ChoiceField(
        label="应去途径",
        choices=Route.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择应当去的途径。"},
    )
    reason = text_area(
        "说明", required=False, help_text="建议人看得到；选“不再办理”时必须写明理由。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sorting := getattr(self.subject, "sorting", None):
            s = self.subject
            text = f"{s.title}\n{s.body}\n{s.solution}"
            self.initial.setdefault("route", likely_route(sorting.kind, text))


class DeclineReadForm(ReadForm, DeclineForm):
    """Declining what was read on the page."""

    subject: Suggestion
    field_order = ["route", "reason", "seen"]


class TagForm(DeskForm):
    """The tags that are to stand, typed; those the engine proposes are ticked."""

    names = forms.CharField(
        label="标签", required=False, max_length=400, help_text="用空格或顿号隔开；清空就是都去掉。"
    )
    also = forms.MultipleChoiceField(
        label="机器建议", required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = sorted(tag.name for tag in self.subject.tags.all())
        line = "、".join(standing)
        self.initial.setdefault("names", line)
        self.initial.setdefault("seen", line)
        used = [name for _, name in tag_use.most_used(at=timezone.now())]
        offered = proposed(self.subject, standing, used=used)
        # What was ticked may have been proposed by a page of some minutes ago.
        typed = cast(QueryDict, self.data).getlist("also") if self.is_bound else []
        also = cast(forms.MultipleChoiceField, self.fields["also"])
        also.choices = [(name, name) for name in dict.fromkeys([*offered, *typed])]
        if not also.choices:
            del self.fields["also"]

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        typed = tags_from_string(data["names"])
        return {
            "names": list(dict.fromkeys([*typed, *data.get("also", [])])),
            "seen": tags_from_string(data["seen"]),
        }


class RevealForm(DeskForm):
    reason = text_area("查看理由", limit=200, help_text="您的姓名、时间和理由会记入办理记录。")


class ReviseForm(DeskForm):
    """`seen_*` carry what the officer was looking at, so that a colleague's change is noticed."""

    public_title = forms.CharField(label="公开标题", max_length=200)
    public_body = text_area("公开事由", limit=IMPORT_TEXT_LIMIT, rows=10)
    public_solution = text_area("公开对策", required=False, limit=IMPORT_TEXT_LIMIT, rows=6)

    NAMES = ("public_title", "public_body", "public_solution")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.NAMES:
            seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
            self.fields[f"seen_{name}"] = seen
            self.initial.setdefault(name, getattr(self.subject, name))
            self.initial.setdefault(f"seen_{name}", getattr(self.subject, name))

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "texts": {name: data[name] for name in self.NAMES},
            # Browsers send line ends as CRLF; what is stored has LF.
            "seen": {name: data[f"seen_{name}"].replace("\r\n", "\n") for name in self.NAMES},
        }


class BulkForm(ReadForm, DeclineForm):
    """One decision for many rows. What declining asks for counts only where that was pressed."""

    picked = forms.TypedMultipleChoiceField(coerce=int, widget=forms.MultipleHiddenInput)
    do = forms.ChoiceField(
        choices=[(c, c) for c in ("accept", "accept_quietly", "decline")],
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择怎样办理。"),
    )
    field_order = ["picked", "do", "seen", "route", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = cast(QueryDict, self.data).getlist("picked") if self.is_bound else []
        self.ticked = [int(pk) for pk in typed if pk.isdecimal() and len(pk) < 18][:BULK_LIMIT]
        picked = cast(forms.TypedMultipleChoiceField, self.fields["picked"])
        picked.choices = [(pk, pk) for pk in self.ticked]
        for error in ("required", "invalid_choice"):
            picked.error_messages[error] = "请先勾选要办理的建议。"
        if self.is_bound and not self.declines:
            self.fields["route"].required = False

    @property
    def declines(self) -> bool:
        return self.is_bound and self.data.get("do") == "decline"

    @property
    def is_open(self) -> bool:
        """What declining asks for stands open as long as something is written there."""
        return self.declines or any(self.data.get(name) for name in ("route", "reason"))


class WayForm(DeskForm):
    """How this person wants to be told."""

    way = forms.ChoiceField(label="怎样告知", choices=Contact.Way.choices, widget=forms.RadioSelect)
    address = forms.CharField(
        label="通信地址",
        required=False,
        max_length=200,
        help_text="要寄信的填写，加密存放；已经留过的不用再填。",
    )
