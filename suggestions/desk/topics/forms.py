"""What the buttons over topics ask for, and the field that finds a topic."""

import re
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from suggestions.actions import merging
from suggestions.models import CampaignPage, Suggestion, Theme, Topic, User
from suggestions.models.scope import decided
from suggestions.staff.forms import AskingForm, DeskForm, choose_from
from suggestions.telling import voices

CANDIDATES = 8  # how many topics a search that found several names
TYPED = 300  # characters: the longest title of a campaign with a number
NOWHERE = 0  # a field that looks in no campaign first, so in all by their titles
TEXTS_OF_CAMPAIGN = ("campaign__body", "campaign__ways", "campaign__result")


ELSEWHERE = re.compile(r"《(?P<title>.+)》\s*(?P<words>.+)")


class TopicField(forms.CharField):
    """A topic, by number or by words of its name: found here, not in a list.

    A number is one of the field's own campaign, words are looked for there first; 《征集》12 号 is
    one of another, 《征集（2025年）》12 号 of that one of several of one title.
    """

    what, label_of_it, options = "问题", "目标问题", "desk_topics:options"

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        label = label or self.label_of_it
        super().__init__(label=label, max_length=TYPED, **kwargs)
        self.campaign: CampaignPage | int | None = None
        self.reader: User | None = None  # who has areas finds what they decide
        self.error_messages["required"] = f"请填写{label}。"

    def standing(self) -> QuerySet[Any]:
        return Topic.objects.standing().filter(campaign=self.campaign)

    def elsewhere(self) -> QuerySet[Any]:
        """Where else one may be found: topics of every other campaign."""
        others = Topic.objects.standing().exclude(campaign=self.campaign)
        return others.select_related("campaign").defer(*TEXTS_OF_CAMPAIGN)

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
        """The topics that fit, those of the own campaign first and then alone."""
        if said := ELSEWHERE.fullmatch(words):
            title, titles = said["title"].strip(), self.titles
            apart = [pk for pk, name in titles.items() if name == title]
            meant = Q(campaign__in=apart) if apart else Q(campaign__title=title)
            named = self.elsewhere().filter(meant)
            return self.own(_fitting(named, said["words"], by_number=True))
        found = self.own(_fitting(self.standing(), words, by_number=True))
        if found.exists():
            return found
        return self.own(_fitting(self.elsewhere(), words, by_number=False))

    def own(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return decided(rows, self.reader)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        if not words:
            return None
        found = list(self.candidates(words)[: CANDIDATES + 1])
        if not found:
            raise forms.ValidationError(f"没有找到名称或序号为“{words}”的{self.what}。")
        if self.place(found[0]) and not ELSEWHERE.fullmatch(words):
            # Into another campaign nothing goes by accident: its title has to be written.
            names = "、".join(self.called(t) for t in found[:CANDIDATES])
            raise forms.ValidationError(
                f"这个征集里没有“{words}”，别的征集里有：{names}。要选它，请连同《》一起填写。"
            )
        if len(found) > 1:
            names = "、".join(self.called(t) for t in found[:CANDIDATES])
            raise forms.ValidationError(
                f"有不止一个{self.what}符合“{words}”：{names}。请填写序号。"
            )
        return found[0]

    def called(self, found: Any) -> str:
        """《征集》12 号“名称”; of the own campaign without its title."""
        return f"{self.place(found)}{found.number} 号“{found.name}”"

    def place(self, found: Any) -> str:
        here = getattr(self.campaign, "pk", self.campaign)
        return "" if found.campaign_id == here else f"《{self.titles[found.campaign_id]}》"

    @cached_property
    def titles(self) -> dict[int, str]:
        return voices.titles_apart()


def _fitting(standing: QuerySet[Any], words: str, *, by_number: bool) -> QuerySet[Any]:
    number = words.lstrip("#＃").split(" ", 1)[0].removesuffix("号")
    if number.isascii() and number.isdigit():
        return standing.filter(number=int(number[:9])) if by_number else standing.none()
    exact = standing.filter(name=words)
    return exact if exact.exists() else standing.filter(name__icontains=words)


class IntoForm(DeskForm):
    """Choose a topic."""

    subject: Topic | Suggestion
    into = TopicField(help_text="填写序号，或名称中的几个字；别的征集的写《征集》和序号。")

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
        field = cast(TopicField, self.fields["into"])
        goal = field.called(into)
        told = (
            f"{source.number} 号“{source.name}”的 {size} 条建议将并入 {goal}，"
            f"{source.number} 号不再单独存在；合并后叫“{merging.winner(source, into).name}”。"
        )
        if source.campaign_id == into.campaign_id:
            return told
        return (
            f"{told}两个问题属于不同的征集：以后由{field.place(into)}一次转办、一个答复，"
            f"每个征集的建议人都收得到；各征集的页面仍然只数自己的。"
        )


class MergeManyForm(DeskForm):
    subject: CampaignPage | None
    into = TopicField(
        label="并入哪个问题",
        required=False,
        help_text="填写序号，或名称中的几个字；留空就并入勾选的问题中最大的一个。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into = cast(TopicField, self.fields["into"])
        into.look_in(self.subject or NOWHERE)
        if not self.subject:
            into.help_text = "写《征集》和序号；留空就并入勾选的问题中最大的一个。"


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
