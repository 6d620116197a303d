"""What trying a word for the dictionary asks for."""

from typing import Any

from django import forms

from suggestions.models import CampaignPage, DictionaryWord, SynonymGroup
from suggestions.models.dictionary import STRONGEST, WORD_LIMIT
from suggestions.models.synonyms import GROUP_WORDS
from suggestions.staff.forms import DeskForm


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


class SynonymsForm(DeskForm):
    words = forms.CharField(
        label="一组词",
        max_length=300,
        help_text=f"说的是同一样东西的 2 到 {GROUP_WORDS} 个词，用顿号或空格分开：电瓶车、电动车。",
        error_messages={"required": "请填写一组词。"},
    )


class ChangeSynonymsForm(SynonymsForm):
    """With what stood there when the page was opened."""

    subject: SynonymGroup
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"words": str(self.subject), "seen": str(self.subject)}
