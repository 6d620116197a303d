"""What the buttons over topics ask for, and the field that finds a topic."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from suggestions.actions import merging
from suggestions.models import CampaignPage, Suggestion, Theme, Topic
from suggestions.staff.forms import AskingForm, DeskForm, choose_from

CANDIDATES = 8  # how many topics a search that found several names


class TopicField(forms.CharField):
    """A topic of one campaign, by number or by words of its name: found here, not in a list."""

    what, label_of_it, options = "问题", "目标问题", "desk_topics:options"

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        label = label or self.label_of_it
        super().__init__(label=label, max_length=80, **kwargs)
        self.campaign: CampaignPage | int | None = None
        self.error_messages["required"] = f"请填写{label}。"

    def standing(self) -> QuerySet[Any]:
        return Topic.objects.standing().filter(campaign=self.campaign)

    def look_in(self, campaign: CampaignPage | int) -> None:
        """Look among the topics of this campaign; with JavaScript it proposes while one types."""
        self.campaign = campaign
        self.widget.attrs.update(
            {
                "data-topic-picker": str(getattr(campaign, "pk", campaign)),
                "data-topic-options": reverse(self.options),
                "autocomplete": "off",
            }
        )

    def candidates(self, words: str) -> QuerySet[Any]:
        standing = self.standing()
        number = words.lstrip("#＃").split(" ", 1)[0].removesuffix("号")
        if number.isascii() and number.isdigit():
            return standing.filter(number=int(number[:9]))
        exact = standing.filter(name=words)
        return exact if exact.exists() else standing.filter(name__icontains=words)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        if not words:
            return None
        found = list(self.candidates(words)[: CANDIDATES + 1])
        if not found:
            raise forms.ValidationError(f"没有找到名称或序号为“{words}”的{self.what}。")
        if len(found) > 1:
            names = "、".join(f"{t.number} 号“{t.name}”" for t in found[:CANDIDATES])
            raise forms.ValidationError(
                f"有不止一个{self.what}符合“{words}”：{names}。请填写序号。"
            )
        return found[0]


class IntoForm(DeskForm):
    """Choose a topic."""

    subject: Topic | Suggestion
    into = TopicField(help_text="填写序号，或名称中的几个字。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(TopicField, self.fields["into"]).look_in(self.subject.campaign)


class MergeForm(AskingForm, IntoForm):
    """Says which of the two ends, and what the one that stays is called."""

    subject: Topic
    field_order = ["into", "sure", "asked"]

    def question(self) -> str:
        source, into = self.subject, self.cleaned_data["into"]
        size = source.placements.count()
        return (
            f"{source.number} 号“{source.name}”的 {size} 条建议将并入 {into.number} 号"
            f"“{into.name}”，{source.number} 号不再单独存在；"
            f"合并后叫“{merging.winner(source, into).name}”。"
        )


class RenameForm(DeskForm):
    subject: Topic
    name = forms.CharField(
        label="问题名称", max_length=60, error_messages={"required": "请填写问题名称。"}
    )
    seen = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"name": self.subject.name, "seen": self.subject.name, **self.initial}


class ThemeForm(DeskForm):
    theme = forms.ModelChoiceField(
        Theme.objects.none(), label="主题", required=False, empty_label="（不归入主题）"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The subject is a topic, or the campaign in which a topic is being opened.
        campaign = getattr(self.subject, "campaign_id", self.subject.pk)
        choose_from(self, "theme", Theme.objects.filter(campaign=campaign))
        self.initial.setdefault("theme", getattr(self.subject, "theme_id", None))


class NewTopicForm(ThemeForm):
    name = forms.CharField(
        label="问题名称", max_length=60, error_messages={"required": "请填写问题名称。"}
    )
    field_order = ["name", "theme"]


class PickedForm(DeskForm):
    """Members of a topic, ticked in its list."""

    subject: Topic
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
        members = Suggestion.objects.filter(placement__topic=self.subject)
        choose_from(self, "picked", members)

    def arguments(self) -> dict[str, Any]:
        """The ticked ones as they are now: once moved they are no members any more."""
        rest = {name: value for name, value in self.cleaned_data.items() if name != "picked"}
        return {"suggestions": list(self.cleaned_data["picked"]), **rest}


class SplitForm(PickedForm):
    name = forms.CharField(
        label="新问题的名称", max_length=60, error_messages={"required": "请填写新问题的名称。"}
    )


class MoveForm(PickedForm, IntoForm):
    subject: Topic
