"""What the desk's buttons ask for. Rules are the actions' business; these only read fields."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Model, Q
from django.urls import reverse
from wagtail.admin.widgets import AdminDateInput

from suggestions import actions
from suggestions.actions.answer import ANSWER_LIMIT
from suggestions.actions.learn import DUTIES_LIMIT
from suggestions.clocks import CalendarMissing
from suggestions.models import (
    Answer,
    CampaignPage,
    Department,
    DictionaryWord,
    Suggestion,
    Theme,
    Topic,
)
from suggestions.models.dictionary import STRONGEST, WORD_LIMIT
from suggestions.models.suggestions import IMPORT_TEXT_LIMIT, Route
from suggestions.sorting import likely_route

CANDIDATES = 8  # how many topics a search that found several names


class DeskForm(forms.Form):
    """A form beside a record, told the record and the moment."""

    chosen = False  # filled in by what was pressed before: it stands open

    def __init__(self, *args: Any, subject: Model, at: dt.datetime, **kwargs: Any) -> None:
        self.subject, self.at = subject, at
        super().__init__(*args, **kwargs)

    def first_error(self) -> str:
        return next((str(words[0]) for words in self.errors.values()), "请检查填写的内容。")


def text_area(
    label: str, *, required: bool = True, help_text: str = "", limit: int = 2000, rows: int = 4
) -> forms.CharField:
    """A field for sentences. Of a fixed height: inside a closed box nothing can be measured."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=limit,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。"},
    )


class ReasonForm(DeskForm):
    reason = text_area("理由", limit=1000)


class NoteForm(DeskForm):
    note = text_area("内容", limit=500)


class DeclineForm(DeskForm):
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

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        # Browsers send line ends as CRLF; what is stored has LF.
        for name in self.NAMES:
            seen = f"seen_{name}"
            data[seen] = data.get(seen, "").replace("\r\n", "\n")
        return data


class BulkForm(forms.Form):
    """One decision for many rows."""

    picked = forms.TypedMultipleChoiceField(coerce=int, required=True)
    do = forms.ChoiceField(choices=[(c, c) for c in ("accept", "accept_quietly", "decline")])
    route = forms.ChoiceField(choices=Route.choices, required=False)
    reason = forms.CharField(required=False, max_length=500)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        typed = [pk for pk in data.getlist("picked") if pk.isdigit()]
        self.fields["picked"].choices = [(pk, pk) for pk in typed[:200]]
        for error in ("required", "invalid_choice"):
            self.fields["picked"].error_messages[error] = "请先勾选要办理的建议。"


class TopicField(forms.CharField):
    """A topic of one campaign, by number or by words of its name: found here, not in a list."""

    def __init__(self, label: str = "目标问题", **kwargs: Any) -> None:
        super().__init__(label=label, max_length=80, **kwargs)
        self.campaign: CampaignPage | None = None
        self.error_messages["required"] = f"请填写{label}。"

    def candidates(self, words: str):
        standing = Topic.objects.standing().filter(campaign=self.campaign)
        number = words.lstrip("#＃").split(" ", 1)[0].removesuffix("号")
        if number.isascii() and number.isdigit():
            return standing.filter(number=int(number[:9]))
        exact = standing.filter(name=words)
        return exact if exact.exists() else standing.filter(name__icontains=words)

    def clean(self, value: Any) -> Topic | None:
        words = super().clean(value)
        if not words:
            return None
        found = list(self.candidates(words)[: CANDIDATES + 1])
        if not found:
            raise forms.ValidationError(f"没有找到名称或序号为“{words}”的问题。")
        if len(found) > 1:
            names = "、".join(f"{t.number} 号“{t.name}”" for t in found[:CANDIDATES])
            raise forms.ValidationError(f"有不止一个问题符合“{words}”：{names}。请填写序号。")
        return found[0]


class IntoForm(DeskForm):
    """Choose a topic; with JavaScript the field proposes while one types."""

    into = TopicField(help_text="填写序号，或名称中的几个字。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaign = self.subject.campaign
        self.fields["into"].campaign = campaign
        self.fields["into"].widget.attrs.update(
            {
                "data-topic-picker": str(campaign.pk),
                "data-topic-options": reverse("suggestions_desk:topic_options"),
                "autocomplete": "off",
            }
        )


class RenameForm(DeskForm):
    name = forms.CharField(
        label="问题名称", max_length=60, error_messages={"required": "请填写问题名称。"}
    )
    seen = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"name": self.subject.name, "seen": self.subject.name, **self.initial}


class DutiesForm(DeskForm):
    duties = text_area("职责", limit=DUTIES_LIMIT, rows=6, help_text="管什么、不管什么，一两句话。")
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.subject.duties
        self.initial = {"duties": now, "seen": now, **self.initial}

    def clean_seen(self) -> str:
        # Browsers send line ends as CRLF; what is stored has LF.
        return self.cleaned_data["seen"].replace("\r\n", "\n")


