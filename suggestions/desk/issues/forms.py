"""What the buttons over issues ask for, and the field that finds an issue."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from suggestions.actions import merging
from suggestions.desk.topics.forms import RenameForm, TopicField
from suggestions.models import Issue, Suggestion, Topic
from suggestions.staff.forms import AskingForm, DeskForm, choose_from
from suggestions.text.language import masked

NAME = {"required": "请填写名称。"}


class IssueField(TopicField):
    """An issue of one campaign, and of no other, by number or by words of its name."""

    what, label_of_it, options = "类问题", "目标类问题", "desk_issues:options"

    def standing(self) -> QuerySet[Any]:
        return Issue.objects.standing().filter(campaign=self.campaign)

    def elsewhere(self) -> QuerySet[Any]:
        return Issue.objects.none()


class IntoIssueForm(DeskForm):
    """Choose an issue; the subject is of the same campaign."""

    subject: Issue | Topic
    into = IssueField(help_text="填写序号，或名称中的几个字。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(IssueField, self.fields["into"]).look_in(self.subject.campaign)


class MergeIssueForm(AskingForm, IntoIssueForm):
    """Says which of the two ends, and what the one that stays is called."""

    subject: Issue
    field_order = ["into", "sure", "asked"]

    def question(self) -> str:
        source, into = self.subject, self.cleaned_data["into"]
        size = source.topics.standing().count()
        return (
            f"类问题“{source.name}”的 {size} 个具体问题将并入“{into.name}”，"
            f"“{source.name}”不再单独存在；合并后叫“{merging.winner(source, into).name}”。"
        )


class UnderForm(IntoIssueForm):
    """Where a topic belongs; left empty it belongs to no kind."""

    subject: Topic
    into = IssueField(
        label="类问题",
        required=False,
        help_text="填写序号，或名称中的几个字；留空表示不归入任何一类。",
    )

    def arguments(self) -> dict[str, Any]:
        return {"issue": self.cleaned_data["into"]}


class OpenIssueForm(DeskForm):
    subject: Topic
    name = forms.CharField(label="类问题的名称", max_length=60, error_messages=NAME)


class RenameIssueForm(RenameForm):
    name = forms.CharField(label="类问题的名称", max_length=60, error_messages=NAME)


class ConfirmIssueForm(DeskForm):
    subject: Issue
    topics = forms.BooleanField(
        label="其中还没有确认的具体问题和建议一并确认", required=False, initial=True
    )


class PickedTopicsForm(DeskForm):
    """Topics of an issue, ticked in its list."""

    subject: Issue
    picked = forms.ModelMultipleChoiceField(
        Topic.objects.none(),
        error_messages={
            "required": "请先在名单中勾选具体问题。",
            "invalid_choice": "选中的具体问题有的已不在这一类中，请刷新页面后再选。",
            "invalid_pk_value": "选中的具体问题有误，请刷新页面后再选。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Topic.objects.standing().filter(issue=self.subject).select_related("campaign")
        choose_from(self, "picked", own)

    def arguments(self) -> dict[str, Any]:
        rest = {name: value for name, value in self.cleaned_data.items() if name != "picked"}
        return {"topics": list(self.cleaned_data["picked"]), **rest}


class MoveTopicsForm(PickedTopicsForm, IntoIssueForm):
    subject: Issue


class ToIssueForm(DeskForm):
    """A name for the new topic: the letter's own, without personal data, to be mended."""

    subject: Suggestion
    name = forms.CharField(
        label="具体问题的名称", max_length=60, error_messages={"required": "请填写问题名称。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("name", masked(self.subject.title)[:60])