class TryWordForm(DeskForm):
    word = forms.CharField(
        label="词",
        max_length=WORD_LIMIT,
        help_text="希望整个切出来的词：小区名、项目名、本地叫法。",
        error_messages={"required": "请填写词。"},
    )
    kind = forms.ChoiceField(label="类别", choices=DictionaryWord.Kind.choices)
    weight = forms.IntegerField(
        label="权重",
        required=False,
        min_value=1,
        max_value=STRONGEST,
        help_text="一般不用填，由系统推算；填得越大越不容易被切开。",
    )
    campaign = forms.ModelChoiceField(
        CampaignPage.objects.order_by("-opens_at", "-pk").only("title"),
        label="在哪个征集上试算",
        empty_label=None,
    )


class ThemeForm(DeskForm):
    theme = forms.ModelChoiceField(
        Theme.objects.none(), label="主题", required=False, empty_label="（不归入主题）"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The subject is a topic, or the campaign in which a topic is being opened.
        campaign = getattr(self.subject, "campaign_id", self.subject.pk)
        self.fields["theme"].queryset = Theme.objects.filter(campaign=campaign)
        self.initial.setdefault("theme", getattr(self.subject, "theme_id", None))


class NewTopicForm(ThemeForm):
    name = forms.CharField(
        label="问题名称", max_length=60, error_messages={"required": "请填写问题名称。"}
    )
    field_order = ["name", "theme"]


class PickedForm(DeskForm):
    """Members of a topic, ticked in its list."""

    picked = forms.ModelMultipleChoiceField(
        Suggestion.objects.none(),
        error_messages={
            "required": "请先在名单中勾选建议。",
            "invalid_choice": "选中的建议有的已不在这个问题中，请刷新页面后再选。",
            "invalid_pk_value": "选中的建议有误，请刷新页面后再选。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picked"].queryset = Suggestion.objects.filter(placement__topic=self.subject)


class SplitForm(PickedForm):
    name = forms.CharField(
        label="新问题的名称", max_length=60, error_messages={"required": "请填写新问题的名称。"}
    )


class MoveForm(PickedForm, IntoForm):
    pass


class DatesForm(DeskForm):
    """The clocks: computed where the calendar reaches, else typed by the officer."""

    due_on = forms.DateField(
        label="答复期限", widget=AdminDateInput, error_messages={"required": "请填写答复期限。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missing = ""
        try:
            self.initial.setdefault("due_on", actions.deadlines(self.at).due_on)
        except CalendarMissing as error:
            self.missing = str(error)
            for name, label in (("sign_by", "签收期限"), ("object_by", "异议期限")):
                wanted = {"required": f"请填写{label}。"}
                self.fields[name] = forms.DateField(
                    label=label, widget=AdminDateInput, error_messages=wanted
                )

    def dates(self) -> actions.Deadlines:
        data = self.cleaned_data
        if self.missing:
            return actions.Deadlines(data["sign_by"], data["object_by"], data["due_on"])
        return actions.deadlines(self.at, due_on=data["due_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        return data if self.errors else {**data, "dates": self.dates()}


def departments(**kwargs: Any) -> dict[str, Any]:
    return {"queryset": Department.objects.filter(active=True), **kwargs}


class ReferForm(DatesForm):
    lead = forms.ModelChoiceField(
        **departments(
            label="主办单位",
            empty_label="请选择",
            error_messages={"required": "请选择主办单位。"},
        )
    )
    supporting = forms.ModelMultipleChoiceField(
        **departments(label="协办单位", required=False, widget=forms.CheckboxSelectMultiple)
    )
    note = text_area("转办意见", required=False, help_text="请承办单位着重研究什么、注意什么。")
    field_order = ["lead", "supporting", "note", "due_on", "sign_by", "object_by"]


class ReassignForm(DatesForm):
    to = forms.ModelChoiceField(
        **departments(
            label="改派给",
            empty_label="请选择",
            error_messages={"required": "请选择承办单位。"},
        )
    )
    reason = text_area("改派理由", limit=1000)
    field_order = ["to", "reason", "due_on", "sign_by", "object_by"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = ~Q(pk=self.subject.department_id)
        self.fields["to"].queryset = self.fields["to"].queryset.filter(others)


class DecideExtensionForm(DeskForm):
    decision = text_area("批复意见", required=False, help_text="不同意时必须写明理由。", limit=500)


class AnswerForm(DeskForm):
    text = text_area("答复内容", limit=ANSWER_LIMIT, rows=10)
    adoption = forms.ChoiceField(
        label="采纳情况",
        choices=[("", "请选择"), *Answer.Adoption.choices],
        error_messages={"required": "请选择采纳情况。"},
    )
    done_on = forms.DateField(
        label="计划完成时间",
        required=False,
        widget=AdminDateInput,
        help_text="已经完成的可以不填。",
    )
